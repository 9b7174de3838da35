"""Style, script and marks under addresses that change with their content, so that browsers may keep them for good."""

import hashlib
import os
import re
from functools import cache
from pathlib import Path

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from directory.paths import static_folder

PREFIX = "/static"
FOR_GOOD = "public, max-age=31536000, immutable"
_HASHED = re.compile(r"^(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)$")


@cache
def static_url(name: str) -> str:
    """The address of a static file, its content's hash in its name. Raises `FileNotFoundError` when there is none."""
    path = Path(name)
    return f"{PREFIX}/{path.with_name(f'{path.stem}.{content_hash(name)}{path.suffix}').as_posix()}"


@cache
def content_hash(name: str) -> str:
    """The first twelve hexadecimal digits of the file's SHA-256."""
    return hashlib.sha256((static_folder() / name).read_bytes()).hexdigest()[:12]


class HashedStaticFiles(StaticFiles):
    """Serves a file under its hashed name, to be kept for good, and under its plain name, to be asked for again."""

    def __init__(self) -> None:
        super().__init__(directory=static_folder())

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, when the hash in its name is that of its content."""
        hashed = _HASHED.match(path)
        plain = f"{hashed['stem']}{hashed['suffix']}" if hashed else path
        response = await super().get_response(plain, scope)
        is_current = hashed is not None and response.status_code < 400 and content_hash(plain) == hashed["hash"]
        response.headers["Cache-Control"] = FOR_GOOD if is_current else "no-cache"
        return response

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Only files that are ours: no hidden name is ever looked up."""
        if any(part.startswith(".") for part in Path(path).parts):
            return "", None
        return super().lookup_path(path)
