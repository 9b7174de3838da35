"""The addresses that stand in mails: they begin with the public address, whatever host a request names."""

from fastapi import Request

from directory.accounts.invitations import Link


def link_of(request: Request) -> Link:
    """Return what makes the address of a page that takes a token."""
    public: str = request.app.state.settings.public_url
    return lambda token: f"{public or str(request.base_url).rstrip('/')}/invitations/{token}"
