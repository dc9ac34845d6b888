"""The application: it joins the model, the widgets and the feed, and carries out actions of the registry."""

from __future__ import annotations

import asyncio
import signal
from collections import deque
from collections.abc import Awaitable
from contextlib import suppress

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from opsflow.domain.errors import OpsflowError
from opsflow.domain.sentence import parse_sentence
from opsflow.services.looking.remembering import remember
from opsflow.services.session import soon
from opsflow.tui.actions import Registry, shown
from opsflow.tui.bars import Bar, needs
from opsflow.tui.board.dragging import Dragging
from opsflow.tui.board.painter import Moment
from opsflow.tui.counting import Counting
from opsflow.tui.doing import moving
from opsflow.tui.dressed import Dressed
from opsflow.tui.feed import Feed
from opsflow.tui.focus import InFocus
from opsflow.tui.hearing import Hearing
from opsflow.tui.model import Model
from opsflow.tui.narrowing import Narrowing
from opsflow.tui.opening import Site
from opsflow.tui.palette import ActionsProvider
from opsflow.tui.panes.pane import SIDE_BY_SIDE, Pane
from opsflow.tui.panes.retelling import Retelling
from opsflow.tui.picking import Pick
from opsflow.tui.reading import Reading
from opsflow.tui.registry import ACTIONS

_HINTS = ("open", "start", "done", "move", "edit", "criteria", "undo", "add", "narrow", "help")
"""Actions that the line below names, as many of the last as there is room for."""
_TICK_SECONDS = 30
_MOST_MESSAGES = 200
_LEAVE_SECONDS = 2.0


