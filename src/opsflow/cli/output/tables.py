"""Tables: aligned and cut to the width on a terminal; tab-separated, whole and without a heading in a pipe."""

from __future__ import annotations

from opsflow.domain.text import cut, visible, width
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.cli.output.printing import Printer


class Column(Value):
    """A heading, and whether the column gives way when the terminal is narrow and stands to the right."""

    heading: str
    gives_way: bool = False
    to_right: bool = False


class Cell(Value):
    """A text with a style of `Printer.styled`."""

    text: str
    style: str = ""


def print_table(out: Printer, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> None:
    """Print the rows. Stored text in the cells is made visible here."""
    if not out.is_terminal:
        for row in rows:
            out.data("\t".join([out.styled(visible(cell.text), cell.style) for cell in row]))
        return
    shown = [[Cell(visible(cell.text), cell.style) for cell in row] for row in rows]
    used = [place for place in range(len(columns)) if any(row[place].text for row in shown)]
    sizes = _sizes(columns, shown, used, out.width)
    out.data(out.styled(_line([Cell(columns[place].heading) for place in used], columns, used, sizes, None), "dim"))
    for row in shown:
        out.data(_line([row[place] for place in used], columns, used, sizes, out))


def _sizes(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], used: Sequence[int], most: int) -> list[int]:
    sizes = [max([width(columns[place].heading), *[width(row[place].text) for row in rows]]) for place in used]
    spare = most - sum(sizes) - 2 * (len(sizes) - 1)
    for index, place in enumerate(used):
        if columns[place].gives_way and spare < 0:
            less = min(-spare, max(sizes[index] - 12, 0))
            sizes[index] -= less
            spare += less
    return sizes


def _line(
    cells: Sequence[Cell], columns: Sequence[Column], used: Sequence[int], sizes: Sequence[int], out: Printer | None
) -> str:
    parts: list[str] = []
    for index, cell in enumerate(cells):
        text = cut(cell.text, sizes[index])
        space = " " * (sizes[index] - width(text))
        styled = out.styled(text, cell.style) if out else text
        is_last = index == len(cells) - 1
        if columns[used[index]].to_right:
            parts.append(space + styled)
        else:
            parts.append(styled if is_last else styled + space)
    return "  ".join(parts)
