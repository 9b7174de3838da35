"""The panel of filters beside the results, with exact counts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from directory.i18n import Translator
from directory.listings.find import Found
from directory.listings.pages.address import Address, Pair
from directory.listings.pages.card_lines import ONLY_GATHER
from directory.listings.pages.labels import FILTERS, value_label
from directory.listings.vocabulary import Vocabulary

MOST_FOLDED = 24
MOST_OPEN = 7
"""Values of one kind that are shown before "More"."""
ASKED_IN_PANEL = (
    "domain",
    "term",
    "format",
    "language",
    "for",
    "access",
    "need",
    "not",
    "free",
    "verified",
    "unstated",
)
CHECKED_WITHIN = "90"
UNSTATED_MATTERS = frozenset({"need", "access", "for", "language", "free"})
"""Once one of these is chosen, it matters whether silence counts."""


@dataclass(frozen=True, slots=True)
class Option:
    """One box to tick."""

    name: str
    value: str
    label: str
    count: int | None
    is_on: bool


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Boxes of one kind: some open, the rest folded."""

    title: str
    shown: tuple[Option, ...]
    folded: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Panel:
    """Every group of boxes, and what the form carries along."""

    groups: tuple[OptionGroup, ...]
    carried: tuple[Pair, ...]


def panel(found: Found, address: Address, vocabulary: Vocabulary, words: Translator) -> Panel | None:
    """Build the panel from the counts of the answer; a kind without any value is left out, and so is an empty panel."""
    counts: Mapping[str, Mapping[str, int]] = found.results.facets if found.results else {}
    total = found.results.total if found.results else 0
    made = _Options(counts, total, frozenset(address.pairs), vocabulary, words)
    groups = (
        made.group("domain", vocabulary.domains),
        made.group("term", _by_count(_kinds(counts), chosen=address.values("term"))),
        made.group("format", ("in_person", "online")),
        made.fits(),
        made.group("not", vocabulary.asks),
        made.group("for", _by_count(counts.get("for", {}), chosen=address.values("for"))),
        made.group(
            "language",
            _by_count(counts.get("language", {}), chosen=address.values("language")),
        ),
        made.group("access", vocabulary.access),
        made.trust(),
    )
    some = tuple(group for group in groups if group.shown)
    return Panel(some, address.beside(ASKED_IN_PANEL)) if some else None


def _kinds(counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    return {code: count for code, count in counts.get("term", {}).items() if code not in ONLY_GATHER}


def _by_count(counts: Mapping[str, int], *, chosen: Collection[str] = ()) -> list[str]:
    """The codes with the most listings, as many as are ever shown, and those that are chosen."""
    most = sorted(sorted(counts), key=counts.__getitem__, reverse=True)[: MOST_OPEN + MOST_FOLDED]
    return [*most, *(code for code in chosen if code not in most)]


@dataclass(frozen=True, slots=True)
class _Options:
    counts: Mapping[str, Mapping[str, int]]
    total: int
    chosen: frozenset[Pair]
    vocabulary: Vocabulary
    words: Translator

    def group(self, name: str, codes: Iterable[str]) -> OptionGroup:
        """Boxes for the codes that some listing states or that are chosen; chosen ones are never folded."""
        labelled = ((code, value_label(name, code, self.vocabulary, self.words)) for code in codes)
        return _folded(FILTERS[name](self.words), list(self._options(name, labelled)))

    def fits(self) -> OptionGroup:
        """What a listing must state: its fit facts, that it is free; and whether silence counts."""
        needs = ((code, value_label("need", code, self.vocabulary, self.words)) for code in self.vocabulary.needs)
        options = [*self._options("free", [("1", self.words.gettext("Free"))]), *self._options("need", needs)]
        if any(name in UNSTATED_MATTERS for name, _ in self.chosen):
            label = self.words.gettext("Also where not stated")
            options.append(Option("unstated", "1", label, None, ("unstated", "1") in self.chosen))
        return _folded(FILTERS["need"](self.words), options, most=MOST_OPEN + 3)

    def trust(self) -> OptionGroup:
        """Only what a person has checked lately."""
        label = self.words.gettext("Checked in the last 90 days")
        is_on = ("verified", CHECKED_WITHIN) in self.chosen
        box = Option("verified", CHECKED_WITHIN, label, None, is_on)
        return OptionGroup(FILTERS["verified"](self.words), (box,) if self.total or is_on else ())

    def _options(self, name: str, labelled: Iterable[tuple[str, str]]) -> Iterator[Option]:
        """A box for each code and its label; a kind of which nothing is counted has boxes without counts."""
        known = self.counts.get(name)
        is_uncounted = name == "not" and known is None
        for code, label in labelled:
            is_on = (name, code) in self.chosen
            count = known.get(code, 0) if known is not None else 0
            if count or is_on or (is_uncounted and self.total):
                yield Option(name, code, label, None if is_uncounted else count, is_on)


def _folded(title: str, options: list[Option], most: int = MOST_OPEN) -> OptionGroup:
    shown = options[:most] + [option for option in options[most:] if option.is_on]
    folded = [option for option in options[most:] if not option.is_on]
    return OptionGroup(title, tuple(shown), tuple(folded[:MOST_FOLDED]))
