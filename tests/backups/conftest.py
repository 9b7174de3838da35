"""Files that tests of backups write."""

from collections.abc import Callable
from typing import BinaryIO

import pytest


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], BinaryIO]:
    """Write bytes to a file, always the same one, and open it."""
    file = tmp_path_factory.mktemp("sealed") / "file.backup"

    def keep(content: bytes) -> BinaryIO:
        file.write_bytes(content)
        return file.open("rb")

    return keep
