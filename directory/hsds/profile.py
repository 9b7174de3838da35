"""The peer-recovery profile of HSDS: a merge patch (RFC 7386) for each schema it adds to, as `docs/profile/` holds."""

import json
from typing import Final

from directory.hsds.answering import NoSuchObject
from directory.hsds.objects import VERSION, Tree
from directory.paths import profile_folder

PARTS: Final = ("service_at_location", "schedule", "phone", "contact", "attribute")
"""The schemas that the profile adds to."""


def profile_document(here: str) -> Tree:
    """Return what the profile is, and the address of each of its parts."""
    return {
        "name": "peer-recovery",
        "title": "HSDS for peer recovery support",
        "version": "1.0",
        "hsds_version": VERSION,
        "description": (
            "Domains, kinds and fit facts as attributes of five taxonomies, the way in which a listing was checked, "
            "and what somebody who comes for the first time should know. Each part is a JSON merge patch (RFC 7386) "
            "to the HSDS schema of its name."
        ),
        "schemas": {name: f"{here}/hsds/profile/{name}.json" for name in PARTS},
    }


def profile_part(name: str) -> Tree:
    """Return the merge patch for one schema, `service_at_location.json`. Raises `NoSuchObject`."""
    if name.removesuffix(".json") not in PARTS:
        raise NoSuchObject
    text = (profile_folder() / f"{name.removesuffix('.json')}.json").read_text(encoding="utf-8")
    patch: Tree = json.loads(text)
    return patch
