"""One line asked for at the foot of the screen, with completion, and with a caret under what is wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from opsflow.domain.errors import Conflict, OpsflowError, Refused, UsageError
from opsflow.domain.text import cut, visible, width
from opsflow.domain.value import Value
from opsflow.services.looking import completing, completing_words
from opsflow.tui.prompts.keys import Key, Keys, keys_lines
from opsflow.tui.prompts.over import Over

if TYPE_CHECKING:
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

_MOST_OFFERED = 5
_KEYS = (Key("enter", "take it", "screen.send"), Key("esc", "leave", "screen.leave"))
FIELD = "field "
"""Before the name of a field, what completes its values."""


class Question(Value):
    """What is asked.

    `kind` is what is completed (see `services.looking.completing`), or `filter`, `sentence`, or `FIELD` and a name.

    `check` raises `UsageError` for a text that is wrong; `live` hears every text that is right. `trial` tries an answer
    on the store and raises what is wrong with it, before it is taken. `may_be_empty` lets an empty answer through; with
    `is_replaced` the first sign typed takes the place of `value`. A text that is one of `at_once` is an answer without
    enter.
    """

    title: str
    value: str = ""
    hint: str = ""
    kind: str = ""
    check: Callable[[str], object] | None = None
    live: Callable[[str], None] | None = None
    may_be_empty: bool = False
    is_replaced: bool = False
    trial: Callable[[Session, str], object] | None = None
    at_once: tuple[str, ...] = ()


async def ask(app: BoardApp, question: Question) -> str | None:
    """The answer, or `None` when it was left open."""
    return await app.push_screen_wait(Prompt(question))


class Line(Input):
    """The line that is written in. What a terminal would obey never gets into it, however it came."""

    def validate_value(self, value: str) -> str:
        """The text as it is shown."""
        return visible(value)


class Prompt(Over[str]):
    """The line itself."""

    DEFAULT_CSS = """
    Prompt { align: left bottom; }
    Prompt > Vertical { height: auto; background: $panel; border-top: heavy $accent; padding: 0 1; }
    Prompt Input, Prompt Input:focus { border: none; height: 1; padding: 0; background: $panel; color: $foreground; }
    Prompt Static { height: auto; background: $panel; color: $faint; link-color: $faint; link-style: none; }
    Prompt Keys { background: $panel; }
    Prompt #title { color: $accent; text-style: bold; }
    Prompt #wrong { color: $error; }
    """

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self._offers: list[tuple[str, str]] = []
        self._offered = 0

    def compose(self) -> ComposeResult:
        """Title, line, what is wrong, what can be said, and a hint. Nothing is wrong yet."""
        wrong, offers = Static(Text(""), id="wrong"), Static(Text(""), id="offers")
        wrong.display = offers.display = False
        with Vertical():
            yield Static(Text(visible(self.question.title)), id="title")
            yield Line(self.question.value, select_on_focus=self.question.is_replaced, compact=True, id="line")
            yield wrong
            yield offers
            yield Keys(_KEYS, self.question.hint, id="hint")

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        """Offers are asked for before the board is, which takes longer."""
        if event.value in self.question.at_once:
            self.answer(event.value)
            return
        is_right = self._is_right(event.value)
        if self.question.kind:
            self.run_worker(self._offer(event.value), group="offers", exclusive=True)
        if is_right and self.question.live is not None:
            self.question.live(event.value)

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        self.action_send()

    def action_send(self) -> None:
        """Answer, unless something is wrong with it."""
        text = self.query_one(Input).value
        if not text.strip() and not self.question.may_be_empty:
            self.answer(None)
        elif self._is_right(text):
            self.run_worker(self._try(text.strip()), group="offers", exclusive=True)

    async def _try(self, text: str) -> None:
        """Take the answer, if the store does; else say what is wrong with it, and keep the words."""
        app: BoardApp = self.app  # type: ignore[assignment]
        trial = self.question.trial
        if trial is not None and text:
            try:
                await app.feed.ask(lambda session: trial(session, text))
            except (Refused, Conflict):
                pass  # what is to be done about these is asked when it is carried out
            except OpsflowError as error:
                self._point_out(error)
                return
        self.answer(text)

    def action_leave(self) -> None:
        """Leave without an answer."""
        self.answer(None)

    def on_key(self, event: events.Key) -> None:
        """Escape leaves, tab takes what is offered, up and down go through the offers."""
        acts: dict[str, Callable[[], None]] = {
            "escape": self.action_leave,
            "tab": lambda: self.action_complete(self._offered),
            "down": lambda: self._go_through_offers(1),
            "up": lambda: self._go_through_offers(-1),
        }
        if event.key in acts:
            event.stop()
            event.prevent_default()
            acts[event.key]()

    def _is_right(self, text: str) -> bool:
        """Whether the text can be understood; what cannot is pointed at."""
        wrong = self.query_one("#wrong", Static)
        wrong.display = False
        try:
            if self.question.check is not None:
                self.question.check(text)
        except UsageError as error:
            self._point_out(error)
            return False
        return True

    def _point_out(self, error: OpsflowError) -> None:
        wrong = self.query_one("#wrong", Static)
        wrong.update(Text(_pointed(error)))
        wrong.display = True

    async def _offer(self, text: str) -> None:
        last = "" if text.endswith(" ") else text.split(" ")[-1]
        app: BoardApp = self.app  # type: ignore[assignment]
        try:
            self._offers = await app.feed.ask(lambda session: _candidates(session, self.question.kind, last))
        except OpsflowError:
            self._offers = []
        self._offered = 0
        self._show_offers()

    def _show_offers(self) -> None:
        """The words that tab takes, the one it would take first or in brackets; a click takes one too."""
        words = [
            Key(
                f"[{visible(word)}]" if place == self._offered else visible(word), cut(visible(about), 30), _take(place)
            )
            for place, (word, about) in enumerate(self._offers)
        ]
        (line,) = keys_lines(words, "tab:", sys.maxsize)
        line.no_wrap, line.overflow = True, "ellipsis"
        offers = self.query_one("#offers", Static)
        offers.display = bool(self._offers)
        offers.update(line)

    def _go_through_offers(self, places: int) -> None:
        if self._offers:
            self._offered = (self._offered + places) % len(self._offers)
            self._show_offers()

    def action_complete(self, place: int) -> None:
        """Take an offer in the place of the word that was begun."""
        if place < len(self._offers):
            line = self.query_one(Input)
            before = line.value[: len(line.value) - len(line.value.split(" ")[-1])]
            word = self._offers[place][0]
            line.value = before + word + ("" if word.endswith(":") else " ")
            line.cursor_position = len(line.value)


def _take(place: int) -> str:
    return f"screen.complete({place})"


def _candidates(session: Session, kind: str, last: str) -> list[tuple[str, str]]:
    if kind == "filter":
        found = completing_words.filter_words(session, last) if last else iter(())
    elif kind == "sentence":
        found = completing_words.sentence_words(session, last)
    elif kind.startswith(FIELD):
        found = completing_words.values_of(session, kind.removeprefix(FIELD), last)
    else:
        found = completing.of_kind(session, kind, last)
    return [held for _, held in zip(range(_MOST_OFFERED), found, strict=False) if held[0] != last]


def _pointed(error: OpsflowError) -> str:
    if not isinstance(error, UsageError) or error.source is None or error.offset is None:
        return visible(error.message)
    return " " * width(visible(error.source[: error.offset])) + "^\n" + visible(error.message)
