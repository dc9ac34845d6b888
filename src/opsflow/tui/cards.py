"""How one item looks on the board: a pure function from the item, the room and the moment to lines of styled text.

Every line is exactly as wide as asked. Stored text is made harmless here, and no meaning is in a colour alone.
"""

from __future__ import annotations

from opsflow.domain.clocks.standing import Standing
from opsflow.domain.items import Item
from opsflow.domain.rules.pull import effort_of
from opsflow.domain.text import cut, visible, width, wrap
from opsflow.domain.time.durations import format_elapsed, format_working
from opsflow.domain.time.instants import relative
from opsflow.domain.value import Value
from opsflow.services.looking.facts import mark_of, progress
from opsflow.services.looking.signs import Approval
from opsflow.tui import signs

LINE, COMPACT, FULL = "line", "compact", "full"
DENSITIES = (LINE, COMPACT, FULL)
HEIGHTS = {LINE: 1, COMPACT: 4, FULL: 5}
"""Rows of a card, with the one left free below it. Every card of a density takes as many as any other."""

Piece = tuple[str, str]
"""A text, and the name of its style."""
Line = tuple[Piece, ...]


class Look(Value):
    """What a card depends on beside its item: cells across, density, the moment, and whether it is marked or in focus.

    `due_soon` is in seconds. `clock` is the most pressing one of the item; `is_clashing` says that its window is in the
    way of another change, or in a freeze.
    """

    cells: int
    density: str
    now: int
    due_soon: int
    is_focused: bool = False
    is_marked: bool = False
    clock: Standing | None = None
    approval: Approval | None = None
    is_clashing: bool = False


def card(item: Item, look: Look) -> tuple[Line, ...]:
    """The lines of a card, `HEIGHTS` of its density in number."""
    if look.density == LINE:
        return (_filled([_edge(item, look), *_title_line(item, look)], look.cells),)
    rows: list[list[Piece]] = [*_titles(item, look), _facts(item, look)]
    room = HEIGHTS[look.density] - 1
    if look.density == FULL:
        rows += [_spaced(_fitting(told, look.cells - 3)) for told in _told_below(item, look, room - len(rows))]
    rows += [[]] * (room - len(rows))
    edge = _edge(item, look)
    lines = [(*_filled([edge, *row], look.cells - 1), (" ", "fact")) for row in rows]
    return (*lines, ((" " * look.cells, "gap"),))


def _edge(item: Item, look: Look) -> Piece:
    if look.is_focused:
        return ("▌*" if look.is_marked else "▌ ", "accent")
    if look.is_marked:
        return ("▎*", "mark")
    return ("▎ ", "bad" if item.is_blocked or _is_expedite(item) else "edge")


def _is_expedite(item: Item) -> bool:
    return item.service_class == "expedite" and bool(item.is_open)


def _head(item: Item) -> list[Piece]:
    mark = mark_of(item)
    loud = "bad" if _is_expedite(item) or mark == "!" else "kind"
    return [(f"{item.id}", "id"), (mark, loud), (" ", "title")]


