"""JSON answers of many facts: written by orjson, which takes a tenth of the time the standard library takes."""

import orjson
from starlette.responses import Response


class QuickJson(Response):
    """Plain values as JSON, in UTF-8; what is JSON already is handed on."""

    media_type = "application/json"

    def render(self, content: object) -> bytes:
        """Write the content; what is not a plain value is an error, never guessed at."""
        return content if isinstance(content, bytes) else orjson.dumps(content)
