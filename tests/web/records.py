"""The records that an address may name: how the tests of policies make one of each for its owner."""

from collections.abc import Callable, Mapping
from itertools import count
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from directory.accounts.models import Away, Passkey, Person, Team, TeamMember
from directory.audit import System
from directory.clients.codes import Direction
from directory.curation.duplicates.merging import Merging, merge_pair
from directory.curation.duplicates.pairs import Found, file_pairs, get_pair, name_of_pair
from directory.curation.duplicates.scoring import Likeness, Score
from directory.curation.editing.sheet_models import BroughtSheet
from directory.curation.models import BulkDecision, Proposal
from directory.curation.reports import Fault, Month, Report, open_reports, report_listing
from directory.feeds.models import Feed, FeedRun
from directory.listings.models import KeyContact, Listing, PeerNote, Source
from directory.listings.vocabulary import load_vocabulary
from directory.mail import Reason
from directory.outbox.models import OwedMessage, State
from directory.paths import seeds_folder
from directory.referrals.erasing import erase_client
from directory.referrals.forms import NewReferral
from directory.referrals.opening import open_referral
from directory.reports.growth import Kind
from directory.reports.models import Growth
from tests.cast import caller_as, signed_in_as
from tests.factories import Make
from tests.web.town import NOW

_numbers = count(1)


def add_session(session: Session, owner: Person) -> UUID:
    """Another session of somebody's."""
    return signed_in_as(session, owner, NOW)[0].session_id


def add_away(session: Session, owner: Person) -> UUID:
    away = Away(person_id=owner.id, from_on=NOW.date(), until_on=NOW.date())
    session.add(away)
    return away.id


def add_passkey(session: Session, owner: Person) -> UUID:
    key = Passkey(
        person_id=owner.id, credential_id=uuid4().bytes, public_key=b"", sign_count=0, name="A key", created_at=NOW
    )
    session.add(key)
    return key.id


def team_of(session: Session, owner: Person) -> UUID:
    team = Team(name=f"Team {next(_numbers)}", name_key=f"team {next(_numbers)}", created_at=NOW)
    session.add(team)
    session.flush()
    session.add(TeamMember(person_id=owner.id, team_id=team.id))
    return team.id


def add_parked_message(session: Session, owner: Person) -> UUID:
    message = OwedMessage(message="invitation", state=State.PARKED, reason=Reason.REFUSED, due_at=NOW, created_at=NOW)
    session.add(message)
    return message.id


def add_client(session: Session, owner: Person) -> UUID:
    return Make(session, NOW).client(owner).id


def add_contact(session: Session, owner: Person) -> UUID:
    """The client of somebody was in distress, and was promised something."""
    make = Make(session, NOW)
    promised = {"promise": "Call again", "promise_due": NOW.date()}
    return make.contact(make.client(owner), owner, direction=Direction.INBOUND, distress=True, **promised).id


def add_referral(session: Session, owner: Person) -> UUID:
    make = Make(session, NOW)
    new = NewReferral(place_name="A choir", domain="social")
    by = caller_as(session, owner, NOW)
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    zone = ZoneInfo("America/Chicago")
    return open_referral(session, make.client(owner), new, by=by, now=NOW, zone=zone, vocabulary=vocabulary).id


def add_erasure(session: Session, owner: Person) -> UUID:
    return erase_client(session, add_client(session, owner), by=System.SERVER, now=NOW).id


def add_growth(session: Session, owner: Person) -> UUID:
    row = Growth(person_id=owner.id, kind=Kind.TRAINING, title="First aid", on_day=NOW.date(), minutes=60, at=NOW)
    session.add(row)
    return row.id


def a_listing(session: Session, owner: Person) -> UUID:
    """A listing of the town, which is nobody's."""
    del owner
    return session.exec(select(Listing.id).order_by(col(Listing.id))).first() or uuid4()


def add_proposal(session: Session, owner: Person) -> UUID:
    """A report of a listing of the town."""
    listing_id = a_listing(session, owner)
    report_listing(session, Report(listing_id, Fault.TURNED_AWAY, Month.of(NOW)), now=NOW)
    return open_reports(session, listing_id)[-1].id


def add_decision(session: Session, owner: Person) -> UUID:
    """A decision about many proposals."""
    row = BulkDecision(decision="accepted", rule={}, proposals=0, by_id=owner.id, at=NOW)
    session.add(row)
    return row.id


def add_pair(session: Session, owner: Person) -> UUID:
    """Two listings that may be one: any coordinator decides."""
    del owner
    make = Make(session, NOW)
    one, other = (make.listing(listing_id=uuid4(), status="inactive").id for _ in range(2))
    found = Found(one, other, Score(0.8, (Likeness.NAME,)))
    file_pairs(session, [found], now=NOW)
    name = name_of_pair(one, other)
    return session.exec(select(Proposal.id).where(Proposal.external_id == name)).one()


def add_merge(session: Session, owner: Person) -> UUID:
    """A merge of two listings."""
    pair = get_pair(session, add_pair(session, owner))
    by = caller_as(session, owner, NOW)
    return merge_pair(session, pair.proposal.id, Merging(pair.mark), by=by, now=NOW).id


def add_note(session: Session, owner: Person) -> UUID:
    note = PeerNote(
        listing_id=a_listing(session, owner), written_by_id=owner.id, words="The door sticks.", written_at=NOW
    )
    session.add(note)
    return note.id


def add_key_contact(session: Session, owner: Person) -> UUID:
    contact = KeyContact(
        listing_id=a_listing(session, owner), role="Greets newcomers", added_by_id=owner.id, added_at=NOW
    )
    session.add(contact)
    return contact.id


def add_sheet(session: Session, owner: Person) -> UUID:
    """A sheet of listings that was brought back: any coordinator may look at it."""
    sheet = BroughtSheet(by_id=owner.id, text="listing_id,version\r\n", at=NOW)
    session.add(sheet)
    return sheet.id


def add_source(session: Session, owner: Person) -> UUID:
    """A source that is read every day, which is nobody's."""
    del owner
    source = Source(id=uuid4(), name=f"Source {next(_numbers)}", format="csv", created_at=NOW)
    session.add(source)
    session.flush()
    session.add(Feed(source_id=source.id, due_at=NOW, added_at=NOW))
    session.flush()
    return source.id


def add_run(session: Session, owner: Person) -> UUID:
    run = FeedRun(source_id=add_source(session, owner), started_at=NOW, rows_read=1)
    session.add(run)
    return run.id


RECORDS: Mapping[str, Callable[[Session, Person], UUID]] = {
    "session_id": add_session,
    "away_id": add_away,
    "passkey_id": add_passkey,
    "person_id": lambda _, owner: owner.id,
    "team_id": team_of,
    "message_id": add_parked_message,
    "growth_id": add_growth,
    "client_id": add_client,
    "contact_id": add_contact,
    "referral_id": add_referral,
    "erasure_id": add_erasure,
    "listing_id": a_listing,
    "proposal_id": add_proposal,
    "decision_id": add_decision,
    "pair_id": add_pair,
    "merge_id": add_merge,
    "peer_note_id": add_note,
    "key_contact_id": add_key_contact,
    "source_id": add_source,
    "run_id": add_run,
    "sheet_id": add_sheet,
}
"""How to make the record that a parameter of an address names, for its owner. A new kind of record is a line here."""
