"""Rows that follow one listing into another: what the other has already stays behind, by whichever rule it is alike."""

from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from directory.listings.joining import hand_back, hand_over
from tests.factories import Make


class Badge(SQLModel, table=True):
    """Of which a listing has one of each color, and one of each number."""

    __table_args__ = (UniqueConstraint("listing_id", "color"), UniqueConstraint("listing_id", "number"))

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    listing_id: UUID = Field(foreign_key="listing.id")
    color: str | None = None
    number: int


TABLE = SQLModel.metadata.tables["badge"]
SQLModel.metadata.remove(TABLE)
"""It is a table of the tests below alone."""


@pytest.fixture
def badges(session: Session) -> Iterator[Session]:
    SQLModel.metadata._add_table("badge", None, TABLE)
    TABLE.create(session.connection())
    yield session
    session.rollback()
    SQLModel.metadata.remove(TABLE)


def test_what_the_other_has_by_any_of_several_rules_stays_behind_and_comes_back(badges: Session, make: Make) -> None:
    kept, gone = make.listing(name="Elm Street Group").id, make.listing(name="Elm St Group").id
    badges.add_all(
        [
            Badge(listing_id=kept, color="red", number=1),
            Badge(listing_id=kept, color=None, number=2),
            Badge(listing_id=gone, color="red", number=11),
            Badge(listing_id=gone, color="blue", number=1),
            Badge(listing_id=gone, color="green", number=2),
            Badge(listing_id=gone, color=None, number=3),
        ]
    )
    badges.flush()
    moved = hand_over(badges, gone, kept)
    assert of(badges, kept) == {("red", 1), (None, 2), (None, 3)}
    hand_back(badges, moved, gone, kept)
    assert of(badges, kept) == {("red", 1), (None, 2)}
    assert of(badges, gone) == {("red", 11), ("blue", 1), ("green", 2), (None, 3)}


def of(session: Session, listing_id: UUID) -> set[tuple[str | None, int]]:
    return set(session.exec(select(Badge.color, Badge.number).where(col(Badge.listing_id) == listing_id)))
