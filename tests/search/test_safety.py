"""Words of danger show the right card, in both languages and misspelt; everyday words show none."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.safety import CARDS, SafetyWords
from tests.search.golden_queries import safety_words


@pytest.mark.parametrize(
    ("card", "text"),
    [
        ("crisis", "suicide"),
        ("crisis", "sucide hotline"),
        ("crisis", "SUICIDAL"),
        ("crisis", "suicidle thoughts"),
        ("crisis", "kill my self"),
        ("crisis", "i don't want to live anymore"),
        ("crisis", "i cant go on"),
        ("crisis", "suicide prevention volunteer"),
        ("crisis", "quiero morir"),
        ("crisis", "me quiero matar"),
        ("crisis", "ya no quiero vivir"),
        ("overdose", "overdose"),
        ("overdose", "overdozed on fentanyl"),
        ("overdose", "od'd"),
        ("overdose", "my brother od’d last night"),
        ("overdose", "he wont wake up"),
        ("overdose", "sobredosis"),
        ("overdose", "no respira"),
        ("violence", "he hits me"),
        ("violence", "my boyfriend beats me up"),
        ("violence", "domestic violense"),
        ("violence", "scared of my husband"),
        ("violence", "me pega"),
        ("violence", "violencia domestica"),
        ("withdrawal", "shaking cant stop drinking dts"),
        ("withdrawal", "i've been shaking since i quit drinking"),
        ("withdrawal", "withdrawl"),
        ("withdrawal", "quit cold turkey"),
        ("withdrawal", "estoy temblando"),
        ("withdrawal", "malilla"),
    ],
)
def test_words_of_danger_show_their_card(card: str, text: str) -> None:
    assert card in safety_words().cards_for(text)


@pytest.mark.parametrize(
    "text",
    [
        "kill time",
        "hit the gym",
        "flu shot",
        "die-cutting class",
        "odd jobs",
        "beat making class",
        "dying my hair",
        "withdraw money",
        "homeless shelter",
        "sharing circle",
        "cooking class",
        "betting",
        "violin lessons",
        "detox",
        "anger management",
        "overdue rent",
        "aa meeting tonight near 55401",
        "grupo de aa en español",
        "vivienda para familias",
        "",
    ],
)
def test_everyday_words_show_no_card(text: str) -> None:
    assert safety_words().cards_for(text) == ()


def test_several_dangers_show_several_cards_in_their_order() -> None:
    assert safety_words().cards_for("he hits me and i want to die") == ("crisis", "violence")


def test_a_gap_holds_a_few_words_and_no_more() -> None:
    words = SafetyWords([("shaking * drinking", "withdrawal")])
    assert words.cards_for("shaking since i stopped drinking")
    assert not words.cards_for("shaking hands with everybody in the club while drinking")


def test_a_card_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "safety.csv"
    file.write_text("language,phrase,card\nen,fire,fire\n", encoding="utf-8")
    with pytest.raises(ValueError, match="must be one of crisis"):
        SafetyWords.read(file)


@settings(max_examples=200)
@given(st.text(max_size=120))
def test_any_text_is_read_and_gives_cards_in_order(text: str) -> None:
    cards = safety_words().cards_for(text)
    assert list(cards) == [card for card in CARDS if card in cards]
    assert safety_words().cards_for(text) == cards


@given(st.text(max_size=30), st.text(max_size=30))
def test_what_stands_around_it_never_hides_a_danger(before: str, after: str) -> None:
    assert "crisis" in safety_words().cards_for(f"{before} suicide {after}")
