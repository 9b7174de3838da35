"""What `alongside keys status` tells: the master keys at hand, what they wrap, and whether erasures are noted."""

from collections.abc import Iterator
from pathlib import Path

from sqlmodel import Session

from directory.clock import utc_now
from directory.crypto.readiness import masters_of
from directory.crypto.shredding import count_destroyed, erased_but_not_noted, erasure_ledger
from directory.errors import UnavailableError
from directory.keyring import FromFile, Keyring, MasterKey


def tell_keys(session: Session, keyring: Keyring, data_folder: Path) -> Iterator[str]:
    """Print where the master keys are and what they wrap; give a sentence for each thing that is to be done."""
    current, *older = keyring.keys
    wrapped = masters_of(session)
    print(f"Master key {_described(current)}, in {keyring.source}.")
    print(f"Data keys wrapped by it: {wrapped.get(current.id, 0)}. Destroyed: {count_destroyed(session)}.")
    for key in older:
        print(f"Older master key {_described(key)}: kept for backups; `alongside keys forget {key.id}` ends that.")
    at_hand = {key.id for key in keyring.keys}
    for key_id in sorted(set(wrapped) - {current.id}):
        what = "alongside keys rotate" if key_id in at_hand else "alongside keys recover (it is not at hand)"
        yield f"the master key {key_id} still wraps data keys ({wrapped[key_id]}); run: {what}"
    if isinstance(keyring.source, FromFile) and keyring.source.path.resolve().is_relative_to(data_folder):
        yield "the master key lies in the data folder, beside what it seals; move it (ALONGSIDE_MASTER_KEY_FILE)"


def tell_ledger(session: Session, data_folder: Path) -> Iterator[str]:
    """Print how many erasures the ledger holds; give a sentence for each thing that is to be done."""
    ledger = erasure_ledger(session)
    if ledger.file.resolve().is_relative_to(data_folder):
        yield "the erasure ledger lies in the data folder and would be lost with it; move it (ALONGSIDE_ERASURE_LEDGER)"
    try:
        lacking = len(erased_but_not_noted(session, ledger))
        noted = len(ledger.erased()) if ledger.file.exists() else 0
    except UnavailableError as error:
        yield str(error)
        return
    print(f"Erasures noted in {ledger.file}: {noted}.")
    if lacking:
        yield f"the erasure ledger lacks erasures ({lacking}): put its copy back, or the next erasure writes them again"


def _described(key: MasterKey) -> str:
    if key.made_on is None:
        return key.id
    return f"{key.id}, made on {key.made_on} ({(utc_now().date() - key.made_on).days} days ago)"
