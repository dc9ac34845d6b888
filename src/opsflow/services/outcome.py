"""What a write is told, and what it answers. Front ends print an outcome; they add no words of their own to it."""

from __future__ import annotations

from opsflow.domain.rules.policies import Finding, Remedy
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any


class WriteOptions(Value):
    """What every write can be told.

    `force` goes ahead against rules and needs `reason`; `dry_run` changes nothing and tells what would happen;
    `request_id` makes a repeated request answer what it answered first; `at` is when it happened (seconds since the
    epoch), now if `None`; `expect` maps an item id to the version that the caller saw.
    """

    force: bool = False
    reason: str | None = None
    dry_run: bool = False
    request_id: str | None = None
    at: int | None = None
    expect: tuple[tuple[int, int], ...] = ()


class Outcome(Value):
    """What a write did.

    `command` is its number in history, `None` when nothing changed. `lines` say what was done and `notes` what else is
    worth knowing; `findings` are rules that warned or were overridden; `freed` are items that can start now.
    """

    name: str
    command: int | None = None
    items: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    freed: tuple[int, ...] = ()
    dry_run: bool = False
    replayed: bool = False


def together(outcomes: Sequence[Outcome]) -> Outcome:
    """What several commands did, as one answer; `command` is the last that changed something."""
    commands = [outcome.command for outcome in outcomes if outcome.command is not None]
    merged = {
        name: tuple(dict.fromkeys([part for outcome in outcomes for part in getattr(outcome, name)]))
        for name in ("items", "lines", "notes", "findings", "freed")
    }
    return outcomes[-1].replace(command=commands[-1] if commands else None, **merged)


def answer_text(outcome: Outcome) -> str:
    """The form in which an outcome is kept for a repeated request."""
    from opsflow.domain.history.canonical import canonical

    findings = [
        (held.rule, held.level, held.message, held.items, tuple([remedy.command for remedy in held.remedies]))
        for held in outcome.findings
    ]
    kept = outcome.replace(findings=()).as_tuple()
    return canonical({**dict(zip(Outcome._fields, kept, strict=True)), "findings": findings})


def from_answer(text: str) -> Outcome:
    """The outcome that `answer_text` kept, marked as replayed."""
    from json import loads

    kept: Mapping[str, Any] = loads(text)
    findings = [Finding(f[0], f[1], f[2], tuple(f[3]), tuple(map(Remedy, f[4]))) for f in kept["findings"]]
    return Outcome(
        name=kept["name"],
        command=kept["command"],
        items=tuple(kept["items"]),
        lines=tuple(kept["lines"]),
        notes=tuple(kept["notes"]),
        findings=tuple(findings),
        freed=tuple(kept["freed"]),
        replayed=True,
    )
