"""Text as it comes in and as it is shown. It is kept exactly as it came; only what is shown is made safe."""

from __future__ import annotations

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_JOINERS = "\u200c\u200d"
"""Format characters that written languages and emoji need, and that do no harm."""


def unicode_of(text: str, what: str) -> str:
    """Text of this process that came from outside, as it was meant: in UTF-8, also where the locale could not read it.

    Python keeps bytes that it cannot read as surrogates (PEP 383). Raises `UsageError` that says `what` is no text.
    """
    if text.isascii():
        return text
    try:
        return text.encode("utf-8", "surrogateescape").decode()
    except UnicodeError:
        raise UsageError(f"{what} is not UTF-8 text.") from None


def percent(share: float) -> str:
    """A share as a person reads it, `66.7%`. Only all of it is 100%, and only nothing of it 0%."""
    if 0 < share < 1:
        share = min(max(share, 0.001), 0.999)
    return f"{share * 100:.1f}".removesuffix(".0") + "%"


def visible(text: str) -> str:
    """One line without anything a terminal would obey: control characters, escape sequences, bidi overrides.

    A line break is shown as ⏎, a tab as a space, the rest as an escape such as `\\x1b`.
    """
    if text.isprintable():
        return text
    return "".join([_shown(sign) for sign in text])


def escaped(text: str) -> str:
    """The same JSON text (RFC 8259) on one line, without anything a terminal would obey."""
    if text.isprintable():
        return text
    return "".join([sign if sign.isprintable() or sign in _JOINERS else _escape(sign) for sign in text])


def _escape(sign: str) -> str:
    units = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join([f"\\u{units[place : place + 4]}" for place in range(0, len(units), 4)])


def visible_block(text: str) -> list[str]:
    """The same for text of several lines."""
    return [visible(line) for line in text.replace("\r\n", "\n").split("\n")]


def _shown(sign: str) -> str:
    if sign.isprintable() or sign in _JOINERS:
        return sign
    if sign == "\n":
        return "⏎"
    if sign == "\t":
        return " "
    code = ord(sign)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def spelled(word: str, known: Iterable[str]) -> str | None:
    """The name among those there are that a word is, in whatever case it is written; `None` if it is none."""
    small = word.lower()
    return next((name for name in known if name.lower() == small), None)


def counted(count: int, noun: str) -> str:
    """`1 event`, `2 events`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def width(text: str) -> int:
    """How many cells of a terminal a line takes: two for wide characters, none for combining ones (UAX #11)."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    cells = 0
    for sign in text:
        if combining(sign) or sign in "\u200c\u200d\ufe0e\ufe0f":
            continue
        cells += 2 if east_asian_width(sign) in "WF" else 1
    return cells


def cut(text: str, cells: int) -> str:
    """The text, or its beginning and an ellipsis, in at most so many cells."""
    if width(text) <= cells:
        return text
    if cells < 1:
        return ""
    kept = text[:cells]
    while kept and width(kept) > cells - 1:
        kept = kept[:-1]
    return kept + "…"


def wrap(text: str, cells: int, most: int) -> list[str]:
    """The text in at most so many lines of at most so many cells, broken at spaces where it can be; the last is cut."""
    lines: list[str] = []
    rest = text
    while rest and len(lines) < most - 1 and width(rest) > cells:
        line = rest[:cells]
        while width(line) > cells:
            line = line[:-1]
        space = len(line) if rest[len(line)] == " " else line.rfind(" ")
        line = line[:space] if space > cells // 3 else line
        lines.append(line)
        rest = rest[len(line) :].lstrip(" ")
    return [*lines, cut(rest, cells)] if rest else lines
