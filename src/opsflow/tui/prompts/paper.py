"""Text of several lines: written on the screen, or in the person's own editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.app import ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Static, TextArea

from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible, visible_block
from opsflow.system.editor import edited_text
from opsflow.tui.prompts.keys import Key, Keys
from opsflow.tui.prompts.over import Over

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

_KEYS = (
    Key("^s", "send", "screen.send"),
    Key("^o", "in the editor", "screen.editor"),
    Key("esc", "give up", "screen.leave"),
)


async def compose(app: BoardApp, title: str, text: str = "") -> str | None:
    """What was written, or `None` when it was given up."""
    return await app.push_screen_wait(Paper(title, text))


def _harmless(text: str) -> str:
    """The text without what a terminal would obey."""
    return "\n".join(visible_block(text))


class Page(TextArea):
    """Where it is written."""

    def on_mount(self) -> None:
        """The cursor stands behind what is there."""
        self.move_cursor(self.document.end)

    async def _on_paste(self, event: events.Paste) -> None:
        """Make it harmless before the page takes it, as the class that this one rests on does next."""
        event.text = _harmless(event.text)
        event.stop()


class Paper(Over[str]):
    """The page with its title above and its keys below."""

    DEFAULT_CSS = """
    Paper { align: left bottom; }
    Paper > Vertical { height: auto; background: $panel; border-top: heavy $accent; padding: 0 1; }
    Paper Page { height: 10; max-height: 60h; border: none; padding: 0; background: $surface; color: $foreground; }
    Paper Static { height: auto; background: $panel; color: $faint; }
    Paper Keys { background: $panel; }
    Paper #title { color: $accent; text-style: bold; }
    Paper #wrong { color: $error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,ctrl+enter", "send", "Send", priority=True),
        Binding("ctrl+o", "editor", "In the editor", priority=True),
        Binding("escape", "leave", "Give up", priority=True),
    ]

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self._title_text, self._begun = title, text
        self._is_sure = False

    def compose(self) -> ComposeResult:
        """Title, page, what is wrong, and the keys. Nothing is wrong yet."""
        wrong = Static(Text(""), id="wrong")
        wrong.display = False
        with Vertical():
            yield Static(Text(visible(self._title_text)), id="title")
            yield Page(_harmless(self._begun), soft_wrap=True, compact=True, highlight_cursor_line=False, id="page")
            yield wrong
            yield Keys(_KEYS, id="keys")

    @property
    def _page(self) -> Page:
        return self.query_one(Page)

    def on_text_area_changed(self) -> None:
        """Something new is worth another warning."""
        self._is_sure = False
        self.query_one("#wrong").display = False

    def action_send(self) -> None:
        """Answer with what stands there; nothing written is given up."""
        text = self._page.text.strip("\n")
        self.answer(text if text.strip() else None)

    def action_leave(self) -> None:
        """Give up; where something was written, the second time."""
        if self._is_sure or self._page.text.strip() in ("", self._begun.strip()):
            self.answer(None)
        else:
            self._is_sure = True
            self._tell("Not sent yet: escape again throws it away, ctrl+s sends it.")

    def action_editor(self) -> None:
        """Go on in the person's editor, and come back with what was made there."""
        try:
            with self.app.suspend():
                text = edited_text(f"{self._page.text}\n", "note.md")
        except SuspendNotSupported:
            self._tell("The editor needs a terminal of its own, and there is none here.")
        except UsageError as error:
            self._tell(error.message)
        else:
            self._page.text = _harmless(text.rstrip("\n"))
            self._page.move_cursor(self._page.document.end)

    def _tell(self, text: str) -> None:
        wrong = self.query_one("#wrong", Static)
        wrong.update(Text(visible(text)))
        wrong.display = True
