"""A rule of recurrence as it is kept."""

from __future__ import annotations

from opsflow.domain.value import Value

MODES = ("calendar", "after-completion")
SHIFTS = ("none", "skip", "next", "previous")
MISSED = ("last", "all", "skip")
VARIABLES = ("date", "month", "year")
"""What `{date}` and its like in a template stand for: those of the occurrence."""


class Recurrence(Value):
    """A rule by which items come again.

    `rule` is an RFC 5545 recurrence rule for the mode `calendar`, and a time such as `2w` for `after-completion`;
    `words` is what was typed. `shift` says what happens on a day off: nothing, no occurrence, or the next or previous
    working day. `missed` says what becomes of occurrences while nothing ran: the last one, all of them, or none is
    made. Instants are seconds since the epoch; `template` is JSON text.
    """

    name: str
    rule: str
    words: str
    mode: str
    starts_at: int
    zone: str
    shift: str
    missed: str
    template: str
    next_at: int | None = None
    paused_at: int | None = None
