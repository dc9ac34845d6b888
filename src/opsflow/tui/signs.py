"""The signs on cards and in the line on top, and what each means; common fonts of terminals have all of them."""

from __future__ import annotations

from opsflow.services.looking.facts import MARKS

EXPEDITE, BLOCKED, ON_HOLD, WAITS = "▲", "■", "‖", "↳"
OPEN, MET, WAIVED = "☐", "✓", "⊘"
CLOCK, APPROVAL, CLASH = "◷", "⚑", "⇄"
OVERDUE, OVER, UNPLANNED, MARKED = "!", "≥", "+", "*"

LEGEND = (
    (EXPEDITE, "expedite: before everything else"),
    *[(sign, f"behind the id: {'an' if name[0] == 'i' else 'a'} {name}") for name, sign in MARKS.items()],
    (f"{OPEN}1/3", "criteria that are met or waived, of all; " + f"{MET}3/3 when none is open"),
    ("P2", "priority, 1 is the highest"),
    ("due 3d", "when it is due; due -2d is two days late"),
    (BLOCKED, "blocked, and why"),
    (ON_HOLD, "on hold, and for whom"),
    (f"{WAITS}2", "waits for so many other items"),
    (f"{CLOCK}3h20m", "working time left of the service level that runs out first"),
    (f"{CLOCK}35m!", "the same, at risk"),
    (f"{CLOCK}-15m", "the same, missed by so much"),
    (f"{CLOCK}40m{ON_HOLD}", "the same, and the clock stands still"),
    (f"{APPROVAL} 1/2", "approvals of a change, of those wanted"),
    (CLASH, "its window is in the way of another change, or lies in a freeze"),
    ("3d", "at the right end: how long it has been in the column"),
    ("▌ ▎*", "in focus; marked"),
    (
        f"{OVERDUE}2 {OVER}doing {UNPLANNED}4",
        "on top, where there is little room: overdue, over its limit, unplanned today",
    ),
)
"""Signs as they stand there, and what they say."""
