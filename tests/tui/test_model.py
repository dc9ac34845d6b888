"""The model keeps the focus in sight and on something that is there, whatever is pressed and whatever changes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from opsflow.domain.items import Item
from opsflow.domain.workflow import default_states
from opsflow.services.looking.overview import NOTHING, Board, Cell, Column, Place
from opsflow.tui.model import Model

STATES = [state for state in default_states() if state.category != "cancelled"]


def board(counts: list[int], lanes: tuple[Any, ...] = ("",)) -> Board:
    """A board whose columns hold so many items in each lane, all of them read."""
    cells = {}
    for place, lane in enumerate(lanes):
        for column, (state, count) in enumerate(zip(STATES, counts, strict=True)):
            first = 1 + column * 1000 + place * 100_000
            cells[lane, state.name] = Cell(count, 0, tuple(Item(first + n, "", "x") for n in range(count)))
    columns = tuple(Column(state, None, n * len(lanes), n) for state, n in zip(STATES, counts, strict=True))
    return NOTHING.replace(columns=columns, lanes=lanes, cells=cells)


COUNTS = st.lists(st.integers(0, 40), min_size=5, max_size=5)
STEPS = st.lists(
    st.sampled_from(["up", "down", "left", "right", "page", "back", "small", "large", "density", "mark"]), max_size=60
)


def press(model: Model, step: str) -> None:
    does = {
        "up": lambda: model.step(-1), "down": lambda: model.step(1), "left": lambda: model.step_column(-1),
        "right": lambda: model.step_column(1), "page": lambda: model.page(1), "back": lambda: model.page(-1),
        "small": lambda: model.resize(40, 10), "large": lambda: model.resize(200, 50),
        "density": model.next_density, "mark": model.toggle_mark,
    }  # fmt: skip
    does[step]()


@settings(max_examples=200)
@given(COUNTS, STEPS, st.booleans(), COUNTS)
def test_the_focus_is_always_on_the_screen(
    counts: list[int], steps: list[str], has_lanes: bool, later: list[int]
) -> None:
    lanes = ("ann", "bob", None) if has_lanes else ("",)
    model = Model()
    model.lanes = "owner" if has_lanes else ""
    model.take(board(counts, lanes))
    for place, step in enumerate(steps):
        press(model, step)
        if place == len(steps) // 2:
            model.take(board(later, lanes))
        arranged = model.layout()
        assert arranged.first <= model.column <= arranged.last
        band = arranged.band(model.lane)
        count = model.cell(model.lane, model.column).count
        assert band is not None
        assert count == 0 or model.item is not None
        row = model.index - model.top(model.lane, model.column)
        assert count == 0 or 0 <= row < arranged.fits(model.lane)
        assert all(left + cells <= model.width for left, cells in arranged.places)


def test_a_step_scrolls_by_half_a_screen_so_that_the_next_ones_need_not() -> None:
    model = Model()
    model.take(board([40, 0, 0, 0, 0]))
    tops = []
    for _ in range(39):
        model.step(1)
        tops.append(model.top(0, 0))
    assert len(set(tops)) < 15


def test_only_what_is_in_sight_and_a_margin_is_asked_for() -> None:
    model = Model()
    model.take(board([40, 0, 0, 0, 0]))
    assert model.ask().size < 40
    model.step(30)
    offsets = dict(model.ask().offsets)
    assert offsets["", "backlog"] > 0


def inserted(count: int, new: int) -> Board:
    """The board of one column with so many items before those that were there, and the focus found again."""
    held = tuple(Item(n, "", "x") for n in (*range(9001, 9001 + new), *range(1, count + 1)))
    whole = board([0, 0, 0, 0, 0])
    cells = {**whole.cells, ("", "backlog"): Cell(len(held), 0, held)}
    return whole.replace(cells=cells)


def test_what_comes_on_top_is_seen_where_the_top_was_seen() -> None:
    model = Model()
    model.take(inserted(30, 0))
    model.step(1)
    assert model.focus_id == 2
    model.take(inserted(30, 1).replace(place=Place(Item(2, "", "x"), 0, 0, 2)))
    assert (model.focus_id, model.top(0, 0)) == (2, 0)


def test_the_item_in_focus_keeps_its_row_in_a_column_that_was_scrolled() -> None:
    model = Model()
    model.take(inserted(30, 0))
    model.step(20)
    row = model.index - model.top(0, 0)
    model.take(inserted(30, 3).replace(place=Place(Item(21, "", "x"), 0, 0, 23)))
    assert (model.focus_id, model.index - model.top(0, 0)) == (21, row)
