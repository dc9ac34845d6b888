"""Cards are exactly as wide and as high as asked, whatever is in the store."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from opsflow.domain.clocks.running import Clock
from opsflow.domain.clocks.standing import Standing
from opsflow.domain.items import Item
from opsflow.domain.text import width
from opsflow.tui.cards import COMPACT, DENSITIES, FULL, HEIGHTS, LINE, Look, card
from opsflow.tui.panes.wrapping import broken

NOW = 1_772_614_800
TEXTS = st.text(max_size=60)
ITEMS = st.builds(
    Item,
    id=st.integers(1, 999_999),
    uid=st.just(""),
    title=st.text(min_size=1, max_size=120),
    type=st.sampled_from(["task", "incident", "change", "problem", "request", "other"]),
    service_class=st.sampled_from(["expedite", "fixed-date", "standard", "intangible"]),
    owner=st.none() | TEXTS,
    project=st.none() | TEXTS,
    due=st.none() | st.integers(NOW - 10**7, NOW + 10**7),
    blocked_at=st.none() | st.just(NOW - 60),
    blocked_reason=TEXTS,
    held_at=st.none() | st.just(NOW - 60),
    hold_reason=TEXTS,
    priority=st.none() | st.integers(1, 30),
    criteria_total=st.integers(0, 12),
    criteria_closed=st.integers(0, 3),
    waiting_for=st.integers(0, 3),
    entered_at=st.just(NOW - 90_000),
)  # fmt: skip


def text_of(item: Item, look: Look) -> str:
    return "\n".join("".join(text for text, _ in line) for line in card(item, look))


@given(ITEMS, st.integers(12, 90), st.sampled_from(DENSITIES), st.booleans(), st.booleans())
def test_every_line_is_exactly_as_wide_as_asked(
    item: Item, cells: int, density: str, is_focused: bool, is_marked: bool
) -> None:
    lines = card(item, Look(cells, density, NOW, 86400, is_focused, is_marked))
    assert len(lines) == HEIGHTS[density]
    assert {sum(width(text) for text, _ in line) for line in lines} == {cells}


@given(ITEMS, st.sampled_from(DENSITIES))
def test_nothing_in_the_store_reaches_the_terminal_as_a_command(item: Item, density: str) -> None:
    shown = text_of(item, Look(40, density, NOW, 86400))
    assert all(sign.isprintable() or sign in "\n\u200c\u200d" for sign in shown)


@pytest.mark.parametrize("density", DENSITIES)
def test_what_matters_is_said_without_colour(density: str) -> None:
    item = Item(7, "", "Disk full", service_class="expedite", blocked_at=1, blocked_reason="vendor", due=NOW - 7200)
    item = item.replace(waiting_for=2, owner="ann", criteria_total=3, criteria_closed=1, entered_at=NOW - 86400 * 3)
    plain, focused, marked = (
        text_of(item, Look(60, density, NOW, 86400, is_focused, is_marked))
        for is_focused, is_marked in ((False, False), (True, False), (False, True))
    )
    assert all(sign in plain for sign in ("7▲", "■", "↳", "due -2h"))
    assert len({plain, focused, marked}) == 3
    if density != LINE:
        assert all(word in plain for word in ("ann", "1/3", "3d"))
    if density == FULL:
        assert all(word in plain for word in ("blocked: vendor", "waits for 2", "expedite"))


@given(ITEMS, st.integers(26, 90), st.sampled_from(DENSITIES))
def test_what_the_edge_says_in_red_is_said_by_a_sign_too(item: Item, cells: int, density: str) -> None:
    look, is_expedite = Look(cells, density, NOW, 86400), item.service_class == "expedite"
    held = item.replace(is_open=1, title="Disk full")
    assert ("■" in text_of(held, look), f"{item.id}▲" in text_of(held, look)) == (item.is_blocked, is_expedite)
    assert (card(held, look)[0][0][1] == "bad") == (item.is_blocked or is_expedite)


def test_beside_a_title_in_one_line_the_most_pressing_stays_that_has_room() -> None:
    item = Item(7, "", "Replace the battery", blocked_at=NOW, waiting_for=2, due=NOW - 86400 * 3)
    rows = [text_of(item, Look(cells, LINE, NOW, 0)).split() for cells in (60, 36, 28)]
    assert [row[2:] for row in rows] == [
        ["Replace", "the", "battery", "■", "↳2", "due", "-3d"],
        ["Replace", "the", "battery", "■", "due", "-3d"],
        ["Replace", "the", "battery", "■"],
    ]


def test_markup_of_a_terminal_library_is_text_like_any_other() -> None:
    assert "[red]Disk[/red]" in text_of(Item(1, "", "[red]Disk[/red]"), Look(60, COMPACT, NOW, 0))


@pytest.mark.parametrize("density", [COMPACT, FULL])
def test_a_title_takes_two_lines_where_it_needs_them(density: str) -> None:
    item = Item(1, "", "Rotate the certificate of the payment gateway")
    shown = text_of(item, Look(30, density, NOW, 0)).splitlines()
    assert shown[0].strip("▎ ") == "1 Rotate the certificate of"
    assert shown[1].strip("▎ ") == "the payment gateway"


@given(st.lists(st.tuples(st.text(max_size=50), st.sampled_from("ab")), max_size=4), st.integers(8, 60))
def test_wrapped_rows_are_never_too_wide_and_lose_no_word(pieces: list[tuple[str, str]], cells: int) -> None:
    lines = broken([(text.replace("\n", " "), style) for text, style in pieces], cells, 4)
    assert all(sum(width(text) for text, _ in line) <= cells + 1 for line in lines)
    kept = "".join(text for line in lines for text, _ in line)
    assert "".join(kept.split()) == "".join("".join(text for text, _ in pieces).split())


def test_a_wide_sign_counts_as_two_cells() -> None:
    assert cell_len(text_of(Item(1, "", "更新证书" * 20), Look(30, LINE, NOW, 0))) == 30


@pytest.mark.parametrize("density", [COMPACT, FULL])
def test_a_card_tells_its_priority_and_that_it_is_on_hold(density: str) -> None:
    item = Item(7, "", "Disk full", type="incident", priority=1, held_at=NOW, hold_reason="vendor")
    shown = text_of(item, Look(60, density, NOW, 86400))
    assert "P1" in shown
    assert "on hold" in shown


@pytest.mark.parametrize("cells", [25, 26, 30])
def test_what_presses_keeps_its_place_on_a_narrow_card(cells: int) -> None:
    clock = Clock(7, "resolution", "all", "always", 1, None, 14400, "running", NOW, 0, NOW, NOW, NOW + 9000, None, None)
    item = Item(7, "", "Disk full", type="incident", priority=2, criteria_total=2, entered_at=NOW - 7200)
    look = Look(cells, COMPACT, NOW, 0, clock=Standing(clock, "at-risk", 5400))
    assert "◷2h30m!" in text_of(item, look)
    assert "due -2h" in text_of(item.replace(due=NOW - 7200), look)


def test_each_way_a_clock_stands_has_a_sign_of_its_own() -> None:
    clock = Clock(7, "resolution", "all", "always", 1, None, 600, "running", NOW, 0, NOW, NOW, NOW + 600, None, None)
    stands = [("running", 60), ("at-risk", 500), ("paused", 60), ("breached", 700)]
    shown = [text_of(Item(7, "", "x"), Look(60, COMPACT, NOW, 0, clock=Standing(clock, *held))) for held in stands]
    assert [next(word for word in text.split() if "◷" in word) for text in shown] == ["◷9m", "◷1m!", "◷9m‖", "◷-1m"]


@pytest.mark.parametrize("density", [COMPACT, FULL])
def test_cards_of_a_density_are_of_one_size_with_a_free_row_below(density: str) -> None:
    for title in ("Patch", "Rotate the certificate of the payment gateway"):
        lines = card(Item(1, "", title), Look(30, density, NOW, 0))
        assert ["gap" in {style for _, style in line} for line in lines] == [False] * (HEIGHTS[density] - 1) + [True]
        assert all(line[0][0] == "▎ " for line in lines[:-1])


def test_a_short_title_leaves_a_full_card_a_row_for_where_the_work_belongs() -> None:
    item = Item(1, "", "Patch", project="net.dns", service_class="intangible", impact="high", effort="low")
    waits, look = item.replace(waiting_for=2), Look(60, FULL, NOW, 0)
    belongs = ["intangible", "net.dns", "high", "impact", "low", "effort"]
    assert text_of(item, look).splitlines()[2].split()[1:] == belongs
    below = [line.split()[1:] for line in text_of(waits, look).splitlines()[2:4]]
    assert below == [["↳", "waits", "for", "2"], belongs]
    long = waits.replace(title="Rotate the certificate of the payment gateway before the auditors come to see it")
    assert text_of(long, look).splitlines()[3].split()[1:] == ["↳", "waits", "for", "2", "intangible", "net.dns"]


def test_a_narrow_card_keeps_what_presses_and_leaves_out_what_is_missed_least() -> None:
    item = Item(1, "", "Patch", due=NOW - 86400 * 3, waiting_for=1, criteria_total=3, entered_at=NOW - 7200)
    assert text_of(item, Look(19, COMPACT, NOW, 0)).splitlines()[1].split() == ["▎", "↳1", "due", "-3d", "2h"]
