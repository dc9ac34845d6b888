"""A configuration with a fault: told with file, line and the nearest name, while the data can be looked after."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from opsflow.contract.config.reading import read
from tests.conftest import Opsflow


def _written(folder: Path, text: str) -> Path:
    file = folder / ".opsflow.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[types.x]\n\ninitial = 'backlg'\n", 3, "types.x.initial: there is no state 'backlg'; did you mean backlog?"),
        (
            "[types.x]\nstates = [{ name = 'a', column = 'dong' }]\n",
            2,
            "types.x.states: a lies in no column: there is no column 'dong'; did you mean done or doing?",
        ),
        (
            "[types.request]\nrequires = { fulfilling = ['ownr'] }\n",
            2,
            "types.request.requires.fulfilling: there is no field 'ownr'; did you mean owner?",
        ),
        ("[wip.columns]\n# few\nreviw = 3\n", 3, "wip.columns.reviw: there is no column 'reviw'; did you mean review?"),
        ("[views.mine]\nfilter = 'is:opn'\n", 1, "views.mine: There is no is:opn. Did you mean open?"),
        (
            "[views.mine]\nfilter = 'is:open'\nsort = 'due,-prioritee'\n",
            3,
            "views.mine.sort: there is no sort key 'prioritee'; did you mean priority?",
        ),
        (
            "[views.mine]\nfilter = 'is:open'\n\ncolumns = ['id', 'ownr']\n",
            4,
            "views.mine.columns: there is no column 'ownr'; did you mean owner?",
        ),
        (
            "[views.mine]\ngroup = 'stat'\nfilter = ''\n",
            2,
            "views.mine.group: there is no column 'stat'; did you mean ",
        ),
        (
            "[[notify]]\non = ['created']\ncommand = ['true']\n\n[[notify]]\non = ['creatd']\ncommand = ['true']\n",
            6,
            "notify.1.on: there is no kind of event 'creatd'; did you mean created?",
        ),
        (
            "[[notify]]\non = ['created']\nwhere = 'ownr:me'\ncommand = ['true']\n",
            3,
            "notify.0.where: ",
        ),
        (
            "[templates.cert]\ntitle = 'Renew'\nfields = { impct = 'high' }\n",
            3,
            "templates.cert.fields.impct: there is no field 'impct'; did you mean impact?",
        ),
        (
            "[templates.p.parts.a]\ntitle = 'A'\n[templates.p.parts.b]\ntitle = 'B'\nafter = ['x']\n",
            5,
            "templates.p.parts.b.after: there is no part 'x'; ",
        ),
        (
            "[sla]\nstop_in = ['reviw']\ntargets = []\n",
            2,
            "sla.stop_in: there is no state 'reviw'; did you mean review?",
        ),
        (
            "[[sla.targets]]\nname = 'urgent'\nresponse = '1h'\npriority = [9]\n",
            4,
            "sla.targets.0.priority: the matrix gives no item the priority 9 of the target urgent",
        ),
    ],
)
def test_what_does_not_fit_together_is_told_at_its_line(
    opsflow: Opsflow, tmp_path: Path, text: str, line: int, said: str
) -> None:
    file = _written(tmp_path, text)
    assert f"opsflow: {file}: line {line}: {said}" in opsflow("config", "check", check=2).err


def test_a_view_may_sort_show_and_group_by_fields_of_the_site(opsflow: Opsflow, tmp_path: Path) -> None:
    view = "[views.racks]\nfilter = 'is:open'\nsort = '-rack, due,pull'\ncolumns = ['id', 'rack']\ngroup = 'rack'\n"
    _written(tmp_path, f"[fields.rack]\n{view}")
    assert opsflow("config", "check", check=0).out.startswith("fine: ")


def test_several_findings_are_told_a_line_each_and_as_one_document(opsflow: Opsflow, tmp_path: Path) -> None:
    file = _written(tmp_path, "[wip.columns]\nreviw = 3\n\n[views.mine]\nfilter = 'is:opn'\n")
    told = opsflow("config", "check", check=2)
    assert [line.partition(": ")[2].split(": ")[:2] for line in told.err.splitlines()] == [
        [str(file), "line 2"],
        [str(file), "line 4"],
    ]
    assert told.out == ""
    document = json.loads(opsflow("config", "check", "--json", check=2).out)
    assert [f"opsflow: {problem}" for problem in document["problems"]] == told.err.splitlines()
    assert document["message"] == " ".join(document["problems"])


def test_several_faults_of_a_file_are_told_a_line_each_by_every_command(opsflow: Opsflow, tmp_path: Path) -> None:
    file = _written(tmp_path, "preset = 'strct'\n\n[rules]\nwip-limt = 'warn'\n\n[chek]\n")
    for command in (["list"], ["config", "check"]):
        told = opsflow(*command, check=2).err.splitlines()
        assert [line.split(": ")[1:3] for line in told] == [[str(file), f"line {line}"] for line in (1, 4, 6)]
    problems = json.loads(opsflow("list", "--json", check=2).out)["problems"]
    assert [problem.partition("line ")[2][0] for problem in problems] == ["1", "4", "6"]
    assert json.loads(opsflow("list", "--json", env={"OPSFLOW_CONFIG": "/dev/null/x"}, check=2).out)["problems"] != []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = 1\n\n[rules]\nwip-limt = 'warn'\n", "line 1: there is no key a; "),
        (
            "[rules]\n\nwip-limt = 'warn'\n",
            "line 3: rules.wip-limt: there is no rule 'wip-limt'; did you mean ",
        ),
        ("[fields.on]\nkind = 'text'\n", "line 1: fields.on: 'on' is a word of filters or sentences already"),
        ("[rules]\na = 'warn'\n[rules]\n", "line 3, column 7: no valid TOML: "),
        ("preset = \n", "line 1, column 10: no valid TOML: Invalid value."),
        ("preset = 'strict", "at its end: no valid TOML: "),
        ('store = "a\\u0000b"\n', "line 1: store: has to be the path of a file"),
        ("store = ''\n", "line 1: store: has to be the path of a file"),
        ("a" + ".a" * 100_000 + " = 1\n", "line 1: longer than a line can be (2,000 signs). Break it."),
        ("x = " + "[\n" * 4000, "no valid TOML: maximum recursion depth"),
    ],
)
def test_a_fault_stops_a_command_with_its_place(opsflow: Opsflow, tmp_path: Path, text: str, said: str) -> None:
    file = _written(tmp_path, text)
    assert f"opsflow: {file}: {said}" in opsflow("list", check=2).err


@pytest.mark.parametrize("kind", ["link to nothing", "link to itself", "pipe", "folder", "device"])
def test_what_is_named_like_a_configuration_and_is_no_file_is_told_and_no_other_store_taken(
    opsflow: Opsflow, tmp_path: Path, kind: str
) -> None:
    file = tmp_path / ".opsflow.toml"
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    else:
        file.symlink_to({"link to nothing": "nowhere", "link to itself": file.name, "device": "/dev/zero"}[kind])
    told = opsflow("add", "one", check=2).err
    assert f"{file} is {'a link that leads to no file' if file.is_symlink() else 'no file'}" in told
    assert "no problem in 0 items" in opsflow("doctor", check=0).out  # OPSFLOW_STORE names the store
    assert "--store PATH names the store" in opsflow("doctor", env={"OPSFLOW_STORE": ""}, check=2).err


def test_a_configuration_may_begin_with_the_mark_of_its_encoding(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("preset = 'strict'\n", encoding="utf-8-sig")
    assert "preset\tstrict\t" in opsflow("config", "show", check=0).out


@pytest.mark.parametrize(
    "command",
    [
        "doctor", "audit verify", "audit head", "audit export", "audit export --since 2026-01-01 --format ndjson",
        "audit who 1", "audit report", "config path", "backup copy.db", "restore kept.db",
    ],
)  # fmt: skip
def test_what_looks_after_the_data_works_with_a_faulty_configuration(
    opsflow: Opsflow, tmp_path: Path, command: str
) -> None:
    _written(tmp_path, "store = 'team.db'\n")
    opsflow("add", "one", "--done", "it holds", env={"OPSFLOW_STORE": ""}, check=0)
    opsflow("criteria", "waive", "1", "1", "--reason", "why", env={"OPSFLOW_STORE": ""}, check=0)
    opsflow("backup", "kept.db", env={"OPSFLOW_STORE": ""}, check=0)
    file = _written(tmp_path, "store = 'team.db'\n\n[chek]\n")
    told = opsflow(*command.split(), env={"OPSFLOW_STORE": ""}, check=0)
    assert told.out
    assert f"{file}: line 3: there is no key chek; did you mean check?" in told.err
    assert opsflow("list", env={"OPSFLOW_STORE": ""}, check=2).out == ""


def test_where_only_a_broken_file_names_the_store_it_has_to_be_named(opsflow: Opsflow, tmp_path: Path) -> None:
    _written(tmp_path, "store = 'team.db'\n")
    opsflow("add", "one", env={"OPSFLOW_STORE": ""}, check=0)
    _written(tmp_path, "store = 'team.db'\n]\n")
    assert "Meanwhile --store PATH names the store." in opsflow("doctor", env={"OPSFLOW_STORE": ""}, check=2).err
    assert "no problem in 1 item" in opsflow("doctor", "--store", "team.db", env={"OPSFLOW_STORE": ""}, check=0).out


def test_a_new_configuration_changes_nothing_but_where_the_store_is(opsflow: Opsflow, tmp_path: Path) -> None:
    before = json.loads(opsflow("config", "show", "--json", check=0).out)["values"]
    opsflow("init", "--here", env={"OPSFLOW_STORE": ""}, check=0)
    assert json.loads(opsflow("config", "show", "--json", check=0).out)["values"] == before
    written = (tmp_path / ".opsflow.toml").read_text()
    assert read([("x", written)]) == read([("x", "store = 'opsflow.db'")])
    assert opsflow("config", "example", check=0).out == written.replace("\nstore = ", "\n#store = ")
    assert "exists already" in opsflow("init", "--here", check=2).err


def test_a_limit_of_the_workflow_is_said_to_come_from_the_file_of_the_workflow(
    opsflow: Opsflow, tmp_path: Path
) -> None:
    own = Path(os.environ["XDG_CONFIG_HOME"]) / "opsflow" / "config.toml"
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("[wip]\ncolumns = { doing = 3, ready = 4 }\n")
    states = "".join(
        [
            f'{{ name = "{name}", category = "{category}"{more} }},\n'
            for name, category, more in (
                ("backlog", "backlog", ""),
                ("ready", "ready", ""),
                ("doing", "active", ", limit = 8"),
                ("done", "done", ""),
                ("dropped", "cancelled", ""),
            )
        ]
    )
    (tmp_path / ".opsflow.toml").write_text(f"[workflow]\nstates = [\n{states}]\n")
    shown = opsflow("config", "show", check=0).lines
    assert f"wip.columns.doing\t8\t{tmp_path / '.opsflow.toml'}" in shown
    assert f"wip.columns.ready\t4\t{own}" in shown
