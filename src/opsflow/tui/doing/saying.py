"""What a command did, in the line below the board."""

from __future__ import annotations

from opsflow.domain.rules.policies import REFUSE, WARN
from opsflow.services.outcome import Outcome

_WORDS = {WARN: "warning", REFUSE: "overridden"}
"""What a rule that spoke is called, by its level: what it refuses has been done all the same."""


def told(outcome: Outcome) -> tuple[str, str]:
    """What a command did, in one line, and the tone to say it in."""
    freed = [f"{', '.join(map(str, outcome.freed))} can start now."] if outcome.freed else []
    found = [f"{_WORDS[finding.level]}: {finding.message}" for finding in outcome.findings]
    words = [*outcome.lines, *found, *outcome.notes, *freed]
    return "  ".join(words), "warn" if outcome.findings else "good" if outcome.command else ""
