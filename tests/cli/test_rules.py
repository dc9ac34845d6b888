"""Every rule at every level, as it is typed; and every remedy that is printed, as it is pasted."""

from __future__ import annotations

import json
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from opsflow.domain.rules.policies import RULE_LEVELS, RULES
from tests.conftest import Opsflow, Result


@dataclass(frozen=True)
class Case:
    """A rule, what leads up to it, and the command that it speaks about.

    After a remedy the command goes through, but for those that begin with `instead`: they tell more or do otherwise.
    """

    rule: str
    before: tuple[str, ...]
    command: str
    config: str = ""
    instead: str | tuple[str, ...] = ()


PLANNED = (
    'type:change owner:ann service:shop risk:low implementation-plan:runbook backout-plan:snapshot --done "it runs"'
)
SUNDAY = "window-start:2026-03-01T22:00 window-end:2026-03-01T23:00"
SATURDAY = "window-start:2026-03-07T22:00 window-end:2026-03-07T23:00"
FREEZE = "[[changes.freezes]]\nname = 'stocktaking'\nstart = '2026-03-01'\nend = '2026-03-06'\nallow = ['emergency']\n"

CASES = [
    Case("criteria-before-start", ("add work owner:ann",), "start 1"),
    Case("owner-before-start", ("add work --done x",), "start 1"),
    Case("criteria-before-done", ("add work owner:ann --done x --done y",), "done 1"),
    Case("children-before-done", ("add work", "add part parent:1", "add part parent:1"), "done 1"),
    Case("dependencies-before-start", ("add first", "add work owner:ann --done x --on 1"), "start 2"),
    Case("dependencies-before-done", ("add first", "add second", "add work --on 1,2"), "done 3"),
    Case("dependencies-before-start", ("add Outage type:incident", "add work owner:ann --done x --on 1"), "start 2"),
    Case("dependencies-before-done", ("add Move type:change owner:ann", "add work --on 1"), "done 2"),
    Case("children-before-done", ("add work", "add Outage type:incident parent:1"), "done 1"),
    Case("required-fields", ("add 'Mail is down' type:incident",), "done 1"),
    Case("required-fields", ("add 'Mail is down' type:incident",), "move 1 closed"),
    Case("required-fields", ("add Pool type:problem owner:ann --done x",), "move 1 fix-in-progress"),
    Case("required-fields", ("add Upgrade type:change",), "move 1 scheduled"),
    Case(
        "required-fields",
        (f"add Upgrade {PLANNED}", "start 1", "criteria check 1"),
        "done 1",
    ),
    Case(
        "wip-limit",
        ("add one owner:ann --done x", "add two owner:ann --done x", "criteria check 1", "start 1"),
        "start 2",
        "[wip]\ncolumns = { doing = 1 }\n",
        "list",
    ),
    Case(
        "wip-limit",
        ("add one owner:ann --done x", "add two owner:ann --done x", "criteria check 1", "move 1 review"),
        "start 2",
        "[wip]\nowner = 1\n",
        "list",
    ),
    Case(
        "wip-limit",
        ("add one class:expedite owner:ann --done x", "add two owner:bob --done x", "criteria check 1", "start 1,2"),
        "edit 2 class:expedite",
        "",
        "list",
    ),
    Case("dates-after-dependencies", ("add first due:+10d", "add work --on 1"), "edit 2 due:+2d", instead="edit 2"),
    Case("dates-after-dependencies", ("add first estimate:3d", "add work --on 1"), "edit 2 due:+1d", instead="edit 2"),
    Case("approval-before-implementation", (f"add Upgrade {PLANNED}",), "start 1"),
    Case("approval-before-implementation", (f"add Upgrade {PLANNED}", "reject 1 --reason no"), "start 1"),
    Case(
        "approval-before-implementation",
        (f"add Upgrade {PLANNED} change-type:emergency", "start 1"),
        "edit 1 change-type:standard",
    ),
    Case(
        "approval-before-implementation",
        (f"add Upgrade {PLANNED} change-type:emergency", "start 1"),
        "edit 1 change-type:normal",
    ),
    Case("change-window", (f"add Upgrade {PLANNED} {SATURDAY}",), "start 1"),
    Case("change-window", (f"add Upgrade {PLANNED} {SUNDAY}",), "start 1"),
    Case("change-window", (f"add Upgrade {PLANNED}",), "start 1", FREEZE, "edit 1 window-start"),
    Case(
        "change-conflict",
        (f"add Upgrade {PLANNED} {SATURDAY}", f"add Move type:change owner:bob service:mail {SATURDAY}"),
        "edit 2 service:shop",
        instead="change conflicts",
    ),
    Case(
        "change-conflict",
        ("add Move type:change owner:bob service:mail window-start:2026-03-09T22:00 window-end:2026-03-09T23:00",),
        "edit 1 window-start:2026-03-05T22:00 window-end:2026-03-05T23:00",
        FREEZE,
        ("change conflicts", "edit 1 window-start"),
    ),
]  # fmt: skip


