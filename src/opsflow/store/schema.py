"""The statements that make an empty database a store, out of `schema.sql` beside this module.

`scripts/docs` writes that file from the tables (`store/tables/statements.py`). To load these would cost the first `add`
in a new store many times what it does itself.
"""

from __future__ import annotations

import os

BETWEEN = ";\n\n"


def statements() -> list[str]:
    """Every statement, in the order in which it has to run."""
    with open(os.path.join(os.path.dirname(__file__), "schema.sql"), encoding="utf-8") as file:
        return file.read().split(BETWEEN)[:-1]


def text_of(made: list[str]) -> str:
    """The file that holds these statements."""
    return "".join([statement + BETWEEN for statement in made])
