"""What the services may expect of a store, asked of every kind of store there is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from opsflow.domain.errors import Conflict, OpsflowError
from opsflow.domain.filters import parse_filter
from opsflow.domain.history.changes import Change, inverted
from opsflow.domain.history.events import CommandHeader
from opsflow.domain.items import Criterion, Dependency, Link, Note
from opsflow.domain.settings import CustomField, Settings
from opsflow.domain.time.zones import UTC
from opsflow.domain.uids import new_uid
from opsflow.domain.workflow import State, default_states
from opsflow.services.session import Session
from opsflow.store.creation import create, create_in_memory
from opsflow.store.sqlite import SqliteStore
from tests.conftest import NOW
from tests.domain.clocks.levels_factory import levels

if TYPE_CHECKING:
    from opsflow.services.ports import Store, Transaction


def in_a_file(folder: Path) -> SqliteStore:
    path = str(folder / "contract.db")
    create(path, default_states(), NOW)
    return SqliteStore(path)


def in_memory(_folder: Path) -> Store:
    return create_in_memory(default_states(), NOW)


KINDS = (in_a_file, in_memory)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def open_another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Store]]:
    """Makes an empty store of the kind at hand."""
    made: list[Store] = []

    def make() -> Store:
        folder = tmp_path / str(len(made))
        folder.mkdir()
        made.append(request.param(folder))
        return made[-1]

    yield make
    for store in made:
        store.close()


@pytest.fixture
def store(open_another: Callable[[], Store]) -> Store:
    return open_another()


def new_item(title: str = "Replace the pump", **fields: object) -> Change:
    first = {"uid": new_uid(), "title": title, "state": "backlog", "created_at": NOW, "entered_at": NOW}
    return Change("item", "", None, {**first, **fields})


def header(tx: Transaction, name: str = "add", **fields: Any) -> CommandHeader:
    return CommandHeader(tx.last_command + 1, name, NOW, "ann", "ann", "host", "api", **fields)


def answer_of(command: int, name: str) -> str:
    """An answer that is kept for a repetition, as far as its form goes."""
    told: dict[str, list[str]] = {part: [] for part in ("items", "lines", "notes", "findings", "freed")}
    return dumps({"name": name, "command": command, **told})


def write(store: Store, item_id: int | None, *changes: Change, at: int = NOW, **fields: Any) -> int:
    """Carry out changes of one item as one command, whose number is the answer. Item 0 is a new one."""
    with store.transaction() as tx:
        tx.record(tx.new_item_id() if item_id == 0 else item_id, "edited", changes, at)
        command = header(tx, **fields)
        tx.commit(command, answer=answer_of(command.id, command.name))
    return command.id


@pytest.fixture
def two_items(store: Store) -> Store:
    write(store, 0, new_item("one"))
    write(store, 0, new_item("two"))
    return store


RECORDS: dict[str, tuple[str | int, dict[str, Any], dict[str, Any], dict[str, Any]]] = {
    # entity: key, a new record, then what an update changes, from and to
    "criterion": (1, {"text": "dry", "position": 0, "state": "open"}, {"text": "dry"}, {"text": "dry for a day"}),
    "note": (1, {"written_at": NOW, "author": "ann", "text": "as agreed"}, {"text": "as agreed"}, {"text": "agreed"}),
    "custom": ("rack", {"value": "a"}, {"value": "a"}, {"value": "b"}),
    "tag": ("site", {}, {}, {}),
    "dependency": (2, {}, {}, {}),
    "link": ("relates:2", {}, {}, {}),
}


def read(store: Store, entity: str) -> list[Any]:
    """The records of that kind on item 1, as a reader gives them."""
    with store.reader() as reader:
        readers: dict[str, Callable[[], list[Any]]] = {
            "criterion": lambda: reader.criteria([1]).get(1, []),
            "note": lambda: reader.notes([1]).get(1, []),
            "custom": lambda: list(reader.custom([1]).get(1, {}).items()),
            "tag": lambda: reader.tags([1]).get(1, []),
            "dependency": lambda: reader.dependencies([1]),
            "link": lambda: reader.links([1]),
        }
        return readers[entity]()


EXPECTED = {
    "criterion": Criterion(1, 1, "dry", 0),
    "note": Note(1, 1, NOW, "ann", "as agreed"),
    "custom": ("rack", "a"),
    "tag": "site",
    "dependency": Dependency(1, 2),
    "link": Link(1, "relates", 2),
}


@pytest.mark.parametrize("entity", RECORDS)
def test_a_record_is_read_as_it_was_written_and_goes_when_it_is_taken_away(two_items: Store, entity: str) -> None:
    key, fields, _, _ = RECORDS[entity]
    made = Change(entity, key, None, fields)
    write(two_items, 1, made)
    assert read(two_items, entity) == [EXPECTED[entity]]
    write(two_items, 1, *inverted([made]))
    assert read(two_items, entity) == []


@pytest.mark.parametrize("entity", ["criterion", "note", "custom"])
def test_a_record_is_changed_and_changed_back(two_items: Store, entity: str) -> None:
    key, fields, before, after = RECORDS[entity]
    write(two_items, 1, Change(entity, key, None, fields))
    write(two_items, 1, Change(entity, key, before, after))
    assert next(iter(after.values())) in str(read(two_items, entity))
    write(two_items, 1, Change(entity, key, after, before))
    assert read(two_items, entity) == [EXPECTED[entity]]


@pytest.mark.parametrize("entity", ["criterion", "note", "custom"])
def test_a_change_of_what_is_not_as_it_was_is_a_conflict(two_items: Store, entity: str) -> None:
    key, fields, before, after = RECORDS[entity]
    write(two_items, 1, Change(entity, key, None, fields))
    with pytest.raises(Conflict):
        write(two_items, 1, Change(entity, key, after, before))
    assert read(two_items, entity) == [EXPECTED[entity]]


def test_an_item_is_read_as_it_was_written(two_items: Store) -> None:
    write(two_items, 1, Change("item", "", {"owner": None, "due": None}, {"owner": "bob", "due": NOW}), at=NOW + 5)
    with two_items.reader() as reader:
        item = reader.item(1)
        assert item
        assert (item.title, item.owner, item.due, item.changed_at, item.version) == ("one", "bob", NOW, NOW + 5, 2)
        assert reader.items([1, 2, 99]).keys() == {1, 2}
        assert reader.ids_of_uids([item.uid, new_uid()]) == {item.uid: 1}
        assert reader.item(99) is None


def test_a_state_of_the_workflow_comes_and_goes(two_items: Store) -> None:
    made = Change("state", "lab", None, {"category": "active", "position": 9})
    write(two_items, None, made)
    with two_items.reader() as reader:
        assert reader.workflow.states[-1] == State("lab", "active", 9)
    write(two_items, None, made.inverse())
    with two_items.reader() as reader:
        assert reader.workflow.states == default_states()


def test_derived_fields_follow_their_surroundings(two_items: Store) -> None:
    write(two_items, 1, Change("dependency", 2, None, {}), Change("criterion", 1, None, RECORDS["criterion"][1]))
    with two_items.reader() as reader:
        found = reader.items([1, 2])
    assert (found[1].waiting_for, found[1].criteria_total, found[1].startable) == (1, 1, 0)
    assert (found[2].blocking, found[2].startable) == (1, 1)


@pytest.mark.parametrize(
    "changes",
    [
        [Change("item", "", {"title": "one"}, {"title": ""})],
        [Change("item", "", {"state": "backlog"}, {"state": "unheard of"})],
        [Change("item", "", {"parent_id": None}, {"parent_id": 99})],
        [Change("tag", "", None, {})],
        [Change("tag", "x", None, {}), Change("tag", "x", None, {})],
        [Change("dependency", 99, None, {})],
        [Change("dependency", 1, None, {})],
        [Change("link", "hates:2", None, {})],
        [Change("criterion", 1, None, {"text": "x", "position": 0, "state": "met"})],
        [Change("note", 1, None, {"unknown": 1})],
        [new_item()],
    ],
    ids=[
        "an empty title", "an unknown state", "an unknown parent", "an empty tag", "a tag twice",
        "an unknown dependency", "a dependency on itself", "an unknown kind of link",
        "a criterion met by nobody", "an unknown field", "an item that is there",
    ],
)  # fmt: skip
def test_what_must_not_be_is_refused_and_nothing_of_it_stays(two_items: Store, changes: list[Change]) -> None:
    before = everything(two_items)
    with pytest.raises(OpsflowError):
        write(two_items, 1, Change("tag", "before", None, {}), *changes)
    assert everything(two_items) == before


def everything(store: Store) -> tuple[list[Any], Any]:
    with store.reader() as reader:
        return list(reader.history()), (reader.items([1, 2]), reader.tags([1, 2]))


def test_a_transaction_that_is_left_without_a_commit_changes_nothing(two_items: Store) -> None:
    before = everything(two_items)
    with two_items.transaction() as tx:
        tx.record(tx.new_item_id(), "added", [new_item()], NOW)
        tx.flush()
        assert tx.item(3)
    assert everything(two_items) == before


def test_a_transaction_that_fails_changes_nothing(two_items: Store) -> None:
    before = everything(two_items)

    def fail() -> None:
        with two_items.transaction() as tx:
            tx.record(tx.new_item_id(), "added", [new_item()], NOW)
            tx.flush()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert everything(two_items) == before


def test_ids_follow_one_another_and_those_of_a_lost_transaction_are_given_again(two_items: Store) -> None:
    with two_items.transaction() as tx:
        assert [tx.new_item_id(), tx.new_item_id(), tx.last_command] == [3, 4, 2]
    with two_items.transaction() as tx:
        assert tx.new_item_id() == 3


def test_the_id_of_an_item_that_was_taken_away_is_not_used_again(store: Store) -> None:
    made = new_item()
    write(store, 0, made)
    with store.transaction() as tx:
        tx.record(1, "undone", [made.inverse()], NOW)
        tx.commit(header(tx))
    write(store, 0, new_item())
    with store.reader() as reader:
        assert reader.ids("1 = 1", ()) == [2]


def test_events_are_numbered_and_kept_with_their_changes(two_items: Store) -> None:
    change = Change("tag", "site", None, {})
    with two_items.transaction() as tx:
        tx.record(2, "tagged", [change], NOW + 1, note="why")
        tx.record(1, "tagged", [change], NOW + 2)
        assert tx.has_events()
        tx.commit(header(tx))
    with two_items.reader() as reader:
        events = list(reader.events("event.command_id = ?", (3,)))
        assert [(event.seq, event.item_id, event.note) for event in events] == [(3, 2, "why"), (4, 1, None)]
        assert events[0].changes == (change,)
        newest = reader.events("event.item_id = ?", (1,), "event.seq DESC", 1)
        assert [(event.seq, event.happened_at, event.state) for event in newest] == [(4, NOW + 2, "backlog")]


def test_a_command_is_kept_with_its_answer_and_with_what_took_it_back(two_items: Store) -> None:
    number = write(two_items, 1, Change("tag", "x", None, {}), request_id="key", reason="because")
    write(two_items, 1, Change("tag", "x", {}, None), reverses=number)
    with two_items.reader() as reader:
        found = reader.command(number)
        assert found
        assert (found.reason, found.request_id) == ("because", "key")
        assert (reader.answer("key"), reader.answer("other")) == (answer_of(3, found.name), None)
        assert list(reader.commands("command.id = ?", (number,))) == [(found, 4)]
        assert [command.id for command, _ in reader.commands("1 = 1", (), "command.id DESC", 2)] == [4, 3]
        assert reader.command(99) is None


def test_the_same_request_is_not_kept_twice(two_items: Store) -> None:
    write(two_items, 1, Change("tag", "x", None, {}), request_id="key")
    with pytest.raises(Conflict):
        write(two_items, 1, Change("tag", "y", None, {}), request_id="key")
    assert read(two_items, "tag") == ["x"]


def test_preferences_belong_to_one_person(store: Store) -> None:
    with store.transaction() as tx:
        tx.set_preference("ann", "context", "+site")
        tx.commit_quietly()
    with store.reader() as reader:
        assert (reader.preference("ann", "context"), reader.preference("bob", "context")) == ("+site", None)
    with store.transaction() as tx:
        tx.set_preference("ann", "context", None)
        tx.commit_quietly()
    with store.reader() as reader:
        assert reader.preference("ann", "context") is None


def test_what_was_written_while_a_store_was_made_is_there(store: Store) -> None:
    with store.made_whole():
        write(store, 0, new_item("first"))
    write(store, 0, new_item("second"))
    with store.reader() as reader:
        assert [item.title for item in reader.select("1 = 1", (), "item.id")] == ["first", "second"]


def test_what_refers_to_nothing_is_found_before_a_store_is_made(store: Store) -> None:
    with pytest.raises(Conflict, match="refers to what is not there"), store.made_whole():
        write(store, 0, new_item(parent_id=7))


def test_a_store_that_was_made_waits_for_the_disk_like_any_other(tmp_path: Path) -> None:
    asked = [f"PRAGMA {name}" for name in ("journal_mode", "synchronous", "foreign_keys")]
    with in_a_file(tmp_path) as store:
        before = [store.connection.execute(setting).fetchone() for setting in asked]
        with store.made_whole():
            write(store, 0, new_item())
        assert [store.connection.execute(setting).fetchone() for setting in asked] == before == [("wal",), (2,), (1,)]


def test_own_writing_is_no_news(store: Store) -> None:
    before = store.data_version()
    write(store, 0, new_item())
    assert store.data_version() == before


def test_the_writing_of_others_is_news(tmp_path: Path) -> None:
    with in_a_file(tmp_path) as store, SqliteStore(store.path) as other:
        before = store.data_version()
        write(other, 0, new_item())
        assert store.data_version() != before


@pytest.fixture
def many(store: Store) -> Store:
    """Six items in all kinds of circumstances."""
    write(store, 0, new_item("disk full on web", owner="ann", type="incident", project="net", impact="high"))
    write(
        store, 0, new_item("replace disk", owner="bob", due=NOW - 86400, parent_id=1), Change("tag", "site", None, {})
    )
    write(store, 0, new_item("Straße prüfen", state="ready", service="web", due=NOW + 30 * 86400))
    write(store, 0, new_item("call the vendor", blocked_at=NOW, blocked_reason="vendor"),
          Change("note", 1, None, {"written_at": NOW, "author": "ann", "text": "about the disk"}))  # fmt: skip
    write(store, 0, new_item("after all", not_before=NOW + 86400), Change("dependency", 3, None, {}))
    write(store, 0, new_item("finished", state="done", started_at=NOW - 60, finished_at=NOW, alert_key="k"),
          Change("custom", "rack", None, {"value": "a"}))  # fmt: skip
    return store


def ids(store: Store, words: str) -> list[int]:
    settings = Settings()
    settings.custom_fields = (CustomField("rack"),)
    session = Session(store, settings, "ann", login="ann", host="host", origin="api", clock=lambda: NOW, zone=UTC)
    with store.reader() as reader:
        context = session.filter_context(reader.workflow)
        where, parameters = reader.condition(parse_filter(words, context), context)
        found = reader.ids(where, parameters)
        assert reader.count(where, parameters) == len(found)
        return found


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2", [2]), ("2,4-5", [2, 4, 5]), ("owner:me", [1]), ("owner:bob", [2]), ("state:ready", [3]),
        ("state:done", [6]), ("type:incident", [1]), ("project:net", [1]), ("service:web", [3]), ("impact:high", [1]),
        ("+site", [2]), ("-site owner:bob", []), ("key:k", [6]), ("rack:a", [6]), ("is:overdue", [2]),
        ("is:blocked", [4]), ("is:waiting-for", [5]), ("parent:1", [2]), ("depends-on:3", [5]), ("blocks:5", [3]),
        ("disk", [1, 2, 4]), ("dis", [1, 2, 4]), ('"disk full"', [1]), ("strasse or straße", [3]),
        ("owner:me or owner:bob", [1, 2]), ("not owner:me owner:bob", [2]), ("finished.after:yesterday", [6]),
        ('title~"lace d"', [2]), ("nothing", []),
    ],
)  # fmt: skip
def test_a_filter_finds_what_it_says(many: Store, words: str, expected: list[int]) -> None:
    assert ids(many, words) == expected


def test_items_come_in_the_order_and_number_asked_for(many: Store) -> None:
    def order(where: str, parameters: Sequence[object], *rest: Any) -> list[int]:
        with many.reader() as reader:
            return [item.id for item in reader.select(where, parameters, *rest)]

    assert order("1 = 1", ()) == [1, 2, 3, 4, 5, 6]
    assert order("item.due IS NOT NULL", (), "item.due DESC") == [3, 2]
    assert order("item.is_open = ?", (1,), "item.id DESC", 2) == [5, 4]


def test_items_are_counted_and_grouped(many: Store) -> None:
    with many.reader() as reader:
        assert [reader.count("1 = 1", ()), reader.count("1 = 1", (), most=4)] == [6, 4]
        assert reader.groups("state", "1 = 1", ()) == [("backlog", 4), ("done", 1), ("ready", 1)]
        assert reader.groups("owner", "item.owner IS NOT NULL", ()) == [("ann", 1), ("bob", 1)]
        with pytest.raises(ValueError, match="no column"):
            reader.groups("1; DROP TABLE item", "1 = 1", ())


def test_values_in_use_are_offered_by_their_beginning(many: Store) -> None:
    with many.reader() as reader:
        assert (reader.values("owner", "", 9), reader.values("owner", "b", 9)) == (["ann", "bob"], ["bob"])
        assert (reader.values("tag", "s", 9), reader.values("owner", "", 1)) == (["site"], ["ann"])


def test_numbers_within_an_item_are_known(many: Store) -> None:
    made = Change("criterion", 2, None, RECORDS["criterion"][1])
    write(many, 4, made)
    write(many, 4, made.inverse())
    with many.reader() as reader:
        assert (reader.last_note(4), reader.last_note(1), reader.last_criterion(4)) == (1, 0, 2)


def test_more_ids_than_one_statement_takes_are_read(many: Store) -> None:
    with many.reader() as reader:
        assert len(reader.items(range(5000))) == 6
        assert [edge.item_id for edge in reader.dependents(range(5000))] == [5]
        assert [item.id for item in reader.children(1)] == [2]


def test_a_history_goes_from_one_store_into_another_unchanged(many: Store, open_another: Callable[[], Store]) -> None:
    other = open_another()
    with many.reader() as reader:
        records = list(reader.history())
    with other.transaction() as tx:
        assert tx.take_history(records) == (6, 6)
        tx.commit_quietly()
    assert everything(other) == everything(many)
    assert ids(other, "disk") == ids(many, "disk")


def test_clocks_follow_the_service_levels_in_force_and_go_with_their_item(store: Store) -> None:
    with store.transaction() as tx:
        tx.put_levels_in_force(*levels())
        tx.commit_quietly()
    created = new_item(type="incident", priority=3, impact="medium", urgency="medium")
    write(store, 0, created)
    write(store, 1, Change("item", "", {"state": "backlog"}, {"state": "doing"}), at=NOW + 3600)
    with store.reader() as reader:
        assert reader.levels() == levels()
        found = {clock.kind: (clock.state, clock.used) for clock in reader.clocks("item.id = ?", (1,))}
    assert found == {"response": ("stopped", 3600), "resolution": ("running", 0)}
    with store.transaction() as tx:
        tx.put_levels_in_force(*levels(targets=[]))
        tx.commit_quietly()
    with store.reader() as reader:
        assert reader.clocks("1 = 1", ()) == []


def test_an_item_that_is_taken_away_takes_its_clocks_along(store: Store) -> None:
    with store.transaction() as tx:
        tx.put_levels_in_force(*levels())
        tx.commit_quietly()
    created = new_item(type="incident")
    write(store, 0, created)
    write(store, 1, created.inverse(), reverses=1)
    with store.reader() as reader:
        assert reader.clocks("1 = 1", ()) == []
