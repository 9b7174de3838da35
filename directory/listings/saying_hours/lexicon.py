"""The words in which hours are said, in English and Spanish, folded to plain lower-case letters."""

import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

WEEKDAY_WORDS: Final[Mapping[int, str]] = {
    0: "monday mondays mon mons lunes lun",
    1: "tuesday tuesdays tue tues tu martes mar",
    2: "wednesday wednesdays wed weds wensday miercoles mie mier",
    3: "thursday thursdays thu thur thurs th jueves jue",
    4: "friday fridays fri fris viernes vie",
    5: "saturday saturdays sat sats sabado sabados sab",
    6: "sunday sundays sun suns domingo domingos dom",
}
"""Monday is 0."""

MONTH_WORDS: Final[Mapping[int, str]] = {
    1: "january jan enero ene",
    2: "february feb febrero",
    3: "march mar marzo",
    4: "april apr abril abr",
    5: "may mayo",
    6: "june jun junio",
    7: "july jul julio",
    8: "august aug agosto ago",
    9: "september sept sep septiembre setiembre set",
    10: "october oct octubre",
    11: "november nov noviembre",
    12: "december dec diciembre dic",
}

ORDINAL_WORDS: Final[Mapping[int, str]] = {
    1: "first|primer|primero|primera|1er|1ero|1era|1ra|1ro",
    2: "second|segundo|segunda|2do|2da",
    3: "third|tercer|tercero|tercera|3er|3ero|3era|3ra|3ro",
    4: "fourth|cuarto|cuarta|4to|4ta",
    5: "fifth|quinto|quinta|5to|5ta",
    -1: "last|ultimo|ultima",
    -2: "second to last|2nd to last|next to last|penultimo|penultima",
    -3: "third to last|3rd to last|antepenultimo|antepenultima",
    -4: "fourth to last|4th to last|cuarto por el final|cuarta por el final",
    -5: "fifth to last|5th to last|quinto por el final|quinta por el final",
}

EVERY_DAY: Final = tuple(range(7))
MONDAY_TO_FRIDAY: Final = tuple(range(5))


class Word(StrEnum):
    """What a word, or a few that belong together, does in a sentence about hours."""

    DAYS = "days"
    NTH = "nth"
    DAY_OF_MONTH = "day of month"
    DATE = "date"
    CLOCK = "clock"
    ALL_DAY = "all day"
    ALWAYS = "always"
    APPOINTMENT = "appointment"
    EVERY = "every"
    EVERY_OTHER = "every other"
    WEEKS = "weeks"
    MONTHS = "months"
    TIMES = "times"
    EXCEPT = "except"
    CLOSED = "closed"
    HOLIDAY = "holiday"
    FROM = "from"
    STARTING = "starting"
    UNTIL = "until"
    THROUGH = "through"
    TO = "to"
    AND = "and"
    REMARK = "remark"
    RULE = "rule"
    END = "end"
    """The end of a line: what follows begins anew."""
    LITTLE = "little"
    """Says nothing by itself."""
    UNKNOWN = "unknown"


