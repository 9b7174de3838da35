"""The shipped vocabulary is whole: codes, trees, both languages, respectful words, and the counts its README states."""

import csv
import re
import unicodedata
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import pytest

SEEDS = Path(__file__).parents[2] / "seeds"
VOCABULARY = SEEDS / "vocabulary"
OPEN_ELIGIBILITY = SEEDS.parents[1] / "shared" / "data" / "taxonomy" / "open-eligibility-2.0.xml"

DOMAINS = ["recovery", "social", "volunteering", "school", "work", "essentials"]
OFFERS = (
    "open_meeting medication_friendly faith_content children_welcome attendance_slip "
    "same_day room_now transport_offered"
)
ASKS = "sobriety_time id background_check record_exclusion registration insurance fee"
NEEDS = (
    "open_meeting medication_friendly no_faith_content children_welcome attendance_slip "
    "same_day room_now transport_offered"
)
DROPPABLE = "faith_content sobriety_time id background_check record_exclusion registration insurance fee"

# What the product promises to know, domain by domain.
PROMISED_TERMS = """
aa na ca cma al_anon alateen nar_anon smart recovery_dharma lifering women_for_sobriety faith_based_group
celebrate_recovery secular_group medication_friendly_group family_group recovery_community_center
recovery_cafe recovery_coaching warmline alumni_group sober_softball community_garden library gym
ongoing_volunteering one_time_volunteering food_shelf_volunteering ged esl community_college job_training
apprenticeship job_club staffing housing sober_housing shelter documents id_documents transport bus_pass
childcare food food_shelf benefits lifeline_phone hygiene showers laundry diapers legal_aid record_clearing
license_restoration family_reunification dv_advocacy dv_shelter crisis_line health detox treatment moud
naloxone syringe_services
"""

# Labels and definitions put the person first. Names that a fellowship gave itself stand as they are.
NAMES = re.compile(
    r"Alcoholics Anonymous|Adult Children of Alcoholics|"
    r"Alcohólicos Anónimos|Hijos Adultos de Alcohólicos|Cocainómanos Anónimos"
)
UNKIND = re.compile(
    r"\b(addicts?|abus(e|er|ers|ing)|alcoholics?|junkies?|felons?|convicts?|inmates?|ex-?offenders?|offenders?|clean|dirty|"
    r"the homeless|the mentally ill|drug users?|suffer(s|ing)?|victims?|"
    r"adict[oa]s?|drogadict[oa]s?|abus(o|ar|ador|adora)|alcohólic[oa]s?|borrach[oa]s?|delincuentes?|convict[oa]s?|pres[oa]s|"
    r"limpi[oa]s?|víctimas?|suci[oa]s?|indigentes?|toxicóman[oa]s?)\b",
    re.IGNORECASE,
)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def rows(name: str) -> list[dict[str, str]]:
    return rows_of(VOCABULARY / f"{name}.csv")


def fold(text: str) -> str:
    """Lower case without accents, as the search folds words."""
    return "".join(mark for mark in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(mark))


def words_of(group: dict[str, str]) -> list[str]:
    return [*leaders_of(group), *group["words"].split("|")[1:]]


def leaders_of(group: dict[str, str]) -> list[str]:
    """The words that find the others of a group that does not work both ways."""
    return group["words"].split("|")[0].split(";")


@pytest.mark.parametrize("name", ["domains", "terms", "fit_facts", "audiences", "access", "languages"])
def test_every_code_is_plain_and_stands_once(name: str) -> None:
    codes = [row["code"] for row in rows(name)]
    assert [code for code in codes if not re.fullmatch(r"[a-z][a-z0-9_]*", code)] == []
    assert [code for code, times in Counter(codes).items() if times > 1] == []


@pytest.mark.parametrize("name", ["domains", "terms", "fit_facts", "audiences", "access", "languages"])
def test_no_row_is_ragged_and_no_cell_has_stray_spaces(name: str) -> None:
    for row in rows(name):
        assert None not in row
        assert None not in row.values()
        assert {cell for cell in row.values() if cell != cell.strip() or "  " in cell} == set()


