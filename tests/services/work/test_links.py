"""Links between items: the parent is one of them, and what is there already or not there is said."""

from __future__ import annotations

import pytest

from opsflow.domain.errors import NotFound, Refused, UsageError
from opsflow.services.looking.queries import show
from opsflow.services.session import Session
from opsflow.services.work import dependencies, items, links


@pytest.fixture
def pair(session: Session) -> tuple[int, int]:
    one, other = (items.add(session, items.Draft(title)).items[0] for title in ("one", "other"))
    return one, other


def test_a_parent_is_put_and_taken_as_a_link(session: Session, pair: tuple[int, int]) -> None:
    one, other = pair
    links.link(session, (one,), "parent", other)
    assert [child.id for child in show(session, other).children] == [one]
    with pytest.raises(Refused):
        links.link(session, (other,), "parent", one)
    links.unlink(session, (one,), "parent", other)
    assert show(session, one).item.parent_id is None


def test_a_link_that_is_there_and_one_that_is_not_change_nothing(session: Session, pair: tuple[int, int]) -> None:
    one, other = pair
    assert links.unlink(session, (one,), "relates", other).notes == (f"{one} has no such link.",)
    links.link(session, (one,), "relates", other)
    again = links.link(session, (one,), "relates", other)
    assert (again.command, again.notes) == (None, (f"{one} is linked like that already.",))
    links.unlink(session, (one,), "relates", other)
    assert show(session, one).links == ()


@pytest.mark.parametrize("kind", ["parent", "relates"])
def test_a_link_to_what_is_no_item_cannot_be_taken_away(session: Session, pair: tuple[int, int], kind: str) -> None:
    with pytest.raises(NotFound, match="no item 99"):
        links.unlink(session, pair, kind, 99)


def test_a_dependency_on_what_is_no_item_cannot_be_taken_away(session: Session, pair: tuple[int, int]) -> None:
    with pytest.raises(NotFound, match="no items 98-99"):
        dependencies.remove(session, pair, (pair[1], 98, 99))


@pytest.mark.parametrize("kind", ["parent", "relates"])
def test_an_item_is_not_linked_to_itself(session: Session, pair: tuple[int, int], kind: str) -> None:
    with pytest.raises(Refused):
        links.link(session, (pair[0],), kind, pair[0])


def test_a_kind_there_is_not_is_answered_with_the_nearest(session: Session, pair: tuple[int, int]) -> None:
    with pytest.raises(UsageError, match="Did you mean relates"):
        links.link(session, (pair[0],), "relate", pair[1])
