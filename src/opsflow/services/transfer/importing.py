"""Taking over items of other tools, with their history, in one command. What is there already is left alone."""

from __future__ import annotations

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.history.arrivals import Arrival, last_state, past_of, snapshot_of
from opsflow.domain.ids import format_ids
from opsflow.domain.rules.priority import with_priority
from opsflow.domain.settings import MODEL
from opsflow.domain.text import counted
from opsflow.domain.workflow import CLOSED
from opsflow.services.records.stages import stages_of, template
from opsflow.services.transfer.faults import FaultsOfTheFile
from opsflow.services.work.owners import notice_new, person
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.history.arrivals import Stages
    from opsflow.domain.history.imports import Foreign
    from opsflow.domain.workflow import Workflow
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_JUDGED = frozenset({"impact", "urgency", "owner", "type"})


def take_over(
    session: Session, items: Sequence[Foreign], source: str, options: WriteOptions = PLAIN, owner: str | None = None
) -> Outcome:
    """Add the items that are not there yet, matched by uid, with their notes, states and dependencies. `owner` is for
    those that bring none.

    Rules are not asked: history has happened. A cycle among the dependencies is refused, and so are a uid given twice,
    an owner who is not one person, and a type or a level that the site does not know.
    """
    items, owner = prepared(session, items), person(session, owner)
    if owner is not None:
        items = [item.replace(fields={"owner": owner, **item.fields}) for item in items]

    def body(work: Work) -> None:
        ids = work.tx.ids_of_uids([item.fields["uid"] for item in items]) if work.tx.last_item else {}
        fresh = [item for item in items if item.fields["uid"] not in ids]
        notice_new(work, owner if fresh else None)
        for item in fresh:
            item_id = ids[item.fields["uid"]] = work.tx.new_item_id()
            work.mark(item_id)
        _tell_of_the_lost(work, fresh, ids)
        _tell_of_the_future(work, fresh, ids)
        _remark(work, fresh, ids)
        arrival, given = _arriving(session, work.workflow, ids), (work.workflow, session.actor, work.now)
        work.tx.take_in(
            fresh,
            lambda foreign: snapshot_of(arrival(foreign), *given),
            lambda foreign: past_of(arrival(foreign), *given),
            work.header,
        )
        _refuse_cycles(work, fresh, ids)
        _refuse_circles(work, fresh, ids)
        work.say(f"{len(fresh)} new, {len(items) - len(fresh)} known already.")
        if fresh:
            work.lines.append(f"imported {counted(len(fresh), 'item')} from {source}")

    with FaultsOfTheFile():
        return perform(session, f"import {source}", options, body)


def prepared(session: Session, items: Iterable[Foreign]) -> list[Foreign]:
    """The items with what follows from their fields and types.

    Raises `UsageError` naming one that cannot be taken, and `Refused` for one that waits for itself.
    """
    seen: set[str] = set()
    found = []
    for item in items:
        uid = item.fields["uid"]
        if uid in seen:
            raise UsageError(f"The uid {uid} is given to two items. Nothing was imported; make each its own.")
        seen.add(uid)
        if uid in item.depends_on:
            raise Refused(f"An item cannot depend on itself: {uid} → {uid}. Nothing was imported; leave that out.")
        if item.custom and any(name == MODEL for name, _ in item.custom):
            raise UsageError(
                f"{uid} has {MODEL}, which names a template of this site: leave it out. Nothing was imported."
            )
        found.append(item if _JUDGED.isdisjoint(item.fields) else item.replace(fields=_judged(session, item.fields)))
    return found


