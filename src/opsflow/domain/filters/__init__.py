"""The filter language: one parser for `list`, `next`, `--where`, saved views and the board's filter bar."""

from __future__ import annotations

from opsflow.domain.filters.context import FilterContext
from opsflow.domain.filters.parsing import parse_filter
from opsflow.domain.filters.syntax import mentions_state

__all__ = ["FilterContext", "mentions_state", "parse_filter"]
