"""What is said about one item: its fields as text, its marks, and why it stands where it stands.

The shell and the board say it in the same words, so the words are here and nowhere else.
"""

from __future__ import annotations

from opsflow.domain.text import counted
from opsflow.domain.time.instants import format_date, format_start, relative

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.items import Criterion, Item, Link
    from opsflow.services.looking.explaining import Explanation
    from opsflow.services.looking.queries import Detail
    from opsflow.services.session import Session

    Text = Callable[[Item, Session], str]

MARKS = {"incident": "!", "change": "~", "problem": "?", "request": "&"}
TURNED_LINKS = {
    "relates": "relates", "caused-by": "caused", "fixed-by": "fixes", "duplicate-of": "duplicated by",
    "follow-up-of": "followed up by", "parent": "parent",
}  # fmt: skip
"""A kind of link -> what it is called when seen from its other end."""
_STATE_STYLES = {"active": "cyan", "waiting": "yellow", "done": "green", "cancelled": "dim"}


def mark_of(item: Item) -> str:
    """One sign for what an item is; nothing for plain work."""
    return "▲" if item.service_class == "expedite" else MARKS.get(item.type, "")


def progress(item: Item) -> str:
    """Criteria closed and in all, such as `1/3`; nothing for an item without any."""
    return f"{item.criteria_closed}/{item.criteria_total}" if item.criteria_total else ""


def state_style(item: Item) -> str:
    """The style of an item's state."""
    return "red" if item.is_blocked else _STATE_STYLES.get(item.category, "")


def instant(name: str) -> Text:
    """How a field that holds an instant reads."""
    shown = format_start if name == "not_before" else format_date

    def text(item: Item, session: Session) -> str:
        value = getattr(item, name)
        return "" if value is None else shown(value, session.zone)

    return text


def plain(name: str) -> Text:
    """How a field reads that is shown as it is."""
    return lambda item, session: "" if getattr(item, name) is None else str(getattr(item, name))


def estimate(item: Item, session: Session) -> str:
    """The estimate in the form in which it is written."""
    from opsflow.domain.time.durations import format_duration

    values = [item.estimate_low, item.estimate_likely, item.estimate_high]
    return "/".join([format_duration(value, session.settings.day_minutes) for value in values if value is not None])


def effort(item: Item, _session: Session) -> str:
    """The effort given, or the one that follows from the estimate."""
    from opsflow.domain.rules.pull import effort_of

    return effort_of(item) or ""


TEXTS: dict[str, Text] = {
    "project": plain("project"),
    "service": plain("service"),
    "impact": plain("impact"),
    "urgency": plain("urgency"),
    "effort": effort,
    "estimate": estimate,
    "not-before": instant("not_before"),
    "key": plain("alert_key"),
}
WINDOW = ("window-start", "window-end")
"""The two fields that are told as one where an item has both."""
_TIMES = {"created": "created_at", "started": "started_at", "finished": "finished_at"}


def _seen(session: Session, detail: Detail) -> str:
    """How often the alert behind the item was seen, and since when it is over."""
    tally, over = detail.tally, detail.over_at
    if tally is None:
        return ""
    seen = f"{counted(tally.occurrences, 'time')}, last {format_date(tally.last_seen_at, session.zone)}"
    return seen if over is None else f"{seen}; over since {format_date(over, session.zone)}"


