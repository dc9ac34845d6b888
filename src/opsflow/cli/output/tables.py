"""Tables: aligned and cut to the width on a terminal; tab-separated, whole and without a heading in a pipe."""

from __future__ import annotations

from opsflow.domain.text import cut, visible, width
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.cli.output.printing import Printer

_GAP = 2
_LEAST, _READABLE = 12, 24
"""Cells that a column which gives way keeps in any case, and those it should keep while others can be left out."""


class Column(Value):
    """A heading, and what becomes of the column on a narrow terminal: it gives way, or is left out."""

    heading: str
    gives_way: bool = False
    to_right: bool = False
    can_be_spared: bool = False


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
    for place in [place for place in reversed(sizes) if columns[place].can_be_spared]:
        if _taken({at: min(size, _READABLE) if columns[at].gives_way else size for at, size in sizes.items()}) <= room:
            break
        del sizes[place]
    giving = [place for place in sizes if columns[place].gives_way]
    most = _most([sizes[place] for place in giving], room - _taken(sizes) + sum(sizes[place] for place in giving))
    return {place: min(size, most) if columns[place].gives_way else size for place, size in sizes.items()}


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
        out.data(_line(row, columns, sizes, out))


def _line(cells: Sequence[Cell], columns: Sequence[Column], sizes: dict[int, int], out: Printer | None) -> str:
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
    return (" " * _GAP).join(parts)
