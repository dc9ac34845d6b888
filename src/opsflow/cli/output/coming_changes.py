"""The changes that are coming, in print: a line for each change and each freeze, in the order of time."""

from __future__ import annotations

from opsflow.cli.output.changes import approval_document, clash_document
from opsflow.cli.output.documents import brief
from opsflow.cli.output.item_json import instant
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.ids import format_ids
from opsflow.domain.time.instants import format_date, format_instant_utc, format_start
from opsflow.domain.time.zones import DAYS, weekday

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.rules.change_control import Freeze, Standing
    from opsflow.domain.time.zones import Zone
    from opsflow.services.records.coming_changes import Calendar, Coming
    from opsflow.services.session import Session

_COLUMNS = (
    Column("from"),
    Column("to"),
    Column("id", to_right=True),
    Column("kind"),
    Column("approval"),
    Column("in the way", gives_way=True, wraps=True),
    Column("title", gives_way=True),
    Column("service", gives_way=True, can_be_spared=True),
    Column("owner", gives_way=True, can_be_spared=True),
    Column("risk", can_be_spared=True),
    Column("state", can_be_spared=True),
)


def print_calendar(out: Printer, session: Session, found: Calendar) -> None:
    """Print what is coming; changes without a window are named below."""
    if out.answered("change-list", lambda: _document(found), lambda: [one.plan.item.id for one in found.changes]):
        return
    rows = [(one.begins or 0, 1, _change_row(out, session, one)) for one in found.changes]
    rows += [(freeze.start, 0, _freeze_row(out, session, freeze)) for freeze in found.freezes]
    print_table(out, _COLUMNS, [row for _, _, row in sorted(rows, key=lambda one: one[:2])])
    if not rows and out.is_terminal:
        out.talk(f"No change is planned up to {format_date(found.until, session.zone)}.")
    if found.undated:
        have, ids = "has" if len(found.undated) == 1 else "have", format_ids(found.undated)
        out.talk(f"{ids} {have} no window: `opsflow list id:{ids}`")


def _change_row(out: Printer, session: Session, one: Coming) -> list[Cell]:
    item, now = one.plan.item, session.clock()
    is_late = one.plan.end is not None and one.plan.end < now
    start, end = _window(out, session, one.plan.start, one.plan.end)
    hurdles = _in_the_way(one, is_late)
    return [
        Cell(start, "red" if is_late else ""),
        Cell(end, "red" if is_late else ""),
        Cell(str(item.id), "bold"),
        Cell(one.plan.kind, "red" if one.plan.kind == "emergency" else ""),
        _approval(one.standing),
        Cell(hurdles, "red" if hurdles else ""),
        Cell(item.title),
        Cell(item.service or ""),
        Cell(item.owner or ""),
        Cell(one.plan.risk, "red" if one.plan.risk == "high" else ""),
        Cell(item.stage or item.state),
    ]


def _freeze_row(out: Printer, session: Session, freeze: Freeze) -> list[Cell]:
    start, end = _window(out, session, freeze.start, freeze.end)
    goes_on = f" ({', '.join(freeze.allow)} allowed)" if freeze.allow else ""
    texts = (start, end, "", "freeze", "", "", freeze.name + goes_on, ", ".join(freeze.services) or "all", "", "", "")
    return [Cell(text, "blue" if text else "") for text in texts]


def _window(out: Printer, session: Session, start: int | None, end: int | None) -> tuple[str, str]:
    """Both sides of a window: whole in a pipe, on a terminal with the day of the week and no more than is needed."""
    zone = session.zone
    if not out.is_terminal:
        return "" if start is None else format_start(start, zone), "" if end is None else format_date(end, zone)
    begins = "" if start is None else _day(start, session, format_start)
    if end is None:
        return begins, ""
    if start is not None and zone.to_local(start)[:3] == zone.to_local(end)[:3]:
        return begins, "{:02d}:{:02d}".format(*zone.to_local(end)[3:5])
    return begins, _day(end, session, format_date)


def _day(at: int, session: Session, shown: Callable[[int, Zone], str]) -> str:
    """A day, without its year where that is the present one, such as `Tue 12-01 22:00`."""
    zone = session.zone
    day = zone.to_local(at)[:3]
    is_this_year = day[0] == zone.to_local(session.clock())[0]
    return f"{DAYS[weekday(*day)]} {shown(at, zone)[5 if is_this_year else 0 :]}"


def _approval(held: Standing) -> Cell:
    if held.rejected:
        return Cell(f"rejected by {held.rejected[0].approver}", "red")
    if held.is_complete:
        return Cell("approved", "green")
    return Cell(f"{len(held.approved)} of {held.needed}", "yellow")


def _in_the_way(one: Coming, is_late: bool) -> str:
    """What is in the way of a change, in a few words: other changes by id, freezes by name, a window that is over."""
    words = ["over"] if is_late else []
    others: dict[int, list[str]] = {}
    for clash in one.clashes:
        if clash.other is None:
            words.append(f"freeze {clash.name}")
        else:
            other = clash.other if clash.one.id == one.plan.item.id else clash.one
            others.setdefault(other.id, []).append(clash.kind)
    return ", ".join([*words, *[f"{key} (same {' and '.join(kinds)})" for key, kinds in others.items()]])


def _document(found: Calendar) -> dict[str, Any]:
    return {
        "until": format_instant_utc(found.until),
        "changes": [_change_document(one) for one in found.changes],
        "freezes": [_freeze_document(freeze) for freeze in found.freezes],
        "undated": list(found.undated),
    }


def _change_document(one: Coming) -> dict[str, Any]:
    return {
        "item": brief(one.plan.item),
        "kind": one.plan.kind,
        "service": one.plan.item.service,
        "risk": one.plan.risk or None,
        "window_start": instant(one.plan.start),
        "window_end": instant(one.plan.end),
        "approval": approval_document(one.standing),
        "conflicts": [clash_document(clash) for clash in one.clashes],
    }


def _freeze_document(freeze: Freeze) -> dict[str, Any]:
    return {
        "name": freeze.name,
        "start": format_instant_utc(freeze.start),
        "end": format_instant_utc(freeze.end),
        "services": list(freeze.services),
        "allow": list(freeze.allow),
    }
