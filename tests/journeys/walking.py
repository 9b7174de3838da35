"""Ana's phone, her clients and places, and a count of what she taps."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Page
from sqlmodel import Session

from directory.accounts.models import Person
from directory.clients.codes import Channel
from directory.clients.forms import Identity, SafeChannel
from directory.clients.models import Client
from directory.clients.service import record_safe_channel, save_identity
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.referrals.codes import Mode
from directory.referrals.forms import NewReferral
from directory.referrals.models import Referral
from directory.referrals.opening import open_referral
from tests.browser import PHONE
from tests.cast import caller_as, signed_in_as
from tests.factories import Make
from tests.journeys.agency import Agency
from tests.web.town import evening

CHICAGO = ZoneInfo("America/Chicago")


@dataclass
class Steps:
    """Counts what somebody taps or chooses on a page; typing is no step."""

    page: Page
    taken: int = 0

    def tap(self, role: Any, name: str, **options: Any) -> None:
        """Tap the first of this role and name that is in sight."""
        self.page.get_by_role(role, name=name, **options).locator("visible=true").first.click()
        self.taken += 1

    def send(self, button: str) -> None:
        """Tap what sends a form, and wait for the page it leads to: a form looks for the connection before it goes."""
        with self.page.expect_navigation():
            self.tap("button", button)

    def pick(self, role: Any, name: str) -> None:
        """Tap one of several things to choose from: a radio button or a box to tick."""
        self.page.get_by_role(role, name=name).locator("visible=true").first.check()
        self.taken += 1

    def unfold(self, name: str) -> None:
        """Tap what opens something that is folded away."""
        self.page.locator("summary", has_text=name).locator("visible=true").first.click()
        self.taken += 1

    def choose(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.page.get_by_label(label, exact=True).select_option(label=option)
        self.taken += 1


def phone_of(agency: Agency, person: Person, **options: Any) -> Page:
    """A browser in which somebody is signed in with a second factor; of phone size unless said otherwise."""
    page = agency.open(**{"viewport": PHONE, "has_touch": True, **options})
    page.set_default_timeout(10_000)
    with agency.database.writing() as session:
        entered = signed_in_as(session, person, agency.clock.now)[1]
    tokens = {"session": entered.session_token, "device": entered.device_token}
    page.context.add_cookies([{"name": name, "value": value, "url": agency.address} for name, value in tokens.items()])
    return page


def furnish(agency: Agency) -> Client:
    """Two places that are on tonight and one client of Ana, who may be called; the client was once brought to one."""
    past = agency.clock.now - timedelta(days=2)
    with agency.database.writing() as session:
        make = Make(session, past)
        first = make.listing(name="First Light", facts={"open_meeting": True}, schedules=(evening("SA"),))
        make.listing(name="Late Lamp", schedules=(evening("SA", at=20),))
        client = make.client(agency.cast.ana, cue="red truck", area="55401", goal="Sing again", domain="recovery")
        may_be_called(session, agency, client)
        refer(session, agency, client, NewReferral(listing_id=first.id, mode=Mode.BRIDGE), days=2)
    return client


def may_be_called(session: Session, agency: Agency, client: Client) -> None:
    """The client said that calls and texts are safe; somebody else hears them."""
    now = agency.clock.now
    ana = caller_as(session, agency.cast.ana, now)
    save_identity(session, client, Identity(phone="612-555-0142"), by=ana, now=now)
    for channel in (Channel.CALL, Channel.TEXT):
        safe = SafeChannel(channel=channel, is_safe=True, others_read=True)
        record_safe_channel(session, client, safe, CHICAGO, by=ana, now=now)


def refer(session: Session, agency: Agency, client: Client, new: NewReferral, *, days: float) -> Referral:
    """Ana logged a referral some days ago."""
    now = agency.clock.now
    return open_referral(
        session,
        client,
        new,
        by=caller_as(session, agency.cast.ana, now),
        now=now - timedelta(days=days),
        zone=CHICAGO,
        vocabulary=load_vocabulary(seeds_folder() / "vocabulary"),
    )
