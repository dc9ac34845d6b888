"""What the values of a comparison mean for each kind of field.

A `UsageError` raised here carries the index of the trouble in the text of the word; the source is not known here.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.filters.fields import ALWAYS, CLOCK_WORDS, COMPARISONS, FIELDS, FLAGS, MODIFIERS, ORDERED
from opsflow.domain.filters.syntax import Compare, Either, Is
from opsflow.domain.filters.wording import hint
from opsflow.domain.items import CLASSES, LEVELS
from opsflow.domain.text import spelled
from opsflow.domain.value import Value
from opsflow.domain.workflow import CATEGORIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.domain.filters.context import FilterContext
    from opsflow.domain.filters.reading import Part
    from opsflow.domain.filters.syntax import Filter

    Bounds = tuple[int, int] | tuple[float, float]

_YES = ("yes", "true", "1")
_NO = ("no", "false", "0")


class Question(Value):
    """A field of a kind, what is asked of it (see `Compare`), and the values it is compared with."""

    field: str
    kind: str
    op: str
    values: tuple[Part, ...]


def operation(field: str, kind: str, sign: str, modifier: str, rest: str, at: int = 0) -> tuple[str, int]:
    """What a sign and a modifier such as `.before` ask, and how many signs more they take: `due:>fri` is `due>fri`.

    `at` is where the modifier stands in the word.
    """
    if modifier and modifier not in MODIFIERS:
        known = [f".{name}" for name in MODIFIERS]
        close = hint(f".{modifier}", known) or f" There are {', '.join(known)}."
        raise UsageError(f"There is no comparison .{modifier}.{close}", None, at)
    asked = COMPARISONS[sign]
    if modifier and asked != "in":
        raise UsageError(f"Write {field}.{modifier}: with a colon, or {field}{sign} alone.", None, 0)
    op, skipped = (MODIFIERS[modifier] if modifier else asked), 0
    if sign == ":" and not modifier and kind in ORDERED:
        for second in ("<=", ">=", "<", ">"):
            if rest.startswith(second):
                op, skipped = COMPARISONS[second], len(second)
                break
    is_ordered = kind in ORDERED and (kind != "ids" or field == "id")
    if op == "like" and (kind in ORDERED or kind in ("flag", "clocks")):
        raise UsageError(f"{field} holds no text: write {field}:{rest}.", None, 0)
    if op not in ("in", "like") and not is_ordered:
        began = f"{field}-since"
        wanted = f"{began}{f'.{modifier}' if modifier else ''}{sign}" if began in FIELDS else f"{field}:"
        raise UsageError(f"{field} has no order: write {wanted}{rest}.", None, 0)
    return op, skipped


def present(field: str, kind: str, is_filled: bool) -> Filter:
    """Whether the field has a value."""
    if kind == "flag":
        return Is(FLAGS[field][not is_filled])
    return Compare(field, "filled" if is_filled else "empty")


def compare(context: FilterContext, asked: Question) -> Filter:
    """The condition that a comparison means. Raises `UsageError` with the index of the trouble."""
    if not asked.values:
        if asked.op != "in":
            raise UsageError(f"A value to compare {asked.field} with is missing.")
        if asked.field in ALWAYS:
            raise UsageError(f"A value of {asked.field} is missing, and no item is without any.")
        return present(asked.field, asked.kind, False)
    if asked.kind == "flag":
        return _flag(asked)
    if asked.kind == "level":
        return _level(asked, {"impact": context.impacts, "urgency": context.urgencies}.get(asked.field, LEVELS))
    if asked.kind == "ids" and asked.op == "in":
        return _ids(asked)
    if asked.kind in ORDERED:
        from opsflow.domain.filters.measuring import measure

        return measure(context, asked.replace(kind="number") if asked.kind == "ids" else asked)
    return _named(context, asked)


def _named(context: FilterContext, asked: Question) -> Filter:
    if asked.op == "like" or asked.kind == "text":
        return Compare(asked.field, "like", tuple([part.text for part in asked.values]))
    known = _known(context, asked)
    if known:
        return Compare(asked.field, "in", tuple([_one_of(asked.field, part, known) for part in asked.values]))
    if asked.kind == "person":
        owners = [context.actor if part.text == "me" and not part.is_quoted else part.text for part in asked.values]
        return Compare(asked.field, "in", tuple(owners))
    return Compare(asked.field, "in", tuple([part.text for part in asked.values]))


def _known(context: FilterContext, asked: Question) -> Sequence[str]:
    """The values there are, for the kinds that know them."""
    if asked.kind == "state":
        return context.workflow.names
    if asked.kind == "type":
        return context.types
    if asked.kind == "choice":
        field = context.declared(asked.field)
        return field.choices if field is not None else ()
    return {"category": CATEGORIES, "class": CLASSES, "clocks": tuple(CLOCK_WORDS)}.get(asked.kind, ())


def _one_of(field: str, part: Part, known: Sequence[str]) -> str:
    found = spelled(part.text, known)
    if found is not None:
        return found
    close = hint(part.text, known) or f" There are {', '.join(known)}."
    raise UsageError(f"There is no {field} {part.text!r}.{close}", None, part.index)


def _flag(asked: Question) -> Filter:
    yes, no = FLAGS[asked.field]
    found = [Is(yes if _one_of(asked.field, part, (*_YES, *_NO)) in _YES else no) for part in asked.values]
    return found[0] if len(found) == 1 else Either(tuple(found))


def _ids(asked: Question) -> Filter:
    from opsflow.domain.ids import parse_ids

    found: set[int] = set()
    for part in asked.values:
        try:
            found.update(parse_ids(part.text.replace("..", "-")))
        except UsageError as error:
            raise UsageError(error.message, None, part.index) from None
    return Compare(asked.field, "in", tuple(sorted(found)))


def _level(asked: Question, levels: Sequence[str]) -> Filter:
    first = asked.values[0]
    if asked.op == "in":
        named = [level for part in asked.values for level in _levels(asked.field, part, levels)]
        return Compare(asked.field, "in", tuple(dict.fromkeys(named)))
    if len(asked.values) > 1:
        raise UsageError(f"{asked.field} is compared with one level at a time.", None, asked.values[1].index)
    place = levels.index(_one_level(asked.field, first, levels))
    wanted = {
        "above": levels[:place],
        "from": levels[: place + 1],
        "below": levels[place + 1 :],
        "upto": levels[place:],
    }[asked.op]
    if not wanted:
        raise UsageError(
            f"Nothing lies beyond {levels[place]}: write {asked.field}:{levels[place]}.", None, first.index
        )
    return Compare(asked.field, "in", tuple(wanted))


def _levels(field: str, part: Part, levels: Sequence[str]) -> Sequence[str]:
    low, dots, high = part.text.partition("..")
    if not dots:
        return (_one_level(field, part, levels),)
    places = [levels.index(_one_level(field, part.replace(text=text), levels)) for text in (low, high)]
    return levels[min(places) : max(places) + 1]


def _one_level(field: str, part: Part, levels: Sequence[str]) -> str:
    """A level by its name or the beginning of it: `h` and `med` will do."""
    for level in levels:
        if part.text and level.startswith(part.text.lower()):
            return level
    from opsflow.domain.other_tools import is_priority

    if field != "effort" and is_priority(part.text):
        raise UsageError(f"{part.text} is no {field}, but a priority: write priority:{part.text}.", None, part.index)
    return _one_of(field, part, levels)
