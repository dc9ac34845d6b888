"""Whatever column of whatever table is changed by hand, `doctor` says so and goes on to the end."""

from __future__ import annotations

import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opsflow.store import tables
from opsflow.store.care.doctor import examine
from tests.conftest import Opsflow
from tests.store.care.tampering import tamper

CONFIG = """
[[sla.targets]]
name = "outage"
type = ["incident"]
response = "30m"
resolution = "4h"
"""
COMMANDS = """
add 'Replace the pump' --type incident --impact high --urgency high --owner ann --done sure? --done twice?
add 'Order a valve' +site due:2026-03-01 --at 2026-02-01
add 'Change the pump' --type change risk:low --owner bob --request-id once
edit 1 --project a.b --service shop --effort low --estimate 1h/2h/3h --due 2026-03-05 --parent 3
edit 2 --not-before 2026-03-10
criteria check 1 1 --evidence seen
criteria waive 1 2 --reason small
note 1 'as agreed'
note 2 'a password'
redact 2 --note 1 --reason secret
dep add 2 --on 1
link 1 relates 2
reject 3 --reason late
start 1 --force --reason now
block 1 --reason 'no key'
hold 1 vendor
done 3 --force --reason done
undo
recur add patching --every 'first tuesday 22:00' Patch
recur pause patching
context owner:ann
ingest alertmanager -
tick
"""
ALERT = '{"version": "4", "alerts": [{"status": "firing", "labels": {"alertname": "down"}}]}'
TABLES = [str(getattr(tables, name).__tablename__) for name in tables.__all__]
OTHER = {
    "INTEGER": "coalesce({0}, 0) + 1000003",
    "VARCHAR": "coalesce({0}, '') || 'x'",
    "BLOB": "x'0707070707070707070707070707070707070707070707070707070707070707'",
}
"""By type of the column, another value that it can hold."""
FOREIGN = {"INTEGER": ("'many'",), "VARCHAR": ("x'ff00'", "CAST(x'ff00' AS TEXT)"), "BLOB": ("'many'",)}
"""And values that it cannot: of other kinds, and text that is no UTF-8."""
NAMED_BY = {
    "command": ("event",),  # the chain holds both
    "head": ("clock_policy", "file"),
    "clock_policy": ("file",),
    "schema_change": ("head",),
    "state": ("history", "item"),
}
"""Where a finding may stand beside the table that was changed."""
UNGUARDED = "DROP TRIGGER command_is_immutable"
STANDS_NOWHERE_ELSE = {
    ("head", "created_at"): "when the store was made is no event",
    ("preference", "actor"): "what people set for themselves is not part of history",
    ("preference", "name"): "what people set for themselves is not part of history",
    ("preference", "value"): "what people set for themselves is not part of history",
    ("schema_change", "applied_at"): "upgrades are no events of the work",
    ("schema_change", "program"): "upgrades are no events of the work",
}


@pytest.fixture
def everything(opsflow: Opsflow, store_path: Path, tmp_path: Path) -> Path:
    """A store with rows in every table."""
    (tmp_path / ".opsflow.toml").write_text(CONFIG)
    for words in COMMANDS.strip().splitlines():
        opsflow(*shlex.split(words), input=ALERT, check=0)
    assert examine(str(store_path), full=True).problems == ()
    return store_path


def columns(path: Path, table: str) -> list[tuple[str, str, bool]]:
    """Name and type of each column, and whether it is the number by which SQLite itself knows the row."""
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(f"PRAGMA table_info({table})").fetchall()
    keys = sum(bool(row[5]) for row in found)
    return [(row[1], row[2], bool(row[5]) and keys == 1 and row[2] == "INTEGER") for row in found]


