"""What the views of every feature are handed: the moment, and the reader's sentences."""

from typing import Annotated

from fastapi import Depends, Request

from directory.clock import Clock
from directory.i18n import Translator, choose_language, translator


async def get_clock(request: Request) -> Clock:
    """The clock of the program (`app.state.clock`): the real one, or a fixed one in tests."""
    clock: Clock = request.app.state.clock
    return clock


async def get_words(request: Request) -> Translator:
    """The sentences in the reader's language."""
    return translator(choose_language(request))


ClockDep = Annotated[Clock, Depends(get_clock)]
WordsDep = Annotated[Translator, Depends(get_words)]
