"""What the public pages say, fetched as a visitor fetches them."""

import pytest

from directory.listings.pages.helps import HELPFUL_TERMS
from directory.listings.vocabulary import load_vocabulary
from directory.paths import seeds_folder
from search.safety import CARDS
from tests.web.judge import Judge
from tests.web.town import HIDDEN_STREET, MERGED, Town


def names(page):
    return [heading.text for heading in page.all("h2") if "li" in heading.within]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    "path", ["/", "/crisis", "/find", "/find?q=food", "/find?q=xyzzyplugh", "/find?near=55401&when=tonight"]
)
def test_every_page_stands_in_both_languages(judge: Judge, path, language):
    judge.get(path, language=language)


def test_the_front_page_asks_one_question_and_shows_six_parts_of_life(judge: Judge):
    page = judge.get("/")
    assert [field.attributes["name"] for field in page.all("input") + page.all("select")] == ["q", "near", "when"]
    assert sum(link.startswith("/find?domain=") for link in page.links) == 6
    assert "tel:988" in page.links


def test_results_say_when_next_how_far_and_how_it_is_known(judge: Judge):
    page = judge.get("/find", q="newcomer", near="55401")
    card = next(card for card in page.classed("hit") if "First Light" in card.text)
    assert "Alcoholics Anonymous · Westminster Hall, Door on 12th Street" in card.text
    assert "Tonight 7:00 pm, in 60 min" in card.text
    assert " mi · Bus 18 stops in front" in card.text
    assert "Called and confirmed 12 days ago" in card.text
    assert "(612) 555-0142" in card.text


def test_results_in_spanish_speak_spanish(judge: Judge):
    page = judge.get("/find", q="newcomer", near="55401", language="es")
    assert "Esta noche 7:00 p.m., en 60 min" in page.main
    assert "Confirmado por teléfono hace 12 días" in page.main


def test_the_title_never_repeats_what_was_typed(judge: Judge):
    assert judge.get("/find", q="methadone").one("title").text == "Results – Alongside"


def test_one_card_stands_for_a_group_and_leads_to_its_other_times(judge: Judge, town: Town):
    page = judge.get("/find", q="first light")
    assert names(page).count("First Light Newcomers") == 1
    assert "1 other time of this group" in page.main
    listing = judge.get(town.path("newcomers"))
    assert "Every Tuesday, 12–1 pm" in listing.main
    assert town.path("newcomers_tuesday") in listing.links


def test_what_was_understood_is_a_chip_that_can_be_taken_back(judge: Judge):
    page = judge.get("/find", q="food tonight near 55401")
    assert page.one("input", id="near").attributes["value"] == "55401"
    chip = next(chip for chip in page.classed("chip") if "Tonight" in chip.text)
    again = judge.get(chip.attributes["href"])
    assert not [chip for chip in again.classed("on") if "Tonight" in chip.text]
    assert again.one("input", id="near").attributes["value"] == "55401"


def test_everything_asked_is_in_the_address_and_survives_another_question(judge: Judge):
    page = judge.get("/find?near=55401&need=medication_friendly&not=id&language=en&domain=recovery")
    search = next(form for form in page.all("form") if form.attributes.get("role") == "search")
    assert search
    hidden = {(field.attributes["name"], field.attributes["value"]) for field in page.all("input", type="hidden")}
    assert {("need", "medication_friendly"), ("not", "id"), ("domain", "recovery")} <= hidden
    boxes = {box.attributes["value"] for box in page.all("input", type="checkbox") if "checked" in box.attributes}
    assert {"medication_friendly", "id", "recovery", "en"} <= boxes


def test_counts_stand_beside_the_filters(judge: Judge):
    page = judge.get("/find", q="food shelf")
    box = next(box for box in page.classed("box") if box.text.startswith("Food shelf"))
    assert box.text.endswith(" 1")
    assert "Hide places that ask for" in page.main


