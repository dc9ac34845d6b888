"""Kinds of events: what hooks and notifications can wait for, and what `opsflow log` shows."""

from __future__ import annotations

KINDS = (
    "created", "edited", "assigned", "started", "moved", "finished", "cancelled", "reopened",
    "blocked", "unblocked", "held", "resumed", "tagged", "noted", "linked", "unlinked", "prioritised",
    "dependency-added", "dependency-removed",
    "criterion-added", "criterion-edited", "criterion-met", "criterion-waived", "criterion-reopened",
    "criterion-removed", "criterion-failed", "criterion-regressed", "criteria-ordered",
    "approved", "rejected", "approval-withdrawn", "approval-overdue",
    "alert-seen", "alert-over",
    "recurred", "woke", "overdue", "aged",
    "sla-response-at-risk", "sla-response-breached", "sla-resolution-at-risk", "sla-resolution-breached",
    "recurrence-added", "recurrence-edited", "recurrence-paused", "recurrence-resumed", "recurrence-skipped",
    "recurrence-removed",
    "overridden", "warned", "redacted", "undone", "redone", "workflow-changed",
)  # fmt: skip

_ENDS = {"done": "finished", "cancelled": "cancelled"}


def entering(before: str, after: str, is_begun: bool) -> str:
    """The kind of event that leads from a state of one category to a state of another.

    `is_begun` says whether work on the item had begun before.
    """
    if after in _ENDS:
        return _ENDS[after]
    if before in _ENDS:
        return "reopened"
    return "started" if after == "active" and not is_begun else "moved"
