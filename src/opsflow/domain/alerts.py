"""Alerts: what is known of one, and how a site wants them to become incidents."""

from __future__ import annotations

from opsflow.domain.rules.priority import Matrix
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

PATIENCE = 120
"""Seconds that an alert waits for its turn in a storm: longer than a person would, since none may be lost."""

RECOVERED = "recovered"
"""How an incident ended that nobody finished: its alert went away."""

_SEVERITIES = {"critical": (0, 0), "error": (1, 0), "warning": (1, 1), "info": (2, 2)}
"""In impact and urgency: 0 is the worst level that a site has, 1 one in the middle, 2 the last."""


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


class Message(Value):
    """Alerts that came together. `left_out` is how many more there were that the sender did not send."""

    alerts: tuple[Alert, ...]
    left_out: int = 0


def severities(matrix: Matrix) -> dict[str, dict[str, str]]:
    """Impact and urgency for each severity that monitoring systems know, in the levels of a site."""
    return {
        name: {"impact": _level(matrix.impacts, impact), "urgency": _level(matrix.urgencies, urgency)}
        for name, (impact, urgency) in _SEVERITIES.items()
    }


def _level(levels: Sequence[str], place: int) -> str:
    return levels[(0, len(levels) // 2, -1)[place]]


class AlertPolicy(Value):
    """How alerts become items.

    An item finished no longer than `reopen_within` seconds ago is reopened instead of a new one made. `resolve` is
    `done`, or `note` where a person closes; `resolution` is how an incident ended that ends so. `key_labels` are the
    labels that make the key; none: all that the sender counts as identity. `severities` maps the label
    `severity` to fields.
    """

    reopen_within: int = 3600
    resolve: str = "done"
    resolution: str = RECOVERED
    key_labels: tuple[str, ...] = ()
    severities: Mapping[str, Mapping[str, str]] = severities(Matrix())


def policy(table: Mapping[str, Any] | None, matrix: Matrix) -> AlertPolicy:
    """The policy that the configuration's table `alerts` means, at a site with these levels."""
    if not table:
        return AlertPolicy(severities=severities(matrix))
    return AlertPolicy(
        round(table["reopen_minutes"] * 60),
        table["resolve"],
        table["resolution"] or RECOVERED,
        tuple(table["key_labels"]),
        {**severities(matrix), **table["severities"]},
    )
