"""Names that a site gives: their case makes no difference, and none that means something else already is taken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import Opsflow


def test_the_case_of_a_name_makes_no_difference(opsflow: Opsflow, tmp_path: Path) -> None:
    site = '[fields.Ticket]\n[fields.Asset]\nkind = "number"\ntypes = ["incident"]\n[fields.GoLive]\nkind = "date"\n'
    template = '[templates.t]\ntitle = "T"\nfields = { ticket = "C3" }\n'
    view = '[views.v]\nsort = "-golive"\nfilter = "id:2"\ncolumns = ["id", "ticket"]\ngroup = "asset"\n'
    needed = '[types.incident.requires]\ndone = ["ASSET"]\n'
    (tmp_path / ".opsflow.toml").write_text(site + template + view + needed)
    opsflow("config", "check", check=0)
    assert "golive Fri 2026-03-06" in opsflow("add", "one", "Ticket:A1", "golive:fri", check=0).out
    opsflow("add", "two", "type:incident", "ticket:B2", "Asset:7", check=0)
    opsflow("edit", "1", "TICKET:A2", check=0)
    opsflow("add", "--template", "t", check=0)
    for written in ("Ticket", "ticket"):
        rows = opsflow("list", "--sort", f"-{written}", "--columns", f"id,{written}", check=0).lines
        assert rows == ["3\tC3", "2\tB2", "1\tA2"]
        assert opsflow("list", f"{written}:A2", "--quiet", check=0).lines == ["1"]
    assert opsflow("list", "--csv", "--columns", "ticket", "id:1", check=0).out == "Ticket\r\nA2\r\n"
    assert opsflow("list", "--group", "TICKET", "id:1", "--columns", "id", check=0).lines == ["Ticket: A2 (1)", "1"]
    assert "a field of incident" in opsflow("edit", "1", "ASSET:8", check=2).err
    assert opsflow("list", "@v", check=0).lines == ["Asset: 7 (1)", "2\tB2"]
    opsflow("done", "2", check=0)
    assert json.loads(opsflow("show", "2", "--json", check=0).out)["item"]["custom"] == {"Ticket": "B2", "Asset": "7"}


def test_a_choice_and_a_type_may_have_large_letters(opsflow: Opsflow, tmp_path: Path) -> None:
    site = '[fields.center]\nkind = "choice"\nchoices = ["IT", "HR"]\n[types.RfC]\n'
    (tmp_path / ".opsflow.toml").write_text(site)
    for number, (center, kind) in enumerate([("IT", "RfC"), ("it", "rfc"), ("HR", "task")], 1):
        opsflow("add", "x", f"center:{center}", f"type:{kind}", check=0)
        held = json.loads(opsflow("show", number, "--json", check=0).out)["item"]
        assert (held["custom"]["center"], held["type"]) == (center.upper(), {"rfc": "RfC"}.get(kind, kind))
    assert opsflow("list", "center:it", "type:rfc", "--quiet", check=0).lines == ["1", "2"]
    assert "There is no center 'OT'. Did you mean IT?" in opsflow("edit", "1", "center:OT", check=2).err


def test_states_and_reasons_may_have_large_letters(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(
        '[hold]\nreasons = ["Caller", "ISP"]\n[workflow]\nstates = [{name="To-Do", category="backlog"},'
        '{name="WIP", category="active"}, {name="Done", category="done"}, {name="Off", category="cancelled"}]\n'
        '[types.request]\nstates = [{name="New", column="To-Do"}, {name="QA", column="WIP"},'
        '{name="Over", column="Done"}]\n'
    )
    opsflow("workflow", "--apply", check=0)
    opsflow("add", "x", "state:to-do", check=0)
    opsflow("move", "1", "wip", check=0)
    opsflow("hold", "1", "isp", check=0)
    assert opsflow("list", "state:wip", "hold:isp", "--columns", "id,state,hold", check=0).lines == ["1\tWIP\tISP"]
    opsflow("add", "y", "type:request", check=0)
    opsflow("move", "2", "qa", check=0)
    assert opsflow("list", "id:2", "--columns", "state,stage", check=0).lines == ["WIP\tQA"]
    assert "There is no state 'qb'" in opsflow("move", "2", "qb", check=2).err


def _names_in_use() -> set[str]:
    from opsflow.cli.output.columns import COLUMNS
    from opsflow.domain.filters.fields import ALIASES, FIELDS
    from opsflow.services.looking.sorting import SORTS
    from opsflow.services.work import fields

    return {*COLUMNS, *SORTS, *FIELDS, *ALIASES, *fields.NAMES, *fields.ALIASES, *fields.DEPENDS}


@pytest.mark.parametrize(
    "name", sorted({*_names_in_use(), "is", "has", "no", "and", "or", "not", "change-model", "Done"})
)
def test_a_name_that_means_something_else_already_is_refused(opsflow: Opsflow, tmp_path: Path, name: str) -> None:
    (tmp_path / ".opsflow.toml").write_text(f"[fields.{name}]\n")
    told = opsflow("list", check=2).err
    assert f"fields.{name}: {name!r} is a" in told
    assert f"choose another name, such as site-{name.lower()}" in told


@pytest.mark.parametrize(
    ("site", "said"),
    [
        ('[fields."a.b"]\n', "fields.a.b: a field has no dot in its name; write a-b"),
        ("[fields.rack]\n[fields.Rack]\n", "line 2: fields.Rack: the field rack has this name already"),
        ("[fields.Risk]\n", "fields.Risk: the field risk has this name already; its case makes no difference"),
    ],
)
def test_a_name_that_cannot_be_told_from_others_is_refused(
    opsflow: Opsflow, tmp_path: Path, site: str, said: str
) -> None:
    (tmp_path / ".opsflow.toml").write_text(site)
    assert said in opsflow("list", check=2).err
