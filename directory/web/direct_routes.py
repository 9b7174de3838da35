"""Ways in that are asked for most: their views take the request alone, so that nothing is looked up for them before."""

from collections.abc import Callable, Coroutine
from inspect import signature
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from directory.policy import PUBLIC, READS, policy_of


class DirectRoute(APIRoute):
    """A way in that everybody may read, with a view that takes the request and nothing else.

    FastAPI works out again for each request what a view is to be handed, and asks its policy. Where there is nothing
    to hand over and nobody to keep out, the view is called at once. Raises TypeError for any other view or policy.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The view itself."""
        if list(signature(self.endpoint).parameters) != ["request"]:
            raise TypeError(f"{self.path}: the view of a direct route takes the request alone")
        if policy_of(self.dependencies) is not PUBLIC or len(self.dependencies) > 1 or set(self.methods or ()) - READS:
            raise TypeError(f"{self.path}: a direct route is public and only read")
        view: Callable[[Request], Coroutine[Any, Any, Response]] = self.endpoint
        return view
