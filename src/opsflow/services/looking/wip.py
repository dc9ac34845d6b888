"""Work in progress against its limits: who is over, by how much, since when, and who went on regardless and why."""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.looking.crossing import dated
from opsflow.services.work.limits import RULE, kept_as, member_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.domain.items import Item
    from opsflow.domain.settings import Settings
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session


class Override(Value):
    """Who went on against a limit, with which item, when (seconds since the epoch) and why."""

    item_id: int
    at: int
    actor: str
    reason: str


class Load(Value):
    """One limit: its scope (`column`, `owner` or `class`), what counts against it, and since when it is exceeded.

    `is_longer` says that it was exceeded before `since` already, longer than history is read for.
    """

    scope: str
    name: str
    limit: int
    items: tuple[Item, ...]
    since: int | None = None
    is_longer: bool = False
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
        found = dated(reader, standing(reader, session.settings))
        told = [_told(reader, load) if load.over else load for load in found]
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


def _told(reader: Reader, load: Load) -> Load:
    since = None if load.is_longer else load.since
    overrides = sorted(_overrides(reader, load, since), key=lambda held: (held.at, held.item_id))
    return load.replace(overrides=tuple(overrides))


def _overrides(reader: Reader, load: Load, since: int | None) -> Iterator[Override]:
    for event in reader.overrides([item.id for item in load.items], since or 0):
        reason = _reason(load, event.note or "")
        command = reader.command(event.command_id)
        if event.item_id is not None and reason is not None and command is not None:
            yield Override(event.item_id, event.happened_at, command.actor, reason)


def _reason(load: Load, note: str) -> str | None:
    """Why someone went on against this limit, `None` where it was another; older notes do not say which it was."""
    for beginning in (kept_as(load.scope, load.name), f"{RULE}: "):
        if note.startswith(beginning):
            return note.removeprefix(beginning)
    return None
