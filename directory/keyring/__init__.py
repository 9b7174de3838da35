"""The master keys of an installation: kept outside the database, told apart by id, the newest first.

A data key in the database is wrapped by a master key that is not there, so that whoever takes the database or a
backup of it reads nothing that is sealed. `directory.crypto` does the sealing.
"""

from directory.keyring.key_file import write_key_file
from directory.keyring.master_key import MasterKey, new_master_key, read_master_key
from directory.keyring.recovery import recovered_key, recovery_form
from directory.keyring.ring import FromFile, FromText, Keyring, keyring_named_by, open_keyring

__all__ = [
    "FromFile",
    "FromText",
    "Keyring",
    "MasterKey",
    "keyring_named_by",
    "new_master_key",
    "open_keyring",
    "read_master_key",
    "recovered_key",
    "recovery_form",
    "write_key_file",
]
