"""A form as it stands on its page: what was typed, and what is wrong with it, each beside its field."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Filled:
    """What the fields of one form show. Passwords and codes are never handed back, so they are not among `values`."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    """A sentence for each field that cannot be used; under the empty name one for the form as a whole."""
    prefix: str = ""
    """Before the ids of the fields, where several forms of a page have fields of one name."""

    def value(self, name: str) -> str:
        """What stands in a field."""
        return self.values.get(name, "")

    def fault(self, name: str) -> str:
        """What is wrong with a field; empty when nothing is."""
        return self.faults.get(name, "")

    def id(self, name: str) -> str:
        """The id of a field on its page."""
        return f"{self.prefix}{name}"
