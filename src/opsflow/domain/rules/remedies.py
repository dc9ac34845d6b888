"""What puts right what a rule has found: as a person types it at a shell, and as what it does to what.

A front end that prints takes the command; one that offers takes the action with what it is about. Both are made here
together, so that they cannot say different things.
"""

from __future__ import annotations

from opsflow.domain.ids import format_ids
from opsflow.domain.rules.policies import Remedy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    Fields = Sequence[tuple[str, str]]

ADD_CRITERION = "add-criterion"
OWN = "own"
MEET = "meet"
WAIVE = "waive"
FINISH = "finish"
WAIT_NO_LONGER = "wait-no-longer"
APPROVE = "approve"
CHANGE = "change"
FILL_IN = "fill-in"
SHOW = "show"
SHOW_CONFLICTS = "show-conflicts"


def add_criterion(item_id: int) -> Remedy:
    """Say what must be true at the end."""
    return Remedy(f'opsflow criteria add {item_id} "what must be true at the end"', ADD_CRITERION, (item_id,))


def own(item_id: int) -> Remedy:
    """Be the owner."""
    return Remedy(f"opsflow assign {item_id} me", OWN, (item_id,))


def meet(item_id: int, numbers: Sequence[int]) -> Remedy:
    """Tick criteria."""
    return Remedy(f"opsflow criteria check {item_id} {format_ids(numbers)}", MEET, (item_id,), tuple(numbers))


def waive(item_id: int, numbers: Sequence[int]) -> Remedy:
    """Say why criteria are not needed."""
    command = f'opsflow criteria waive {item_id} {format_ids(numbers)} --reason "why it is not needed"'
    return Remedy(command, WAIVE, (item_id,), tuple(numbers))


def finish(ids: Sequence[int], verb: str, field: str = "", code: str = "") -> Remedy:
    """Finish other items first, by the verb that is made for their type (see `endings`), and the code that it takes."""
    if not code:
        return Remedy(f"opsflow {verb} {format_ids(ids)}", FINISH, tuple(ids))
    return Remedy(f"opsflow {verb} {format_ids(ids)} --code {code}", FINISH, tuple(ids), fields=((field, code),))


def wait_no_longer(item_id: int, ids: Sequence[int]) -> Remedy:
    """Take dependencies away."""
    return Remedy(f"opsflow dep remove {item_id} --on {format_ids(ids)}", WAIT_NO_LONGER, (item_id,), tuple(ids))


def approve(item_id: int, by: str) -> Remedy:
    """Have a change approved by somebody who may."""
    return Remedy(f"opsflow approve {item_id}", APPROVE, (item_id,), note=f"typed by {by}")


def change(item_id: int, fields: Fields) -> Remedy:
    """Give fields these values."""
    return Remedy(f"opsflow edit {item_id} {_written(fields)}", CHANGE, (item_id,), fields=tuple(fields))


def anew(changed: Remedy) -> Remedy:
    """The same fields for what is not there, since it was refused: the command that makes it is typed again."""
    return Remedy(f"opsflow add ... {_written(changed.fields)}", fields=changed.fields)


def fill_in(item_id: int, fields: Fields) -> Remedy:
    """Give fields values, of which these are examples."""
    return change(item_id, fields).replace(action=FILL_IN)


def end(verb: str, item_id: int, field: str, code: str) -> Remedy:
    """Say how an item ended, by the command that is made for it."""
    return Remedy(f"opsflow {verb} {item_id} --code {code}", FILL_IN, (item_id,), fields=((field, code),))


def show(words: str) -> Remedy:
    """Look at the items that a filter finds."""
    return Remedy(f"opsflow list {words}", SHOW, words=words)


def show_conflicts() -> Remedy:
    """Look at the changes whose windows overlap."""
    return Remedy("opsflow change conflicts", SHOW_CONFLICTS)


def _written(fields: Fields) -> str:
    return " ".join([f'{name}:"{value}"' if " " in value else f"{name}:{value}" for name, value in fields])
