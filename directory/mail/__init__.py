"""Letters, and the ways they leave this machine."""

from directory.mail.letters import Sender, write_letter
from directory.mail.messages import MESSAGES, require_address, require_message
from directory.mail.transports import NotSentError, Reason, Transport, transport_of

__all__ = [
    "MESSAGES",
    "NotSentError",
    "Reason",
    "Sender",
    "Transport",
    "require_address",
    "require_message",
    "transport_of",
    "write_letter",
]
