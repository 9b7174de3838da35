"""What the map lies on: outlines, pictures of a server that the agency named, or a file of its own.

The file is one of PMTiles, version 3, with vector tiles in the schema of Protomaps; the browser reads parts of it.
https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

import gzip
import html
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import nh3
import orjson

from directory.config import Settings
from directory.errors import UnavailableError
from directory.web.static_files import static_url

FILE_PATH: Final = "/map-ground.pmtiles"
FILE_TYPE: Final = "application/vnd.pmtiles"
READER: Final = "vendor/protomaps-leaflet.js"
OPEN_STREET_MAP: Final = "© OpenStreetMap"
"""Whose map it is where neither the setting nor the file says so: the schema of Protomaps is made of theirs."""
HEAD: Final = struct.Struct("<7sB2Q2Q56xBBBBBB")
"""Magic, version; where the root directory and the metadata lie; then, after other counts and places, whether tiles
are clustered, how directories and tiles are packed, the kind of tiles, the furthest and the closest zoom."""
MAGIC: Final = b"PMTiles"
VERSION: Final = 3
PACKED: Final = 2
"""The code of gzip."""
VECTORS: Final = 1
LARGEST_METADATA: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ground:
    """What the map lies on, as its script is told; with neither `tiles` nor `file` it draws outlines."""

    tiles: str = ""
    """The address of pictures, with `{z}`, `{x}` and `{y}`."""
    credit: str = ""
    """Whose they are."""
    file: str = ""
    """The address of a file of vector tiles."""
    reader: str = ""
    """The address of the script that reads it."""
    closest: int = 0
    """The closest zoom that the file has tiles for."""


def ground_of(settings: Settings) -> Ground:
    """What the map of this installation lies on. Raises `UnavailableError` when its file cannot be used."""
    if not settings.map_file:
        return Ground(settings.map_tiles, settings.map_credit)
    try:
        closest, credit = _read(settings.map_file)
    except (OSError, EOFError, ValueError, struct.error) as error:
        raise UnavailableError(f"The setting map_file names no file that can be used: {error}") from None
    return Ground(
        file=FILE_PATH,
        reader=static_url(READER),
        closest=closest,
        credit=settings.map_credit or credit or OPEN_STREET_MAP,
    )


def _read(path: Path) -> tuple[int, str]:
    """The closest zoom of a file, and whose it says it is, without markup."""
    with path.open("rb") as file:
        head = HEAD.unpack(file.read(HEAD.size))
        magic, version, _, _, at, length, _, packed, _, kind, _, closest = head
        if (magic, version) != (MAGIC, VERSION):
            raise ValueError(f"{path} is no PMTiles file of version {VERSION}.")
        if kind != VECTORS:
            raise ValueError(f"{path} holds pictures; serve them as tiles and name their address in map_tiles.")
        file.seek(at)
        metadata = file.read(min(length, LARGEST_METADATA))
    return closest, _credit(gzip.decompress(metadata) if packed == PACKED else metadata)


def _credit(metadata: bytes) -> str:
    told = orjson.loads(metadata or b"{}")
    credit = told.get("attribution", "") if isinstance(told, dict) else ""
    return html.unescape(nh3.clean(str(credit), tags=set())).strip()
