"""The rules: what is warned of, what is refused, and what force records."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.services.looking.queries import show
from opsflow.services.outcome import Outcome, WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import criteria, dependencies, flow, items, marks
from opsflow.store.care.doctor import examine


def add(
    session: Session, title: str = "work", done: Iterable[str] = (), on: Iterable[int] = (), **given: object
) -> int:
    values = tuple((name, str(value)) for name, value in given.items())
    return items.add(session, items.Draft(title, values, criteria=tuple(done), depends_on=tuple(on))).items[0]


def rules(found: Outcome | Refused) -> list[str]:
    return [finding.rule for finding in found.findings]


def test_starting_without_criteria_and_owner_is_done_with_warnings(session: Session) -> None:
    item = add(session)
    assert rules(flow.start(session, item)) == ["criteria-before-start", "owner-before-start"]
    assert show(session, item).item.state == "doing"


def test_finishing_with_open_criteria_is_refused_and_changes_nothing(session: Session) -> None:
    item = add(session, done=("checked",))
    with pytest.raises(Refused) as refusal:
        flow.done(session, item)
    assert rules(refusal.value) == ["criteria-before-done"]
    assert f"opsflow criteria check {item} 1" in [remedy.command for remedy in refusal.value.findings[0].remedies]
    assert show(session, item).item.state == "backlog"


def test_force_needs_a_reason(session: Session) -> None:
    with pytest.raises(UsageError, match="--reason"):
        flow.done(session, add(session, done=("checked",)), WriteOptions(force=True))


def test_what_was_forced_is_kept_in_history_with_its_reason(session: Session) -> None:
    item = add(session, done=("checked",))
    flow.done(session, item, WriteOptions(force=True, reason="the host is gone"))
    with session.store.reader() as reader:
        notes = [event.note for event in reader.events("event.kind = 'overridden'", ())]
    assert notes == ["criteria-before-done: the host is gone"]


def test_starting_before_a_dependency_is_refused(session: Session) -> None:
    first = add(session)
    second = add(session, on=(first,))
    with pytest.raises(Refused) as refusal:
        flow.start(session, second)
    assert "dependencies-before-start" in rules(refusal.value)


@pytest.mark.parametrize("state", ["doing", "review"])
def test_starting_a_dependency_in_the_same_command_does_not_finish_it(session: Session, state: str) -> None:
    first = add(session)
    second = add(session, on=(first,))
    with pytest.raises(Refused) as refusal:
        flow.move(session, [first, second], state)
    assert "dependencies-before-start" in rules(refusal.value)
    assert show(session, first).item.state == "backlog"


def test_items_finished_in_one_command_do_not_wait_for_each_other(session: Session) -> None:
    first = add(session)
    second = add(session, on=(first,))
    assert flow.done(session, [second, first]).command is not None
    assert show(session, second).item.state == "done"


def test_finishing_says_what_can_start_now(session: Session) -> None:
    first = add(session)
    second = add(session, on=(first,))
    assert flow.done(session, first).freed == (second,)


def test_what_began_already_or_is_blocked_is_not_said_to_start_now(session: Session) -> None:
    first = add(session)
    begun, blocked, fresh = [add(session, on=(first,)) for _ in range(3)]
    flow.start(session, begun, WriteOptions(force=True, reason="the window is now"))
    marks.block(session, blocked, "vendor")
    done = flow.done(session, first)
    assert done.freed == (fresh,)
    assert f"{begun}-{blocked} wait for no other item any more." in done.notes


def test_a_batch_with_one_refusal_changes_none_of_its_items(session: Session) -> None:
    fine, held = add(session), add(session, done=("checked",))
    with pytest.raises(Refused):
        flow.done(session, [fine, held])
    assert show(session, fine).item.state == "backlog"


def test_a_batch_with_an_unknown_id_changes_none_of_its_items(session: Session) -> None:
    fine = add(session)
    with pytest.raises(NotFound, match="99"):
        flow.done(session, [fine, 99])
    assert show(session, fine).item.state == "backlog"


def test_a_due_date_before_the_dependencies_can_be_finished_is_pointed_out(session: Session) -> None:
    first = add(session, due="+10d")
    outcome = items.add(session, items.Draft("late", (("due", "+2d"),), depends_on=(first,)))
    assert rules(outcome) == ["dates-after-dependencies"]


def test_a_due_date_is_held_against_the_estimates_in_front_of_it(session: Session) -> None:
    first = add(session, estimate="10d")
    outcome = items.add(session, items.Draft("late", (("due", "+2d"),), depends_on=(first,)))
    assert rules(outcome) == ["dates-after-dependencies"]


def test_a_full_column_is_warned_of(session: Session) -> None:
    session.settings.column_limits = {"doing": 1}
    flow.start(session, add(session, done=("x",), owner="ann"))
    outcome = flow.start(session, add(session, done=("x",), owner="bob"))
    assert rules(outcome) == ["wip-limit"]


def test_finishing_a_parent_with_open_children_is_warned_of(session: Session) -> None:
    parent = add(session)
    add(session, parent=str(parent))
    assert rules(flow.done(session, parent)) == ["children-before-done"]


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("drop", 0), ("inherit", 1)])
def test_cancelling_settles_what_waits_for_it(session: Session, choice: str, left: int) -> None:
    ground = add(session)
    middle = add(session, on=(ground,))
    top = add(session, on=(middle,))
    outcome = flow.cancel(session, middle, dependents=choice)
    assert outcome.lines == (f"cancelled {middle}: {show(session, middle).item.title}",)
    found = show(session, top)
    assert found.item.waiting_for == left
    assert [item.id for item in found.depends_on] == {"keep": [middle], "drop": [], "inherit": [ground]}[choice]


def test_a_cycle_is_refused_and_named_even_with_force(session: Session) -> None:
    first = add(session)
    second = add(session, on=(first,))
    third = add(session, on=(second,))
    with pytest.raises(Refused, match="1 → 3 → 2 → 1"):
        dependencies.add(session, first, [third], WriteOptions(force=True, reason="because"))


def test_waiving_needs_a_reason_and_keeps_it(session: Session) -> None:
    item = add(session, done=("checked",))
    with pytest.raises(UsageError, match="reason"):
        criteria.waive(session, item, [1])
    criteria.waive(session, item, [1], WriteOptions(reason="not needed"))
    criterion = show(session, item).criteria[0]
    assert (criterion.state, criterion.closed_by, criterion.reason) == ("waived", "ann", "not needed")


def test_a_repeated_request_answers_as_before_and_changes_nothing(session: Session) -> None:
    options = WriteOptions(request_id="r-1")
    first = items.add(session, items.Draft("once"), options)
    again = items.add(session, items.Draft("once"), options)
    assert again.items == first.items
    assert again.replayed
    with session.store.reader() as reader:
        assert reader.count("1 = 1", ()) == 1


def test_a_dry_run_tells_and_changes_nothing(session: Session) -> None:
    item = add(session)
    outcome = flow.done(session, item, WriteOptions(dry_run=True))
    assert outcome.dry_run
    assert outcome.lines == (f"done {item}: work",)
    assert show(session, item).item.state == "backlog"


def test_straight_to_done_starts_and_finishes_at_once(session: Session) -> None:
    item = add(session)
    flow.done(session, item)
    found = show(session, item).item
    assert found.started_at == found.finished_at == session.clock()


def test_numbers_of_removed_criteria_are_not_used_again(session: Session) -> None:
    item = add(session, done=("a", "b"))
    criteria.remove(session, item, [2])
    criteria.add(session, item, ["c"])
    assert [criterion.number for criterion in show(session, item).criteria] == [1, 3]


def test_an_override_is_an_event_of_the_item_like_any_other(session: Session) -> None:
    item = add(session, done=("checked",))
    flow.done(session, item, WriteOptions(force=True, reason="the host is gone"))
    with session.store.reader() as reader:
        told = [(event.kind, event.state) for event in reader.events("event.item_id = ?", (item,))]
    assert told == [("created", "backlog"), ("finished", "done"), ("overridden", "done")]
    assert show(session, item).item.version == len(told)
    assert examine(session.store.path).problems == ()


def test_starting_what_was_done_says_that_it_is_reopened(session: Session) -> None:
    made = items.add(session, items.Draft("Patch web1"))
    flow.done(session, made.items)
    assert any("starting it reopens it" in note for note in flow.start(session, made.items).notes)
