"""What may stand for items that work can begin on, and for the places that some items can be moved to."""

from __future__ import annotations

from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from opsflow.domain.items import Item
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Candidates = Iterator[tuple[str, str]]

_MOST = 50
_UNDER_WAY = ("active", "waiting")


def startable(session: Session, last: str) -> Candidates:
    """Ids for `start`: what can start now, in pull order, then all that is open and not under way, the latest first."""
    from opsflow.services.looking.pulling import top

    given, comma, digits = last.rpartition(",")
    if digits and not digits.isdigit():
        return
    with session.store.reader() as reader:
        first = [held.item for held in top(session, reader, None, _MOST) if str(held.item.id).startswith(digits)]
        others = [item for item in reader.open_from(digits, _MOST) if item.category not in _UNDER_WAY]
    chosen = given.split(",")
    found = list({item.id: item for item in (*first, *others) if str(item.id) not in chosen}.values())[:_MOST]
    yield from ((f"{given}{comma}{item.id}", visible(item.title)) for item in found)


def places(session: Session, words: Sequence[str], last: str) -> Candidates:
    """The stages and columns that all of the items which the words name can be moved to, but for where they all are."""
    with session.store.reader() as reader:
        items = _named(reader, words)
        found = {state.name: state.category for state in reader.workflow.states}
        if items:
            found = {**_stages(session, reader, items), **found}
            for here in ({item.state for item in items}, {item.stage for item in items}):
                if len(here) == 1:
                    found.pop(str(here.pop()), None)
    yield from ((name, about) for name, about in found.items() if name.startswith(last))


def _named(reader: Reader, words: Sequence[str]) -> list[Item]:
    """The items that some words name, as far as they do and are there."""
    from opsflow.domain.errors import UsageError
    from opsflow.domain.ids import parse_ids

    try:
        return list(reader.items(parse_ids(",".join(words))[:_MOST]).values()) if words else []
    except UsageError:
        return []


def _stages(session: Session, reader: Reader, items: Sequence[Item]) -> dict[str, str]:
    """The stages that all of the items can be in, each with its column."""
    from opsflow.domain.record_types import column_of
    from opsflow.services.records.stages import record_type

    each = [record_type(session.settings, name).stages for name in dict.fromkeys([item.type for item in items])]
    shared = [stage for stage in each[0] if all(stage.name in [held.name for held in more] for more in each[1:])]
    return {stage.name: f"in {column_of(stage, reader.workflow).name}" for stage in shared}
