"""A secret is gone from everywhere in the store, and the chain still holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from opsflow.domain.errors import Conflict, NotFound, UsageError
from opsflow.domain.history.redaction import REDACTED, Redaction
from opsflow.domain.history.remains import digest_of
from opsflow.services.history.log import log
from opsflow.services.history.redacting import redact
from opsflow.services.history.undoing import undo
from opsflow.services.looking.queries import show
from opsflow.services.outcome import WriteOptions
from opsflow.services.work import criteria, items
from opsflow.store.care.doctor import examine
from tests.conftest import connection_of

if TYPE_CHECKING:
    from opsflow.services.session import Session

SECRET = "xyzzy-hunter2-plugh"
WHY = WriteOptions(reason="a password was pasted")


@pytest.fixture
def leaked(session: Session) -> Session:
    options = WriteOptions(request_id="k1")
    items.add(session, items.Draft(f"Log in with {SECRET}", criteria=(f"{SECRET} works",)), options)
    items.note(session, 1, f"the password is {SECRET}, really")
    items.note(session, 1, "harmless")
    criteria.check(session, 1, [1], evidence=f"used {SECRET}")
    return session


def _bytes(session: Session) -> bytes:
    path = Path(session.store.path)
    return b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


def test_a_text_is_gone_from_the_item_its_history_its_search_and_the_file(leaked: Session) -> None:
    assert SECRET.encode() in _bytes(leaked)
    redact(leaked, 1, Redaction(text=SECRET), WHY)
    found = show(leaked, 1)
    assert found.item.title == f"Log in with {REDACTED}"
    assert [note.text for note in found.notes] == [f"the password is {REDACTED}, really", "harmless"]
    assert found.criteria[0].evidence == f"used {REDACTED}"
    assert SECRET.encode() not in _bytes(leaked)


def test_a_note_is_taken_whole_and_the_others_stay(leaked: Session) -> None:
    redact(leaked, 1, Redaction(notes=(1,)), WHY)
    found = show(leaked, 1)
    assert [note.text for note in found.notes] == [REDACTED, "harmless"]
    assert SECRET in found.item.title


def test_the_chain_and_the_tables_still_hold(leaked: Session) -> None:
    redact(leaked, 1, Redaction(text=SECRET), WHY)
    leaked.store.close()
    assert examine(leaked.store.path, full=True).problems == ()


def test_no_digest_is_left_of_what_is_taken_out_later(leaked: Session) -> None:
    redact(leaked, 1, Redaction(text="Log in"), WHY)
    redact(leaked, 1, Redaction(text="with"), WHY)
    redact(leaked, 1, Redaction(notes=(1,)), WHY)
    payloads = dict(connection_of(leaked).execute("SELECT seq, payload FROM event"))
    ((created,),) = connection_of(leaked).execute("SELECT min(seq) FROM event WHERE kind = 'created'")
    leftovers = [digest_of(payload) for payload in payloads.values()]
    assert sum(leftovers[seq - 1].encode() in _bytes(leaked) for seq in payloads) >= 2
    redact(leaked, 1, Redaction(text=SECRET), WHY)
    assert leftovers[created - 1].encode() not in _bytes(leaked)
    leaked.store.close()
    assert examine(leaked.store.path, full=True).problems == ()


def test_who_took_it_out_and_why_is_in_the_log(leaked: Session) -> None:
    redact(leaked, 1, Redaction(title=True), WHY)
    entry = next(log(leaked, (1,), limit=1))
    assert (entry.command.name, entry.command.reason) == ("redact", WHY.reason)
    assert [(event.kind, event.note) for event in entry.events] == [("redacted", "title")]


def test_it_cannot_be_undone_and_undo_without_a_number_passes_it_by(leaked: Session) -> None:
    done = redact(leaked, 1, Redaction(notes=(1,)), WHY)
    with pytest.raises(Conflict, match="redaction"):
        undo(leaked, done.command)
    assert "uncheck" not in undo(leaked).lines[0]
    assert show(leaked, 1).criteria[0].state == "open"


def test_what_it_touched_cannot_be_taken_back(leaked: Session) -> None:
    redact(leaked, 1, Redaction(notes=(1,)), WHY)
    with pytest.raises(Conflict, match="redacted since"):
        undo(leaked, 2)


def test_a_reason_is_needed_and_must_not_hold_the_secret(leaked: Session) -> None:
    with pytest.raises(UsageError, match="--reason"):
        redact(leaked, 1, Redaction(title=True))
    with pytest.raises(UsageError, match="very text"):
        redact(leaked, 1, Redaction(text=SECRET), WriteOptions(reason=f"{SECRET} was pasted"))


def test_what_was_never_there_is_not_found_and_nothing_changes(leaked: Session) -> None:
    with pytest.raises(NotFound, match="note 9"):
        redact(leaked, 1, Redaction(notes=(9,)), WHY)
    with pytest.raises(UsageError, match="no field"):
        redact(leaked, 1, Redaction(fields=("colour",)), WHY)
    assert next(log(leaked, (1,), limit=1)).command.name != "redact"


def test_a_dry_run_leaves_everything(leaked: Session) -> None:
    redact(leaked, 1, Redaction(text=SECRET), WHY.replace(dry_run=True))
    assert SECRET in show(leaked, 1).item.title


def test_a_reason_that_holds_the_secret_is_pointed_out(leaked: Session) -> None:
    items.note(leaked, 1, f"and again {SECRET}", WriteOptions(reason=f"because of {SECRET}"))
    outcome = redact(leaked, 1, Redaction(text=SECRET), WHY)
    assert any("cannot be changed" in note for note in outcome.notes)
