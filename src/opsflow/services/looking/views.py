"""How a list looks that saved views are named for: views combine as their filters do."""

from __future__ import annotations

from opsflow.domain.settings import View

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_SHOWN = ("sort", "columns", "group", "limit")


def shape(views: Iterable[View], words: Sequence[str]) -> View | None:
    """The sort, columns, group and limit of the views that filter words name, or `None` where they name none.

    Of several, a later one goes before an earlier one in what it says itself. Where words are alternatives, negated or
    in parentheses, a view is one condition among others, and a list of all of it has no look of one.
    """
    parts = " ".join(words).split()
    if any(part.lower() in ("or", "not") or "(" in part for part in parts):
        return None
    known = {f"@{view.name}": view for view in views}
    found = [known[part] for part in parts if part in known]
    if not found:
        return None
    said = {name: value for view in found for name in _SHOWN if (value := getattr(view, name)) not in (None, "", ())}
    return View(found[-1].name, **said)
