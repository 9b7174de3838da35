"""The tables of listings, and the first rows every installation needs.

Revision ID: 20261121_listings
"""

from collections.abc import Iterator
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

revision = "20261121_listings"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    "installation",
    "log_head",
    "taxonomy",
    "taxonomy_term",
    "organization",
    "service",
    "url",
    "cost_option",
    "required_document",
    "location",
    "address",
    "accessibility",
    "place",
    "service_at_location",
    "contact",
    "phone",
    "language",
    "schedule",
    "attribute",
    "listing",
    "fit_fact",
    "listing_alias",
    "listing_change",
    "source",
    "source_record",
)

INDEXED = (
    "taxonomy_term.parent_id",
    "taxonomy_term.taxonomy_id",
    "organization.name",
    "organization.parent_organization_id",
    "service.organization_id",
    "url.organization_id",
    "url.service_id",
    "cost_option.service_id",
    "required_document.service_id",
    "location.organization_id",
    "address.location_id",
    "accessibility.location_id",
    "place.fingerprint",
    "service_at_location.location_id",
    "service_at_location.service_id",
    "contact.location_id",
    "contact.organization_id",
    "contact.service_at_location_id",
    "contact.service_id",
    "phone.contact_id",
    "phone.location_id",
    "phone.organization_id",
    "phone.service_at_location_id",
    "phone.service_id",
    "language.location_id",
    "language.phone_id",
    "language.service_id",
    "schedule.location_id",
    "schedule.service_at_location_id",
    "schedule.service_id",
    "attribute.link_id",
    "attribute.taxonomy_term_id",
    "listing.due_on",
    "listing.group_key",
    "listing.modified_at",
    "listing_alias.listing_id",
    "listing_change.listing_id",
    "source_record.listing_id",
)


def upgrade() -> None:
    _installation()
    _vocabulary()
    _who_and_what()
    _where()
    _whom_to_reach_and_when()
    _listings()
    _sources()
    for place in INDEXED:
        table, column = place.split(".")
        op.create_index(f"ix_{table}_{column}", table, [column])
    op.bulk_insert(sa.table("installation", sa.column("id", sa.Uuid())), [{"id": uuid4()}])
    head = sa.table("log_head", sa.column("log", sa.String()), sa.column("number", sa.Integer()))
    op.bulk_insert(head, [{"log": "listing_change", "number": 0}])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id() -> sa.Column[UUID]:
    return sa.Column("id", sa.Uuid(), primary_key=True)


def _link(name: str, table: str, *, nullable: bool = True) -> sa.Column[UUID]:
    return sa.Column(name, sa.Uuid(), sa.ForeignKey(f"{table}.id"), nullable=nullable)


def _texts(*names: str) -> Iterator[sa.Column[str]]:
    return (sa.Column(name, sa.String(), nullable=False) for name in names)


