"""What the views of the public half are handed beside the moment: what finding needs.

Finding reads no database and waits for nothing, so its views answer in the loop itself: in threads, several answers at
once take the interpreter from each other in the middle of every step, which makes all of them slow.
"""

from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from directory import policy
from directory.listings.find import Finder


async def get_finder(request: Request) -> Finder:
    """What finding needs, as the program's follower holds it (`app.state.follower`)."""
    finder: Finder = request.app.state.follower.finder
    return finder


def is_saved_only(request: Request) -> bool:
    """Whether what is found is only what was last saved, since the database does not answer."""
    is_lost: bool = request.app.state.follower.lost_database.is_set()
    return is_lost


async def know_reader(request: Request) -> None:
    """Look up who says to be signed in, in a thread: a page that is worked out in the loop must not wait there."""
    if policy.has_session_cookie(request):
        await run_in_threadpool(policy.caller_even_locked, request)


FinderDep = Annotated[Finder, Depends(get_finder)]
