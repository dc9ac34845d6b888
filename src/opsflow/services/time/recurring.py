"""Rules by which work comes again: making, looking ahead, pausing, skipping. `generating` makes the items."""

from __future__ import annotations

from opsflow.domain.errors import NotFound, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.history.signals import RECURRED
from opsflow.domain.recurrence.occurrences import after_completion, following
from opsflow.domain.recurrence.rules import Recurrence
from opsflow.domain.value import Value
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from opsflow.domain.recurrence.occurrences import Expand, IsWorked
    from opsflow.domain.time.zones import Zone
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session
    from opsflow.services.time.recurrence_rules import When
    from opsflow.services.work.templates import Part


LONGEST_NAME = 60


class Almanac(Value):
    """What tells when a rule comes again: zones by name, rules spelled out, and the days that are worked."""

    zone_for: Callable[[str], Zone]
    expand: Expand
    is_worked: IsWorked

    def following(self, held: Recurrence, after: int) -> int | None:
        """The first occurrence of a rule later than an instant, or `None`."""
        return following(held, after, self.zone_for(held.zone), self.expand, self.is_worked)

    def after_completion(self, held: Recurrence, closed: int) -> int | None:
        """When a rule comes whose last items were closed at an instant, or `None`."""
        return after_completion(held, closed, self.zone_for(held.zone), self.is_worked)


class Standing(Value):
    """A rule, the open items that came of it, and when the next ones come as far as that is known."""

    recurrence: Recurrence
    open_items: tuple[int, ...]
    next_at: int | None


def add(session: Session, held: Recurrence, begin: int, almanac: Almanac, options: WriteOptions = PLAIN) -> Outcome:
    """Keep a new rule. Its first occurrence is the first at or after `begin`."""
    checked_name(held.name)

    def body(work: Work) -> None:
        if work.tx.recurrences("name = ?", (held.name,)):
            raise UsageError(
                f"There is a recurrence {held.name} already. Choose another name, or `opsflow recur remove` it."
            )
        first = held.starts_at if held.mode != "calendar" else almanac.following(held, begin - 1)
        fields = {name: value for name, value in _fields(held.replace(next_at=first)).items() if value is not None}
        work.tx.record(None, "recurrence-added", [Change("recurrence", held.name, None, fields)], work.at)
        work.lines.append(f"added the recurrence {held.name}: {held.words}{_next(work, first)}")
        _tell_unfilled(work, held)

    return perform(session, "recur add", options, body)


def edit(
    session: Session,
    name: str,
    when: When,
    parts: Sequence[Part] | None,
    begin: int | None,
    almanac: Almanac,
    options: WriteOptions = PLAIN,
) -> Outcome:
    """Change when a rule comes, what it makes, or both; what is not given stays, and so do the items that came of it.

    A rule that is to come at other times comes first at or after `begin`, else from now on.
    """
    from opsflow.services.time.recurrence_rules import changed

    def body(work: Work) -> None:
        held = named(work.tx, name)
        since = held.starts_at if when.every is None and when.after_done is None else work.now
        made = changed(held, when, parts, since if begin is None else begin, almanac)
        if begin is not None or made.replace(template=held.template) != held:
            made = made.replace(next_at=_ahead(made, held, max(work.now, begin or 0), almanac))
        fields = {field: getattr(made, field) for field in made._fields[1:]}
        change(work, held, "recurrence-edited", **fields)
        if made == held:
            work.say(f"{name} is so already.")
        else:
            work.lines.append(f"edited the recurrence {name}{_next(work, made.next_at)}")
            _tell_unfilled(work, made)

    return perform(session, "recur edit", options, body)


def _tell_unfilled(work: Work, held: Recurrence) -> None:
    """Say which words in braces will stand in titles and fields as they are."""
    from opsflow.domain.programs import unfilled
    from opsflow.domain.recurrence.rules import VARIABLES
    from opsflow.services.time.recurrence_rules import legible

    drafts = [part.draft for part in legible(held.template) or ()]
    texts = [text for draft in drafts for text in (draft.title, *[value for _, value in draft.values])]
    left = list(dict.fromkeys([name for text in texts for name in unfilled(text, VARIABLES)]))
    if left:
        known = ", ".join([f"{{{name}}}" for name in VARIABLES])
        work.say(f"{', '.join(left)} will stand there as it is: what is filled in here is {known}.")


def _ahead(made: Recurrence, held: Recurrence, since: int, almanac: Almanac) -> int | None:
    """When an edited rule comes next; one that comes after completion keeps what it waits for."""
    if made.mode == "calendar":
        return almanac.following(made, since - 1)
    return held.next_at if held.mode == made.mode else None


def remove(session: Session, name: str, options: WriteOptions = PLAIN) -> Outcome:
    """Forget a rule. The items that came of it stay."""

    def body(work: Work) -> None:
        held = named(work.tx, name)
        fields = {key: value for key, value in _fields(held).items() if value is not None}
        work.tx.record(None, "recurrence-removed", [Change("recurrence", name, fields, None)], work.at)
        work.lines.append(f"removed the recurrence {name}")

    return perform(session, "recur remove", options, body)


