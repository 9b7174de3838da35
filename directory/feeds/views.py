"""The sources that are read again and again: their list, one of them, its settings, and having it read."""

from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel

from directory import policy
from directory.accounts.views_account import Own, OwnDep
from directory.errors import RefusedError
from directory.feeds import sources
from directory.feeds.addresses import AddressRefusedError
from directory.feeds.codes import Rule, Schedule
from directory.feeds.fetching import fetcher_of
from directory.feeds.formats import FORMATS
from directory.feeds.pages.form import feed_form_page, form_labels
from directory.feeds.pages.listed import feeds_page
from directory.feeds.pages.source import source_page
from directory.feeds.planning import is_being_read
from directory.feeds.showing import count_waiting_of
from directory.feeds.sources import FeedPlan, FeedWithSource, get_feed, list_feeds, list_runs
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Role
from directory.web import page, see_other
from directory.web.filled import Filled
from directory.web.merging import merge, merge_page, version_of
from directory.web.once import OnceDep

router = APIRouter(prefix="/curation/feeds", include_in_schema=False)
coordinators: Final = policy.anybodys(policy.roles(Role.COORDINATOR))
RUNS_SHOWN: Final = 20


class FeedForm(BaseModel):
    """What somebody typed of a source; every field may be missing or wrong."""

    name: str = ""
    format: str = ""
    address: str = ""
    schedule: str = Schedule.DAILY
    hour: str = "4"
    rule: str = Rule.REVIEW_ALL
    organization: str = ""
    term: str = ""
    version: str = ""

    def values(self) -> dict[str, str]:
        """The fields, without the mark of what was shown."""
        return self.model_dump(exclude={"version"})


@router.get("", **coordinators)
def show_feeds(own: OwnDep) -> Response:
    """Show every source and how it stands."""
    zone = own.request.app.state.settings.zone
    content = feeds_page(list_feeds(own.session), own.words, now=own.clock(), zone=zone)
    return page(own.request, "feeds/list.html", content)


@router.get("/new", **coordinators)
def show_new(own: OwnDep) -> Response:
    """Show the form of a new source."""
    return _form_page(own, FeedForm().values(), {})


@router.post("", **coordinators)
def add(own: OwnDep, once: OnceDep, typed: Annotated[FeedForm, Form()]) -> Response:
    """Have a source read from now on."""
    faults = _faults(own, typed)
    if not faults:
        try:
            policy_of_fetching = fetcher_of(own.request.app.state.settings).policy
            added = sources.add_feed(
                own.session, _plan(typed), policy=policy_of_fetching, by=own.caller, now=own.clock()
            )
        except RefusedError as refusal:
            faults = {_field_of(refusal): own.said(refusal)}
        else:
            return once.see_other(f"/curation/feeds/{added.source.id}?done=added")
    return _form_page(own, typed.values(), faults, status=422)


@router.get("/{source_id}", **coordinators)
def show_source(own: OwnDep, source_id: UUID, done: str = "") -> Response:
    """Show one source: how it is read, how it stands, and its runs."""
    found = get_feed(own.session, source_id)
    content = source_page(
        found,
        list_runs(own.session, source_id, most=RUNS_SHOWN),
        own.words,
        waiting=count_waiting_of(own.session, source_id),
        notice=_notice(own, found, done),
        now=own.clock(),
        zone=own.request.app.state.settings.zone,
    )
    return page(own.request, "feeds/source.html", content)


@router.get("/{source_id}/settings", **coordinators)
def show_settings(own: OwnDep, source_id: UUID) -> Response:
    """Show the form of a source."""
    found = get_feed(own.session, source_id)
    return _form_page(own, _saved(found), {}, found=found)


@router.post("/{source_id}/settings", **coordinators)
def change(own: OwnDep, source_id: UUID, typed: Annotated[FeedForm, Form()]) -> Response:
    """Change how a source is read; where somebody else did so meanwhile, ask which is right."""
    found = get_feed(own.session, source_id, hold=True)
    saved = _saved(found)
    sent = typed.values() | {"format": found.source.format}
    merged = merge(sent, saved=saved, version=typed.version)
    if merged.contested:
        action = f"/curation/feeds/{source_id}/settings"
        return merge_page(
            own.request, merged, action=action, labels=form_labels(_vocabulary(), own.words), words=own.words
        )
    wanted = FeedForm(**merged.values)
    faults = _faults(own, wanted)
    if not faults:
        try:
            settings = own.request.app.state.settings
            plan = _plan(wanted, found.feed.options)
            sources.change_feed(
                own.session,
                source_id,
                plan,
                policy=fetcher_of(settings).policy,
                zone=settings.zone,
                by=own.caller,
                now=own.clock(),
            )
        except RefusedError as refusal:
            faults = {_field_of(refusal): own.said(refusal)}
        else:
            return see_other(f"/curation/feeds/{source_id}?done=changed")
    return _form_page(own, wanted.values(), faults, found=found, version=typed.version, status=422)