def _installation() -> None:
    """What this database is."""
    op.create_table(
        "installation",
        _id(),
    )
    op.create_table(
        "log_head",
        sa.Column("log", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("log"),
    )


def _vocabulary() -> None:
    """The taxonomy."""
    op.create_table(
        "taxonomy",
        _id(),
        *_texts("name", "description", "uri", "version"),
    )
    op.create_table(
        "taxonomy_term",
        _id(),
        *_texts("code", "name", "description"),
        _link("parent_id", "taxonomy_term"),
        *_texts("taxonomy", "language"),
        _link("taxonomy_id", "taxonomy"),
        *_texts("term_uri", "domain"),
        sa.UniqueConstraint("code"),
    )


def _who_and_what() -> None:
    """Organizations and their services."""
    op.create_table(
        "organization",
        _id(),
        *_texts("name", "alternate_name", "description", "email", "website", "tax_status", "tax_id"),
        sa.Column("year_incorporated", sa.Integer(), nullable=True),
        *_texts("legal_status", "logo", "uri"),
        _link("parent_organization_id", "organization"),
    )
    op.create_table(
        "service",
        _id(),
        _link("organization_id", "organization", nullable=False),
        *_texts(
            "name",
            "alternate_name",
            "description",
            "url",
            "email",
            "status",
            "interpretation_services",
            "application_process",
            "fees_description",
            "wait_time",
            "fees",
            "accreditations",
            "eligibility_description",
        ),
        sa.Column("minimum_age", sa.Integer(), nullable=True),
        sa.Column("maximum_age", sa.Integer(), nullable=True),
        *_texts("assurer_email", "licenses", "alert"),
    )
    op.create_table(
        "url",
        _id(),
        *_texts("label", "url"),
        _link("organization_id", "organization"),
        _link("service_id", "service"),
    )
    op.create_table(
        "cost_option",
        _id(),
        _link("service_id", "service", nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        *_texts("option", "currency"),
        sa.Column("amount", sa.Float(), nullable=True),
        *_texts("amount_description"),
    )
    op.create_table(
        "required_document",
        _id(),
        _link("service_id", "service"),
        *_texts("document", "uri"),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _where() -> None:
    """Locations, and services at them."""
    op.create_table(
        "location",
        _id(),
        *_texts("location_type", "url"),
        _link("organization_id", "organization"),
        *_texts("name", "alternate_name", "description", "transportation"),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        *_texts("external_identifier", "external_identifier_type"),
    )
    op.create_table(
        "address",
        _id(),
        _link("location_id", "location", nullable=False),
        *_texts(
            "attention",
            "address_1",
            "address_2",
            "city",
            "region",
            "state_province",
            "postal_code",
            "country",
            "address_type",
        ),
    )
    op.create_table(
        "accessibility",
        _id(),
        _link("location_id", "location"),
        *_texts("description", "details", "url"),
    )
    op.create_table(
        "place",
        _link("location_id", "location", nullable=False),
        *_texts("visibility", "fingerprint"),
        sa.PrimaryKeyConstraint("location_id"),
    )
    op.create_table(
        "service_at_location",
        _id(),
        _link("service_id", "service", nullable=False),
        _link("location_id", "location", nullable=False),
        *_texts("description"),
    )


def _whom_to_reach_and_when() -> None:
    """Contacts, phones, languages, hours and terms of any of them."""
    op.create_table(
        "contact",
        _id(),
        _link("organization_id", "organization"),
        _link("service_id", "service"),
        _link("service_at_location_id", "service_at_location"),
        _link("location_id", "location"),
        *_texts("name", "title", "department", "email", "best_time"),
        sa.Column("key", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "phone",
        _id(),
        _link("location_id", "location"),
        _link("service_id", "service"),
        _link("organization_id", "organization"),
        _link("contact_id", "contact"),
        _link("service_at_location_id", "service_at_location"),
        *_texts("number", "extension", "type", "description"),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "language",
        _id(),
        _link("service_id", "service"),
        _link("location_id", "location"),
        _link("phone_id", "phone"),
        *_texts("name", "code", "note"),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "schedule",
        _id(),
        _link("service_id", "service"),
        _link("location_id", "location"),
        _link("service_at_location_id", "service_at_location"),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("dtstart", sa.Date(), nullable=True),
        *_texts("timezone"),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("count", sa.Integer(), nullable=True),
        *_texts("wkst", "freq"),
        sa.Column("interval", sa.Integer(), nullable=False),
        *_texts("byday", "byweekno", "bymonthday", "byyearday", "description"),
        sa.Column("opens_at", sa.Time(), nullable=True),
        sa.Column("closes_at", sa.Time(), nullable=True),
        *_texts("schedule_link", "attending_type", "notes"),
        sa.Column("except_on", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_table(
        "attribute",
        _id(),
        sa.Column("link_id", sa.Uuid(), nullable=False),
        _link("taxonomy_term_id", "taxonomy_term"),
        *_texts("link_type", "link_entity", "value", "label"),
        sa.Column("position", sa.Integer(), nullable=False),
    )


def _listings() -> None:
    """What we keep of a listing beside HSDS."""
    op.create_table(
        "listing",
        _link("id", "service_at_location", nullable=False),
        *_texts("group_name", "group_key"),
        sa.Column("in_person", sa.Boolean(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        *_texts("online_url", "online_notes", "first_time", "text_language"),
        sa.Column("timezone", sa.String(), nullable=True),
        sa.Column("always", sa.Boolean(), nullable=False),
        sa.Column("by_appointment", sa.Boolean(), nullable=False),
        *_texts("hours_note"),
        sa.Column("closed_until", sa.Date(), nullable=True),
        sa.Column("venue_closed", sa.Boolean(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("checked_how", sa.String(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reported_wrong_on", sa.Date(), nullable=True),
        sa.Column("unmapped", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("modified_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "fit_fact",
        _link("listing_id", "listing", nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("stated", sa.Boolean(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("listing_id", "kind", "code"),
    )
    op.create_table(
        "listing_alias",
        sa.Column("old_id", sa.Uuid(), nullable=False),
        _link("listing_id", "listing", nullable=False),
        sa.PrimaryKeyConstraint("old_id"),
    )
    op.create_table(
        "listing_change",
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )


def _sources() -> None:
    """Where listings come from."""
    op.create_table(
        "source",
        _id(),
        *_texts("name", "format", "url"),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "source_record",
        _id(),
        _link("source_id", "source", nullable=False),
        *_texts("external_id"),
        _link("listing_id", "listing"),
        sa.Column("raw", sa.JSON(), nullable=False),
        *_texts("hash"),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("missing_since", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("source_id", "external_id"),
    )
