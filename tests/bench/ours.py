"""Our own engine: Whoosh stores, NumPy evaluates."""

from dataclasses import replace
from pathlib import Path

from directory.paths import seeds_folder
from search.document import Document
from search.index import Index, State, rebuild, update
from search.synonyms import Synonyms
from tests.bench.corpus import NOW
from tests.bench.engine import COUNTED, Answer, Documents
from tests.bench.questions import Question


class OurEngine:
    """The index of the program, asked directly."""

    name = "Alongside"

    def __init__(self, folder: Path) -> None:
        synonyms = Synonyms.read(seeds_folder() / "vocabulary" / "synonyms.csv")
        self._folder = folder
        self._index = Index.open(folder, synonyms=synonyms)
        self._plain = Index.open(folder)

    @staticmethod
    def build(folder: Path, documents: Documents, *, database: str = "benchmark") -> None:
        """Write the index of the documents, as of a database whose change feed is still empty."""
        rebuild(folder, documents, State(database, 0))

    def find(self, question: Question) -> Answer:
        """With word forms, synonyms, spelling, widening, days and dates: as the program does."""
        return _answer(self._index, question, exact=False)

    def find_exactly(self, question: Question) -> Answer:
        """Words as they are, without synonyms and widening."""
        return _answer(self._plain, question, exact=True)

    def change(self, document: Document) -> None:
        """Replay one change, as the follower does; whichever index is asked next opens it."""
        update(self._folder, [document], (), self._index.state)


def _answer(index: Index, question: Question, *, exact: bool) -> Answer:
    results = index.find(question.query(exact=exact), NOW)
    return Answer(
        total=results.total,
        facets={facet: results.facets[facet] for facet in COUNTED},
        ids=[hit.id for hit in results.hits],
        cards=[hit.card for hit in results.hits],
    )


def changed(document: Document, word: str) -> Document:
    """The document with one more word in its description."""
    texts = replace(document.texts, description=f"{document.texts.description} {word}")
    return replace(document, texts=texts)
