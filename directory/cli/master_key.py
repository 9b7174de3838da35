"""Making an installation's master key, once, and showing how it can be recovered."""

from pathlib import Path

from directory.cli.installation import ready_database
from directory.clock import utc_now
from directory.config import Settings
from directory.crypto.data_keys import make_installation_secret
from directory.crypto.readiness import masters_of, require_keys
from directory.db import Database, sqlite_file
from directory.errors import UnavailableError
from directory.keyring import MasterKey, keyring_named_by, new_master_key, recovery_form
from directory.keyring.key_file import make_key_file


def make_master_key(settings: Settings, database: Database) -> MasterKey | None:
    """Make the master key of an installation that has none; None when there is one already, and it can be used.

    Raises UnavailableError when the database holds what another key sealed: a new one would open nothing.
    """
    make_folder(settings.resolved_erasure_ledger.parent)
    file, made = settings.resolved_master_key_file, None
    with database.reading() as session:
        if not settings.master_key.get_secret_value() and not file.exists():
            require_keys(session, needed=False)
            made = new_master_key(utc_now().date())
            make_key_file(file, made)
        require_keys(session, needed=True)
    with database.writing() as session:
        make_installation_secret(session)
    return made


def make_folder(folder: Path) -> None:
    """Make a folder for keys and what belongs to them; raises UnavailableError where it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"The folder {folder} cannot be made ({error.strerror}); name other places in ALONGSIDE_MASTER_KEY_FILE "
            "and ALONGSIDE_ERASURE_LEDGER."
        ) from None


def masters_in_use(settings: Settings) -> dict[str, int]:
    """Return the ids of the master keys the database needs, with how many data keys each wraps; none without one."""
    file = sqlite_file(settings.resolved_database_url)
    if file and not file.is_file():
        return {}
    try:
        with ready_database(settings) as database, database.reading() as session:
            return masters_of(session)
    except UnavailableError:
        return {}


def show_recovery_key(key: MasterKey, settings: Settings) -> None:
    """Print the recovery key; it is never shown again."""
    print(f"The master key is in {keyring_named_by(settings).source}. Without it nothing that is sealed can be read,")
    print("nor any backup. Write this recovery key on paper and keep it away from this machine; it is shown only now:")
    print(f"\n    {recovery_form(key)}\n")
    print("`alongside keys recover` puts the master key back from it.")
