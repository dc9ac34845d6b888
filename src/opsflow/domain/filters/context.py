"""What the words of a filter mean here and now."""

from __future__ import annotations

from opsflow.domain.items import LEVELS
from opsflow.domain.settings import kept_field
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsflow.domain.settings import CustomField
    from opsflow.domain.time.zones import Zone
    from opsflow.domain.workflow import Workflow


class FilterContext(Value):
    """`now` is in seconds since the epoch, `due_soon` in seconds; `views` maps a name to its filter
    text; levels stand worst first.
    """

    now: int
    zone: Zone
    actor: str
    workflow: Workflow
    types: tuple[str, ...]
    custom_fields: tuple[CustomField, ...]
    views: Mapping[str, str]
    day_minutes: int = 480
    week_days: int = 5
    due_soon: int = 172800
    impacts: tuple[str, ...] = LEVELS
    urgencies: tuple[str, ...] = LEVELS

    def declared(self, name: str) -> CustomField | None:
        """The field that is declared by exactly that name, as a filter that was read has it, or kept under it."""
        return next((field for field in self.custom_fields if field.name == name), None) or kept_field(name)
