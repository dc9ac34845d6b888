"""Conditions in the form that SQLite checks quickest: a list behind IN is built anew for every row that is written."""

from __future__ import annotations

from collections.abc import Iterable


def one_of(column: str, words: Iterable[str]) -> str:
    """That a column holds one of the words, or nothing."""
    return " OR ".join([f"{column} = '{word}'" for word in words])
