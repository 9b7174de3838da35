"""A browser in two words, for a list in which people recognize their own."""

from collections.abc import Sequence

# The first that fits: everybody claims to be Mozilla, Edge and Opera to be Chrome, and Chrome to be Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "Chromebook"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)


def two_words(user_agent: str) -> str:
    """Return for example "Firefox, Android"; nothing else of the header is kept."""
    named = [name for name in (_first(BROWSERS, user_agent), _first(SYSTEMS, user_agent)) if name]
    return ", ".join(named) or "Browser"


def _first(signs: Sequence[tuple[str, str]], user_agent: str) -> str | None:
    return next((name for sign, name in signs if sign in user_agent), None)
