"""The lists of the read API: what was asked narrows them, and each is told a page or a line at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from directory.hsds.answering import Reading, Shape, organization_shape, service_at_location_shape, service_shape
from directory.hsds.asking import AtLocationsForm, ListForm, OfTermsForm, OrganizationsForm, ServicesForm, TermsForm
from directory.hsds.finding import all_of, found_by_place, found_by_words
from directory.hsds.objects import Tree
from directory.hsds.pages import Page
from directory.hsds.queries import Level, Narrowed, choose
from directory.hsds.taxonomies import ABOUT, KnownTerm, Terms, taxonomy_object
from directory.hsds.trees import as_moment
from directory.listings.find import Finder


@dataclass(frozen=True, slots=True)
class Listed:
    """A list that was asked for: what it is of, what narrows it, and how each item is told."""

    level: Level
    form: OfTermsForm
    narrowed: Narrowed
    shape: Shape

    def page(self, reading: Reading) -> Page:
        """Return the page that was asked for; a minimal list is one page, unless it was asked for in pages."""
        form = self.form
        is_whole = self.is_minimal and "per_page" not in form.model_fields_set
        size = None if is_whole else form.per_page
        first = 0 if is_whole else (form.page - 1) * form.per_page
        chosen = choose(reading.session, self.level, self.narrowed, first=first, size=size)
        if self.is_minimal:
            contents = [{"id": str(key), "modified_date": as_moment(at)} for key, at in chosen.modified.items()]
        else:
            contents = list(reading.answers(self.level, chosen.modified, self.shape, whole=form.full))
        return Page(chosen.total, form.page, max(chosen.total, 1) if is_whole else form.per_page, contents)

    def every_one(self, reading: Reading) -> Iterator[Tree]:
        """Yield everything that is meant, without pages; a batch of it is in memory at a time."""
        chosen = choose(reading.session, self.level, self.narrowed)
        if self.is_minimal:
            yield from ({"id": str(key), "modified_date": as_moment(at)} for key, at in chosen.modified.items())
        else:
            yield from reading.answers(self.level, chosen.modified, self.shape, whole=self.form.full)

    @property
    def is_minimal(self) -> bool:
        """Whether nothing but ids and moments was asked for."""
        return isinstance(self.form, ServicesForm) and self.form.minimal


def listed_services(reading: Reading, finder: Finder, form: ServicesForm) -> Listed:
    """Return the list of services that is meant."""
    return Listed("service", form, _narrowed(reading, finder, form), service_shape(full=form.full))


def listed_at_locations(reading: Reading, finder: Finder, form: AtLocationsForm) -> Listed:
    """Return the list of services at locations that is meant."""
    shape = service_at_location_shape(full=form.full)
    return Listed("service_at_location", form, _narrowed(reading, finder, form), shape)


def listed_organizations(reading: Reading, finder: Finder, form: OrganizationsForm) -> Listed:
    """Return the list of organizations that is meant."""
    shape = organization_shape(full=form.full, whole_services=form.full_service)
    return Listed("organization", form, _narrowed(reading, finder, form), shape)


def _narrowed(reading: Reading, finder: Finder, form: OfTermsForm) -> Narrowed:
    return Narrowed(
        organization_id=getattr(form, "organization_id", None),
        modified_after=getattr(form, "modified_after", None),
        terms=tuple(_terms_meant(reading.terms, form)),
        listings=all_of(_found(reading, finder, form)),
    )


def _terms_meant(terms: Terms, form: OfTermsForm) -> Iterator[Sequence[KnownTerm]]:
    if form.taxonomy_term_id:
        term = terms.by_id.get(form.taxonomy_term_id)
        yield tuple(terms.under(term)) if term else ()
    if form.taxonomy_id:
        yield terms.of_taxonomy(form.taxonomy_id)


def _found(reading: Reading, finder: Finder, form: OfTermsForm) -> Iterator[frozenset[UUID]]:
    if form.search:
        yield found_by_words(finder, form.search, reading.now)
    if isinstance(form, AtLocationsForm) and form.postcode:
        yield found_by_place(reading.session, finder, form.postcode, form.proximity)


def listed_taxonomies(form: ListForm) -> list[Tree]:
    """Return our taxonomies, those that hold the words asked for."""
    return [said for said in map(taxonomy_object, ABOUT) if _holds(said, form.search)]


def listed_terms(terms: Terms, form: TermsForm) -> list[Tree]:
    """Return the terms that are meant, in the order of the vocabulary."""
    chosen = terms.of_taxonomy(form.taxonomy_id) if form.taxonomy_id else tuple(terms.by_id.values())
    return [
        said
        for term in chosen
        if not (form.top_only and term.parent)
        and form.parent_id in {None, term.parent_id}
        and _holds(said := term.as_object(), form.search)
    ]


def page_of_all(everything: Sequence[Tree], form: ListForm) -> Page:
    """Return the page that was asked for of what is at hand whole."""
    first = (form.page - 1) * form.per_page
    return Page(len(everything), form.page, form.per_page, everything[first : first + form.per_page])


def _holds(said: Tree, words: str) -> bool:
    text = " ".join(str(said.get(name, "")) for name in ("code", "name", "description")).casefold()
    return all(word in text for word in words.casefold().split())
