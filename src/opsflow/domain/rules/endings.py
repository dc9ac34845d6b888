"""Which verb finishes an item of a type as it should end, and the commands that finish several by the verb of each.

A type that asks for a code at its end has a verb of its own, which takes that code; every other item is `done`.
"""

from __future__ import annotations

from opsflow.domain.rules.remedies import finish

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Remedy
    from opsflow.domain.settings import Settings
    from opsflow.domain.workflow import Workflow

DONE, RESOLVE, CLOSE = "done", "resolve", "change close"
VERBS = {"resolution": RESOLVE, "closing-code": CLOSE}
"""The field that keeps how an item ended -> the verb that takes it with --code."""
_ONE_BY_ONE = (CLOSE,)
_SHOWN = 3


def ending(settings: Settings, workflow: Workflow, item: Item) -> tuple[str, str, str]:
    """The verb that ends an item of this type, the field that keeps the code which it takes, and an example of one."""
    if not settings.is_record(item.type):
        return DONE, "", ""
    from opsflow.domain.record_types import built

    record, target = built(item.type, settings.records.get(item.type, {})), workflow.first("done")
    needed = record.needed(record.stage_in(target, item.stage, workflow), target.name)
    for name, verb in VERBS.items():
        field = settings.field(name)
        if name in needed and field is not None and field.is_of(item.type):
            return verb, name, next(iter(field.choices), "CODE")
    return DONE, "", ""


def finishing(settings: Settings, workflow: Workflow, items: Iterable[Item]) -> tuple[Remedy, ...]:
    """The commands that finish some items: one for all that end by the same verb, where that takes several.

    Of those that end one by one the first few are named.
    """
    together: dict[tuple[str, str, str], list[int]] = {}
    for item in items:
        together.setdefault(ending(settings, workflow, item), []).append(item.id)
    found = []
    for (verb, field, code), ids in together.items():
        parts = [[key] for key in ids[:_SHOWN]] if verb in _ONE_BY_ONE else [ids]
        found += [finish(part, verb, field, code) for part in parts]
    return tuple(found)
