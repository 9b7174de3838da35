"""What suits a client when something is looked for, and about where they live."""

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response

from directory import policy
from directory.accounts.pages.parts import Option
from directory.clients import service
from directory.clients.asking import AtDesk, AtDeskDep
from directory.clients.models import Client
from directory.clients.pages import forms as pages
from directory.clients.pages.words import text_names
from directory.clients.typed import PreferencesTyped, preferences_from, values_of
from directory.i18n import Translator
from directory.listings.pages.labels import value_label
from directory.listings.vocabulary import Vocabulary
from directory.web import see_other
from directory.web.filled import Filled
from directory.web.merging import Label, merge, merge_page, version_of

router = APIRouter(prefix="/clients/{client_id}/preferences")
PARAMETERS: Final[Mapping[str, str]] = {
    "include": "need",
    "avoid": "not",
    "audiences": "for",
    "access": "access",
    "languages": "language",
    "formats": "format",
}
"""The parameter of find that each part answers."""
KNOWN: Final[Mapping[str, Callable[[Vocabulary], Iterable[str]]]] = {
    "include": lambda vocabulary: vocabulary.needs,
    "avoid": lambda vocabulary: vocabulary.asks,
    "audiences": lambda vocabulary: vocabulary.audiences,
    "access": lambda vocabulary: vocabulary.access,
    "languages": lambda vocabulary: vocabulary.languages,
    "formats": lambda _: ("in_person", "online"),
}


@router.get("", **policy.reads_clients)
def show_preferences(desk: AtDeskDep, client_id: UUID) -> Response:
    """Show what suits the client."""
    client = desk.client(client_id)
    values = values_of(service.preferences_of(client), client.area)
    return _page(desk, client, Filled(values), version_of(values))


@router.post("", **policy.reads_clients)
def save_preferences(desk: AtDeskDep, client_id: UUID, typed: Annotated[PreferencesTyped, Form()]) -> Response:
    """Keep what suits the client; where two wrote at once, ask which is right."""
    client = desk.client(client_id, hold=True)
    known = {name: frozenset(codes(desk.vocabulary)) for name, codes in KNOWN.items()}
    if faults := typed.faults(known, desk.words):
        return _page(desk, client, Filled(typed.values(), faults), typed.version, status=422)
    saved = values_of(service.preferences_of(client), client.area)
    merged = merge(typed.values(), saved=saved, version=typed.version)
    if merged.contested:
        action, labels = f"/clients/{client.id}/preferences", _labels(desk, merged.values, saved)
        return merge_page(desk.request, merged, action=action, labels=labels, words=desk.words)
    preferences, area = preferences_from(merged.values), merged.values["area"]
    service.save_preferences(desk.session, client, preferences, area, by=desk.caller, now=desk.now)
    return see_other(f"/clients/{client.id}#suits")


def part_names(words: Translator) -> dict[str, str]:
    """What each part of the preferences is called."""
    _ = words.gettext
    return {
        "include": _("It should have"),
        "avoid": _("It should not ask for"),
        "audiences": _("For whom"),
        "access": _("Getting in and around"),
        "languages": _("Language"),
        "formats": _("In person or online"),
    }


def in_words(name: str, codes: str, vocabulary: Vocabulary, words: Translator) -> str:
    """The codes of one part as they are said."""
    return ", ".join(value_label(PARAMETERS[name], code, vocabulary, words) for code in codes.split())


def _labels(desk: AtDesk, *sides: Mapping[str, str]) -> dict[str, Label]:
    meanings = {
        name: {side[name]: in_words(name, side[name], desk.vocabulary, desk.words) for side in sides}
        for name in PARAMETERS
    }
    labels = {name: Label(said, meanings[name]) for name, said in part_names(desk.words).items()}
    return labels | {"area": Label(text_names(desk.words)["area"])}


def _page(desk: AtDesk, client: Client, form: Filled, version: str, *, status: int = 200) -> Response:
    content = pages.PreferencesPage(
        title=desk.words.gettext("What suits them"),
        action=f"/clients/{client.id}/preferences",
        form=form,
        version=version,
        groups=tuple(_group(desk, name, label, form) for name, label in part_names(desk.words).items()),
        back=pages.to_record(client),
    )
    return desk.page("clients/preferences.html", content, seen=[client], status=status)


def _group(desk: AtDesk, name: str, label: str, form: Filled) -> pages.Group:
    chosen, parameter = form.value(name).split(), PARAMETERS[name]
    offered = tuple(
        Option(code, value_label(parameter, code, desk.vocabulary, desk.words), code in chosen)
        for code in KNOWN[name](desk.vocabulary)
    )
    return pages.Group(name, label, form.fault(name), offered)
