"""The commands run here as they do in the tests of the command line."""

from tests.cli.conftest import alongside, data_folder

__all__ = ["alongside", "data_folder"]