def test_there_is_a_case_for_every_rule() -> None:
    assert {case.rule for case in CASES} == set(RULES)


def _typed(opsflow: Opsflow, line: str, user: str = "ann") -> Result:
    return opsflow(*shlex.split(line, comments=True), env={"OPSFLOW_USER": user})


def _prepared(opsflow: Opsflow, case: Case, folder: Path, level: str) -> None:
    others = "".join([f"{rule} = 'off'\n" for rule in RULES if rule != case.rule])
    (folder / ".opsflow.toml").write_text(f"[rules]\n{others}{case.rule} = 'warn'\n{case.config}")
    for line in case.before:
        done = _typed(opsflow, line, "bob" if line.startswith("reject") else "ann")
        assert done.code == 0, done.err
    (folder / ".opsflow.toml").write_text(f"[rules]\n{others}{case.rule} = '{level}'\n{case.config}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.command}")
@pytest.mark.parametrize("level", RULE_LEVELS)
def test_a_rule_is_silent_warns_or_refuses(opsflow: Opsflow, tmp_path: Path, case: Case, level: str) -> None:
    _prepared(opsflow, case, tmp_path, level)
    before = opsflow("export", check=0).out
    told = _typed(opsflow, case.command)
    changed = opsflow("export", check=0).out != before
    assert (told.code, changed) == {"off": (0, True), "warn": (0, True), "refuse": (4, False)}[level]
    said = {"off": "", "warn": f"warning: {case.rule}: ", "refuse": f"refused: {case.rule}: "}[level]
    assert (said in told.err) if said else (case.rule not in told.err)
    if level == "refuse":
        assert _typed(opsflow, f"{case.command} --force").code == 2
        assert _typed(opsflow, f"{case.command} --force --reason 'it has to be'").code == 0
        (held,) = json.loads(opsflow("audit", "report", "--json", check=0).out)["exceptions"][-1:]
        assert held["why"].startswith(case.rule)
        assert held["why"].endswith(": it has to be")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.command}")
def test_every_remedy_can_be_pasted_and_helps(opsflow: Opsflow, tmp_path: Path, store_path: Path, case: Case) -> None:
    _prepared(opsflow, case, tmp_path, "refuse")
    told = _typed(opsflow, case.command).err
    remedies = [line.removeprefix("  try: opsflow ") for line in told.splitlines() if line.startswith("  try: ")]
    assert remedies
    kept = shutil.copy(store_path, tmp_path / "kept.db")
    for remedy in remedies:
        shutil.copy(kept, store_path)
        pasted = _typed(opsflow, remedy, "bob" if remedy.startswith("approve") else "ann")
        assert pasted.code == 0, f"{remedy}\n{pasted.err}"
        if not remedy.startswith(case.instead or ("nothing",)):
            again = _typed(opsflow, case.command)
            assert again.code == 0, f"{remedy}\n{again.err}"
