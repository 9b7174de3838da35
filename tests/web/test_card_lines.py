"""What a card says in its second line, and where it shows the words asked for."""

from directory.i18n import translator
from directory.listings.pages.card_lines import MatchLine, match_line, paper_line, what_line
from directory.listings.pages.matches import Piece, as_written, stretch_around
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from search.hours import TimeState
from search.query import Hit, Reason

VOCABULARY = load_vocabulary(seeds_folder() / "vocabulary")
ENGLISH = translator("en")
CARD = {
    "name": "First Light",
    "alternate_name": "",
    "organization": "Twin Lakes Intergroup",
    "summary": "A gentle meeting. Coffee from 6:30.",
    "terms": ["support_group", "twelve_step", "aa", "meeting_style", "newcomer_meeting", "speaker_meeting"],
    "in_person": True,
    "place": "Westminster Hall",
    "address": "83 12th Street South, Minneapolis, MN 55403",
    "area": "Minneapolis 55403",
    "door": "Door on 12th Street.",
    "text_language": "en",
}


def what(**facts: object) -> str:
    return str(what_line({**CARD, **facts}, VOCABULARY, ENGLISH))


def hit(*reasons: Reason, matched: tuple[str, ...], **facts: object) -> Hit:
    return Hit("1", "", 1.0, None, TimeState.UNKNOWN, None, matched, reasons, {**CARD, **facts})


def test_the_two_most_telling_kinds_and_the_place_are_said():
    assert what() == "Alcoholics Anonymous, Newcomer meeting · Westminster Hall, Door on 12th Street"


def test_a_general_kind_is_said_where_there_is_no_other():
    assert what(terms=["support_group"]).startswith("Support group ·")


def test_who_runs_it_is_said_only_without_a_place():
    assert what(in_person=False).endswith("· Twin Lakes Intergroup")
    assert "Intergroup" not in what(in_person=False, name="Twin Lakes Intergroup Phone Line")


def test_a_place_named_like_the_listing_is_said_by_its_street():
    assert "· 83 12th Street South, Door" in what(name="Westminster Hall")


def test_a_long_way_to_the_door_is_left_to_the_listings_page():
    assert what(door="Go down the ramp beside the bell tower, then left").endswith("· Westminster Hall")


def test_words_that_only_the_description_has_are_shown_in_it():
    found = hit(Reason("description", "coffee"), matched=("coffee",))
    marked = Piece("Coffee", is_marked=True)
    expected = MatchLine("In the description:", (Piece("A gentle meeting. "), marked, Piece(" from 6:30.")), "en")
    assert match_line(found, what(), VOCABULARY, ENGLISH) == expected


def test_words_that_the_card_shows_anyway_are_not_told_twice():
    assert match_line(hit(Reason("name", "light"), matched=("light",)), what(), VOCABULARY, ENGLISH) is None
    assert match_line(hit(Reason("term", "newcomer"), matched=("newcomer",)), what(), VOCABULARY, ENGLISH) is None


def test_a_long_text_is_cut_around_the_word():
    text = f"{'before ' * 20}coffee {'after ' * 40}"
    part = stretch_around(text, {"coffee"})
    assert part.startswith("…before") and part.endswith("after…") and "coffee" in part
    assert len(part) < 100


def test_other_words_are_told_as_the_listing_writes_them():
    assert as_written("Grupo de Reunión abierta", ["reunion", "abierta"]) == "Reunión abierta"
    assert as_written("Reuniones", ["reunion"]) == ""


def test_on_paper_a_card_says_the_whole_way_and_a_private_one_only_its_area():
    assert paper_line(CARD) == "Westminster Hall, 83 12th Street South, Minneapolis, MN 55403"
    assert paper_line({**CARD, "address": "", "place": ""}) == "Minneapolis 55403"
    assert paper_line({**CARD, "in_person": False}) == ""


def test_a_general_kind_that_matched_is_no_line_of_its_own():
    assert (
        match_line(hit(Reason("term", "support"), matched=("support",), terms=["aa"]), "", VOCABULARY, ENGLISH) is None
    )
