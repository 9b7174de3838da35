"""What words ask for, in the form the engine evaluates: clauses that must match and clauses that must not."""

from dataclasses import dataclass, field

Words = tuple[str, ...]
"""One or more words of the index, folded. Several mean a phrase: side by side, in this order, in one field."""


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing that was typed and everything that counts as finding it.

    A listing matches when **any** of `alternatives` is in it, or when `parts` is not empty and **all** parts match.
    `alternatives[0]` is what was typed; then its light stems; then its synonyms, which `synonyms` names again so that
    a hit can say that it matched through another word. A multi-word span that the vocabulary knows ("food stamps")
    is one clause with the phrase and its synonyms as alternatives, and one part for each of its words, so that the
    words found apart still match.
    """

    alternatives: tuple[Words, ...]
    phrase: bool = False
    """Typed in quotes: exactly these words, neither stems nor synonyms."""
    prefix: bool = False
    """The last word is still being typed: the last word of `alternatives[0]` also stands for every word it begins."""
    parts: tuple["Clause", ...] = ()
    synonyms: frozenset[Words] = field(default_factory=frozenset)
    """Those of `alternatives` that are other words for what was typed."""

    @property
    def typed(self) -> Words:
        """The words as typed, folded."""
        return self.alternatives[0]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one question: all of `required` must match and none of `excluded` may. Both empty: every listing."""

    required: tuple[Clause, ...] = ()
    excluded: tuple[Clause, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.required or self.excluded)
