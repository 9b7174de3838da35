"""A small identity provider on this machine, as an agency may have one: discovery, keys and tokens over real HTTP."""

import json
import threading
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID = "alongside"
CLIENT_SECRET = token_urlsafe(16)
HOUR = 3600


@cache
def its_key() -> RSAKey:
    """The provider's key, made once: that takes a while."""
    return RSAKey.generate_key(2048, {"kid": "one"})


@dataclass
class Provider:
    """What the provider knows, and how it is made to err."""

    now: datetime
    key: RSAKey = field(default_factory=its_key)
    signed_with: RSAKey | None = None
    header: dict[str, str] = field(default_factory=lambda: {"alg": "RS256", "kid": "one"})
    discovery: dict[str, str] = field(default_factory=dict)
    """What it says of itself, where it is not the truth."""
    issuer: str = ""
    codes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def approve(self, url: str, **claims: Any) -> dict[str, str]:
        """Sign somebody in there who followed the link `url`; returns what their browser brings back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"]
        moment = int(self.now.timestamp())
        said = {
            "iss": self.issuer,
            "aud": asked["client_id"],
            "sub": "4711",
            "iat": moment,
            "exp": moment + HOUR,
            "nonce": asked["nonce"],
            "email_verified": True,
        }
        code = token_urlsafe(16)
        self.codes[code] = (asked["code_challenge"], {**said, **claims})
        return {"state": asked["state"], "code": code}

    def metadata(self) -> dict[str, str]:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {
            "issuer": self.issuer,
            **{name: f"{self.issuer}/{path}" for name, path in places.items()},
            **self.discovery,
        }

    def token(self, form: dict[str, str], authorization: str) -> dict[str, str] | None:
        """Redeem a code, once, for whoever holds its verifier and our secret."""
        challenge, claims = self.codes.pop(form.get("code", ""), ("", {}))
        verifier = sha256(form.get("code_verifier", "").encode()).digest()
        if urlsafe_b64encode(verifier).rstrip(b"=").decode() != challenge:
            self.refused.append("verifier")
            return None
        if b64decode(authorization.removeprefix("Basic ")).decode() != f"{CLIENT_ID}:{CLIENT_SECRET}":
            self.refused.append("secret")
            return None
        signed = jwt.encode(self.header, claims, self.signed_with or self.key, algorithms=["RS256", "HS256"])
        return {"access_token": "none", "token_type": "Bearer", "id_token": signed}


@contextmanager
def provider_on_this_machine(now: datetime) -> Iterator[Provider]:
    """Run a provider while a test lasts."""
    provider = Provider(now)

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told = {"/.well-known/openid-configuration": provider.metadata(), "/keys": {"keys": [public(provider.key)]}}
            self.answer(told.get(self.path))

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self.answer(provider.token(form, self.headers.get("Authorization", "")))

        def answer(self, told: Any) -> None:
            body = json.dumps(told or {"error": "invalid_grant"}).encode()
            self.send_response(200 if told else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 - named so in the library
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()


def public(key: RSAKey) -> Any:
    return key.as_dict(private=False)


def returned_url(brought: dict[str, str]) -> str:
    """The address to which the provider sends the browser back."""
    return f"/sign-in/agency/return?{urlencode(brought)}"
