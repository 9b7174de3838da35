"""Signing in with the agency's own identity provider (OpenID Connect, authorization code with PKCE).

An option: it needs the extra `alongside[oidc]` and the settings of the provider, and is imported only where they are
set. It takes the place of the password and of nothing else: who may come in are the people invited here, found by the
e-mail address that the provider has verified; a second factor is asked for as always, unless the provider says that
it asked for one. Nobody is created.

The provider is asked between transactions, never within one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

import httpx2
import structlog
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlmodel import Session

from directory.accounts import ceremonies
from directory.accounts.ceremonies import Purpose
from directory.accounts.entering import after_first_factor, enter
from directory.accounts.models import Person
from directory.accounts.outcomes import Entered, NotAccepted, SecondFactorDue, Visit
from directory.accounts.people import find_by_email
from directory.accounts.tokens import new_token
from directory.audit import Act, Reason, Subject, note
from directory.config import Settings
from directory.db import Database
from directory.errors import RefusedError

SCOPE: Final = "openid email"
SIGNED_BY: Final = ["RS256", "PS256", "ES256", "EdDSA"]
"""Ways of signing with a public key: never `none`, never one by a secret that both sides know."""
CLOCKS_APART: Final = 60
PATIENCE: Final = 10
"""Seconds: so long is waited for an answer of the provider, or its clock borne with."""
SECOND_FACTORS: Final = frozenset({"mfa", "hwk", "otp", "swk", "fpt", "face", "pop"})
"""What a provider calls a second factor among its methods (RFC 8176)."""
NOT_AN_ANSWER: Final = (httpx2.HTTPError, AuthlibBaseError, JoseError, ValueError, TypeError, KeyError)

log = structlog.get_logger("alongside.accounts")


@dataclass(frozen=True, slots=True)
class Provider:
    """The agency's identity provider, and as whom we are registered there."""

    issuer: str
    client_id: str
    client_secret: str
    return_url: str
    """Where it sends people back to: `/sign-in/agency/return` of the public address."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The way to the provider, and what the browser keeps until it comes back."""

    url: str
    token: str


@dataclass(frozen=True, slots=True)
class Returned:
    """What a browser brings back from the provider."""

    state: str
    code: str


@dataclass(frozen=True, slots=True)
class Vouched:
    """What the provider vouches for, once its signature was checked."""

    email: str
    second_factor: bool


def provider_of(settings: Settings, *, address: str) -> Provider:
    """Return the provider that the settings name; `address` is where people reach us."""
    return Provider(
        issuer=settings.oidc_issuer.rstrip("/"),
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret.get_secret_value(),
        return_url=f"{settings.public_url or address.rstrip('/')}/sign-in/agency/return",
    )


def begin_by_provider(database: Database, provider: Provider, way: str, *, now: datetime) -> Begun:
    """Return the way to the provider; `way` is where the person goes on to afterwards.

    Raises RefusedError when the provider cannot be reached.
    """
    kept = {"state": new_token(), "nonce": new_token(), "verifier": new_token(), "way": way}
    try:
        with _client(provider) as client:
            endpoint = _metadata(client, provider)["authorization_endpoint"]
            url, _ = client.create_authorization_url(
                endpoint, state=kept["state"], nonce=kept["nonce"], code_verifier=kept["verifier"]
            )
    except NOT_AN_ANSWER as error:
        log.warning("identity provider not reached", kind=type(error).__name__)
        raise RefusedError("Your agency's sign-in does not answer. Use your password, or try again later.") from None
    with database.writing() as session:
        return Begun(url, ceremonies.begin(session, Purpose.OIDC, kept=kept, now=now))


