"""What finding needs, opened once per process."""

from directory.config import Settings
from directory.listings.find import Finder
from directory.listings.indexing import IndexKeeper
from directory.listings.term_starts import TermStarts
from directory.paths import seeds_folder
from search.gazetteer import Place
from search.geocoding import find_place
from search.index import Index
from search.safety import SafetyWords
from search.understanding import Understanding


def open_finder(settings: Settings, keeper: IndexKeeper, index: Index | None) -> Finder:
    """Put together what finding needs; without an index, questions are still understood and safety cards shown."""
    vocabulary_folder = seeds_folder() / "vocabulary"
    found = find_place(settings.home, keeper.gazetteer) if settings.home else None
    home = found if isinstance(found, Place) else None
    return Finder(
        index=index,
        gazetteer=keeper.gazetteer,
        vocabulary=keeper.vocabulary,
        understanding=Understanding.open(vocabulary_folder, keeper.gazetteer, home=home),
        safety=SafetyWords.read(vocabulary_folder / "safety.csv"),
        term_starts=TermStarts.of(keeper.vocabulary, keeper.synonyms),
        zone=settings.timezone,
        home=home,
    )
