"""Limits of work in progress: per column, per owner, per class of service.

A limit is judged after the change, on what the command itself added to, so that a batch is judged as a whole.
"""

from __future__ import annotations

from opsflow.domain.ids import format_ids
from opsflow.domain.rules.policies import WARN, Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.items import Item
    from opsflow.domain.settings import Settings
    from opsflow.services.writing import Work

SCOPES = ("column", "owner", "class")
_RULE = "wip-limit"
_IN_PROGRESS = "item.category IN ('active', 'waiting')"


def watch(work: Work, item: Item, scopes: Iterable[str] = SCOPES) -> None:
    """Remember what an item was added to, and have it judged when the command has done its work."""
    if work.session.settings.policies.is_off(_RULE):
        return
    in_progress = work.workflow.state(item.state).category in ("active", "waiting")
    names = {"column": item.state, "owner": item.owner, "class": item.service_class}
    for scope in scopes:
        name = names[scope]
        if name and (in_progress or scope == "column") and limit_of(work.session.settings, scope, name) is not None:
            if not work.entered:
                work.checks.append(lambda: findings(work))
            was_chosen = in_progress or bool(item.planned)
            work.entered[scope, name] = was_chosen or work.entered.get((scope, name), False)


def findings(work: Work) -> Iterable[Finding]:
    """The limits that the command has broken or left broken.

    Unplanned work that comes in is never turned away: where it alone fills a column, it is told and no more.
    """
    for (scope, name), was_chosen in sorted(work.entered.items()):
        limit = limit_of(work.session.settings, scope, name)
        count = _count(work, scope, name)
        if limit is not None and count > limit:
            level = work.session.settings.policies.level(_RULE)
            yield _finding(work, scope, name, count, limit, level if was_chosen else WARN)
    work.entered.clear()


def limit_of(settings: Settings, scope: str, name: str) -> int | None:
    """How many items may be in progress in a column, with an owner or in a class; `None` where there is no limit."""
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


def words_for(scope: str, name: str) -> str:
    """Filter words that find what counts against a limit."""
    return f"state:{name}" if scope == "column" else f"{scope}:{name} is:started"


def _finding(work: Work, scope: str, name: str, count: int, limit: int, level: str) -> Finding:
    where = {"column": f"column {name}", "owner": f"{name}'s plate", "class": f"class {name}"}[scope]
    return Finding(
        _RULE,
        level,
        f"The {where} holds {count} items, its limit is {limit}.",
        tuple(work.changed),
        (f"opsflow list {words_for(scope, name)}", *_way_out(work, scope, name, count - limit)),
    )


def _way_out(work: Work, scope: str, name: str, over: int) -> tuple[str, ...]:
    """Finishing as many as are too many, of those that are there for the longest."""
    where, parameters = member_of(scope, name)
    there = work.tx.select(where, parameters, "item.entered_at, item.id", over + len(work.changed))
    longest = [item.id for item in there if item.id not in work.changed][:over]
    return (f"opsflow done {format_ids(longest)}",) if longest else ()
