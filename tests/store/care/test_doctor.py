"""Every kind of trouble is a finding of its own, and what follows from the log can be made anew from it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opsflow.composition import open_session
from opsflow.domain.errors import StoreError
from opsflow.services.choosing import Selection
from opsflow.services.history.undoing import redo, undo
from opsflow.services.work import dependencies, items
from opsflow.store.care.backup import verify
from opsflow.store.care.checking import PROJECTIONS
from opsflow.store.care.doctor import Report, examine, mend
from opsflow.store.care.surroundings import Place
from opsflow.system import filesystems
from tests.conftest import NOW, Clock, Opsflow
from tests.store.care.tampering import as_an_earlier_version_redacts, tamper


@pytest.fixture
def filled(store_path: Path, clock: Clock) -> Path:
    with open_session(str(store_path)) as session:
        for title in ("Replace the pump", "Order a valve", "Paint the door"):
            items.add(session, items.Draft(title, tags=("site",), criteria=("done?",), notes=("as agreed",)))
        dependencies.add(session, Selection((1,)), [2])
    return store_path


def found(report: Report) -> dict[str, bool]:
    """Where something is wrong, and whether it can be put right."""
    return {problem.where: problem.fixable for problem in report.problems}


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        tables = (*PROJECTIONS, "head", "event", "command")
        return {table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in tables}


WRONG_TABLES = [
    "UPDATE item SET owner = 'mallory' WHERE id = 1",
    "UPDATE item SET pull_rank = pull_rank + 1",
    "DELETE FROM item",
    "DELETE FROM criterion WHERE item_id = 2",
    "UPDATE note SET text = 'something else'",
    "INSERT INTO tag VALUES (1, 'forged')",
    "INSERT INTO tag VALUES (99, 'of nothing')",
    "DELETE FROM dependency",
    "INSERT INTO link VALUES (1, 'relates', 2)",
    "INSERT INTO custom VALUES (1, 'rack', 'a')",
    "INSERT INTO open_search(open_search) VALUES ('delete-all')",
    "INSERT INTO closed_search(rowid, text) VALUES (1, 'forged')",
    "UPDATE head SET last_item = 1",
    "UPDATE head SET last_command = 0",
    "UPDATE head SET last_item = 900",
    "UPDATE head SET last_command = 900",
    "UPDATE command SET undone_by = 4 WHERE id = 3",
    "UPDATE command SET undone_by = NULL WHERE id = 4",
    "UPDATE command SET undone_by = 5 WHERE id = 1",
]


@pytest.mark.parametrize("damage", WRONG_TABLES)
@pytest.mark.parametrize("rebuild", [False, True])
def test_what_follows_from_the_log_is_made_anew_from_it(filled: Path, damage: str, rebuild: bool) -> None:
    with open_session(str(filled)) as session:
        undo(session, 4)
        redo(session)
    before, head = contents(filled), verify(str(filled))
    tamper(filled, damage)
    assert all(found(examine(str(filled))).values())
    report = mend(str(filled), NOW, rebuild=rebuild)
    assert report.problems
    assert report.fixed == len(report.problems)
    assert contents(filled) == before
    assert examine(str(filled), full=True).problems == ()
    assert report.kept
    assert verify(report.kept) == head


def test_a_sound_store_is_rebuilt_when_asked_and_stays_the_same(filled: Path) -> None:
    before = contents(filled)
    report = mend(str(filled), NOW, rebuild=True)
    assert (report.problems, report.rebuilt, contents(filled) == before) == ((), True, True)
    assert report.kept == f"{filled}.before-rebuild-20260304T090000Z.db"


def test_a_sound_store_is_left_alone_by_fix(filled: Path) -> None:
    report = mend(str(filled), NOW)
    assert (report.rebuilt, report.kept, sorted(filled.parent.glob("*.before-*"))) == (False, None, [])


def test_a_rebuilt_store_finds_words_again(filled: Path, opsflow: Opsflow) -> None:
    tamper(filled, "INSERT INTO open_search(open_search) VALUES ('delete-all')")
    assert opsflow("list", "valve").out == ""
    assert "before-rebuild" in opsflow("doctor", "--rebuild", check=0).err
    assert "Order a valve" in opsflow("list", "valve", check=0).out


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET payload = '{}' WHERE seq = 2",
        "UPDATE event SET salt = NULL WHERE seq = 2",
        "DELETE FROM event WHERE seq = 2",
        "UPDATE head SET hash = zeroblob(32)",
        "DELETE FROM head",
        "DROP INDEX item_by_due",
        "CREATE TRIGGER eats AFTER INSERT ON note BEGIN DELETE FROM note WHERE item_id = new.item_id; END",
        "CREATE VIEW forged AS SELECT 1",
        "CREATE TABLE forged (id INTEGER)",
        "CREATE INDEX forged ON item (title)",
        "UPDATE event SET form = 9 WHERE seq = 2",
        "UPDATE command SET answer = 'no {' WHERE id = 2",
        "UPDATE head SET store_uid = 'forged'",
        "UPDATE head SET schema_version = 2",
        "DELETE FROM schema_change",
        "UPDATE event SET command_id = 99 WHERE seq = 2",
    ],
)
def test_a_log_in_doubt_is_nothing_to_rebuild_from(filled: Path, opsflow: Opsflow, damage: str) -> None:
    tamper(filled, damage, "UPDATE item SET owner = 'kept' WHERE id = 1")
    assert False in found(examine(str(filled))).values()
    result = opsflow("doctor", "--rebuild")
    assert result.code in (1, 6)
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("SELECT owner FROM item WHERE id = 1").fetchone() == ("kept",)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("ALTER TABLE item ADD COLUMN extra DATETIME", "table item: has what is no part of a store, the column extra"),
        ("ALTER TABLE item RENAME COLUMN project TO client", "table item: lacks the column project"),
        ("DROP TABLE preference", "table preference: is missing from the schema"),
    ],
)
def test_a_table_with_other_columns_is_a_finding(filled: Path, opsflow: Opsflow, damage: str, says: str) -> None:
    tamper(filled, "UPDATE note SET text = 'forged'", damage)
    told = opsflow("doctor", "--full", check=1).out
    assert says in told
    assert ("differs from what the log says" in told) == ("extra" in damage)


@pytest.mark.parametrize("mistyped", ["UPDATE item SET due = 'soon'", "UPDATE head SET last_item = 'x'"])
def test_a_value_of_a_wrong_kind_hides_no_other_finding(filled: Path, opsflow: Opsflow, mistyped: str) -> None:
    tamper(
        filled, "PRAGMA ignore_check_constraints = ON", mistyped,
        "INSERT INTO dependency VALUES (2, 1)", "UPDATE command SET undone_by = 2 WHERE id = 1",
        "UPDATE head SET store_uid = 'forged'",
    )  # fmt: skip
    told = opsflow("doctor", check=1).out
    assert "holds text, not a whole number" in told
    assert "circle: dependencies go round: " in told
    assert "command 1: says that command 2 took it back" in told


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_bytes_that_are_no_text_are_escapes_in_a_document(filled: Path, opsflow_process: Opsflow, locale: str) -> None:
    tamper(filled, "INSERT INTO preference VALUES (CAST(x'61ff62' AS TEXT), 'context', 'x')")
    told = opsflow_process("doctor", "--json", env={"LC_ALL": locale}, check=1).out
    assert json.loads(told)["problems"][0]["where"] == "preference a\udcffb context"
    assert "\\udcff" in told


def test_an_event_of_a_missing_command_cannot_be_put_right(filled: Path) -> None:
    tamper(filled, "UPDATE event SET command_id = 99 WHERE seq = 2")
    assert found(examine(str(filled)))["event 2"] is False


def test_a_redacted_event_keeps_its_link_and_is_no_finding(filled: Path, opsflow: Opsflow) -> None:
    opsflow("redact", 3, "--note", 1, "--reason", "a password", check=0)
    opsflow("doctor", "--full", check=0)
    opsflow("doctor", "--rebuild", check=0)
    assert "[redacted]" in opsflow("show", 3, check=0).out
    tamper(filled, "UPDATE event SET digest = zeroblob(32) WHERE redacted_by IS NOT NULL")
    assert found(examine(str(filled)))["event 3"] is False


def test_what_a_redaction_left_of_an_event_cannot_be_rewritten(filled: Path, opsflow: Opsflow) -> None:
    opsflow("redact", 1, "--note", 1, "--reason", "a password", check=0)
    opsflow("redact", 1, "--title", "--reason", "another", check=0)
    opsflow("doctor", "--full", check=0)
    tamper(filled, "UPDATE event SET payload = replace(payload, 'done?', 'yes!') WHERE seq = 1")
    tamper(filled, "UPDATE criterion SET text = 'yes!' WHERE item_id = 1")
    assert found(examine(str(filled)))["event 1"] is False
    assert "event 1: is not what its redaction left of it" in opsflow("audit", "verify", check=1).out


def test_a_change_that_claims_to_be_a_redaction_is_a_finding(filled: Path, opsflow: Opsflow) -> None:
    tamper(filled, "UPDATE event SET payload = '{\"changes\":[]}', salt = NULL, redacted_by = 4 WHERE seq = 3")
    assert found(examine(str(filled)))["event 3"] is False
    opsflow("redact", 2, "--note", 1, "--reason", "another item", check=0)
    tamper(filled, "UPDATE event SET redacted_by = (SELECT max(seq) FROM event) WHERE seq = 3")
    assert found(examine(str(filled)))["event 3"] is False


def test_an_event_that_cannot_be_read_is_a_finding(filled: Path, opsflow: Opsflow) -> None:
    opsflow("redact", 1, "--note", 1, "--reason", "a password", check=0)
    as_an_earlier_version_redacts(filled)
    tamper(filled, "UPDATE event SET payload = '{}' WHERE redacted_by IS NOT NULL")
    (problem,) = [problem for problem in examine(str(filled)).problems if problem.where == "history"]
    assert not problem.fixable
    assert "imported" not in problem.message


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("INSERT INTO dependency VALUES (2, 3), (3, 1)", "dependencies go round: "),
        ("UPDATE item SET parent_id = CASE id WHEN 1 THEN 2 ELSE 1 END WHERE id < 3", "parents go round: "),
    ],
)
def test_a_circle_is_named(filled: Path, damage: str, says: str) -> None:
    tamper(filled, damage)
    (problem,) = [problem for problem in examine(str(filled)).problems if problem.where == "circle"]
    assert problem.message.startswith(says)
    assert not problem.fixable


@pytest.mark.parametrize(
    ("place", "where"),
    [
        (Place("nfs4", 10**12), ["file system"]),
        (Place("fuse.sshfs", None), ["file system"]),
        (Place("ext4", 1000), ["disk"]),
        (Place("ext4", 10**12), []),
        (Place(), []),
    ],
)
def test_the_place_of_the_store_is_looked_at(filled: Path, place: Place, where: list[str]) -> None:
    assert list(found(examine(str(filled), place=place))) == where


def test_a_full_disk_does_not_keep_tables_from_being_put_right(filled: Path) -> None:
    tamper(filled, "UPDATE item SET owner = 'mallory' WHERE id = 1")
    report = mend(str(filled), NOW, place=Place("ext4", 1000))
    assert (report.rebuilt, report.fixed) == (True, len(report.problems) - 1)


def test_a_store_that_others_can_read_is_a_finding_and_put_right(filled: Path) -> None:
    filled.chmod(0o644)
    assert found(examine(str(filled))) == {"file": True}
    report = mend(str(filled), NOW)
    assert (report.fixed, report.kept, filled.stat().st_mode & 0o777) == (1, None, 0o640)


def test_more_wrong_rows_than_are_worth_naming_are_counted(store_path: Path, clock: Clock) -> None:
    with open_session(str(store_path)) as session:
        for number in range(30):
            items.add(session, items.Draft(f"item {number}"))
    tamper(store_path, "UPDATE item SET owner = 'mallory'")
    messages = [problem.message for problem in examine(str(store_path)).problems]
    assert messages[20:] == ["and 10 more rows"]


def test_a_look_waits_for_no_writer_and_mending_does(
    filled: Path, opsflow: Opsflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opsflow.store.sqlite.SqliteStore.__init__.__defaults__", (0.1,))
    with closing(sqlite3.connect(filled, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        opsflow("doctor", "--full", check=0)
        opsflow("doctor", "--rebuild", check=5)
        holder.execute("ROLLBACK")
        opsflow("doctor", "--rebuild", check=0)


def test_an_older_sqlite_than_promised_is_refused(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opsflow.store.connection.OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(StoreError, match="needs SQLite 99"):
        examine(str(filled))


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/", "ext4"), ("/srv/team/store.db", "nfs4"), ("/srv/teams", "ext4"), ("/mnt/my disk/a/b", "cifs")],
)
def test_the_file_system_of_a_path_is_that_of_the_nearest_mount(tmp_path: Path, path: str, kind: str) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        "rootfs / rootfs rw 0 0\n/dev/sda1 / ext4 rw 0 0\nnas:/team /srv/team nfs4 rw 0 0\n"
        "//nas/d /mnt/my\\040disk cifs rw 0 0\n"
    )
    assert filesystems.kind_of(path, str(mounts)) == kind


def test_where_nothing_can_be_told_about_file_systems_none_is_said(tmp_path: Path) -> None:
    assert filesystems.kind_of("/", str(tmp_path / "missing")) is None
    assert filesystems.free_bytes(str(tmp_path / "no" / "such" / "store.db")) is None
    assert filesystems.free_bytes(str(tmp_path / "store.db"))


def test_a_forged_taking_back_is_found_by_the_audit_too(filled: Path, opsflow: Opsflow) -> None:
    opsflow("audit", "verify", check=0)
    tamper(filled, "UPDATE command SET undone_by = 4 WHERE id = 1")
    assert "by the log none did" in opsflow("audit", "verify", check=1).out


def test_a_remedy_of_several_problems_is_told_once(filled: Path, opsflow: Opsflow) -> None:
    tamper(filled, "UPDATE item SET owner = 'mallory'")
    result = opsflow("doctor", check=1)
    assert result.out.count("differs from what the log says") == 3
    assert result.err.count("opsflow doctor --rebuild") == 1
