"""A sheet of rows over the board: to read, to walk, and to answer with one key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.widgets import Static

from opsflow.domain.text import visible
from opsflow.domain.value import Value
from opsflow.tui.actions import Action, shown
from opsflow.tui.panes.lines import Lines, Row
from opsflow.tui.prompts.keys import Key, Keys
from opsflow.tui.prompts.over import Over

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

_STEPS = {"up": -1, "k": -1, "down": 1, "j": 1, "pageup": -10, "pagedown": 10, "home": -100_000, "end": 100_000}


_WIDTH, _HEIGHT, _WIDEST = 92, 90, 110
"""Per cent of the screen, and the most cells across."""
_FRAME = 4
"""Cells across for border and padding."""
_BORDER, _TITLE = 2, 3
"""Rows of the border, and the most that the title takes."""


class Answer(Value):
    """A key that closes the sheet, and what it means; one without a label is not named.

    `also` are keys that mean the same, `name` is what is answered in the place of the key.
    """

    key: str
    label: str
    shown: str = ""
    also: tuple[str, ...] = ()
    name: str = ""


def answers_of(actions: Iterable[Action]) -> list[Answer]:
    """Actions of the registry as answers of a sheet, by their names."""
    return [
        Answer(held.keys[0], held.label.lower(), shown(held.keys[:1]), held.keys[1:], held.name)
        for held in actions
        if held.keys
    ]


class Picked(Value):
    """The key that was pressed, or the name that it stands for, and the row under the cursor."""

    key: str
    row: Row | None


async def show(
    app: BoardApp,
    title: str,
    rows: Sequence[Row],
    answers: Sequence[Answer] = (),
    cursor: int = 0,
    words: Sequence[str] = (),
) -> Picked | None:
    """Show a sheet. `None` when it was closed with escape. `words` are what the rows are found by when it is typed."""
    return await app.push_screen_wait(Sheet(title, rows, answers, cursor, words))


class Sheet(Over[Picked]):
    """The sheet itself."""

    DEFAULT_CSS = f"""
    Sheet {{ align: center middle; }}
    Sheet > Vertical {{ width: {_WIDTH}%; max-width: {_WIDEST}; height: auto; max-height: {_HEIGHT}%;
                       background: $surface; border: round $accent; padding: 0 1; }}
    Sheet Lines {{ height: auto; }}
    Sheet Static {{ height: auto; color: $faint; }}
    Sheet #title {{ color: $accent; text-style: bold; height: auto; max-height: {_TITLE + 1}; padding-bottom: 1; }}
    Sheet #answers {{ dock: bottom; }}
    """

    def __init__(
        self, title: str, rows: Sequence[Row], answers: Sequence[Answer], cursor: int, words: Sequence[str] = ()
    ) -> None:
        super().__init__()
        self._words, self._typed = [word.lower() for word in words], ""
        self._title_text, self._answers, self._cursor = title, tuple(answers), cursor
        self._lines = Lines()
        self._lines.put(rows)

    def compose(self) -> ComposeResult:
        """Title, rows and the keys that answer, as large as they will be before they are first laid out."""
        keys = [
            Key(answer.shown or answer.key, answer.label, f"screen.answer({place})")
            for place, answer in enumerate(self._answers)
            if answer.label
        ]
        self._keys = Keys([*keys, Key("esc", "close", "screen.close")], id="answers")
        self._make_room(self.app.size)
        with Vertical():
            yield Static(Text(visible(self._title_text)), id="title")
            yield self._lines
            yield self._keys

    def on_mount(self) -> None:
        """The rows have the focus."""
        self._lines.focus()
        if self._cursor:
            self.call_after_refresh(self._lines.move, self._cursor)

    def on_resize(self, event: events.Resize) -> None:
        """The terminal has another size."""
        self._make_room(event.size)

    def _make_room(self, size: Size) -> None:
        """The rows take what the frame, the title and the keys below leave of the height."""
        cells = min(size.width * _WIDTH // 100, _WIDEST) - _FRAME
        title = Text(visible(self._title_text)).wrap(self.app.console, max(cells, 1))
        around = _BORDER + min(len(title), _TITLE) + 1 + self._keys.get_content_height(size, size, cells) + 1
        self._lines.styles.max_height = max(size.height * _HEIGHT // 100 - around, 1)

    def on_key(self, event: events.Key) -> None:
        """Find, walk, answer or close."""
        event.stop()
        event.prevent_default()
        if self._find(event.character or ""):
            return
        self._typed = ""
        if event.key in ("escape", "q"):
            self.answer(None)
        elif (place := self._place(event.key)) is not None:
            self.action_answer(place)
        elif event.key in _STEPS:
            self._lines.move(_STEPS[event.key])

    def _find(self, sign: str) -> bool:
        """Go to the first row whose word begins as it is typed; a letter that fits none begins anew."""
        if not sign.isalpha() and sign not in ("-", "_"):
            return False
        for typed in (self._typed + sign.lower(), sign.lower()):
            found = [place for place, word in enumerate(self._words) if word.startswith(typed)]
            if found:
                self._typed = typed
                self._lines.move(found[0] - self._lines.cursor)
                return True
        return bool(self._typed)

    def _place(self, key: str) -> int | None:
        """Which answer a key gives."""
        return next((i for i, answer in enumerate(self._answers) if key == answer.key or key in answer.also), None)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """What can be answered."""
        return self._answers

    def action_answer(self, place: int) -> None:
        """Close with an answer."""
        answer = self._answers[place]
        self.answer(Picked(answer.name or answer.key, self._lines.row))

    def action_close(self) -> None:
        """Close without one."""
        self.answer(None)

    def on_lines_entered(self, message: Lines.Entered) -> None:
        """Two clicks are as good as enter."""
        message.stop()
        place = self._place("enter")
        if place is not None:
            self.action_answer(place)
