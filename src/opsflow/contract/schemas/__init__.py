"""JSON Schemas of what opsflow prints and reads, by name, kept as files so that no model is needed to print one.

`scripts/docs` writes them from `models`, here and in `docs/schema/`.
"""

from __future__ import annotations

import os

from opsflow.domain.errors import NotFound
from opsflow.domain.nearest import no_such

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FOLDER = os.path.dirname(__file__)
_KIND = ".json"


def names() -> tuple[str, ...]:
    """The names of the schemas."""
    return tuple(sorted([file.removesuffix(_KIND) for file in os.listdir(FOLDER) if file.endswith(_KIND)]))


def schema(name: str) -> dict[str, Any]:
    """The schema of that name, JSON Schema 2020-12. Raises `NotFound`."""
    from json import load

    if name not in names():
        raise NotFound(no_such("schema", name, names()))
    with open(f"{FOLDER}/{name}{_KIND}", encoding="utf-8") as file:
        found: dict[str, Any] = load(file)
    return found
