"""The pages one passes to get in: signing in, the second step, unlocking, confirming, and a first password."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from directory.accounts.pages.parts import Way
from directory.i18n import Translator
from directory.web.filled import Filled

MINUTE: Final = 60


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the invented people as whom a demonstration can be seen."""

    key: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class SignInPage:
    """E-mail and password, or a passkey."""

    title: str
    form: Filled
    next: str
    cast: tuple[CastMember, ...] = ()
    agency_href: str = ""
    """The way to the agency's own identity provider, where there is one."""
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class SecondStepPage:
    """What is asked for after the password."""

    title: str
    form: Filled
    next: str
    takes_code: bool
    has_passkey: bool
    is_recovery: bool
    other_href: str
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class ProofPage:
    """One step by which somebody who is signed in shows that it is still them: to unlock, or for a dangerous act."""

    title: str
    form: Filled
    next: str
    is_kept: bool
    """Whether something was sent that is done once this step is."""
    name: str
    email: str
    has_pin: bool
    has_passkey: bool
    demo_href: str = ""
    """In a demonstration, where one chooses whom to continue as: the invented people have no password to prove."""
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class ResetPage:
    """Asking for a link to a new password."""

    title: str
    form: Filled
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """Choosing a password by a one-time link."""

    title: str
    form: Filled
    action: str
    name: str
    email: str
    is_reset: bool
    back: Way | None = None


@dataclass(frozen=True, slots=True)
class ToldPage:
    """A few sentences, and what can be done next."""

    title: str
    sentences: tuple[str, ...]
    acts: tuple[Way, ...] = ()
    back: Way | None = None


def sign_in_page(
    form: Filled, way: str, words: Translator, cast: Sequence[CastMember] = (), *, by_agency: bool = False
) -> SignInPage:
    """Build the page to sign in; with `by_agency` the agency's own identity provider is a way in too."""
    agency_href = f"/sign-in/agency?{urlencode({'next': way})}" if by_agency else ""
    return SignInPage(words.gettext("Sign in"), form, way, tuple(cast), agency_href)


def not_vouched_page(words: Translator) -> ToldPage:
    """Say that the agency's identity provider opened no way in, and what else does."""
    return ToldPage(
        words.gettext("That did not sign you in"),
        (
            words.gettext("Your agency's sign-in did not vouch for an e-mail address that was invited here."),
            words.gettext("Ask an admin of your agency, or sign in with your password."),
        ),
        (Way(words.gettext("Sign in"), "/sign-in"),),
    )


def second_step_page(
    form: Filled, way: str, words: Translator, *, methods: Collection[str], is_recovery: bool
) -> SecondStepPage:
    """Build the page of the second step; a recovery code is written where letters can be typed."""
    other = {"next": way} if is_recovery else {"next": way, "recovery": "1"}
    return SecondStepPage(
        title=words.gettext("Second step"),
        form=form,
        next=way,
        takes_code=is_recovery or "code" in methods,
        has_passkey="passkey" in methods and not is_recovery,
        is_recovery=is_recovery,
        other_href=f"/sign-in/second-factor?{urlencode(other)}",
    )


def wrong_sign_in(email: str, words: Translator) -> Filled:
    """The one sentence for an address that nobody has, a wrong password, and an account that is closed."""
    sentence = words.gettext("This e-mail address and password do not go together. Look at both again.")
    return Filled({"email": email}, {"": sentence})


def wrong_code(tries_left: int | None, words: Translator) -> Filled:
    """A code that was not taken, with how many tries are left where that is known."""
    return Filled(faults={"code": _with_tries(words.gettext("This code was not right."), tries_left, words)})


def wrong_pin(tries_left: int | None, words: Translator) -> Filled:
    """A PIN that was not right."""
    return Filled(faults={"pin": _with_tries(words.gettext("This PIN was not right."), tries_left, words)})


def wrong_passkey(words: Translator) -> Filled:
    """A passkey that is not known here, or a question that was answered too late."""
    return Filled(faults={"": words.gettext("This passkey was not taken. Try again, or use another way.")})


def _with_tries(sentence: str, tries_left: int | None, words: Translator) -> str:
    if tries_left is None:
        return sentence
    left = words.ngettext("%(count)s try is left.", "%(count)s tries are left.", tries_left) % {"count": tries_left}
    return f"{sentence} {left}"


def no_secrets_here_page(words: Translator) -> ToldPage:
    """Why nobody signs in over a connection that others can read."""
    return ToldPage(
        words.gettext("Not over this connection"),
        (
            words.gettext("This address starts with http, so others on the way could read your password."),
            words.gettext("Use the address that starts with https. If there is none, tell whoever runs this site."),
        ),
        (Way(words.gettext("Look for something"), "/"),),
    )


def too_many_page(seconds: int, words: Translator) -> ToldPage:
    """Ask somebody who tried too often to wait, and say what does not have to wait."""
    minutes = max(1, -(-seconds // MINUTE))
    wait = words.ngettext("Wait %(count)s minute, then try again.", "Wait %(count)s minutes, then try again.", minutes)
    return ToldPage(
        words.gettext("Too many tries"),
        (
            wait % {"count": minutes},
            words.gettext("Nothing is wrong with your account. If you forgot the password, ask for a new one."),
        ),
        (
            Way(words.gettext("Forgot your password?"), "/sign-in/reset"),
            Way(words.gettext("Look for something"), "/"),
        ),
    )


def link_gone_page(words: Translator) -> ToldPage:
    """One page for a link that was used, is too old, or never was."""
    return ToldPage(
        words.gettext("This link does not work any more"),
        (
            words.gettext("Each link works once, and only for some days."),
            words.gettext(
                "Have you used it already? Then sign in. Otherwise ask an admin of your agency for a new one."
            ),
        ),
        (Way(words.gettext("Sign in"), "/sign-in"),),
    )


def link_sent_page(words: Translator) -> ToldPage:
    """What everybody is told who asks for a new password, whether or not somebody has the address."""
    return ToldPage(
        words.gettext("Look into your mailbox"),
        (
            words.gettext("If somebody here has this address, a link is on its way. It works once, for one hour."),
            words.gettext("Nothing came after some minutes? Look among the unwanted mail, or ask an admin."),
        ),
        (Way(words.gettext("Back to sign in"), "/sign-in"),),
    )
