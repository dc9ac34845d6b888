"""What no store can take is told as what it is: half of a character, a call after the end, an endless path."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.domain.errors import StoreError, UsageError
from opsflow.services.looking import queries
from opsflow.services.outcome import WriteOptions
from opsflow.services.session import Session
from opsflow.services.work import items
from tests.conftest import Opsflow

HALF = "disk \udc80 full"


@pytest.fixture
def session(store_path: Path) -> Session:
    held = open_session(str(store_path))
    items.add(held, items.Draft("whole"))
    return held


@pytest.mark.parametrize(
    "call",
    [
        lambda session: items.add(session, items.Draft(HALF)),
        lambda session: items.add(session, items.Draft("x", criteria=(HALF,))),
        lambda session: items.note(session, 1, HALF),
        lambda session: items.note(session, 1, "x", WriteOptions(request_id=HALF)),
        lambda session: queries.set_context(session, HALF),
    ],
)
def test_half_of_a_surrogate_pair_is_no_text(session: Session, call: Callable[[Session], object]) -> None:
    with session, pytest.raises(UsageError, match=r"'disk \\udc80 full' holds half of a surrogate pair"):
        call(session)


@pytest.mark.parametrize(
    "call",
    [
        lambda session: items.note(session, 1, "x"),
        lambda session: queries.show(session, 1),
        lambda session: session.store.data_version(),
    ],
)
def test_a_closed_session_says_that_it_is_closed(session: Session, call: Callable[[Session], object]) -> None:
    session.close()
    with pytest.raises(StoreError, match=r"is closed\. Open another one"):
        call(session)


@pytest.mark.parametrize("path", ["a/" * 3000 + "s.db", "a" * 300], ids=["many folders", "a long name"])
@pytest.mark.parametrize("command", [["list"], ["add", "x"], ["init"], ["restore", "copy.db"], ["demo"]])
def test_a_path_longer_than_the_system_allows_is_told_as_that(
    opsflow: Opsflow, tmp_path: Path, command: list[str], path: str
) -> None:
    long = f"{tmp_path}/{path}"
    words = [*command, long] if command == ["demo"] else ["--store", long, *command]
    told = opsflow(*words, check=6).err
    assert "is longer than this system allows. Name a shorter one." in told
    assert len(told) < 200
