"""What the value of a comparison means for each kind of field."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import COMPARISONS, FIELDS, MODIFIERS, ORDERED
from opsflow.domain.filters.syntax import Compare, Either
from opsflow.domain.items import CLASSES, LEVELS
from opsflow.domain.workflow import CATEGORIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.domain.filters.reading import Word

    Bounds = tuple[int, int]

_CUSTOM_KINDS = {"text": "name", "choice": "name", "date": "custom-date", "number": "custom-number"}


def compare(parser: Any, word: Word, field: str, modifier: str, sign: str, value: str) -> Any:
    """The condition of one word such as `due.before:fri`. Raises `UsageError` at the place of the trouble."""
    kind = FIELDS.get(field) or _custom_kind(parser, field)
    op = COMPARISONS[sign]
    value_at = word.offset + word.text.index(sign, len(field) if word.text.startswith(field) else 1) + len(sign)
    if modifier:
        if modifier not in MODIFIERS:
            known = ", ".join(f".{name}" for name in MODIFIERS)
            raise parser.error(f"There is no comparison .{modifier}; there are {known}.", word.offset)
        op = MODIFIERS[modifier]
    if op == "like":
        return Compare(field, "like", (value,))
    if not value:
        return Compare(field, "empty")
    if op != "in" and kind not in ORDERED:
        raise parser.error(f"{field} has no order: write {field}:{value}.", word.offset)
    return _ordered(parser, field, kind, op, value, value_at) if kind in ORDERED else _plain(
        parser, field, kind, value, value_at
    )  # fmt: skip


def _custom_kind(parser: Any, field: str) -> str:
    for declared in parser.context.custom_fields:
        if declared.name == field:
            return _CUSTOM_KINDS[declared.kind]
    return "name"


def _plain(parser: Any, field: str, kind: str, value: str, offset: int) -> Compare:
    values = value.split(",")
    if kind == "text":
        return Compare(field, "like", (value,))
    known = _known(parser, kind)
    if known:
        values = [_one_of(parser, field, text, known, offset) for text in values]
    if kind == "person":
        values = [parser.context.actor if text == "me" else text for text in values]
    return Compare(field, "in", tuple(values))


def _known(parser: Any, kind: str) -> Sequence[str]:
    context = parser.context
    known: dict[str, Sequence[str]] = {
        "state": context.workflow.names,
        "category": CATEGORIES,
        "type": context.types,
        "class": CLASSES,
    }
    return known.get(kind, ())


def _one_of(parser: Any, field: str, text: str, known: Sequence[str], offset: int) -> str:
    for name in known:
        if name.lower() == text.lower():
            return name
    from opsflow.domain.nearest import nearest

    close = nearest(text, known)
    hint = f"Did you mean {' or '.join(close)}?" if close else f"There are {', '.join(known)}."
    raise parser.error(f"There is no {field} {text!r}. {hint}", offset)


def _ordered(parser: Any, field: str, kind: str, op: str, value: str, offset: int) -> Any:
    if kind == "ids":
        return Compare(field, "in", parser.ids(value.replace("..", "-"), offset))
    if kind == "level":
        return _level(parser, field, op, value, offset)
    try:
        if ".." in value:
            low, _, high = value.partition("..")
            return Compare(field, "between", (_bounds(parser, kind, low)[0], _bounds(parser, kind, high)[1]))
        tests = [_bound(field, op, _bounds(parser, kind, text)) for text in value.split(",")]
    except UsageError as error:
        raise parser.error(error.message, offset) from None
    return tests[0] if len(tests) == 1 else Either(tuple(tests))


def _bound(field: str, op: str, bounds: Bounds) -> Compare:
    """A day has two ends: before it is before its first second, after it is after its last."""
    first, last = bounds
    if op == "in":
        return Compare(field, "between", (first, last))
    return Compare(field, op, (last if op in ("above", "upto") else first,))


def _bounds(parser: Any, kind: str, text: str) -> Bounds:
    context = parser.context
    if kind == "time":
        from opsflow.domain.dates import parse_moment

        span = parse_moment(text, context.now, context.zone)
        return span.start, span.end
    if kind == "minutes":
        from opsflow.domain.durations import parse_duration

        minutes = parse_duration(text, context.day_minutes, context.week_days)
        return minutes, minutes
    if kind == "elapsed":
        from opsflow.domain.durations import parse_elapsed

        seconds = parse_elapsed(text)
        return seconds, seconds
    if not (text.isascii() and text.isdigit()) or len(text) > 15:
        raise UsageError(f"{text!r} is no number.")
    return int(text), int(text)


def _level(parser: Any, field: str, op: str, value: str, offset: int) -> Compare:
    values = [_one_of(parser, field, text, LEVELS, offset) for text in value.split(",")]
    if op == "in":
        return Compare(field, "in", tuple(values))
    place = LEVELS.index(values[0])
    wanted = {
        "above": LEVELS[:place],
        "from": LEVELS[: place + 1],
        "below": LEVELS[place + 1 :],
        "upto": LEVELS[place:],
    }[op]
    return Compare(field, "in", wanted)
