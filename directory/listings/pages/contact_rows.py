"""How to reach a listing: numbers to tap, links that are safe to follow, people who may be named."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from directory.formats import phone_in_words, phone_link
from directory.i18n import Translator
from directory.listings.forms import ListingDraft, PhoneDraft


@dataclass(frozen=True, slots=True)
class Contact:
    """One way to reach them: what it is for, what is shown, and where it leads (empty: only to be read)."""

    label: str
    said: str
    href: str
    note: str = ""


def contacts(draft: ListingDraft, words: Translator) -> tuple[Contact, ...]:
    """Numbers first, then mail, the website and the people who may be named."""
    return (*_phones(draft, words), *_mail_and_web(draft, words), *_people(draft, words))


def _phones(draft: ListingDraft, words: Translator) -> Iterator[Contact]:
    for phone in draft.phones:
        say = _KINDS.get(phone.type, _KINDS["voice"])
        yield Contact(say(words), phone_in_words(phone.number, phone.extension), _dial(phone), phone.description)


def _dial(phone: PhoneDraft) -> str:
    if phone.type == "fax":
        return ""
    return phone_link(phone.number, phone.extension, scheme="sms" if phone.type == "text" else "tel")


_KINDS: Mapping[str, Callable[[Translator], str]] = {
    "voice": lambda words: words.gettext("Call"),
    "text": lambda words: words.gettext("Text"),
    "fax": lambda words: words.gettext("Fax"),
    "tty": lambda words: words.gettext("TTY"),
    "hotline": lambda words: words.gettext("Hotline"),
    "dial_in": lambda words: words.gettext("Join by phone"),
}


def _mail_and_web(draft: ListingDraft, words: Translator) -> Iterator[Contact]:
    if draft.email:
        yield Contact(words.gettext("Email"), draft.email, f"mailto:{draft.email}")
    if safe_link(draft.url):
        yield Contact(words.gettext("Website"), host_of(draft.url), draft.url)
    url = draft.organization_url
    if safe_link(url) and _without_frame(url) != _without_frame(draft.url):
        yield Contact(words.gettext("Who runs it"), host_of(url), url)


def _without_frame(url: str) -> str:
    """What tells one page from another: no scheme, no `www.`, no slash at the end."""
    return url.partition("://")[2].removeprefix("www.").rstrip("/").lower()


def _people(draft: ListingDraft, words: Translator) -> Iterator[Contact]:
    for person in draft.contacts:
        if not person.public:
            continue
        note = ", ".join(filter(None, (person.title, person.best_time)))
        label = words.gettext("Ask for %(name)s") % {"name": person.name} if person.name else words.gettext("Contact")
        if person.phone:
            yield Contact(label, phone_in_words(person.phone), phone_link(person.phone), note)
        elif person.email:
            yield Contact(label, person.email, f"mailto:{person.email}", note)
        elif person.name:
            yield Contact(label, note or person.name, "")


def safe_link(url: str) -> bool:
    """Whether a link leads to a website: nothing else is ever made clickable."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def host_of(url: str) -> str:
    """The name of the website a link leads to."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
