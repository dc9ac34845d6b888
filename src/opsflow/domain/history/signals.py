"""What time brought to an item, once."""

from __future__ import annotations

from opsflow.domain.value import Value

RECURRED = "recurrence:"
"""What the name of the signal begins with that ties an item to the rule of recurrence it came from."""


OVER = "alert-over"
"""The signal of an open item whose alert is over: since when, until it is seen again."""


class Signal(Value):
    """A mark that something was brought to an item: `name` says what, `at` the instant that it stood for."""

    item_id: int
    name: str
    at: int
