"""What runs every minute reads what is in progress or wrong, and nothing of what is over."""

from __future__ import annotations

from pathlib import Path

import pytest

from opsflow.composition import almanac, open_session
from opsflow.services.looking import checks
from opsflow.services.looking.checks import CHECKS
from opsflow.services.time.ticking import tick
from opsflow.services.work import items
from tests.conftest import connection_of

WALKS = ("SCAN item", "SCAN event", "SCAN command", "SEARCH item USING INDEX item_by_flow")


@pytest.mark.parametrize("what", [*CHECKS, "prompt", "tick"])
def test_it_walks_neither_all_items_nor_all_open_ones_nor_history(store_path: Path, what: str) -> None:
    with open_session(str(store_path), create=True) as session:
        items.add(session, items.Draft("one", criteria=("done?",), tags=("x",)))
        session.settings.column_limits = {"doing": 1}
        connection = connection_of(session)
        seen: list[str] = []
        connection.set_trace_callback(seen.append)
        if what == "prompt":
            checks.counts(session)
        elif what == "tick":
            tick(session, almanac(session))
        else:
            checks.check(session, [what])
        connection.set_trace_callback(None)
        asked = [statement for statement in dict.fromkeys(seen) if statement.startswith("SELECT")]
        assert asked
        plans = [(one, row[3]) for one in asked for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
        assert [plan for plan in plans if plan[1].startswith(WALKS) and "COVERING" not in plan[1]] == []
