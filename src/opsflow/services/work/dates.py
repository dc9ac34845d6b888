"""Dependencies before dates: a due date earlier than the chain in front of it allows is pointed out at once.

What an item depends on can be finished no earlier than all of its own chain, one estimate after the other in working
time, and no earlier than its own due date says. Working time is that of the default calendar when there is one.

An item that is due before it may be started is pointed out too.
"""

from __future__ import annotations

from opsflow.domain.rules.policies import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.items import Item
    from opsflow.services.writing import Work

_RULE = "dates-after-dependencies"


def watch(work: Work, item_id: int) -> None:
    """Have the dates of an item, and of the items that wait for it, looked at once the command has done its work."""
    if not work.session.settings.policies.is_off(_RULE):
        work.checks.append(lambda: _findings(work, item_id))


def notice_order(work: Work, item_id: int, due: int | None, not_before: int | None) -> None:
    """Say so when an item is due before it may be started."""
    if due is None or not_before is None or due >= not_before:
        return
    from opsflow.domain.time.instants import format_date, format_start

    zone = work.session.zone
    begins = format_start(not_before, zone)
    work.say(
        f"{item_id} is due {format_date(due, zone)}, and not to be started before {begins}. To change one of them: "
        f"`opsflow edit {item_id} due:{begins.replace(' ', 'T')}`, or not-before:DATE."
    )


def _findings(work: Work, item_id: int) -> Iterable[Finding]:
    ids = [item_id, *[edge.item_id for edge in work.tx.dependents([item_id])]]
    for item in work.tx.items(ids).values():
        if item.due is not None and item.is_open and item.waiting_for:
            late = _latest(work, item)
            if late is not None and late[0] > item.due:
                yield _finding(work, item, *late)


def _latest(work: Work, item: Item) -> tuple[int, Item] | None:
    """The earliest instant at which all of the item's dependencies can be finished, and the one that is last."""
    from opsflow.domain.rules.dependencies import closure

    edges = closure([item.id], work.tx.dependencies)
    nodes = work.tx.items({edge.depends_on for edge in edges})
    below: dict[int, list[int]] = {}
    for edge in edges:
        below.setdefault(edge.item_id, []).append(edge.depends_on)
    finish: dict[int, int] = {}
    for item_id in _leaves_first(item.id, below):
        node = nodes.get(item_id)
        if node is not None and node.category != "done":
            begin = max([finish.get(other, work.now) for other in below.get(item_id, [])], default=work.now)
            finish[item_id] = max(_after(work, begin, node.estimate_likely or 0), node.due or 0)
    direct = [other for other in below.get(item.id, []) if other in finish]
    if not direct:
        return None
    last = max(direct, key=lambda other: finish[other])
    return finish[last], nodes[last]


def _leaves_first(root: int, below: dict[int, list[int]]) -> list[int]:
    """The nodes under `root`, each after those it depends on."""
    order: list[int] = []
    seen: set[int] = set()
    stack = [(root, False)]
    while stack:
        node, is_left = stack.pop()
        if is_left:
            order.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            stack.extend([(other, False) for other in below.get(node, [])])
    return order


def _after(work: Work, begin: int, minutes: int) -> int:
    """The instant when so much working time has passed, by the calendar if there is one.

    Without one, whole days skip the days off, and the rest counts as it is.
    """
    settings = work.session.settings
    if settings.calendar is not None:
        from opsflow.services.time.calendars import default_calendar

        calendar = default_calendar(settings)
        return begin if calendar is None else calendar.after(begin, minutes * 60)
    days, rest = divmod(minutes, settings.day_minutes)
    weeks, days = divmod(days, settings.week_days)
    instant = begin + weeks * 7 * 86400
    while days:
        instant += 86400
        weekday = (instant // 86400 + 3) % 7  # 1970-01-01 was a Thursday
        if weekday < settings.week_days:
            days -= 1
    return instant + rest * 60


def _finding(work: Work, item: Item, finish: int, last: Item) -> Finding:
    from opsflow.domain.rules.remedies import change
    from opsflow.domain.time.instants import format_date

    zone = work.session.zone
    earliest = format_date(finish, zone)
    why = f"is due {earliest}" if finish == last.due else f"takes until {earliest} by the estimates"
    return Finding(
        _RULE,
        work.session.settings.policies.level(_RULE),
        f"{item.id} is due {format_date(item.due or 0, zone)}, but {last.id}, which it depends on, {why}.",
        (item.id, last.id),
        (change(item.id, [("due", earliest.replace(" ", "T"))]),),
        hurdles=(last.id,),
    )