def _title_line(item: Item, look: Look) -> list[Piece]:
    """One row for everything: the title gives way to what is short and pressing."""
    head = _head(item)
    room = look.cells - 3 - _cells(head)
    last_first = _pressing(item, look, short=True)[::-1]
    pressing = _fitting(last_first, room // 2 - 2, _WHERE_TITLES_COUNT)[::-1]
    tail = [("  ", "fact"), *_spaced(pressing)] if pressing else []
    title = cut(visible(item.title), room - _cells(tail))
    gap = room - width(title) - _cells(tail)
    return [*head, (title, "title"), (" " * gap, "fact"), *tail]


def _titles(item: Item, look: Look) -> list[list[Piece]]:
    head = _head(item)
    indent = _cells(head)
    lines = wrap(visible(item.title), look.cells - 3 - indent, 2)
    rows = [[*head, (lines[0] if lines else "", "title")]]
    return rows + [[(" " * indent, "fact"), (line, "title")] for line in lines[1:]]


def _facts(item: Item, look: Look) -> list[Piece]:
    """Who, how far and how pressing. Where there is no room for all, what is least pressing goes first."""
    owner: Piece = (visible(item.owner), "owner") if item.owner else ("no owner", "faint")
    is_met = item.criteria_closed == item.criteria_total
    criteria = (f"{signs.MET if is_met else signs.OPEN}{progress(item)}", "good" if is_met else "fact")
    priority = (f"P{item.priority}", {1: "bad", 2: "warn"}.get(item.priority or 0, "fact"))
    pieces = [
        owner,
        *([criteria] if item.criteria_total else []),
        *([priority] if item.priority is not None and item.is_open else []),
        *_pressing(item, look, short=look.density == COMPACT),
    ]
    age = format_elapsed(look.now - item.entered_at) if look.now - item.entered_at >= 60 else "now"
    left = _spaced(_fitting(pieces, look.cells - 3))
    gap = look.cells - 3 - _cells(left) - len(age)
    return left if gap < 2 else [*left, (" " * gap, "fact"), (age, "faint")]


_FIRST_TO_GO = ("faint", "fact", "good", "owner")
"""Styles of what a narrow card leaves out, the least missed first."""
_WHERE_TITLES_COUNT = (*_FIRST_TO_GO, "warn", "bad")
"""The same for what stands beside a title that would be cut for it."""


def _fitting(pieces: list[Piece], room: int, first_to_go: tuple[str, ...] = _FIRST_TO_GO) -> list[Piece]:
    """The pieces without those that are least missed, where there is no room for all."""
    kept = list(pieces)
    for style in first_to_go:
        for piece in pieces:
            if _cells(_spaced(kept)) <= room:
                return kept
            if piece[1] == style:
                kept.remove(piece)
    return kept


def _pressing(item: Item, look: Look, short: bool) -> list[Piece]:
    """What cannot wait: due dates, and in a short card that something stands in the way."""
    pieces: list[Piece] = [*_clock(look)]
    if short and item.is_blocked:
        pieces.append((f"{signs.BLOCKED} blocked" if look.density != LINE else signs.BLOCKED, "bad"))
    if short and item.held_at is not None:
        pieces.append((f"{signs.ON_HOLD} on hold" if look.density != LINE else signs.ON_HOLD, "warn"))
    if short and item.waiting_for and item.is_open:
        pieces.append((f"{signs.WAITS}{item.waiting_for}", "warn"))
    if short:
        pieces += [(text, style) for text, style in _control(look, short=True)]
    if item.due is not None and item.is_open:
        late, soon = item.due < look.now, item.due <= look.now + look.due_soon
        pieces.append((f"due {relative(item.due, look.now)}", "bad" if late else "warn" if soon else "fact"))
    return pieces


_CLOCKS = {"breached": "bad", "at-risk": "warn", "paused": "faint"}


def _clock(look: Look) -> list[Piece]:
    """Working time left to the service level, with a sign where it is short, over or standing still."""
    held = look.clock
    if held is None:
        return []
    sign = {"at-risk": "!", "paused": signs.ON_HOLD}.get(held.status, "")
    return [(f"{signs.CLOCK}{format_working(held.left)}{sign}", _CLOCKS.get(held.status, "fact"))]


def _control(look: Look, short: bool) -> list[Piece]:
    """Where the approval of a change stands, and whether its window is in the way."""
    pieces: list[Piece] = []
    held = look.approval
    if held is not None and held.is_rejected:
        pieces.append((f"{signs.APPROVAL} rejected", "bad"))
    elif held is not None:
        is_given = held.given >= held.needed
        due = f" due {relative(held.due, look.now)}" if held.due is not None and not is_given else ""
        is_late = bool(due) and held.due is not None and held.due < look.now
        words = due if due or short or look.is_clashing else " approved"
        pieces.append(
            (
                f"{signs.APPROVAL} {held.given}/{held.needed}{words}",
                "good" if is_given else "bad" if is_late else "warn",
            )
        )
    if look.is_clashing:
        pieces.append((signs.CLASH if short else f"{signs.CLASH} conflict", "bad"))
    return pieces


def _told_below(item: Item, look: Look, rows: int) -> list[list[Piece]]:
    """What stands in its way and where it belongs: on a row each where a short title leaves room, else on one."""
    hurdles, belongings = _hurdles(item, look), _belongings(item)
    apart = [told for told in (hurdles, [*belongings, *_sizes(item)]) if told]
    if len(apart) <= rows:
        return apart
    return [[*hurdles, *belongings]]


def _hurdles(item: Item, look: Look) -> list[Piece]:
    pieces: list[Piece] = _control(look, short=False)
    if item.is_blocked:
        pieces.append((f"{signs.BLOCKED} blocked: {visible(item.blocked_reason or '')}", "bad"))
    if item.held_at is not None:
        pieces.append((f"{signs.ON_HOLD} on hold: {visible(item.hold_reason or '')}", "warn"))
    if item.waiting_for and item.is_open:
        pieces.append((f"{signs.WAITS} waits for {item.waiting_for}", "warn"))
    return pieces


def _belongings(item: Item) -> list[Piece]:
    pieces: list[Piece] = []
    if item.service_class != "standard":
        pieces.append((item.service_class, "bad" if _is_expedite(item) else "kind"))
    if item.project:
        pieces.append((visible(item.project), "faint"))
    return pieces


def _sizes(item: Item) -> list[Piece]:
    """What planned work is pulled by; of unplanned work its priority says as much."""
    effort = effort_of(item)
    sizes = [(item.impact, "impact"), (effort, "effort")] if item.planned else []
    return [(f"{visible(size)} {name}", "faint") for size, name in sizes if size]


def _spaced(pieces: list[Piece]) -> list[Piece]:
    spaced: list[Piece] = []
    for piece in pieces:
        spaced += [("  ", "fact"), piece] if spaced else [piece]
    return spaced


def _cells(pieces: list[Piece]) -> int:
    return sum([width(text) for text, _ in pieces])


def _filled(pieces: list[Piece], cells: int) -> Line:
    """The pieces cut and padded to exactly so many cells."""
    kept: list[Piece] = []
    room = cells
    for text, style in pieces:
        if width(text) > room:
            text = cut(text, room)
        room -= width(text)
        if text:
            kept.append((text, style))
    return (*kept, (" " * room, "title")) if room else tuple(kept)
