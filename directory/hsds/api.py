"""The HSDS read API: what anybody may know of the directory, in the words that other directories speak."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse

from directory import policy
from directory.db import Database, SessionDep
from directory.hsds.answering import (
    NoSuchObject,
    Reading,
    organization_shape,
    read_id,
    service_at_location_shape,
    service_shape,
)
from directory.hsds.asking import (
    AtLocationsForm,
    ChangesForm,
    ListForm,
    OrganizationForm,
    OrganizationsForm,
    ServicesForm,
    TermsForm,
    as_parameters,
    read_asked,
)
from directory.hsds.changes import changes_after
from directory.hsds.lists import (
    Listed,
    listed_at_locations,
    listed_organizations,
    listed_services,
    listed_taxonomies,
    listed_terms,
    page_of_all,
)
from directory.hsds.objects import VERSION, Tree
from directory.hsds.profile import profile_document, profile_part
from directory.hsds.taxonomies import ABOUT, our_terms, taxonomy_id, taxonomy_object
from directory.listings.dependencies import FinderDep
from directory.web.dependencies import ClockDep
from directory.web.rates import limited

router = APIRouter(prefix="/hsds", tags=["hsds"])
anybody: Final = limited(policy.public, "120/minute; 3000/hour")
"""Of one route from one address: a directory of thousands can be read in minutes, and nobody keeps others waiting."""
LINES: Final = "application/x-ndjson"
ANY_OBJECT: Final[dict[str, Any]] = {"type": "object"}
TOLD: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "As HSDS says.", "content": {"application/json": {"schema": ANY_OBJECT}}},
    304: {"description": "Nothing has changed since the answer with this ETag."},
}
LISTED: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "A Page, or one object a line.", "content": {**TOLD[200]["content"], LINES: {"schema": {}}}},
    304: TOLD[304],
}


async def get_reading(session: SessionDep, clock: ClockDep) -> Reading:
    """What the answers of one request are made from."""
    return Reading(session, our_terms(), clock())


ReadingDep = Annotated[Reading, Depends(get_reading)]


def _asks(form: Any) -> dict[str, Any]:
    return {"parameters": as_parameters(form)}


@router.get("/", responses=TOLD, **anybody)
def describe_api(request: Request) -> Response:
    """Tell which version of HSDS this is, which profile it follows and where it is described."""
    here = str(request.app.state.settings.public_url or str(request.base_url).rstrip("/"))
    return _tagged(
        request,
        {"version": VERSION, "profile": f"{here}/hsds/profile", "openapi_url": f"{here}/hsds/openapi.json"},
    )


@router.get("/openapi.json", responses=TOLD, **anybody)
def describe_operations(request: Request) -> Response:
    """The OpenAPI description of the read API."""
    whole = request.app.openapi()
    paths = {path: said for path, said in whole["paths"].items() if path.startswith(router.prefix)}
    return _tagged(request, {**whole, "paths": paths, "servers": [{"url": "/"}]})


@router.get("/profile", responses=TOLD, **anybody)
def show_profile(request: Request) -> Response:
    """The peer-recovery profile: what it adds to HSDS, and where each part of it is."""
    return _tagged(request, profile_document(str(request.base_url).rstrip("/")))


@router.get("/profile/{name}", responses=TOLD, **anybody)
def show_profile_part(request: Request, name: str) -> Response:
    """What the profile adds to one HSDS schema, as a JSON merge patch (RFC 7386)."""
    return _tagged(request, profile_part(name))


@router.get("/services", openapi_extra=_asks(ServicesForm), responses=LISTED, **anybody)
def list_services(request: Request, reading: ReadingDep, finder: FinderDep) -> Response:
    """Services, a page of them or all as lines."""
    form = read_asked(ServicesForm, request.query_params.multi_items())
    return _list(request, reading, listed_services(reading, finder, form))


@router.get("/services/{service_id}", responses=TOLD, **anybody)
def show_service(request: Request, reading: ReadingDep, service_id: str) -> Response:
    """One service with everything in it."""
    return _tagged(request, reading.answer("service", service_id, service_shape(full=True)))


@router.get("/organizations", openapi_extra=_asks(OrganizationsForm), responses=LISTED, **anybody)
def list_organizations(request: Request, reading: ReadingDep, finder: FinderDep) -> Response:
    """Organizations, a page of them or all as lines."""
    form = read_asked(OrganizationsForm, request.query_params.multi_items())
    return _list(request, reading, listed_organizations(reading, finder, form))


@router.get("/organizations/{organization_id}", openapi_extra=_asks(OrganizationForm), responses=TOLD, **anybody)
def show_organization(request: Request, reading: ReadingDep, organization_id: str) -> Response:
    """One organization with its locations and services."""
    form = read_asked(OrganizationForm, request.query_params.multi_items())
    shape = organization_shape(full=True, whole_services=form.full_service)
    return _tagged(request, reading.answer("organization", organization_id, shape))


@router.get("/service_at_locations", openapi_extra=_asks(AtLocationsForm), responses=LISTED, **anybody)
def list_service_at_locations(request: Request, reading: ReadingDep, finder: FinderDep) -> Response:
    """Services at locations, a page of them or all as lines."""
    form = read_asked(AtLocationsForm, request.query_params.multi_items())
    return _list(request, reading, listed_at_locations(reading, finder, form))


@router.get("/service_at_locations/{service_at_location_id}", responses=TOLD, **anybody)
def show_service_at_location(request: Request, reading: ReadingDep, service_at_location_id: str) -> Response:
    """One service at one location with everything in it."""
    shape = service_at_location_shape(full=True)
    return _tagged(request, reading.answer("service_at_location", service_at_location_id, shape))


@router.get("/taxonomies", openapi_extra=_asks(ListForm), responses=LISTED, **anybody)
def list_taxonomies(request: Request) -> Response:
    """The taxonomies of which attributes name terms."""
    form = read_asked(ListForm, request.query_params.multi_items())
    return _list_whole(request, listed_taxonomies(form), form)


@router.get("/taxonomies/{taxonomy}", responses=TOLD, **anybody)
def show_taxonomy(request: Request, taxonomy: str) -> Response:
    """One taxonomy."""
    names = {taxonomy_id(name): name for name in ABOUT}
    if read_id(taxonomy) not in names:
        raise NoSuchObject
    return _tagged(request, taxonomy_object(names[read_id(taxonomy)]))


@router.get("/taxonomy_terms", openapi_extra=_asks(TermsForm), responses=LISTED, **anybody)
def list_taxonomy_terms(request: Request) -> Response:
    """The terms of our taxonomies."""
    form = read_asked(TermsForm, request.query_params.multi_items())
    return _list_whole(request, listed_terms(our_terms(), form), form)


@router.get("/taxonomy_terms/{term}", responses=TOLD, **anybody)
def show_taxonomy_term(request: Request, term: str) -> Response:
    """One term of a taxonomy."""
    found = our_terms().by_id.get(read_id(term))
    if found is None:
        raise NoSuchObject
    return _tagged(request, found.as_object())


@router.get("/changes", openapi_extra=_asks(ChangesForm), responses=TOLD, **anybody)
def list_changes(request: Request, reading: ReadingDep) -> Response:
    """What changed after a number, in the order of the changes, with what was deleted said outright."""
    form = read_asked(ChangesForm, request.query_params.multi_items())
    return _tagged(request, changes_after(reading.session, form.after, form.per_page))


def _list(request: Request, reading: Reading, listed: Listed) -> Response:
    if listed.form.format == "json":
        return _tagged(request, listed.page(reading).as_object())
    # The transaction of the request ends before its answer is sent: lines are read in one of their own.
    database: Database = request.app.state.database
    return _as_lines(lambda: _every_line(database, reading, listed))


def _every_line(database: Database, reading: Reading, listed: Listed) -> Iterator[Tree]:
    with database.reading() as session:
        yield from listed.every_one(Reading(session, reading.terms, reading.now))


def _list_whole(request: Request, everything: list[Tree], form: ListForm) -> Response:
    if form.format == "json":
        return _tagged(request, page_of_all(everything, form).as_object())
    return _as_lines(lambda: iter(everything))


def _as_lines(objects: Callable[[], Iterator[Tree]]) -> StreamingResponse:
    return StreamingResponse((orjson.dumps(said) + b"\n" for said in objects()), media_type=LINES)


def _tagged(request: Request, said: Tree) -> Response:
    """Answer with an ETag of what is said; whoever has it already is told so in no more words."""
    body = orjson.dumps(said)
    tag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
