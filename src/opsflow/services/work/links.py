"""Named relations between items, and duplicates."""

from __future__ import annotations

from opsflow.domain.errors import Refused, UsageError
from opsflow.domain.history.changes import Change
from opsflow.domain.items import LINKS
from opsflow.services.writing import PLAIN, Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

    from opsflow.services.choosing import Chosen
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

KINDS = (*LINKS, "parent")
_WAITED_FOR = ("incident", "request")


def link(session: Session, chosen: Chosen, kind: str, other_id: int, options: WriteOptions = PLAIN) -> Outcome:
    """Relate items to another one; the kinds are `KINDS`."""
    _check(kind)

    def body(work: Work) -> None:
        work.item(other_id)
        for item in work.chosen(chosen):
            _link_one(work, item.id, kind, other_id)

    return perform(session, "link", options, body, "linked", f" {kind} {other_id}")


def unlink(session: Session, chosen: Chosen, kind: str, other_id: int, options: WriteOptions = PLAIN) -> Outcome:
    """Take such relations away. Raises `NotFound` for what is no item, on either side."""
    _check(kind)

    def body(work: Work) -> None:
        work.item(other_id)
        for item in work.chosen(chosen):
            if kind == "parent" and item.parent_id == other_id:
                work.set(item, "unlinked", parent_id=None)
            elif _has(work, item.id, kind, other_id):
                work.record(item, "unlinked", [Change("link", f"{kind}:{other_id}", {}, None)])
            else:
                work.say(f"{item.id} has no such link.")

    return perform(session, "unlink", options, body, "unlinked", f" {kind} {other_id}")


def duplicate(session: Session, chosen: Chosen, of: int, options: WriteOptions = PLAIN) -> Outcome:
    """Mark items as duplicates of another one: the work goes on there.

    Open incidents and requests, which someone waits for, are blocked until it is finished and then finished with it,
    at once where it is finished already; other open items are cancelled.
    """
    from opsflow.services.records.stages import close_duplicates
    from opsflow.services.work.entering import enter

    def body(work: Work) -> None:
        original = work.item(of)
        for item in work.chosen(chosen):
            _link_one(work, item.id, "duplicate-of", of)
            if item.is_open and item.type in _WAITED_FOR and original.is_open:
                work.set(work.item(item.id), "blocked", blocked_at=work.at, blocked_reason=f"duplicate of {of}")
                work.say(f"{item.id} stays open and is finished together with {of}.")
            elif item.is_open and item.type in _WAITED_FOR and original.category == "done":
                close_duplicates(work, original, work.workflow.state(original.state))
            elif item.is_open:
                enter(work, work.item(item.id), work.workflow.first("cancelled"))

    return perform(session, "duplicate", options, body, "marked", f" as a duplicate of {of}")


def _check(kind: str) -> None:
    if kind not in KINDS:
        from opsflow.domain.nearest import no_such

        raise UsageError(no_such("link", kind, KINDS))


def _link_one(work: Work, item_id: int, kind: str, other_id: int) -> None:
    if item_id == other_id:
        raise Refused(f"{item_id} cannot be linked to itself. Name another item.")
    item = work.item(item_id)
    if kind == "parent":
        from opsflow.services.work.edits import check_parent

        check_parent(work, item, other_id)
        work.set(item, "linked", parent_id=other_id)
    elif _has(work, item_id, kind, other_id):
        work.say(f"{item_id} is linked like that already.")
    else:
        if kind == "duplicate-of":
            _refuse_circle(work, item_id, other_id)
        work.record(item, "linked", [Change("link", f"{kind}:{other_id}", None, {})])


def _refuse_circle(work: Work, item_id: int, original: int) -> None:
    """Raise `Refused` when the original is itself a duplicate of the item: each would wait for the other."""
    seen, coming = {original}, _originals(work, [original])
    first = min(coming, default=original)
    while coming:
        seen |= coming
        coming = _originals(work, coming) - seen
    if item_id in seen:
        raise Refused(
            f"{original} is a duplicate of {item_id} already. To turn it round: "
            f"`opsflow unlink {original} duplicate-of {first}`"
        )


def _originals(work: Work, ids: Collection[int]) -> set[int]:
    return {link.other_id for link in work.tx.links(ids) if link.kind == "duplicate-of" and link.item_id in ids}


def _has(work: Work, item_id: int, kind: str, other_id: int) -> bool:
    links = work.tx.links([item_id])
    return any(held.item_id == item_id and held.kind == kind and held.other_id == other_id for held in links)
