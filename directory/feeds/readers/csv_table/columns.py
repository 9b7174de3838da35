"""What a column of a spreadsheet may mean, the words it is usually headed by, and what its cells look like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from directory.errors import marked
from directory.feeds.readers.text import fold

_DAY: Final = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)|daily|weekday|every|lunes|martes|jueves|viernes|sábado", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"^\d{1,2}(?::\d{2}(?::\d{2})?)?\s*(?:[ap]\.?m\.?)?$|^noon$", re.IGNORECASE)
_STREET: Final = re.compile(r"^\d+\w*\s+\S+|p\.?o\.? box", re.IGNORECASE)
_PHONE: Final = re.compile(r"^[+(]?\d[\d\s().+-]{5,18}\d(?:\s*(?:x|ext)\.?\s*\d+)?$", re.IGNORECASE)


def _number_between(low: float, high: float) -> Callable[[str], bool]:
    def looks_right(cell: str) -> bool:
        try:
            return low <= float(cell) <= high and "." in cell
        except ValueError:
            return False

    return looks_right


def _matching(pattern: str) -> Callable[[str], bool]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return lambda cell: bool(compiled.search(cell))


def _anything(cell: str) -> bool:
    return bool(cell)


@dataclass(frozen=True, slots=True)
class Column:
    """One thing that a column may tell.

    `headings` are words it is headed by; `looks_right` answers whether a cell looks like it; `fields`, `facts` and
    `access` are what of a listing it says. Of what is `plain` any text may look like it, so the heading decides.
    """

    label: str
    headings: tuple[str, ...]
    fields: tuple[str, ...] = ()
    looks_right: Callable[[str], bool] = _anything
    plain: bool = True
    facts: tuple[str, ...] = ()
    access: tuple[str, ...] = ()

    def likeness_of_cells(self, cells: list[str]) -> float:
        """Return the share of the cells that look like it, from 0 to 1; a half where any text might."""
        if self.plain or not cells:
            return 0.5
        return sum(map(self.looks_right, cells)) / len(cells)


def _plain(label: str, headings: str, *fields: str) -> Column:
    return Column(label, tuple(map(fold, headings.split("|"))), fields)


def _shaped(label: str, headings: str, *fields: str, looks_right: Callable[[str], bool]) -> Column:
    return Column(label, tuple(map(fold, headings.split("|"))), fields, looks_right, plain=False)


_YES_OR_NO: Final = _matching(r"^(?:y|n|yes|no|true|false|0|1|x|sí|si)$")


def _yes_or_no(label: str, headings: str, *, fact: str = "", access: str = "") -> Column:
    facts, kinds = (fact,) if fact else (), (access,) if access else ()
    return Column(label, tuple(map(fold, headings.split("|"))), (), _YES_OR_NO, plain=False, facts=facts, access=kinds)


COLUMNS: Final[Mapping[str, Column]] = {
    "id": _plain(marked("Its id at the source"), "id|identifier|key|record id|listing id|uid|code"),
    "name": _plain(
        marked("Name"),
        "name|title|program name|service name|listing|event|group name|meeting|resource|nombre|programa",
        "name",
    ),
    "organization": _plain(
        marked("Organization"),
        "organization|agency|provider|company|sponsor|host|org|organización|agencia",
        "organization",
    ),
    "description": _plain(
        marked("What happens there"),
        "description|about|details|summary|notes|services|descripción|detalles",
        "description",
    ),
    "kind": _plain(marked("Kind of offer"), "type|category|kind|service type|tipo|categoría", "terms"),
    "place_name": _plain(marked("Name of the place"), "location|venue|place|site|building|lugar|sede", "place"),
    "address": _shaped(
        marked("Street"),
        "address|street|address 1|street address|dirección|calle",
        "place",
        looks_right=lambda cell: bool(_STREET.search(cell)),
    ),
    "address_2": _plain(marked("Room or suite"), "address 2|suite|unit|room|apt|floor", "place"),
    "city": _plain(marked("Town"), "city|town|municipality|ciudad|pueblo", "place"),
    "state": _shaped(
        marked("State"), "state|province|st|estado", "place", looks_right=_matching(r"^(?:[a-z]{2}|[a-z ]{4,20})$")
    ),
    "zip": _shaped(
        marked("ZIP code"),
        "zip|zip code|postal code|postcode|código postal",
        "place",
        looks_right=_matching(r"^\d{5}(?:-\d{4})?$"),
    ),
    "latitude": _shaped(marked("Latitude"), "latitude|lat|latitud|y", "place", looks_right=_number_between(-90, 90)),
    "longitude": _shaped(
        marked("Longitude"), "longitude|lon|lng|long|longitud|x", "place", looks_right=_number_between(-180, 180)
    ),
    "phone": _shaped(
        marked("Telephone"),
        "phone|telephone|tel|phone number|contact number|teléfono",
        "phones",
        looks_right=lambda cell: bool(_PHONE.match(cell)),
    ),
    "email": _shaped(
        marked("E-mail"),
        "email|e mail|mail|contact email|correo",
        "email",
        looks_right=_matching(r"^[^@\s]+@[^@\s]+\.[^@\s]+$"),
    ),
    "url": _shaped(
        marked("Website"),
        "website|url|web|link|web site|sitio web|página",
        "url",
        looks_right=_matching(r"^(?:https?://|www\.)|^[\w-]+\.(?:org|com|net|gov|edu)\b"),
    ),
    "online_url": _shaped(
        marked("Link to join"),
        "online link|zoom|zoom link|virtual link|meeting link|join link",
        "online_url",
        "online",
        looks_right=_matching(r"zoom\.us|meet\.google|teams\.|webex"),
    ),
    "hours": _shaped(
        marked("Times, in words"),
        "hours|schedule|times|when|hours of operation|days and times|horario",
        "schedules",
        "hours_note",
        looks_right=lambda cell: bool(_DAY.search(cell)) and any(map(str.isdigit, cell)),
    ),
    "day": _shaped(
        marked("Day of the week"),
        "day|weekday|days|day of week|día|días",
        "schedules",
        looks_right=lambda cell: bool(_DAY.search(cell)) and not any(map(str.isdigit, cell)),
    ),
    "starts": _shaped(
        marked("Begins at"),
        "start|start time|begin|starts|time|from|begins|hora|inicio",
        "schedules",
        looks_right=lambda cell: bool(_CLOCK.match(cell)),
    ),
    "ends": _shaped(
        marked("Ends at"),
        "end|end time|ends|until|to|finish|fin",
        "schedules",
        looks_right=lambda cell: bool(_CLOCK.match(cell)),
    ),
    "languages": _plain(marked("Languages"), "language|languages|languages spoken|idioma|idiomas", "languages"),
    "fees": _plain(marked("Cost"), "cost|fee|fees|price|payment|costo|precio", "fees"),
    "documents": _plain(
        marked("Papers to bring"), "documents|required documents|what to bring|documentos", "required_documents"
    ),
    "wheelchair": _yes_or_no(
        marked("Wheelchair access"), "wheelchair|wheelchair accessible|ada|accessible|accesible", access="wheelchair"
    ),
    "children": _yes_or_no(
        marked("Children welcome"), "children|children welcome|kids|childcare|niños", fact="children_welcome"
    ),
    "registration": _yes_or_no(
        marked("Sign up first"), "registration|registration required|sign up|rsvp|inscripción", fact="registration"
    ),
    "private": _yes_or_no(marked("Not for the public"), "private|hidden|not for website|confidential|do not publish"),
}
"""Everything that a column may tell, by the name under which a mapping is saved."""
