"""Backups of a few bytes, sealed with a key of the tests' own."""

import io
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from directory.backups.header import Header
from directory.backups.sealing import SealedWriter

SECRET = bytes(range(32))
KEYS = {"first": SECRET}
HEADER = Header(
    database=UUID(int=7),
    kind="sqlite",
    made_at=datetime(2026, 11, 22, tzinfo=UTC),
    key="first",
    schema="20261121_listings",
    salt=bytes(32),
    chunk=16,
)


def sealed(content: bytes, *, secret: bytes = SECRET, **differently: object) -> bytes:
    """The bytes of a backup with this content."""
    file = io.BytesIO()
    writer = SealedWriter(file, replace(HEADER, **differently), secret)
    writer.write(content)
    writer.finish()
    return file.getvalue()
