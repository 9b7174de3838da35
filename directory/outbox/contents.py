"""What an owed message says and to whom, as it lies sealed in its row."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlmodel import Session

from directory.crypto import keyring_of, seal_message, unseal_message
from directory.i18n import LanguageCode

KEPT_FOR: Final = timedelta(days=30)
"""How long what a message says can be opened, and how long its row outlives it."""
PURPOSE: Final = "owed message"


@dataclass(frozen=True, slots=True)
class Content:
    """Everything of a message that is somebody's own: address, language, name and one-time link."""

    to: str
    language: LanguageCode
    values: Mapping[str, str]


def seal_content(session: Session, content: Content, message_id: UUID, *, now: datetime) -> str:
    """Seal a content for its row; it opens in no other."""
    text = json.dumps(asdict(content), ensure_ascii=False)
    return seal_message(keyring_of(session), PURPOSE, text, now=now, context=str(message_id))


def open_content(session: Session, sealed: str, message_id: UUID, *, now: datetime) -> Content:
    """Open the content of a row. Raises `directory.crypto.SealBrokenError`."""
    keyring, context = keyring_of(session), str(message_id)
    text = unseal_message(keyring, PURPOSE, sealed, now=now, lasts=KEPT_FOR, context=context)
    return Content(**json.loads(text))
