"""An item of another tool, before it is one of ours."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Step(Value):
    """A change of state, by category, or by name where `state` is given."""

    category: str
    at: int
    state: str = ""
    by: str | None = None


class Foreign(Value):
    """An item to take over. `fields` are columns of `Item`, `depends_on` and `parent` are uids.

    A note is the instant and the text. A `state` among the fields is the one that it begins in, if it is there.
    `remark` is what to tell about it to whoever imports it.
    """

    fields: dict[str, Any]
    created_at: int
    steps: tuple[Step, ...] = ()
    tags: tuple[str, ...] = ()
    notes: tuple[tuple[int, str], ...] = ()
    depends_on: tuple[str, ...] = ()
    custom: tuple[tuple[str, str], ...] = ()
    criteria: tuple[str, ...] = ()
    parent: str | None = None
    remark: str = ""
