"""Alerts: what is known of one, and how a site wants them to become incidents."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

PATIENCE = 120
"""Seconds that an alert waits for its turn in a storm: longer than a person would, since none may be lost."""

SEVERITIES = {
    "critical": {"impact": "high", "urgency": "high"},
    "error": {"impact": "medium", "urgency": "high"},
    "warning": {"impact": "medium", "urgency": "medium"},
    "info": {"impact": "low", "urgency": "low"},
}


class Tally(Value):
    """How often the alert behind an item was seen, and when first and last (seconds since the epoch)."""

    item_id: int
    occurrences: int
    first_seen_at: int
    last_seen_at: int


class Alert(Value):
    """One alert that came in. `values` are fields as a person writes them; `is_firing` is false once it is over."""

    key: str
    title: str
    is_firing: bool = True
    values: tuple[tuple[str, str], ...] = ()
    note: str | None = None


class AlertPolicy(Value):
    """How alerts become items.

    An item finished no longer than `reopen_within` seconds ago is reopened instead of a new one made. `resolve` is
    `done`, or `note` where a person closes. `key_labels` are the labels that make the key; none: all that the sender
    counts as identity. `severities` maps the label `severity` to fields.
    """

    reopen_within: int = 3600
    resolve: str = "done"
    key_labels: tuple[str, ...] = ()
    severities: Mapping[str, Mapping[str, str]] = SEVERITIES


def policy(table: Mapping[str, Any] | None) -> AlertPolicy:
    """The policy that the configuration's table `alerts` means."""
    if not table:
        return AlertPolicy()
    return AlertPolicy(
        round(table["reopen_minutes"] * 60),
        table["resolve"],
        tuple(table["key_labels"]),
        {**SEVERITIES, **table["severities"]},
    )
