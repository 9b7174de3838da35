"""The tables of listings: HSDS objects in HSDS words, and beside them what HSDS has no word for."""

from directory.listings.models.history import ListingVersion
from directory.listings.models.hsds import (
    Accessibility,
    Address,
    Attribute,
    Contact,
    CostOption,
    Language,
    Location,
    Organization,
    Phone,
    RequiredDocument,
    Schedule,
    Service,
    ServiceAtLocation,
    Taxonomy,
    TaxonomyTerm,
    Url,
)
from directory.listings.models.knowing import KeyContact, PeerNote, PlaceKnown
from directory.listings.models.ours import (
    FitFact,
    Listing,
    ListingAlias,
    ListingChange,
    Place,
    Source,
    SourceRecord,
    mint_id,
)
from directory.listings.models.said import SaidInHsds
from directory.listings.models.shared_list import SharedList

__all__ = [
    "Accessibility",
    "Address",
    "Attribute",
    "Contact",
    "CostOption",
    "FitFact",
    "KeyContact",
    "Language",
    "Listing",
    "ListingAlias",
    "ListingChange",
    "ListingVersion",
    "Location",
    "Organization",
    "PeerNote",
    "Phone",
    "Place",
    "PlaceKnown",
    "RequiredDocument",
    "SaidInHsds",
    "Schedule",
    "Service",
    "ServiceAtLocation",
    "SharedList",
    "Source",
    "SourceRecord",
    "Taxonomy",
    "TaxonomyTerm",
    "Url",
    "mint_id",
]
