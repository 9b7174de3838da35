"""`alongside backup` and `alongside restore`: one sealed file that holds the installation, and back again."""

from pathlib import Path
from typing import Annotated, Final

import typer

from directory.backups.drilling import drill
from directory.backups.files import temporary_folder
from directory.backups.history import note_backup
from directory.backups.making import Made, make_backup, prune
from directory.backups.restoring import Restored, restore_backup
from directory.cli.doctor import examine
from directory.cli.installation import database_as_it_is, progress_bar
from directory.clock import utc_now
from directory.config import Settings, load_settings
from directory.db import sqlite_file
from directory.errors import RefusedError, UnavailableError
from directory.keyring import open_keyring
from directory.listings.indexing import index_keeper

MEGABYTE: Final = 1024 * 1024


def backup(
    target: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The file to write; in a folder it is named by the moment.")
    ] = None,
    *,
    keep: Annotated[
        int | None, typer.Option(min=1, help="In a folder: remove all but so many of this installation's backups.")
    ] = None,
    drilled: Annotated[
        bool, typer.Option("--drill", help="Restore it beside the installation and check everything.")
    ] = False,
) -> None:
    """Write the whole installation, sealed, into one file. People can go on working meanwhile."""
    settings = load_settings()
    _refuse_without_installation(settings)
    if target is None:
        if not drilled or keep:
            raise RefusedError("Name the file to write, or a folder to put it into: alongside backup FILE")
        with temporary_folder(settings.data, "drilled") as folder:
            _drill(settings, _made(settings, folder / "drilled.backup").file)
        return
    if keep and not target.is_dir():
        raise RefusedError(f"--keep removes older backups from a folder, and {target} is none.")
    made = _made(settings, target)
    note_backup(settings, made.file, made.header.made_at)
    print(f"{made.file} holds the installation: {made.size / MEGABYTE:,.1f} MB, sealed and read back.")
    print("It opens only with the master key, of which a copy must be kept elsewhere.")
    if drilled:
        _drill(settings, made.file)
    for old in prune(made, keep=keep) if keep else ():
        print(f"Removed {old}.")


def restore(
    file: Annotated[Path, typer.Argument(help="The backup.")],
    *,
    into: Annotated[
        Path | None, typer.Option(help="The data folder to restore into, else that of the settings.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Move what is there aside first.")] = False,
    without_ledger: Annotated[
        bool, typer.Option("--without-ledger", help="The erasure ledger is lost: who was erased since comes back.")
    ] = False,
) -> None:
    """Restore a backup. A file that cannot be restored is refused and changes nothing."""
    settings = load_settings(**({"data": into} if into else {}))
    restored = restore_backup(
        settings,
        open_keyring(settings),
        file,
        force=force,
        without_ledger=without_ledger,
        now=utc_now(),
        bars=progress_bar,
    )
    _tell(restored)
    settings = load_settings(**({"data": into} if into else {}))  # those of the backup may have come with it
    _build_index(settings)
    examine(settings)
    if restored.faults:
        raise typer.Exit(1)


def _made(settings: Settings, target: Path) -> Made:
    with database_as_it_is(settings) as database:
        return make_backup(settings, database, open_keyring(settings), target, now=utc_now(), bars=progress_bar)


def _drill(settings: Settings, file: Path) -> None:
    restored = drill(settings, open_keyring(settings), file, now=utc_now(), bars=progress_bar)
    print(f"The drill went well: {restored.rows:,} rows were restored, checked and thrown away again.")


def _refuse_without_installation(settings: Settings) -> None:
    file = sqlite_file(settings.resolved_database_url)
    if not settings.data.is_dir() or (file and not file.is_file()):
        raise UnavailableError(f"There is no installation in {settings.data} yet; run: alongside init")


def _tell(restored: Restored) -> None:
    made = restored.header.made_at.astimezone()
    print(f"Restored {restored.rows:,} rows as of {made:%Y-%m-%d %H:%M %Z}.")
    for fault in restored.faults or ("The tables are those of this version, and the audit is whole.",):
        print(fault)
    if restored.erased:
        print(f"{restored.erased:,} people or things erased since were erased again.")
    if restored.wrote_settings:
        print("The settings of the backup were taken over.")
    if restored.aside:
        print(f"What was there before is in {restored.aside}; delete it once you are sure, it holds what was erased.")


def _build_index(settings: Settings) -> None:
    with database_as_it_is(settings) as database, progress_bar("Building the search index") as bar:
        index_keeper(settings, database).rebuild(utc_now(), bar)
