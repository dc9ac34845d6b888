"""Limits of work in progress: per column, per owner, per class of service.

A limit is judged after the change, on what the command itself added to, so that a batch is judged as a whole.
"""

from __future__ import annotations

from opsflow.domain.policies import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.items import Item
    from opsflow.services.writing import Work

_RULE = "wip-limit"
_IN_PROGRESS = "item.category IN ('active', 'waiting')"


def watch(work: Work, item: Item, scope: str) -> None:
    """Remember what an item was added to: `all`, or just its `owner`."""
    settings = work.session.settings
    if settings.policies.is_off(_RULE):
        return
    state = work.workflow.state(item.state)
    if scope == "all" and item.state in settings.column_limits:
        work.entered.add(("column", item.state))
    if state.category not in ("active", "waiting"):
        return
    if item.owner and (item.owner in settings.owner_limits or settings.owner_limit is not None):
        work.entered.add(("owner", item.owner))
    if item.service_class in settings.class_limits:
        work.entered.add(("class", item.service_class))


def findings(work: Work) -> Iterable[Finding]:
    """The limits that the command has broken or left broken."""
    for scope, name in sorted(work.entered):
        limit = _limit(work, scope, name)
        count = _count(work, scope, name)
        if limit is not None and count > limit:
            yield _finding(work, scope, name, count, limit)
    work.entered.clear()


def _limit(work: Work, scope: str, name: str) -> int | None:
    settings = work.session.settings
    if scope == "column":
        return settings.column_limits.get(name)
    if scope == "class":
        return settings.class_limits.get(name)
    return settings.owner_limits.get(name, settings.owner_limit)


def _count(work: Work, scope: str, name: str) -> int:
    where, parameters = member_of(scope, name)
    return work.tx.count(where, parameters)


def member_of(scope: str, name: str) -> tuple[str, tuple[str]]:
    """The condition that picks what counts against a limit, with its parameter."""
    if scope == "column":
        return "item.state = ?", (name,)
    column = "owner" if scope == "owner" else "service_class"
    return f"item.{column} = ? AND item.is_open = 1 AND {_IN_PROGRESS}", (name,)


def _finding(work: Work, scope: str, name: str, count: int, limit: int) -> Finding:
    where = {"column": f"column {name}", "owner": f"{name}'s plate", "class": f"class {name}"}[scope]
    look = {"column": f"state:{name}", "owner": f"owner:{name} is:started", "class": f"class:{name} is:started"}[scope]
    level = work.session.settings.policies.level(_RULE)
    return Finding(
        _RULE,
        level,
        f"The {where} holds {count} items, its limit is {limit}.",
        tuple(work.changed),
        (f"opsflow list {look}", f"opsflow done {next(iter(work.changed), 'ID')}"),
    )
