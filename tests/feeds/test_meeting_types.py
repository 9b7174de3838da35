"""The codes of meeting feeds, held against the vocabulary and against the published list."""

import json

from directory.feeds.meeting_types import EVERY_ROW, load_meeting_types
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from tests.feeds.reading import one_meeting, one_na_meeting, real_feed

FORMATS = load_meeting_types().formats


def test_every_code_means_something_the_vocabulary_knows():
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    for codes in FORMATS.values():
        for known in codes.types:
            assert set(known.terms) <= set(vocabulary.terms), known
            assert set(known.facts) <= set(vocabulary.facts), known
            assert set(known.audiences) <= set(vocabulary.audiences), known
            assert set(known.access) <= set(vocabulary.access), known


def test_every_code_says_something():
    silent = [
        known.code
        for codes in FORMATS.values()
        for known in codes.types
        if not (known.terms or known.facts or known.audiences or known.access or known.languages)
        and not (known.venue or known.label or known.hours_note)
    ]
    assert silent == []


def test_no_code_is_told_twice():
    for codes in FORMATS.values():
        written = [known.code for known in codes.types]
        assert len(written) == len(set(written))


def test_every_format_names_the_fellowship_of_its_rows():
    assert [FORMATS[name].of_every_row().terms for name in ("meeting_guide", "bmlt")] == [("aa",), ("na",)]
    assert all(codes.by_code(EVERY_ROW) for codes in FORMATS.values())


def test_a_meeting_of_aa_or_na_costs_nothing():
    assert one_meeting(types=[]).draft.facts == {"fee": False}
    assert one_na_meeting(formats="", format_shared_id_list="").draft.facts == {"fee": False}


def test_every_published_meeting_guide_code_is_known():
    published = json.loads(real_feed("meeting_guide_types.json"))
    assert len(published) == 87
    assert [code for code in published if FORMATS["meeting_guide"].by_code(code) is None] == []
