"""The steps, in their order. A step is never changed once it was released: files in use stand behind each of them."""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.store.migrations.full_text_split import split_full_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable


class Step(Value):
    """What leads from schema `number - 1` to schema `number`.

    `run` works inside the transaction of the upgrade: it neither begins nor commits, and says its own SQL instead of
    asking the tables, which tell of the newest schema alone. Events are left as they are.
    """

    number: int
    name: str
    run: Callable[[sqlite3.Connection], None]


def _find_unmet(connection: sqlite3.Connection) -> None:
    """What is closed with open criteria is found without a look at all that is closed."""
    connection.execute(
        "CREATE INDEX item_unmet ON item (is_open, category) WHERE is_open = 0 AND criteria_total > criteria_closed"
    )


def _find_pressing(connection: sqlite3.Connection) -> None:
    """What is due soon is found in each column, and in the pull order, without a look at the rest."""
    connection.execute("DROP INDEX item_by_startable_due")
    connection.execute("CREATE INDEX item_by_startable_due ON item (startable, due, pull_rank)")
    connection.execute(
        "CREATE INDEX item_pressing ON item (state, due, pull_rank) WHERE is_open = 1 AND due IS NOT NULL"
    )


def _pull_critical_first(connection: sqlite3.Connection) -> None:
    """Unplanned work of priority 1 moves before all that is due, and expedite work before that: a lane is 360 ranks."""
    connection.execute(
        "UPDATE item SET pull_rank = pull_rank - 360 WHERE service_class = 'expedite' "
        "OR (service_class IN ('standard', 'fixed-date') AND planned = 0 AND priority = 1)"
    )


def _index_what_is_there(connection: sqlite3.Connection) -> None:
    """What few items have has few entries in its index, so that a new item and an import write less."""
    for name, columns, held in (
        ("item_by_alert_key", "alert_key, is_open", "alert_key"),
        ("item_by_block", "blocked_at", "blocked_at"),
        ("item_by_service", "service, is_open", "service"),
        ("item_by_startable_due", "startable, due, pull_rank", "due"),
        ("item_by_wake", "startable, not_before", "not_before"),
    ):
        connection.execute(f"DROP INDEX {name}")
        connection.execute(f"CREATE INDEX {name} ON item ({columns}) WHERE {held} IS NOT NULL")


STEPS: tuple[Step, ...] = (
    Step(2, "open items have a full-text index of their own", split_full_text),
    Step(3, "closed items with open criteria have an index", _find_unmet),
    Step(4, "open items with a due date have an index in each state", _find_pressing),
    Step(5, "unplanned work of priority 1 is pulled before what is due", _pull_critical_first),
    Step(6, "what few items have has few entries in its index", _index_what_is_there),
)
"""Every step there is."""


def way(start: int, end: int) -> tuple[Step, ...]:
    """The steps that lead from one version to another, none when one of them is missing."""
    found = {step.number: step for step in STEPS}
    numbers = range(start + 1, end + 1)
    return tuple([found[number] for number in numbers]) if found.keys() >= set(numbers) else ()