def facts(session: Session, detail: Detail) -> list[tuple[str, str, str]]:
    """The fields of an item that have a value: name, text and style, in the order in which they are shown."""
    from opsflow.domain.time.durations import format_age

    def since(at: int) -> str:
        return format_age(at, now)

    item, now = detail.item, seen_at(session, detail)
    parent = detail.related.get(item.parent_id) if item.parent_id else None
    stage = f" ({item.stage})" if item.stage and item.stage != item.state else ""
    change = _change(session, detail)
    told = WINDOW if any(name == "window" and text for name, text, _ in change) else ()
    rows = [
        ("as of", "" if detail.at is None else format_date(detail.at, session.zone), "yellow"),
        ("state", f"{item.state}{stage}, {since(item.entered_at)}", state_style(item)),
        ("blocked", "" if item.blocked_at is None else f"{item.blocked_reason} ({since(item.blocked_at)})", "red"),
        ("on hold", "" if item.held_at is None else f"{item.hold_reason} ({since(item.held_at)})", "yellow"),
        ("type", f"{item.type}, {'planned' if item.planned else 'unplanned'}", ""),
        ("priority", _priority(item), "red" if item.priority == 1 else ""),
        *change,
        ("class", item.service_class, "magenta" if item.service_class == "expedite" else ""),
        ("owner", item.owner or "", ""),
        ("due", *_due(session, item, now)),
        *_clocks(session, detail),
        *[(name, text(item, session), "") for name, text in TEXTS.items()],
        ("seen", _seen(session, detail), ""),
        ("tags", " ".join(detail.tags), "blue"),
        ("parent", f"{parent.id} {parent.title}" if parent else "", ""),
        *[(name, custom_text(session, name, value), "") for name, value in detail.custom.items() if name not in told],
        *[(name, instant(field)(item, session), "") for name, field in _TIMES.items()],
        ("uid", item.uid, "dim"),
    ]
    return [row for row in rows if row[1]]


def seen_at(session: Session, detail: Detail) -> int:
    """The instant that ages and distances of an item are told from."""
    return session.clock() if detail.at is None else detail.at


def _due(session: Session, item: Item, now: int) -> tuple[str, str]:
    """The due date, with how far off it is while that counts, and the style of one that has passed."""
    if item.due is None:
        return "", ""
    date = format_date(item.due, session.zone)
    if not item.is_open:
        return date, ""
    return f"{date} ({relative(item.due, now)})", "red" if item.due < now else ""


def custom_text(session: Session, name: str, value: str) -> str:
    """A field of the site or of a type; a date in local time, as far as it is one."""
    from opsflow.domain.errors import UsageError
    from opsflow.domain.time.dates import parse_instant_utc

    field = session.settings.field(name)
    if field is None or field.kind != "date":
        return value
    try:
        shown = format_date if field.is_end else format_start
        return shown(parse_instant_utc(value), session.zone)
    except UsageError:  # redacted, or as an import brought it
        return value


def _priority(item: Item) -> str:
    """Planned work needs none, so that it is not told to lack one."""
    if item.priority is None and (item.planned or not (item.impact or item.urgency)):
        return ""
    from opsflow.domain.rules.priority import reason

    return reason(item.priority, item.impact, item.urgency)


def _change(session: Session, detail: Detail) -> list[tuple[str, str, str]]:
    if detail.item.type != "change":
        return []
    from opsflow.services.records.change_facts import change_facts

    return change_facts(session, detail)


def closing(criterion: Criterion, session: Session) -> str:
    """Who closed a criterion, when, and on what grounds; nothing for an open one."""
    if criterion.closed_at is None:
        return ""
    when = format_date(criterion.closed_at, session.zone)
    why = criterion.evidence or criterion.reason
    return f"{criterion.state} by {criterion.closed_by or ''} {when}" + (f": {why}" if why else "")


def seen_from(link: Link, item_id: int) -> tuple[str, int]:
    """What a link is called from the side of an item, and the item at the other end."""
    if link.item_id == item_id:
        return link.kind, link.other_id
    return TURNED_LINKS[link.kind], link.item_id


def why_words(found: Explanation) -> str:
    """Where an item stands in the pull order, or why it cannot start."""
    if found.position is None:
        return f"It cannot start now: {'; '.join(found.reasons)}."
    place = f"number {found.place} in the pull order" if found.place else "far down the pull order"
    return f"It can start now: {place}, because {found.position.reason}."


def _clocks(session: Session, detail: Detail) -> list[tuple[str, str, str]]:
    if not detail.clocks:
        return []
    from opsflow.services.time.clock_facts import clock_fact

    return [clock_fact(session, held) for held in detail.clocks]
