"""The application: it joins the model, the widgets and the feed, and carries out actions of the registry."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Awaitable
from contextlib import suppress

from rich.console import RenderableType
from textual import events
from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.screen import Screen

from opsflow.domain.errors import OpsflowError
from opsflow.domain.filters.context import FilterContext
from opsflow.domain.sentence import parse_sentence
from opsflow.services.looking.remembering import remember
from opsflow.tui.about import About
from opsflow.tui.actions import Registry
from opsflow.tui.bars import Bar, needs
from opsflow.tui.board.dragging import Dragging
from opsflow.tui.board.painter import Moment
from opsflow.tui.board.view import BoardView
from opsflow.tui.doing import moving
from opsflow.tui.feed import Feed
from opsflow.tui.focus import InFocus
from opsflow.tui.model import Model
from opsflow.tui.opening import Site, condition
from opsflow.tui.palette import ActionsProvider
from opsflow.tui.panes.pane import SIDE_BY_SIDE, Pane
from opsflow.tui.picking import Pick
from opsflow.tui.reading import Reading
from opsflow.tui.registry import ACTIONS
from opsflow.tui.sending import Sent
from opsflow.tui.themes import DARK, TERMINAL, THEMES

_HINTS = ("add", "narrow", "help")
_TICK_SECONDS = 30
_MOST_MESSAGES = 200
_LEAVE_SECONDS = 2.0


class BoardApp(InFocus, Reading):
    """The board, full screen. Actions work on it through `say`, `show_soon`, `read_soon` and the model."""

    CSS = """
    Screen { layers: base over; }
    #middle { height: 1fr; margin-bottom: 1; }
    .away { display: none; }
    """
    TITLE = "opsflow"
    BINDINGS = Registry(ACTIONS).bindings()
    COMMANDS = {ActionsProvider}  # noqa: RUF012

    def __init__(self, feed: Feed, site: Site, model: Model) -> None:
        super().__init__(has_few_colors=site.opening.has_few_colors)
        self.feed, self.site, self.model = feed, site, model
        self.actions = Registry(ACTIONS, site.settings.board_keys)
        if site.settings.board_keys:
            self.set_keymap({held.name: ",".join(held.keys) for held in self.actions.at("")})
        self.filter_text, self.shell_context = site.filter_text, site.shell_context
        self.head, self.foot = Bar("head"), Bar("foot", unfolds=True)
        self.follows_context = site.opening.has_context
        self.view, self.pane = BoardView(model), Pane()
        self._sent = Sent()
        self.pick: Pick | None = None
        self.is_verifying = False
        self.did: set[int] = set()
        """The commands of this board, by their numbers in history."""
        self.messages: deque[tuple[int, str, str]] = deque(maxlen=_MOST_MESSAGES)
        for theme in THEMES:
            self.register_theme(theme)
        kept = self.site.kept.get("theme", DARK.name)
        if site.opening.has_few_colors:
            self.theme = TERMINAL.name
        else:
            self.theme = kept if kept in self.available_themes else DARK.name

    def get_theme_variable_defaults(self) -> dict[str, str]:
        """Colours of our own, for themes that do not have them."""
        return dict(DARK.variables)

    # The screen

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Send what differs from what the terminal shows."""
        super()._display(screen, self._sent.thin(renderable))

    def draw_anew(self, _app: App[None] | None = None) -> None:
        """Send the whole screen, whatever the terminal is thought to show."""
        self._sent.forget()
        self.screen.refresh()

    def compose(self) -> ComposeResult:
        """A line, the board with the pane beside it, a line."""
        yield self.head
        with Horizontal(id="middle"):
            yield self.view
            yield self.pane
        yield self.foot

    def on_mount(self) -> None:
        """Draw what was read already, then count what needs attention."""
        self.view.focus()
        self.listen()
        self.app_resume_signal.subscribe(self, self.draw_anew)
        self.say("")
        self.show()
        self.count_soon()
        with suppress(NotImplementedError, ValueError):  # not everywhere, and in the main thread alone
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self.set_interval(_TICK_SECONDS, self.tick)

    def tick(self) -> None:
        """Time has passed: ages, clocks, what is due, what `today` means in the filter, and what the pane tells."""
        self.narrow_again()
        if self.attention is not None and self.site.clock() >= self.attention.until:
            self.count_soon()
        self.tell_soon()
        self.show()

    def show(self) -> None:
        """Draw what differs."""
        known = self.attention
        oldest, clashing = (known.oldest, known.clashing) if known else ({}, frozenset())
        self.view.show(Moment(self.site.clock(), self.site.settings.due_soon, oldest, clashing))
        right = [(f"context {self.shell_context}", "kind")] if self.shell_context else []
        right += [(self.filter_text, "here")] if self.filter_text else []
        if self.model.marks:
            right.append((f"* {len(self.model.marks)} marked", "warn"))
        if self.site.opening.is_read_only:
            right.append(("read-only", "warn"))
        right.append(("demo" if self.site.opening.is_demo else self.site.actor, "faint"))
        pressing = needs(self.attention, self.model.columns)
        words = [("opsflow", "here"), *[(text, tone) for text, _, tone in pressing]]
        self.head.say(words, right, [("", ""), *[(few, tone) for _, few, tone in pressing]])

    @property
    def said(self) -> str:
        """What was told last."""
        return self.messages[-1][1] if self.messages else ""

    def say(self, text: str, tone: str = "") -> None:
        """Tell something in the line below the board, and keep it for `messages`."""
        if text:
            self.messages.append((self.site.clock(), text, tone))
        self.tell_progress(text, tone)

    def tell_progress(self, text: str, tone: str = "faint") -> None:
        """Tell how far something is, without keeping it for `messages`."""
        hints = [(f"{self.actions.key(name)} {self.actions[name].label.lower()}", "faint") for name in _HINTS]
        asked = [(self.pick.title, "here")] if self.pick is not None else []
        self.foot.say([*asked, *([(text, tone)] if text else [])], [*hints, ("^p commands", "faint")])

    def on_resize(self, event: events.Resize) -> None:
        """A narrow screen shows the board or the pane, not both; a terminal of another size may show anything."""
        self.draw_anew()
        self._make_room(event.size.width)

    def _make_room(self, cells: int) -> None:
        is_narrow = cells < SIDE_BY_SIDE
        self.pane.set_class(is_narrow, "alone")
        self.view.set_class(is_narrow and self.pane.is_open, "away")

    def open_pane(self, item_id: int, takes_focus: bool) -> None:
        """Show an item whole, beside the board where there is room."""
        self.pane.open_for(item_id, takes_focus)
        self._make_room(self.size.width)

    def close_pane(self) -> None:
        """Leave the screen to the board."""
        self.pane.close()
        self._make_room(self.size.width)
        self.view.focus()

    def on_pane_wanted(self) -> None:
        """Read what the pane is to show."""
        self.tell_soon()

    # Actions

    def action_do(self, name: str) -> None:
        """Carry out an action of the registry."""
        action = self.actions[name]
        if self.pick is not None and self.pick.hears(self, action):
            return
        if action.writes and self.site.opening.is_read_only:
            self.say(f"{action.label}: the board was opened read-only.", "warn")
        elif action.needs_item and not self.chosen():
            self.say(f"{action.label}: no item is in focus.", "warn")
        else:
            self._carry_out(action.run(self))

    def _carry_out(self, doing: Awaitable[None] | None) -> None:
        """Go on with an action beside the event loop; what stands against it is said, whatever it was."""

        async def go_on(doing: Awaitable[None]) -> None:
            try:
                await doing
            except OpsflowError as error:
                self.say(error.message, "bad")

        if doing is not None:
            self.run_worker(go_on(doing), group="doing")

    def filter_context(self) -> FilterContext:
        """What the words of a filter mean here and now."""
        return self.site.context.replace(now=self.site.clock())

    def check_sentence(self, text: str) -> object:
        """Raises `UsageError` for a sentence that names a field wrongly."""
        return parse_sentence(text.split(), self.site.field_names)

    def narrow_to(self, words: str) -> None:
        """Narrow the board by filter words that are known to be right; by none it shows all of the context again."""
        self.filter_text = words.strip()
        self.narrow_again()

    def narrow_again(self) -> None:
        """Show what the context of the shell and the filter leave now."""
        where = condition(self.shell_context, self.filter_text, self.filter_context())
        if where != self.model.where:
            self.model.where, self.model.seeks_card = where, True
            self.read_soon()
        self.show()

    def take_context(self, text: str | None) -> None:
        """The shell's context is another one now."""
        self.shell_context = text
        self.narrow_again()

    def on_dragging_picked(self, message: Dragging.Picked) -> None:
        """A card was clicked, or clicked twice."""
        self.view.focus()
        self.show_soon()
        if message.is_twice:
            self.action_do("open")

    def on_bar_clicked(self, message: Bar.Clicked) -> None:
        """The line on top says what needs attention, and a click shows which; the one below keeps what it said."""
        self.action_do("attention" if message.bar is self.head else "messages")

    def on_dragging_scrolled(self) -> None:
        """Other cards have come into sight."""
        self.show_soon()

    def on_dragging_dropped(self, message: Dragging.Dropped) -> None:
        """Cards were dragged to another column or lane."""
        if self.site.opening.is_read_only:
            self.say("Move: the board was opened read-only.", "warn")
        elif self.pick is not None:
            self.say("Move: pick an item first, or escape.", "warn")
        else:
            about = About(message.chosen, self.items_of([item_id for item_id, _ in message.chosen]))
            self._carry_out(moving.put(self, message.state, message.lane, about))

    def on_dragging_asked(self) -> None:
        """The other button was pressed on a card: everything that can be done with it."""
        self.view.focus()
        self.show_soon()
        self.action_do("menu")

    async def action_quit(self) -> None:
        """Leave, and keep what the board looks like."""
        opening, model = self.site.opening, self.model
        kept = {
            "filter": self.filter_text,
            "lanes": model.lanes,
            "density": model.chosen_density,
            "theme": self.site.kept.get("theme", "") if opening.has_few_colors else self.theme,
            "focus": str(model.focus_id or ""),
        }
        if not opening.is_read_only and not opening.is_demo:
            with suppress(OpsflowError, TimeoutError):  # what it looked like is not worth keeping anyone from leaving
                await asyncio.wait_for(self.feed.ask(lambda session: remember(session, kept)), _LEAVE_SECONDS)
        self.exit()
