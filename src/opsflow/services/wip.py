"""Work in progress against its limits: who is over, by how much, since when, and who went on regardless and why."""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.limits import member_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.settings import Settings
    from opsflow.domain.workflow import Workflow
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Counts = Callable[[Item], bool]

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


def loads(session: Session) -> list[Load]:
    """Every limit there is, those of owners for whoever has work in progress; the most exceeded first."""
    with session.store.reader() as reader:
        found = [_load(reader, session, *limit) for limit in _limits(reader, session.settings)]
    return sorted(found, key=lambda load: (-load.over, load.scope, load.name))


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


def _load(reader: Reader, session: Session, scope: str, name: str, limit: int) -> Load:
    where, parameters = member_of(scope, name)
    items = tuple(reader.select(where, parameters, "item.entered_at, item.id"))
    if len(items) <= limit:
        return Load(scope, name, limit, items)
    since = _over_since(reader, _counts(scope, name, reader.workflow), len(items), limit)
    return Load(scope, name, limit, items, since, tuple(_overrides(reader, items, since)))


def _counts(scope: str, name: str, workflow: Workflow) -> Counts:
    if scope == "column":
        return lambda item: item.state == name

    def counts(item: Item) -> bool:
        is_in_progress = item.state in workflow and workflow.state(item.state).category in ("active", "waiting")
        return is_in_progress and (item.owner if scope == "owner" else item.service_class) == name

    return counts


def _over_since(reader: Reader, counts: Counts, count: int, limit: int) -> int | None:
    """When the limit was broken: history is read backwards until the items then counted did not exceed it."""
    held: dict[int, Item | None] = {}
    for event in reader.events("event.item_id IS NOT NULL", (), "event.seq DESC"):
        for change in reversed(event.changes):
            if change.entity != "item" or event.item_id is None:
                continue
            if event.item_id not in held:
                held[event.item_id] = reader.item(event.item_id)
            after = held[event.item_id]
            before = _before(event.item_id, after, change.before)
            held[event.item_id] = before
            count += int(before is not None and counts(before)) - int(after is not None and counts(after))
            if count <= limit:
                return event.happened_at
    return None


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
