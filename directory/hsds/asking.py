"""What a program may ask of the read API: every parameter, checked."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from directory.errors import AskedWrongly

MOST_ON_A_PAGE = 1_000
LONGEST_SEARCH = 200


def _with_zone(value: Any) -> Any:
    """A "+" that was not written as %2B comes as a blank; a moment without a zone is one in UTC."""
    if not isinstance(value, str):
        return value
    try:
        moment = datetime.fromisoformat(value.strip().replace(" ", "+") if "T" in value else value)
    except ValueError:
        raise ValueError("write it as 2026-11-22T06:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


Moment = Annotated[datetime, BeforeValidator(_with_zone)]


class ListForm(BaseModel):
    """What every list may be asked."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    search: Annotated[str, Field(max_length=LONGEST_SEARCH)] = Field("", description="Words, in any field.")
    page: int = Field(1, ge=1, le=1_000_000, description="From 1.")
    per_page: int = Field(50, ge=1, le=MOST_ON_A_PAGE, description="Up to 1,000.")
    format: Literal["json", "ndjson"] = Field("json", description="ndjson answers everything, an object a line.")


class OrganizationForm(BaseModel):
    """What one organization may be asked."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    full_service: bool = Field(default=True, description="Its services with everything in them.")


class OfTermsForm(ListForm):
    """A list that terms of our taxonomies narrow."""

    taxonomy_term_id: UUID | None = Field(None, description="The term, or one below it.")
    taxonomy_id: UUID | None = Field(None, description="Any term of this taxonomy.")
    full: bool = Field(default=False, description="Everything in each of them.")


class OrganizationsForm(OfTermsForm):
    """What the list of organizations may be asked."""

    full_service: bool = Field(default=False, description="With `full`: their services with everything in them.")


class ServicesForm(OfTermsForm):
    """What the list of services may be asked."""

    organization_id: UUID | None = Field(None, description="Of this organization.")
    modified_after: Moment | None = Field(None, description="Changed at this moment or later: ISO 8601.")
    minimal: bool = Field(default=False, description="Only `id` and `modified_date`, all in one answer.")


class AtLocationsForm(OfTermsForm):
    """What the list of services at locations may be asked."""

    organization_id: UUID | None = Field(None, description="Of this organization.")
    modified_after: Moment | None = Field(None, description="Changed at this moment or later: ISO 8601.")
    postcode: Annotated[str, Field(max_length=10)] = Field("", description="A ZIP code: in it, or near it.")
    proximity: float | None = Field(None, gt=0, le=1_000_000, description="Meters from the middle of `postcode`.")


class TermsForm(ListForm):
    """What the list of taxonomy terms may be asked."""

    taxonomy_id: UUID | None = Field(None, description="Of this taxonomy.")
    top_only: bool = Field(default=False, description="Only terms without one above them.")
    parent_id: UUID | None = Field(None, description="Directly below this term.")


class ChangesForm(BaseModel):
    """What the change feed may be asked."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    after: int = Field(0, ge=0, le=2**62, description="The number of the last change that is known.")
    per_page: int = Field(500, ge=1, le=MOST_ON_A_PAGE, description="Up to 1,000.")


F = TypeVar("F", bound=BaseModel)


def read_asked(form: type[F], parameters: Iterable[tuple[str, str]]) -> F:
    """Make a form from the parameters of an address; empty ones are as if left out, unknown ones are ignored.

    Raises `AskedWrongly` with a sentence for each parameter.
    """
    given = {name: value.strip() for name, value in parameters if value.strip()}
    try:
        return form.model_validate(given)
    except ValidationError as error:
        raise AskedWrongly(
            {str(one["loc"][0]): one["msg"].removeprefix("Value error, ") for one in error.errors()}
        ) from None


def as_parameters(form: type[BaseModel]) -> list[dict[str, Any]]:
    """Return the parameters of a form as the OpenAPI description tells them."""
    properties = form.model_json_schema()["properties"]
    return [
        {"name": name, "in": "query", "schema": schema, "description": schema.get("description", "")}
        for name, schema in properties.items()
    ]
