"""Random sequences of commands, stores in which they are carried out, and what has to hold of a store at any time."""

from __future__ import annotations

import shutil
import tempfile
from itertools import count
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
from hypothesis import HealthCheck, settings

from opsflow.composition import almanac, open_session
from opsflow.domain.errors import OpsflowError
from opsflow.domain.recurrence.rules import Recurrence
from opsflow.services.history.undoing import redo, undo
from opsflow.services.outcome import WriteOptions
from opsflow.services.records import approving, resolving
from opsflow.services.session import Session
from opsflow.services.time import recurring
from opsflow.services.time.levels import put_in_force
from opsflow.services.time.recurrence_rules import When, as_text
from opsflow.services.time.ticking import tick
from opsflow.services.work import criteria, dependencies, flow, items, links, marks
from opsflow.services.work.templates import Part
from opsflow.store.care.checking import PROJECTIONS, chain_problems
from opsflow.store.care.comparing import Rebuilt, projection_problems
from opsflow.store.reading import SqliteReader
from tests.conftest import NOW, connection_of
from tests.domain.clocks.levels_factory import levels as policy

FORCED = WriteOptions(force=True, reason="test")
COUNTERS = ("version", "changed_at")

ids = st.integers(1, 5)
rules = st.sampled_from(["patching", "filters"])
grades = st.sampled_from(["high", "medium", "low", ""])
commands = st.one_of(
    st.tuples(st.just("add"), st.text("abc \x1b'\"", min_size=1, max_size=5), ids),
    st.tuples(st.just("move"), ids, st.sampled_from(["backlog", "ready", "doing", "review", "done", "cancelled"])),
    st.tuples(st.just("block"), ids, st.sampled_from(["vendor", "part"])),
    st.tuples(st.just("unblock"), ids),
    st.tuples(st.just("tag"), ids, st.sampled_from(["cert", "net"])),
    st.tuples(st.just("note"), ids, st.text(max_size=5)),
    st.tuples(st.just("criterion"), ids, st.sampled_from(["one", "two"])),
    st.tuples(st.just("check"), ids),
    st.tuples(st.just("remove"), ids),
    st.tuples(st.just("dep"), ids, ids),
    st.tuples(st.just("undep"), ids, ids),
    st.tuples(st.just("link"), ids, ids),
    st.tuples(st.just("edit"), ids, st.sampled_from(["impact:high", "due:fri", "due:", "owner:bob", "estimate:2h"])),
    st.tuples(st.just("record"), st.sampled_from(["incident", "change", "problem", "request"]), grades, grades),
    st.tuples(st.just("level"), ids, st.sampled_from(["impact", "urgency"]), grades),
    st.tuples(st.just("type"), ids, st.sampled_from(["task", "incident", "change"])),
    st.tuples(st.just("hold"), ids, st.sampled_from(["caller", "vendor"])),
    st.tuples(st.just("resume"), ids),
    st.tuples(st.just("resolve"), ids, st.sampled_from(["fixed", "workaround"])),
    st.tuples(st.just("approve"), ids),
    st.tuples(st.just("reject"), ids),
    st.tuples(st.just("plan"), ids, st.sampled_from(["one", "two"])),
    st.tuples(st.just("duplicate"), ids, ids),
    st.tuples(st.just("alert"), st.sampled_from(["web1/disk", "db1/load"])),
    st.tuples(st.just("recur"), rules, ids),
    st.tuples(st.just("pause"), rules),
    st.tuples(st.just("go on"), rules),
    st.tuples(st.just("skip"), rules),
    st.tuples(st.just("reword"), rules, st.sampled_from(["daily 10:00", None])),
    st.tuples(st.just("forget"), rules),
    st.tuples(st.just("tick")),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def carry_out(session: Session, command: tuple[Any, ...]) -> bool:
    """Whether the command changed anything; refusals and conflicts change nothing."""
    verb, *args = command
    try:
        if verb == "add":
            made = items.add(session, items.Draft(args[0], tags=("x",), criteria=("done?",) * (args[1] % 3)))
        elif verb == "record":
            given = {"type": args[0], "impact": args[1], "urgency": args[2]}
            made = items.add(session, items.Draft("record", tuple(given.items())))
        elif verb == "edit":
            name, _, value = args[1].partition(":")
            made = items.edit(session, args[0], {name: value})
        else:
            made = _others(session, verb, args)
    except OpsflowError:
        return False
    return made.command is not None


def _others(session: Session, verb: str, args: list[Any]) -> Any:
    return {
        "move": lambda: flow.move(session, args[0], args[1], FORCED),
        "block": lambda: marks.block(session, args[0], args[1]),
        "unblock": lambda: marks.unblock(session, args[0]),
        "tag": lambda: items.tag(session, args[0], [args[1]]),
        "note": lambda: items.note(session, args[0], args[1]),
        "criterion": lambda: criteria.add(session, args[0], [args[1]]),
        "check": lambda: criteria.check(session, args[0], ()),
        "remove": lambda: criteria.remove(session, args[0], [1]),
        "dep": lambda: dependencies.add(session, args[0], [args[1]]),
        "undep": lambda: dependencies.remove(session, args[0], [args[1]]),
        "link": lambda: links.link(session, args[0], "relates", args[1]),
        "level": lambda: items.edit(session, args[0], {args[1]: args[2]}),
        "type": lambda: items.edit(session, args[0], {"type": args[1]}),
        "hold": lambda: marks.hold(session, args[0], args[1]),
        "resume": lambda: marks.resume(session, args[0]),
        "resolve": lambda: resolving.resolve(session, args[0], {"resolution": args[1]}, "", FORCED),
        "approve": lambda: approving.approve(session, args[0]),
        "reject": lambda: approving.reject(session, args[0], FORCED),
        "plan": lambda: items.edit(session, args[0], {"backout-plan": args[1]}),
        "duplicate": lambda: links.duplicate(session, args[0], args[1]),
        "alert": lambda: items.add(session, items.Draft("alert", (("key", args[0]),))),
        "recur": lambda: recurring.add(session, rule(session, args[0], args[1]), 0, almanac(session)),
        "pause": lambda: recurring.pause(session, args[0]),
        "go on": lambda: recurring.resume(session, args[0], almanac(session)),
        "skip": lambda: recurring.skip(session, args[0], almanac(session)),
        "reword": lambda: recurring.edit(
            session, args[0], When(args[1]), [Part("", items.Draft("Look again"))], None, almanac(session)
        ),
        "forget": lambda: recurring.remove(session, args[0]),
        "tick": lambda: tick(session, almanac(session)),
        "undo": lambda: undo(session),
        "redo": lambda: redo(session),
    }[verb]()


def rule(session: Session, name: str, on: int) -> Recurrence:
    """A rule whose items depend on another, at another time whenever it is made."""
    parts = [Part("a", items.Draft("Look {date}", criteria=(("seen", "true"),), depends_on=(on,)))]
    held = Recurrence(
        name, "FREQ=HOURLY;INTERVAL=5", "5h", "calendar", session.clock(), "", "none", "last", as_text(parts)
    )
    return held if name == "patching" else held.replace(mode="after-completion", rule="3h")


def tables(session: Session, without: tuple[str, ...] = ()) -> dict[str, list[Any]]:
    found = {}
    with session.store.reader() as reader:
        connection = connection_of(reader)
        for table in PROJECTIONS:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            kept = [name for name in names if name not in without]
            found[table] = sorted(connection.execute(f"SELECT {', '.join(kept)} FROM {table}").fetchall(), key=repr)
    return found


class Store:
    """A store in a folder of its own, copied from an empty one."""

    def __init__(self, template: Path, start: int = NOW) -> None:
        self.start = start
        self.folder = Path(tempfile.mkdtemp())
        self.template = template

    def __enter__(self) -> Session:
        path = shutil.copy(self.template, self.folder / "store.db")
        self.session = open_session(str(path), environ={"OPSFLOW_USER": "ann"}, cwd=str(self.folder))
        hours = count(self.start, 3600)
        self.session.clock = lambda: next(hours)
        self.session.settings.clocks = policy()
        put_in_force(self.session)
        return self.session

    def __exit__(self, *_error: object) -> None:
        self.session.close()
        shutil.rmtree(self.folder)


RELAXED = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def uids(session: Session) -> set[str]:
    with session.store.reader() as reader:
        return {item.uid for item in reader.select("1 = 1", ())}


def rule_names(session: Session) -> set[str]:
    with session.store.reader() as reader:
        return {held.name for held in reader.recurrences()}


def assert_sound(session: Session) -> None:
    connection = connection_of(session)
    with Rebuilt(connection) as rebuilt, session.store.reader():
        assert not list(chain_problems(connection, lambda _seq: None))
        assert not list(projection_problems(SqliteReader(connection), rebuilt))