def _judged(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    matrix, uid = session.settings.matrix, fields["uid"]
    for name, known in (("impact", matrix.impacts), ("urgency", matrix.urgencies)):
        held = fields.get(name)
        if held is not None and held not in known:
            raise UsageError(f"{uid} has {name} {held!r}; the levels are {', '.join(known)}. Nothing was imported.")
    made = with_priority({**_of_type(session, fields), **fields}, None, None, matrix)
    try:
        made["owner"] = person(session, made.get("owner"))
    except UsageError as error:
        raise UsageError(f"{uid}: {error.message} Nothing was imported.") from None
    return {name: value for name, value in made.items() if value is not None}


def _of_type(session: Session, fields: Mapping[str, Any]) -> dict[str, Any]:
    """What an item has by its type: whether it is planned, and where it begins."""
    name, known = fields.get("type"), {kind.name: kind for kind in session.settings.types}
    if name is None:
        return {}
    if name not in known:
        uid = fields["uid"]
        raise UsageError(f"{uid} has type {name!r}; the types are {', '.join(known)}. Nothing was imported.")
    kind = known[name]
    return {"planned": kind.planned, **({"state": kind.initial} if kind.initial else {})}


def _remark(work: Work, fresh: Sequence[Foreign], ids: Mapping[str, int]) -> None:
    """Say what there is to say about some of the items, once for all that it is the same of."""
    found: dict[str, list[int]] = {}
    for foreign in fresh:
        if foreign.remark:
            found.setdefault(foreign.remark, []).append(ids[foreign.fields["uid"]])
    for remark, concerned in found.items():
        work.say(f"{format_ids(concerned)}: {remark}")


def _tell_of_the_future(work: Work, fresh: Sequence[Foreign], ids: Mapping[str, int]) -> None:
    """Nothing has happened later than now: what says so is taken as of now."""
    ahead = [ids[foreign.fields["uid"]] for foreign in fresh if foreign.created_at > work.now]
    if ahead:
        work.say(f"{format_ids(ahead)}: created later than now by the file, taken as created now.")


def _tell_of_the_lost(work: Work, fresh: Sequence[Foreign], ids: Mapping[str, int]) -> None:
    for foreign in fresh:
        if foreign.depends_on:
            lost = [uid for uid in foreign.depends_on if uid not in ids]
            if lost:
                item_id = ids[foreign.fields["uid"]]
                work.say(f"{item_id} depends on {', '.join(lost)}, which is not in the file: left out.")
        if foreign.parent is not None and foreign.parent not in ids:
            work.say(f"{ids[foreign.fields['uid']]} is a part of {foreign.parent}, which is not in the file: left out.")


def _arriving(session: Session, workflow: Workflow, ids: Mapping[str, int]) -> Callable[[Foreign], Arrival]:
    """What makes an arrival of an item of another tool."""
    stages: dict[str, Stages | None] = {}

    def arrival(foreign: Foreign) -> Arrival:
        kind = foreign.fields.get("type", "task")
        if kind not in stages:
            stages[kind] = stages_of(session.settings, workflow, kind) if session.settings.is_record(kind) else None
        if stages[kind] is not None and last_state(foreign, workflow).category not in CLOSED:
            foreign = foreign.replace(criteria=tuple(template(session.settings, kind, foreign.criteria)))
        others: Sequence[int] = ()
        if foreign.depends_on:
            others = [ids[uid] for uid in foreign.depends_on if uid in ids]
        if foreign.parent is not None and foreign.parent in ids:
            foreign = foreign.replace(fields={**foreign.fields, "parent_id": ids[foreign.parent]})
        return Arrival(ids[foreign.fields["uid"]], foreign, others, stages[kind])

    return arrival


def _refuse_cycles(work: Work, fresh: Sequence[Foreign], ids: dict[str, int]) -> None:
    waiting = [ids[foreign.fields["uid"]] for foreign in fresh if foreign.depends_on]
    if waiting:
        from opsflow.services.work.dependencies import refuse_cycles

        refuse_cycles(work, waiting)


def _refuse_circles(work: Work, fresh: Sequence[Foreign], ids: dict[str, int]) -> None:
    """Refuse an item that would be its own ancestor."""
    parents = {ids[item.fields["uid"]]: ids[item.parent] for item in fresh if item.parent and item.parent in ids}
    if parents:
        from opsflow.services.work.edits import check_parent

        settled = set[int]()
        for own in parents:
            way, at = dict[int, None](), own
            while at in parents and at not in settled:
                if at in way:
                    check_parent(work, work.item(at), parents[at])  # raises, with the circle in words
                way[at] = None
                at = parents[at]
            settled.update(way)
