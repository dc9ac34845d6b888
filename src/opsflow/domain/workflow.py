"""The workflow: the states an item passes through, in order, and what each means to the rules.

Categories follow the Kanban Guide: work is started on first entering an active state and finished on entering done.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

CATEGORIES = ("backlog", "ready", "active", "waiting", "done", "cancelled")
UNSTARTED = ("backlog", "ready")
CLOSED = ("done", "cancelled")


class State(Value):
    """A state of the workflow; its `category` says what it means to the rules."""

    name: str
    category: str
    position: int


class Workflow:
    """The states in force, in the order of the columns."""

    __slots__ = ("_by_name", "_firsts", "states")

    def __init__(self, states: Iterable[State]) -> None:
        self.states = tuple(states)
        self._by_name = {state.name: state for state in self.states}
        self._firsts: dict[tuple[str, ...], State] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Workflow) and self.states == other.states

    def __hash__(self) -> int:
        return hash(self.states)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the states, in order."""
        return tuple([state.name for state in self.states])

    def named(self, name: str) -> State | None:
        """The state of that name, in whatever case it is written, or `None`."""
        found = self._by_name.get(name)
        if found is not None:
            return found
        from opsflow.domain.text import spelled

        return self._by_name.get(spelled(name, self._by_name) or "")

    def state(self, name: str) -> State:
        """The same; an unknown name raises `UsageError` with the nearest ones."""
        found = self.named(name)
        if found is None:
            raise UsageError(unknown_state(name, self.names))
        return found

    def first(self, *categories: str) -> State:
        """The first state of one of the categories, tried in the order given; `UsageError` when there is none."""
        found = self._firsts.get(categories)
        if found is not None:
            return found
        for category in categories:
            for state in self.states:
                if state.category == category:
                    self._firsts[categories] = state
                    return state
        wanted = " or ".join(categories)
        raise UsageError(f"The workflow has no state of category {wanted}. Add one to `states` under [workflow].")


def unknown_state(name: str, names: Iterable[str]) -> str:
    """What to say about a state that does not exist."""
    from opsflow.domain.nearest import no_such

    return no_such("state", name, names)


def default_states() -> tuple[State, ...]:
    """The workflow of a store whose configuration declares none."""
    return (
        State("backlog", "backlog", 0),
        State("ready", "ready", 1),
        State("doing", "active", 2),
        State("review", "active", 3),
        State("done", "done", 4),
        State("cancelled", "cancelled", 5),
    )
