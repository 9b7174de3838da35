"""The tables of people who sign in: who they are, what they hold to prove it, and where they are signed in.

Nothing here is the secret itself: session ids, device tokens, links and recovery codes are kept as hashes, a PIN as a
keyed hash, an authenticator's secret sealed.
"""

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import UniqueConstraint
from sqlmodel import JSON, Field, SQLModel

from directory.crypto import SealedRow, SealedText
from directory.db import UtcDateTime

PERSON: Final = "person.id"


class Person(SQLModel, table=True):
    """Somebody who may sign in, or was invited to. Nobody is ever deleted: what they did keeps its name."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    email: str
    """As it was written when they were invited."""
    email_key: str = Field(unique=True)
    """The address folded, so that one mailbox is one person (`directory.accounts.people.fold_email`)."""
    display_name: str
    language: str = "en"
    password_hash: str | None = None
    """argon2id; none until the invitation is taken up, and for those who sign in by passkey or elsewhere alone."""
    working_hours: list[dict[str, str]] = Field(default_factory=list, sa_type=JSON)
    """`{"day": "mo" … "su", "starts": "09:00", "ends": "17:00"}`, in the agency's time zone."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    disabled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PersonRole(SQLModel, table=True):
    """One role of a person: peer, supervisor, coordinator or admin (`directory.policy.Role`)."""

    __tablename__ = "person_role"

    person_id: UUID = Field(foreign_key=PERSON, primary_key=True)
    role: str = Field(primary_key=True)


class Team(SQLModel, table=True):
    """Peers who work together; a supervisor of the team reads what its peers own."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str
    name_key: str = Field(unique=True)
    """The name folded: two teams never differ in capitals alone."""
    created_at: datetime = Field(sa_type=UtcDateTime)


class TeamMember(SQLModel, table=True):
    """That a person belongs to a team; the role says as what."""

    __tablename__ = "team_member"

    person_id: UUID = Field(foreign_key=PERSON, primary_key=True)
    team_id: UUID = Field(foreign_key="team.id", primary_key=True, index=True)


class KnownDevice(SQLModel, table=True):
    """A browser in which a person has signed in completely before.

    Its sign-ins have a bucket of their own, so that nobody at another machine can lock its owner out, and it may hold
    the PIN that unlocks a session.
    """

    __tablename__ = "known_device"
    __table_args__ = (UniqueConstraint("token_hash", "person_id"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    token_hash: str
    """Of the browser's cookie; several people may share one browser."""
    name: str
    """Two words such as "Firefox, Android"."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    pin_hash: str | None = None
    """A keyed hash: six digits would not withstand a search with any hash that needs no key."""
    pin_tries: int = 0
    """Wrong tries since the last right one."""


class SignedIn(SQLModel, table=True):
    """One session of one person. The row is the session: when it is gone, so is the sign-in."""

    __tablename__ = "signed_in"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    id_hash: str = Field(unique=True)
    """Of the 256 bits in the cookie."""
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    device_id: UUID | None = Field(default=None, foreign_key="known_device.id", index=True)
    user_agent: str
    """Two words such as "Firefox, Android"."""
    second_factor: bool
    """Whether a passkey, an authenticator or a recovery code was shown."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    seen_at: datetime = Field(sa_type=UtcDateTime)
    """The last request, give or take a minute."""
    confirmed_at: datetime = Field(sa_type=UtcDateTime)
    """When the person last proved who they are."""
    locked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """Since when it is locked by hand; one that is merely idle is locked without a write."""
    full_until: datetime = Field(sa_type=UtcDateTime, index=True)
    """When a full sign-in is due."""


class Passkey(SQLModel, table=True):
    """A public key whose private half never leaves the person's device or key."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    credential_id: bytes = Field(unique=True)
    public_key: bytes
    sign_count: int
    name: str
    transports: list[str] = Field(default_factory=list, sa_type=JSON)
    created_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Totp(SealedRow, table=True):
    """An authenticator app. It counts once its first code was shown; a person has at most one that counts."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_step: int = 0
    """The 30-second step of the last code taken: no code is taken twice, nor one older than it."""

    @SealedText
    def secret(self) -> None:
        """What the app and we share."""


class RecoveryCode(SQLModel, table=True):
    """A code on paper that stands in for a lost second factor, once."""

    __tablename__ = "recovery_code"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    code_hash: str
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Invitation(SQLModel, table=True):
    """A one-time link by which a person chooses a password: the first one, or another one."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    token_hash: str = Field(unique=True)
    purpose: str
    """invitation or reset."""
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class LinkAsked(SQLModel, table=True):
    """That somebody who is not signed in asked for a link to a new password: the worker sees whether there is one."""

    __tablename__ = "link_asked"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    sealed: str
    """The address that was typed, and the link, whose token nobody else knows."""
    asked_at: datetime = Field(sa_type=UtcDateTime, index=True)


class Away(SQLModel, table=True):
    """Days on which a person does not work, both ends included, and who covers for them."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    person_id: UUID = Field(foreign_key=PERSON, index=True)
    from_on: date
    until_on: date
    cover_id: UUID | None = Field(default=None, foreign_key=PERSON, index=True)


class Ceremony(SQLModel, table=True):
    """Something begun that one answer ends: a challenge to a passkey, or a sign-in that waits for its second factor.

    It is used up by the first answer that fits, and forgotten after a few minutes.
    """

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    token_hash: str = Field(unique=True)
    purpose: str
    """See `directory.accounts.ceremonies.Purpose`."""
    person_id: UUID | None = Field(default=None, foreign_key=PERSON, index=True)
    session_id: UUID | None = None
    """The session that asked, where one did."""
    challenge: bytes = b""
    kept: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """What else must be the same when the answer comes."""
    tries: int = 0
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SignInTry(SQLModel, table=True):
    """One try counted against one bucket, for as long as the bucket's window lasts (`directory.accounts.limits`)."""

    __tablename__ = "sign_in_try"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    bucket: str = Field(index=True)
    """A hash of what is counted: no address and no account can be read from it."""
    at: datetime = Field(sa_type=UtcDateTime, index=True)


class KeptPost(SQLModel, table=True):
    """A form that was sent from a locked page, sealed. It is deleted when it was answered, or is too old."""

    __tablename__ = "kept_post"

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    session_id: UUID = Field(index=True)
    """The session that unlocks it; the row may outlive that session by some hours, and then nothing opens it."""
    sealed: str
    kept_at: datetime = Field(sa_type=UtcDateTime, index=True)
