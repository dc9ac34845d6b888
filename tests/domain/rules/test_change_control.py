"""Change control: who has approved, windows and freezes, and what is in each other's way."""

from __future__ import annotations

import pytest

from opsflow.domain.items import Approval, Item
from opsflow.domain.rules.change_control import Control, Freeze, Plan, standing
from opsflow.domain.rules.change_implementing import before_implementation
from opsflow.domain.rules.change_scores import scores
from opsflow.domain.rules.change_windows import clashes
from opsflow.domain.rules.policies import Policies
from opsflow.domain.time.zones import UTC

HOUR = 3600
ITEM = Item(1, "", "Upgrade", "change", owner="ann", service="shop")
STANDARD = Plan(ITEM, "standard", model="patching")
FREEZE = Freeze("year end", 100, 200, (), ("emergency",))


def said(*decisions: str) -> tuple[Approval, ...]:
    """Approvals written as `bob+` and `chen-`."""
    words = {"+": "approved", "-": "rejected"}
    return tuple([Approval(1, text[:-1], words[text[-1]], 5, "why") for text in decisions])


@pytest.mark.parametrize(
    ("kind", "decisions", "control", "complete"),
    [
        ("standard", (), Control(), False),
        ("standard", ("bob+",), Control(), True),
        ("standard", ("bob+",), Control(approvals={"normal": 2}), False),
        ("normal", (), Control(), False),
        ("normal", ("bob+",), Control(), True),
        ("normal", ("ann+",), Control(), False),
        ("normal", ("bob+", "chen-"), Control(), False),
        ("normal", ("bob+",), Control(approvers=("chen",)), False),
        ("normal", ("chen+",), Control(approvers=("chen",)), True),
        ("normal", ("dana+",), Control(approvers=("chen",), service_approvers={"shop": ("dana",)}), True),
        ("normal", ("dana+",), Control(approvers=("chen",), service_approvers={"mail": ("dana",)}), False),
        ("normal", ("bob+",), Control(approvals={"normal": 2}), False),
        ("normal", ("bob+", "chen+"), Control(approvals={"normal": 2}), True),
        ("standard", ("bob-",), Control(), False),
    ],
)
def test_an_approval_counts_when_it_is_of_someone_entitled_and_not_of_the_owner(
    kind: str, decisions: tuple[str, ...], control: Control, complete: bool
) -> None:
    assert standing(Plan(ITEM, kind, approvals=said(*decisions)), control).is_complete == complete


@pytest.mark.parametrize(("decisions", "needed"), [((), 0), ((), 1), (("bob-",), 0)])
def test_a_standard_change_is_approved_with_the_template_that_made_it(decisions: tuple[str, ...], needed: int) -> None:
    plan = Plan(ITEM, "standard", approvals=said(*decisions), model="patching")
    assert standing(plan, Control(approvals={"standard": needed})).is_complete == (needed == 0 and not decisions)


@pytest.mark.parametrize(
    ("plan", "at", "rules"),
    [
        (STANDARD, 50, []),
        (STANDARD.replace(start=60, end=80), 60, []),
        (STANDARD.replace(start=60, end=80), 80, []),
        (STANDARD.replace(start=60, end=80), 59, ["change-window"]),
        (STANDARD.replace(start=60, end=80), 81, ["change-window"]),
        (STANDARD.replace(start=60), 81, []),
        (STANDARD, 100, ["change-window"]),
        (STANDARD, 201, []),
        (Plan(ITEM, "standard"), 50, ["approval-before-implementation"]),
        (Plan(ITEM, "emergency"), 150, []),
        (Plan(ITEM, "normal"), 150, ["approval-before-implementation", "change-window"]),
        (Plan(ITEM, "emergency", approvals=said("bob-")), 50, ["approval-before-implementation"]),
    ],
)
def test_a_change_is_carried_out_approved_in_its_window_and_outside_a_freeze(
    plan: Plan, at: int, rules: list[str]
) -> None:
    found = before_implementation(plan, Control(freezes=(FREEZE,)), at, Policies("strict"), UTC)
    assert [finding.rule for finding in found] == rules
    assert all(finding.remedies for finding in found)


def change(key: int, start: int, end: int, service: str | None = None, owner: str | None = None) -> Plan:
    return Plan(Item(key, "", f"change {key}", "change", owner=owner, service=service), "normal", start, end)


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (change(1, 0, 10, "shop"), change(2, 9, 20, "shop"), ["service"]),
        (change(1, 0, 10, "shop"), change(2, 10, 20, "shop"), []),
        (change(1, 90, 100, "shop"), change(2, 200, 210, "shop"), []),
        (change(1, 0, 10, "shop"), change(2, 5, 6, "mail"), []),
        (change(1, 0, 10, "shop", "ann"), change(2, 5, 6, "mail", "ann"), ["owner"]),
        (change(1, 0, 10, "shop", "ann"), change(2, 5, 6, "shop", "ann"), ["service", "owner"]),
        (change(1, 0, 10), change(2, 5, 6), []),
        (change(1, 150, 160, "shop"), change(2, 300, 400, "shop"), ["freeze"]),
    ],
)
def test_windows_clash_when_they_overlap_and_share_a_service_or_an_owner(
    one: Plan, other: Plan, found: list[str]
) -> None:
    for plans in ([one, other], [other, one]):
        assert [clash.kind for clash in clashes(plans, [FREEZE])] == found


def test_a_long_window_clashes_with_each_short_one_inside_it() -> None:
    plans = [change(1, 0, 90, "shop"), *[change(key, key * 10, key * 10 + 1, "shop") for key in range(2, 6)]]
    assert [(clash.one.id, clash.other.id if clash.other else 0) for clash in clashes(plans, [])] == [
        (1, 2), (1, 3), (1, 4), (1, 5),
    ]  # fmt: skip
    assert len(clashes(plans, [], among=[3])) == 1


def test_the_success_of_a_service_counts_codes_and_caused_incidents() -> None:
    (mail, shop) = scores(
        [("shop", "successful", 0), ("shop", "with-issues", 0), ("shop", "successful", 2), ("mail", "backed-out", 0)]
    )
    assert (mail.success, mail.changes, shop.incidents) == (0.0, 1, 2)
    assert shop.success == pytest.approx((1 + 0.5 + 0.5) / 3)
