"""The JSON of an item. Its shape is declared once, for the document of one item and for the text of thousands."""

from __future__ import annotations

from opsflow.domain.items import Item
from opsflow.domain.time.instants import format_instant_utc

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    Made = Callable[[Any], Any]
    Encode = Callable[[Any], str]


def instant(at: int | None) -> str | None:
    """An instant in RFC 3339, or nothing."""
    return None if at is None else format_instant_utc(at)


def _same(value: Any) -> Any:
    return value


def _estimate(held: tuple[int | None, int | None, int | None]) -> dict[str, int | None] | None:
    low, likely, high = held
    return None if likely is None else {"low": low, "likely": likely, "high": high}


def _mark(held: tuple[int | None, str | None]) -> dict[str, str | None] | None:
    since, reason = held
    return None if since is None else {"since": instant(since), "reason": reason}


def _progress(held: tuple[int, int]) -> dict[str, int]:
    total, closed = held
    return {"total": total, "closed": closed}


_SHAPE: tuple[tuple[str, tuple[str, ...], Made], ...] = (
    ("id", ("id",), _same),
    ("uid", ("uid",), _same),
    ("title", ("title",), _same),
    ("type", ("type",), _same),
    ("planned", ("planned",), bool),
    ("state", ("state",), _same),
    ("category", ("category",), _same),
    ("project", ("project",), _same),
    ("service", ("service",), _same),
    ("class", ("service_class",), _same),
    ("impact", ("impact",), _same),
    ("urgency", ("urgency",), _same),
    ("priority", ("priority",), _same),
    ("effort", ("effort",), _same),
    ("estimate", ("estimate_low", "estimate_likely", "estimate_high"), _estimate),
    ("due", ("due",), instant),
    ("not_before", ("not_before",), instant),
    ("owner", ("owner",), _same),
    ("parent", ("parent_id",), _same),
    ("key", ("alert_key",), _same),
    ("stage", ("stage",), _same),
    ("created", ("created_at",), instant),
    ("entered", ("entered_at",), instant),
    ("started", ("started_at",), instant),
    ("finished", ("finished_at",), instant),
    ("changed", ("changed_at",), instant),
    ("blocked", ("blocked_at", "blocked_reason"), _mark),
    ("on_hold", ("held_at", "hold_reason"), _mark),
    ("tags", ("tags",), list),
    ("criteria", ("criteria_total", "criteria_closed"), _progress),
    ("waiting_for", ("waiting_for",), _same),
    ("blocking", ("blocking",), _same),
    ("custom", ("custom",), dict),
    ("revision", ("version",), _same),
)
"""Each key, the fields of the item that it is made of, and how: instants are RFC 3339, estimates minutes of working
time. The tags are a field of their own here, and so are the custom fields, as pairs.
"""

_PLACES = {name: place for place, name in enumerate((*Item._fields, "tags", "custom"))}


def item_document(item: Item, tags: Sequence[str] = (), custom: Mapping[str, str] | None = None) -> dict[str, Any]:
    """One item as a document."""
    row = (*item, tags, custom or {})
    return {key: made(_of(row, fields)) for key, fields, made in _SHAPE}


def _of(row: Sequence[Any], fields: tuple[str, ...]) -> Any:
    if len(fields) == 1:
        return row[_PLACES[fields[0]]]
    return tuple([row[_PLACES[name]] for name in fields])


def item_texts(
    items: Sequence[Item],
    tags: Mapping[int, Sequence[str]],
    custom: Mapping[int, Mapping[str, str]],
    encode: Encode,
    quote: Encode,
) -> Iterator[str]:
    """The documents of some items as JSON: `encode` makes it of any value, `quote` of a string.

    It is made by key and not by item: what all the items share is a part of the pattern, and what many share is encoded
    once. The id, the uid and the title are an item's own.
    """
    if not items:
        return iter(())
    columns = [*zip(*items, strict=True), *_beside([item.id for item in items], tags, custom)]
    own: dict[str, Encode] = {"id": str, "uid": quote, "title": quote}
    texts: dict[Made, _Texts] = {}
    pattern, varying = [], []
    for key, fields, made in _SHAPE:
        held = _of(columns, fields) if len(fields) == 1 else [*zip(*_of(columns, fields), strict=True)]
        known = texts.setdefault(made, _Texts(made, encode, quote))
        if key not in own and held.count(held[0]) == len(held):
            pattern.append(f'"{key}":{known[held[0]].replace("%", "%%")}')
        else:
            pattern.append(f'"{key}":%s')
            varying.append(map(own.get(key, known.__getitem__), held))
    return map(f"{{{','.join(pattern)}}}".__mod__, zip(*varying, strict=True))


def _beside(
    ids: Sequence[int], tags: Mapping[int, Sequence[str]], custom: Mapping[int, Mapping[str, str]]
) -> tuple[list[Any], list[Any]]:
    nothing: dict[str, str] = {}
    return [tuple(tags.get(held, ())) for held in ids], [tuple(custom.get(held, nothing).items()) for held in ids]


class _Texts(dict[object, str]):
    """The JSON of each value that was asked for."""

    def __init__(self, made: Made, encode: Encode, quote: Encode) -> None:
        super().__init__()
        self._made = made
        self._encodes: dict[type, Encode] = {int: str, str: quote}
        self._encode = encode

    def __missing__(self, value: Any) -> str:
        made = self._made(value)
        text = self[value] = self._encodes.get(made.__class__, self._encode)(made)
        return text
