"""Sealed fields: texts that nobody reads in the database, its backups or a log, and how a person's key is destroyed.

A row with sealed texts belongs to a data key; each text is sealed for its own table, column and row, so that one
moved elsewhere does not open. Data keys are wrapped by a master key that is not in the database (`directory.keyring`).

    class Client(SealedRow, table=True):          # brings the column data_key_id
        id: UUID = Field(default_factory=uuid4, primary_key=True)
        handle: str

        @SealedText                               # brings the column cue_sealed
        def cue(self) -> None:
            '''What only the owner sees when unlocked.'''

    client = Client(handle="amber heron", data_key_id=new_data_key(session, now=now))
    client.cue = "red truck"                      # sealed when the session flushes
    session.add(client)
    ...
    print(client.cue)                             # opened when it is read, within its session
    shred(session, client.data_key_id, now=now)   # whatever that key sealed is gone for good

An empty text is stored as NULL. Many rows of several tables may share one key. What must be looked up is kept as
`blind_index(session, "phone", folded)` beside it. In a migration the column is
`sa.Column("cue_sealed", sa.LargeBinary(), nullable=True)` and `data_key_id` an indexed foreign key of `data_key.id`.
What the server hands out and takes back sealed, without a row, is `seal_message` and `unseal_message`.
"""

from directory.crypto.blind import blind_index
from directory.crypto.data_keys import DataKey, keyring_of, new_data_key
from directory.crypto.fields import SealedRow, SealedText
from directory.crypto.messages import seal_message, unseal_message
from directory.crypto.sealing import KeyDestroyedError, SealBrokenError
from directory.crypto.shredding import replay_erasures, shred
from directory.crypto.texts import SealedBytes, seal, unseal
from directory.keyring import Keyring, open_keyring

__all__ = [
    "DataKey",
    "KeyDestroyedError",
    "Keyring",
    "SealBrokenError",
    "SealedBytes",
    "SealedRow",
    "SealedText",
    "blind_index",
    "keyring_of",
    "new_data_key",
    "open_keyring",
    "replay_erasures",
    "seal",
    "seal_message",
    "shred",
    "unseal",
    "unseal_message",
]
