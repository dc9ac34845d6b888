"""The schema: SQLModel tables that create the store, drive its migrations and validate its rows.

They are also there for people who want to query the file from their own Python. The commands themselves do not load
this package: their statements go through `sqlite3`, and tests keep the two in step.
"""

from __future__ import annotations

from opsflow.store.tables.automation import AlertTable, RecurrenceTable, SignalTable
from opsflow.store.tables.clocks import ClockPolicyTable, ClockTable
from opsflow.store.tables.history import CommandTable, EventTable
from opsflow.store.tables.site import HeadTable, PreferenceTable, SchemaChangeTable, StateTable
from opsflow.store.tables.work import (
    ApprovalTable,
    CriterionTable,
    CustomValueTable,
    DependencyTable,
    ItemTable,
    LinkTable,
    NoteTable,
    TagTable,
)

__all__ = [
    "AlertTable",
    "ApprovalTable",
    "ClockPolicyTable",
    "ClockTable",
    "CommandTable",
    "CriterionTable",
    "CustomValueTable",
    "DependencyTable",
    "EventTable",
    "HeadTable",
    "ItemTable",
    "LinkTable",
    "NoteTable",
    "PreferenceTable",
    "RecurrenceTable",
    "SchemaChangeTable",
    "SignalTable",
    "StateTable",
    "TagTable",
]
