"""A secret in what a recurrence makes is gone from the rule, its history and the file, and is pointed out elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.composition import almanac
from opsflow.domain.errors import Conflict, NotFound, UsageError
from opsflow.domain.history.redaction import REDACTED, Redaction
from opsflow.domain.recurrence.rules import Recurrence
from opsflow.services.history.redacting import redact
from opsflow.services.history.undoing import undo
from opsflow.services.looking.queries import show
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.time import recurring
from opsflow.services.time.recurrence_rules import as_parts, as_text
from opsflow.services.time.ticking import tick
from opsflow.services.work.items import Draft
from opsflow.services.work.templates import Part
from opsflow.store.care.doctor import examine
from tests.conftest import NOW, Clock

SECRET = 'hunter2"\\plugh'
WHY = WriteOptions(reason="a password was pasted")
WANTED = Redaction(text=SECRET)


def a_rule(session: Session, name: str = "backups") -> Recurrence:
    draft = Draft(
        f"Log in with {SECRET}", (("project", f"p {SECRET}"),), (), ((f"{SECRET} works", f"true '{SECRET}'"),)
    )
    made = Recurrence(
        name, "FREQ=DAILY", "daily", "calendar", NOW + 60, "", "none", "last",
        as_text([Part("", draft.replace(notes=(f"as {SECRET}",)))]),
    )  # fmt: skip
    recurring.add(session, made, NOW, almanac(session))
    return made


def kept(session: Session, name: str = "backups") -> Recurrence:
    with session.store.reader() as reader:
        return recurring.named(reader, name)


def is_in_the_file(session: Session) -> bool:
    path = Path(session.store.path)
    content = b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))
    return b"plugh" in content


def test_a_text_is_gone_from_the_rule_its_history_and_the_file(session: Session, clock: Clock) -> None:
    a_rule(session)
    recurring.pause(session, "backups")
    assert is_in_the_file(session)
    outcome = redact(session, (), WANTED, WHY, ["backups"])
    assert outcome.lines == ("redacted a text of the recurrence backups in 1 event",)
    (part,) = as_parts(kept(session).template)
    assert part.draft == Draft(
        f"Log in with {REDACTED}",
        (("project", f"p {REDACTED}"),),
        (),
        ((f"{REDACTED} works", f"true '{REDACTED}'"),),
        (),
        (f"as {REDACTED}",),
    )
    assert not is_in_the_file(session)
    session.store.close()
    assert examine(session.store.path, full=True).problems == ()


def test_a_rule_that_was_removed_is_reached_too_and_coming_back_is_refused(session: Session) -> None:
    a_rule(session)
    removed = recurring.remove(session, "backups")
    a_rule(session, "other")
    outcome = redact(session, (), WANTED, WHY, ["backups"])
    assert "in 2 events" in outcome.lines[0]
    assert any("comes again with other" in note for note in outcome.notes)
    with pytest.raises(Conflict, match="redacted since"):
        undo(session, removed.command)
    assert examine(session.store.path, full=True).problems == ()


def test_items_and_their_recurrence_are_redacted_together_or_the_other_is_pointed_out(
    session: Session, clock: Clock
) -> None:
    a_rule(session)
    clock.advance(days=1)
    tick(session, almanac(session))
    notes = redact(session, 1, WANTED, WHY).notes
    assert "It comes again with backups: `opsflow redact --recurrence backups --text TEXT`." in notes
    clock.advance(days=1)
    tick(session, almanac(session))
    notes = redact(session, (), WANTED, WHY, ["backups"]).notes
    assert "What came of it holds it as well: `opsflow redact 2 --text TEXT`." in notes
    redact(session, 2, WANTED, WHY)
    assert SECRET not in show(session, 2).item.title
    assert not is_in_the_file(session)
    assert examine(session.store.path, full=True).problems == ()


def test_what_cannot_be_meant_is_refused_and_changes_nothing(session: Session) -> None:
    a_rule(session)
    with pytest.raises(NotFound, match="backups"):
        redact(session, (), WANTED, WHY, ["backup"])
    with pytest.raises(NotFound, match="no such text"):
        redact(session, (), Redaction(text="never there"), WHY, ["backups"])
    with pytest.raises(UsageError, match="--text"):
        redact(session, (), Redaction(title=True), WHY, ["backups"])
    assert SECRET in as_parts(kept(session).template)[0].draft.title
