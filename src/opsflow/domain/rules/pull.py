"""The pull order: which item to take next, and why it stands where it stands.

Items come in bands: expedite, unplanned work of priority 1, overdue, due soon, the rest. Due items are ordered by date;
in the other bands a stored rank decides: class of service, then ready before backlog, then the score, then unplanned
before planned, then the number of items that wait for it, then age. The score is impact x ease for planned work and
impact x urgency for unplanned work, each counted 3-2-1, so that 9 is best. Where a site has levels of its own,
unplanned work counts by its priority: P1 9, P2 6, P3 4, P4 2, below 1.
"""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item

EXPEDITE, CRITICAL, OVERDUE, DUE_SOON, READY, BACKLOG = range(6)
_POINTS = {"high": 3, "medium": 2, "low": 1}
_BY_PRIORITY = {1: 9, 2: 6, 3: 4, 4: 2}
_EASE = {"low": 3, "medium": 2, "high": 1}
_LANES = {"expedite": -1, "fixed-date": 1, "standard": 1, "intangible": 2}
_CRITICAL_LANE = 0
_PLACES = 9 * 2 * 10
"""Ranks that a lane and stage take: by score, planned or not, and how many items wait."""
BEFORE_DATES = _LANES["standard"] * 2 * _PLACES
"""Items that no due date overtakes, expedite and critical ones, have ranks below this, and no others."""
_LOW_EFFORT_MINUTES = 4 * 60
_MEDIUM_EFFORT_MINUTES = 16 * 60


class Position(Value):
    """Where an item stands in the pull order: its band, the order within it, and the reason in words."""

    item: Item
    band: int
    order: tuple[int, ...]
    reason: str


def effort_of(item: Item) -> str | None:
    """The effort given, else the one that follows from the estimate: up to 4 h low, up to 16 h medium, above high."""
    if item.effort or item.estimate_likely is None:
        return item.effort
    if item.estimate_likely <= _LOW_EFFORT_MINUTES:
        return "low"
    return "medium" if item.estimate_likely <= _MEDIUM_EFFORT_MINUTES else "high"


def score(item: Item) -> int:
    """1 to 9. What is not known counts as medium."""
    impact = _points(item.impact)
    if item.planned:
        return impact * _EASE[effort_of(item) or "medium"]
    if item.priority is not None and not (_is_plain(item.impact) and _is_plain(item.urgency)):
        return _BY_PRIORITY.get(item.priority, 1)
    return impact * _points(item.urgency)


def _is_plain(level: str | None) -> bool:
    return level is None or level in _POINTS


def _points(level: str | None) -> int:
    return _POINTS.get(level or "medium", 2)


def rank(item: Item, category: str) -> int:
    """The stored key of the order within a band, for an item in a state of this category; smaller is sooner."""
    stage = 1 if category == "backlog" else 0
    lane = (_CRITICAL_LANE if _is_critical(item) else _LANES[item.service_class]) * 2 + stage
    return ((lane * 9 + 9 - score(item)) * 2 + item.planned) * 10 + 9 - min(item.blocking, 9)


def _is_critical(item: Item) -> bool:
    """Whether something broke that nothing due can outweigh; an expedite item stands before it anyway."""
    return item.priority == 1 and not item.planned and item.service_class in ("standard", "fixed-date")


def position(item: Item, now: int, due_soon: int) -> Position:
    """Where the item stands at `now`; `due_soon` is in seconds."""
    band = _band(item, now, due_soon)
    first = item.due or 0 if band in (OVERDUE, DUE_SOON) else 0
    return Position(item, band, (min(band, READY), first, item.pull_rank, item.id), _reason(item, band, now))


def _band(item: Item, now: int, due_soon: int) -> int:
    if item.service_class == "expedite":
        return EXPEDITE
    if _is_critical(item):
        return CRITICAL
    if item.due is not None and item.due < now:
        return OVERDUE
    if item.due is not None and item.due <= now + due_soon:
        return DUE_SOON
    return BACKLOG if item.category == "backlog" else READY


def _reason(item: Item, band: int, now: int) -> str:
    parts = [_band_words(item, band, now), _score_words(item)]
    if band < READY:
        parts.insert(1, "ready" if item.category == "ready" else "in the backlog")
    if item.service_class == "intangible":
        parts.append("intangible")
    if item.blocking:
        parts.append(f"{item.blocking} waiting for it")
    return ", ".join(parts)


def _band_words(item: Item, band: int, now: int) -> str:
    from opsflow.domain.time.durations import format_elapsed

    if band == OVERDUE:
        return f"overdue by {format_elapsed(now - (item.due or now))}"
    if band == DUE_SOON:
        return f"due in {format_elapsed((item.due or now) - now)}"
    return {EXPEDITE: "expedite", CRITICAL: "top priority", READY: "ready", BACKLOG: "backlog"}[band]


def _score_words(item: Item) -> str:
    other, level = ("effort", effort_of(item)) if item.planned else ("urgency", item.urgency)
    made = f" = P{item.priority}" if item.priority is not None and not item.planned else ""
    if not item.impact and not level:
        words = f"impact and {other} assumed medium"
    else:
        words = f"impact {_told(item.impact)} x {other} {_told(level)}"
    return f"{words}{made} = {score(item)}"


def _told(level: str | None) -> str:
    return level or "medium (assumed)"
