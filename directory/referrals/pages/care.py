"""Handing over, ending, merging and erasing: each a page that says first what it will do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from directory.accounts.models import Person
from directory.accounts.pages.parts import Option, Way
from directory.clients.finding import Found
from directory.clients.models import Client, Erasure
from directory.clients.pages.forms import to_clients, to_record
from directory.clients.pages.words import end_reason_names, notice_names, options, row_names, text_names
from directory.formats import clock_time, long_date, short_date
from directory.i18n import Translator
from directory.referrals.merging import MergeLine, MergePreview
from directory.web.filled import Filled


@dataclass(frozen=True, slots=True)
class HandOverPage:
    """Several clients, a colleague, the days, and what the clients were told."""

    title: str
    form: Filled
    clients: tuple[Option, ...]
    colleagues: tuple[Option, ...]
    spans: tuple[Option, ...]
    notices: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class EndPage:
    """Why a service ends, and when everything is erased."""

    title: str
    action: str
    form: Filled
    reasons: tuple[Option, ...]
    erased: str
    back: Way


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class MergePage:
    """Two records of one person: what would move, and what moved before."""

    title: str
    id: str
    handle: str
    form: Filled
    others: tuple[Option, ...]
    chosen: str
    """The handle of the record that would move; empty before one is chosen."""
    counts: tuple[Count, ...]
    texts: tuple[str, ...]
    merged: tuple[Option, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class ErasePage:
    """What erasing destroys."""

    title: str
    action: str
    form: Filled
    counts: tuple[Count, ...]
    back: Way


@dataclass(frozen=True, slots=True)
class CertificatePage:
    """That a client was erased."""

    title: str
    handle: str
    id: str
    at: str
    by: str
    counts: tuple[Count, ...]
    back: Way


def hand_over_page(
    form: Filled,
    found: Sequence[Found],
    chosen: Collection[str],
    colleagues: Sequence[Person],
    words: Translator,
    *,
    caller_id: UUID,
) -> HandOverPage:
    """Build the page; `found` are the clients whose record the caller sees."""
    _ = words.gettext
    whose = {each.id: "" if each.owner_id == caller_id else each.owner_name for each in found}
    return HandOverPage(
        title=_("Hand over"),
        form=form,
        clients=tuple(Option(str(each.id), each.handle, str(each.id) in chosen, whose[each.id]) for each in found),
        colleagues=tuple(
            Option(str(person.id), person.display_name, str(person.id) == form.value("to")) for person in colleagues
        ),
        spans=options({"days": _("For some days"), "good": _("For good")}, form.value("span")),
        notices=options(notice_names(words), form.value("notice")),
        back=to_clients(words),
    )


def end_page(client: Client, form: Filled, words: Translator, *, erased_on: datetime) -> EndPage:
    """Build the page on which a service is ended."""
    return EndPage(
        title=words.gettext("End the service"),
        action=f"/clients/{client.id}/end",
        form=form,
        reasons=options(end_reason_names(words), form.value("reason")),
        erased=long_date(erased_on.date(), words),
        back=to_record(client),
    )


def merge_page(
    kept: Client,
    form: Filled,
    found: Sequence[Found],
    merges: Sequence[MergeLine],
    words: Translator,
    *,
    chosen: Client | None,
    preview: MergePreview | None,
    here_now: datetime,
) -> MergePage:
    """Build the page on which two records become one, or two again."""
    return MergePage(
        title=words.gettext("Two records of one person"),
        id=str(kept.id),
        handle=kept.handle,
        form=form,
        others=tuple(Option(str(each.id), each.handle, is_chosen=False) for each in found if each.id != kept.id),
        chosen=chosen.handle if chosen else "",
        counts=counts_in_words(preview.rows | {"referral": preview.referrals}, words) if preview else (),
        texts=tuple(text_names(words)[name] for name in preview.texts) if preview else (),
        merged=tuple(
            Option(
                str(line.id),
                line.handle,
                is_chosen=False,
                said=short_date(line.at.date(), words, today=here_now.date()),
            )
            for line in merges
        ),
        back=to_record(kept),
    )


def erase_page(client: Client, form: Filled, counts: Mapping[str, int], words: Translator) -> ErasePage:
    """Build the page that says what erasing destroys."""
    title, action = words.gettext("Erase for good"), f"/clients/{client.id}/erase"
    return ErasePage(title, action, form, counts_in_words(counts, words), to_record(client))


def certificate_page(erasure: Erasure, handle: str, by: str, words: Translator, *, at: datetime) -> CertificatePage:
    """Build the certificate; `at` is in the agency's time."""
    return CertificatePage(
        title=words.gettext("Erased"),
        handle=handle,
        id=str(erasure.client_id),
        at=f"{long_date(at.date(), words)}, {clock_time(at, words)}",
        by=by or words.gettext("The program, when the time of keeping was over or at the server"),
        counts=counts_in_words(erasure.counts, words),
        back=to_clients(words),
    )


def counts_in_words(counts: Mapping[str, int], words: Translator) -> tuple[Count, ...]:
    """Say how many rows of each table there are, those without any left out."""
    return tuple(Count(name, counts[code]) for code, name in row_names(words).items() if counts.get(code))
