"""What was wrong with a feed and its rows is told in the language of whoever reads it."""

import pytest
from sqlmodel import select

from directory.curation.models import Proposal
from directory.curation.wording import OddRow
from directory.feeds.pages.source import RunPage, run_page
from directory.feeds.showing import show_run
from directory.i18n import translator
from tests.feeds.feed_server import plain
from tests.feeds.office import ROWS, Office


@pytest.fixture
def database_kind() -> str:
    """What is kept is read back as it was on both; the words are the same."""
    return "sqlite"


def in_spanish(office: Office) -> RunPage:
    run = office.run()
    with office.database.reading() as session:
        shown = show_run(session, run.id)
        return run_page(
            shown.found,
            shown.run,
            shown.problems,
            translator("es"),
            all_problems=shown.all_problems,
            has_file=False,
            is_newest=True,
            now=office.now,
            zone=office.settings.zone,
        )


def test_problems_of_rows_are_told_in_spanish_and_quote_the_file_as_it_is(office: Office) -> None:
    office.serve([*ROWS, {**ROWS[0], "name": "x"}, {"slug": "y"}, {**ROWS[0], "slug": "z", "time": "25:61"}])
    first, second, third = (alike.sentence for alike in in_spanish(office).problems)
    assert first == "Fila 11 (id group-0): la fila 1 ya tiene este id y se conservó; por eso se rechazó la fila."
    assert second == "Fila 12 (id y): no tiene nombre; por eso se rechazó la fila."
    assert "“25:61” es una hora que ningún reloj marca" in third


def test_problems_that_differ_in_their_rows_alone_are_told_together(office: Office) -> None:
    office.serve([*ROWS, *({"slug": f"nameless-{number}"} for number in range(3)), {**ROWS[0], "name": "x"}])
    nameless, twice = in_spanish(office).problems
    assert nameless.sentence == "Fila 11 (id nameless-0): no tiene nombre; por eso se rechazó la fila."
    assert len(nameless.others) == 2
    assert nameless.others_said == "2 más como este"
    assert (twice.others, twice.others_said) == ((), "")


def test_that_half_of_a_list_is_gone_is_told_whatever_the_rule(office: Office) -> None:
    office.serve(ROWS)
    office.load()
    office.serve(ROWS[::2])
    assert in_spanish(office).much_gone == "Falta más de una quinta parte."
    office.serve(ROWS[1:])
    assert in_spanish(office).much_gone == ""


def test_why_a_file_is_refused_is_told_in_spanish(office: Office) -> None:
    office.server.answers["/feed.json"] = plain(b'{"error": "busy"}')
    assert "El archivo contiene" in in_spanish(office).failure
    office.server.answers["/feed.json"] = plain(b"[]")
    assert "Una fuente vacía nunca se toma como que todo cerró." in in_spanish(office).failure


def test_what_was_odd_about_a_row_is_told_beside_what_the_row_asks_for(office: Office) -> None:
    office.serve([*ROWS, {**ROWS[0], "slug": "z", "name": "Group z", "time": "25:61"}])
    office.run()
    with office.database.reading() as session:
        kept = [proposal.evidence["problems"] for proposal in session.exec(select(Proposal))]
    (odd,) = (one for problems in kept for one in problems)
    assert (
        OddRow(**odd)
        .told(translator("es"))
        .startswith("Fila 11 (id z): time “25:61” es una hora que ningún reloj marca")
    )
    assert OddRow(**odd).told(translator("en")).startswith("Row 11 (id z): time “25:61” is a time that no clock shows")
