"""What the codes of the audit say to people. A code that has no words of its own is shown as it is."""

from directory.audit.acts import Act, Reason, Subject, System
from directory.i18n import Translator


def act_groups(words: Translator) -> dict[str, dict[Act, str]]:
    """Return what each act is called, by what it belongs to, in the order in which people look for them."""
    return {
        words.gettext("Records"): _of_records(words),
        words.gettext("Clients and referrals"): _of_clients(words),
        words.gettext("The directory"): _of_directory(words),
        words.gettext("People and teams"): _of_people(words),
        words.gettext("Signing in"): _of_sessions(words),
        words.gettext("Second step and devices"): _of_factors(words),
        words.gettext("The installation"): _of_installation(words),
    }


def act_names(words: Translator) -> dict[str, str]:
    """Return what each act is called, by its code."""
    return {act.value: name for group in act_groups(words).values() for act, name in group.items()}


def _of_records(words: Translator) -> dict[Act, str]:
    return {
        Act.RECORDS_READ: words.gettext("Read private records"),
        Act.ACCESS_REFUSED: words.gettext("Was refused access"),
    }


def _of_clients(words: Translator) -> dict[Act, str]:
    return {
        Act.CLIENT_OPENED: words.gettext("Began with a client"),
        Act.CLIENT_CHANGED: words.gettext("Changed a client's record"),
        Act.CONTACT_LOGGED: words.gettext("Logged a contact"),
        Act.CLIENT_HANDED_OVER: words.gettext("Handed clients over"),
        Act.CLIENTS_MERGED: words.gettext("Merged two records of one client"),
        Act.CLIENTS_PARTED: words.gettext("Parted merged records again"),
        Act.CLIENT_ENDED: words.gettext("Ended the service to a client"),
        Act.CLIENT_ERASED: words.gettext("Erased a client"),
        Act.EMERGENCY_OPENED: words.gettext("Opened a record in an emergency"),
        Act.EMERGENCY_CLOSED: words.gettext("Closed a record opened in an emergency"),
        Act.EMERGENCY_REFUSED: words.gettext("Found no record to open in an emergency"),
        Act.EMERGENCY_SEEN: words.gettext("Saw who opened a record in an emergency"),
        Act.REFERRAL_OPENED: words.gettext("Opened a referral"),
        Act.REFERRAL_CHANGED: words.gettext("Changed a referral"),
        Act.REFERRAL_STEP_TAKEN: words.gettext("Took a step of a bridge"),
        Act.REFERRAL_UNDONE: words.gettext("Undid a change of a referral"),
        Act.CALENDAR_OPENED: words.gettext("Opened a private calendar"),
        Act.CALENDAR_CLOSED: words.gettext("Closed a private calendar"),
        Act.REPORT_EXPORTED: words.gettext("Exported a report"),
    }


def _of_directory(words: Translator) -> dict[Act, str]:
    return {
        Act.PROPOSAL_ACCEPTED: words.gettext("Accepted a proposal"),
        Act.PROPOSAL_REJECTED: words.gettext("Rejected a proposal"),
        Act.LISTING_ADDED: words.gettext("Added a listing"),
        Act.LISTING_EDITED: words.gettext("Changed a listing"),
        Act.LISTING_CHECKED: words.gettext("Checked a listing"),
        Act.CHECK_LINK_SENT: words.gettext("Asked a group's contact whether a listing is right"),
        Act.LISTING_RETIRED: words.gettext("Marked a listing as no longer offered"),
        Act.LISTING_REVERTED: words.gettext("Put back what a listing said before"),
        Act.LISTINGS_MERGED: words.gettext("Made one listing of two"),
        Act.LISTINGS_PARTED: words.gettext("Made two listings again of one"),
        Act.KEY_CONTACT_ADDED: words.gettext("Added a key contact"),
        Act.KEY_CONTACT_REMOVED: words.gettext("Removed a key contact"),
        Act.NOTE_WRITTEN: words.gettext("Wrote a note on a place"),
        Act.NOTE_REMOVED: words.gettext("Took back a note on a place"),
        Act.NOTE_APPROVED: words.gettext("Approved a note on a place"),
        Act.NOTE_DECLINED: words.gettext("Declined a note on a place"),
        Act.FEED_ADDED: words.gettext("Added a source"),
        Act.FEED_CHANGED: words.gettext("Changed how a source is read"),
        Act.FEED_PAUSED: words.gettext("Paused a source"),
        Act.FEED_RESUMED: words.gettext("Had a source read again"),
        Act.FEED_ASKED_FOR: words.gettext("Had a source read at once"),
        Act.FEED_TRUSTED: words.gettext("Took up a whole file of a source"),
    }


def _of_people(words: Translator) -> dict[Act, str]:
    return {
        Act.PERSON_INVITED: words.gettext("Invited a person"),
        Act.INVITATION_ACCEPTED: words.gettext("Accepted an invitation"),
        Act.PERSON_CHANGED: words.gettext("Changed a profile"),
        Act.ROLES_CHANGED: words.gettext("Changed the roles of a person"),
        Act.PERSON_DISABLED: words.gettext("Closed an account"),
        Act.PERSON_ENABLED: words.gettext("Opened an account again"),
        Act.RESET_SENT: words.gettext("Sent a link to a new password"),
        Act.PASSWORD_CHANGED: words.gettext("Changed a password"),
        Act.AWAY_CHANGED: words.gettext("Changed days away"),
        Act.TEAM_MADE: words.gettext("Made a team"),
        Act.TEAM_CHANGED: words.gettext("Changed a team"),
    }


