"""What is written down about a client: goals, notes, safe ways to reach them, and who they are."""

from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.asking import Typed
from directory.clients import service
from directory.clients.access import Standing, standing_of
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.codes import GoalOutcome
from directory.clients.contacts import safe_channels
from directory.clients.models import Client
from directory.clients.pages import forms as pages
from directory.clients.pages.words import options, text_names
from directory.clients.typed import IdentityTyped, SafeTyped, WordsTyped, id_of, too_long
from directory.errors import NotFoundError, RefusedError
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.merging import Label, merge, merge_page, version_of
from directory.web.once import OnceDep

router = APIRouter(prefix="/clients/{client_id}")
PERSONAL: Final = ("name", "phone", "email", "birth_year")


@router.get("/goals/new", **policy.reads_clients)
def show_goal(desk: AtDeskDep, client_id: UUID) -> Response:
    """Ask what the client wants, in their words."""
    return _goal_page(desk, desk.client(client_id), Filled())


@router.post("/goals", **policy.reads_clients)
def add_goal(desk: AtDeskDep, once: OnceDep, client_id: UUID, typed: Annotated[WordsTyped, Form()]) -> Response:
    """Write down what the client wants."""
    client, _ = desk.client(client_id), desk.words.gettext
    faults = typed.faults(desk.words, empty=_("Write what they want, as they say it."))
    if typed.domain not in desk.vocabulary.domains:
        faults["domain"] = _("Choose what the goal is about.")
    if faults:
        return _goal_page(desk, client, Filled(typed.model_dump(), faults), status=422)
    service.set_goal(desk.session, client, typed.domain, typed.words.strip(), by=desk.caller, now=desk.now)
    return once.see_other(f"/clients/{client.id}#goals")


def _goal_page(desk: AtDesk, client: Client, form: Filled, *, status: int = 200) -> Response:
    domains = {code: entry.label(desk.words.code) for code, entry in desk.vocabulary.domains.items()}
    content = pages.GoalPage(
        title=desk.words.gettext("A goal in their words"),
        action=f"/clients/{client.id}/goals",
        form=form,
        domains=options(domains, form.value("domain")),
        back=pages.to_record(client),
    )
    return desk.page("clients/goal.html", content, seen=[client], status=status)


@router.post("/goal-outcomes", **policy.reads_clients)
def close_goal(desk: AtDeskDep, client_id: UUID, goal: Typed = "", outcome: Typed = "") -> Response:
    """Say that a goal is reached, or let go."""
    client, goal_id = desk.client(client_id), id_of(goal)
    if goal_id is None or outcome not in set(GoalOutcome):
        raise RefusedError("This is not one of the choices.")
    found = service.get_goal(desk.session, client, goal_id)
    service.close_goal(desk.session, client, found, GoalOutcome(outcome), by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}#goals")


@router.get("/notes/new", **policy.reads_clients)
def show_note(desk: AtDeskDep, client_id: UUID) -> Response:
    """Ask for a note."""
    return _note_page(desk, desk.client(client_id), Filled())


@router.post("/notes", **policy.reads_clients)
def add_note(desk: AtDeskDep, once: OnceDep, client_id: UUID, typed: Annotated[WordsTyped, Form()]) -> Response:
    """Keep a note."""
    client = desk.client(client_id)
    faults = typed.faults(desk.words, empty=desk.words.gettext("Write the note first."))
    if faults:
        return _note_page(desk, client, Filled(typed.model_dump(), faults), status=422)
    service.add_note(desk.session, client, typed.words.strip(), by=desk.caller, now=desk.now)
    return once.see_other(f"/clients/{client.id}#notes")


def _note_page(desk: AtDesk, client: Client, form: Filled, *, status: int = 200) -> Response:
    content = pages.NotePage(desk.words.gettext("A note"), f"/clients/{client.id}/notes", form, pages.to_record(client))
    return desk.page("clients/note.html", content, seen=[client], status=status)


@router.get("/safe", **policy.reads_clients)
def show_safe(desk: AtDeskDep, client_id: UUID) -> Response:
    """Ask by which channels the client may be reached."""
    client = desk.client(client_id)
    kept = safe_channels(desk.session, client, desk.today)
    content = pages.safe_page(client, kept, desk.words, today=desk.today)
    return desk.page("clients/safe.html", content, seen=[client])