@pytest.mark.parametrize("name", ["domains", "terms", "fit_facts", "audiences", "access", "languages"])
def test_every_code_has_its_own_label_in_both_languages(name: str) -> None:
    for column in ("label_en", "label_es"):
        labels = [row[column] for row in rows(name)]
        assert all(labels)
        assert [label for label, times in Counter(labels).items() if times > 1] == []


@pytest.mark.parametrize("name", ["domains", "terms", "fit_facts"])
def test_every_definition_is_one_short_text_in_both_languages(name: str) -> None:
    for row in rows(name):
        for column in ("definition_en", "definition_es"):
            assert row[column].endswith("."), row["code"]
            assert 15 <= len(row[column]) <= 160, row["code"]


def test_there_are_six_domains_in_the_order_of_the_product() -> None:
    assert [row["code"] for row in rows("domains")] == DOMAINS


def test_every_domain_has_terms_and_there_are_at_least_170() -> None:
    terms = rows("terms")
    assert len(terms) >= 170
    assert min(Counter(row["domain"] for row in terms).values()) >= 25
    assert {row["domain"] for row in terms} == set(DOMAINS)


def test_every_kind_the_product_names_has_a_term() -> None:
    assert set(PROMISED_TERMS.split()) - {row["code"] for row in rows("terms")} == set()


def test_every_parent_exists_and_shares_the_domain() -> None:
    terms = {row["code"]: row for row in rows("terms")}
    for row in terms.values():
        if row["parent"]:
            assert terms[row["parent"]]["domain"] == row["domain"], row["code"]


def test_a_parent_stands_before_its_children_so_the_tree_has_no_cycle() -> None:
    seen = {""}
    for row in rows("terms"):
        assert row["parent"] in seen, row["code"]
        seen.add(row["code"])


def test_open_eligibility_names_are_those_of_its_taxonomy() -> None:
    if not OPEN_ELIGIBILITY.exists():
        pytest.skip("The Open Eligibility taxonomy is not on this machine (shared/data/taxonomy).")
    tree = ElementTree.parse(OPEN_ELIGIBILITY)  # noqa: S314 a file of our own, never fetched
    known = {f"{item.get('id')} {item.get('title')}" for item in tree.iter() if item.get("title")}
    mapped = {row["open_eligibility"] for row in rows("terms")} - {""}
    assert mapped - known == set()
    assert len(mapped) >= 60


def test_nothing_looks_like_a_licensed_code() -> None:
    licensed = re.compile(r"\b[A-Z]{2}-\d{3,4}")
    texts = [path.read_text(encoding="utf-8") for path in VOCABULARY.glob("*.csv")]
    assert [found.group() for text in texts for found in licensed.finditer(text)] == []


def test_fit_facts_are_the_offers_and_the_askings_of_the_product() -> None:
    kinds = {row["code"]: row["kind"] for row in rows("fit_facts")}
    assert [code for code, kind in kinds.items() if kind == "offer"] == OFFERS.split()
    assert [code for code, kind in kinds.items() if kind == "ask"] == ASKS.split()


def test_every_need_and_every_not_is_answered_by_one_fact() -> None:
    facts = rows("fit_facts")
    assert [row["need"] for row in facts if row["need"]] == NEEDS.split()
    assert [row["not"] for row in facts if row["not"]] == DROPPABLE.split()
    assert {row["code"]: row["need_when"] for row in facts if row["need_when"] == "no"} == {"faith_content": "no"}


def test_a_chip_is_short_and_says_yes_no_and_not_stated_apart() -> None:
    for row in rows("fit_facts"):
        for language in ("en", "es"):
            chips = [row[f"{answer}_{language}"] for answer in ("yes", "no", "unstated")]
            assert len(set(chips)) == 3, row["code"]
            assert max(map(len, chips)) <= 42, row["code"]
            assert chips[2].endswith({"en": ": not stated", "es": ": no se indica"}[language])


