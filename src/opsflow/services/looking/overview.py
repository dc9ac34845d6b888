"""The board as a screen needs it: counts of everything, and the items of what is in sight.

What is asked follows the screen, so the cost does too: a column of a hundred thousand items costs what ten of them do.
"""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.looking.pulling import soon_until
from opsflow.services.looking.signs import Signs, signs
from opsflow.services.looking.tally import Tally
from opsflow.services.work.limits import limit_of, member_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.workflow import State
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session

    Key = tuple[Any, str]

LANES = {
    "": "", "owner": "owner", "type": "type", "class": "service_class", "project": "project", "planned": "planned",
}  # fmt: skip
"""What lanes can be made of -> the field of an item."""
_LIMITED = ("owner", "class")
"""Lanes that can have a limit of their own."""


class Ask(Value):
    """What the screen shows: the filter, the field of the lanes, which of them, and where each cell begins.

    `offsets` maps a cell (the lane's value and the state's name) to the first item wanted, `size` is how many.
    The cell of the item `focus` is moved so that the item is in it.
    """

    where: object | None = None
    lanes: str = ""
    first_lane: int = 0
    lane_count: int = 1
    offsets: tuple[tuple[Key, int], ...] = ()
    size: int = 60
    focus: int | None = None


class Column(Value):
    """A state, its limit, and how many items it holds with and without the filter."""

    state: State
    limit: int | None
    count: int
    total: int

    @property
    def is_full(self) -> bool:
        """Whether no further item fits under the limit."""
        return self.limit is not None and self.total >= self.limit

    @property
    def is_over(self) -> bool:
        """Whether the limit is broken."""
        return self.limit is not None and self.total > self.limit


class Cell(Value):
    """The items of one state in one lane: how many, and those from `offset` on."""

    count: int
    offset: int = 0
    items: tuple[Item, ...] = ()

    def item(self, index: int) -> Item | None:
        """The item at an index of the whole cell, when it is among those read."""
        place = index - self.offset
        return self.items[place] if 0 <= place < len(self.items) else None


class Place(Value):
    """Where an item stands on the board; `lane` and `column` are indexes."""

    item: Item
    lane: int
    column: int
    index: int


class Plate(Value):
    """What is in progress with an owner or in a class of service, and the limit of it."""

    count: int
    limit: int


class Board(Value):
    """Columns, the values that make the lanes, cells by lane value and state name, and where the focus is.

    `plates` holds lanes that have a limit of their own, `signs` what is to be said of the items that were read.
    """

    columns: tuple[Column, ...]
    lanes: tuple[Any, ...]
    cells: dict[Key, Cell]
    place: Place | None
    plates: dict[Any, Plate]
    signs: Signs


NOTHING = Board((), ("",), {}, None, {}, Signs())
"""A board before anything was read."""


def overview(session: Session, ask: Ask, tally: Tally | None = None) -> Board:
    """What the screen asks for, in one consistent view of the store.

    Who asks again and again keeps a `tally`, so that not all items have to be counted each time.
    """
    with session.store.reader() as reader:
        where, parameters = "", ()
        if ask.where is not None:
            where, parameters = reader.gathered(ask.where, session.filter_context(reader.workflow))
        totals = (tally or Tally()).counts(session, reader)
        view = _View(reader, ask, where, parameters, totals, soon_until(session))
        columns = tuple([view.column(session, state) for state in view.states])
        place = view.place()
        cells = view.cells(place)
        said = signs(session, reader, [item for cell in cells.values() for item in cell.items])
        return Board(columns, view.lanes, cells, place, view.plates(session, cells), said)


