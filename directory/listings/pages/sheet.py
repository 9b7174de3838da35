"""One sheet of paper for somebody to take along: when, where, how to get there, whom to call."""

from dataclasses import dataclass

from directory.listings.pages.contact_rows import Contact
from directory.listings.pages.listing import ListingPage
from directory.web.square_code import SquareCode, square_code


@dataclass(frozen=True, slots=True)
class SheetPage:
    """The facts of a listing's page that lead there. What it is for stays off: a stranger may see the sheet."""

    listing: ListingPage
    address: str
    code: SquareCode

    @property
    def title(self) -> str:
        """The listing's own name and nothing else."""
        return self.listing.title

    @property
    def contacts(self) -> tuple[Contact, ...]:
        """Numbers and names; what needs a screen is behind the square code."""
        return tuple(contact for contact in self.listing.contacts if not contact.href.startswith(("http", "mailto")))


def sheet_page(listing: ListingPage, address: str) -> SheetPage:
    """The sheet of a listing whose page stands at `address`."""
    return SheetPage(listing, address, square_code(address))
