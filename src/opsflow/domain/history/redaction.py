"""What a redaction takes out of a line of history, and what it leaves in its place.

Only free text is taken: what rules and states rest on stays. The shape of every change stays too, so history can still
be read forwards and backwards.
"""

from __future__ import annotations

from opsflow.domain.history.canonical import canonical, decoded
from opsflow.domain.history.changes import Change
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

REDACTED = "[redacted]"
FREE_TEXT: Mapping[str, tuple[str, ...]] = {
    "item": ("title", "project", "service", "owner", "alert_key", "blocked_reason", "hold_reason"),
    "criterion": ("text", "evidence", "reason", "check_command"),
    "note": ("text",),
    "custom": ("value",),
    "approval": ("reason",),
    "recurrence": ("template",),
}
_GRAMMAR = (
    "type",
    "planned",
    "class",
    "impact",
    "urgency",
    "effort",
    "estimate",
    "due",
    "not-before",
    "parent",
    "state",
)
"""Fields of a template whose values follow a grammar, so that they hold no free text."""


class Redaction(Value):
    """What to take out of an item: its title, notes and criteria by number, fields by name, or a text anywhere.

    Of a recurrence only a text is taken.
    """

    title: bool = False
    notes: tuple[int, ...] = ()
    criteria: tuple[int, ...] = ()
    fields: tuple[str, ...] = ()
    text: str | None = None

    def in_words(self) -> str:
        """What is taken, without saying what it said."""
        parts = ["title"] if self.title else []
        parts += [f"note {number}" for number in self.notes]
        parts += [f"criterion {number}" for number in self.criteria]
        parts += list(self.fields)
        return ", ".join(parts + (["a text"] if self.text else []))


class Cleaned(Value):
    """Changes and a note without what was to go, and the texts that went."""

    changes: tuple[Change, ...]
    note: str | None
    removed: frozenset[str]


def clean(changes: Iterable[Change], note: str | None, wanted: Redaction) -> Cleaned:
    """The changes and the note of an event after a redaction."""
    removed: set[str] = set()
    cleaned = tuple([_clean_change(change, wanted, removed) for change in changes])
    if note is not None and wanted.text and wanted.text in note:
        removed.add(wanted.text)
        note = note.replace(wanted.text, REDACTED)
    return Cleaned(cleaned, note, frozenset(removed))


def _clean_change(change: Change, wanted: Redaction, removed: set[str]) -> Change:
    def side(fields: Mapping[str, Any] | None) -> dict[str, Any] | None:
        if fields is None:
            return None
        return {name: _clean_text(change, name, held, wanted, removed) for name, held in fields.items()}

    return Change(change.entity, change.key, side(change.before), side(change.after))


def _clean_text(change: Change, name: str, held: Any, wanted: Redaction, removed: set[str]) -> Any:
    if not isinstance(held, str) or name not in FREE_TEXT.get(change.entity, ()) or held == REDACTED:
        return held
    if change.entity == "recurrence":
        return _clean_template(held, wanted.text, removed)
    if _is_named(change, name, wanted):
        removed.add(held)
        return REDACTED
    return _without(held, wanted.text, removed)


def _without(held: str, text: str | None, removed: set[str]) -> str:
    if not text or text not in held:
        return held
    removed.add(text)
    return held.replace(text, REDACTED)


def _clean_template(template: str, text: str | None, removed: set[str]) -> str:
    """What a recurrence makes, kept as JSON text: cleaned part by part, since JSON writes some signs in its own way."""
    found: set[str] = set()
    try:
        parts = [_clean_part(part, text, found) for part in decoded(template)]
    except (ValueError, TypeError, KeyError, AttributeError):  # such as came with an import
        return _without(template, text, removed)
    removed |= found
    return canonical(parts) if found else template


def _clean_part(part: dict[str, Any], text: str | None, removed: set[str]) -> dict[str, Any]:
    def clean(held: str | None) -> str | None:
        return None if held is None else _without(held, text, removed)

    return {
        **part,
        "title": clean(part["title"]),
        "values": [[name, value if name in _GRAMMAR else clean(value)] for name, value in part["values"]],
        "criteria": [[clean(sentence), clean(command)] for sentence, command in part["criteria"]],
        "notes": [clean(note) for note in part.get("notes", ())],
    }


def _is_named(change: Change, name: str, wanted: Redaction) -> bool:
    if change.entity == "note":
        return int(change.key) in wanted.notes
    if change.entity == "criterion":
        return int(change.key) in wanted.criteria
    if change.entity == "custom":
        return change.key in wanted.fields
    return wanted.title if name == "title" else name.replace("_", "-") in wanted.fields
