"""The path of a route as it is declared, which is a word of ours; never the path that somebody asked for."""

from dataclasses import dataclass

from fastapi import Request


@dataclass(frozen=True, slots=True)
class RouteTemplate:
    """Such as `/clients/{client_id}`."""

    path: str

    def __str__(self) -> str:
        return self.path

    @classmethod
    def of(cls, request: Request) -> "RouteTemplate":
        """Return that of the route which the request found, an empty one when it found none."""
        path = getattr(request.scope.get("route"), "path", "")
        return cls(str(path))
