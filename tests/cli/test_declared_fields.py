"""Fields that a site declares are columns, sort keys, groups and completions, like those that are built in."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.conftest import Opsflow

SITE = """
[fields.tier]
kind = "choice"
choices = ["gold", "silver", "bronze"]

[fields.seats]
kind = "number"

[fields.renewal]
kind = "date"

[fields.rack]
"""


@pytest.fixture
def racked(opsflow: Opsflow, tmp_path: Path) -> Opsflow:
    (tmp_path / ".opsflow.toml").write_text(SITE)
    opsflow("add", "one", "tier:bronze", "seats:10", "renewal:2026-05-01", "rack:b2", check=0)
    opsflow("add", "two", "tier:gold", "seats:9", "renewal:2026-04-01", "rack:a1", check=0)
    opsflow("add", "three", "tier:silver", "seats:-1.5", check=0)
    opsflow("add", "four", check=0)
    return opsflow


@pytest.mark.parametrize(
    ("keys", "ids"),
    [
        ("tier", "2 3 1 4"),
        ("-tier", "1 3 2 4"),
        ("seats", "3 2 1 4"),
        ("-seats", "1 2 3 4"),
        ("renewal", "2 1 3 4"),
        ("rack,-id", "2 1 4 3"),
        ("-rack,tier", "1 2 3 4"),
    ],
)
def test_a_list_is_sorted_by_them_and_what_has_none_comes_last(racked: Opsflow, keys: str, ids: str) -> None:
    assert racked("list", "--sort", keys, "--quiet", check=0).out.split() == ids.split()
    assert racked("list", "--sort", keys, "--quiet", "--limit", "2", check=0).out.split() == ids.split()[:2]
    narrowed = racked("list", "id:1-3", "--sort", keys, "--quiet", check=0).out.split()
    assert narrowed == [held for held in ids.split() if held != "4"]


def test_they_are_columns_and_groups(racked: Opsflow) -> None:
    lines = racked("list", "--sort", "id", "--columns", "id,tier, seats,renewal,rack", check=0).lines
    assert lines == ["1\tbronze\t10\t2026-05-01\tb2", "2\tgold\t9\t2026-04-01\ta1", "3\tsilver\t-1.5\t\t", "4\t\t\t\t"]
    grouped = racked("list", "--group", "tier", "--sort", "tier", "--columns", "id,tier", check=0).lines
    assert grouped == ["tier: gold (1)", "2", "tier: silver (1)", "3", "tier: bronze (1)", "1", "tier: - (1)", "4"]


@pytest.mark.usefixtures("on_a_terminal")
def test_on_a_terminal_they_have_a_heading(racked: Opsflow) -> None:
    heading, *rows = racked("list", "--sort", "-seats", "--columns", "id,seats,rack", check=0).lines
    assert heading.split() == ["id", "seats", "rack"]
    assert [row.split() for row in rows] == [["1", "10", "b2"], ["2", "9", "a1"], ["3", "-1.5"], ["4"]]


@pytest.mark.parametrize("option", ["--sort", "--columns", "--group"])
def test_a_mistyped_one_is_answered_with_the_nearest(racked: Opsflow, option: str) -> None:
    assert "Did you mean renewal?" in racked("list", option, "renewl", check=2).err


def test_a_saved_view_names_them(racked: Opsflow, tmp_path: Path) -> None:
    view = '\n[views.racks]\nfilter = "has:rack"\nsort = "rack"\ncolumns = ["rack", "id"]\n'
    (tmp_path / ".opsflow.toml").write_text(SITE + view)
    assert racked("list", "@racks", check=0).lines == ["a1\t2", "b2\t1"]


def test_they_are_completed_where_a_field_can_stand(racked: Opsflow) -> None:
    def offered(*words: str) -> list[str]:
        line = racked("complete", "--", *words, check=0)
        return [row.split("\t")[0] for row in line.lines]

    assert offered("list", "--columns", "id,ra") == ["id,rack"]
    assert offered("list", "--group", "seat") == ["seats"]
    assert offered("list", "--sort", "-ren") == ["-renewal"]
    assert offered("list", "has:rack") == ["has:rack"]
    assert "renewal.before:" in offered("list", "renewal.be")
    assert offered("list", "tier:g") == ["tier:gold"]
    assert offered("edit", "1", "tier:s") == ["tier:silver"]


def test_csv_has_a_heading_all_rows_and_no_formula(racked: Opsflow) -> None:
    racked("edit", "1", "--title", '=HYPERLINK("http://x"), now', "due:2026-04-01", "rack:-1+2", "+net", check=0)
    racked("block", "1", "vendor", check=0)
    found = racked("list", "--csv", "--columns", "id,state,title,due,rack,seats,tags", "--sort", "id", check=0)
    assert found.out.split("\r\n") == [
        "id,state,title,due,rack,seats,tags",
        '1,backlog,"\'=HYPERLINK(""http://x""), now",2026-04-01,\'-1+2,10,net',
        "2,backlog,two,,a1,9,",
        "3,backlog,three,,,-1.5,",
        "4,backlog,four,,,,",
        "",
    ]


def test_no_spreadsheet_takes_the_criteria_in_csv_for_a_date(racked: Opsflow) -> None:
    racked("add", "five", "--done", "a", "--done", "b", "--done", "c", check=0)
    racked("criteria", "check", "5", "1", check=0)
    found = racked("list", "id:4-5", "--csv", "--columns", "id,done", "--sort", "id", check=0)
    assert found.out.split() == ["id,done", "4,", "5,1", "of", "3"]


def test_csv_of_nothing_is_a_heading(racked: Opsflow) -> None:
    assert racked("list", "+none", "--csv", "--exit-code", check=0).out == "id,state,type,owner,due,done,title\r\n"
    assert racked("list", "--csv", "--exit-code", "--limit", "2", check=1).out.count("\r\n") == 3


@pytest.mark.parametrize("other", ["--json", "--quiet", "--group=tier"])
def test_csv_stands_alone(racked: Opsflow, other: str) -> None:
    assert "do not go together" in racked("list", "--csv", other, check=2).err


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


def test_values_of_several_words_stand_between_commas(opsflow: Opsflow, tmp_path: Path) -> None:
    site = '[fields.place]\nkind = "choice"\nchoices = ["in house", "Rack 4", "cloud, EU", "van"]\n[fields.vendor]\n'
    (tmp_path / ".opsflow.toml").write_text(site)
    for place in ("in house", "Rack 4", "cloud, EU", "van"):
        opsflow("add", "x", f"place:{place}", f"vendor:{place}", check=0)
    for name in ("place", "vendor"):
        for values, ids in (
            ("in house,Rack 4", "1 2"), ("van,in house", "1 4"), ("cloud, EU", "3"), ("cloud, EU,van", "3 4"),
            ("in house", "1"), ("van", "4"),
        ):  # fmt: skip
            found = opsflow("list", f"{name}:{values}", "--sort", "id", "--quiet", check=0).out.split()
            assert found == ids.split(), (name, values)


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


@pytest.mark.parametrize(
    "number", ["12345678901234567890", "0.1000000000000000055511", "1.50", "-3", "1e5", "99999999999999999.5"]
)
def test_a_number_keeps_its_digits(racked: Opsflow, number: str) -> None:
    racked("edit", "4", f"seats:{number}", check=0)
    assert racked("list", "id:4", "--columns", "seats", check=0).lines == [number]
    assert Decimal(racked("list", "id:4", "--csv", "--columns", "seats", check=0).lines[1]) == Decimal(number)


@pytest.mark.parametrize("text", ["nan", "inf", "-Infinity", "1_000", "1e999", "٣", "twelve", "1,5"])
def test_what_only_resembles_a_number_is_refused(racked: Opsflow, text: str) -> None:
    assert (
        f"seats is a number such as 12 or -3.5, {text!r} is none" in racked("edit", "1", f"seats:{text}", check=2).err
    )
    assert "is no number" in racked("list", f"seats.over:{text}", check=2).err or "," in text


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
