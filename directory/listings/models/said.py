"""What a source said of a listing in HSDS words, beside what we read from it."""

from typing import Any
from uuid import UUID

from sqlmodel import JSON, Field, SQLModel


class SaidInHsds(SQLModel, table=True):
    """The words in which a listing came, and the ids under which it goes out again.

    A listing that did not come as HSDS has no row: it goes out under the ids of its own rows. `listing_id` names no row
    that must exist: of a listing that was merged into another, the change feed still tells under which id it was known.
    """

    __tablename__ = "said_in_hsds"

    listing_id: UUID = Field(primary_key=True)
    service_at_location_id: UUID = Field(index=True)
    service_id: UUID = Field(index=True)
    organization_id: UUID | None = Field(default=None, index=True)
    """None once the organization was changed here: then it goes out as ours."""
    tree: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """The `service_at_location` with its service, organization and location in it, as `ListingDraft.hsds` says."""
    fields_read: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
