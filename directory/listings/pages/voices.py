"""Lines in two voices: ours in the reader's language, and a listing's own words in the language they were given in."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """What we say, then what they say; either may be empty. A page marks theirs with its own language."""

    ours: str
    theirs: str = ""
    between: str = " · "

    def __str__(self) -> str:
        """Both voices as one line."""
        return self.between.join(part for part in (self.ours, self.theirs) if part)

    def __bool__(self) -> bool:
        """Whether anything is said."""
        return bool(self.ours or self.theirs)
