"""What the views of the public half are handed: what finding needs, and the moment."""

from typing import Annotated

from fastapi import Depends, Request

from directory.clock import Clock
from directory.i18n import Translator, choose_language, translator
from directory.listings.find import Finder


async def get_finder(request: Request) -> Finder:
    """What finding needs, as the program's follower holds it (`app.state.follower`)."""
    finder: Finder = request.app.state.follower.finder
    return finder


async def get_is_saved(request: Request) -> bool:
    """Whether what is found is only what was last saved, since the database does not answer."""
    is_lost: bool = request.app.state.follower.lost_database.is_set()
    return is_lost


async def get_clock(request: Request) -> Clock:
    """The clock of the program (`app.state.clock`): the real one, or a fixed one in tests."""
    clock: Clock = request.app.state.clock
    return clock


async def get_words(request: Request) -> Translator:
    """The sentences in the reader's language."""
    return translator(choose_language(request))


FinderDep = Annotated[Finder, Depends(get_finder)]
IsSavedDep = Annotated[bool, Depends(get_is_saved)]
ClockDep = Annotated[Clock, Depends(get_clock)]
WordsDep = Annotated[Translator, Depends(get_words)]
