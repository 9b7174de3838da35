"""Where the trees that ship with the code are: inside the installed wheel, else in the checkout."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def checkout_folder() -> Path | None:
    """Return the root of the source checkout this code runs from, or None when it runs from an installed wheel."""
    return _CHECKOUT if (_CHECKOUT / "pyproject.toml").is_file() else None


def templates_folder() -> Path:
    """Return the folder of the Jinja templates."""
    return _shipped("templates")


def seeds_folder() -> Path:
    """Return the folder of the vocabulary, the places and the demo county."""
    return _shipped("seeds")


def profile_folder() -> Path:
    """Return the folder of the merge patches that make our profile of HSDS."""
    return _shipped("docs/profile")


def migrations_folder() -> Path:
    """Return the folder of the Alembic environment and its versions."""
    return _PACKAGE / "migrations"


def static_folder() -> Path:
    """Return the folder of the style sheets, scripts and pictures the pages link to."""
    return _PACKAGE / "static"


def locale_folder() -> Path:
    """Return the folder of the translations."""
    return _PACKAGE / "locale"


def _shipped(tree: str) -> Path:
    bundled = _PACKAGE / "_bundled" / tree
    return bundled if bundled.is_dir() else _CHECKOUT / tree
