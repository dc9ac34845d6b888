"""Change control in print."""

from __future__ import annotations

from opsflow.cli.output.documents import brief
from opsflow.cli.output.item_json import instant
from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.rules.change_scores import POINTS
from opsflow.domain.text import percent
from opsflow.domain.time.instants import format_date, format_instant_utc, format_start, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.domain.rules.change_control import Plan, Standing
    from opsflow.domain.rules.change_scores import Score
    from opsflow.domain.rules.change_windows import Clash
    from opsflow.services.session import Session

_WAITING = (
    Column("id", to_right=True),
    Column("kind"),
    Column("state"),
    Column("owner", gives_way=True),
    Column("approved", to_right=True),
    Column("rejected by", gives_way=True),
    Column("due"),
    Column("title", gives_way=True),
)
_CLASHES = (
    Column("change", to_right=True),
    Column("with", gives_way=True),
    Column("because"),
    Column("from"),
    Column("to"),
)
_SCORES = (
    Column("service", gives_way=True),
    Column("changes", to_right=True),
    Column("closed as", gives_way=True, wraps=True),
    Column("incidents", to_right=True),
    Column("success", to_right=True),
)
"""On a terminal; in a pipe each code has a column of its own."""


def print_waiting(out: Printer, session: Session, found: Sequence[tuple[Plan, Standing]]) -> None:
    """Print changes that wait for approval."""
    if out.answered(
        "approvals", lambda: _waiting_document(session, found), lambda: [plan.item.id for plan, _ in found]
    ):
        return
    if not found and out.is_terminal:
        out.talk("No change waits for approval.")
        return
    print_table(out, _WAITING, [_waiting_row(session, plan, held) for plan, held in found])


def _waiting_document(session: Session, found: Sequence[tuple[Plan, Standing]]) -> dict[str, Any]:
    changes = [
        {**approval_document(held), "item": brief(plan.item), "kind": plan.kind, "overdue": _is_late(held, session)}
        for plan, held in found
    ]
    return {"changes": changes}


def _is_late(held: Standing, session: Session) -> bool:
    return held.due is not None and held.due < session.clock()


def _waiting_row(session: Session, plan: Plan, held: Standing) -> list[Cell]:
    item, late = plan.item, _is_late(held, session)
    return [
        Cell(str(item.id)),
        Cell(plan.kind, "red" if plan.kind == "emergency" else ""),
        Cell(item.stage or item.state),
        Cell(item.owner or ""),
        Cell(f"{len(held.approved)}/{held.needed}"),
        Cell(" ".join([one.approver for one in held.rejected]), "red"),
        Cell(relative(held.due, session.clock()) if held.due is not None else "", "red" if late else "yellow"),
        Cell(item.title),
    ]


def approval_document(held: Standing) -> dict[str, Any]:
    """Where the approval of a change stands."""
    return {
        "needed": held.needed,
        "approved": [_decision(one) for one in held.approved],
        "rejected": [_decision(one) for one in held.rejected],
        "complete": held.is_complete,
        "due": instant(held.due),
    }


def _decision(one: Any) -> dict[str, Any]:
    return {"by": one.approver, "at": format_instant_utc(one.at), "reason": one.reason}


def print_clashes(out: Printer, session: Session, found: Sequence[Clash]) -> None:
    """Print what is in whose way."""
    ids = sorted({held.id for clash in found for held in (clash.one, clash.other) if held is not None})
    if out.answered("change-conflicts", lambda: {"conflicts": [clash_document(clash) for clash in found]}, lambda: ids):
        return
    if not found and out.is_terminal:
        out.talk("No change is in the way of another.")
        return
    rows = [
        [
            Cell(str(clash.one.id)),
            Cell(f"{clash.other.id} {clash.other.title}" if clash.other else clash.name),
            Cell("freeze" if clash.other is None else f"{clash.kind} {clash.name}"),
            Cell(format_start(clash.start, session.zone)),
            Cell(format_date(clash.end, session.zone)),
        ]
        for clash in found
    ]
    print_table(out, _CLASHES, rows)


def clash_document(clash: Clash) -> dict[str, Any]:
    """One conflict; `other` is missing where it is with a freeze."""
    return {
        "item": brief(clash.one),
        "other": brief(clash.other) if clash.other else None,
        "because": clash.kind,
        "name": clash.name,
        "from": format_instant_utc(clash.start),
        "to": format_instant_utc(clash.end),
    }


def print_scores(out: Printer, found: Sequence[Score]) -> None:
    """Print how the changes of each service went."""
    if out.answered("change-score", lambda: {"services": [_score_document(held) for held in found]}):
        return
    if not found and out.is_terminal:
        out.talk("No change was closed with a code.")
        return
    rows = [
        [
            Cell(held.service or "-"),
            Cell(str(held.changes)),
            *_codes(held, out.is_terminal),
            Cell(str(held.incidents)),
            Cell(percent(held.success)),
        ]
        for held in found
    ]
    print_table(out, _SCORES, rows)


def _codes(held: Score, is_terminal: bool) -> list[Cell]:
    """How often each closing code was given: in words for a person, for a program number by number."""
    counts = {code: held.codes.get(code, 0) for code in POINTS}
    if is_terminal:
        return [Cell(", ".join([f"{count} {code}" for code, count in counts.items() if count]))]
    return [Cell(str(count)) for count in counts.values()]


def _score_document(held: Score) -> dict[str, Any]:
    return {
        "service": held.service or None,
        "changes": held.changes,
        "codes": dict(held.codes),
        "incidents": held.incidents,
        "success": round(held.success, 4),
    }
