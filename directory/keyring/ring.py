"""The keyring: the master keys at hand, taken up anew when their file is replaced while serving."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from directory.config import Settings
from directory.errors import AlongsideError, UnavailableError
from directory.keyring.key_file import read_key_file, stamp_of
from directory.keyring.master_key import MasterKey, read_master_key


class Source(Protocol):
    """Where master keys come from."""

    def read(self) -> tuple[MasterKey, ...]:
        """Return them, the newest first; raises UnavailableError in one sentence."""

    def stamp(self) -> Hashable:
        """Return what is another when the keys may be others."""


@dataclass(frozen=True, slots=True)
class FromFile:
    """Keys in a file, which `alongside keys rotate` may replace while others read it."""

    path: Path

    def __str__(self) -> str:
        return str(self.path)

    def read(self) -> tuple[MasterKey, ...]:
        """Return the keys of the file."""
        return read_key_file(self.path)

    def stamp(self) -> Hashable:
        """Return the state of the file."""
        return stamp_of(self.path)


@dataclass(frozen=True, slots=True)
class FromText:
    """Keys in one text, separated by commas, as they stand in `ALONGSIDE_MASTER_KEY`."""

    text: str = field(repr=False)

    def __str__(self) -> str:
        return "ALONGSIDE_MASTER_KEY"

    def read(self) -> tuple[MasterKey, ...]:
        """Return the keys of the text."""
        return tuple(read_master_key(part, where="ALONGSIDE_MASTER_KEY") for part in self.text.split(","))

    def stamp(self) -> Hashable:
        """Return the same always: the environment of a process does not change."""
        return ""


@dataclass(slots=True)
class Keyring:
    """The master keys of one installation, and where its erasure ledger is. Nothing is read before it is needed."""

    source: Source
    ledger: Path
    """The file that `directory.crypto` notes every destroyed key in; outside the database and its backups."""
    _keys: tuple[MasterKey, ...] = field(default=(), repr=False)
    _stamp: Hashable = None

    @property
    def keys(self) -> tuple[MasterKey, ...]:
        """Every master key, the newest first. Raises UnavailableError when there is none that can be used.

        A file that can no longer be read leaves this process the keys that it has.
        """
        stamp = self.source.stamp()
        if not self._keys or stamp != self._stamp:
            try:
                self._keys = self.source.read()
            except AlongsideError:
                if not self._keys:
                    raise
            self._stamp = stamp
        return self._keys

    @property
    def current(self) -> MasterKey:
        """The master key that wraps new data keys."""
        return self.keys[0]

    def master_key(self, key_id: str) -> MasterKey:
        """Return the master key of this id. Raises UnavailableError when it is not at hand."""
        for key in self.keys:
            if key.id == key_id:
                return key
        raise UnavailableError(
            f"The master key {key_id} is not at hand: put it back with `alongside keys recover`, or name the file "
            "that holds it in ALONGSIDE_MASTER_KEY_FILE."
        )


def keyring_named_by(settings: Settings) -> Keyring:
    """Return the keyring the settings name without reading it: an installation without a secret needs no key."""
    given = settings.master_key.get_secret_value()
    source: Source = FromText(given) if given else FromFile(settings.resolved_master_key_file)
    return Keyring(source, settings.resolved_erasure_ledger)


def open_keyring(settings: Settings) -> Keyring:
    """Return the keyring, having read it. Raises UnavailableError, in one sentence, for a missing or weak key."""
    keyring = keyring_named_by(settings)
    _ = keyring.keys
    return keyring
