"""One item enters a state: what the rules say against it, what changes of the item, and what follows elsewhere."""

from __future__ import annotations

from opsflow.domain.history.kinds import entering
from opsflow.domain.rules.policies import REFUSE
from opsflow.domain.rules.transitions import before_done, before_start
from opsflow.domain.workflow import CLOSED
from opsflow.services.work import limits

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding
    from opsflow.domain.workflow import State
    from opsflow.services.writing import Work


def enter_all(work: Work, items: Sequence[Item], target: State) -> None:
    """Move items into a state together: what waits for another of them waits no more."""
    among = {item.id for item in items}
    for item in items:
        enter(work, item, target, among)


def enter(work: Work, item: Item, target: State, among: Collection[int] = (), stage: str | None = None) -> None:
    """Move one item into a state and report what the rules say.

    `among` are ids that move in the same command. `stage` is a state of the item's type within the column; without it
    the first there.
    """
    if item.state == target.name and (stage is None or stage == item.stage):
        work.say(f"{item.id} is already {stage or target.name}.")
        return
    work.come_after(item.entered_at, f"{item.id} entered {item.state}")
    work.find(obstacles(work, item, target, among))
    fields = {} if item.state == target.name else _fields(work, item, target)
    if work.session.settings.is_record(item.type):
        from opsflow.services.records import stages as records

        fields["stage"] = stage or records.stage_in(work, item.type, target, item.stage)
        records.judge(work, item, target, fields["stage"])
    if _begins(item, target) and (item.is_blocked or item.held_at is not None or item.not_before is not None):
        from opsflow.services.work.marks import remark

        remark(work, item)
    moved = work.set(item, _kind(item, target), **fields)
    if item.state != target.name:
        limits.watch_move(work, item, moved)
    _follow(work, item, moved, target)


def _follow(work: Work, before: Item, moved: Item, target: State) -> None:
    """What a closing or a reopening brings with it."""
    ends_otherwise = before.category != target.category and (before.category in CLOSED or target.category in CLOSED)
    if ends_otherwise and _has_duplicates(work, moved):
        from opsflow.services.records.stages import settle_duplicates

        settle_duplicates(work, moved, target)
    if target.category == "done" and moved.type == "problem":
        from opsflow.services.records.stages import tell_followers

        tell_followers(work, moved)
    if before.category in CLOSED and target.category not in CLOSED and work.session.settings.is_record(moved.type):
        from opsflow.services.records.stages import forget_closing

        forget_closing(work, moved)


def _begins(item: Item, target: State) -> bool:
    """Whether work on the item begins, or begins again, in a state."""
    return target.category == "active" and item.category not in ("active", "waiting")


def _has_duplicates(work: Work, item: Item) -> bool:
    return any(link.kind == "duplicate-of" and link.other_id == item.id for link in work.tx.links([item.id]))


def _kind(item: Item, target: State) -> str:
    if item.state == target.name:
        return "moved"
    return entering(item.category, target.category, item.started_at is not None)


def _fields(work: Work, item: Item, target: State) -> dict[str, Any]:
    fields: dict[str, Any] = {"state": target.name, "entered_at": work.at}
    if target.category == "active" and item.started_at is None:
        fields["started_at"] = work.at
    if target.category == "done":
        fields["finished_at"] = work.at
        fields["started_at"] = item.started_at if item.started_at is not None else work.at
    elif item.finished_at is not None:
        fields["finished_at"] = None
    if target.category in CLOSED and item.is_blocked:
        fields.update(blocked_at=None, blocked_reason=None)
    if target.category in CLOSED and item.held_at is not None:
        fields.update(held_at=None, hold_reason=None)
    return fields


def obstacles(work: Work, item: Item, target: State, among: Collection[int] = ()) -> list[Finding]:
    """What the rules say against moving the item into a state."""
    policies = work.session.settings.policies
    if item.state == target.name:
        return []
    if _begins(item, target):
        return before_start(item, _waiting_for(work, item), policies, work.finishing)
    if target.category == "done":
        criteria = work.tx.criteria([item.id]).get(item.id, []) if item.criteria_total else []
        open_criteria = [criterion for criterion in criteria if criterion.state == "open"]
        children = [child for child in work.tx.children(item.id) if child.is_open and child.id not in among]
        waiting_for = _waiting_for(work, item, among)
        return before_done(item, open_criteria, waiting_for, children, policies, work.finishing)
    return []


def refusals(work: Work, item: Item, target: State, coming: Mapping[str, str] | None = None) -> list[Finding]:
    """What refuses to let an item into a state now: the rules, and those of its type. Nothing of it is reported.

    `coming` are fields that it is to be given then.
    """
    findings, notes = work.findings, work.notes
    work.findings, work.notes = obstacles(work, item, target), []
    if work.session.settings.is_record(item.type):
        from opsflow.services.records import stages as records

        stage = records.stage_in(work, item.type, target, item.stage)
        records.judge(work, item, target, stage, coming)
    found, work.findings, work.notes = work.findings, findings, notes
    return [finding for finding in found if finding.level == REFUSE]


def _waiting_for(work: Work, item: Item, among: Collection[int] = ()) -> list[Item]:
    """The dependencies that are not done. `among` are ids that the same command finishes."""
    if not item.waiting_for:
        return []
    ids = [edge.depends_on for edge in work.tx.dependencies([item.id]) if edge.depends_on not in among]
    return [other for other in work.tx.items(ids).values() if other.category != "done"]
