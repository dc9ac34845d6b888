"""Making items out of others: a second one like the first, or one that follows from it."""

from __future__ import annotations

from opsflow.domain.settings import MODEL
from opsflow.services.work.making import add_one, checked_title
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_KEPT = (
    "title", "type", "planned", "project", "service", "service_class", "impact", "urgency", "effort", "estimate_low",
    "estimate_likely", "estimate_high", "due", "not_before", "owner", "parent_id",
)  # fmt: skip


def copy(session: Session, chosen: Chosen, options: WriteOptions = PLAIN) -> Outcome:
    """Make a second item like each of these: its fields, tags, custom fields and criteria, all open; not its history.

    How the first ended is its own.
    """

    def body(work: Work) -> None:
        for item in work.chosen(chosen):
            new = _copy_one(work, item)
            work.lines.append(f"added {new}, a copy of {item.id}: {item.title}")

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
