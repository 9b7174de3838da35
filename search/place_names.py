"""How people write the names of places in the United States, brought to one spelling.

"St. Paul", "saint paul" and "SAINT-PAUL" are one name; "Minn.", "mn" and "Minnesota" are one state.
"""

import re
import unicodedata
from typing import Final

STATES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts",
    "MI": "Michigan", "MN": "Minnesota", "MS": "Mississippi", "MO": "Missouri", "MT": "Montana",
    "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico",
    "NY": "New York", "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma",
    "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia", "WA": "Washington",
    "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "Virgin Islands",
}  # fmt: skip
"""USPS code → name of every state, the District of Columbia and the five inhabited territories."""

CODES_THAT_ARE_WORDS: Final = frozenset(
    {"al", "as", "co", "de", "hi", "id", "in", "la", "ma", "me", "mi", "ms", "ok", "oh", "or", "pa", "va"}
)
"""State codes that are also English or Spanish words: in running text they need a reason to be read as a state."""

_OLD_ABBREVIATIONS: Final = {
    "ala": "AL", "ariz": "AZ", "ark": "AR", "cal": "CA", "calif": "CA", "colo": "CO", "conn": "CT", "del": "DE",
    "fla": "FL", "ill": "IL", "ind": "IN", "kan": "KS", "kans": "KS", "mass": "MA", "mich": "MI", "minn": "MN",
    "mont": "MT", "neb": "NE", "nebr": "NE", "nev": "NV", "okla": "OK", "ore": "OR", "oreg": "OR", "penn": "PA",
    "penna": "PA", "tenn": "TN", "tex": "TX", "us virgin islands": "VI", "usvi": "VI", "wash": "WA",
    "wis": "WI", "wisc": "WI", "wyo": "WY",
}  # fmt: skip

_SHORT_WORDS: Final = {
    "ft": "fort", "hts": "heights", "jct": "junction", "mt": "mount", "mtn": "mountain", "spgs": "springs",
    "st": "saint", "ste": "sainte", "twp": "township",
}  # fmt: skip
_SHORT_DIRECTIONS: Final = {"e": "east", "n": "north", "s": "south", "w": "west"}

_APOSTROPHES: Final = re.compile(r"['`´‘’ʻʼ]")
_INITIALS: Final = re.compile(r"\b(\w)\.(?=\w\b)")
_LOOSE_MC: Final = re.compile(r"\bmc (?=\w)")
_WORDS: Final = re.compile(r"[^\W_]+")


def folded(name: str) -> str:
    """The one spelling of a name: lower case without accents or punctuation, short words written out.

    Full-width letters and digits become plain ones. Empty when the text holds no letter and no digit.
    """
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFKC", name).casefold())
    unaccented = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    words = [_SHORT_WORDS.get(word, word) for word in _WORDS.findall(_INITIALS.sub(r"\1", unaccented))]
    if len(words) > 1:
        words[0] = _SHORT_DIRECTIONS.get(words[0], words[0])
    return _LOOSE_MC.sub("mc", " ".join(words))


_STATE_BY_NAME: Final = {
    **{folded(name): code for code, name in STATES.items()},
    **_OLD_ABBREVIATIONS,
    **{folded(code): code for code in STATES},
}


def state_code(name: str) -> str | None:
    """The USPS code of a state written as code, name or old abbreviation; None when it is none of them."""
    return _STATE_BY_NAME.get(folded(name))
