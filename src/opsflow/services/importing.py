"""Taking over items of other tools, with their history, in one command. What is there already is left alone."""

from __future__ import annotations

from opsflow.domain.arrivals import arrive
from opsflow.domain.errors import UsageError
from opsflow.domain.priority import with_priority
from opsflow.domain.text import counted
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsflow.domain.arrivals import Arrival
    from opsflow.domain.imports import Foreign
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session


def take_over(session: Session, items: Sequence[Foreign], source: str, options: WriteOptions = PLAIN) -> Outcome:
    """Add the items that are not there yet, matched by uid, with their notes, states and dependencies.

    Rules are not asked: history has happened. A cycle among the dependencies is refused, and so is a uid given twice.
    """
    _refuse_twice(items)

    def body(work: Work) -> None:
        ids = work.tx.ids_of_uids([item.fields["uid"] for item in items])
        fresh = [item for item in items if item.fields["uid"] not in ids]
        for item in fresh:
            ids[item.fields["uid"]] = work.tx.new_item_id()
        work.tx.take_in(_arrivals(work, fresh, ids), len(fresh))
        _refuse_cycles(work, fresh, ids)
        work.say(f"{len(fresh)} new, {len(items) - len(fresh)} known already.")
        if fresh:
            work.lines.append(f"imported {counted(len(fresh), 'item')} from {source}")

    return perform(session, f"import {source}", options, body)


def _refuse_twice(items: Sequence[Foreign]) -> None:
    seen: set[str] = set()
    for item in items:
        uid = item.fields["uid"]
        if uid in seen:
            raise UsageError(f"The uid {uid} is given to two items. Nothing was imported; make each its own.")
        seen.add(uid)


def _arrivals(work: Work, fresh: Sequence[Foreign], ids: dict[str, int]) -> Iterator[Arrival]:
    for foreign in fresh:
        item_id = ids[foreign.fields["uid"]]
        lost = [uid for uid in foreign.depends_on if uid not in ids]
        if lost:
            work.say(f"{item_id} depends on {', '.join(lost)}, which is not in the file: left out.")
        others = [ids[uid] for uid in foreign.depends_on if uid in ids and ids[uid] != item_id]
        work.mark(item_id)
        fields = with_priority(foreign.fields, None, None, work.session.settings.matrix)
        kept = foreign.replace(fields={name: value for name, value in fields.items() if value is not None})
        _refuse_unknown_levels(work, foreign)
        yield arrive(item_id, kept, others, work.workflow, work.session.actor, work.now)


def _refuse_unknown_levels(work: Work, foreign: Foreign) -> None:
    matrix = work.session.settings.matrix
    for name, known in (("impact", matrix.impacts), ("urgency", matrix.urgencies)):
        held = foreign.fields.get(name)
        if held is not None and held not in known:
            raise UsageError(
                f"{foreign.fields['uid']} has {name} {held!r}; the levels are {', '.join(known)}. Nothing was imported."
            )


def _refuse_cycles(work: Work, fresh: Sequence[Foreign], ids: dict[str, int]) -> None:
    from opsflow.services.dependencies import refuse_cycles

    refuse_cycles(work, [ids[foreign.fields["uid"]] for foreign in fresh if foreign.depends_on])
