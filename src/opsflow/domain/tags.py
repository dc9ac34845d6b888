"""What a tag is."""

from __future__ import annotations

from opsflow.domain.errors import UsageError


def check_tag(tag: str) -> str:
    """A tag fit to keep: one word, without the signs that the filter language uses. Raises `UsageError`."""
    if not tag or any(sign.isspace() or sign in "+,()\"'" for sign in tag) or len(tag) > 100:
        raise UsageError(f"{tag!r} is no tag: a tag is one word without + , ( ) and quotes.")
    return tag
