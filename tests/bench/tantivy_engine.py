"""tantivy for the words, with NumPy beside it for circles, times and facets."""

import shutil
from pathlib import Path
from typing import Any, Final

import numpy as np
import tantivy

from search.document import Document
from tests.bench.columns import Columns, ColumnWriter
from tests.bench.engine import Answer, Documents
from tests.bench.questions import Question

HEAP: Final = 256_000_000
"""Bytes that the writer may use."""
BREAK: Final = " xqfieldbreakqx "
"""Stands between two fields, so that no phrase reaches from one into the next."""
ANALYZER: Final = "folded"


class TantivyEngine:
    """One searcher over the folder."""

    name = "tantivy + NumPy"

    def __init__(self, folder: Path) -> None:
        self._schema = _schema()
        self._index = tantivy.Index.open(str(folder))
        _register(self._index)
        self._index.reload()
        self._searcher = self._index.searcher()
        self._columns = Columns(folder)
        self._every = np.flatnonzero(self._columns.shown)

    @staticmethod
    def build(folder: Path, documents: Documents) -> None:
        """Write the folder anew."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        index = tantivy.Index(_schema(), path=str(folder))
        _register(index)
        writer = index.writer(heap_size=HEAP, num_threads=1)
        for number, document in enumerate(ColumnWriter(folder).passing(documents)):
            writer.add_document(_written(number, document))
        writer.commit()
        writer.wait_merging_threads()

    def find(self, question: Question) -> Answer:
        """Words by tantivy, everything else over the rows it finds."""
        rows, scores = self._matched(question)
        rows, scores, near, _miles = self._columns.narrowed(question, rows, scores)
        passing, facets = self._columns.counted(question, rows, near)
        page = self._columns.page(question, rows[passing], scores[passing], near[passing]).tolist()
        cards = [self._columns.card(row) for row in page]
        return Answer(int(passing.sum()), facets, [str(self._columns.ids[row]) for row in page], cards)

    find_exactly = find

    def change(self, document: Document) -> None:
        """Replace the words of one listing; its columns are left as they are."""
        row = int(np.flatnonzero(self._columns.ids == document.id)[0])
        writer = self._index.writer(heap_size=15_000_000, num_threads=1)
        writer.delete_documents_by_query(tantivy.Query.term_query(self._schema, "number", row))
        writer.add_document(_written(row, document))
        writer.commit()
        self._index.reload()
        self._searcher = self._index.searcher()

    def _matched(self, question: Question) -> tuple[Any, Any]:
        if not question.words:
            return self._every, np.ones(self._every.size)
        hits = self._searcher.search(self._asked(question), limit=self._columns.ids.size, count=False).hits
        addresses = [address for _, address in hits]
        rows = np.array(self._searcher.fast_field_values("number", addresses) if hits else [], np.int64)
        return rows, np.array([score for score, _ in hits])

    def _asked(self, question: Question) -> Any:
        words = list(question.words)
        if question.is_phrase:
            return tantivy.Query.phrase_query(self._schema, "text", words)
        clauses = [(tantivy.Occur.Must, self._word(word)) for word in words]
        if question.is_typing:
            begun = tantivy.Query.regex_query(self._schema, "text", f"{words[-1]}.*")
            clauses[-1] = (tantivy.Occur.Must, begun)
        if question.without:
            clauses.append((tantivy.Occur.MustNot, self._word(question.without)))
        return tantivy.Query.boolean_query(clauses)

    def _word(self, word: str) -> Any:
        """A word, or what is one letter away from a word that nobody wrote."""
        if self._searcher.doc_freq("text", word):
            return tantivy.Query.term_query(self._schema, "text", word)
        return tantivy.Query.fuzzy_term_query(self._schema, "text", word, distance=1)


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name=ANALYZER)
    builder.add_unsigned_field("number", fast=True, indexed=True)
    return builder.build()


def _register(index: Any) -> None:
    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    folded = builder.filter(tantivy.Filter.lowercase()).filter(tantivy.Filter.ascii_fold()).build()
    index.register_tokenizer(ANALYZER, folded)


def _written(number: int, document: Document) -> Any:
    texts = document.texts
    fields = (texts.name, texts.alternate_name, texts.terms, texts.organization, texts.description, texts.place)
    written = tantivy.Document()
    written.add_text("text", BREAK.join(fields))
    written.add_unsigned("number", number)
    return written
