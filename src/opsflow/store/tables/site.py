"""What belongs to the store as a whole: its head, its schema version, the workflow in force, people's preferences."""

from __future__ import annotations

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from opsflow.domain.workflow import CATEGORIES
from opsflow.store.tables.constraints import one_of


class HeadTable(SQLModel, table=True):
    """The one row that every write locks first. It gives out ids and holds the end of the hash chain.

    `clocks` is the fingerprint of the service levels in force, null when there are none.
    """

    __tablename__ = "head"
    __table_args__ = (CheckConstraint("id = 1", name="head_is_one_row"),)

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    store_uid: str
    schema_version: int
    created_at: int
    last_item: int
    last_command: int
    last_event: int
    hash: bytes
    clocks: str | None = None


class SchemaChangeTable(SQLModel, table=True):
    """A version of the schema, and when this store reached it."""

    __tablename__ = "schema_change"

    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    applied_at: int
    program: str


class StateTable(SQLModel, table=True):
    """One state of the workflow in force. `position` counts from 0 in the order of the columns."""

    __tablename__ = "state"
    __table_args__ = (CheckConstraint(one_of("category", CATEGORIES), name="state_category_is_known"),)

    name: str = Field(primary_key=True)
    category: str
    position: int


class PreferenceTable(SQLModel, table=True):
    """Something one person set for themselves in this store, such as the context of their lists."""

    __tablename__ = "preference"
    __table_args__ = ({"sqlite_with_rowid": False},)

    actor: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    value: str
