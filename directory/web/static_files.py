"""Style, script and marks under addresses that change with their content, so that browsers may keep them for good.

What a page is made of comes as one style sheet and one script, `tokens+site+find.<hash>.css`: on a slow line a request
costs more than what it brings. Such an address says itself what it stands for, so that every worker can answer it.
"""

import gzip
import hashlib
import os
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import NotModifiedResponse, StaticFiles
from starlette.types import Scope

from directory.paths import static_folder

PREFIX = "/static"
FOR_GOOD = "public, max-age=31536000, immutable"
JOINED_BY: Final = "+"
MOST_TOGETHER: Final = 12
"""So many files at most are served as one; no page has as many."""
_HASHED = re.compile(r"^(?P<stem>.+)\.(?P<hash>[0-9a-f]{12})(?P<suffix>\.[a-z0-9]+)$")
_WRITTEN: Final = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
"""Kinds of files that are text, and so worth making smaller on their way."""
_MOST_KEPT: Final = 128


@dataclass(frozen=True, slots=True)
class Packed:
    """What a name stands for, as it is, and made smaller once for everybody who asks."""

    body: bytes
    small: bytes


@lru_cache(_MOST_KEPT)
def static_url(name: str) -> str:
    """The address of a static file, its content's hash in its name. Raises `FileNotFoundError` when there is none."""
    path = Path(name)
    return f"{PREFIX}/{path.with_name(f'{path.stem}.{content_hash(name)}{path.suffix}').as_posix()}"


@cache
def together_url(names: str) -> str:
    """The address of style sheets, or of scripts, as one, in their order; `names` stand between spaces."""
    paths = [Path(name) for name in dict.fromkeys(names.split())]
    return static_url(f"{JOINED_BY.join(path.stem for path in paths)}{paths[-1].suffix}")


def parts_of(name: str) -> list[str]:
    """The files that a name stands for: `tokens+site.css` for `tokens.css` and then `site.css`."""
    path = Path(name)
    return [path.with_name(f"{stem}{path.suffix}").as_posix() for stem in path.stem.split(JOINED_BY)]


def content(name: str) -> bytes:
    """The bytes of what a name stands for. Raises `FileNotFoundError` when a part is not there."""
    return b"\n".join((static_folder() / part).read_bytes() for part in parts_of(name))


@lru_cache(_MOST_KEPT)
def content_hash(name: str) -> str:
    """The first twelve hexadecimal digits of the SHA-256 of what a name stands for."""
    return hashlib.sha256(content(name)).hexdigest()[:12]


@lru_cache(_MOST_KEPT)
def packed(name: str) -> Packed:
    """The bytes of what a name stands for, ready to be sent. Raises `FileNotFoundError`."""
    body = content(name)
    return Packed(body, gzip.compress(body, 9, mtime=0))


class HashedStaticFiles(StaticFiles):
    """Serves a file under its hashed name, to be kept for good, and under its plain name, to be asked for again."""

    def __init__(self) -> None:
        super().__init__(directory=static_folder())

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, or several as one, when the hash in its name is that of its content."""
        hashed = _HASHED.match(path)
        plain = f"{hashed['stem']}{hashed['suffix']}" if hashed else path
        response = await self._found(plain, scope)
        is_current = hashed is not None and response.status_code < 400 and content_hash(plain) == hashed["hash"]
        response.headers["Cache-Control"] = FOR_GOOD if is_current else "no-cache"
        return response

    async def _found(self, name: str, scope: Scope) -> Response:
        if Path(name).suffix not in _WRITTEN:
            return await super().get_response(name, scope)
        parts = parts_of(name)
        if len(parts) > MOST_TOGETHER:
            raise HTTPException(404)
        for part in parts:
            await super().get_response(part, scope)  # refuses what is not there, and what is not ours
        return await self._written(name, scope)

    async def _written(self, name: str, scope: Scope) -> Response:
        """A text, small for whoever can unpack it."""
        asked = Headers(scope=scope)
        is_small = "gzip" in asked.get("Accept-Encoding", "")
        ready = await run_in_threadpool(packed, name)
        headers = {"ETag": f'"{content_hash(name)}{"-gzip" if is_small else ""}"', "Vary": "Accept-Encoding"}
        if is_small:
            headers["Content-Encoding"] = "gzip"
        kind = _WRITTEN[Path(name).suffix]
        response = Response(ready.small if is_small else ready.body, headers=headers, media_type=kind)
        return NotModifiedResponse(response.headers) if self.is_not_modified(response.headers, asked) else response

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Only files that are ours: no hidden name is ever looked up."""
        if any(part.startswith(".") for part in Path(path).parts):
            return "", None
        return super().lookup_path(path)
