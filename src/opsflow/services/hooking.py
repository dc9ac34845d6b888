"""Commands of a site around a change: asked before it, outside of any transaction, and told after it.

A change is rehearsed first, so that hooks hear what would happen; when it is made for good, it has to be the same
change to the same versions of the same items. Alerts of one key that come in side by side overtake each other, and none
may be lost: they ask anew where it matters.
"""

from __future__ import annotations

from opsflow.domain.errors import UNCHANGED, Conflict, OpsflowError, Refused
from opsflow.domain.programs import filled
from opsflow.domain.value import Value
from opsflow.services.writing import WARNED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any, Protocol

    from opsflow.domain.history.changes import Change
    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.writing import Work

    class Hooks(Protocol):
        """What runs the commands of a site. Each answers with what is to be told; nothing means that all is well."""

        notify: Sequence[Mapping[str, Any]]

        def wanted(self, phase: str, kinds: Sequence[str]) -> bool:
            """Whether there is a hook for one of these kinds of events in this phase, `pre` or `post`."""
            ...

        def call(self, phase: str, kinds: Sequence[str], text: str) -> list[str]:
            """Run the hooks for these kinds, with the text on stdin."""
            ...

        def send(self, words: Sequence[str], text: str, seconds: float) -> list[str]:
            """Run a notification."""
            ...

        def untrusted(self) -> list[str]:
            """Say what was called for and did not run, in either phase, since it waits for trust."""
            ...

    Run = Callable[[WriteOptions, Callable[[Work], None] | None], Outcome]

VERSION = 1
_MOST_NOTIFICATIONS = 20
_MOST_TRIES = 20
_COUNTED = "alert-seen"
_SHOWN = (
    "id", "uid", "title", "type", "planned", "state", "category", "project", "service", "service_class", "impact",
    "urgency", "priority", "stage", "due", "owner", "parent_id", "alert_key", "blocked_reason", "hold_reason",
)  # fmt: skip
_VARIABLES = ("kind", "actor", "note", *_SHOWN)


class Planned(Value):
    """An event that a command is about to record."""

    item_id: int | None
    kind: str
    happened_at: int
    changes: tuple[Change, ...]
    note: str | None


