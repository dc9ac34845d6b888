"""opsflow: planned and unplanned IT operations work in one local file.

The names below are the public Python API; each is loaded when it is first used. A session opened here is the one the
command line uses, so the same rules apply and the same history is written.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.composition import almanac, checking, create_store, open_session
    from opsflow.domain.errors import (
        Busy,
        ConfigError,
        Conflict,
        NotFound,
        OpsflowError,
        Refused,
        StoreError,
        UsageError,
    )
    from opsflow.domain.items import Criterion, Item, Link, Note
    from opsflow.services.choosing import Selection
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.services.work.items import Draft
    from opsflow.version import __version__

_PLACES = {
    "opsflow.composition": ("almanac", "checking", "create_store", "open_session"),
    "opsflow.domain.errors": (
        "Busy", "ConfigError", "Conflict", "NotFound", "OpsflowError", "Refused", "StoreError", "UsageError",
    ),
    "opsflow.domain.items": ("Criterion", "Item", "Link", "Note"),
    "opsflow.services.work.items": ("Draft",),
    "opsflow.services.choosing": ("Selection",),
    "opsflow.services.outcome": ("Outcome", "WriteOptions"),
    "opsflow.services.session": ("Session",),
    "opsflow.version": ("__version__",),
}  # fmt: skip

__all__ = [
    "Busy", "ConfigError", "Conflict", "Criterion", "Draft", "Item", "Link", "NotFound", "Note", "OpsflowError",
    "Outcome", "Refused", "Selection", "Session", "StoreError", "UsageError", "WriteOptions", "__version__",
    "almanac", "checking", "create_store", "open_session",
]  # fmt: skip


def __getattr__(name: str) -> object:
    for module, names in _PLACES.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(module), name)
    raise AttributeError(f"module 'opsflow' has no attribute {name!r}")
