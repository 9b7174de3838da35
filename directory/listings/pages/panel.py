"""The panel of filters beside the results, with exact counts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from directory.i18n import Translator
from directory.listings.find import Found
from directory.listings.pages.address import Address, Pair
from directory.listings.pages.card_lines import ONLY_GATHER
from directory.listings.pages.labels import value_label
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
    made = _Options(counts, found.results.total if found.results else 0, address, vocabulary, words)
    groups = (
        made.group(words.gettext("Part of life"), "domain", vocabulary.domains),
        made.group(words.gettext("Kind"), "term", _by_count(_kinds(counts), chosen=address.values("term"))),
        made.group(words.gettext("How"), "format", ("in_person", "online")),
        made.fits(),
        made.group(words.gettext("Hide places that ask for"), "not", vocabulary.asks),
        made.group(words.gettext("For whom"), "for", _by_count(counts.get("for", {}), chosen=address.values("for"))),
        made.group(
            words.gettext("Language"),
            "language",
            _by_count(counts.get("language", {}), chosen=address.values("language")),
        ),
        made.group(words.gettext("Access"), "access", vocabulary.access),
        made.trust(),
    )
    some = tuple(group for group in groups if group.shown)
    return Panel(some, address.beside(ASKED_IN_PANEL)) if some else None


def _kinds(counts: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    return {code: count for code, count in counts.get("term", {}).items() if code not in ONLY_GATHER}


def _by_count(counts: Mapping[str, int], *, chosen: Collection[str] = ()) -> list[str]:
    """The codes with the most listings, as many as are ever shown, and those that are chosen."""
    most = sorted(counts, key=lambda code: (-counts[code], code))[: MOST_OPEN + MOST_FOLDED]
    return [*most, *(code for code in chosen if code not in most)]


@dataclass(frozen=True, slots=True)
class _Options:
    counts: Mapping[str, Mapping[str, int]]
    total: int
    address: Address
    vocabulary: Vocabulary
    words: Translator

    def group(self, title: str, name: str, codes: Iterable[str]) -> OptionGroup:
        """Boxes for the codes that some listing states or that are chosen; chosen ones are never folded."""
        return _folded(title, [option for code in codes if (option := self._option(name, code))])

    def fits(self) -> OptionGroup:
        """What a listing must state: its fit facts, that it is free; and whether silence counts."""
        options = [self._single("free", "1", self.words.gettext("Free"))]
        options += [self._option("need", code) for code in self.vocabulary.needs]
        chosen = {"need", "access", "for", "language", "free"} & {name for name, _ in self.address.pairs}
        if chosen:
            label = self.words.gettext("Also where not stated")
            options.append(Option("unstated", "1", label, None, ("unstated", "1") in self.address.pairs))
        return _folded(self.words.gettext("Fits"), [option for option in options if option], most=MOST_OPEN + 3)

    def trust(self) -> OptionGroup:
        """Only what a person has checked lately."""
        label = self.words.gettext("Checked in the last 90 days")
        is_on = ("verified", CHECKED_WITHIN) in self.address.pairs
        title = self.words.gettext("Checked by a person")
        box = Option("verified", CHECKED_WITHIN, label, None, is_on)
        return OptionGroup(title, (box,) if self.total or is_on else ())

    def _option(self, name: str, code: str) -> Option | None:
        return self._single(name, code, value_label(name, code, self.vocabulary, self.words))

    def _single(self, name: str, code: str, label: str) -> Option | None:
        is_on = (name, code) in self.address.pairs
        known = self.counts.get(name)
        count = known.get(code, 0) if known is not None else None
        if name == "not" and known is None:
            return Option(name, code, label, None, is_on) if self.total or is_on else None
        return Option(name, code, label, count or 0, is_on) if count or is_on else None


def _folded(title: str, options: list[Option], most: int = MOST_OPEN) -> OptionGroup:
    shown = options[:most] + [option for option in options[most:] if option.is_on]
    folded = [option for option in options[most:] if not option.is_on]
    return OptionGroup(title, tuple(shown), tuple(folded[:MOST_FOLDED]))
