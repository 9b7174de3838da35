"""The queue of proposals: narrowed down, a page at a time, with as many statements for many as for one."""

from datetime import timedelta

import pytest

from directory.curation.asked import query_of, read_asked
from directory.curation.assigning import assign, coordinators
from directory.curation.deciding import reject
from directory.curation.kinds import Kind, RejectReason
from directory.curation.models import Proposal
from directory.curation.naming import propose_by_name
from directory.curation.proposing import keep_draft, propose_group, rewrite_draft, suggest_correction
from directory.curation.queue import MINE, NOBODYS, PER_PAGE, Asked, find_waiting, groups_waiting, next_after
from directory.curation.taking_up import TakenUp, take_up
from directory.curation.weighing import weigh
from directory.errors import RefusedError
from directory.listings.queries import get_listing
from tests.cast import caller_as
from tests.factories import HALL, draft


class Queue:
    def __init__(self, session, make, dee, now) -> None:
        self.session, self.make, self.dee, self.now = session, make, dee, now

    def correct(self, *, days_ago: int = 0, **facts) -> Proposal:
        listing = self.make.listing(**facts)
        at = self.now - timedelta(days=days_ago)
        return suggest_correction(self.session, listing.id, {"fees": "Free"}, "", now=at)

    def find(self, **asked) -> list[Proposal]:
        return [one.proposal for one in self.page(Asked(**asked))[0]]

    def page(self, asked: Asked):
        return find_waiting(self.session, asked, me=self.dee.person_id, now=self.now)


@pytest.fixture
def queue(session, make, cast, now) -> Queue:
    return Queue(session, make, caller_as(session, cast.dee, now), now)


def test_the_oldest_comes_first_and_what_was_decided_no_longer_comes(queue: Queue) -> None:
    new, old = queue.correct(), queue.correct(days_ago=9)
    assert queue.find() == [old, new]
    reject(queue.session, old.id, RejectReason.OTHER, by=queue.dee, now=queue.now)
    assert queue.find() == [new]


def test_the_queue_is_narrowed_down_by_each_thing(queue: Queue) -> None:
    here = queue.correct(days_ago=40)
    elsewhere = queue.correct(place=HALL.model_copy(update={"city": "Edina"}))
    name = queue.session.get_one(Proposal, propose_by_name(queue.session, "Marta's", now=queue.now))
    assert queue.find(area="Edina") == [elsewhere]
    assert queue.find(older_than=30) == [here]
    assert queue.find(kind=Kind.CREATE) == [name]
    assert queue.find(by_people=True) == queue.find()
    assign(queue.session, here.id, queue.dee.person_id)
    assert queue.find(whose=MINE) == [here]
    assert queue.find(whose=NOBODYS) == [one for one in queue.find() if one != here]
    assert elsewhere in queue.find(whose=NOBODYS)


def test_a_hidden_place_has_no_town_in_the_queue(queue: Queue) -> None:
    assert queue.correct(place=HALL.model_copy(update={"visibility": "hidden"})).area == ""


def test_a_proposal_is_a_coordinators_and_nobody_elses(queue: Queue, cast) -> None:
    proposal = queue.correct()
    assert coordinators(queue.session) == [(cast.dee.id, "Dee")]
    with pytest.raises(RefusedError, match="one of the coordinators"):
        assign(queue.session, proposal.id, cast.ana.id)
    reject(queue.session, proposal.id, RejectReason.OTHER, by=queue.dee, now=queue.now)
    with pytest.raises(RefusedError, match="decided about this already"):
        assign(queue.session, proposal.id, cast.dee.id)


def test_a_page_of_the_queue_takes_as_many_statements_as_one_proposal(queue: Queue, count_statements) -> None:
    def statements() -> int:
        queue.session.flush()
        queue.session.expire_all()
        with count_statements() as counted:
            queue.page(Asked())
            groups_waiting(queue.session)
        return len(counted)

    queue.correct()
    assert statements() == 3
    for number in range(PER_PAGE + 5):
        queue.correct(name=f"Group {number}")
    assert statements() == 3
    assert (len(queue.page(Asked())[0]), len(queue.page(Asked(page=2))[0])) == (PER_PAGE, 6)


def test_one_proposal_follows_another_and_the_first_the_last(queue: Queue) -> None:
    first, second = queue.correct(days_ago=2), queue.correct(days_ago=1)

    def following(one: Proposal):
        return next_after(queue.session, one, Asked(), me=queue.dee.person_id, now=queue.now)

    assert (following(first), following(second)) == (second.id, first.id)
    reject(queue.session, first.id, RejectReason.OTHER, by=queue.dee, now=queue.now)
    assert (following(first), following(second)) == (second.id, None)


@pytest.mark.parametrize(
    "sent", [{"kind": "nonsense", "source": "x", "older": "-1", "page": "0", "whose": "x"}, {"older": "9" * 50}]
)
def test_what_means_nothing_is_not_asked_for(sent) -> None:
    assert read_asked(sent) == Asked()


def test_an_address_is_read_as_it_was_written() -> None:
    asked = Asked(kind=Kind.CHANGE, by_people=True, older_than=30, area="St. Paul", whose=MINE)
    pairs = dict(pair.split("=") for pair in query_of(asked).split("&"))
    assert read_asked({**pairs, "area": "St. Paul"}) == asked


def test_a_draft_of_a_coordinator_is_written_on_and_published(queue: Queue) -> None:
    kept = keep_draft(queue.session, {"name": "New Dawn"}, by=queue.dee, now=queue.now)
    assert weigh(queue.session, kept).proposed is None
    rewrite_draft(queue.session, kept, draft(name="New Dawn").model_dump(mode="json", exclude_defaults=True))
    weighed = weigh(queue.session, kept)
    take_up(queue.session, kept.id, TakenUp(shown=weighed.mark), by=queue.dee, now=queue.now)
    assert get_listing(queue.session, kept.listing_id).draft == draft(name="New Dawn")
    with pytest.raises(RefusedError):
        rewrite_draft(queue.session, kept, {"name": "Other"})


def test_a_group_that_a_peer_starts_says_nothing_of_the_peer(queue: Queue) -> None:
    proposal = propose_group(queue.session, {"name": "Walking group", "description": "Around the lake."}, now=queue.now)
    assert (proposal.by_id, proposal.evidence) == (None, {"voice": "peer"})
    with pytest.raises(RefusedError, match="what the place is called"):
        propose_group(queue.session, {"name": " "}, now=queue.now)
