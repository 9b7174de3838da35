"""Seeding the vocabulary and the demo county, once and again."""

from datetime import timedelta

import pytest
from sqlmodel import select

from directory.listings.changes import newest_change
from directory.listings.models import SourceRecord, TaxonomyTerm
from directory.listings.queries import load_listings
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from directory.seeding import demo_settings, has_demo, seed_demo, seed_vocabulary


def test_the_taxonomy_has_the_terms_of_the_vocabulary(session):
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    terms = {term.code: term for term in session.exec(select(TaxonomyTerm))}
    assert terms.keys() == vocabulary.terms.keys()
    codes = {term.id: code for code, term in terms.items()}
    parents = {code: codes.get(term.parent_id, "") for code, term in terms.items()}
    assert parents == {code: term.parent for code, term in vocabulary.terms.items()}


def test_seeding_the_vocabulary_again_mends_it(session):
    aa = session.exec(select(TaxonomyTerm).where(TaxonomyTerm.code == "aa")).one()
    name, aa.name = aa.name, "Something else"
    seed_vocabulary(session)
    session.refresh(aa)
    assert aa.name == name


def test_the_demo_county_is_seeded_once(session, now):
    seen = []
    assert not has_demo(session)
    first = seed_demo(session, now=now, progress=lambda done, total: seen.append((done, total)))
    session.commit()
    assert has_demo(session)
    assert first >= 450
    assert seen[-1] == (first, first)
    listings = list(load_listings(session))
    assert len(listings) == len(session.exec(select(SourceRecord)).all()) == first
    assert not any(listing.live_source for listing in listings)
    changes = newest_change(session)
    assert seed_demo(session, now=now + timedelta(hours=1)) == 0
    session.commit()
    assert newest_change(session) == changes


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_the_demo_county_stays_fresh_when_seeded_later(session, now):
    seed_demo(session, now=now)
    newest = max(detail.verified_on for detail in load_listings(session) if detail.verified_on)
    assert seed_demo(session, now=now + timedelta(weeks=40)) > 0
    again = max(detail.verified_on for detail in load_listings(session) if detail.verified_on)
    assert again == newest + timedelta(weeks=40)


def test_the_demo_agency_is_at_home_in_the_county():
    assert demo_settings() == {"timezone": "America/Chicago", "home": "55401"}
