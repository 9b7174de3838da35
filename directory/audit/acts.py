"""The acts that the audit knows and the kinds of things they are done to: codes, so that no typed word gets in.

A new act is a line here and a line in `directory/audit/words.py`. Its code never changes once entries hold it.
"""

from enum import StrEnum


class Act(StrEnum):
    """What was done, in the past tense: the kind of thing, a dot, the verb."""

    # Reading and refusing, whatever the thing.
    RECORDS_READ = "records.read"
    ACCESS_REFUSED = "access.refused"
    # People and teams.
    PERSON_INVITED = "person.invited"
    INVITATION_ACCEPTED = "invitation.accepted"
    PERSON_CHANGED = "person.changed"
    ROLES_CHANGED = "person.roles_changed"
    PERSON_DISABLED = "person.disabled"
    PERSON_ENABLED = "person.enabled"
    RESET_SENT = "person.reset_sent"
    PASSWORD_CHANGED = "person.password_changed"  # noqa: S105 - a code, not a password
    AWAY_CHANGED = "person.away_changed"
    TEAM_MADE = "team.made"
    TEAM_CHANGED = "team.changed"
    # Sessions.
    SIGNED_IN = "session.signed_in"
    SIGN_IN_REFUSED = "session.sign_in_refused"
    SECOND_FACTOR_REFUSED = "session.second_factor_refused"
    CONFIRMED = "session.confirmed"
    CONFIRMATION_REFUSED = "session.confirmation_refused"
    LOCKED = "session.locked"
    UNLOCKED = "session.unlocked"
    UNLOCK_REFUSED = "session.unlock_refused"
    SIGNED_OUT = "session.signed_out"
    SESSION_ENDED = "session.ended"
    # Second factors and devices.
    PASSKEY_ADDED = "passkey.added"
    PASSKEY_REMOVED = "passkey.removed"
    TOTP_ADDED = "totp.added"
    TOTP_REMOVED = "totp.removed"
    RECOVERY_CODES_MADE = "recovery_codes.made"
    RECOVERY_CODE_USED = "recovery_code.used"
    DEVICE_PIN_SET = "device.pin_set"
    DEVICE_FORGOTTEN = "device.forgotten"
    # Clients and what was agreed with them.
    CLIENT_OPENED = "client.opened"
    CLIENT_CHANGED = "client.changed"
    CONTACT_LOGGED = "client.contact_logged"
    CLIENT_HANDED_OVER = "client.handed_over"
    CLIENTS_MERGED = "client.merged"
    CLIENTS_PARTED = "client.parted"
    CLIENT_ENDED = "client.ended"
    CLIENT_ERASED = "client.erased"
    EMERGENCY_OPENED = "client.emergency_opened"
    EMERGENCY_CLOSED = "client.emergency_closed"
    EMERGENCY_REFUSED = "client.emergency_refused"
    EMERGENCY_SEEN = "client.emergency_seen"
    REFERRAL_OPENED = "referral.opened"
    REFERRAL_CHANGED = "referral.changed"
    REFERRAL_STEP_TAKEN = "referral.step_taken"
    REFERRAL_UNDONE = "referral.undone"
    CALENDAR_OPENED = "calendar.opened"
    CALENDAR_CLOSED = "calendar.closed"
    REPORT_EXPORTED = "report.exported"
    # The directory: what was proposed, checked and added by people.
    PROPOSAL_ACCEPTED = "proposal.accepted"
    PROPOSAL_REJECTED = "proposal.rejected"
    LISTING_ADDED = "listing.added"
    LISTING_EDITED = "listing.edited"
    LISTING_CHECKED = "listing.checked"
    CHECK_LINK_SENT = "listing.check_link_sent"
    LISTING_RETIRED = "listing.retired"
    LISTING_REVERTED = "listing.reverted"
    LISTINGS_MERGED = "listing.merged"
    LISTINGS_PARTED = "listing.parted"
    KEY_CONTACT_ADDED = "key_contact.added"
    KEY_CONTACT_REMOVED = "key_contact.removed"
    NOTE_WRITTEN = "note.written"
    NOTE_REMOVED = "note.removed"
    NOTE_APPROVED = "note.approved"
    NOTE_DECLINED = "note.declined"
    FEED_ADDED = "feed.added"
    FEED_CHANGED = "feed.changed"
    FEED_PAUSED = "feed.paused"
    FEED_RESUMED = "feed.resumed"
    FEED_ASKED_FOR = "feed.asked_for"
    FEED_TRUSTED = "feed.trusted"
    # Keys, backups, messages, and the audit itself.
    KEYS_ROTATED = "keys.rotated"
    KEY_DESTROYED = "keys.destroyed"
    BACKUP_MADE = "backup.made"
    BACKUP_RESTORED = "backup.restored"
    MESSAGE_PARKED = "message.parked"
    MESSAGE_SENT_AGAIN = "message.sent_again"
    MESSAGE_DROPPED = "message.dropped"
    AUDIT_EXPORTED = "audit.exported"


class Subject(StrEnum):
    """The kind of thing that was acted on."""

    PERSON = "person"
    TEAM = "team"
    INVITATION = "invitation"
    SESSION = "session"
    DEVICE = "device"
    PASSKEY = "passkey"
    ROUTE = "route"
    CLIENT = "client"
    CONSENT = "consent"
    REFERRAL = "referral"
    LISTING = "listing"
    PROPOSAL = "proposal"
    PEER_NOTE = "peer_note"
    KEY_CONTACT = "key_contact"
    SOURCE = "source"
    CALENDAR = "calendar"
    REPORT = "report"
    KEY = "key"
    BACKUP = "backup"
    MESSAGE = "message"
    AUDIT = "audit"


class System(StrEnum):
    """A part of the program that acts by itself, or for somebody at the server."""

    COMMAND = "command"
    """Somebody at the command line of the server."""
    WORKER = "worker"
    SERVER = "server"


class Reason(StrEnum):
    """Why something was refused or ended, where a feature has no list of its own."""

    NOT_ALLOWED = "not_allowed"
    NOT_FOUND_OR_NOT_THEIRS = "not_found_or_not_theirs"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105 - a code, not a password
    WRONG_CODE = "wrong_code"
    WRONG_PIN = "wrong_pin"
    TOO_MANY_TRIES = "too_many_tries"
    EXPIRED = "expired"
    DISABLED = "disabled"
    UNKNOWN_ACCOUNT = "unknown_account"
    IDLE = "idle"
    ROLE_CHANGED = "role_changed"
    FACTOR_CHANGED = "factor_changed"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - a code, not a password
    BY_ADMIN = "by_admin"
    BY_THEMSELVES = "by_themselves"
