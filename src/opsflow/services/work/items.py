"""Making items, and changing what they say."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.ids import format_ids
from opsflow.domain.settings import MODEL
from opsflow.domain.value import Value
from opsflow.domain.workflow import UNSTARTED
from opsflow.services.choosing import missing_text
from opsflow.services.work.fields import DEPENDS, check_tags, item_fields
from opsflow.services.work.making import add_one, checked_title
from opsflow.services.work.understood import tell_reading
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


class Draft(Value):
    """An item to be made. `values` are fields by name as a person writes them, such as `due: "fri"`.

    A criterion is a sentence, or a sentence with the command that checks it. `remarks` are what to tell whoever makes
    it. `model` is the template that a standard change is made from, where that stands for its approval.
    """

    title: str
    values: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    criteria: tuple[str | tuple[str, str | None], ...] = ()
    depends_on: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    model: str = ""


def add(session: Session, draft: Draft, options: WriteOptions = PLAIN) -> Outcome:
    """Make one item, unless its alert key belongs to one that is there."""
    checked_title(draft.title)
    check_tags(draft.tags)
    after = f" after {format_ids(draft.depends_on)}" if draft.depends_on else ""
    return perform(session, "add", options, lambda work: _add(work, draft), "added", after)


def _add(work: Work, draft: Draft) -> None:
    item_id = add_draft(work, draft, True)
    context = work.tx.preference(work.session.actor, "context")
    if context is not None:
        _tell_hidden(work, item_id, context)


def _tell_hidden(work: Work, item_id: int, context: str) -> None:
    """Say so when the actor's lists, which keep to a context, will not show the item."""
    from opsflow.domain.filters import parse_filter

    work.tx.flush()
    about = work.session.filter_context(work.workflow)
    try:
        condition, parameters = work.tx.condition(parse_filter(context, about), about)
    except UsageError:
        return  # it names a view, say, that is no more: whoever asks for a list is told
    if not work.tx.ids(f"item.id = ? AND ({condition})", (item_id, *parameters)):
        work.say(f"Your context, {context}, does not show {item_id}: `opsflow context clear` ends that.")


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


def add_draft(work: Work, draft: Draft, is_told: bool = False) -> int:
    """Make one item within a command, or count on the one of its alert key. Answers with its id.

    With `is_told`, what its type brought is said.
    """
    title = checked_title(draft.title)
    fields, custom = item_fields(work.session, work.tx, dict(draft.values))
    target = _entered_by_rules(work, fields)
    _notice_owner(work, fields)
    tell_reading(work, dict(draft.values), fields, custom)
    for remark in draft.remarks:
        work.say(remark)
    born: tuple[Change, ...] = ()
    if fields.get("alert_key"):
        from opsflow.services.time import alerts

        known = alerts.seen_again(work, fields["alert_key"], title, draft.notes)
        if known is not None:
            return known
        born = (alerts.first_seen(work),)
    if draft.model:
        custom[MODEL] = draft.model
    tags, whole = check_tags(draft.tags), {"title": title, **fields}
    item_id = add_one(work, whole, tags, draft.criteria, draft.depends_on, custom, draft.notes, born)
    if is_told:
        _tell_brought(work, item_id, draft.criteria)
    if target is not None:
        from opsflow.services.work.entering import enter

        work.tx.flush()  # what it waits for is counted
        enter(work, work.item(item_id), target)
    return item_id


def _tell_brought(work: Work, item_id: int, given: Sequence[str | tuple[str, str | None]]) -> None:
    item = work.item(item_id)
    if work.session.settings.is_record(item.type):
        from opsflow.services.records.stages import tell_criteria

        tell_criteria(work, item, given)


def _entered_by_rules(work: Work, fields: dict[str, Any]) -> State | None:
    """Take a state out of the fields in which no item begins: it is entered afterwards, so that rules can speak."""
    state = work.workflow.state(fields["state"]) if "state" in fields else None
    if state is None or state.category in UNSTARTED:
        return None
    del fields["state"]
    return state


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
        raise UsageError(_by_move(chosen, values["state"] or "STATE"))
    return perform(
        session, "edit", options, lambda work: change(work, work.chosen(chosen), values, added, tags_removed), "edited"
    )


def _by_move(chosen: Chosen, state: str) -> str:
    from opsflow.services.choosing import Selection

    ids = chosen.ids if isinstance(chosen, Selection) else (chosen,) if isinstance(chosen, int) else tuple(chosen)
    named = format_ids(ids) if ids else "ID"
    return f"A state is changed by a command of its own, so that rules can speak: `opsflow move {named} {state}`."


def change(
    work: Work,
    items: Sequence[Item],
    values: Mapping[str, str | None],
    tags_added: Sequence[str] = (),
    tags_removed: Sequence[str] = (),
) -> None:
    """Change fields of items within a command. `dep` adds to what they depend on."""
    from opsflow.services.work.edits import edit_one

    plain = {name: text or "" for name, text in values.items() if name != "title" and name not in DEPENDS}
    title = values.get("title")
    fields, custom = item_fields(work.session, work.tx, plain)
    _notice_owner(work, fields)
    tell_reading(work, plain, fields, custom)
    if title is not None:
        fields["title"] = checked_title(title)
    waits = [text or "" for name, text in values.items() if name in DEPENDS]
    if fields or custom or tags_added or tags_removed or not waits:
        for item in items:
            edit_one(work, item, fields, custom, tags_added, tags_removed)
    for text in waits:
        _depend(work, items, text)


def _depend(work: Work, items: Sequence[Item], text: str) -> None:
    from opsflow.domain.ids import parse_ids
    from opsflow.services.work.dependencies import depend, let_go

    if text:
        depend(work, items, parse_ids(text))
    else:
        for item in items:
            let_go(work, item)


def _notice_owner(work: Work, fields: Mapping[str, Any]) -> None:
    if fields.get("owner"):
        from opsflow.services.work.owners import notice_new

        notice_new(work, fields["owner"])


def tag(
    session: Session, chosen: Chosen, add: Sequence[str], remove: Sequence[str] = (), options: WriteOptions = PLAIN
) -> Outcome:
    """Put tags on items and take tags off."""
    from opsflow.services.work.edits import tag_changes

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
        raise UsageError('A note needs a text: `opsflow note ID "what happened"`.')

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            work.record(item, "noted", [work.next_note(item, text)])

    return perform(session, "note", options, body, "noted on")
