"""Tables on a terminal: short columns stay whole, long ones share what is left, and what can be spared goes first."""

from __future__ import annotations

import pytest

from opsflow.cli.output.printing import Printer
from opsflow.cli.output.tables import Cell, Column, print_groups, print_table

COLUMNS = (
    Column("id", to_right=True),
    Column("owner", gives_way=True),
    Column("until", can_be_spared=True),
    Column("title", gives_way=True),
    Column("why", gives_way=True),
)


def row(number: int, owner: str = "ann", title: str = "short", why: str = "") -> list[Cell]:
    return [Cell(str(number)), Cell(owner), Cell("2026-03-04 09:00"), Cell(title), Cell(why)]


@pytest.fixture
def out(monkeypatch: pytest.MonkeyPatch) -> Printer:
    monkeypatch.setenv("COLUMNS", "60")
    printer = Printer()
    printer.is_terminal = True
    return printer


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_a_table_that_fits_is_whole(out: Printer, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(out, COLUMNS, [row(1), row(12, title="a title")])
    assert lines(capsys) == [
        "id  owner  until             title",
        " 1  ann    2026-03-04 09:00  short",
        "12  ann    2026-03-04 09:00  a title",
    ]


def test_long_texts_share_the_room_and_a_short_one_stays_whole(
    out: Printer, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table(out, COLUMNS, [row(1, title="t" * 50, why="w" * 50)])
    heading, line = lines(capsys)
    assert heading.split() == ["id", "owner", "title", "why"]
    assert line == f" 1  ann    {'t' * 22}…  {'w' * 22}…"
    assert len(line) <= 60


def test_what_can_be_spared_stays_where_there_is_room(
    out: Printer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "90")
    print_table(out, COLUMNS, [row(1, title="t" * 50, why="w" * 50)])
    assert "2026-03-04 09:00" in lines(capsys)[1]


def test_a_text_that_wraps_goes_on_below_and_the_next_row_begins_anew(
    out: Printer, capsys: pytest.CaptureFixture[str]
) -> None:
    columns = (*COLUMNS[:1], Column("title", gives_way=True), Column("why", gives_way=True, wraps=True))
    rows = [
        [Cell(str(number)), Cell("t" * 50), Cell("ready, impact high x effort low = 9, 2 wait")] for number in (1, 2)
    ]
    print_table(out, columns, rows)
    heading, *shown = lines(capsys)
    assert heading == f"id  title{' ' * 24}why"
    assert shown == [
        f" 1  {'t' * 26}…  ready, impact high x effort",
        f"{' ' * 33}low = 9, 2 wait",
        f" 2  {'t' * 26}…  ready, impact high x effort",
        f"{' ' * 33}low = 9, 2 wait",
    ]


def test_a_wide_sign_never_stands_past_the_edge_where_a_text_wraps(
    out: Printer, capsys: pytest.CaptureFixture[str]
) -> None:
    print_table(out, (Column("why", gives_way=True, wraps=True),), [[Cell("漢" * 45)]])
    assert lines(capsys) == ["why", "漢" * 30, "漢" * 15]


def test_an_extra_column_is_there_only_where_nothing_gives_way_for_it(
    out: Printer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = (Column("id"), Column("project", is_extra=True), Column("tags", is_extra=True), *COLUMNS[3:4])
    rows = [[Cell("1"), Cell("net.dns"), Cell("cert"), Cell("t" * 45)]]
    headings = {}
    for wide in (56, 58, 64):
        monkeypatch.setenv("COLUMNS", str(wide))
        print_table(out, columns, rows)
        headings[wide] = lines(capsys)[0].split()
    assert headings == {56: ["id", "title"], 58: ["id", "project", "title"], 64: ["id", "project", "tags", "title"]}


def test_groups_stand_in_the_same_columns(out: Printer, capsys: pytest.CaptureFixture[str]) -> None:
    print_groups(out, COLUMNS, [("net", [row(1, owner="bartholomew")]), ("mail", [row(2)])])
    shown = lines(capsys)
    assert shown[1:3] == ["", "net"]
    assert shown[3].index("short") == shown[6].index("short")
    assert shown[4:6] == ["", "mail"]


def test_nothing_is_printed_of_nothing(out: Printer, capsys: pytest.CaptureFixture[str]) -> None:
    print_table(out, COLUMNS, [])
    assert lines(capsys) == []
