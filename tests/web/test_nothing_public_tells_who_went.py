"""That somebody got to a place changes no public answer by a byte, however often its index is built anew."""

import re
from datetime import timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlmodel import Session

from directory.app import create_app
from directory.config import Settings
from directory.db import Database
from directory.keyring import new_master_key, open_keyring, write_key_file
from directory.listings.indexing import index_keeper
from directory.listings.models import Listing
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.policy import Policy, declared_routes
from directory.referrals.bridging import we_went
from directory.referrals.codes import Actor, Mode
from directory.referrals.events import Tap
from directory.referrals.forms import NewReferral
from directory.referrals.opening import open_referral
from directory.referrals.reporting import put_off_checks_of_used
from tests.cast import Cast, caller_as, write_cast
from tests.factories import Make
from tests.referrals.office import CHICAGO
from tests.web.matrix import EACH_TIME_ANOTHER, named_in
from tests.web.town import NOW, Town, build_town

EVERY_TIME_ANOTHER = re.compile(r'(name="(?:key|form_token)" value="|"edition":")[^"]*')
"""Keys of forms; and the number of the index, which counts how often it was built anew, whatever for."""
ASKED = ("", "?q=aa", "?q=meeting&near=55401&format=json", "?sort=soon")
YEARS_ON = timedelta(days=500)
"""When everything in the town is due, and a later check could be told from one that was put off."""


def public_answers(settings: Settings, town: Town) -> dict[str, tuple[int, str, str]]:
    """Every public answer that names a listing, or none, and its headers."""
    answers = {}
    app = create_app(settings, clock=lambda: NOW + YEARS_ON)
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as visitor:
        for route in declared_routes(app):
            if (
                type(route.policy) is not Policy
                or "GET" not in route.methods
                or set(named_in(route.path)) - {"listing_id"}
            ):
                continue
            for listing in town.ids.values() if "listing_id" in route.path else [None]:
                for question in ASKED if listing is None else ASKED[:1]:
                    path = route.path.replace("{listing_id}", str(listing)) + question
                    answer = visitor.get(path)
                    headers = {name: value for name, value in answer.headers.items() if name not in EACH_TIME_ANOTHER}
                    told = EVERY_TIME_ANOTHER.sub(r"\1", answer.text)
                    answers[path] = answer.status_code, told, str(headers)
    return answers


def go_everywhere(session: Session, town: Town, cast: Cast) -> None:
    """Ana goes to every listing with a client of hers; a day later the worker does what it does weekly."""
    by, make = caller_as(session, cast.ana, NOW), Make(session, NOW)
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    for listing_id in town.ids.values():
        new = NewReferral(listing_id=listing_id, mode=Mode.BRIDGE, domain="social")
        referral = open_referral(
            session, make.client(cast.ana), new, by=by, now=NOW, zone=CHICAGO, vocabulary=vocabulary
        )
        we_went(Tap(session, referral, by, Actor.OWNER, NOW), at=NOW, zone=CHICAGO)
    put_off_checks_of_used(session, now=NOW + timedelta(days=1))


def test_that_somebody_got_there_changes_no_public_answer(tmp_path: Path) -> None:
    town = build_town(tmp_path)
    key_file = tmp_path / "keys" / "master.key"
    key_file.parent.mkdir()
    write_key_file(key_file, [new_master_key()])
    keys = {"master_key_file": key_file, "erasure_ledger": key_file.with_name("erasures.ledger")}
    settings = town.settings.model_copy(update=keys)
    before = public_answers(settings, town)
    assert sum(status == 200 for status, _, _ in before.values()) > len(town.ids)
    database = Database(settings.resolved_database_url, keyring=open_keyring(settings))
    cast = write_cast(database, NOW)
    with database.writing() as session:
        go_everywhere(session, town, cast)
    with database.reading() as session:
        assert all(session.get_one(Listing, listing_id).used_in for listing_id in town.ids.values())
    index_keeper(settings, database).rebuild(NOW)
    database.close()
    after = public_answers(settings, town)
    assert {path for path in before if before[path] != after[path]} == set()
