"""What the views of the public half are handed beside the moment: what finding needs."""

from typing import Annotated

from fastapi import Depends, Request

from directory.listings.find import Finder


async def get_finder(request: Request) -> Finder:
    """What finding needs, as the program's follower holds it (`app.state.follower`)."""
    finder: Finder = request.app.state.follower.finder
    return finder


async def get_is_saved(request: Request) -> bool:
    """Whether what is found is only what was last saved, since the database does not answer."""
    is_lost: bool = request.app.state.follower.lost_database.is_set()
    return is_lost


FinderDep = Annotated[Finder, Depends(get_finder)]
IsSavedDep = Annotated[bool, Depends(get_is_saved)]
