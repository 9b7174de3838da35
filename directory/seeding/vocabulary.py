"""The taxonomy as rows."""

from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.listings.models import Taxonomy, TaxonomyTerm, mint_id
from directory.listings.vocabulary import Vocabulary, load_vocabulary
from directory.paths import seeds_folder

TAXONOMY: Final = "alongside"
"""The name of our own taxonomy."""
_TAXONOMY_ID: Final = mint_id("taxonomy", TAXONOMY)


def seed_vocabulary(session: Session) -> int:
    """Write the terms of `seeds/vocabulary/` as a taxonomy, in place of what was there. Returns how many there are."""
    vocabulary = load_vocabulary(seeds_folder() / "vocabulary")
    session.merge(
        Taxonomy(
            id=_TAXONOMY_ID,
            name=TAXONOMY,
            description="What helps in recovery: six domains and the kinds of offers under them.",
        )
    )
    session.flush()
    for code in vocabulary.terms:
        _merge_term(session, vocabulary, code)
    session.flush()
    return len(vocabulary.terms)


def _merge_term(session: Session, vocabulary: Vocabulary, code: str) -> None:
    term = vocabulary.terms[code]
    session.merge(
        TaxonomyTerm(
            id=_term_id(code),
            code=code,
            name=term.label_en,
            description=term.definition_en,
            parent_id=_term_id(term.parent) if term.parent else None,
            taxonomy=TAXONOMY,
            language="en",
            taxonomy_id=_TAXONOMY_ID,
            domain=term.domain,
        )
    )


def _term_id(code: str) -> UUID:
    return mint_id(TAXONOMY, code)
