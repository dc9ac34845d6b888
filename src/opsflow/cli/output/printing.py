"""The one module that prints: data to standard output, talk to standard error."""

from __future__ import annotations

import os
import sys

from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from opsflow.domain.rules.policies import Finding
    from opsflow.services.outcome import Outcome

_STYLES = {
    "bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35", "cyan": "36",
}  # fmt: skip


_NARROW = 20
"""Cells that every terminal has."""
VERSION = 1
"""The version of the shape of the documents."""


class Printer:
    """Where a call prints. `form` is `plain`, `json` or `quiet`; `is_begun` is whether a document was begun."""

    def __init__(self, form: str = "plain", color: str = "auto") -> None:
        self.form = form
        self.is_begun = False
        self.is_terminal = sys.stdout.isatty()
        self.has_color = _has_color(color, self.is_terminal)

    @property
    def width(self) -> int:
        """Cells in a line of the terminal."""
        return columns(sys.stdout)

    def data(self, line: str) -> None:
        """Print a line of the result. Stored text in it must have been made visible."""
        _write(sys.stdout, line)

    def hung(self, lead: str, cells: int, text: str, style: str = "") -> None:
        """Print text behind what leads to it, which takes so many cells; both must have been made visible.

        On a terminal it is broken at words, and each line stands below where the text begins.
        """
        room = max(self.width - cells, _NARROW) if self.is_terminal else 0
        lines = [text]
        if room and len(text) > room // 2:  # no sign is wider than two cells
            from opsflow.cli.output.wrapping import wrapped

            lines = wrapped(text, room, "")
        for line in lines:
            self.data(lead + self.styled(line, style))
            lead = " " * cells

    def talk(self, line: str) -> None:
        """Tell the user something that is not the result."""
        tell(line)

    def document(self, body: dict[str, Any]) -> None:
        """Print the one JSON document of a command."""
        self.is_begun = True
        text = encoder()(body)
        # Bytes that are no text, as of a path, are escapes in JSON; the stream of a C locale would print them raw.
        _write(sys.stdout, text if text.isascii() else text.encode("utf-8", "backslashreplace").decode())

    def answered(
        self, kind: str, body: Callable[[], dict[str, Any]], ids: Callable[[], Iterable[object]] | None = None
    ) -> bool:
        """Answer a program that asked for a document or for ids alone; false where a person is still to be answered."""
        if self.form == "json":
            self.document(envelope(kind, body()))
            return True
        if self.form == "quiet" and ids is not None:
            for held in ids():
                self.data(str(held))
            return True
        return False

    def styled(self, text: str, style: str) -> str:
        """The text in a style, where colour is in use."""
        if not self.has_color or not style:
            return text
        codes = ";".join([_STYLES[name] for name in style.split()])
        return f"\x1b[{codes}m{text}\x1b[0m"

    def outcome(self, outcome: Outcome) -> None:
        """Print what a write did. An interruption that comes here does not make it undone: the status says so too."""
        try:
            self._outcome(outcome)
        except KeyboardInterrupt:
            if outcome.command is None or outcome.dry_run:
                raise
            self.talk(f"interrupted; command {outcome.command} is kept")

    def _outcome(self, outcome: Outcome) -> None:
        if self.form == "json":
            from opsflow.cli.output.documents import outcome_document

            self.document(outcome_document(outcome))
            return
        if self.form == "quiet":
            for item_id in outcome.items:
                self.data(str(item_id))
        else:
            before = "would have " if outcome.dry_run else ""
            for line in outcome.lines:
                self.hung("", 0, before + visible(line))
        self._around(outcome)

    def _around(self, outcome: Outcome) -> None:
        for note in outcome.notes:
            self.talk(note)
        self.findings(outcome.findings, "overridden")
        if outcome.freed:
            from opsflow.domain.ids import format_ids

            self.talk(f"{format_ids(outcome.freed)} can start now.")

    def findings(self, findings: tuple[Finding, ...], refusal: str = "refused") -> None:
        """Tell what rules found, each with the commands that put it right; `refusal` names those that refuse.

        A command that puts several of them right is told with the first.
        """
        tried: set[str] = set()
        for finding in findings:
            word = refusal if finding.level == "refuse" else "warning"
            self.talk(f"{word}: {finding.rule}: {finding.message}")
            if word == "overridden":
                continue
            for line in [remedy.line for remedy in finding.remedies if remedy.line not in tried]:
                self.talk(f"  try: {line}")
                tried.add(line)


def envelope(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """A document of that kind."""
    return {"kind": kind, "version": VERSION, **body}


def tell(line: str) -> None:
    """Say something on standard error. What cannot be said there changes nothing else."""
    try:
        for part in _told(visible(line)):
            _write(sys.stderr, part)
    except OSError:
        silence(sys.stderr)


def columns(stream: Any) -> int:
    """Cells in a line of the terminal that a stream leads to; 80 where it leads to none, or says none."""
    try:
        cells = int(os.environ.get("COLUMNS", ""))
    except ValueError:
        cells = 0
    try:
        cells = cells if cells > 0 else os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return 80
    return max(cells, _NARROW) if cells > 0 else 80


def _told(text: str) -> list[str]:
    """What is said in lines that a terminal is wide enough for; anywhere else it stays whole."""
    if len(text) < _NARROW or not sys.stderr.isatty():
        return [text]
    cells = columns(sys.stderr)
    if len(text) < cells // 2:  # no sign is wider than two cells
        return [text]
    from opsflow.cli.output.wrapping import wrapped

    return wrapped(text, cells)


def silence(stream: Any) -> None:
    """Point a stream nowhere, so that nothing else fails on what it led to."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def encoder() -> Callable[[Any], str]:
    """What makes JSON of a value, in signs that standard output can take and no terminal obeys."""
    from json import JSONEncoder

    return _harmless(JSONEncoder(ensure_ascii=not _takes_all(), separators=(",", ":")).encode)


def quoter() -> Callable[[str], str]:
    """The same for a string alone, which is quicker made."""
    from json.encoder import encode_basestring, encode_basestring_ascii

    return _harmless(encode_basestring if _takes_all() else encode_basestring_ascii)


def _takes_all() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _harmless(encode: Callable[[Any], str]) -> Callable[[Any], str]:
    if not _takes_all() or not sys.stdout.isatty():
        return encode
    from opsflow.domain.text import escaped

    return lambda value: escaped(encode(value))


def _has_color(when: str, is_terminal: bool) -> bool:
    if when != "auto":
        return when == "always"
    return is_terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _write(stream: Any, line: str) -> None:
    try:
        stream.write(line + "\n")
    except UnicodeEncodeError:
        encoding = stream.encoding or "ascii"
        stream.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
