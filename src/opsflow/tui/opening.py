"""What a board begins with: who sits at it, what they left behind last time, and the first thing they see.

All of it is read in the feed, while the widgets are still being loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from opsflow.domain.errors import UsageError
from opsflow.domain.filters import parse_filter
from opsflow.domain.filters.context import FilterContext
from opsflow.domain.nearest import no_such
from opsflow.domain.settings import Settings, View
from opsflow.domain.value import Value
from opsflow.services.looking import queries
from opsflow.services.looking.overview import LANES, overview
from opsflow.services.looking.remembering import remembered
from opsflow.services.session import Session
from opsflow.services.work.sentences import names
from opsflow.tui.cards import DENSITIES
from opsflow.tui.model import Model

if TYPE_CHECKING:
    from opsflow.domain.time.zones import Zone


class Opening(Value):
    """What was asked for: a saved view by name, filter words, whether nothing may be changed, and whether the shell's
    context narrows the board.

    `width`, `height` and the colours are those of the terminal: few are sixteen or none, a palette are 256.
    """

    view: str = ""
    words: tuple[str, ...] = ()
    is_read_only: bool = False
    is_demo: bool = False
    has_context: bool = True
    has_few_colors: bool = False
    has_palette: bool = False
    width: int = 80
    height: int = 24


class Site(Value):
    """What stays as it is while the board is open."""

    actor: str
    path: str
    clock: Callable[[], int]
    zone: Zone
    settings: Settings
    context: FilterContext
    field_names: tuple[str, ...]
    opening: Opening
    filter_text: str
    shell_context: str | None
    kept: Mapping[str, str]


def begin(session: Session, opening: Opening) -> tuple[Site, Model]:
    """The site, and a model that holds the first board."""
    with session.store.reader() as reader:
        context: FilterContext = session.filter_context(reader.workflow)
    kept = {} if opening.is_demo else remembered(session)
    text = _filter_text(session.settings, opening, kept)
    model = Model()
    model.resize(opening.width, opening.height - 2)
    model.lanes = kept.get("lanes", "") if kept.get("lanes") in LANES else ""
    model.chosen_density = kept.get("density", "") if kept.get("density") in DENSITIES else ""
    narrowed = queries.context(session) if opening.has_context else None
    try:
        model.where = condition(narrowed, text, context)
    except UsageError:
        if opening.view or opening.words:
            raise
        text, model.where = "", condition(narrowed, "", context)
    model.focus_id = int(kept["focus"]) if kept.get("focus", "").isdigit() else None
    model.seeks_card = True
    model.take(overview(session, model.ask()))
    site = Site(
        session.actor,
        session.store.path,
        session.clock,
        session.zone,
        session.settings,
        context,
        names(session),
        opening,
        text,
        narrowed,
        kept,
    )
    return site, model


def condition(shell_context: str | None, text: str, context: FilterContext) -> object | None:
    """What the board shows: what the shell's context and the board's own filter leave. Raises `UsageError`."""
    words = " ".join(queries.within(shell_context, [text] if text.strip() else []))
    return parse_filter(words, context) if words else None


def _filter_text(settings: Settings, opening: Opening, kept: Mapping[str, str]) -> str:
    if opening.view:
        return f"@{view_named(settings, opening.view).name}"
    return " ".join(opening.words) if opening.words else kept.get("filter", "")


def view_named(settings: Settings, name: str) -> View:
    """The saved view of that name. Raises `UsageError` with the nearest ones."""
    for view in settings.views:
        if view.name == name.removeprefix("@"):
            return view
    raise UsageError(no_such("view", name, [view.name for view in settings.views]))