def pause(session: Session, name: str, options: WriteOptions = PLAIN) -> Outcome:
    """Let a rule rest: nothing comes of it until it is resumed."""

    def body(work: Work) -> None:
        held = named(work.tx, name)
        if held.paused_at is not None:
            work.say(f"{name} rests already.")
        else:
            change(work, held, "recurrence-paused", paused_at=work.at)
            work.lines.append(f"paused the recurrence {name}")

    return perform(session, "recur pause", options, body)


def resume(session: Session, name: str, almanac: Almanac, options: WriteOptions = PLAIN) -> Outcome:
    """Let a rule go on, from the next occurrence on: what it would have brought meanwhile does not come."""

    def body(work: Work) -> None:
        held = named(work.tx, name)
        if held.paused_at is None:
            work.say(f"{name} does not rest.")
            return
        ahead = held.next_at
        if held.mode == "calendar":
            ahead = almanac.following(held, max(work.at, held.starts_at - 1))
        change(work, held, "recurrence-resumed", paused_at=None, next_at=ahead)
        work.lines.append(f"resumed the recurrence {name}{_next(work, ahead)}")

    return perform(session, "recur resume", options, body)


def skip(session: Session, name: str, almanac: Almanac, count: int = 1, options: WriteOptions = PLAIN) -> Outcome:
    """Leave out the next occurrences of a rule."""

    def body(work: Work) -> None:
        held = named(work.tx, name)
        if held.next_at is None or held.mode != "calendar":
            raise UsageError(f"{name} has no next occurrence to skip. `opsflow recur list` shows what comes.")
        ahead: int | None = held.next_at
        skipped: list[int] = []
        while ahead is not None and len(skipped) < count:
            skipped.append(ahead)
            ahead = almanac.following(held, ahead)
        change(work, held, "recurrence-skipped", next_at=ahead)
        ends = [_date(work, at) for at in dict.fromkeys((*skipped[:1], *skipped[-1:]))]
        work.lines.append(f"skipped {len(skipped)} of the recurrence {name} ({' to '.join(ends)}){_next(work, ahead)}")

    return perform(session, "recur skip", options, body)


def listing(session: Session, almanac: Almanac) -> list[Standing]:
    """Every rule, with the open items that came of it."""
    with session.store.reader() as reader:
        return [_standing(reader, held, almanac) for held in reader.recurrences()]


def standing(session: Session, name: str, almanac: Almanac) -> Standing:
    """One rule, with the open items that came of it."""
    with session.store.reader() as reader:
        return _standing(reader, named(reader, name), almanac)


def _standing(reader: Reader, held: Recurrence, almanac: Almanac) -> Standing:
    return Standing(held, tuple(open_items(reader, held.name)), coming(reader, held, almanac))


def coming(reader: Reader, held: Recurrence, almanac: Almanac) -> int | None:
    """When a rule comes next: by its calendar, or some time after the last was closed; `None` while one is open."""
    if held.mode == "calendar" or held.next_at is not None:
        return held.next_at
    name = RECURRED + held.name
    if next(iter(reader.signalled(name, only_open=True, limit=1)), None) is not None:
        return None
    last = next(iter(reader.signalled(name, limit=1)), None)
    if last is None:
        return held.starts_at
    closed = last.finished_at if last.finished_at is not None else last.entered_at
    return almanac.after_completion(held, closed)


def preview(session: Session, name: str, almanac: Almanac, count: int) -> list[int]:
    """The next occurrences of a rule, as instants."""
    with session.store.reader() as reader:
        held = named(reader, name)
        ahead = coming(reader, held, almanac)
    found: list[int] = []
    while ahead is not None and len(found) < count:
        found.append(ahead)
        ahead = almanac.following(held, ahead) if held.mode == "calendar" else None
    return found


def named(reader: Reader, name: str) -> Recurrence:
    """The rule of that name. Raises `NotFound` with the nearest ones."""
    found = reader.recurrences("name = ?", (name,))
    if found:
        return found[0]
    from opsflow.domain.nearest import no_such

    raise NotFound(no_such("recurrence", name, [held.name for held in reader.recurrences()]))


def open_items(reader: Reader, name: str) -> list[int]:
    """The open items that came of a rule."""
    return sorted([item.id for item in reader.signalled(RECURRED + name, only_open=True)])


def change(work: Work, held: Recurrence, kind: str, **fields: Any) -> None:
    """Change fields of a rule, as one event of the store."""
    differing = [name for name in fields if getattr(held, name) != fields[name]]
    before = {name: getattr(held, name) for name in differing}
    after = {name: fields[name] for name in differing}
    if differing:
        work.tx.record(None, kind, [Change("recurrence", held.name, before, after)], work.at)


def _fields(held: Recurrence) -> dict[str, Any]:
    return dict(zip(held._fields[1:], held.as_tuple()[1:], strict=True))


def _next(work: Work, instant: int | None) -> str:
    return "; no more of it" if instant is None else f"; next {_date(work, instant)}"


def _date(work: Work, instant: int) -> str:
    from opsflow.domain.time.instants import format_date

    return format_date(instant, work.session.zone)


def checked_name(name: str) -> None:
    """Raise `UsageError` for what cannot be the name of a rule."""
    if not name or len(name) > LONGEST_NAME or not all(sign.isalnum() or sign in "-_." for sign in name):
        raise UsageError(
            f"{name!r} is no name of a recurrence: letters, digits, - _ . and at most {LONGEST_NAME} of them."
        )