def damage(path: Path, table: str, column: str, expression: str) -> None:
    """Change one row, with whatever would forbid it out of the way and back again."""
    with closing(sqlite3.connect(path)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        (shown,) = connection.execute(f"SELECT {column} FROM {table} ORDER BY {column} IS NULL LIMIT 1").fetchone()
        connection.execute(f"UPDATE {table} SET {column} = {expression} WHERE {column} IS ?", (shown,))
        assert connection.total_changes
        for _, statement in triggers:
            connection.execute(statement)
        connection.commit()


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_a_change_of_any_column_is_found(everything: Path, tmp_path: Path, half: int) -> None:
    missed = []
    for table in TABLES[half::2]:
        for column, kind, is_number in columns(everything, table):
            values = [] if (table, column) in STANDS_NOWHERE_ELSE else [OTHER[kind].format(column)]
            for value in (*values, *(() if is_number else FOREIGN[kind])):
                copy = Path(shutil.copy(everything, tmp_path / "copy.db"))
                damage(copy, table, column, value)
                named = {problem.where.partition(" ")[0] for problem in examine(str(copy)).problems}
                if not named & {table, *NAMED_BY.get(table, ())}:
                    missed.append((table, column, value, named))
    assert missed == [], "\n".join(map(str, missed))


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("UPDATE item SET due = 'soon' WHERE id = 2", "item 2: due holds text, not a whole number"),
        ("UPDATE item SET title = x'ff' WHERE id = 1", "item 1: title holds bytes, not text"),
        ("UPDATE item SET due = 1.5 WHERE id = 2", "item 2: due holds a fraction, not a whole number"),
        ("UPDATE event SET payload = CAST(x'ff' AS TEXT) WHERE seq = 2", "it or its command was changed"),
        (
            "DROP TRIGGER command_is_immutable; UPDATE command SET name = CAST(x'ff' AS TEXT) WHERE id = 2",
            "it or its command was changed",
        ),
        (
            "DROP TRIGGER command_is_immutable; UPDATE command SET host = x'ff' WHERE id = 2",
            "command 2: host holds bytes, not text",
        ),
        ("UPDATE event SET happened_at = 'then' WHERE seq = 2", "event 2: happened_at holds text, not a whole number"),
        ("UPDATE head SET last_item = 'many'", "head 1: last_item holds text, not a whole number"),
        ("UPDATE preference SET value = CAST(x'ff' AS TEXT)", "value holds bytes that are no UTF-8"),
        ("UPDATE command SET answer = replace(answer, '[3]', '[2]') WHERE answer > ''", "items that it did not change"),
        ("UPDATE command SET answer = replace(answer, '\"add\"', '\"done\"') WHERE answer > ''", "of another command"),
        ("UPDATE command SET answer = 'null' WHERE answer > ''", "none that can be read"),
        ("UPDATE head SET clocks = 'x'", "service levels in force are not those"),
        ("UPDATE clock_policy SET text = replace(text, '1800', '9')", "service levels in force are not those"),
        ("DELETE FROM clock_policy", "service levels in force are not those"),
    ],
)
@pytest.mark.parametrize("option", [[], ["--full"]])
def test_what_was_changed_is_named(
    everything: Path, opsflow: Opsflow, statement: str, says: str, option: list[str]
) -> None:
    tamper(everything, *statement.split("; "))
    assert says in opsflow("doctor", *option, check=1).out


@pytest.mark.parametrize("column", ["title", "blocked_reason"])
def test_a_text_that_is_none_is_damage_and_not_taken_for_a_busy_store(
    everything: Path, opsflow: Opsflow, column: str
) -> None:
    tamper(everything, f"UPDATE item SET {column} = CAST(x'ff' AS TEXT) WHERE id = 1")
    said = opsflow("show", 1, check=6).err
    assert f"what stands in the column {column} is no text" in said
    assert "opsflow doctor" in said


def test_service_levels_that_were_changed_by_hand_are_nothing_to_rebuild_clocks_from(
    everything: Path, opsflow: Opsflow
) -> None:
    before = opsflow("sla", check=0).out
    tamper(everything, "UPDATE clock_policy SET text = replace(text, '1800', '9')")
    assert "were not rebuilt" in opsflow("doctor", "--rebuild", check=1).err
    assert opsflow("sla", check=0).out == before
    opsflow("doctor", check=0)


def test_a_preference_that_is_none_keeps_nothing_from_being_mended(everything: Path, opsflow: Opsflow) -> None:
    tamper(everything, "UPDATE preference SET value = CAST(x'ff' AS TEXT)", "UPDATE item SET title = 'x' WHERE id = 1")
    before = opsflow("doctor", check=1).lines
    opsflow("doctor", "--fix", check=1)
    assert len(before) > len(opsflow("doctor", check=1).lines)
    assert "item 1" in " ".join(before)
    assert "item 1" not in opsflow("doctor", check=1).out
