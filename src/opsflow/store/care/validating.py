"""Every row through its SQLModel model."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from opsflow.store.care.checking import Problem


def row_problems(connection: sqlite3.Connection) -> Iterator[Problem]:
    """Rows whose values are not of the declared types."""
    from opsflow.store import tables
    from opsflow.store.care.checking import PROJECTIONS, REBUILD, RESTORE, Problem

    for name in tables.__all__:
        model = getattr(tables, name)
        columns = list(model.model_fields)
        table = str(model.__tablename__)
        for row in connection.execute(f"SELECT {', '.join(columns)} FROM {table}"):
            try:
                model.model_validate(dict(zip(columns, row, strict=True)))
            except ValueError as error:
                message = str(error).splitlines()[0]
                from_the_log = table in PROJECTIONS
                yield Problem(f"{table} {row[0]}", message, REBUILD if from_the_log else RESTORE, from_the_log)