class BoardApp(InFocus, Dressed):
    """The board, full screen. Actions work on it through `say`, `show_soon`, `reading` and the model."""

    CSS = """
    Screen { layers: base over; }
    #middle { height: 1fr; margin-bottom: 1; }
    .away { display: none; }
    """
    TITLE = "opsflow"
    BINDINGS = Registry(ACTIONS).bindings()
    COMMANDS = {ActionsProvider}  # noqa: RUF012

    def __init__(self, feed: Feed, site: Site, model: Model) -> None:
        super().__init__(site.opening, site.kept.get("theme", ""))
        self.feed, self.site, self.model = feed, site, model
        self.actions = Registry(ACTIONS, site.settings.board_keys)
        if site.settings.board_keys:
            self.set_keymap({held.name: ",".join(held.keys) for held in self.actions.at("")})
        self._bound = frozenset([key for held in self.actions.at("") for key in held.keys])
        self.head, self.foot = Bar("head"), Bar("foot", unfolds=True)
        self.view, self.pane = Dragging(model), Pane()
        self.narrowing = Narrowing(self)
        self.reading, self.counting, self.retelling = Reading(self), Counting(self), Retelling(self)
        self._hearing = Hearing(self)
        self.pick: Pick | None = None
        self.is_verifying = False
        self.did: set[int] = set()
        """The commands of this board, by their numbers in history."""
        self.messages: deque[tuple[int, str, str]] = deque(maxlen=_MOST_MESSAGES)

    # The screen

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
        self._hearing.begin()
        self.app_resume_signal.subscribe(self, self.draw_anew)
        self.say("")
        self.show()
        self.counting.soon()
        with suppress(NotImplementedError, ValueError):  # not everywhere, and in the main thread alone
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self.exit)
        self.set_interval(_TICK_SECONDS, self.tick)

    def tick(self) -> None:
        """Time has passed: ages, clocks, what is due, what `today` means in the filter, and what the pane tells."""
        self.narrowing.again()
        if self.counting.found is not None and self.site.clock() >= self.counting.found.until:
            self.counting.soon()
        self.retelling.soon()
        self.show()

    def show(self) -> None:
        """Draw what differs."""
        known = self.counting.found
        oldest, clashing = (known.oldest, known.clashing) if known else ({}, frozenset())
        now = self.site.clock()
        self.view.show(Moment(now, soon(self.site.settings, now, self.site.zone), oldest, clashing))
        context, text = self.narrowing.context, self.narrowing.text
        right = [(f"context {context}", "kind")] if context else []
        right += [(text, "here")] if text else []
        if self.model.marks:
            right.append((f"* {len(self.model.marks)} marked", "warn"))
        if self.site.opening.is_read_only:
            right.append(("read-only", "warn"))
        right.append(("demo" if self.site.opening.is_demo else self.site.actor, "faint"))
        pressing = needs(self.counting.found, self.model.columns)
        words = [("opsflow", "here"), *[(text, tone) for text, _, tone in pressing]]
        self.head.say(words, right, [("", ""), *[(few, tone) for _, few, tone in pressing]])

    def show_soon(self) -> None:
        """Draw, and read what has come into sight."""
        self.show()
        if self.model.needs_reading():
            self.reading.soon()
        self.follow_focus()

    def follow_focus(self) -> None:
        """Show the item in focus in the pane, when that is what the pane is for."""
        item = self.model.item
        if self.pane.follows_focus and item is not None and item.id != self.pane.item_id:
            self.pane.open_for(item.id, takes_focus=False)

    @property
    def is_at_rest(self) -> bool:
        """Whether nothing is being read or carried out."""
        under_way = (self.reading, self.counting, self.retelling)
        busy = self.feed.has_work or self.is_dressing or any(held.is_under_way for held in under_way)
        return not busy and not any(worker.group == "offers" and worker.is_running for worker in self.workers)

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

    def go_to_board(self) -> None:
        """Have the keys go to the board; a pane beside it stays, one in its place is closed."""
        if self.pane.is_open and self.view.has_class("away"):
            self.close_pane()
        self.view.focus()

    def on_pane_wanted(self) -> None:
        """Read what the pane is to show."""
        self.retelling.soon()

    # Actions

    def on_key(self, event: events.Key) -> None:
        """Say of a sign that does nothing where to find what does."""
        is_bound = event.key in self._bound or event.key in self.active_bindings
        if event.is_printable and not is_bound and self.screen is self.screen_stack[0]:
            keys = shown(self.actions["help"].keys).replace(" ", " or ") or "^p"
            self.tell_progress(f"{event.character} does nothing here: {keys} shows what each key does.", "warn")

    def action_do(self, name: str) -> None:
        """Carry out an action of the registry."""
        action = self.actions[name]
        if self.pick is not None and self.pick.hears(self, action):
            return
        if action.writes and self.site.opening.is_read_only:
            self.say(f"{action.label}: the board was opened read-only.", "warn")
        elif action.needs_item and not self.about().items:
            self.say(f"{action.label}: no item is in focus.", "warn")
        else:
            if action.writes:
                self.tell_progress("")  # what the last command did is no answer to this one
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

    def check_sentence(self, text: str) -> object:
        """Raises `UsageError` for a sentence that names a field wrongly."""
        return parse_sentence(text.split(), self.site.field_names)

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
            self._carry_out(moving.put(self, message.state, message.lane, message.about))

    def on_dragging_asked(self) -> None:
        """The other button was pressed on a card: everything that can be done with it."""
        self.view.focus()
        self.show_soon()
        self.action_do("menu")

    def action_help_quit(self) -> None:
        """Someone pressed ctrl+c, which ends other programs."""
        self.say(f"{self.actions.key('quit')} leaves the board.")

    async def action_quit(self) -> None:
        """Leave, and keep what the board looks like."""
        opening, model = self.site.opening, self.model
        kept = {
            "filter": self.narrowing.text,
            "lanes": model.lanes,
            "density": model.chosen_density,
            "theme": self.site.kept.get("theme", "") if opening.has_few_colors else self.theme,
            "focus": str(model.focus_id or ""),
        }
        if not opening.is_read_only and not opening.is_demo:
            with suppress(OpsflowError, TimeoutError):  # what it looked like is not worth keeping anyone from leaving
                await asyncio.wait_for(self.feed.ask(lambda session: remember(session, kept)), _LEAVE_SECONDS)
        self.exit()
