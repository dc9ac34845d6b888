"""The types of items that a site has, with all that each brings."""

from __future__ import annotations

from opsflow.domain.record_types import column_of
from opsflow.domain.value import Value
from opsflow.services.records.stages import record_type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.settings import CustomField, ItemType
    from opsflow.services.session import Session


class TypeInForce(Value):
    """A type: its stages with the column of each, what entering a place needs, its criteria and fields."""

    kind: ItemType
    stages: tuple[tuple[str, str], ...]
    requires: tuple[tuple[str, tuple[str, ...]], ...]
    criteria: tuple[str, ...]
    fields: tuple[CustomField, ...]
    items: int


def types(session: Session) -> list[TypeInForce]:
    """Every type, with the number of open items of each."""
    settings = session.settings
    found = []
    with session.store.reader() as reader:
        for kind in settings.types:
            record = record_type(settings, kind.name)
            stages = tuple([(stage.name, column_of(stage, reader.workflow).name) for stage in record.stages])
            fields = tuple([field for field in settings.custom_fields if kind.name in field.types])
            count = reader.count("item.type = ? AND item.is_open = 1", (kind.name,))
            found.append(TypeInForce(kind, stages, record.requires, record.criteria, fields, count))
    return found
