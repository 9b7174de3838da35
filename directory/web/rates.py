"""How often one address may do what costs something, counted in the memory of each process.

@router.post("/listings/{listing_id}/corrections", **limited(policy.public, "5/minute; 30/hour"))
"""

import math
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from fastapi import Depends, Request
from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from directory.clock import utc_now
from directory.policy import Declared, TooManyRequestsError
from directory.web.protection import route_template


@dataclass(frozen=True, slots=True)
class Rate:
    """So many requests of one route from one address: in every one of its windows."""

    windows: tuple[RateLimitItem, ...]

    async def __call__(self, request: Request) -> None:
        """Count the request. Raises `TooManyRequestsError` when a window is full; what is refused is not counted."""
        limiter: MovingWindowRateLimiter = request.app.state.limiter
        who = (route_template(request.scope), shared_address(request.client.host if request.client else ""))
        for window in self.windows:
            if not limiter.hit(window, *who):
                opens_at = limiter.get_window_stats(window, *who).reset_time
                raise TooManyRequestsError(max(1, math.ceil(opens_at - utc_now().timestamp())))


def limited(declared: Declared, often: str) -> Declared:
    """As declared, and not more often than this: windows such as `5/minute; 30/hour`."""
    rate = Rate(tuple(parse_many(often)))
    return {**declared, "dependencies": [*declared["dependencies"], Depends(rate)]}


def new_limiter() -> MovingWindowRateLimiter:
    """A count of its own, for one application."""
    return MovingWindowRateLimiter(MemoryStorage())


def shared_address(address: str) -> str:
    """Return an IPv6 address as its /64, of which one household has them all; others as they are."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Address(int(parsed) >> 64 << 64))
