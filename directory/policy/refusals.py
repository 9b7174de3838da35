"""Why a request is not let in: each is answered as a page or as JSON by `directory.web.failures`."""

from directory.errors import AlongsideError


class NotSignedInError(AlongsideError):
    """Nobody is signed in: a page sends to the sign-in, a program is told."""

    status = 401


class SessionLockedError(AlongsideError):
    """The session was idle for too long: one step unlocks it, and what was sent is kept for then."""

    status = 401


class ConfirmationNeededError(AlongsideError):
    """A dangerous act: the person proves once more who they are, then goes on."""

    status = 403


class SecondFactorNeededError(AlongsideError):
    """Nobody works here without a second factor; this session was opened without one."""

    status = 403


class NotFromHereError(AlongsideError):
    """The form did not come from a page of ours, or from one of another session."""

    status = 403


class WrongKindError(AlongsideError):
    """What was sent is neither a form nor, where programs write, JSON."""

    status = 415


class TooManyRequestsError(AlongsideError):
    """Somebody asks too often; `seconds` says when it is worth trying again."""

    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many requests; try again in {seconds} seconds.")
        self.seconds = seconds
