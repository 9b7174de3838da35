"""Public holidays of the United States by name: what "closed on holidays" and "except Thanksgiving" mean."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final

from dateutil.relativedelta import MO, TH, relativedelta

_ON_A_DAY: Final[Mapping[str, tuple[int, int]]] = {
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "juneteenth": (6, 19),
    "independence day": (7, 4),
    "veterans day": (11, 11),
    "christmas eve": (12, 24),
    "christmas": (12, 25),
}
_ON_A_WEEKDAY: Final = {
    "martin luther king day": (1, relativedelta(day=1, weekday=MO(3))),
    "presidents' day": (2, relativedelta(day=1, weekday=MO(3))),
    "memorial day": (5, relativedelta(day=31, weekday=MO(-1))),
    "labor day": (9, relativedelta(day=1, weekday=MO(1))),
    "columbus day": (10, relativedelta(day=1, weekday=MO(2))),
    "thanksgiving": (11, relativedelta(day=1, weekday=TH(4))),
    "day after thanksgiving": (11, relativedelta(day=1, weekday=TH(4))),
}
FEDERAL: Final = (
    "new year's day", "martin luther king day", "presidents' day", "memorial day", "juneteenth", "independence day",
    "labor day", "columbus day", "veterans day", "thanksgiving", "christmas",
)  # fmt: skip
"""The public holidays of 5 U.S.C. 6103, on the days themselves."""

HOLIDAY_PHRASES: Final[Mapping[str, tuple[str, ...]]] = {
    phrase: names
    for names, phrases in {
        FEDERAL: "holidays|public holidays|federal holidays|major holidays|legal holidays|dias festivos|dias feriados"
        "|feriados|festivos",
        ("new year's day",): "new year's day|new years day|new year's|new years|ano nuevo|dia de ano nuevo",
        ("new year's eve",): "new year's eve|new years eve|fin de ano|nochevieja|vispera de ano nuevo",
        ("martin luther king day",): "martin luther king day|mlk day|mlk|dia de martin luther king",
        ("presidents' day",): "presidents' day|presidents day|president's day|dia de los presidentes",
        ("memorial day",): "memorial day|dia de los caidos",
        ("juneteenth",): "juneteenth",
        ("independence day",): "independence day|4th of july|fourth of july|dia de la independencia",
        ("labor day",): "labor day|dia del trabajo",
        ("columbus day",): "columbus day|indigenous peoples' day|indigenous peoples day|dia de los pueblos indigenas",
        ("veterans day",): "veterans day|veteran's day|dia de los veteranos",
        ("thanksgiving",): "thanksgiving|thanksgiving day|accion de gracias|dia de accion de gracias",
        ("day after thanksgiving",): "day after thanksgiving|the day after thanksgiving|black friday",
        ("christmas eve",): "christmas eve|nochebuena",
        ("christmas",): "christmas|christmas day|xmas|navidad|dia de navidad",
    }.items()
    for phrase in phrases.split("|")
}
YEARS_AHEAD: Final = 2
"""For so many years from now the days are written out; a calendar rule cannot say them for good."""


def holidays_between(names: tuple[str, ...], first: date, last: date) -> Iterator[date]:
    """The days of these holidays from `first` to `last`, both included."""
    for year in range(first.year, last.year + 1):
        for name in names:
            day = _holiday(name, year)
            if first <= day <= last:
                yield day


def _holiday(name: str, year: int) -> date:
    if name in _ON_A_DAY:
        return date(year, *_ON_A_DAY[name])
    month, weekday = _ON_A_WEEKDAY[name]
    day = date(year, month, 1) + weekday
    return day + timedelta(days=1) if name.startswith("day after") else day
