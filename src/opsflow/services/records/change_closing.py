"""Closing a change with its code and what follows from it, and how the changes of a service went."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.rules.change_scores import scores
from opsflow.services.records.resolving import close_with
from opsflow.services.work.copying import add_follow_up
from opsflow.services.work.entering import enter
from opsflow.services.work.fields import item_fields
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.items import Item
    from opsflow.domain.rules.change_scores import Score
    from opsflow.domain.workflow import Workflow
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


def close(
    session: Session,
    item_id: int,
    code: str,
    follow_ups: Sequence[str] = (),
    text: str = "",
    options: WriteOptions = PLAIN,
) -> Outcome:
    """Close a change with a code, a note, and new items for what follows from its review, each linked to it."""

    def body(work: Work) -> None:
        item = work.item(item_id)
        refuse_if_no_change(session, work.workflow, item)
        _, custom = item_fields(session, work.tx, {"closing-code": code})
        close_with(work, item, {}, custom, text)
        for title in follow_ups:
            new = add_follow_up(work, item, title)
            work.record(work.item(new), "linked", [Change("link", f"follow-up-of:{item_id}", None, {})])
            work.say(f"{new} follows from it: {title}")
        enter(work, work.item(item_id), work.workflow.first("done"))
        work.lines.append(f"closed {item_id} as {custom['closing-code']}: {item.title}")

    return perform(session, "change close", options, body)


def refuse_if_no_change(session: Session, workflow: Workflow, item: Item) -> None:
    """A code closes changes alone. Raises `UsageError`, which names the command that finishes what is none."""
    if item.type != "change":
        from opsflow.domain.rules.endings import finishing

        (way,) = finishing(session.settings, workflow, [item])
        raise UsageError(f"{item.id} is no change but of type {item.type}: `{way.command}`")


def refuse_first(session: Session, item: Item) -> None:
    """The same for somebody who would be asked for a code in vain."""
    with session.store.reader() as reader:
        refuse_if_no_change(session, reader.workflow, item)


def score(session: Session, where: object | None = None, since: int | None = None) -> list[Score]:
    """How the changes of each service went, from closing codes and the incidents they caused.

    Those finished at `since` or later (seconds since the epoch), or all.
    """
    condition, parameters = "item.type = 'change' AND item.category = 'done'", []
    with session.store.reader() as reader:
        if since is not None:
            condition += " AND item.finished_at >= ?"
            parameters.append(since)
        if where is not None:
            text, more = reader.condition(where, session.filter_context(reader.workflow))
            condition += f" AND ({text})"
            parameters += more
        items = {item.id: item for item in reader.select(condition, parameters)}
        custom = reader.custom(items)
        caused = dict.fromkeys(items, 0)
        links = [link for link in reader.links(items) if link.kind == "caused-by" and link.other_id in items]
        others = reader.items([link.item_id for link in links])
        for link in links:
            caused[link.other_id] += others[link.item_id].type == "incident"
    return scores(
        (item.service or "", custom[key]["closing-code"], caused[key])
        for key, item in items.items()
        if "closing-code" in custom.get(key, {})
    )
