"""A table with sealed texts that only these tests have, beside the tables of the installation."""

from uuid import UUID, uuid4

from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from directory.crypto import DataKey, SealedRow, SealedText

TABLES = MetaData(naming_convention=SQLModel.metadata.naming_convention)
DataKey.metadata.tables["data_key"].to_metadata(TABLES)


class Apart(SQLModel, registry=registry(metadata=TABLES)):
    """What is not among the tables of the installation."""


class Keepsake(SealedRow, Apart, table=True):
    """Something somebody told."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    owner: str = ""

    @SealedText
    def cue(self) -> None:
        """What brings the person to mind."""

    @SealedText
    def note(self) -> None:
        """What else was said."""
