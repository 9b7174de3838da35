"""What stands in the clear at the head of a backup: whose it is, of when, and which key opens it.

    MAGIC | length of the header, 4 bytes | the header in JSON | sealed chunks … | SHA-256 of everything before it

Nothing in it tells what the backup holds. It is bound to every chunk, so that a changed header opens nothing.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, Final, Self
from uuid import UUID

from directory.errors import RefusedError

MAGIC: Final = b"ALONGSIDE BACKUP\n"
FORMAT: Final = 1
SALT_BYTES: Final = 32
LONGEST_HEADER: Final = 4096
LARGEST_CHUNK: Final = 16 * 1024 * 1024
_LENGTH_BYTES: Final = 4


class BackupRefusedError(RefusedError):
    """A file that cannot be restored, with the reason in one sentence."""


@dataclass(frozen=True, slots=True)
class Header:
    """Whose backup this is, and how it is sealed."""

    database: UUID
    """The id of the database it was made of."""
    kind: str
    """`sqlite` or `postgresql`."""
    made_at: datetime
    key: str
    """The id of the master key under which it is sealed."""
    schema: str
    """The revision of the tables."""
    salt: bytes
    """Random: every backup is sealed under a key of its own."""
    chunk: int
    """Bytes of content in every chunk but the last, which has as many or fewer."""

    def encoded(self) -> bytes:
        """Return the first bytes of the file."""
        fields = {
            "format": FORMAT,
            "database": str(self.database),
            "kind": self.kind,
            "made_at": self.made_at.isoformat(),
            "key": self.key,
            "schema": self.schema,
            "salt": self.salt.hex(),
            "chunk": self.chunk,
        }
        said = json.dumps(fields, sort_keys=True, separators=(",", ":")).encode()
        return MAGIC + len(said).to_bytes(_LENGTH_BYTES, "big") + said

    @classmethod
    def read(cls, file: BinaryIO) -> tuple[Self, bytes]:
        """Read the head of a file and return it with its bytes. Raises BackupRefusedError where it is none of ours."""
        start = file.read(len(MAGIC) + _LENGTH_BYTES)
        if not start:
            raise BackupRefusedError("The file is empty.")
        length = int.from_bytes(start[len(MAGIC) :], "big")
        if not start.startswith(MAGIC) or length > LONGEST_HEADER:
            raise BackupRefusedError("The file is not a backup of Alongside.")
        said = file.read(length)
        return cls._parsed(said), start + said

    @classmethod
    def _parsed(cls, said: bytes) -> Self:
        try:
            fields: dict[str, Any] = json.loads(said)
            written_as = int(fields["format"])
            if written_as == FORMAT:
                return cls._of(fields)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise BackupRefusedError("The backup is damaged: its first lines cannot be read.") from None
        raise BackupRefusedError(
            f"The backup is written in format {written_as}, which this version cannot read; use the version it is of."
        )

    @classmethod
    def _of(cls, fields: dict[str, Any]) -> Self:
        made_at = datetime.fromisoformat(fields["made_at"])
        salt, chunk = bytes.fromhex(fields["salt"]), int(fields["chunk"])
        if made_at.tzinfo is None or len(salt) != SALT_BYTES or not 0 < chunk <= LARGEST_CHUNK:
            raise ValueError("a value that no backup is written with")
        return cls(
            database=UUID(fields["database"]),
            kind=str(fields["kind"]),
            made_at=made_at,
            key=str(fields["key"]),
            schema=str(fields["schema"]),
            salt=salt,
            chunk=chunk,
        )
