"""Planned and unplanned work of a period: how much of each, and what the unplanned displaced."""

from __future__ import annotations

from itertools import groupby

from opsflow.domain.errors import UsageError
from opsflow.domain.rules.interruptions import Share, displaced, shares, timeline
from opsflow.domain.value import Value
from opsflow.services.time.calendars import working_seconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.items import Item
    from opsflow.domain.rules.interruptions import Displacement, Timeline
    from opsflow.domain.time.working_time import WorkingSeconds
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

GROUPS: dict[str, Callable[[Item], str]] = {
    "type": lambda item: item.type,
    "service": lambda item: item.service or "",
    "owner": lambda item: item.owner or "",
}


class Report(Value):
    """A period from `since` to `until` (seconds since the epoch): shares of both kinds of work, the unplanned by
    type, service and owner, and what it displaced.
    """

    since: int
    until: int
    planned: Share
    unplanned: Share
    groups: dict[str, dict[str, Share]]
    displaced: tuple[Displacement, ...]


def report(session: Session, since: int, until: int | None = None, where: object | None = None) -> Report:
    """What a period was like; `where` narrows the unplanned work and what it displaced."""
    end = session.clock() if until is None else min(until, session.clock())
    if since > end:
        raise UsageError("The period begins after its end. --since takes a moment that has been, such as mon.")
    with session.store.reader() as reader:
        lines = _timelines(reader, session, since, end, where)
    working = working_seconds(session)
    unplanned = [line for line in lines if not line.item.planned]
    return Report(
        since,
        end,
        _whole([line for line in lines if line.item.planned], since, end, working),
        _whole(unplanned, since, end, working),
        {name: shares(unplanned, by, since, end, working) for name, by in GROUPS.items()},
        tuple(displaced(lines, since, end, working)),
    )


def _whole(lines: list[Timeline], since: int, until: int, working: WorkingSeconds) -> Share:
    return shares(lines, lambda _item: "", since, until, working).get("", Share())


def _timelines(reader: Reader, session: Session, since: int, until: int, where: object | None) -> list[Timeline]:
    """The items on which something happened since then, and those in progress, each with its times.

    What was taken back has not happened, as far as flow goes.
    """
    condition = "(item.changed_at >= ? OR item.is_open = 1 AND item.category IN ('active', 'waiting'))"
    parameters: tuple[object, ...] = (since,)
    if where is not None:
        text, more = reader.condition(where, session.filter_context(reader.workflow))
        condition, parameters = f"{condition} AND ({text})", (*parameters, *more)
    items = {item.id: item for item in reader.select(condition, parameters)}
    gone = reader.taken_back()
    of_these = f"event.item_id IN (SELECT item.id FROM item WHERE {condition})"
    told = [
        event
        for event in reader.events(of_these, parameters, "event.item_id, event.seq")
        if event.command_id not in gone
    ]
    return [timeline(items[key or 0], events, until) for key, events in groupby(told, lambda event: event.item_id)]
