"""The engines of the benchmark answer the same questions alike, so that their times can be compared."""

import pytest

from tests.bench.corpus import generator
from tests.bench.engine import LEXEME
from tests.bench.fts5 import Fts5Engine
from tests.bench.measuring import disagreements
from tests.bench.ours import OurEngine, changed
from tests.bench.questions import Question, questions

LISTINGS = 300


def test_three_engines_agree_on_every_question_that_all_understand_and_follow_a_change(tmp_path):
    pytest.importorskip("tantivy", reason="tantivy is only needed for the benchmark: pip install tantivy")
    from tests.bench.tantivy_engine import TantivyEngine

    generated = generator(seed=7)
    documents = list(generated.documents(LISTINGS))
    OurEngine.build(tmp_path / "ours", documents)
    Fts5Engine.build(tmp_path / "fts5.sqlite3", documents)
    TantivyEngine.build(tmp_path / "tantivy", documents)
    engines = [OurEngine(tmp_path / "ours"), Fts5Engine(tmp_path / "fts5.sqlite3"), TantivyEngine(tmp_path / "tantivy")]

    compared, told = disagreements(engines, questions(generated))

    assert compared >= 150
    assert told == []

    for engine in engines:
        for _ in range(2):
            engine.change(changed(documents[3], LEXEME))
            assert engine.find_exactly(Question("changed", (LEXEME,))).ids == [documents[3].id]