class _View:
    def __init__(
        self, reader: Reader, ask: Ask, where: str, parameters: tuple[Any, ...], totals: dict[str, int], soon: int
    ) -> None:
        self.reader, self.ask, self.where, self.parameters, self.totals = reader, ask, where, parameters, totals
        self.soon = soon
        self.states = [state for state in reader.workflow.states if state.category != "cancelled"]
        self.field = LANES[ask.lanes]
        shown = {state.name for state in self.states}
        self.counts = {(lane, state): count for lane, state, count in self._counted() if state in shown}
        values = {lane for lane, _ in self.counts}
        self.lanes = (tuple(sorted(values, key=_lane_order)) if self.field else ()) or ("",)

    def _counted(self) -> list[tuple[Any, str, int]]:
        if not self.where and not self.field:
            return [("", state, count) for state, count in self.totals.items()]
        return self.reader.column_counts(self.field, self.where, self.parameters)

    def column(self, session: Session, state: State) -> Column:
        count = sum([held for (_, name), held in self.counts.items() if name == state.name])
        limit = session.settings.column_limits.get(state.name)
        return Column(state, limit, count, self.totals.get(state.name, 0))

    def place(self) -> Place | None:
        item = self.reader.item(self.ask.focus) if self.ask.focus else None
        if item is None or item.category == "cancelled" or not self._is_shown(item):
            return None
        lane = getattr(item, self.field) if self.field else ""
        where, parameters = self._within(lane)
        index = self.reader.column_before(item, self._until(item.category), where, parameters)
        names = [state.name for state in self.states]
        return Place(item, self.lanes.index(lane), names.index(item.state), index)

    def _is_shown(self, item: Item) -> bool:
        if not self.where:
            return True
        return bool(self.reader.count(f"item.id = ? AND ({self.where})", (item.id, *self.parameters)))

    def cells(self, place: Place | None) -> dict[Key, Cell]:
        first = self.ask.first_lane
        if place is not None and not first <= place.lane < first + self.ask.lane_count:
            first = place.lane
        shown = self.lanes[first : first + self.ask.lane_count]
        offsets = dict(self.ask.offsets)
        if place is not None:
            key = (self.lanes[place.lane], place.item.state)
            start = offsets.get(key, 0)
            if not start <= place.index < start + self.ask.size:
                offsets[key] = max(place.index - self.ask.size // 2, 0)
        cells: dict[Key, Cell] = {key: Cell(count) for key, count in self.counts.items()}
        for lane in shown:
            for state in self.states:
                if (lane, state.name) in cells:
                    cells[lane, state.name] = self._cell(lane, state, offsets.get((lane, state.name), 0))
        return cells

    def plates(self, session: Session, cells: dict[Key, Cell]) -> dict[Any, Plate]:
        """The limits of lanes that were read."""
        if self.ask.lanes not in _LIMITED:
            return {}
        found = {}
        for lane in {lane for (lane, _), cell in cells.items() if cell.items and lane is not None}:
            limit = limit_of(session.settings, self.ask.lanes, lane)
            if limit is not None:
                found[lane] = Plate(self.reader.count(*member_of(self.ask.lanes, lane)), limit)
        return found

    def _cell(self, lane: Any, state: State, offset: int) -> Cell:
        count = self.counts[lane, state.name]
        start = max(min(offset, count - self.ask.size), 0)
        where, parameters = self._within(lane)
        items = self.reader.column(state.name, self._until(state.category), where, parameters, start, self.ask.size)
        return Cell(count, start, tuple(items))

    def _until(self, category: str) -> int | None:
        """Up to when a due date puts an item in front of others of its column, if dates still count there."""
        return None if category == "done" else self.soon

    def _within(self, lane: Any) -> tuple[str, tuple[Any, ...]]:
        """The filter, narrowed to one lane."""
        if not self.field:
            return self.where, self.parameters
        own, values = (f"item.{self.field} = ?", (lane,)) if lane is not None else (f"item.{self.field} IS NULL", ())
        return (f"({self.where}) AND {own}" if self.where else own), (*self.parameters, *values)


def _lane_order(value: Any) -> tuple[bool, Any]:
    """Lanes in the order of their values; what has none is last."""
    return value is None, value if value is not None else 0


def lane_name(field: str, value: Any) -> str:
    """What to call a lane."""
    if field == "planned":
        return "planned" if value else "unplanned"
    return f"no {field}" if value is None else str(value)
