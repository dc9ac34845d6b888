"""Making items, and changing what they say."""

from __future__ import annotations

from opsflow.domain.changes import Change
from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.uids import new_uid
from opsflow.domain.value import Value
from opsflow.domain.workflow import UNSTARTED
from opsflow.services import dates
from opsflow.services.fields import check_tags, item_fields
from opsflow.services.following import with_priority
from opsflow.services.outcome import Selection
from opsflow.services.writing import PLAIN, Work, missing_text, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.writing import Chosen

MOST_TITLE = 1000


class Draft(Value):
    """An item to be made. `values` are fields by name as a person writes them, such as `due: "fri"`.

    A criterion is a sentence, or a sentence with the command that checks it.
    """

    title: str
    values: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    criteria: tuple[str | tuple[str, str | None], ...] = ()
    depends_on: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def add(session: Session, draft: Draft, options: WriteOptions = PLAIN) -> Outcome:
    """Make one item, unless its alert key belongs to one that is there."""
    checked_title(draft.title)
    check_tags(draft.tags)
    return perform(session, "add", options, lambda work: _add(work, draft), "added")


def _add(work: Work, draft: Draft) -> None:
    add_draft(work, draft)


def items_possible(session: Session, drafts: Sequence[Draft]) -> None:
    """Raise what making these items would raise for what they say, without making them."""
    with session.store.reader() as reader:
        for draft in drafts:
            checked_title(draft.title)
            check_tags(draft.tags)
            item_fields(session, reader, dict(draft.values))
            missing = [other for other in draft.depends_on if reader.item(other) is None]
            if missing:
                raise NotFound(missing_text(reader, missing))


def add_draft(work: Work, draft: Draft) -> int:
    """Make one item within a command, or count on the one of its alert key. Answers with its id."""
    title = checked_title(draft.title)
    fields, custom = item_fields(work.session, work.tx, dict(draft.values))
    target = _entered_by_rules(work, fields)
    _notice_owner(work, fields)
    born: tuple[Change, ...] = ()
    if fields.get("alert_key"):
        from opsflow.services import alerts

        known = alerts.seen_again(work, fields["alert_key"], title, draft.notes)
        if known is not None:
            return known
        born = (alerts.first_seen(work),)
    tags, whole = check_tags(draft.tags), {"title": title, **fields}
    item_id = add_one(work, whole, tags, draft.criteria, draft.depends_on, custom, draft.notes, born)
    if target is not None:
        from opsflow.services.flow import enter

        work.tx.flush()  # what it waits for is counted
        enter(work, work.item(item_id), target)
    return item_id


def _entered_by_rules(work: Work, fields: dict[str, Any]) -> State | None:
    """Take a state out of the fields in which no item begins: it is entered afterwards, so that rules can speak."""
    state = work.workflow.state(fields["state"]) if "state" in fields else None
    if state is None or state.category in UNSTARTED:
        return None
    del fields["state"]
    return state


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
        from opsflow.services import records

        records.check_fields(work.session.settings, type_name, custom)
        criteria = records.template(work.session.settings, type_name, criteria)
    item_id = work.tx.new_item_id()
    changes = [Change("item", "", None, _new_fields(work, fields))]
    changes += [Change("tag", tag, None, {}) for tag in tags]
    changes += [
        Change("criterion", number, None, _criterion_fields(held, number)) for number, held in enumerate(criteria, 1)
    ]
    changes += [Change("dependency", other, None, {}) for other in dict.fromkeys(depends_on)]
    changes += [Change("custom", name, None, {"value": value}) for name, value in custom.items()]
    changes += [
        Change("note", number, None, {"written_at": work.at, "author": work.session.actor, "text": text})
        for number, text in enumerate(notes, 1)
    ]
    work.tx.record(item_id, "created", [*changes, *more], work.at)
    work.mark(item_id)
    _watch_limits(work, item_id)
    if type_name == "change" and custom:
        from opsflow.services.change_control import look_for_conflicts

        look_for_conflicts(work, item_id, is_new=True)
    dates.watch(work, item_id)
    return item_id


def _watch_limits(work: Work, item_id: int) -> None:
    made = work.tx.item(item_id)
    if made is not None and (made.state in work.session.settings.column_limits or made.category not in UNSTARTED):
        from opsflow.services import limits

        limits.watch(work, made)


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
        from opsflow.services.records import stage_in

        stage = stage_in(work, whole["type"], work.workflow.state(whole["state"]))
        whole.update({"stage": stage} if stage else {})
    return whole


def edit(
    session: Session,
    chosen: Chosen,
    values: Mapping[str, str | None],
    tags_added: Sequence[str] = (),
    tags_removed: Sequence[str] = (),
    options: WriteOptions = PLAIN,
) -> Outcome:
    """Change fields of items; `None` or an empty text clears one."""
    added = check_tags(tags_added)
    if "state" in values:
        raise UsageError("A state is changed by `opsflow move`, `start`, `done` or `cancel`, so that rules can speak.")
    return perform(
        session, "edit", options, lambda work: change(work, work.chosen(chosen), values, added, tags_removed), "edited"
    )


def change(
    work: Work,
    items: Sequence[Item],
    values: Mapping[str, str | None],
    tags_added: Sequence[str] = (),
    tags_removed: Sequence[str] = (),
) -> None:
    """Change fields of items within a command."""
    from opsflow.services.edits import edit_one

    title = values.get("title")
    fields, custom = item_fields(work.session, work.tx, {k: v or "" for k, v in values.items() if k != "title"})
    _notice_owner(work, fields)
    if title is not None:
        fields["title"] = checked_title(title)
    for item in items:
        edit_one(work, item, fields, custom, tags_added, tags_removed)


def _notice_owner(work: Work, fields: Mapping[str, Any]) -> None:
    if fields.get("owner"):
        from opsflow.services.owners import notice_new

        notice_new(work, fields["owner"])


def tag(
    session: Session, chosen: Chosen, add: Sequence[str], remove: Sequence[str] = (), options: WriteOptions = PLAIN
) -> Outcome:
    """Put tags on items and take tags off."""
    from opsflow.services.edits import tag_changes

    added = check_tags(add)

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            changes = tag_changes(work, item, added, remove)
            if changes:
                work.record(item, "tagged", changes)
            else:
                work.say(f"{item.id} is tagged like that already.")

    return perform(session, "tag", options, body, "tagged")


def note(session: Session, chosen: Chosen, text: str, options: WriteOptions = PLAIN) -> Outcome:
    """Write a note on items."""
    if not text.strip():
        raise UsageError('A note needs a text: opsflow note ID "what happened".')

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            number = work.tx.last_note(item.id) + 1
            fields = {"written_at": work.at, "author": session.actor, "text": text}
            work.record(item, "noted", [Change("note", number, None, fields)])

    return perform(session, "note", options, body, "noted on")


def by_ids(*ids: int) -> Selection:
    """A selection of these ids."""
    return Selection(ids)


def checked_title(title: str) -> str:
    """A title fit to keep: not empty, at most `MOST_TITLE` characters. Newlines are kept and shown harmlessly."""
    text = title.strip()
    if not text:
        raise UsageError('An item needs a title: opsflow add "Renew the certificate on lb1".')
    if len(text) > MOST_TITLE:
        raise UsageError(f"A title has at most {MOST_TITLE} characters, this has {len(text)}. Put the rest in a note.")
    return text


def checked_criterion(text: str) -> str:
    """A criterion's sentence fit to keep."""
    if not text.strip():
        raise UsageError('A criterion is a sentence that can be verified: --done "old certificate revoked".')
    return text.strip()