def _of_sessions(words: Translator) -> dict[Act, str]:
    return {
        Act.SIGNED_IN: words.gettext("Signed in"),
        Act.SIGN_IN_REFUSED: words.gettext("Failed to sign in"),
        Act.SECOND_FACTOR_REFUSED: words.gettext("Failed the second step"),
        Act.CONFIRMED: words.gettext("Confirmed who they are"),
        Act.CONFIRMATION_REFUSED: words.gettext("Failed to confirm who they are"),
        Act.LOCKED: words.gettext("Locked a session"),
        Act.UNLOCKED: words.gettext("Unlocked a session"),
        Act.UNLOCK_REFUSED: words.gettext("Failed to unlock a session"),
        Act.SIGNED_OUT: words.gettext("Signed out"),
        Act.SESSION_ENDED: words.gettext("Ended a session"),
    }


def _of_factors(words: Translator) -> dict[Act, str]:
    return {
        Act.PASSKEY_ADDED: words.gettext("Added a passkey"),
        Act.PASSKEY_REMOVED: words.gettext("Removed a passkey"),
        Act.TOTP_ADDED: words.gettext("Added an authenticator app"),
        Act.TOTP_REMOVED: words.gettext("Removed an authenticator app"),
        Act.RECOVERY_CODES_MADE: words.gettext("Made recovery codes"),
        Act.RECOVERY_CODE_USED: words.gettext("Used a recovery code"),
        Act.DEVICE_PIN_SET: words.gettext("Set or removed the PIN of a device"),
        Act.DEVICE_FORGOTTEN: words.gettext("Had a device forgotten"),
    }


def _of_installation(words: Translator) -> dict[Act, str]:
    return {
        Act.KEYS_ROTATED: words.gettext("Rotated the keys"),
        Act.KEY_DESTROYED: words.gettext("Destroyed a key"),
        Act.BACKUP_MADE: words.gettext("Made a backup"),
        Act.BACKUP_RESTORED: words.gettext("Restored a backup"),
        Act.MESSAGE_PARKED: words.gettext("Gave up sending a message"),
        Act.MESSAGE_SENT_AGAIN: words.gettext("Had a message sent again"),
        Act.MESSAGE_DROPPED: words.gettext("Dropped a message"),
        Act.AUDIT_EXPORTED: words.gettext("Saved the audit as a table"),
    }


def subject_names(words: Translator) -> dict[str, str]:
    """Return what each kind of thing is called, by its code."""
    return {
        Subject.PERSON.value: words.gettext("Person"),
        Subject.TEAM.value: words.gettext("Team"),
        Subject.INVITATION.value: words.gettext("Invitation"),
        Subject.SESSION.value: words.gettext("Session"),
        Subject.DEVICE.value: words.gettext("Device"),
        Subject.PASSKEY.value: words.gettext("Passkey"),
        Subject.ROUTE.value: words.gettext("Address of a page"),
        Subject.CLIENT.value: words.gettext("Client"),
        Subject.CONSENT.value: words.gettext("Consent"),
        Subject.REFERRAL.value: words.gettext("Referral"),
        Subject.LISTING.value: words.gettext("Listing"),
        Subject.PROPOSAL.value: words.gettext("Proposal"),
        Subject.SOURCE.value: words.gettext("Source"),
        Subject.PEER_NOTE.value: words.gettext("Note of a peer"),
        Subject.KEY_CONTACT.value: words.gettext("Key contact"),
        Subject.KEY.value: words.gettext("Key"),
        Subject.BACKUP.value: words.gettext("Backup"),
        Subject.MESSAGE.value: words.gettext("Message"),
        Subject.AUDIT.value: words.gettext("Audit"),
        Subject.CALENDAR.value: words.gettext("Calendar"),
        Subject.REPORT.value: words.gettext("Report"),
    }


def system_names(words: Translator) -> dict[str, str]:
    """Return what each part of the program that acts is called, by its code."""
    return {
        System.COMMAND.value: words.gettext("The command line"),
        System.WORKER.value: words.gettext("The worker"),
        System.SERVER.value: words.gettext("The server"),
    }


def reason_names(words: Translator) -> dict[str, str]:
    """Return what each common reason is called, by its code."""
    return {
        Reason.NOT_ALLOWED.value: words.gettext("not allowed"),
        Reason.NOT_FOUND_OR_NOT_THEIRS.value: words.gettext("not there, or not theirs"),
        Reason.WRONG_PASSWORD.value: words.gettext("wrong password"),
        Reason.WRONG_CODE.value: words.gettext("wrong code"),
        Reason.WRONG_PIN.value: words.gettext("wrong PIN"),
        Reason.TOO_MANY_TRIES.value: words.gettext("too many tries"),
        Reason.EXPIRED.value: words.gettext("expired"),
        Reason.DISABLED.value: words.gettext("account closed"),
        Reason.UNKNOWN_ACCOUNT.value: words.gettext("unknown account"),
        Reason.IDLE.value: words.gettext("idle for too long"),
        Reason.ROLE_CHANGED.value: words.gettext("roles changed"),
        Reason.FACTOR_CHANGED.value: words.gettext("second step changed"),
        Reason.PASSWORD_CHANGED.value: words.gettext("password changed"),
        Reason.BY_ADMIN.value: words.gettext("by an admin"),
        Reason.BY_THEMSELVES.value: words.gettext("by themselves"),
    }