@router.post("/{source_id}/run", **coordinators)
def run_now(own: OwnDep, source_id: UUID) -> Response:
    """Have a source read right away."""
    sources.ask_for_run(own.session, source_id, by=own.caller, now=own.clock())
    return see_other(f"/curation/feeds/{source_id}?done=asked")


@router.post("/{source_id}/pause", **coordinators)
def pause(own: OwnDep, source_id: UUID) -> Response:
    """Not read a source for now."""
    sources.pause_feed(own.session, source_id, by=own.caller, now=own.clock())
    return see_other(f"/curation/feeds/{source_id}?done=paused")


@router.post("/{source_id}/resume", **coordinators)
def resume(own: OwnDep, source_id: UUID) -> Response:
    """Read a source again."""
    sources.resume_feed(own.session, source_id, by=own.caller, now=own.clock())
    return see_other(f"/curation/feeds/{source_id}?done=resumed")


def _vocabulary() -> Vocabulary:
    return load_vocabulary(seeds_folder() / "vocabulary")


def _form_page(
    own: Own,
    values: dict[str, str],
    faults: dict[str, str],
    *,
    found: FeedWithSource | None = None,
    version: str = "",
    status: int = 200,
) -> Response:
    content = feed_form_page(
        Filled(values, faults),
        version or version_of(_saved(found)) if found else "",
        _vocabulary(),
        own.words,
        source_href=f"/curation/feeds/{found.source.id}" if found else "",
        format_name=values["format"],
    )
    return page(own.request, "feeds/form.html", content, status=status)


def _saved(found: FeedWithSource) -> dict[str, str]:
    feed, source = found.feed, found.source
    told = {name: str(feed.options.get(name, "")) for name in ("organization", "term")}
    return {
        "name": source.name,
        "format": source.format,
        "address": source.url,
        "schedule": feed.schedule,
        "hour": str(feed.hour),
        "rule": feed.rule,
        **told,
    }


def _plan(typed: FeedForm, options: dict[str, Any] | None = None) -> FeedPlan:
    told = {name: said for name in ("organization", "term") if (said := getattr(typed, name).strip())}
    kept = {name: said for name, said in (options or {}).items() if name not in {"organization", "term"}}
    return FeedPlan(
        typed.name,
        typed.format,
        typed.address,
        Schedule(typed.schedule),
        int(typed.hour),
        Rule(typed.rule),
        kept | told,
    )


def _faults(own: Own, typed: FeedForm) -> dict[str, str]:
    """What was not chosen from what there is."""
    gettext = own.words.gettext
    faults = {
        "format": "" if typed.format in FORMATS else gettext("Choose the format of the file."),
        "schedule": "" if typed.schedule in set(Schedule) else gettext("Choose how often."),
        "hour": "" if typed.hour in {str(hour) for hour in range(24)} else gettext("Choose an hour."),
        "rule": "" if typed.rule in set(Rule) else gettext("Choose what needs no look."),
        "term": "" if not typed.term or typed.term in _vocabulary().terms else gettext("Choose a kind from the list."),
    }
    return {name: fault for name, fault in faults.items() if fault}


def _field_of(refusal: RefusedError) -> str:
    return "address" if isinstance(refusal, AddressRefusedError) else "name"


def _notice(own: Own, found: FeedWithSource, done: str) -> str:
    """What was done; that a source is being read is told as long as it is, whoever asked for it."""
    gettext = own.words.gettext
    asked = gettext("It is being read. Open this page again in a moment.")
    being_read = {
        "trusted": gettext("The whole file is being taken up. Open this page again in a moment."),
        "mapped": gettext("Saved. It is being read that way; open this page again in a moment."),
    }
    over = {
        "changed": gettext("Saved."),
        "paused": gettext("It is not read until you say so. Its listings stay."),
    }
    if done not in over and is_being_read(found.feed, now=own.clock()):
        return being_read.get(done, asked)
    return (over | {"mapped": gettext("Saved.")}).get(done, "")
