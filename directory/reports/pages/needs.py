"""The page of what was missed: two tables, and where on a drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sqrt
from typing import Final

from directory.accounts.pages.parts import Option
from directory.i18n import Translator
from directory.listings.vocabulary import Vocabulary
from directory.reports.needs import Needs, Region
from directory.reports.pages.names import options_of, period_name
from directory.reports.periods import Period

WIDTH: Final = 320
HEIGHT: Final = 240
MARGIN: Final = 36
SMALLEST, LARGEST = 6.0, 30.0
"""Radii: what is hidden is as large as what is smallest."""
DIGITS_WIDE, DIGITS_HIGH = 34, 22
"""What the digits above each region need for themselves."""
APART = 4
"""By how much a region moves down at once that would lie on another."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One region on the drawing."""

    zip3: str
    x: float
    y: float
    radius: float
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One line of a table; an empty count is hidden."""

    name: str
    said: str
    count: str


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """What was missed in a quarter."""

    title: str
    period: str
    is_over: bool
    total: str
    kinds: tuple[NeedLine, ...]
    regions: tuple[NeedLine, ...]
    spots: tuple[Spot, ...]
    described: str
    width: int
    height: int
    periods: tuple[Option, ...]
    asked: Mapping[str, str]
    back: None = None


def needs_page(
    needs: Needs,
    regions: Mapping[str, Region],
    quarters: Sequence[Period],
    vocabulary: Vocabulary,
    words: Translator,
) -> NeedsPage:
    """Build the page; lines stand in the order of the vocabulary and of the regions, not of their counts."""
    lines = _region_lines(needs, regions, words)
    hidden, spots = words.gettext("hidden"), _spots(needs, regions)
    return NeedsPage(
        title=words.gettext("What was missed"),
        period=period_name(needs.period, words),
        is_over=needs.is_over,
        total="" if needs.total is None else str(needs.total),
        kinds=_kind_lines(needs, vocabulary, words),
        regions=lines,
        spots=spots,
        described=", ".join(f"{line.name}: {line.count or hidden}" for line in lines),
        width=WIDTH,
        height=max([HEIGHT, *(round(spot.y + MARGIN) for spot in spots)]),
        periods=options_of(quarters, needs.period, words),
        asked={"period": needs.period.code},
    )


def _kind_lines(needs: Needs, vocabulary: Vocabulary, words: Translator) -> tuple[NeedLine, ...]:
    def name(kind: tuple[str, str]) -> tuple[str, str]:
        domain, term = (
            table[code].label(words.code) if code in table else code
            for table, code in ((vocabulary.domains, kind[0]), (vocabulary.terms, kind[1]))
        )
        return (term or words.gettext("Of any kind")), (domain or words.gettext("No part of life said"))

    order = {code: place for place, code in enumerate(vocabulary.domains)}
    kinds = sorted(needs.kinds, key=lambda kind: (order.get(kind[0], len(order)), name(kind)[0]))
    return tuple(NeedLine(*name(kind), _count(needs.kinds[kind])) for kind in kinds)


def _region_lines(needs: Needs, regions: Mapping[str, Region], words: Translator) -> tuple[NeedLine, ...]:
    lines = []
    for zip3 in sorted(needs.regions, key=lambda code: (not code, code)):
        near = regions[zip3].near if zip3 in regions else ""
        said = words.gettext("around %(town)s") % {"town": near} if near else ""
        name = words.gettext("ZIP %(digits)s…") % {"digits": zip3} if zip3 else words.gettext("No region said")
        lines.append(NeedLine(name, said, _count(needs.regions[zip3])))
    return tuple(lines)


def _spots(needs: Needs, regions: Mapping[str, Region]) -> tuple[Spot, ...]:
    """The regions as they lie to each other, north up; one alone stands in the middle."""
    if not regions:
        return ()
    middle = radians(sum(region.lat for region in regions.values()) / len(regions))
    points = {zip3: (region.lon * cos(middle), -region.lat) for zip3, region in regions.items()}
    left, top = (min(point[axis] for point in points.values()) for axis in (0, 1))
    wide, high = (max(point[axis] for point in points.values()) - least for axis, least in ((0, left), (1, top)))
    scale = min((WIDTH - 2 * MARGIN) / max(wide, 0.5), (HEIGHT - 2 * MARGIN) / max(high, 0.5))
    placed: list[Spot] = []
    for zip3, (x, y) in sorted(points.items(), key=lambda point: (point[1][1], point[0])):
        spot = Spot(
            zip3=zip3,
            x=round((x - left - wide / 2) * scale + WIDTH / 2, 1),
            y=round((y - top - high / 2) * scale + HEIGHT / 2, 1),
            radius=_radius(needs.regions[zip3]),
            is_hidden=needs.regions[zip3] is None,
        )
        while any(_is_crowded(spot, other) for other in placed):
            spot = replace(spot, y=round(spot.y + APART, 1))
        placed.append(spot)
    return tuple(placed)


def _is_crowded(spot: Spot, other: Spot) -> bool:
    """Whether one region, or its digits, would lie on another."""
    together = spot.radius + other.radius
    return abs(spot.x - other.x) < max(DIGITS_WIDE, together) and abs(spot.y - other.y) < together + DIGITS_HIGH


def _radius(count: int | None) -> float:
    return SMALLEST if count is None else round(min(LARGEST, SMALLEST + sqrt(count)), 1)


def _count(count: int | None) -> str:
    return "" if count is None else str(count)
