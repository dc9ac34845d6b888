"""Alerts that are over: their item is done, unless the site, a rule or a hook wants a person to say so.

Then it stays open, marked with the instant since which its alert is over, until the alert is seen again or the item is
closed. Nobody is there who could be asked, and what sends the end of an alert can do nothing about that: that an item
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
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.ports import Reader
    from opsflow.services.session import Session
    from opsflow.services.time.forbidden_alerts import Veto
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


def end(work: Work, item: Item, note: str | None = None, is_routine: bool = False, veto: Veto | None = None) -> None:
    """Finish an item whose alert is over, or mark it as such and say what a person has to do.

    `veto` is what a hook says against finishing it.
    """
    if veto is not None and not veto.marks:
        work.say(f"{item.id} is left as it is, though its alert is over. {veto.words}")
        return
    from opsflow.services.work.entering import enter, refusals
    from opsflow.services.work.fields import custom_changes

    target = work.workflow.first("done")
    against = [] if work.options.force or veto is not None else refusals(work, item, target, _resolution(work, item))
    may_end = veto is None and policy_of(work.session).resolve == "done" and not against
    if may_end or (work.options.force and veto is None):
        enter(work, work.record(item, "edited", custom_changes({}, _resolution(work, item))), target)
        work.lines.append(f"done {item.id}: {item.title}")
    elif work.tx.signals(item.id).get(OVER) is None:
        work.record(item, OVER, [over_changed(work, item, work.at)], note)
        work.lines.append(f"left open {item.id}, its alert is over: {item.title}")
        if veto is not None:
            work.say(veto.words)
        _say_why(work, item, against)
    elif not is_routine:
        work.say(f"{item.id} is left open already. {_waits(work, item)}")


def end_by_key(session: Session, chosen: Selection, options: WriteOptions) -> Outcome:
    """The same for the open items of some keys, as one command, whatever hooks say against one of them."""
    from opsflow.services.time.forbidden_alerts import performed_without

    def body(work: Work, keys: tuple[str, ...], veto: Veto | None) -> None:
        end_all(work, chosen.replace(keys=keys), veto)

    return performed_without(session, "done", options, dict.fromkeys(chosen.keys, True), body, "done")


def end_all(work: Work, chosen: Selection, veto: Veto | None = None) -> None:
    """The same within a command. `veto` is what hooks say against it."""
    for item in work.chosen(chosen):
        end(work, item, None, chosen.is_routine, veto)


def _say_why(work: Work, item: Item, against: Iterable[Finding]) -> None:
    """What a person is to do about an item that was left open."""
    for finding in against:
        work.say(f"{finding.rule}: {finding.message}")
        for remedy in finding.remedies:
            work.say(f"  try: {remedy.line}")
    work.say(_waits(work, item))


def _waits(work: Work, item: Item) -> str:
    return f"{item.id} waits for a person to close it: `{work.finishing([item])[0].command}`"


def _resolution(work: Work, item: Item) -> dict[str, str]:
    """The code by which an item ends by itself, where its type has a field for that and nothing is in it yet."""
    code = policy_of(work.session).resolution
    field = work.session.settings.field("resolution")
    if field is None or not field.takes(item.type, code):
        return {}
    return {} if field.name in work.tx.custom([item.id]).get(item.id, {}) else {field.name: code}
