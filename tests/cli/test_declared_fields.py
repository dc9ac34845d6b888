"""Fields that a site declares are columns, sort keys, groups and completions, like those that are built in."""

from __future__ import annotations

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
