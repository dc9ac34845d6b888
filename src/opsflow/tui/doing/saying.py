"""What a command did, in the line below the board."""

from __future__ import annotations

from opsflow.services.outcome import Outcome


def told(outcome: Outcome) -> tuple[str, str]:
    """What a command did, in one line, and the tone to say it in."""
    freed = [f"{', '.join(map(str, outcome.freed))} can start now."] if outcome.freed else []
    words = [*outcome.lines, *outcome.notes, *[finding.message for finding in outcome.findings], *freed]
    return "  ".join(words), "warn" if outcome.findings else "good" if outcome.command else ""
