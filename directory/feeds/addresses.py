"""Which addresses a feed may have: how they are written, and which machines they may lead to.

Whoever may name an address must not be able to have this machine ask its own network: not by a name, not by a number
however it is spelled, and not by a name that means something else a moment later (`directory.feeds.connecting`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import SplitResult, quote, urlsplit

from directory.errors import RefusedError, marked

IPAddress = IPv4Address | IPv6Address
IPNetwork = IPv4Network | IPv6Network
USUAL_PORTS: Final = {"http": 80, "https": 443}
LONGEST_ADDRESS: Final = 2000
_LONGEST_HOST: Final = 253
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|\d+)")
_UNSEEN_OR_UNSAFE: Final = re.compile(
    r"[\x00-\x20\x7f-\x9f\\<>\"^`{|}\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)

_EMBEDS_IN_LAST_BITS: Final = IPv6Network("64:ff9b::/96")
"""NAT64: the last 32 bits are the IPv4 address that is really asked."""
_NEVER: Final = tuple(
    ip_network(one)
    for one in (
        "168.63.129.16/32",  # what machines rented at Azure ask about themselves
        "192.0.0.0/24",
        "192.88.99.0/24",  # relays of 6to4
        "::/96",  # IPv4 written as IPv6, as it was once
        "64:ff9b:1::/48",  # NAT64 of a network's own
        "100::/64",
        "2001::/23",  # Teredo and other tunnels
        "2002::/16",  # 6to4
        "3fff::/20",
        "5f00::/16",
        "fec0::/10",
    )
)
"""Beside what is not global: addresses that lead to somewhere else than they seem to."""
_METADATA: Final = tuple(
    ip_network(one) for one in ("169.254.0.0/16", "fd00:ec2::/32", "fe80::/10", "168.63.129.16/32")
)
"""What a rented machine asks about itself, its keys included: no setting opens these."""

NOT_PLAIN: Final = marked("This is not a plain web address: write it as https://example.org/feed.json")
NOT_WEB: Final = marked("Only addresses that begin with https:// or http:// can be read.")
WITH_PASSWORD: Final = marked("An address with a name or password in it is not kept. Ask for one without.")
ODD_NUMBER: Final = marked("Write the address of the server by its name, not by a number.")
OTHER_PORT: Final = marked("Only the usual ports 80 and 443 are read, unless the settings name another.")
OWN_NETWORK: Final = marked("This address leads into a network that is not public, so it is not read.")


class AddressRefusedError(RefusedError):
    """An address that is not read; nothing was asked of it."""


@dataclass(frozen=True, slots=True)
class FeedAddress:
    """An address that is written as it should be. Where it leads to is looked at when it is asked."""

    scheme: str
    host: str
    """In ASCII, without brackets, without a dot at its end."""
    port: int
    target: str
    """The path and the query, as they are sent."""

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == USUAL_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}{self.target}"


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """Which machines and ports may be asked.

    `networks` are those of the agency's own that are allowed although they are not public.
    """

    ports: frozenset[int] = frozenset(USUAL_PORTS.values())
    networks: tuple[IPNetwork, ...] = ()

    def allows(self, address: IPAddress) -> bool:
        """Whether a machine may be asked: one that is public, or the agency's own and named in the settings."""
        real = _real_address(address)
        if any(real in network for network in _METADATA if network.version == real.version):
            return False
        if any(real in network for network in self.networks if network.version == real.version):
            return True
        if any(real in network for network in _NEVER if network.version == real.version):
            return False
        return real.is_global and not real.is_multicast and not real.is_reserved


def _real_address(address: IPAddress) -> IPAddress:
    """The IPv4 address that an IPv6 address stands for, where it does."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _EMBEDS_IN_LAST_BITS:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def read_networks(text: str) -> tuple[IPNetwork, ...]:
    """Read addresses and networks by commas; raises ValueError."""
    return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())


def read_ports(text: str) -> frozenset[int]:
    """Read ports by commas; raises ValueError."""
    return frozenset(int(part) for part in text.split(",") if part.strip())


def read_address(written: str, policy: AddressPolicy) -> FeedAddress:
    """Read an address as somebody typed it, or a server wrote it; raises AddressRefusedError with a sentence."""
    stripped = written.strip()
    if not stripped or len(stripped) > LONGEST_ADDRESS or _UNSEEN_OR_UNSAFE.search(stripped):
        raise AddressRefusedError(NOT_PLAIN)
    try:
        parts = urlsplit(stripped)
        port = parts.port
    except ValueError:
        raise AddressRefusedError(NOT_PLAIN) from None
    scheme = parts.scheme.lower()
    if scheme not in USUAL_PORTS or not stripped.lower().startswith(f"{scheme}://"):
        raise AddressRefusedError(NOT_WEB)
    if "@" in parts.netloc:
        raise AddressRefusedError(WITH_PASSWORD)
    host = _host(parts)
    port = USUAL_PORTS[scheme] if port is None else port
    if port not in policy.ports:
        raise AddressRefusedError(OTHER_PORT)
    number = as_number(host)
    if number is not None and not policy.allows(number):
        raise AddressRefusedError(OWN_NETWORK)
    return FeedAddress(scheme, host, port, _target(parts))


def as_number(host: str) -> IPAddress | None:
    """Return the address that a host is, where it is not a name."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def _host(parts: SplitResult) -> str:
    written = (parts.hostname or "").rstrip(".") if "[" not in parts.netloc else parts.hostname or ""
    if "[" in parts.netloc:
        return _bracketed(parts.netloc, written)
    if not written or (parts.hostname or "").endswith(".."):
        raise AddressRefusedError(NOT_PLAIN)
    try:
        # It also makes plain digits and letters of the full-width and encircled ones.
        host = written.encode("idna").decode("ascii").lower().rstrip(".")
    except UnicodeError:
        raise AddressRefusedError(NOT_PLAIN) from None
    labels = host.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _plain_number(host)
    if len(host) > _LONGEST_HOST or len(labels) < 2 or not all(map(_LABEL.fullmatch, labels)):
        raise AddressRefusedError(NOT_PLAIN)
    return host


def _bracketed(netloc: str, written: str) -> str:
    if "%" in netloc or not re.fullmatch(r"\[[0-9a-f:.]+\](?::\d*)?", netloc.lower()):
        raise AddressRefusedError(ODD_NUMBER)
    try:
        return str(IPv6Address(written))
    except ValueError:
        raise AddressRefusedError(ODD_NUMBER) from None


def _plain_number(host: str) -> str:
    """Four numbers from 0 to 255 without leading zeros; every other spelling means different things to programs."""
    try:
        return str(IPv4Address(host))
    except ValueError:
        raise AddressRefusedError(ODD_NUMBER) from None


def _target(parts: SplitResult) -> str:
    path = quote(parts.path, safe="/%:@!$&'()*+,;=-._~") or "/"
    query = quote(parts.query, safe="/%:@!$&'()*+,;=-._~?[]")
    return f"{path}?{query}" if query else path


def every_allowed(found: Iterable[str], policy: AddressPolicy) -> list[IPAddress]:
    """Return what a name means when every machine of it may be asked; raises AddressRefusedError for a single one."""
    addresses = [ip_address(one.partition("%")[0]) for one in found]
    if not addresses or not all(map(policy.allows, addresses)):
        raise AddressRefusedError(OWN_NETWORK)
    return addresses
