"""Alerts that are over: their item is done, unless the site or a rule wants a person to say so.

Then it stays open, marked with the instant since which its alert is over, until the alert is seen again or the item is
closed. Nobody is there who could be asked, and what sends the end of an alert can do nothing about a rule: that an item
was left open is told, and is no failure.
"""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.history.signals import OVER
from opsflow.services.time.alerts import OPEN, over_changed, policy_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Finding
    from opsflow.services.choosing import Selection
    from opsflow.services.ports import Reader
    from opsflow.services.writing import Work


NONE_OPEN = "No open item has the key {}."


def open_ids(reader: Reader, keys: Iterable[str], say: Callable[[str], None]) -> list[int]:
    """The open items of some keys. A key without one is told."""
    found: dict[int, None] = {}
    for key in keys:
        if not key.strip():
            raise UsageError("A key is not empty: `opsflow done --key web1/disk`.")
        ids = reader.ids(OPEN, (key,))
        if not ids:
            say(NONE_OPEN.format(key))
        found.update(dict.fromkeys(ids))
    return list(found)


def end(work: Work, item: Item, note: str | None = None, is_routine: bool = False) -> None:
    """Finish an item whose alert is over, or mark it as such and say what a person has to do."""
    from opsflow.services.work.entering import enter, refusals
    from opsflow.services.work.fields import custom_changes

    target = work.workflow.first("done")
    against = [] if work.options.force else refusals(work, item, target, _resolution(work, item))
    if work.options.force or (policy_of(work.session).resolve == "done" and not against):
        enter(work, work.record(item, "edited", custom_changes({}, _resolution(work, item))), target)
        work.lines.append(f"done {item.id}: {item.title}")
    elif work.tx.signals(item.id).get(OVER) is None:
        work.record(item, OVER, [over_changed(work, item, work.at)], note)
        work.lines.append(f"left open {item.id}, its alert is over: {item.title}")
        _say_why(work, item, against)
    elif not is_routine:
        work.say(f"{item.id} is left open already. {_waits(work, item)}")


def end_all(work: Work, chosen: Selection) -> None:
    """The same for the open items of some keys."""
    for item in work.chosen(chosen):
        end(work, item, None, chosen.is_routine)


def _say_why(work: Work, item: Item, against: Iterable[Finding]) -> None:
    """What a person is to do about an item that was left open."""
    for finding in against:
        work.say(f"{finding.rule}: {finding.message}")
        for remedy in finding.remedies:
            work.say(f"  try: {remedy.line}")
    work.say(_waits(work, item))


def _waits(work: Work, item: Item) -> str:
    return f"{item.id} waits for a person to close it: {work.finishing([item])[0].command}"


def _resolution(work: Work, item: Item) -> dict[str, str]:
    """The code by which an item ends by itself, where its type has a field for that and nothing is in it yet."""
    code = policy_of(work.session).resolution
    field = work.session.settings.field("resolution")
    if field is None or not field.takes(item.type, code):
        return {}
    return {} if field.name in work.tx.custom([item.id]).get(item.id, {}) else {field.name: code}
