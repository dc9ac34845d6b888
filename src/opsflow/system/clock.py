"""The clock."""

from __future__ import annotations

import time


def now() -> int:
    """Seconds since the epoch."""
    return int(time.time())