@router.post("/safe", **policy.reads_clients)
def save_safe(desk: AtDeskDep, client_id: UUID, typed: Annotated[SafeTyped, Form()]) -> Response:
    """Keep what the client said of each channel that was asked about."""
    client = desk.client(client_id)
    for said in typed.said():
        service.record_safe_channel(desk.session, client, said, desk.zone, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}#reach")


@router.get("/identity", **policy.reads_clients)
def show_identity(desk: AtDeskDep, client_id: UUID) -> Response:
    """Show who the client is, as far as they want it kept."""
    client = desk.client(client_id)
    values = _identity_of(client)
    return _identity_page(desk, client, Filled(values), version_of(values))


@router.post("/identity", **policy.reads_clients)
def save_identity(desk: AtDeskDep, client_id: UUID, typed: Annotated[IdentityTyped, Form()]) -> Response:
    """Keep who the client is; where two wrote at once, ask which is right."""
    client = desk.client(client_id, hold=True)
    merged = merge(typed.values(), saved=_identity_of(client), version=typed.version)
    if merged.contested:
        labels = {name: Label(said) for name, said in text_names(desk.words).items()}
        return merge_page(
            desk.request, merged, action=f"/clients/{client.id}/identity", labels=labels, words=desk.words
        )
    typed = IdentityTyped(**merged.values, version=typed.version)
    faults = typed.faults(desk.words)
    if not faults:
        try:
            service.save_identity(desk.session, client, typed.said(), by=desk.caller, now=desk.now)
        except RefusedError as refusal:
            faults = {"phone": desk.said(refusal)}
    if faults:
        return _identity_page(desk, client, Filled(typed.values(), faults), typed.version, status=422)
    return see_other(f"/clients/{client.id}#identity")


def _identity_of(client: Client) -> dict[str, str]:
    return {name: getattr(client, name) for name in PERSONAL}


def _identity_page(desk: AtDesk, client: Client, form: Filled, version: str, *, status: int = 200) -> Response:
    title, action = desk.words.gettext("Who they are"), f"/clients/{client.id}/identity"
    content = pages.IdentityPage(title, action, form, version, pages.to_record(client))
    return desk.page("clients/identity.html", content, seen=[client], status=status)


@router.get("/cue", **policy.own(policy.reads_clients))
def show_cue(desk: AtDeskDep, client_id: UUID) -> Response:
    """Show what brings the client to mind, to the owner."""
    client = _own_client(desk, client_id)
    return _cue_page(desk, client, Filled({"cue": client.cue}), version_of({"cue": client.cue}))


@router.post("/cue", **policy.own(policy.reads_clients))
def save_cue(desk: AtDeskDep, client_id: UUID, cue: Typed = "", version: Typed = "") -> Response:
    """Keep what brings the client to mind."""
    client = _own_client(desk, client_id, hold=True)
    merged = merge({"cue": cue.strip()}, saved={"cue": client.cue}, version=version)
    if merged.contested:
        labels = {"cue": Label(text_names(desk.words)["cue"])}
        return merge_page(desk.request, merged, action=f"/clients/{client.id}/cue", labels=labels, words=desk.words)
    if faults := too_long(IdentityTyped(cue=cue), desk.words):
        return _cue_page(desk, client, Filled({"cue": cue}, faults), version, status=422)
    service.save_cue(desk.session, client, merged.values["cue"], by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}")


def _own_client(desk: AtDesk, client_id: UUID, *, hold: bool = False) -> Client:
    client = desk.client(client_id, hold=hold)
    if standing_of(client, desk.caller) is not Standing.OWNER:
        raise NotFoundError("There is nothing here.")
    return client


def _cue_page(desk: AtDesk, client: Client, form: Filled, version: str, *, status: int = 200) -> Response:
    title, action = desk.words.gettext("What brings them to mind"), f"/clients/{client.id}/cue"
    content = pages.CuePage(title, action, form, version, pages.to_record(client))
    return desk.page("clients/cue.html", content, seen=[client], status=status)
