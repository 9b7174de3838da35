"""Which settings go into a backup: those that make the agency's directory what it is, and no secret."""

import json
from typing import Final

from directory.config import Settings

CARRIED: Final = ("timezone", "home", "public_url", "quick_exit_url", "mail_from")
"""All others belong to the machine or are secret (addresses with passwords, keys, tokens) and stay where they are."""


def carried_settings(settings: Settings) -> str:
    """Return what `alongside.toml` of a restored installation begins with."""
    chosen = settings.model_dump(mode="json", include=set(CARRIED), exclude_defaults=True)
    # A JSON string, number or truth value is the same in TOML.
    return "".join(f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in chosen.items())
