"""Making items out of others: a second one like the first, or one that follows from it."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.settings import MODEL
from opsflow.services.work.fields import check_tags
from opsflow.services.work.items import change
from opsflow.services.work.making import add_one, checked_title
from opsflow.services.work.understood import told_in_line
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsflow.domain.items import Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_KEPT = (
    "title", "type", "planned", "project", "service", "service_class", "impact", "urgency", "effort", "estimate_low",
    "estimate_likely", "estimate_high", "due", "not_before", "owner", "parent_id",
)  # fmt: skip


def copy(
    session: Session,
    chosen: Chosen,
    options: WriteOptions = PLAIN,
    values: Mapping[str, str | None] | None = None,
    tags_added: Sequence[str] = (),
    tags_removed: Sequence[str] = (),
) -> Outcome:
    """Make a second item like each of these: its fields, tags, custom fields and criteria, all open; not its history.

    How the first ended is its own. `values` and tags are what is to differ, written as for `items.edit`.
    """
    added, differing = check_tags(tags_added), values or {}
    if "state" in differing:
        raise UsageError("A copy begins where new items begin; `opsflow move` takes it to another state.")

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            new = _copy_one(work, item)
            if differing or added or tags_removed:
                change(work, [work.item(new)], differing, added, tags_removed)
            work.lines.append(f"added {new}, a copy of {item.id}{told_in_line(work)}: {work.item(new).title}")

    return perform(session, "copy", options, body)


def _copy_one(work: Work, item: Item) -> int:
    from opsflow.services.records.stages import CLOSING

    criteria = work.tx.criteria([item.id]).get(item.id, [])
    custom = work.tx.custom([item.id]).get(item.id, {})
    return add_one(
        work,
        {name: getattr(item, name) for name in _KEPT},
        work.tx.tags([item.id]).get(item.id, []),
        [(criterion.text, criterion.check_command) for criterion in criteria],
        (),
        {name: text for name, text in custom.items() if name not in (*CLOSING, MODEL)},
    )


def add_follow_up(work: Work, item: Item, title: str) -> int:
    """Make a task that follows from an item, in the same service and project; answers with its id."""
    fields = {"title": checked_title(title), "service": item.service, "project": item.project}
    return add_one(work, fields, (), (), (), {})
