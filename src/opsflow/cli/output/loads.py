"""Limits of work in progress in print."""

from __future__ import annotations

from opsflow.cli.output.documents import brief
from opsflow.cli.output.item_json import instant
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.time.instants import format_date, format_instant_utc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.services.looking.wip import Load, Override
    from opsflow.services.session import Session

_COLUMNS = (
    Column("scope"),
    Column("name", gives_way=True),
    Column("wip", to_right=True),
    Column("limit", to_right=True),
    Column("over", to_right=True),
    Column("since"),
    Column("items", gives_way=True),
    Column("overridden", gives_way=True),
)


def print_loads(out: Printer, session: Session, found: Sequence[Load]) -> None:
    """Print each limit; overrides with who and why."""
    ids = {item.id for load in found for item in load.items}
    if out.answered("wip", lambda: _whole(found), lambda: sorted(ids)):
        return
    if found:
        print_table(out, _COLUMNS, [_row(session, load) for load in found])
    elif out.is_terminal:
        out.talk("No limit is exceeded.")


def _row(session: Session, load: Load) -> list[Cell]:
    from opsflow.domain.ids import format_ids

    since = format_date(load.since, session.zone) if load.since is not None else ""
    since = f"before {since}" if load.is_longer else since
    told = "; ".join([f"{format_ids(ids)} by {who}: {why}" for (who, why), ids in _alike(load.overrides).items()])
    return [
        Cell(load.scope),
        Cell(load.name),
        Cell(str(len(load.items))),
        Cell(str(load.limit)),
        Cell(f"+{load.over}" if load.over else "", "red"),
        Cell(since),
        Cell(format_ids([item.id for item in load.items]) if load.items else ""),
        Cell(told, "yellow"),
    ]


def _alike(overrides: Sequence[Override]) -> dict[tuple[str, str], list[int]]:
    """The items of overrides by the same person for the same reason."""
    found: dict[tuple[str, str], list[int]] = {}
    for held in overrides:
        found.setdefault((held.actor, held.reason), []).append(held.item_id)
    return found


def _whole(found: Sequence[Load]) -> dict[str, Any]:
    return {"limits": [_document(load) for load in found], "over": sum(load.over > 0 for load in found)}


def _document(load: Load) -> dict[str, Any]:
    return {
        "scope": load.scope,
        "name": load.name,
        "count": len(load.items),
        "limit": load.limit,
        "over": load.over,
        "since": instant(load.since),
        "longer": load.is_longer,
        "items": [brief(item) for item in load.items],
        "overrides": [
            {"item": held.item_id, "at": format_instant_utc(held.at), "by": held.actor, "reason": held.reason}
            for held in load.overrides
        ],
    }
