"""One item comes to be: what it says is checked, and what follows from its type is filled in."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.uids import new_uid
from opsflow.domain.workflow import UNSTARTED
from opsflow.services.work import dates
from opsflow.services.work.following import with_priority

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.services.writing import Work

MOST_TITLE = 1000


def add_one(
    work: Work,
    fields: dict[str, Any],
    tags: Sequence[str],
    criteria: Sequence[str | tuple[str, str | None]],
    depends_on: Sequence[int],
    custom: Mapping[str, str],
    notes: Sequence[str] = (),
    more: Sequence[Change] = (),
) -> int:
    """Make one item out of checked fields; `more` are changes that belong to its creation. Answers with its id."""
    if depends_on:
        work.chosen(tuple(depends_on))
    type_name = fields.get("type") or "task"
    if custom or work.session.settings.is_record(type_name):
        from opsflow.services.records import stages as records

        records.check_fields(work.session.settings, type_name, custom)
        criteria = records.template(work.session.settings, type_name, criteria)
    item_id = work.tx.new_item_id()
    changes = [
        Change("item", "", None, _new_fields(work, fields)),
        *[Change("tag", tag, None, {}) for tag in tags],
        *[Change("criterion", place, None, _criterion_fields(held, place)) for place, held in enumerate(criteria, 1)],
        *[Change("dependency", other, None, {}) for other in dict.fromkeys(depends_on)],
        *[Change("custom", name, None, {"value": value}) for name, value in custom.items()],
        *[Change("note", place, None, _note_fields(work, text)) for place, text in enumerate(notes, 1)],
    ]
    work.tx.record(item_id, "created", [*changes, *more], work.at)
    work.mark(item_id)
    _watch_limits(work, item_id)
    if type_name == "change" and custom:
        from opsflow.services.records.change_control import look_at_window

        look_at_window(work, work.item(item_id), is_new=True)
    dates.watch(work, item_id)
    dates.notice_order(work, item_id, fields.get("due"), fields.get("not_before"))
    return item_id


def _watch_limits(work: Work, item_id: int) -> None:
    made = work.tx.item(item_id)
    if made is not None and (made.state in work.session.settings.column_limits or made.category not in UNSTARTED):
        from opsflow.services.work import limits

        limits.watch(work, made)


def _note_fields(work: Work, text: str) -> dict[str, Any]:
    return {"written_at": work.at, "author": work.session.actor, "text": text}


def _criterion_fields(held: str | tuple[str, str | None], position: int) -> dict[str, Any]:
    text, command = (held, None) if isinstance(held, str) else held
    fields = {"text": checked_criterion(text), "position": position, "state": "open"}
    return {**fields, "check_command": command} if command else fields


def _new_fields(work: Work, fields: dict[str, Any]) -> dict[str, Any]:
    """The fields of a new item with what follows from its type, and nothing that is empty."""
    kind = work.session.settings.item_type(fields.get("type") or "task")
    initial = (kind.initial if kind else "") or work.workflow.first("backlog", "ready").name
    state = initial if initial in work.workflow else work.workflow.first("backlog", "ready").name
    whole: dict[str, Any] = {
        "uid": new_uid(),
        "type": "task",
        "planned": kind.planned if kind else 1,
        "state": state,
        "created_at": work.at,
        "entered_at": work.at,
        **{name: value for name, value in with_priority(work, fields).items() if value is not None},
    }
    if work.session.settings.is_record(whole["type"]):
        from opsflow.services.records.stages import stage_in

        stage = stage_in(work, whole["type"], work.workflow.state(whole["state"]))
        whole.update({"stage": stage} if stage else {})
    return whole


def checked_title(title: str) -> str:
    """A title fit to keep: not empty, at most `MOST_TITLE` characters. Newlines are kept and shown harmlessly."""
    text = title.strip()
    if not text:
        raise UsageError('An item needs a title: `opsflow add "Renew the certificate on lb1"`.')
    if text == "-":
        raise UsageError('"-" is no title. Items that a program lists come in by `opsflow import ndjson -`.')
    if len(text) > MOST_TITLE:
        raise UsageError(f"A title has at most {MOST_TITLE} characters, this has {len(text)}. Put the rest in a note.")
    return text


def checked_criterion(text: str) -> str:
    """A criterion's sentence fit to keep."""
    if not text.strip():
        raise UsageError('A criterion is a sentence that can be verified, such as "old certificate revoked".')
    return text.strip()
