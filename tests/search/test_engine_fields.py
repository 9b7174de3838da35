"""What the index is told of texts: every word at its position, field by field."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch
from whoosh.analysis import Analyzer
from whoosh.analysis.acore import Token
from whoosh.fields import TEXT, Schema
from whoosh.filedb.filestore import RamStorage

from search.analysis import tokens
from search.document import Texts
from search.fields import BANDS, FIELD_SEPARATOR, banded_text
from search.inverting import Inverter
from search.postings import Postings

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
    expected = {}
    for text, band in ((name, BANDS[0]), (description, BANDS[-1])):
        for word in tokens(text.replace("\x1f", " ")):
            expected.setdefault(word.folded, []).append(band.starts + word.position)

    assert positions_by_word(Texts(name=name, description=description)) == expected


def test_words_beyond_the_end_of_a_band_are_left_out():
    many = " ".join(f"w{number}" for number in range(1100))

    positions = positions_by_word(Texts(name=many, alternate_name="next"))

    assert positions["w1022"] == [1022]
    assert "w1023" not in positions
    assert positions["next"] == [1024]


def positions_by_word(texts: Texts) -> dict[str, list[int]]:
    inverter = Inverter()
    inverter.add(banded_text(texts))
    postings = Postings(inverter.postings())
    return {word: postings.posting(word).positions.tolist() for word in postings.words}


@given(st.lists(st.tuples(TEXTS, TEXTS), max_size=6), st.sampled_from([1, 2, 4]))
def test_every_posting_equals_what_whoosh_itself_makes_of_the_texts(many, together):
    """Whoosh is given the same words in a text field of its own, and its matchers are read posting by posting."""
    texts = [Texts(name=name, description=description) for name, description in many]
    with MonkeyPatch.context() as patch:
        patch.setattr("search.inverting.DOCUMENTS_TOGETHER", together)
        inverter = Inverter()
        for each in texts:
            inverter.add(banded_text(each))
        own = Postings(inverter.postings())
    index = RamStorage().create_index(Schema(text=TEXT(analyzer=BandedWords(), phrase=True)))
    with index.writer() as writer:
        for each in texts:
            writer.add_document(text=banded_text(each))
    with index.reader() as reader:
        assert own.words == [word.decode() for word in reader.lexicon("text")]
        for word in own.words:
            assert list(own_postings(own.posting(word))) == list(whoosh_postings(reader.postings("text", word)))
    assert own.lengths.tolist() == [len(list(BandedWords()(banded_text(each)))) for each in texts]


class BandedWords(Analyzer):
    """The house's words at their positions, as an analyzer of Whoosh's."""

    def __call__(self, value, **_asked):
        token = Token(positions=True)
        for text, band in zip(value.split(FIELD_SEPARATOR), BANDS, strict=True):
            for word in tokens(text):
                token.text, token.pos, token.boost, token.stopped = word.folded, band.starts + word.position, 1.0, False
                yield token


def own_postings(posting):
    at = 0
    for document, count, weight, bits in zip(
        posting.ids.tolist(), posting.counts.tolist(), posting.weights.tolist(), posting.bands.tolist(), strict=True
    ):
        positions = posting.positions[at : at + count].tolist()
        bands = [band for band in BANDS for position in positions if band.starts <= position < band.ends]
        assert weight == pytest.approx(sum(band.weight for band in bands))
        assert bits == sum(1 << BANDS.index(band) for band in set(bands))
        yield document, positions
        at += count
    assert at == posting.positions.size


def whoosh_postings(matcher):
    while matcher.is_active():
        yield matcher.id(), matcher.value_as("positions")
        matcher.next()
