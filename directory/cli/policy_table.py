"""`python -m directory.cli.policy_table`: prints docs/policy.md, for `make policy` and for the test that compares."""

from pathlib import Path
from tempfile import TemporaryDirectory

from directory.app import create_app
from directory.config import Settings
from directory.policy.table import policy_table


def current_table() -> str:
    """The table of the program with everything that any setting switches on."""
    with TemporaryDirectory() as folder:
        settings = Settings(data=Path(folder), demo=True, host="127.0.0.1", metrics_token="-" * 32)
        return policy_table(create_app(settings))


if __name__ == "__main__":
    print(current_table(), end="")