def test_an_unusable_value_is_said_beside_its_field_and_nothing_typed_is_lost(judge: Judge):
    page = judge.get("/find", status=422, q="ged class", near="5" * 130, miles="900", need="children_welcome")
    assert page.one("input", id="q").attributes["value"] == "ged class"
    near = page.one("input", id="near")
    assert near.attributes["aria-invalid"] == "true"
    assert page.one("span", id="near-fault").text == "Write a ZIP code or a town, with at most 120 letters."
    assert "Write a distance from 1 to 100 miles." in page.main
    assert page.one("input", name="need", type="hidden").attributes["value"] == "children_welcome"


def test_near_me_without_a_position_asks_where(judge: Judge):
    page = judge.get("/find", q="food near me")
    assert "Near where? Write a ZIP code or a town." in page.main
    assert page.one("input", id="near").attributes["aria-describedby"].endswith("near-fault")


def test_an_ambiguous_place_offers_the_choices(judge: Judge):
    page = judge.get("/find", q="food", near="Springfield")
    choices = [link for link in page.links if "near=Springfield%2C" in link]
    assert len(choices) > 2
    judge.get(choices[0])


def test_an_unknown_place_says_so_and_looks_everywhere(judge: Judge):
    page = judge.get("/find", q="food shelf", near="Qwertyville Zz")
    assert "No place called “Qwertyville Zz” is known here" in page.main
    assert "Eastside Food Shelf" in names(page)


def test_another_moment_is_named_and_can_be_taken_back(judge: Judge):
    page = judge.get("/find", near="55401", when="now", at="2026-12-05T18:30", miles="1")
    chips = [chip.text for chip in page.classed("on")]
    assert chips == ["Remove: Sat Dec 5, 6:30 pm: On now", "Remove: Within 1 mile"]
    card = next(card for card in page.classed("hit") if "First Light" in card.text)
    assert "Tonight 7:00 pm, in 30 min" in card.text


def test_nothing_found_says_what_to_try(judge: Judge):
    page = judge.get("/find", q="xyzzyplugh", near="55401", when="tonight", need="room_now")
    assert "Nothing here fits all of that" in page.main
    assert "Look at any time" in page.main
    assert "tel:211" in page.links


@pytest.mark.parametrize(
    ("text", "help_"),
    [("i want to die", "tel:988"), ("he hit me again", "tel:+18007997233"), ("quiero morir", "tel:988")],
)
def test_words_of_danger_bring_help_above_the_results(judge: Judge, text, help_):
    page = judge.get("/find", q=text)
    card = page.classed("safety")[0]
    assert help_ in page.links
    assert page.elements.index(card) < page.elements.index(page.one("input", id="q"))
    assert "Nothing here fits" not in page.main


def test_a_listing_tells_what_somebody_needs_to_go_there(judge: Judge, town: Town):
    page = judge.get(town.path("newcomers"))
    for said in [
        "Tonight 7:00 pm, in 60 min",
        "Coffee from 6:30.",
        "Somebody with a blue lanyard sits with you.",
        "Every Saturday, 7–8 pm",
        "83 12th Street South, Minneapolis, MN 55403",
        "Bus 18 stops in front",
        "Medication-friendly",
        "They do not say, so ask: ",
        "Cost: Free",
        "Ask for Marisol",
        "Called and confirmed 12 days ago",
        "Parking: no",
    ]:
        assert said in page.main
    assert {"tel:+16125550142", "tel:+16125550177", "mailto:hello@firstlight.example.org"} <= set(page.links)
    assert "tel:+16125550199" not in page.links, "a fax is not called"
    assert "Private Person" not in page.html
    assert "0666" not in page.html


def test_times_elsewhere_name_their_zone(judge: Judge, town: Town):
    page = judge.get(town.path("online"))
    assert "Tonight 8:00 pm, in 60 min (Eastern Time)" in page.main
    assert "These are times in Eastern Time." in page.main
    assert "https://meet.example.org/late-lamp" in page.links


def test_a_closed_place_says_until_when_and_shows_the_times_after(judge: Judge, town: Town):
    page = judge.get(town.path("closed"))
    assert "Closed until December 3, 2026: The boiler is being replaced" in page.main
    assert "Mon Dec 7, 10 am–2 pm" in page.main
    assert "Mon Nov 23" not in page.main


