"""Whether the chain is whole: every entry is read once, in order, and nothing but the last of them is remembered."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, SQLModel

from directory.audit.chain import NOTHING_BEFORE, hash_of, head_of_chain
from directory.audit.models import AuditEntry
from directory.errors import RefusedError

AT_ONCE: Final = 2000
"""Entries in memory at one time."""
Progress = Callable[[int, int], None]
"""Told how many entries are done, and of how many."""


@dataclass(frozen=True, slots=True)
class Head:
    """The number of the last entry and its hash: now, or as somebody kept it elsewhere."""

    number: int
    hash: str

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True, slots=True)
class Break:
    """A place at which the chain is not whole, and what is wrong there."""

    number: int
    sentence: str


BEFORE_ALL: Final = Head(0, NOTHING_BEFORE)


def read_head(text: str) -> Head:
    """Read a head as `str(head)` wrote it; raises RefusedError."""
    number, _, hash_ = text.strip().partition(":")
    if not number.isdecimal() or len(hash_) != len(NOTHING_BEFORE) or set(hash_) - set("0123456789abcdef"):
        raise RefusedError("A head is a number, a colon and 64 hexadecimal digits, as printed by: alongside audit head")
    return Head(int(number), hash_)


def current_head(session: Session) -> Head:
    """Return the head as it is now, `BEFORE_ALL` while there is no entry."""
    return Head(*head_of_chain(session))


def find_breaks(session: Session, kept: Head | None, progress: Progress) -> Iterator[Break]:
    """Yield each place at which the chain is broken, in order; none when it is whole.

    Only against a head that was `kept` elsewhere can a chain that was cut, or made anew as a whole, be told from the
    true one.
    """
    head = current_head(session)
    last = found = BEFORE_ALL
    try:
        for row in _entries(session):
            yield from _faults(row, last)
            last = Head(row["number"], row["hash"])
            if kept and last.number == kept.number:
                found = last
            if last.number % AT_ONCE == 0:
                progress(last.number, head.number)
    except (ValueError, TypeError, AttributeError):  # from turning a column into a moment or an id
        yield Break(last.number + 1, f"From here on an entry holds what cannot be read (at most {AT_ONCE} further).")
    if last != head:
        yield Break(last.number, f"The last entry is not the one that the head row names, which is {head.number}.")
    if kept and found != kept:
        yield Break(kept.number, "The entry is not the one whose hash was kept.")


def _entries(session: Session) -> Iterator[Mapping[str, Any]]:
    """Every entry by its number, a batch at a time."""
    table = SQLModel.metadata.tables[AuditEntry.__tablename__]
    in_order = table.select().order_by(table.c.number).execution_options(yield_per=AT_ONCE)
    for row in session.connection().execute(in_order):
        yield row._asdict()


def _faults(row: Mapping[str, Any], last: Head) -> Iterator[Break]:
    number: int = row["number"]
    if number != last.number + 1:
        yield Break(number, f"It should be number {last.number + 1}: entries were taken out or put in.")
    if row["previous_hash"] != last.hash:
        yield Break(number, "It does not follow the entry before it.")
    if row["hash"] != hash_of(row):
        yield Break(number, "It is not as it was written.")
