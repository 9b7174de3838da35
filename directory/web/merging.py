"""Two people, or one on two devices, change the same thing: nobody's change is lost without a question.

The form carries, in the hidden field `version`, a mark of each value that it showed: `version_of(saved)`. What comes
back is merged with what is saved by then: a value that only one side changed is taken as it is, and where both did, a
page asks which one is right, with status 412.

    merged = merge(sent, saved=values_of(profile), version=version)
    if merged.contested:
        return merge_page(request, merged, action="/account/profile", labels=labels, words=words)
    save_profile(session, caller, Profile(**merged.values), now=clock())

The saved values are read in the transaction that writes, with the row held (`with_for_update`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse

from directory.i18n import Translator
from directory.web.templating import page

VERSION: Final = "version"
"""The hidden field."""
MARK_LENGTH: Final = 12


@dataclass(frozen=True, slots=True)
class Label:
    """What a field is called, and what its codes mean where it holds codes."""

    text: str
    meanings: Mapping[str, str] = field(default_factory=dict)

    def said(self, value: str) -> str:
        """A value in words."""
        return self.meanings.get(value, value)


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be saved, and the names of the fields about which somebody must be asked first."""

    values: Mapping[str, str]
    contested: tuple[str, ...]
    saved: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Choice:
    """One field that both sides changed."""

    name: str
    label: str
    yours: str
    yours_said: str
    theirs: str
    theirs_said: str


@dataclass(frozen=True, slots=True)
class MergePage:
    """The question, and with it everything that is already settled."""

    title: str
    action: str
    version: str
    choices: tuple[Choice, ...]
    settled: tuple[tuple[str, str], ...]


def version_of(values: Mapping[str, str]) -> str:
    """A mark of each value, in the order of their names."""
    return "-".join(_mark(name, values[name]) for name in sorted(values))


def merge(sent: Mapping[str, str], *, saved: Mapping[str, str], version: str) -> Merged:
    """Put together what was sent and what is saved by now, both by the same names.

    Of a form without its version nothing is known but that it differs.
    """
    marks = version.split("-")
    names = sorted(saved)
    shown = dict(zip(names, marks, strict=True)) if len(marks) == len(names) else {}
    values, contested = dict(sent), []
    for name in names:
        if sent[name] == saved[name] or shown.get(name) == _mark(name, saved[name]):
            continue
        if shown.get(name) == _mark(name, sent[name]):
            values[name] = saved[name]
        else:
            contested.append(name)
    return Merged(values, tuple(contested), saved)


def merge_page(
    request: Request, merged: Merged, *, action: str, labels: Mapping[str, Label], words: Translator
) -> HTMLResponse:
    """Ask which of two values is right, for each field that both sides changed."""
    content = MergePage(
        title=words.gettext("This was changed in the meantime"),
        action=action,
        version=version_of(merged.saved),
        choices=tuple(
            Choice(
                name,
                labels[name].text,
                merged.values[name],
                labels[name].said(merged.values[name]),
                merged.saved[name],
                labels[name].said(merged.saved[name]),
            )
            for name in merged.contested
        ),
        settled=tuple((name, value) for name, value in merged.values.items() if name not in merged.contested),
    )
    return page(request, "errors/merge.html", content, status=412)


def _mark(name: str, value: str) -> str:
    return sha256(f"{name}={value}".encode()).hexdigest()[:MARK_LENGTH]