def test_a_listing_reported_wrong_says_check_first(judge: Judge, town: Town):
    assert "Reported wrong: check first" in judge.get(town.path("food")).main


def test_what_is_no_longer_offered_says_so(judge: Judge, town: Town):
    page = judge.get(town.path("gone"))
    assert "This is no longer offered." in page.main
    assert "Tonight" not in page.main


@pytest.mark.parametrize(
    "address", ["/listings/00000000-0000-0000-0000-000000000000", "/listings/1", "/listings/%00", "/nowhere"]
)
def test_what_is_not_there_is_one_friendly_page(judge: Judge, address):
    page = judge.get(address, status=404)
    assert page.one("h1").text == "Nothing here"
    assert page.main == judge.get("/not/at/all", status=404).main


def test_a_merged_listing_moves_for_good(client, town: Town):
    for suffix in ("", ".ics"):
        response = client.get(f"/listings/{MERGED}{suffix}")
        assert response.status_code == 301
        assert response.headers["location"] == town.path("newcomers") + suffix
    upper = client.get(town.path("newcomers").upper().replace("/LISTINGS", "/listings"))
    assert upper.headers["location"] == town.path("newcomers")


def test_the_chosen_language_stays(client, judge: Judge):
    response = client.get("/", params={"lang": "es"}, headers={"accept": "text/html"})
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("language=es;")
    assert "HttpOnly" in cookie
    client.cookies.set("language", "es")
    assert judge.client.get("/", headers={"accept-language": "en"}).text.count('lang="es"') >= 1


def test_the_page_offers_itself_in_the_other_language(judge: Judge):
    page = judge.get("/find", q="food", near="55401")
    other = page.one("a", hreflang="es")
    assert other.attributes["href"] == "/find?q=food&near=55401&lang=es"


def test_visitors_are_not_told_to_refer(judge: Judge, town: Town):
    for path in ("/", "/find?q=newcomer", town.path("newcomers"), "/crisis"):
        assert "Refer" not in judge.get(path).text


def test_a_listing_is_one_sheet_of_large_print_that_tells_what_leads_there(judge: Judge, town: Town):
    sheet = judge.get(f"{town.path('newcomers')}/print")
    for fact in (
        "Every Saturday, 7–8 pm",
        "83 12th Street South",
        "Bus 18",
        "(612) 555-0142",
        "Ask for Marisol",
        "Free",
    ):
        assert fact in sheet.main
    assert "Alcoholics" not in sheet.main, "what it is for stays off what a stranger may see"
    assert f"http://testserver{town.path('newcomers')}" in sheet.main
    assert sheet.one("path", fill="#000").attributes["d"].startswith("M4 4h7v1h-7z"), "a corner of the square code"


def test_a_sheet_of_a_private_place_names_no_street(judge: Judge, town: Town):
    assert HIDDEN_STREET not in judge.get(f"{town.path('shelter')}/print").html


def test_the_next_dates_stand_first_and_further_ones_are_folded(judge: Judge, town: Town):
    page = judge.get(town.path("newcomers"))
    dates, more = page.classed("times")
    said = [part.partition(" Only")[0] for part in dates.text.split(": ")]
    assert said[0] == "Tonight 7–8 pm"
    assert said[-1] == "Sat Dec 12, 7–8 pm"
    assert "Nov 28" in dates.text
    assert "details" in more.within


def test_one_website_is_named_once(judge: Judge, town: Town):
    contacts = judge.get(town.path("newcomers")).one("dl").text
    assert contacts.count("firstlight.example.org") == 2, "the mail address and the website"


def test_where_nothing_is_found_for_words_of_danger_the_way_to_help_is_shown(judge: Judge):
    page = judge.get("/find", q="my son overdosed qwertz", near="55401")
    links = page.classed("chip")
    ways = {link.attributes["href"] for link in links}
    assert {"/find?term=naloxone&near=55401", "/find?term=family_group&near=55401"} <= ways


@pytest.mark.parametrize("card", CARDS)
def test_every_card_for_danger_has_its_ways_to_help(card):
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    assert HELPFUL_TERMS[card]
    assert set(HELPFUL_TERMS[card]) <= set(vocabulary.terms)
