"""`alongside keys`: where the master key stands, rotating it, and putting it back."""

from typing import Annotated

import typer

from directory.audit import Act, Subject, System, note
from directory.cli.installation import progress_bar, ready_database, told
from directory.cli.key_status import tell_keys, tell_ledger
from directory.cli.master_key import make_folder, masters_in_use, show_recovery_key
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.crypto.readiness import require_keys
from directory.crypto.rotation import rotate_data_keys, wrapped_by_older
from directory.db import Database
from directory.errors import RefusedError
from directory.keyring import Keyring, MasterKey, new_master_key, open_keyring, recovered_key
from directory.keyring.key_file import add_to_key_file, make_key_file, remove_from_key_file
from directory.tables import all_tables

app = typer.Typer(help="The master key: where it stands, rotating it, putting it back.", no_args_is_help=True)


@app.command()
def status() -> None:
    """Say which keys there are and what they seal; exits 1 when something is to be done, and says what."""
    settings = load_settings()
    with ready_database(settings) as database, database.reading() as session:
        to_do = [*tell_keys(session, open_keyring(settings), settings.data), *tell_ledger(session, settings.data)]
    for sentence in to_do:
        print(f"To do: {sentence}")
    raise typer.Exit(1 if to_do else 0)


@app.command()
def rotate(
    data_keys: Annotated[
        bool, typer.Option("--data-keys", help="Make new data keys too, and seal every text anew with them.")
    ] = False,
) -> None:
    """Make a new master key and wrap every data key with it; goes on with a rotation that was interrupted.

    The installation may be served meanwhile: it takes up the new key by itself.
    """
    settings = load_settings()
    with ready_database(settings) as database:
        _begin_rotation(settings, database)
        with progress_bar("Wrapping data keys") as bar:
            count = rotate_data_keys(database, sealed_in=all_tables() if data_keys else None, progress=bar)
        with database.writing() as session:
            note(session, Act.KEYS_ROTATED, caller=System.COMMAND, subject=Subject.KEY, now=utc_now())
    print(f"The master key {open_keyring(settings).current.id} wraps all data keys; {count} were wrapped anew.")
    print("The older master key is kept for older backups; see: alongside keys status")


@app.command()
def recover() -> None:
    """Read a recovery key from standard input and put its master key back into the key file."""
    settings = load_settings()
    _require_key_file(settings)
    key = recovered_key(typer.prompt("Recovery key", err=True))
    make_folder(settings.resolved_erasure_ledger.parent)
    file, used = settings.resolved_master_key_file, masters_in_use(settings)
    if file.exists():
        _add_recovered(settings, key, open_keyring(settings), used)
    elif used and key.id not in used:
        raise RefusedError(f"This is the recovery key of {key.id}; the database needs {' and '.join(sorted(used))}.")
    else:
        make_key_file(file, key)
    print(f"The master key {key.id} is in {file} again.")


@app.command()
def forget(key_id: Annotated[str, typer.Argument(help="The id of an older master key.")]) -> None:
    """Take an older master key out of the key file for good, when no backup needs it any more."""
    settings = load_settings()
    _require_key_file(settings)
    keyring = open_keyring(settings)
    if key_id not in {key.id for key in keyring.keys}:
        raise RefusedError(f"There is no master key {key_id} in {keyring.source}.")
    if key_id == keyring.current.id:
        raise RefusedError(f"The master key {key_id} is the one in use.")
    with ready_database(settings):
        if key_id in masters_in_use(settings):
            raise RefusedError(f"The master key {key_id} still wraps data keys; run: alongside keys rotate")
    remove_from_key_file(settings.resolved_master_key_file, key_id)
    print(f"The master key {key_id} is forgotten; backups made under it can no longer be read.")


@app.command()
def new() -> None:
    """Print a new master key, for a secret store that hands it over in ALONGSIDE_MASTER_KEY."""
    print(new_master_key().text)


def _begin_rotation(settings: Settings, database: Database) -> None:
    with database.reading() as session:
        require_keys(session, needed=True)
        left = wrapped_by_older(session)
    if left:
        told.print(f"An earlier rotation was interrupted and goes on now; data keys left: {left}.")
        return
    if settings.master_key.get_secret_value():
        raise RefusedError(
            "The master key comes from ALONGSIDE_MASTER_KEY: put a new one (alongside keys new) before it, with a "
            "comma between, restart what is served, and run this again."
        )
    key = new_master_key(utc_now().date())
    add_to_key_file(settings.resolved_master_key_file, key, first=True)
    show_recovery_key(key, settings)


def _require_key_file(settings: Settings) -> None:
    if settings.master_key.get_secret_value():
        raise RefusedError("The master keys come from ALONGSIDE_MASTER_KEY, not from a file: change them there.")


def _add_recovered(settings: Settings, key: MasterKey, keyring: Keyring, used: dict[str, int]) -> None:
    """Put a key beside those that are there: first only where the database knows it and not the first one."""
    if key.id in {other.id for other in keyring.keys}:
        raise RefusedError(f"The master key {key.id} is in {keyring.source} already.")
    first = key.id in used and keyring.current.id not in used
    add_to_key_file(settings.resolved_master_key_file, key, first=first)
