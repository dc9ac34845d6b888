"""What instants, lengths of time and numbers mean in a comparison: every value has a first and a last point."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.syntax import Compare, Either
from opsflow.domain.numbers import number_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.filters.comparing import Bounds, Question
    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.reading import Part
    from opsflow.domain.filters.syntax import Filter


def measure(context: FilterContext, asked: Question) -> Filter:
    """The condition of a comparison of an ordered kind. Raises `UsageError` with the index of the trouble."""
    if asked.op == "in":
        tests = [_stretch(context, asked, part) for part in asked.values]
        return tests[0] if len(tests) == 1 else Either(tuple(tests))
    if len(asked.values) > 1:
        raise UsageError(f"{asked.field} is compared with one value at a time.", None, asked.values[1].index)
    part = asked.values[0]
    if ".." in part.text:
        raise UsageError(f"A range stands behind the name alone: write {asked.field}:{part.text}.", None, part.index)
    return _bound(asked.field, asked.op, _bounds(context, asked, part))


def _bound(field: str, op: str, bounds: Bounds) -> Compare:
    """A day has two ends: before it is before its first second, after it is after its last."""
    return Compare(field, op, (bounds[1] if op in ("above", "upto") else bounds[0],))


def _stretch(context: FilterContext, asked: Question, part: Part) -> Compare:
    low, dots, high = part.text.partition("..")
    first, last = part.replace(text=low), part.replace(text=high, index=part.index + len(low) + 2)
    if not dots:
        if asked.kind == "elapsed":
            raise UsageError(
                f"Write {asked.field}.over:{low}, {asked.field}.under:{low} or a range such as 1d..{low}.",
                None,
                part.index,
            )
        return Compare(asked.field, "between", _bounds(context, asked, part))
    if not low:
        return _bound(asked.field, "upto", _bounds(context, asked, last))
    if not high:
        return _bound(asked.field, "from", _bounds(context, asked, first))
    ends = (_bounds(context, asked, first)[0], _bounds(context, asked, last)[1])
    if ends[0] > ends[1]:
        raise UsageError(f"The range {part.text} runs backwards.", None, part.index)
    return Compare(asked.field, "between", ends)


def _bounds(context: FilterContext, asked: Question, part: Part) -> Bounds:
    try:
        return reader_of(context, asked.field, asked.kind)(part.text)
    except UsageError as error:
        raise UsageError(error.message, None, part.index) from None


_PAST = ("created", "entered", "started", "finished", "changed", "blocked-since")
"""Fields that tell of what has been: there `fri` is the last one."""


def _instants(context: FilterContext, field: str, text: str) -> Bounds:
    from opsflow.domain.time.dates import parse_moment
    from opsflow.domain.time.past_dates import parse_past

    span = (parse_past if field in _PAST else parse_moment)(text, context.now, context.zone)
    return span.start, span.end


def reader_of(context: FilterContext, field: str, kind: str) -> Callable[[str], Bounds]:
    """What reads one value of a field; it raises `UsageError` for what is none."""
    return lambda text: _read(context, field, kind, text)


def _read(context: FilterContext, field: str, kind: str, text: str) -> Bounds:
    if kind == "time":
        return _instants(context, field, text)
    if kind == "minutes":
        from opsflow.domain.time.durations import parse_duration

        minutes = parse_duration(text, context.day_minutes, context.week_days)
        return minutes, minutes
    if kind == "elapsed":
        from opsflow.domain.time.durations import parse_elapsed

        seconds = parse_elapsed(text)
        return seconds, seconds
    if kind == "decimal":
        value = _decimal(text)
        return value, value
    digits = text[1:] if kind == "priority" and text[:1] in ("p", "P") else text
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 15:
        if kind == "priority":
            raise UsageError(f"{text!r} is no priority: write priority:P1 for the highest, or impact:high.")
        raise UsageError(f"{text!r} is no whole number.")
    return int(digits), int(digits)


def _decimal(text: str) -> float:
    value = number_of(text)
    if value is None:
        raise UsageError(f"{text!r} is no number.")
    return value