_PHRASES: Final[Mapping[tuple[Word, object], str]] = {
    (Word.DAYS, EVERY_DAY): (
        "every day|everyday|each day|all days|daily|7 days a week|seven days a week|7 days"
        "|todos los dias|cada dia|diario|a diario|diariamente|los 7 dias de la semana"
    ),
    (Word.DAYS, MONDAY_TO_FRIDAY): (
        "weekdays|weekday|every weekday|m-f|mon-fri|dias de semana|entre semana|dias habiles|dias laborables"
    ),
    (Word.DAYS, (5, 6)): "weekends|weekend|every weekend|fines de semana|fin de semana|los fines de semana",
    (Word.DAYS, (0, 2, 4)): "mwf|m/w/f",
    (Word.DAYS, (1, 3)): "tth|t/th|tuth|tu/th",
    (Word.ALL_DAY, None): (
        "24 hours a day|24 hours|24 hrs|24h|24 horas|las 24 horas|24 horas al dia|all day|all day long|todo el dia"
        "|around the clock"
    ),
    (Word.ALWAYS, None): (
        "24/7|24-7|always open|open always|always|day and night|siempre abierto|siempre abierta|siempre|dia y noche"
    ),
    (Word.APPOINTMENT, None): (
        "by appointment|by appointment only|appointment only|appointments only|call for an appointment"
        "|call for appointment|call first|con cita|con cita previa|solo con cita|por cita|previa cita|llame primero"
    ),
    (Word.EVERY, None): "every|each|all|todos los|todas las|todos|todas|cada",
    (Word.EVERY_OTHER, None): "every other|alternate|alternating|every second week on",
    (Word.WEEKS, 1): "weekly|every week|each week|semanal|semanalmente|cada semana|todas las semanas",
    (Word.WEEKS, 2): (
        "biweekly|bi-weekly|every other week|every second week|fortnightly"
        "|quincenal|quincenalmente|cada quince dias|cada 15 dias|semana por medio"
    ),
    (Word.MONTHS, 1): "monthly|every month|each month|mensual|mensualmente|cada mes|todos los meses",
    (Word.MONTHS, 2): "every other month|every second month|bimestral",
    (Word.EXCEPT, None): (
        "except|except for|except on|excepting|excluding|but not|but not on|not on|not|excepto|excepto el|excepto los"
        "|menos|menos el|menos los|salvo|salvo el|salvo los|pero no"
    ),
    (Word.CLOSED, None): (
        "closed|closed on|closed from|we are closed|no meeting|no meetings|no meeting on|canceled|cancelled"
        "|cerrado|cerrada|cerramos|cierra|no hay reunion|no hay reuniones|no se reune"
    ),
    (Word.FROM, None): "from|between|desde|desde el|del|de|entre",
    (Word.STARTING, None): (
        "starting|starting on|starts|starts on|beginning|beginning on|begins|begins on|effective|as of|first on"
        "|a partir del|a partir de|empezando|empezando el|empieza|empieza el"
        "|comenzando|comenzando el|comienza|comienza el"
    ),
    (Word.UNTIL, None): "until|till|til|hasta|hasta el",
    (Word.THROUGH, None): "through|thru|ending|ending on|ends|ends on|termina|termina el|terminando el",
    (Word.TO, None): "to|a|al|-",
    (Word.AND, None): "and|y|e|&|+|/|,|as well as|tambien|also",
    (Word.END, None): ";|\n|then|luego",
    (Word.LITTLE, None): (
        "on|at|the|in|of|open|opens|opened|meets|meeting|meetings|hours|time|times|is|are|we|only|o'clock"
        "|of the month|in the month|of every month|of each month|of the week"
        "|el|la|los|las|en|abierto|abierta|abierto de|abre|horario|horas|se reune|reunion|reuniones|solo"
        "|del mes|de cada mes|de la semana|por|dia|dias|day|days|.|:|(|)|!"
    ),
}

PHRASES: Final[Mapping[str, tuple[Word, object]]] = {
    phrase: meaning for meaning, phrases in _PHRASES.items() for phrase in phrases.split("|")
} | {word: (Word.DAYS, (number,)) for number, words in WEEKDAY_WORDS.items() for word in words.split()} | {
    phrase: (Word.NTH, (nth,)) for nth, phrases in ORDINAL_WORDS.items() for phrase in phrases.split("|")
}  # fmt: skip

NUMBER_WORDS: Final[Mapping[str, int]] = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
}  # fmt: skip

MONTHS: Final[Mapping[str, int]] = {word: number for number, words in MONTH_WORDS.items() for word in words.split()}


def folded(text: str) -> str:
    """The text in plain lower-case letters, letter for letter at the same place: accents gone, one kind of dash."""
    return "".join(_plain(letter) for letter in text)


def _plain(letter: str) -> str:
    if letter in _ONE_KIND:
        return _ONE_KIND[letter]
    return unicodedata.normalize("NFD", letter)[0].lower()[0]


_ONE_KIND: Final = {
    "–": "-", "—": "-", "−": "-", "‐": "-", "’": "'", "“": '"', "”": '"', "«": '"', "»": '"',
    "\t": " ", "\r": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
}  # fmt: skip


def longest_first(phrases: Mapping[str, object]) -> Iterator[str]:
    """The phrases, those with more letters before those they begin with."""
    return iter(sorted(phrases, key=len, reverse=True))
