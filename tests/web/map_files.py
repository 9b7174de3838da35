"""Files for the ground of a map, written by their formats: PMTiles version 3 around one vector tile of water."""

import gzip
import json
import struct
from collections.abc import Iterator
from pathlib import Path

EXTENT = 4096
POLYGON = 3
TILES = 5
"""Of zoom 0 and 1, all the same."""


def varint(number: int) -> bytes:
    """A number as protocol buffers and PMTiles write it: seven bits a byte, the lowest first."""
    low, high = number & 0x7F, number >> 7
    return bytes([low | 0x80]) + varint(high) if high else bytes([low])


def field(number: int, value: int | bytes) -> bytes:
    """A field of a protocol buffer: a number, or what has a length."""
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def square() -> Iterator[int]:
    """The commands that draw the whole tile: move, three lines, close; steps in zigzag."""
    side, back = EXTENT << 1, (EXTENT << 1) - 1
    yield from (1 << 3 | 1, 0, 0, 3 << 3 | 2, side, 0, 0, side, back, 0, 1 << 3 | 7)


def tile_of_water() -> bytes:
    """A Mapbox vector tile of one layer, `water`, that covers it whole."""
    feature = field(3, POLYGON) + field(4, b"".join(map(varint, square())))
    layer = field(15, 2) + field(1, b"water") + field(2, feature) + field(5, EXTENT)
    return field(3, layer)


def write_map(path: Path, *, credit: str = "", kind: int = 1, version: int = 3) -> Path:
    """A map that is nothing but water, to zoom 1."""
    tile = tile_of_water()
    metadata = gzip.compress(json.dumps({"attribution": credit} if credit else {}).encode())
    root = gzip.compress(b"".join(map(varint, (1, 0, TILES, len(tile), 1))))
    places = [127, len(root), 127 + len(root), len(metadata), 0, 0, 127 + len(root) + len(metadata), len(tile)]
    counts = [TILES, 1, 1]
    head = struct.pack("<7sB8Q3Q6B4iB2i", b"PMTiles", version, *places, *counts, 1, 2, 1, kind, 0, 1, *[0] * 7)
    path.write_bytes(head + root + metadata + tile)
    return path
