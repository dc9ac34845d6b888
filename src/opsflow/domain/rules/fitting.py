"""What can be done with an item as it stands. It spares a person what makes no sense; rules judge when it is done."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.items import Item


def fits(verb: str, item: Item) -> bool:
    """Whether a verb of the shell makes sense for an item; of verbs that nothing is known of, all do."""
    return _FITS[verb](item) if verb in _FITS else True


def _is_open(item: Item) -> bool:
    return bool(item.is_open)


def _is_open_change(item: Item) -> bool:
    return item.type == "change" and _is_open(item)


_FITS: dict[str, Callable[[Item], bool]] = {
    "start": lambda item: item.category in ("backlog", "ready"),
    "done": _is_open,
    "resolve": _is_open,
    "cancel": _is_open,
    "reopen": lambda item: not item.is_open,
    "block": _is_open,
    "unblock": lambda item: item.is_blocked,
    "hold": _is_open,
    "approve": lambda item: item.type == "change" and item.category != "cancelled",
    "reject": lambda item: item.type == "change" and item.category != "cancelled",
    "close": _is_open_change,
    "verify": lambda item: item.criteria_total > 0,
    "duplicate": _is_open,
}
