"""The JSON that commands print. Its shape is a contract: `docs/json.md`, and schemas by `opsflow schema`."""

from __future__ import annotations

from opsflow.cli.output.item_json import instant, item_document
from opsflow.cli.output.printing import envelope

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.alerts import Tally
    from opsflow.domain.items import Criterion, Dependency, Item, Link, Note
    from opsflow.domain.rules.policies import Finding
    from opsflow.services.looking.queries import Detail
    from opsflow.services.outcome import Outcome


def criterion_document(criterion: Criterion) -> dict[str, Any]:
    """One criterion."""
    return {
        "number": criterion.number,
        "text": criterion.text,
        "state": criterion.state,
        "closed": instant(criterion.closed_at),
        "by": criterion.closed_by,
        "evidence": criterion.evidence,
        "reason": criterion.reason,
        "check": criterion.check_command,
    }


def criteria_document(detail: Detail) -> dict[str, Any]:
    """The criteria of one item."""
    return {"item": detail.item.id, "criteria": [criterion_document(criterion) for criterion in detail.criteria]}


def note_document(note: Note) -> dict[str, Any]:
    """One note."""
    return {"number": note.number, "at": instant(note.written_at), "by": note.author, "text": note.text}


def brief(item: Item) -> dict[str, Any]:
    """An item named beside another."""
    return {"id": item.id, "title": item.title, "state": item.state, "category": item.category, "owner": item.owner}


def link_document(link: Link) -> dict[str, Any]:
    """One link, in the direction in which it was made."""
    return {"from": link.item_id, "kind": link.kind, "to": link.other_id}


def detail_document(detail: Detail, approval: dict[str, Any] | None = None) -> dict[str, Any]:
    """One item with everything around it; `approval` tells where that of a change stands."""
    return {
        **item_document(detail.item, detail.tags, detail.custom),
        "definition_of_done": [criterion_document(criterion) for criterion in detail.criteria],
        "notes": [note_document(note) for note in detail.notes],
        "links": [link_document(link) for link in detail.links],
        "depends_on": [brief(item) for item in detail.depends_on],
        "dependents": [brief(item) for item in detail.dependents],
        "children": [brief(item) for item in detail.children],
        "clocks": _clocks(detail),
        "approval": approval,
        "conflicts": _conflicts(detail),
        "alert": _tally(detail.tally, detail.over_at),
    }


def _tally(tally: Tally | None, over_at: int | None) -> dict[str, Any] | None:
    if tally is None:
        return None
    return {
        "occurrences": tally.occurrences,
        "first_seen": instant(tally.first_seen_at),
        "last_seen": instant(tally.last_seen_at),
        "over": instant(over_at),
    }


def _clocks(detail: Detail) -> list[dict[str, Any]]:
    if not detail.clocks:
        return []
    from opsflow.cli.output.clocks import clock_document

    return [clock_document(held) for held in detail.clocks]


def _conflicts(detail: Detail) -> list[dict[str, Any]]:
    if not detail.clashes:
        return []
    from opsflow.cli.output.changes import clash_document

    return [clash_document(clash) for clash in detail.clashes]


def edge_document(edge: Dependency) -> dict[str, Any]:
    """One dependency."""
    return {"item": edge.item_id, "depends_on": edge.depends_on}


def finding_document(finding: Finding) -> dict[str, Any]:
    """What one rule found."""
    return {
        "rule": finding.rule,
        "level": finding.level,
        "message": finding.message,
        "items": list(finding.items),
        "remedies": [remedy.command for remedy in finding.remedies],
    }


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """What a write did."""
    body = {
        "name": outcome.name,
        "command": outcome.command,
        "items": list(outcome.items),
        "done": list(outcome.lines),
        "notes": list(outcome.notes),
        "findings": [finding_document(finding) for finding in outcome.findings],
        "freed": list(outcome.freed),
        "dry_run": outcome.dry_run,
        "replayed": outcome.replayed,
    }
    return envelope("outcome", body)


def error_document(
    status: int,
    message: str,
    findings: Sequence[Finding] = (),
    source: str | None = None,
    offset: int | None = None,
    problems: Sequence[str] = (),
) -> dict[str, Any]:
    """Why a command did not do what it was asked; `problems` are those of a configuration, one by one."""
    told = [finding_document(finding) for finding in findings]
    where = {"source": source, "offset": offset}
    return envelope(
        "error", {"status": status, "message": message, "findings": told, **where, "problems": list(problems)}
    )