def finish_by_provider(
    database: Database, provider: Provider, token: str, returned: Returned, visit: Visit, *, now: datetime
) -> tuple[Entered | SecondFactorDue | NotAccepted, str]:
    """Let in whom the provider vouches for, or ask them for their second factor; with it, where they go on to.

    Each way to the provider leads back once, in the browser that went it.
    """
    with database.writing() as session:
        begun = ceremonies.take(session, token, Purpose.OIDC, now=now)
    if begun is None or not compare_digest(begun.kept["state"].encode(), returned.state.encode()):
        return NotAccepted(), "/"
    vouched = _ask(provider, returned.code, begun.kept, now)
    with database.writing() as session:
        return _let_in(session, vouched, visit, now), begun.kept["way"]


def _ask(provider: Provider, code: str, kept: Mapping[str, str], now: datetime) -> Vouched | None:
    try:
        with _client(provider) as client:
            metadata = _metadata(client, provider)
            answer = client.fetch_token(
                metadata["token_endpoint"], grant_type="authorization_code", code=code, code_verifier=kept["verifier"]
            )
            keys = KeySet.import_key_set(_json(client, metadata["jwks_uri"]))
        return _vouched(provider, jwt.decode(answer["id_token"], keys, algorithms=SIGNED_BY), kept["nonce"], now)
    except NOT_AN_ANSWER as error:
        log.warning("identity provider not believed", kind=type(error).__name__)
        return None


def _vouched(provider: Provider, token: jwt.Token, nonce: str, now: datetime) -> Vouched | None:
    """Return what an id token says, once it is for us, for this sign-in and fresh (OpenID Connect Core, 3.1.3.7)."""
    claims = token.claims
    jwt.JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_APART,
        iss={"essential": True, "value": provider.issuer},
        aud={"essential": True, "value": provider.client_id},
        nonce={"essential": True, "value": nonce},
        exp={"essential": True},
        iat={"essential": True},
    ).validate(claims)
    if claims.get("azp", provider.client_id) != provider.client_id:
        return None
    # Only the word true counts: an address that its holder has not shown to be theirs could be anybody's.
    if claims.get("email_verified") is not True or not isinstance(claims.get("email"), str):
        return None
    return Vouched(claims["email"], bool(SECOND_FACTORS & {str(method) for method in claims.get("amr") or ()}))


def _let_in(
    session: Session, vouched: Vouched | None, visit: Visit, now: datetime
) -> Entered | SecondFactorDue | NotAccepted:
    person: Person | None = find_by_email(session, vouched.email) if vouched else None
    if vouched is None or person is None or person.disabled_at:
        ids = [person.id] if person else []
        reason = Reason.DISABLED if person else Reason.UNKNOWN_ACCOUNT
        note(session, Act.SIGN_IN_REFUSED, caller=None, subject=Subject.PERSON, ids=ids, reason=reason, now=now)
        return NotAccepted()
    if vouched.second_factor:
        return enter(session, person, visit, second_factor=True, now=now)
    return after_first_factor(session, person, visit, now=now)


def _client(provider: Provider) -> OAuth2Client:
    return OAuth2Client(
        provider.client_id,
        provider.client_secret,
        redirect_uri=provider.return_url,
        scope=SCOPE,
        code_challenge_method="S256",
        timeout=PATIENCE,
    )


def _metadata(client: OAuth2Client, provider: Provider) -> Mapping[str, Any]:
    """Return what the provider says of itself; raises ValueError when it is another one, or speaks in the clear."""
    metadata: Mapping[str, Any] = _json(client, f"{provider.issuer}/.well-known/openid-configuration")
    if str(metadata["issuer"]).rstrip("/") != provider.issuer:
        raise ValueError("the provider names itself otherwise")
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _is_private(metadata[name]):
            raise ValueError(f"{name} is not reached over TLS")
    return metadata


def _json(client: OAuth2Client, url: str) -> Any:
    if not _is_private(url):
        raise ValueError("the provider is not reached over TLS")
    response = client.request("GET", url, withhold_token=True)
    response.raise_for_status()
    return response.json()


def _is_private(url: str) -> bool:
    """Whether nobody listens in on the way to an address: TLS, or this very machine."""
    address = urlsplit(url)
    if address.scheme == "https":
        return True
    host = address.hostname or ""
    try:
        return address.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False
