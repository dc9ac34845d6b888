"""Service level clocks in print and in JSON."""

from __future__ import annotations

from opsflow.cli.output.item_json import instant
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.text import percent
from opsflow.domain.time.durations import format_working
from opsflow.domain.time.instants import format_date
from opsflow.services.time.clock_facts import STYLES, why

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.clocks.attainment import Attainment
    from opsflow.domain.clocks.standing import Standing
    from opsflow.services.session import Session
    from opsflow.services.time.clocks import Timed

_COLUMNS = (
    Column("id", to_right=True),
    Column("clock"),
    Column("prio", can_be_spared=True),
    Column("status"),
    Column("left", to_right=True),
    Column("due"),
    Column("target", gives_way=True, can_be_spared=True),
    Column("why", gives_way=True),
    Column("owner", gives_way=True),
    Column("title", gives_way=True),
)
_ATTAINED = (
    Column("group", gives_way=True),
    Column("clock"),
    Column("met", to_right=True),
    Column("missed", to_right=True),
    Column("pending", to_right=True),
    Column("attained", to_right=True),
)


def print_clocks(out: Printer, session: Session, found: Sequence[Timed]) -> None:
    """Print clocks as a table, one a line."""
    print_table(out, _COLUMNS, [_row(session, timed, out.is_terminal) for timed in found])


def _row(session: Session, timed: Timed, is_brief: bool) -> list[Cell]:
    """A clock; where it is to be brief, with what pauses it alone, and due when its target was missed."""
    item, held = timed.item, timed.standing
    clock = held.clock
    due = clock.breached_at if clock.due is None and is_brief and held.status == "breached" else clock.due
    return [
        Cell(str(item.id), "bold"),
        Cell(clock.kind),
        Cell("" if clock.priority is None else f"P{clock.priority}"),
        Cell(held.status, STYLES.get(held.status, "")),
        Cell(format_working(held.left), "red" if held.left < 0 else ""),
        Cell("" if due is None else format_date(due, session.zone)),
        Cell(clock.target),
        Cell((clock.paused_reason or "") if is_brief else why(session, held)),
        Cell(item.owner or ""),
        Cell(item.title),
    ]


def clock_document(held: Standing) -> dict[str, Any]:
    """One clock. Lengths are working seconds."""
    clock = held.clock

    is_paused = clock.paused_reason is not None
    breached = clock.breached_at
    if breached is None and held.status == "breached":
        breached = clock.due
    return {
        "clock": clock.kind,
        "status": held.status,
        "state": clock.state,
        "target": clock.target,
        "calendar": clock.calendar,
        "priority": clock.priority,
        "service": clock.service,
        "started": instant(clock.started_at),
        "allowed": clock.allowed,
        "used": held.used,
        "left": held.left,
        "warn": instant(clock.warn_at),
        "due": instant(clock.due),
        "paused": {"since": instant(clock.counted_to), "reason": clock.paused_reason} if is_paused else None,
        "breached": instant(breached),
    }


def whole_document(found: Sequence[Timed]) -> dict[str, Any]:
    """Clocks of several items."""
    return {"clocks": [timed_document(timed) for timed in found], "count": len(found)}


def timed_document(timed: Timed) -> dict[str, Any]:
    """One clock with the item that it belongs to."""
    item = timed.item
    named = {"id": item.id, "title": item.title, "item_state": item.state, "owner": item.owner}
    return {**named, **clock_document(timed.standing)}


def print_attainment(out: Printer, rows: Sequence[Attainment], total: Sequence[Attainment]) -> None:
    """Print attainment by group, and all of it in the last lines."""
    print_table(out, _ATTAINED, [_attained(row) for row in [*rows, *total]])


def _attained(row: Attainment) -> list[Cell]:
    share = "" if row.share is None else percent(row.share)
    return [
        Cell(row.group or "none"),
        Cell(row.kind),
        Cell(str(row.met)),
        Cell(str(row.missed), "red" if row.missed else ""),
        Cell(str(row.pending)),
        Cell(share, "bold"),
    ]


def attained_document(rows: Sequence[Attainment], total: Sequence[Attainment]) -> dict[str, Any]:
    """Attainment by group, and all of it."""
    return {"rows": [_attainment(row) for row in rows], "total": [_attainment(row) for row in total]}


def _attainment(row: Attainment) -> dict[str, Any]:
    return {
        "group": row.group,
        "clock": row.kind,
        "met": row.met,
        "missed": row.missed,
        "pending": row.pending,
        "share": row.share,
    }
