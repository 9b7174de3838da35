"""What the index is told of texts: every word at its position, field by field."""

from hypothesis import given
from hypothesis import strategies as st

from search.analysis import tokens
from search.document import Texts
from search.fields import BANDS, banded_text, positions_by_word

PIECES = st.sampled_from(
    [
        "A.A.",
        "a.b",
        "x.Yz",
        "women's",
        "Al-Anon",
        "12-step",
        "24/7",
        "555-0123",
        "n\u0303o",
        "Ñandú",
        "ﬁ",
        "straße",
        "o'clock's",
        "a-b-c-d",
        "A.A.-run",
        "'",
        "-",
        ".",
        ",",
        " ",
        "_",
        "東京",
        "🙂",
        "ـ",
        "é",
        "9am",
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=3), max_size=12).map("".join)


@given(name=TEXTS, description=TEXTS)
def test_every_word_stands_where_the_analyzer_reads_it_within_the_band_of_its_field(name, description):
    name, description = (text.replace("\x1f", " ") for text in (name, description))
    expected = {}
    for text, band in ((name, BANDS[0]), (description, BANDS[-1])):
        for word in tokens(text):
            expected.setdefault(word.folded, []).append(band.starts + word.position)

    assert positions_by_word(banded_text(Texts(name=name, description=description))) == expected


def test_words_beyond_the_end_of_a_band_are_left_out():
    many = " ".join(f"w{number}" for number in range(1100))

    positions = positions_by_word(banded_text(Texts(name=many, alternate_name="next")))

    assert positions["w1022"] == [1022]
    assert "w1023" not in positions
    assert positions["next"] == [1024]
