"""CSV for spreadsheets (RFC 4180): the one place that writes it. No text in it is taken for a formula."""

from __future__ import annotations

from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, TextIO

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
"""Signs with which a spreadsheet begins to compute, or to run something (OWASP, CSV injection)."""


def write_sheet(heading: Sequence[str], rows: Iterable[Sequence[Any]], file: TextIO) -> int:
    """Write the rows below a heading, and answer how many there were."""
    from csv import writer

    sheet = writer(file, lineterminator="\r\n")
    encoding = file.encoding or "utf-8"
    sheet.writerow(heading)
    count = 0
    for row in rows:
        sheet.writerow([_cell(value, encoding) for value in row])
        count += 1
    return count


def _cell(value: Any, encoding: str) -> Any:
    """A cell that a spreadsheet shows and does not obey, in signs that the file can take."""
    if not isinstance(value, str):
        return value
    text = visible(value).encode(encoding, "backslashreplace").decode(encoding)
    return f"'{text}" if text.startswith(_FORMULA) or value.startswith(_FORMULA) else text
