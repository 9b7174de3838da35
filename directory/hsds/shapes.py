"""The trees of listings put together as the answers of the API: services, service_at_locations, organizations."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from directory.hsds.objects import Tree

_HELD_IN_LISTS: Final = ("organization", "program", "location", "service")
"""What a list item holds of other objects; these hold their own fields alone."""


def full_service(trees: Sequence[Tree]) -> Tree:
    """Return a service with everything in it, from the trees of its listings, the newest last."""
    service = dict(trees[-1]["service"])
    at_locations = {tree["id"]: _without(tree, "service") for tree in trees}
    organization = service.pop("organization")
    located = {location["id"]: location for location in (tree["location"] for tree in trees)}
    return {
        **service,
        "service_at_locations": [at_locations[key] for key in sorted(at_locations)],
        "organization": _with_locations(organization, located),
    }


def full_service_at_location(tree: Tree) -> Tree:
    """Return a service at a location with everything in it."""
    service = {**tree["service"]}
    located = {tree["location"]["id"]: tree["location"]}
    service["organization"] = _with_locations(service["organization"], located)
    return {**tree, "service": service}


def full_organization(services: Sequence[Sequence[Tree]], *, whole_services: bool) -> Tree:
    """Return an organization with its locations and its services, whole ones where that was asked for."""
    trees = [tree for of_service in services for tree in of_service]
    located = {tree["location"]["id"]: tree["location"] for tree in trees}
    said = _with_locations(trees[-1]["service"]["organization"], located)
    listed = {one["id"] for one in said.get("locations", ())}
    more = [location for key, location in sorted(located.items()) if key not in listed]
    if locations := [*said.get("locations", ()), *more]:
        said["locations"] = locations
    shape = full_service if whole_services else listed_service
    return {**said, "services": [_without(shape(of_service), "organization") for of_service in services]}


def listed_service(trees: Sequence[Tree]) -> Tree:
    """Return a service as an item of a list: its own fields, and those of its organization and program."""
    return _own_fields(trees[-1]["service"])


def listed_service_at_location(tree: Tree) -> Tree:
    """Return a service at a location as an item of a list, with the fields of its location and its service."""
    return _own_fields(tree)


def listed_organization(tree: Tree) -> Tree:
    """Return an organization as an item of a list: its own fields."""
    return _own_fields(tree["service"]["organization"])


def _own_fields(said: Mapping[str, Any]) -> Tree:
    own = {name: value for name, value in said.items() if not isinstance(value, dict | list)}
    held = {name: _own_fields(said[name]) for name in _HELD_IN_LISTS if isinstance(said.get(name), dict)}
    return own | held


def _without(said: Tree, *names: str) -> Tree:
    return {name: value for name, value in said.items() if name not in names}


def _with_locations(organization: Tree, located: Mapping[str, Tree]) -> Tree:
    """Put the locations that are told elsewhere in their places: a stub of one that is not told is left out."""
    said = dict(organization)
    if "locations" not in said:
        return said
    stubs: Iterable[Tree] = said["locations"]
    whole = (located.get(one["id"]) if is_stub(one) else one for one in stubs)
    if kept := [one for one in whole if one]:
        return said | {"locations": kept}
    return _without(said, "locations")


def is_stub(said: Mapping[str, Any]) -> bool:
    """Whether an object is no more than the id of one that is told elsewhere."""
    return said.keys() == {"id"}
