"""The board as a picture: blocks of styled text at places. Two pictures tell what has to be drawn again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from opsflow.domain.text import cut, visible, width
from opsflow.domain.time.durations import format_age
from opsflow.domain.value import Value
from opsflow.services.looking.overview import Plate, lane_name
from opsflow.tui.cards import HEIGHTS, Line, Look, card
from opsflow.tui.layout import Band, Layout
from opsflow.tui.model import Model

_MOST_KEPT = 4000


class Block(Value):
    """Lines of text of one width, and the ground they stand on."""

    cells: int
    ground: str
    lines: tuple[Line, ...]


Picture = dict[tuple[int, int], Block]
"""Blocks by the column and the row of their upper left corner."""


class Moment(Value):
    """What the picture depends on beside the model. `drop` is the lane and column that dragged cards are over."""

    now: int
    due_soon: int
    oldest: Mapping[str, int]
    clashing: frozenset[int] = frozenset()
    drop: tuple[int, int] | None = None
    dragged: frozenset[int] = frozenset()

    @property
    def drop_lane(self) -> int | None:
        """The lane that dragged cards are over."""
        return self.drop[0] if self.drop is not None else None

    @property
    def drop_column(self) -> int | None:
        """The column that dragged cards are over."""
        return self.drop[1] if self.drop is not None else None


class Painter:
    """Makes pictures, and keeps the cards that it made."""

    def __init__(self) -> None:
        self._cards: dict[tuple[object, ...], tuple[Line, ...]] = {}

    def paint(self, model: Model, moment: Moment) -> Picture:
        """The picture of the model at a moment."""
        arranged = model.layout()
        picture: Picture = {}
        for index, (left, cells) in enumerate(arranged.places):
            column = arranged.first + index
            if column < len(model.columns):
                picture[left, 0] = _heading(model, arranged, column, cells, moment)
        for band in arranged.bands:
            if band.heading is not None and band.lane < len(model.board.lanes):
                picture[0, band.heading] = _lane(model, band, moment)
            for index, (left, cells) in enumerate(arranged.places):
                picture.update(self._cell(model, arranged, band, arranged.first + index, left, cells, moment))
        return picture

    def _cell(
        self, model: Model, arranged: Layout, band: Band, column: int, left: int, cells: int, moment: Moment
    ) -> Iterator[tuple[tuple[int, int], Block]]:
        cell, top = model.cell(band.lane, column), model.top(band.lane, column)
        fits, is_drop = arranged.fits(band.lane), moment.drop == (band.lane, column)
        rest = cell.count - top - fits
        row = band.top + fits * arranged.card - (arranged.card > 1)
        for slot in range(min(fits, max(cell.count - top, 0))):
            block = self._card(model, band.lane, column, top + slot, cells, moment)
            is_cut = rest > 0 and slot == fits - 1 and len(block.lines) == arranged.card > 1
            place = (left, band.top + slot * arranged.card)
            yield place, block.replace(lines=block.lines[:-1]) if is_cut else block
        if rest > 0 and row < band.top + band.rows:
            yield (left, row), Block(cells, "board", (_fitted(f"  ↓ {rest} more", "faint", cells),))
        elif band.rows and not cell.count and (text := "drop here" if is_drop else _nothing(model, column)):
            yield (left, band.top), Block(cells, "board", (_fitted(text, "faint", cells),))

    def _card(self, model: Model, lane: int, column: int, index: int, cells: int, moment: Moment) -> Block:
        item = model.cell(lane, column).item(index)
        is_focused = (lane, column, index) == (model.lane, model.column, model.index)
        if item is None:
            height = HEIGHTS[model.density]
            return Block(
                cells, "focus" if is_focused else "card", (_fitted("  …", "faint", cells),) * max(height - 1, 1)
            )
        now = moment.now // 60 * 60
        signs = model.board.signs
        look = Look(
            cells,
            model.density,
            now,
            moment.due_soon,
            is_focused,
            item.id in model.marks,
            signs.standing(item.id, now),
            signs[item.id].approval,
            item.id in moment.clashing,
        )
        key = (item.id, item.version, item.waiting_for, item.state, look)
        lines = self._cards.get(key)
        if lines is None:
            if len(self._cards) > _MOST_KEPT:
                self._cards.clear()
            lines = self._cards[key] = card(item, look)
        ground = "drop" if item.id in moment.dragged else "focus" if is_focused else "card"
        return Block(cells, ground, lines)


def _nothing(model: Model, column: int) -> str:
    if column or any(held.count for held in model.columns):
        return ""
    return "Nothing matches." if model.where is not None else "Nothing here yet: press a."


def _heading(model: Model, arranged: Layout, column: int, cells: int, moment: Moment) -> Block:
    held, is_focused = model.columns[column], column == model.column
    style = "bad" if held.is_over else "warn" if held.is_full else "count"
    count = str(held.total) if held.count == held.total else f"{held.count} of {held.total}"
    word = " over" if held.is_over else " full" if held.is_full else ""
    limit = f"{count}/{held.limit}{word}" if held.limit else count
    left = "◂ " if column == arranged.first and column else ""
    right = " ▸" if column == arranged.last < len(model.columns) - 1 else ""
    since = moment.oldest.get(held.state.name)
    age = f"oldest {format_age(since, moment.now)}" if since is not None and held.count else ""
    name = cut(visible(held.state.name), max(cells - width(limit) - len(left) - len(right) - 1, 4))
    head = [(left, "faint"), (name, "here" if is_focused else "heading"), (" ", "faint"), (limit, style)]
    gap = cells - sum(width(text) for text, _ in head) - len(age) - len(right)
    tail = [(" " * max(gap, 0), "faint"), (age, "faint")] if gap >= 1 else [(" " * (gap + len(age)), "faint")]
    line = tuple(piece for piece in (*head, *tail, (right, "faint")) if piece[0])
    above = model.top(model.lane, column) if not model.lanes else 0
    mark = f" ↑ {above} more " if above else ""
    sign = "═" if moment.drop_column == column else "━" if is_focused else "─"
    rule = sign * 2 + mark + sign * max(cells - 2 - len(mark), 0) if mark else sign * cells
    return Block(cells, "board", (line, ((rule, "here" if is_focused or moment.drop_column == column else "rule"),)))


def _lane(model: Model, band: Band, moment: Moment) -> Block:
    value = model.board.lanes[band.lane]
    count = sum(model.cell(band.lane, column).count for column in range(len(model.columns)))
    open_ones = sum(
        model.cell(band.lane, column).count
        for column, held in enumerate(model.columns)
        if held.state.category not in ("done", "cancelled")
    )
    is_drop = band.lane == moment.drop_lane
    sign, name = "▸" if is_drop else " ", visible(lane_name(model.lanes, value))
    text = f"{sign}{name}  {open_ones} open, {count - open_ones} done  "
    style = "here" if is_drop or (band.lane == model.lane and moment.drop is None) else "lane"
    plate = model.board.plates.get(value)
    load, tone = _load(plate) if plate is not None else ("", "lane")
    name = cut(text, max(model.width - width(load), 4))
    room = model.width - width(name) - width(load)
    pieces = ((name, style), (load, tone), (" " * room, "lane"))
    return Block(model.width, "lane", (tuple([piece for piece in pieces if piece[0]]),))


def _load(plate: Plate) -> tuple[str, str]:
    """What is in progress in a lane against its limit."""
    text = f"{plate.count}/{plate.limit} in progress"
    if plate.count > plate.limit:
        return f"{text}, over", "bad"
    return (f"{text}, full", "warn") if plate.count == plate.limit else (text, "count")


def _fitted(text: str, style: str, cells: int) -> Line:
    shown = cut(text, cells)
    return ((shown + " " * (cells - width(shown)), style),)
