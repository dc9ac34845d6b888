"""Work in progress against its limits: who is over, by how much, since when, and who went on regardless and why."""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.limits import member_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.settings import Settings
    from opsflow.domain.workflow import Workflow
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Keys = frozenset[tuple[str, str]]

_RULE = "wip-limit: "


class Override(Value):
    """Who went on against a limit, with which item, when (seconds since the epoch) and why."""

    item_id: int
    at: int
    actor: str
    reason: str


class Load(Value):
    """One limit: its scope (`column`, `owner` or `class`), what counts against it, and since when it is exceeded."""

    scope: str
    name: str
    limit: int
    items: tuple[Item, ...]
    since: int | None = None
    overrides: tuple[Override, ...] = ()

    @property
    def over(self) -> int:
        """By how many items the limit is exceeded; 0 when it is kept."""
        return max(len(self.items) - self.limit, 0)


class Excess(Value):
    """A limit that is exceeded, and how many items count against it."""

    scope: str
    name: str
    limit: int
    count: int


def exceeded(reader: Reader, settings: Settings) -> list[Excess]:
    """Every limit that is exceeded now; nothing is read but numbers."""
    counted = [Excess(*limit, reader.count(*member_of(*limit[:2]))) for limit in _limits(reader, settings)]
    return [held for held in counted if held.count > held.limit]


def loads(session: Session) -> list[Load]:
    """Every limit there is, those of owners for whoever has work in progress; the most exceeded first."""
    with session.store.reader() as reader:
        found = standing(reader, session.settings)
        since = _over_since(reader, [load for load in found if load.over])
        told = [_told(reader, load, since.get((load.scope, load.name))) if load.over else load for load in found]
    return sorted(told, key=lambda load: (-load.over, load.scope, load.name))


def standing(reader: Reader, settings: Settings) -> list[Load]:
    """Every limit with what counts against it now, without a look into history."""
    return [_load(reader, *limit) for limit in _limits(reader, settings)]


def _limits(reader: Reader, settings: Settings) -> Iterator[tuple[str, str, int]]:
    for name, limit in settings.column_limits.items():
        if name in reader.workflow:
            yield "column", name, limit
    for name, limit in settings.class_limits.items():
        yield "class", name, limit
    owners: dict[str, int] = dict(settings.owner_limits)
    if settings.owner_limit is not None:
        busy = reader.groups("owner", "item.is_open = 1 AND item.category IN ('active', 'waiting')", ())
        owners.update({name: settings.owner_limit for name, _ in busy if name and name not in owners})
    for name, limit in owners.items():
        yield "owner", name, limit


def _load(reader: Reader, scope: str, name: str, limit: int) -> Load:
    where, parameters = member_of(scope, name)
    return Load(scope, name, limit, tuple(reader.select(where, parameters, "item.entered_at, item.id")))


def _told(reader: Reader, load: Load, since: int | None) -> Load:
    return load.replace(since=since, overrides=tuple(_overrides(reader, load.items, since)))


def _over_since(reader: Reader, exceeded: list[Load]) -> dict[tuple[str, str], int]:
    """When each limit was broken: history is read backwards, once, until what then counted did not exceed it."""
    found: dict[tuple[str, str], int] = {}
    left = {(load.scope, load.name): load.over for load in exceeded}
    held: dict[int, Item | None] = {}
    for event in (
        reader.events("event.item_id IS NOT NULL", (), "event.happened_at DESC, event.seq DESC") if left else ()
    ):
        for change in reversed(event.changes):
            if change.entity != "item" or event.item_id is None:
                continue
            if event.item_id not in held:
                held[event.item_id] = reader.item(event.item_id)
            after = held[event.item_id]
            before = held[event.item_id] = _before(event.item_id, after, change.before)
            _count_back(left, _counted(reader.workflow, before), _counted(reader.workflow, after))
            for key in [key for key, over in left.items() if over <= 0]:
                found[key] = event.happened_at
                del left[key]
        if not left:
            break
    return found


def _count_back(left: dict[tuple[str, str], int], before: Keys, after: Keys) -> None:
    for key in after - before:
        if key in left:
            left[key] -= 1
    for key in before - after:
        if key in left:
            left[key] += 1


def _counted(workflow: Workflow, item: Item | None) -> Keys:
    """The limits that an item counts against."""
    if item is None or item.state not in workflow:
        return frozenset()
    keys = {("column", item.state)}
    if workflow.state(item.state).category in ("active", "waiting"):
        keys |= {("owner", item.owner or ""), ("class", item.service_class)}
    return frozenset(keys)


def _before(item_id: int, after: Item | None, fields: Any) -> Item | None:
    from opsflow.domain.items import Item

    if fields is None:
        return None
    return Item(item_id, **fields) if after is None else after.replace(**fields)


def _overrides(reader: Reader, items: tuple[Item, ...], since: int | None) -> Iterator[Override]:
    for item in items:
        for event in reader.events("event.item_id = ? AND event.kind = 'overridden'", (item.id,)):
            if (event.note or "").startswith(_RULE) and event.happened_at >= (since or 0):
                command = reader.command(event.command_id)
                actor = command.actor if command else ""
                yield Override(item.id, event.happened_at, actor, (event.note or "").removeprefix(_RULE))