def test_at_least_30_languages_are_known_sign_language_among_them() -> None:
    codes = {row["code"] for row in rows("languages")}
    assert len(codes) >= 30
    assert {"en", "es", "so", "hmn", "vi", "zh", "ar", "am", "om", "ru", "kar", "asl"} <= codes


@pytest.mark.parametrize("name", ["domains", "terms", "fit_facts", "audiences", "access", "languages"])
def test_labels_and_definitions_put_the_person_first(name: str) -> None:
    unkind = {
        row["code"]: found.group()
        for row in rows(name)
        for column, cell in row.items()
        if column != "words" and (found := UNKIND.search(NAMES.sub("", cell)))
    }
    assert unkind == {}


def test_there_are_at_least_220_groups_of_synonyms_each_with_its_own_id() -> None:
    ids = [group["id"] for group in rows("synonyms")]
    assert len(ids) >= 220
    assert [name for name, times in Counter(ids).items() if times > 1] == []


def test_a_group_of_synonyms_has_a_way_a_language_and_at_least_two_words() -> None:
    for group in rows("synonyms"):
        assert group["way"] in ("both", "one", "slip"), group["id"]
        assert group["language"] in ("en", "es", "any"), group["id"]
        folded = [fold(word) for word in words_of(group)]
        assert len(set(folded)) == len(folded) >= 2, group["id"]
        assert all(word == word.strip() and word for word in folded), group["id"]


def test_no_word_stands_in_two_groups_that_work_both_ways() -> None:
    """Else a word would join two groups that have nothing else in common."""
    homes = Counter(fold(word) for group in rows("synonyms") if group["way"] == "both" for word in words_of(group))
    assert [word for word, times in homes.items() if times > 1] == []


def test_a_word_leads_at_most_one_group_that_does_not_work_both_ways() -> None:
    groups = [group for group in rows("synonyms") if group["way"] != "both"]
    leaders = Counter(fold(leader) for group in groups for leader in leaders_of(group))
    assert [word for word, times in leaders.items() if times > 1] == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("aa", "alcoholics anonymous"),
        ("narcotics anonymous", "na"),
        ("ged", "high school equivalency"),
        ("mat", "moud"),
        ("subs", "suboxone"),
        ("halfway house", "sober living"),
        ("food stamps", "snap"),
        ("reunión", "meeting"),
        ("meeting", "reunión"),
        ("volenteer", "volunteer"),
        ("alchoholics", "alcoholics"),
        ("esl", "clases de inglés"),
    ],
)
def test_what_people_type_finds_what_listings_say(typed: str, found: str) -> None:
    assert found in other_words(typed)


@pytest.mark.parametrize(
    ("typed", "kept_apart"),
    [
        ("suboxone", "subs"),
        ("sober living", "halfway house"),
        ("moud", "mat"),
        ("heroin anonymous", "ha"),
        ("alcoholics", "alchoholics"),
        ("volunteer", "felon"),
    ],
)
def test_a_one_way_word_is_not_found_back(typed: str, kept_apart: str) -> None:
    assert kept_apart not in other_words(typed)


def other_words(typed: str) -> set[str]:
    """The other words a search for these words would also find."""
    found: set[str] = set()
    for group in rows("synonyms"):
        words = words_of(group)
        if typed in (words if group["way"] == "both" else leaders_of(group)):
            found.update(words)
    return found - {typed}


def test_the_readme_states_how_many_rows_each_file_has() -> None:
    stated = dict(
        re.findall(r"^\| `vocabulary/(\w+)\.csv` \| (\d+) \|", (SEEDS / "README.md").read_text("utf-8"), re.MULTILINE)
    )
    assert {"domains", "terms", "fit_facts", "audiences", "access", "languages", "synonyms"} <= stated.keys()
    assert {name: len(rows(name)) for name in stated} == {name: int(count) for name, count in stated.items()}
