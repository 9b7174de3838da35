"""What may help next to a card for danger, where nothing was found for the words that told of it."""

from collections.abc import Mapping

from directory.i18n import Translator
from directory.listings.find import Found
from directory.listings.pages.address import Address
from directory.listings.pages.links import Link
from directory.listings.vocabulary import Vocabulary

HELPFUL_TERMS: Mapping[str, tuple[str, ...]] = {
    "overdose": ("naloxone", "family_group", "overdose_grief_group"),
    "crisis": ("crisis", "warmline"),
    "violence": ("dv_shelter", "dv_advocacy"),
    "withdrawal": ("detox", "treatment"),
}
"""Kinds of offers that go with each safety card."""


def helps(found: Found, vocabulary: Vocabulary, words: Translator) -> tuple[Link, ...]:
    """The way to what helps, near the place asked for; nothing where no danger was told of."""
    near = Address.of(found.question).values("near")
    codes = dict.fromkeys(code for card in found.cards for code in HELPFUL_TERMS[card])
    return tuple(
        Link(vocabulary.terms[code].label(words.code), Address((("term", code), *(("near", at) for at in near))).href)
        for code in codes
    )
