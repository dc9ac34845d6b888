"""What checks found, in print, each thing with the reason why it is there."""

from __future__ import annotations

from opsflow.cli.output.documents import brief
from opsflow.cli.output.tables import Cell, Column, print_table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.services.looking.check_reasons import Entry, Group
    from opsflow.services.looking.checks import Found
    from opsflow.services.session import Session

_COLUMNS = (
    Column("check"),
    Column("id", to_right=True),
    Column("title", gives_way=True),
    Column("why", gives_way=True),
)


def print_checks(out: Printer, session: Session, found: Sequence[Found]) -> None:
    """Print each item and each line that a check found."""
    ids = dict.fromkeys([item.id for held in found for item in held.items])
    if not out.answered("check", lambda: _document(_explained(session, found)), lambda: ids):
        rows = [_row(group, entry) for group in _explained(session, found) for entry in group.entries]
        if not rows and out.is_terminal:
            out.talk("Nothing needs a look.")
        print_table(out, _COLUMNS, rows)


def _explained(session: Session, found: Sequence[Found]) -> list[Group]:
    from opsflow.services.looking.check_reasons import explained

    return [explained(session, held) for held in found]


def _row(group: Group, entry: Entry) -> list[Cell]:
    if entry.item is None:
        return [Cell(group.name), Cell(""), Cell(entry.text), Cell("")]
    return [Cell(group.name), Cell(str(entry.item.id), "bold"), Cell(entry.item.title), Cell(entry.text)]


def _document(groups: Sequence[Group]) -> dict[str, Any]:
    return {"fine": not any(group.entries for group in groups), "checks": [_group(held) for held in groups]}


def _group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "fine": not group.entries,
        "items": [{**brief(one.item), "why": one.text} for one in group.entries if one.item is not None],
        "said": [one.text for one in group.entries if one.item is None],
    }
