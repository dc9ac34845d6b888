"""Types of records after ITIL 4: the states each brings, what a transition needs, and the criteria of a new one.

A type's state is called a stage here: it lies in one column of the workflow, so that a board shows all types side by
side while each keeps its own words. A site changes any of it in its configuration.
"""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.domain.workflow import UNSTARTED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from opsflow.domain.workflow import State, Workflow


class Stage(Value):
    """A state of a type. It lies in `column`, or in the first column of `category` where there is no such column."""

    name: str
    column: str
    category: str


class RecordType(Value):
    """What a type brings: stages, the fields that entering a stage needs, and criteria for each new item."""

    name: str
    stages: tuple[Stage, ...] = ()
    requires: tuple[tuple[str, tuple[str, ...]], ...] = ()
    criteria: tuple[str, ...] = ()

    def stage(self, name: str) -> Stage | None:
        """The stage of that name, in whatever case it is written, or `None`."""
        small = name.lower()
        return next((stage for stage in self.stages if stage.name.lower() == small), None)

    def needed(self, *places: str | None) -> tuple[str, ...]:
        """The fields that entering one of the places, a stage or a column, needs."""
        return tuple(dict.fromkeys([name for place, names in self.requires if place in places for name in names]))

    def stage_in(self, column: State, current: str | None, workflow: Workflow) -> str | None:
        """The stage of an item that enters a column: its own if it lies there, else the first there or nearby."""
        there = [stage.name for stage in self.stages if column_of(stage, workflow).name == column.name]
        if there:
            return current if current in there else there[0]
        alike = (column.category, *(UNSTARTED if column.category in UNSTARTED else ()))
        near = [stage.name for stage in self.stages if column_of(stage, workflow).category in alike]
        return current if current in near else near[0] if near else None


def column_of(stage: Stage, workflow: Workflow) -> State:
    """The column that a stage lies in. Raises `UsageError` where the workflow has none of its category."""
    if stage.column in workflow:
        return workflow.state(stage.column)
    return workflow.first(stage.category, *(UNSTARTED if stage.category in UNSTARTED else ()))


def _stages(*given: tuple[str, str, str]) -> tuple[Stage, ...]:
    return tuple([Stage(*one) for one in given])


_CANCELLED = ("cancelled", "cancelled", "cancelled")

BUILT_IN: Mapping[str, RecordType] = {
    "incident": RecordType(
        "incident",
        _stages(
            ("new", "ready", "ready"),
            ("in-progress", "doing", "active"),
            ("resolved", "done", "done"),
            ("closed", "done", "done"),
            _CANCELLED,
        ),
        (("resolved", ("resolution",)), ("closed", ("resolution",))),
    ),
    "problem": RecordType(
        "problem",
        _stages(
            ("new", "backlog", "backlog"),
            ("assessed", "ready", "ready"),
            ("analysis", "doing", "active"),
            ("fix-in-progress", "doing", "active"),
            ("resolved", "done", "done"),
            ("closed", "done", "done"),
            _CANCELLED,
        ),
        (("fix-in-progress", ("root-cause",)), ("resolved", ("root-cause",)), ("closed", ("root-cause",))),
    ),
    "change": RecordType(
        "change",
        _stages(
            ("draft", "backlog", "backlog"),
            ("assessed", "ready", "ready"),
            ("scheduled", "ready", "ready"),
            ("implementing", "doing", "active"),
            ("review", "review", "active"),
            ("closed", "done", "done"),
            _CANCELLED,
        ),
        (
            ("scheduled", ("risk", "window-start", "window-end")),
            ("implementing", ("risk", "implementation-plan", "backout-plan")),
            ("closed", ("closing-code",)),
        ),
        ("reviewed after implementation: the result and what follows are recorded",),
    ),
    "request": RecordType(
        "request",
        _stages(
            ("submitted", "backlog", "backlog"),
            ("accepted", "ready", "ready"),
            ("fulfilling", "doing", "active"),
            ("fulfilled", "done", "done"),
            ("closed", "done", "done"),
            _CANCELLED,
        ),
        (),
        ("delivered as asked, and the requester has been told",),
    ),
}


def built(name: str, given: Mapping[str, Any]) -> RecordType:
    """The type of that name: what the configuration says, and where it is silent what is built in."""
    made = BUILT_IN.get(name) or RecordType(name)
    if given.get("states") is not None:
        stages = [Stage(held["name"], held["column"], held["category"]) for held in given["states"]]
        made = made.replace(stages=tuple(stages))
    if given.get("requires") is not None:
        made = made.replace(requires=tuple([(place, tuple(names)) for place, names in given["requires"].items()]))
    if given.get("criteria") is not None:
        made = made.replace(criteria=tuple(given["criteria"]))
    return made
