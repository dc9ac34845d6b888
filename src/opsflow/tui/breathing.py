"""Long work in steps: between two of them, keys that wait are heard."""

from __future__ import annotations

import asyncio

_SECONDS = 0.001


async def breathe() -> None:
    """Let everything that is due have its turn, also what takes a few rounds of the loop to be heard."""
    await asyncio.sleep(_SECONDS)