class Plan(Value):
    """What a command is about to record: its events, and the items as they would be."""

    events: tuple[Planned, ...]
    items: dict[int, Item]
    by_key: bool = False

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its events, each once."""
        return tuple(dict.fromkeys([event.kind for event in self.events]))

    @property
    def is_alert(self) -> bool:
        """Whether it is an alert that comes in or is over: it was named by its key."""
        return self.by_key or any(change.entity == "alert" for event in self.events for change in event.changes)

    def fingerprint(self) -> tuple[object, ...]:
        """What has to be the same when it is made for good: kinds, and the versions that the items had before.

        One more occurrence of an alert is the same change whatever was done to its item, and so is any change whatever
        else a rule warns of meanwhile.
        """
        kinds: dict[int | None, list[str]] = {}
        for event in self.events:
            kinds.setdefault(event.item_id, []).append(event.kind)
        born = {key for key, held in kinds.items() if "created" in held}
        counted = {key for key, held in kinds.items() if [kind for kind in held if kind != WARNED] == [_COUNTED]}
        made = [event for event in self.events if event.kind != WARNED]
        events = [(event.kind, 0 if event.item_id in born else event.item_id or 0) for event in made]
        before = [
            (key, item.version - len(kinds[key]))
            for key, item in self.items.items()
            if key not in born and key not in counted
        ]
        return tuple(sorted(events)), tuple(sorted(before))


class Forbidden(Refused):
    """A hook said no. What brings several things at once leaves out the one that is forbidden."""

    @property
    def words(self) -> str:
        """What the hook said, without what came of it."""
        return self.message.removesuffix(f" {UNCHANGED}")


class _Overtaken(Conflict):
    """Another alert of the same key came in while the hooks were asked about this one."""


def performed(session: Session, hooks: Hooks, name: str, options: WriteOptions, run: Run) -> Outcome:
    """Carry out a command with its hooks. `run` carries it out, and shows the work to a function before it commits.

    Raises `Refused` when a hook says no, and `Conflict` when the items were changed while the hooks were asked.
    """
    for _ in range(_MOST_TRIES - 1):
        try:
            return _performed(session, hooks, name, options, run)
        except _Overtaken:
            continue
    return _performed(session, hooks, name, options, run)


def _performed(session: Session, hooks: Hooks, name: str, options: WriteOptions, run: Run) -> Outcome:
    plans: list[Plan] = []
    first: Plan | None = None
    if hooks.wanted("pre", ("*",)):
        rehearsed = run(options.replace(dry_run=True), lambda work: plans.append(plan(work)))
        if not plans or rehearsed.replayed or options.dry_run:
            return rehearsed
        first = plans.pop()
        said = hooks.call("pre", first.kinds, _text(session, name, options, "pre", first, None))
        if said:
            raise Forbidden(f"{' '.join(said)} {UNCHANGED}")

    def keep(work: Work) -> None:
        plans.append(plan(work))
        if first is not None and plans[-1].fingerprint() != first.fingerprint():
            kind = _Overtaken if first.is_alert and plans[-1].is_alert else Conflict
            raise kind("The items were changed while the hooks were asked. Nothing was changed; repeat the command.")

    outcome = run(options, keep)
    if outcome.command is None or not plans:
        return outcome
    return outcome.replace(notes=(*outcome.notes, *_told(session, hooks, name, options, plans[-1], outcome.command)))


def plan(work: Work) -> Plan:
    """What the command is about to record."""
    events = tuple([Planned(*held) for held in work.tx.planned()])
    ids = [event.item_id for event in events if event.item_id is not None]
    return Plan(events, work.tx.items(dict.fromkeys(ids)), work.by_key)


def _told(session: Session, hooks: Hooks, name: str, options: WriteOptions, made: Plan, command: int) -> list[str]:
    """Tell the hooks and send the notifications. What goes wrong is said, and harms nothing: the command is kept."""
    said: list[str] = []
    text = _text(session, name, options, "post", made, command)
    try:
        if hooks.wanted("post", made.kinds):
            said += hooks.call("post", made.kinds, text)
        for table in hooks.notify:
            said += _notified(session, hooks, table, made, text)
        said += hooks.untrusted()
    except KeyboardInterrupt:
        said.append("hooks: interrupted; what they were called for is kept")
    return said


def _notified(session: Session, hooks: Hooks, table: Mapping[str, Any], made: Plan, text: str) -> list[str]:
    try:
        return _notify(session, hooks, table, made, text)
    except OpsflowError as error:
        return [f"notify: {error.message}"]


def misplaced_variable(command: Sequence[str]) -> str:
    """What is wrong with a notification in which a title, say, would be run as a program; nothing where none would."""
    from opsflow.domain.programs import run_as_program

    word = run_as_program(command, _VARIABLES)
    return word and (
        f"what is filled into {word!r} would be run as a program; hand it over as a word of its own behind the script, "
        """as in ["sh", "-c", 'echo "$1"', "sh", "{title}"], or read the JSON on stdin"""
    )


def _notify(session: Session, hooks: Hooks, table: Mapping[str, Any], made: Plan, text: str) -> list[str]:
    if problem := misplaced_variable(table["command"]):
        return [f"notify: not sent: {problem}."]
    kinds = table["on"]
    wanted = [event for event in made.events if event.kind in kinds or "*" in kinds]
    if table["where"] and wanted:
        picked = _picked(session, table["where"], [event.item_id for event in wanted if event.item_id is not None])
        wanted = [event for event in wanted if event.item_id in picked]
    said: list[str] = []
    for event in wanted[:_MOST_NOTIFICATIONS]:
        variables = _variables(session, event, made)
        words = [_word(word, filled(word, variables)) for word in table["command"]]
        said += hooks.send(words, text, table["seconds"])
    if len(wanted) > _MOST_NOTIFICATIONS:
        said.append(f"notify: {len(wanted) - _MOST_NOTIFICATIONS} more of this command were not sent one by one.")
    return said


def _word(written: str, whole: str) -> str:
    """A word of a command. What was filled in does not make an option of it."""
    return f" {whole}" if whole.startswith("-") and not written.startswith("-") else whole


def _picked(session: Session, where: str, ids: Sequence[int]) -> set[int]:
    from opsflow.domain.filters import parse_filter

    with session.store.reader() as reader:
        context = session.filter_context(reader.workflow)
        condition, parameters = reader.condition(parse_filter(where, context), context)
        picked: set[int] = set()
        for item_id in dict.fromkeys(ids):
            picked.update(reader.ids(f"item.id = ? AND ({condition})", (item_id, *parameters)))
        return picked


def _variables(session: Session, event: Planned, made: Plan) -> dict[str, str]:
    item = made.items.get(event.item_id) if event.item_id is not None else None
    shown = {} if item is None else {name: getattr(item, name) for name in _SHOWN}
    values = {"kind": event.kind, "actor": session.actor, "note": event.note, **shown}
    return {name: "" if value is None else str(value).replace("\0", "") for name, value in values.items()}


def _text(session: Session, name: str, options: WriteOptions, phase: str, made: Plan, command: int | None) -> str:
    """The change as JSON; `docs/cron.md` says what is in it."""
    from opsflow.domain.history.canonical import canonical

    header = {
        "id": command,
        "name": name,
        "actor": session.actor,
        "login": session.login,
        "host": session.host,
        "origin": session.origin,
        "reason": options.reason,
    }
    items = [{field: getattr(item, field) for field in _SHOWN} for item in made.items.values()]
    events = [
        {
            "item": event.item_id,
            "kind": event.kind,
            "happened_at": event.happened_at,
            "note": event.note,
            "changes": event.changes,
        }
        for event in made.events
    ]
    body = {"version": VERSION, "phase": phase, "command": header, "events": events, "items": items}
    return canonical(body)
