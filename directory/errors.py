"""The errors a person may meet: each carries an HTTP status and is a sentence that person can act on."""

from collections.abc import Mapping
from typing import ClassVar


class AlongsideError(Exception):
    """Something a person can act on; `str(error)` is the sentence they are shown."""

    status: ClassVar[int] = 500


class NotFoundError(AlongsideError):
    """There is no such thing, or it is not theirs to see: both are the same answer."""

    status = 404


class RefusedError(AlongsideError):
    """What was handed in cannot be used as it is."""

    status = 422


class UnavailableError(AlongsideError):
    """The installation is not ready: a missing database, an old schema, a folder that cannot be written."""

    status = 503


class AskedWrongly(RefusedError):  # noqa: N818 - named as it is told: the question was asked wrongly
    """A question with values that mean nothing here.

    `sentences` holds one sentence per field, to be shown beside it.
    """

    def __init__(self, sentences: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{field}: {sentence}" for field, sentence in sentences.items()))
        self.sentences = sentences


class Worded(str):
    """A sentence of which what varies is known apart, so that it can be said in another language."""

    template: str
    values: dict[str, str]


def worded(template: str, **values: object) -> Worded:
    """Return a sentence with what varies filled in: `worded("%(count)s rows", count=3)`. The template is extracted."""
    said = {name: str(value) for name, value in values.items()}
    sentence = Worded(template % said)
    sentence.template, sentence.values = template, said
    return sentence


def marked(sentence: str) -> str:
    """Return a sentence that is shown later, in the reader's language: written through this, it is extracted."""
    return sentence
