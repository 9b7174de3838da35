"""Names and streets made comparable: without case, accents, fillers and abbreviations, in one language."""

import re
import unicodedata
from typing import Final

NUMBER_WORDS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            "one first i uno primera primer",
            "two second ii dos segunda segundo",
            "three third iii tres tercera tercer",
            "four fourth iv cuatro cuarta",
            "five fifth v cinco quinta",
            "six sixth vi seis sexta",
            "seven seventh vii siete septima",
            "eight eighth viii ocho octava",
            "nine ninth ix nueve novena",
            "ten tenth x diez decima",
        ),
        start=1,
    )
    for word in words.split()
}
"""What says a number in a name: "First Baptist" is not "Second Baptist"."""
_TELLING = """
    north south east west northeast northwest southeast southwest central downtown uptown upper lower
    men women boys girls youth teen teens young adult adults senior seniors children kids family families
    morning noon midday afternoon evening night midnight early late
    monday tuesday wednesday thursday friday saturday sunday weekend
    inpatient outpatient residential
"""
APART: Final = frozenset(_TELLING.split())
"""Words that tell apart what else has one name: North and South, men and women, morning and evening."""
_LITTLE = """
    the of and for at in on a an to de la el los las del y en para con inc llc ltd co corp corporation incorporated
    organization nonprofit
"""
FILLERS: Final = frozenset(_LITTLE.split())
SAME_WORDS: Final = {
    "iglesia": "church",
    "grupo": "group",
    "reunion": "meeting",
    "centro": "center",
    "centre": "center",
    "ctr": "center",
    "clinica": "clinic",
    "despensa": "pantry",
    "alimentos": "food",
    "comida": "food",
    "comunitario": "community",
    "comunitaria": "community",
    "comunidad": "community",
    "cmty": "community",
    "salud": "health",
    "hlth": "health",
    "vivienda": "housing",
    "casa": "house",
    "esperanza": "hope",
    "recuperacion": "recovery",
    "servicios": "services",
    "svcs": "services",
    "svc": "services",
    "service": "services",
    "biblioteca": "library",
    "escuela": "school",
    "empleo": "job",
    "trabajo": "job",
    "mujeres": "women",
    "hombres": "men",
    "jovenes": "young",
    "familia": "family",
    "ninos": "children",
    "norte": "north",
    "sur": "south",
    "este": "east",
    "oeste": "west",
    "lunes": "monday",
    "martes": "tuesday",
    "miercoles": "wednesday",
    "jueves": "thursday",
    "viernes": "friday",
    "sabado": "saturday",
    "domingo": "sunday",
    "saint": "st",
    "street": "st",
    "san": "st",
    "santa": "st",
    "avenue": "ave",
    "ymca": "young men christian association",
    "dept": "department",
    "assn": "association",
    "mens": "men",
    "womens": "women",
    "childrens": "children",
    "srs": "seniors",
    "natl": "national",
    "intl": "international",
    "cty": "county",
    "mtg": "meeting",
    "grp": "group",
}
_STREET_WORDS: Final = {
    "street": "st",
    "avenue": "ave",
    "av": "ave",
    "boulevard": "blvd",
    "road": "rd",
    "drive": "dr",
    "lane": "ln",
    "court": "ct",
    "place": "pl",
    "parkway": "pkwy",
    "highway": "hwy",
    "square": "sq",
    "terrace": "ter",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "northeast": "ne",
    "northwest": "nw",
    "southeast": "se",
    "southwest": "sw",
    "saint": "st",
}
_ROOM: Final = re.compile(r"(?:\b(?:suite|ste|unit|apt|room|rm|floor|fl|bldg|building)\b\.?|#)\s*#?\s*([\w-]+)")


def fold(text: str) -> str:
    """Return the letters and digits of a text without case or accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("'", "").replace("\u2019", ""))
    kept = (char if char.isalnum() else " " for char in decomposed if not unicodedata.combining(char))
    return " ".join("".join(kept).split())


def name_words(name: str) -> tuple[str, ...]:
    """Return the words that a name is known by, in their order: numbers as digits, Spanish words in English."""
    words = (SAME_WORDS.get(word, word) for word in fold(name.replace("&", " and ")).split())
    said = (_number(word) for words in words for word in words.split())
    return tuple(word for word in said if word not in FILLERS)


def _number(word: str) -> str:
    ordinal = re.fullmatch(r"0*(\d+)(?:st|nd|rd|th)?", word)
    return ordinal[1] if ordinal else NUMBER_WORDS.get(word, word)


def apart_words(words: tuple[str, ...]) -> frozenset[str]:
    """Return what of a name tells it from its like: its numbers, and words such as North or Women."""
    return frozenset(word for word in words if word.isdigit() or word in APART)


def street_and_room(address_1: str, address_2: str) -> tuple[str, str]:
    """Return the street with its number, and the room or suite; each empty where it is not said."""
    said = f"{address_1} {address_2}".casefold()
    rooms = " ".join(_ROOM.findall(said))
    street = fold(_ROOM.sub(" ", address_1.casefold()))
    return " ".join(_STREET_WORDS.get(word, word) for word in street.split()), fold(rooms)
