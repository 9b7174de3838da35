"""Files that tests of backups write."""

from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], Path]:
    """Write bytes to a file, always the same one."""
    file = tmp_path_factory.mktemp("sealed") / "file.backup"

    def keep(content: bytes) -> Path:
        file.write_bytes(content)
        return file

    return keep
