"""Noting: what is committed has its entry, what is undone has none, and nothing but ids and codes gets in."""

from sqlmodel import select

from directory.audit import Act, Subject, System, note
from directory.audit.models import AuditEntry


def test_an_entry_is_written_with_the_commit(database, now):
    with database.writing() as session:
        note(session, Act.TEAM_MADE, caller=System.COMMAND, subject=Subject.TEAM, now=now)
        assert session.exec(select(AuditEntry)).all() == []
    with database.reading() as session:
        [entry] = session.exec(select(AuditEntry)).all()
    assert (entry.number, entry.at, entry.act, entry.actor_roles) == (1, now, "team.made", "command")
