"""The whole directory in files that other directories read: JSON, lines of JSON and a CSV package."""

import json
import os
import shutil
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import orjson
from sqlmodel import Session

from directory.errors import RefusedError
from directory.files import sync_folder
from directory.hsds.answering import Reading, service_shape
from directory.hsds.objects import Tree
from directory.hsds.packages import PackageWriter, datapackage
from directory.hsds.queries import services_by_organization
from directory.hsds.taxonomies import our_terms

Progress = Callable[[int, int], None]
"""Told how many services are done, and of how many."""
DATAPACKAGE: Final = "datapackage.json"
SERVICES: Final = "services.json"
LINES: Final = "services.ndjson"
_BETWEEN_NEWS: Final = 100


def export_hsds(session: Session, target: Path, *, now: datetime, progress: Progress | None = None) -> int:
    """Write every service as anybody may see it, to a folder or to a zip file; returns how many there are.

    What stood there before stays until the new export is whole. Raises RefusedError for a folder of other files.
    """
    if target.suffix.lower() == ".zip":
        with _unfinished(target) as folder:
            return _packed(session, folder, target, now, progress)
    _refuse_foreign_folder(target)
    with _unfinished(target) as folder:
        written = _write_all(session, folder, now, progress)
        _put_in_place(folder, target)
    return written


def _write_all(session: Session, folder: Path, now: datetime, progress: Progress | None) -> int:
    services = services_by_organization(session)
    reading = Reading(session, our_terms(), now)
    told = _counted(reading.answers("service", services, service_shape(full=True)), len(services), progress)
    with (
        (folder / SERVICES).open("wb") as whole,
        (folder / LINES).open("wb") as lines,
        PackageWriter(folder) as package,
    ):
        for term in reading.terms.objects.values():
            package.add_term(term)
        whole.write(b"[")
        for number, service in enumerate(told):
            line = orjson.dumps(service)
            whole.write(b",\n" if number else b"\n")
            whole.write(line)
            lines.write(line + b"\n")
            package.add_service(service)
        whole.write(b"\n]\n")
    (folder / DATAPACKAGE).write_text(json.dumps(datapackage(), indent=2), encoding="utf-8")
    return len(services)


def _counted(services: Iterator[Tree], total: int, progress: Progress | None) -> Iterator[Tree]:
    for done, service in enumerate(services, 1):
        yield service
        if progress and (done % _BETWEEN_NEWS == 0 or done == total):
            progress(done, total)


def _packed(session: Session, folder: Path, target: Path, now: datetime, progress: Progress | None) -> int:
    written = _write_all(session, folder, now, progress)
    packed = folder.with_suffix(".zip")
    try:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
            for path in sorted(folder.iterdir()):
                package.write(path, path.name)
        _sync(packed)
        packed.replace(target)
    finally:
        packed.unlink(missing_ok=True)
    sync_folder(target.parent)
    return written


@contextmanager
def _unfinished(target: Path) -> Iterator[Path]:
    """A folder beside the target to write in, gone afterwards whatever happens."""
    target.parent.mkdir(parents=True, exist_ok=True)
    folder = target.parent / f".{target.name}.{os.getpid()}.unfinished"
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_foreign_folder(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise RefusedError(f"{target} is a file. Name a folder, or a file that ends in .zip.")
    if any(target.iterdir()) and not (target / DATAPACKAGE).is_file():
        raise RefusedError(f"{target} holds other files. Name a folder that is new, empty or an earlier export.")


def _put_in_place(folder: Path, target: Path) -> None:
    """Have the target be the new folder, at one stroke each: what stood there goes, then the new one comes."""
    for path in folder.iterdir():
        _sync(path)
    sync_folder(folder)
    before = folder.with_suffix(".before")
    if target.exists():
        target.rename(before)
    folder.rename(target)
    sync_folder(target.parent)
    shutil.rmtree(before, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())
