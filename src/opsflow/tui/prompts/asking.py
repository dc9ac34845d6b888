"""One line asked for at the foot of the screen, with completion, and with a caret under what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from opsflow.domain.errors import OpsflowError, UsageError
from opsflow.domain.text import cut, visible, width
from opsflow.domain.value import Value
from opsflow.services import completing

if TYPE_CHECKING:
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

_MOST_OFFERED = 5


class Question(Value):
    """What is asked. `kind` is what is completed (see `opsflow.services.completing`, or `filter` or `sentence`).

    `check` raises `UsageError` for a text that is wrong; `live` hears every text that is right. `may_be_empty` lets an
    empty answer through; with `is_replaced` the first sign typed takes the place of `value`.
    """

    title: str
    value: str = ""
    hint: str = ""
    kind: str = ""
    check: Callable[[str], object] | None = None
    live: Callable[[str], None] | None = None
    may_be_empty: bool = False
    is_replaced: bool = False


async def ask(app: BoardApp, question: Question) -> str | None:
    """The answer, or `None` when it was left open."""
    return await app.push_screen_wait(Prompt(question))


class Line(Input):
    """The line that is written in. What a terminal would obey never gets into it, however it came."""

    def validate_value(self, value: str) -> str:
        """The text as it is shown."""
        return visible(value)


class Prompt(ModalScreen[str | None]):
    """The line itself."""

    DEFAULT_CSS = """
    Prompt { align: left bottom; background: transparent; }
    Prompt > Vertical { height: auto; background: $panel; border-top: heavy $accent; padding: 0 1; }
    Prompt Input, Prompt Input:focus { border: none; height: 1; padding: 0; background: $panel; color: $foreground; }
    Prompt Static { height: auto; background: $panel; color: $faint; }
    Prompt #title { color: $accent; text-style: bold; }
    Prompt #wrong { color: $error; }
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._offers: list[tuple[str, str]] = []

    def compose(self) -> ComposeResult:
        """Title, line, what is wrong, what can be said, and a hint."""
        with Vertical():
            yield Static(Text(visible(self.question.title)), id="title")
            yield Line(self.question.value, select_on_focus=self.question.is_replaced, compact=True, id="line")
            yield Static(Text(""), id="wrong")
            yield Static(Text(""), id="offers")
            yield Static(Text(visible(self.question.hint)), id="hint")

    def on_mount(self) -> None:
        """Nothing is wrong yet."""
        self.query_one("#wrong").display = self.query_one("#offers").display = False
        self.query_one("#hint").display = bool(self.question.hint)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """Offers are asked for before the board is, which takes longer."""
        is_right = self._is_right(event.value, event.value.endswith(" "))
        if self.question.kind:
            self.run_worker(self._offer(event.value), group="offers", exclusive=True)
        if is_right and self.question.live is not None:
            self.question.live(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if not event.value.strip() and not self.question.may_be_empty:
            self.dismiss(None)
        elif self._is_right(event.value, True):
            self.dismiss(event.value.strip())

    def on_key(self, event: events.Key) -> None:
        """Escape leaves, tab takes the first offer."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.key == "tab":
            event.stop()
            event.prevent_default()
            self._take_offer()

    def _is_right(self, text: str, say: bool) -> bool:
        """Whether the text can be understood; with `say` what cannot is pointed at."""
        wrong = self.query_one("#wrong", Static)
        wrong.display = False
        try:
            if self.question.check is not None:
                self.question.check(text)
        except UsageError as error:
            wrong.update(Text(_pointed(error)))
            wrong.display = say or error.offset is not None
            return False
        return True

    async def _offer(self, text: str) -> None:
        last = "" if text.endswith(" ") else text.split(" ")[-1]
        app: BoardApp = self.app  # type: ignore[assignment]
        try:
            self._offers = await app.feed.ask(lambda session: _candidates(session, self.question.kind, last))
        except OpsflowError:
            self._offers = []
        offers = self.query_one("#offers", Static)
        offers.display = bool(self._offers)
        words = [f"{visible(word)} {cut(visible(about), 30)}".strip() for word, about in self._offers]
        offers.update(Text("tab: " + "   ".join(words), no_wrap=True, overflow="ellipsis"))

    def _take_offer(self) -> None:
        if self._offers:
            line = self.query_one(Input)
            before = line.value[: len(line.value) - len(line.value.split(" ")[-1])]
            word = self._offers[0][0]
            line.value = before + word + ("" if word.endswith(":") else " ")
            line.cursor_position = len(line.value)


def _candidates(session: Session, kind: str, last: str) -> list[tuple[str, str]]:
    if kind == "filter":
        found = completing.filter_words(session, last) if last else iter(())
    elif kind == "sentence":
        found = completing.sentence_words(session, last)
    else:
        found = completing.of_kind(session, kind, last)
    return [held for _, held in zip(range(_MOST_OFFERED), found, strict=False) if held[0] != last]


def _pointed(error: UsageError) -> str:
    if error.source is None or error.offset is None:
        return visible(error.message)
    return " " * width(visible(error.source[: error.offset])) + "^\n" + visible(error.message)
