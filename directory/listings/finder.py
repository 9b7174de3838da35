"""What finding needs, opened once per process."""

from functools import lru_cache
from pathlib import Path

from directory.config import Settings
from directory.listings.find import Finder
from directory.listings.indexing import IndexKeeper
from directory.listings.term_starts import TermStarts
from directory.paths import seeds_folder
from search.gazetteer import Gazetteer, Place
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
        understanding=_understanding(vocabulary_folder, keeper.gazetteer, home),
        safety=SafetyWords.read(vocabulary_folder / "safety.csv"),
        term_starts=TermStarts.of(keeper.vocabulary, keeper.synonyms),
        zone=settings.timezone,
        home=home,
    )


@lru_cache(maxsize=4)
def _understanding(vocabulary: Path, gazetteer: Gazetteer, home: Place | None) -> Understanding:
    """What ships with the program is read once and shared by everyone who asks."""
    return Understanding.open(vocabulary, gazetteer, home=home)
