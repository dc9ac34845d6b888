"""Planned and unplanned work of a period in print."""

from __future__ import annotations

from opsflow.cli.output.documents import brief
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.text import percent
from opsflow.domain.time.durations import format_duration
from opsflow.domain.time.instants import format_date, format_instant_utc, format_start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.rules.interruptions import Displacement, Share
    from opsflow.services.looking.interruptions import Report
    from opsflow.services.session import Session

_SHARES = (
    Column("by"),
    Column("name", gives_way=True),
    Column("started", to_right=True),
    Column("%", to_right=True),
    Column("finished", to_right=True),
    Column("%", to_right=True),
    Column("active", to_right=True),
    Column("%", to_right=True),
)
_DISPLACED = (
    Column("id", to_right=True),
    Column("owner", gives_way=True),
    Column("stood still", to_right=True),
    Column("for", gives_way=True),
    Column("title", gives_way=True),
)


def print_report(out: Printer, session: Session, found: Report, groups: Sequence[str]) -> None:
    """Print the shares of unplanned work, then what it displaced."""
    if out.answered("interruptions", lambda: _document(found, groups)):
        return
    total = found.planned.plus(found.unplanned)
    rows = [_row(session, "", "planned", found.planned, total), _row(session, "", "unplanned", found.unplanned, total)]
    for group in groups:
        rows += [_row(session, group, name or "-", held, total) for name, held in found.groups[group].items()]
    if out.is_terminal:
        period = f"{format_start(found.since, session.zone)} to {format_date(found.until, session.zone)}"
        out.data(f"{period}; times are working time, {_hours(session)}")
    print_table(out, _SHARES, rows)
    if found.displaced:
        if out.is_terminal:
            out.data("")
            out.data(out.styled("planned work that stood still", "dim"))
        print_table(out, _DISPLACED, [_displaced_row(session, held) for held in found.displaced])


def _hours(session: Session) -> str:
    """The hours that count."""
    settings = session.settings
    if settings.calendar:
        return f"calendar {settings.calendar}"
    return f"{settings.day_minutes / 60:g} hours on {settings.week_days} days of the week"


def _row(session: Session, group: str, name: str, held: Share, total: Share) -> list[Cell]:
    return [
        Cell(group),
        Cell(name),
        Cell(str(held.started)),
        Cell(_percent(held.started, total.started)),
        Cell(str(held.finished)),
        Cell(_percent(held.finished, total.finished)),
        Cell(format_duration(held.active // 60, session.settings.day_minutes)),
        Cell(_percent(held.active, total.active)),
    ]


def _percent(part: int, whole: int) -> str:
    return percent(part / whole) if whole else ""


def _displaced_row(session: Session, held: Displacement) -> list[Cell]:
    return [
        Cell(str(held.item.id)),
        Cell(held.item.owner or ""),
        Cell(format_duration(held.seconds // 60, session.settings.day_minutes)),
        Cell(",".join(map(str, held.by))),
        Cell(held.item.title),
    ]


def _document(found: Report, groups: Sequence[str]) -> dict[str, Any]:
    return {
        "from": format_instant_utc(found.since),
        "to": format_instant_utc(found.until),
        "planned": _share(found.planned),
        "unplanned": _share(found.unplanned),
        "by": {
            group: [{"name": name or None, **_share(held)} for name, held in found.groups[group].items()]
            for group in groups
        },
        "displaced": [
            {"item": brief(held.item), "seconds": held.seconds, "by": list(held.by)} for held in found.displaced
        ],
    }


def _share(held: Share) -> dict[str, int]:
    return {"started": held.started, "finished": held.finished, "active_seconds": held.active}
