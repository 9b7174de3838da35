"""The engines of the benchmark answer the same questions alike, so that their times can be compared."""

import pytest

from tests.bench.corpus import generator
from tests.bench.fts5 import Fts5Engine
from tests.bench.measuring import disagreements
from tests.bench.ours import OurEngine
from tests.bench.questions import questions

LISTINGS = 300


def test_three_engines_agree_on_every_question_that_all_understand(tmp_path):
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
