"""Tables: aligned and cut to the width on a terminal; tab-separated, whole and without a heading in a pipe."""

from __future__ import annotations

from opsflow.domain.text import cut, visible, width, wrap
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.cli.output.printing import Printer

_GAP = 2
_LEAST, _READABLE, _COMFORTABLE = 12, 24, 60
"""Cells that a column which gives way keeps in any case, while others can be spared, and while others are extra."""


class Column(Value):
    """A heading, and what becomes of the column on a narrow terminal: it gives way, or is left out.

    What gives way is cut, or goes on in the lines below where it `wraps`. An `extra` column is there only where the
    terminal is wider than all others need.
    """

    heading: str
    gives_way: bool = False
    to_right: bool = False
    can_be_spared: bool = False
    wraps: bool = False
    is_extra: bool = False


class Cell(Value):
    """A text with a style of `Printer.styled`."""

    text: str
    style: str = ""


def print_table(out: Printer, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Print the rows. Stored text in the cells is made visible here."""
    if not out.is_terminal:
        _print_tabbed(out, rows)
        return
    shown = _shown(rows)
    if not shown:
        return
    sizes = _sizes(columns, shown, out.width)
    _print_heading(out, columns, sizes)
    _print_aligned(out, columns, shown, sizes)


def print_groups(
    out: Printer, columns: Sequence[Column], groups: Sequence[tuple[str, Sequence[Sequence[Cell]]]]
) -> None:
    """Print rows under the headings of their groups, all in the same columns."""
    if not out.is_terminal:
        for heading, rows in groups:
            out.data(visible(heading))
            _print_tabbed(out, rows)
        return
    shown = [(heading, _shown(rows)) for heading, rows in groups]
    sizes = _sizes(columns, [row for _, rows in shown for row in rows], out.width)
    _print_heading(out, columns, sizes)
    for heading, held in shown:
        out.data("")
        out.data(out.styled(visible(heading), "bold"))
        _print_aligned(out, columns, held, sizes)


def _shown(rows: Iterable[Sequence[Cell]]) -> list[list[Cell]]:
    return [[Cell(visible(cell.text), cell.style) for cell in row] for row in rows]


def _sizes(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int) -> dict[int, int]:
    """The columns that are shown, by their places, and the cells that each takes."""
    sizes = {
        place: max(width(column.heading), *(width(row[place].text) for row in rows))
        for place, column in enumerate(columns)
        if any(row[place].text for row in rows)
    }
    _leave_out(sizes, columns, [place for place in sizes if columns[place].is_extra], _COMFORTABLE, room)
    _leave_out(sizes, columns, [place for place in sizes if columns[place].can_be_spared], _READABLE, room)
    giving = [place for place in sizes if columns[place].gives_way]
    most = _most([sizes[place] for place in giving], room - _taken(sizes) + sum(sizes[place] for place in giving))
    return {place: min(size, most) if columns[place].gives_way else size for place, size in sizes.items()}


def _leave_out(sizes: dict[int, int], columns: Sequence[Column], places: Sequence[int], least: int, room: int) -> None:
    """Take out the last of these columns until all fit; a column that gives way then needs no more than `least`."""
    for place in reversed(places):
        if _taken({at: min(size, least) if columns[at].gives_way else size for at, size in sizes.items()}) <= room:
            return
        del sizes[place]


def _taken(sizes: dict[int, int]) -> int:
    return sum(sizes.values()) + _GAP * (len(sizes) - 1)


def _most(sizes: Sequence[int], room: int) -> int:
    """The most that each of these may take so that all fit: short ones are left whole, and long ones share the rest."""
    for place, size in enumerate(sorted(sizes)):
        share = max(room, 0) // (len(sizes) - place)
        if size > share:
            return max(share, _LEAST)
        room -= size
    return max(sizes, default=0)


def _print_tabbed(out: Printer, rows: Iterable[Sequence[Cell]]) -> None:
    for row in rows:
        out.data("\t".join([out.styled(visible(cell.text), cell.style) for cell in row]))


def _print_heading(out: Printer, columns: Sequence[Column], sizes: dict[int, int]) -> None:
    cells = [Cell(column.heading) for column in columns]
    out.data(out.styled(_line(cells, columns, sizes, None), "dim"))


def _print_aligned(
    out: Printer, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], sizes: dict[int, int]
) -> None:
    for row in rows:
        for cells in _lines_of(row, columns, sizes):
            out.data(_line(cells, columns, sizes, out))


def _lines_of(
    row: Sequence[Cell], columns: Sequence[Column], sizes: dict[int, int]
) -> Sequence[Sequence[Cell] | dict[int, Cell]]:
    """The lines of a row: one, or more where a text that wraps is longer than its column."""
    long = [place for place, size in sizes.items() if columns[place].wraps and width(row[place].text) > size]
    if not long:
        return [row]
    parts = {place: wrap(row[place].text, sizes[place], len(row[place].text)) for place in long}
    lines: list[dict[int, Cell]] = []
    for number in range(max([len(held) for held in parts.values()])):
        held = {place: cell if number == 0 else Cell("") for place, cell in enumerate(row)}
        held.update(
            {place: Cell(part[number] if number < len(part) else "", row[place].style) for place, part in parts.items()}
        )
        lines.append(held)
    return lines


def _line(
    cells: Sequence[Cell] | dict[int, Cell], columns: Sequence[Column], sizes: dict[int, int], out: Printer | None
) -> str:
    parts: list[str] = []
    last = max(sizes, default=0)
    for place, size in sizes.items():
        text = cut(cells[place].text, size)
        space = " " * (size - width(text))
        styled = out.styled(text, cells[place].style) if out else text
        if columns[place].to_right:
            parts.append(space + styled)
        else:
            parts.append(styled if place == last else styled + space)
    return (" " * _GAP).join(parts).rstrip(" ")
