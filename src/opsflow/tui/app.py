"""The application: it joins the model, the widgets and the feed, and carries out actions of the registry."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.message import Message

from opsflow.domain.errors import OpsflowError
from opsflow.domain.items import Item
from opsflow.services import overview
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.tui.actions import Registry
from opsflow.tui.bars import Bar, needs
from opsflow.tui.board.dragging import Dragging
from opsflow.tui.board.painter import Moment
from opsflow.tui.board.view import BoardView
from opsflow.tui.doing import moving
from opsflow.tui.feed import Feed
from opsflow.tui.model import Model
from opsflow.tui.opening import Site
from opsflow.tui.registry import ACTIONS
from opsflow.tui.themes import DARK, THEMES

Verb = Callable[[Session, Any, WriteOptions], Outcome]
_QUIET_SECONDS = 0.25
"""How long nothing has to happen before the dear counts of the header are made."""


class BoardApp(App[None]):
    """The board, full screen. Actions work on it through `write`, `say`, `show_soon` and `read_soon`."""

    CSS = "Horizontal { height: 1fr; } Screen { background: $background; }"
    TITLE = "opsflow"
    BINDINGS = Registry(ACTIONS).bindings()
    ENABLE_COMMAND_PALETTE = True

    class StoreChanged(Message):
        """Someone else has written."""

    class StoreLost(Message):
        """The store cannot be read any more."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, feed: Feed, site: Site, model: Model) -> None:
        super().__init__()
        self.feed, self.site, self.model = feed, site, model
        self.actions = Registry(ACTIONS)
        self.filter_text = site.filter_text
        self.attention: overview.Attention | None = None
        self.head, self.foot = Bar("head"), Bar("foot")
        self.view = BoardView(model)
        self._is_wanted = self._is_reading = self._is_counting = False
        self._lost = ""
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = (
            self.site.kept.get("theme", "") if self.site.kept.get("theme") in self.available_themes else THEMES[0].name
        )

    # The screen

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of our own, for themes that do not have them."""
        return dict(DARK.variables)

    def compose(self) -> ComposeResult:
        """A line, the board, a line."""
        yield self.head
        with Horizontal():
            yield self.view
        yield self.foot

    def on_mount(self) -> None:
        """Draw what was read already, then count what needs attention."""
        self.view.focus()
        self.feed.changed = lambda: self.post_message(self.StoreChanged())
        self.feed.lost = lambda text: self.post_message(self.StoreLost(text))
        self.say("")
        self.show()
        self.count_soon()
        self.set_interval(30, self.show)

    def moment(self) -> Moment:
        """What the picture depends on beside the model."""
        oldest = self.attention.oldest if self.attention else {}
        return Moment(self.site.clock(), self.site.settings.due_soon, oldest)

    def show(self) -> None:
        """Draw what differs."""
        self.view.show(self.moment())
        right = [(self.filter_text, "here")] if self.filter_text else []
        if self.model.marks:
            right.append((f"* {len(self.model.marks)} marked", "warn"))
        if self.site.opening.is_read_only:
            right.append(("read-only", "warn"))
        self.head.say(
            [("opsflow", "here"), *needs(self.attention, self.model.columns)], [*right, (self.site.actor, "faint")]
        )

    def show_soon(self) -> None:
        """Draw, and read what has come into sight."""
        self.show()
        if self.model.needs_reading():
            self.read_soon()

    def say(self, text: str, tone: str = "") -> None:
        """Tell something in the line below the board."""
        hints = [("a add", "faint"), ("/ filter", "faint"), ("? help", "faint"), ("^p commands", "faint")]
        self.foot.say([(text, tone)] if text else [], hints)

    def set_filter(self, text: str, where: object | None) -> None:
        """Narrow the board, or show all of it again."""
        self.filter_text, self.model.where = text, where
        self.read_soon()

    # The store

    def read_soon(self) -> None:
        """Read the board again; several wishes at once are one."""
        self._is_wanted = True
        if not self._is_reading:
            self._is_reading = True
            self.run_worker(self._read(), group="reading")

    async def _read(self) -> None:
        try:
            while self._is_wanted:
                self._is_wanted = False
                ask = self.model.ask()
                board = await self.feed.ask(lambda session, ask=ask: overview.overview(session, ask))  # type: ignore[misc]
                if (ask.where, ask.lanes) == (self.model.where, self.model.lanes):
                    self.model.take(board)
                    self.show()
        except OpsflowError as error:
            self.say(error.message, "bad")
        finally:
            self._is_reading = False
        self.count_soon()

    def count_soon(self) -> None:
        """Count what needs attention, once nothing else has to be read."""
        if not self._is_counting:
            self._is_counting = True
            self.set_timer(_QUIET_SECONDS if self.attention else 0.01, self._count)

    async def _count(self) -> None:
        self._is_counting = False
        try:
            self.attention = await self.feed.ask(overview.attention)
        except OpsflowError as error:
            self.say(error.message, "bad")
        self.show()

    def on_board_app_store_changed(self) -> None:
        """Show what someone else has done."""
        if self._lost:
            self._lost = ""
            self.say("The store is there again.", "good")
        self.read_soon()

    def on_board_app_store_lost(self, message: StoreLost) -> None:
        """Say so plainly, and keep what is on the screen."""
        if message.text != self._lost:
            self._lost = message.text
            self.say(message.text, "bad")

    # Actions

    def action_do(self, name: str) -> None:
        """Carry out an action of the registry."""
        action = self.actions[name]
        if action.writes and self.site.opening.is_read_only:
            self.say(f"{action.label}: the board was opened read-only.", "warn")
        elif action.needs_item and not self.chosen():
            self.say(f"{action.label}: no item is in focus.", "warn")
        else:
            result = action.run(self)
            if inspect.iscoroutine(result):
                self.run_worker(result, group="doing")

    def item_in_focus(self) -> Item | None:
        """The item that an action is about when it is about one."""
        return self.model.item

    def chosen(self) -> tuple[tuple[int, int], ...]:
        """The items that an action is about, with the versions that were seen."""
        return self.model.chosen()

    async def write(
        self, verb: Verb, *, chosen: tuple[tuple[int, int], ...] | None = None, reason: str | None = None,
        follows: bool = True,
    ) -> Outcome | None:  # fmt: skip
        """Carry out a command on the chosen items, and say what it did, or what stands against it."""
        seen = self.chosen() if chosen is None else chosen
        ids = tuple([item_id for item_id, _ in seen])
        options = WriteOptions(reason=reason, expect=seen)
        try:
            outcome = await self.feed.ask(lambda session: verb(session, ids, options))
        except OpsflowError as error:
            self.say(error.message, "bad")
            self.read_soon()
            return None
        self._told(outcome)
        if not follows:
            self.model.focus_id = None
        self.model.marks.clear()
        self.read_soon()
        return outcome

    def _told(self, outcome: Outcome) -> None:
        words = [*outcome.lines, *outcome.notes, *[finding.message for finding in outcome.findings]]
        self.say("  ".join(words), "warn" if outcome.findings else "good" if outcome.command else "")

    def on_dragging_picked(self, message: Dragging.Picked) -> None:
        """A card was clicked."""
        self.view.focus()
        self.show_soon()

    def on_dragging_scrolled(self) -> None:
        """Other cards have come into sight."""
        self.show_soon()

    def on_dragging_dropped(self, message: Dragging.Dropped) -> None:
        """A card was dragged to another column."""
        self.run_worker(moving.move_to(self, message.state, ((message.item_id, message.version),)), group="doing")

    async def leave(self) -> None:
        """Quit."""
        self.exit()

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being read or carried out."""
        return not self._is_reading and not self._is_counting and not self.feed.has_work
