"""The rules about starting and finishing work: what each looks at, and what it says.

A rule is given facts and answers with findings. It reads nothing and changes nothing, and it does not know its level:
`Policies` does.
"""

from __future__ import annotations

from opsflow.domain.ids import format_ids
from opsflow.domain.rules import remedies
from opsflow.domain.rules.policies import Finding

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from opsflow.domain.items import Criterion, Item
    from opsflow.domain.rules.policies import Policies, Remedy

    Finishing = Callable[[Iterable[Item]], tuple[Remedy, ...]]


def before_start(item: Item, waiting_for: Sequence[Item], policies: Policies, finishing: Finishing) -> list[Finding]:
    """What stands against starting the item. `waiting_for` are its unfinished dependencies.

    `finishing` knows what finishes items.
    """
    return [
        *_criteria_before_start(item, policies),
        *_owner_before_start(item, policies),
        *_dependencies(item, waiting_for, "dependencies-before-start", "started", policies, finishing),
    ]


def before_done(
    item: Item,
    open_criteria: Sequence[Criterion],
    waiting_for: Sequence[Item],
    open_children: Sequence[Item],
    policies: Policies,
    finishing: Finishing,
) -> list[Finding]:
    """What stands against calling the item done. `finishing` knows what finishes items."""
    return [
        *_criteria_before_done(item, open_criteria, policies),
        *_dependencies(item, waiting_for, "dependencies-before-done", "finished", policies, finishing),
        *_children_before_done(item, open_children, policies, finishing),
    ]


def _criteria_before_start(item: Item, policies: Policies) -> Iterable[Finding]:
    rule = "criteria-before-start"
    if item.criteria_total or policies.is_off(rule):
        return
    yield Finding(
        rule,
        policies.level(rule),
        f"{item.id} has no criterion: nothing says when it is done.",
        (item.id,),
        (remedies.add_criterion(item.id),),
    )


def _owner_before_start(item: Item, policies: Policies) -> Iterable[Finding]:
    rule = "owner-before-start"
    if item.owner or policies.is_off(rule):
        return
    yield Finding(rule, policies.level(rule), f"{item.id} has no owner.", (item.id,), (remedies.own(item.id),))


def _criteria_before_done(item: Item, open_criteria: Sequence[Criterion], policies: Policies) -> Iterable[Finding]:
    rule = "criteria-before-done"
    if not open_criteria or policies.is_off(rule):
        return
    numbers = [criterion.number for criterion in open_criteria]
    texts = "; ".join([f'{criterion.number} "{criterion.text}"' for criterion in open_criteria[:3]])
    more = f" and {len(open_criteria) - 3} more" if len(open_criteria) > 3 else ""
    plural = "criterion" if len(open_criteria) == 1 else "criteria"
    yield Finding(
        rule,
        policies.level(rule),
        f"{item.id} has {len(open_criteria)} open {plural}: {texts}{more}.",
        (item.id,),
        (remedies.meet(item.id, numbers), remedies.waive(item.id, numbers)),
    )


def _dependencies(
    item: Item, waiting_for: Sequence[Item], rule: str, verb: str, policies: Policies, finishing: Finishing
) -> Iterable[Finding]:
    if not waiting_for or policies.is_off(rule):
        return
    ids = [other.id for other in waiting_for]
    names = ", ".join([f'{other.id} "{other.title}" ({other.state})' for other in waiting_for[:3]])
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
    yield Finding(
        rule,
        policies.level(rule),
        f"{item.id} cannot be {verb} before what it depends on: {names}{more}.",
        (item.id, *ids),
        (*finishing(waiting_for), remedies.wait_no_longer(item.id, ids)),
        hurdles=tuple(ids),
    )


def _children_before_done(
    item: Item, open_children: Sequence[Item], policies: Policies, finishing: Finishing
) -> Iterable[Finding]:
    rule = "children-before-done"
    if not open_children or policies.is_off(rule):
        return
    ids = [child.id for child in open_children]
    yield Finding(
        rule,
        policies.level(rule),
        f"{item.id} has open children: {format_ids(ids)}.",
        (item.id, *ids),
        finishing(open_children),
        hurdles=tuple(ids),
    )
