"""Immutable values that cost next to nothing to declare and to make.

A standard dataclass compiles its methods each time a module is loaded, which a command typed a hundred times a day
pays for each time. `Value` reads the annotations of the class body and shares one set of methods among all classes; its
instances are tuples underneath, made and read in C.
"""

from __future__ import annotations

from itertools import repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_options: object) -> object:
        return lambda decorated: decorated


try:
    from _collections import _tuplegetter as _getter  # type: ignore[import-not-found]
except ImportError:  # another interpreter than CPython
    from operator import itemgetter

    def _getter(place: int, doc: str | None) -> Any:
        return property(itemgetter(place), doc=doc)


if TYPE_CHECKING:

    class _Base:
        def __iter__(self) -> Iterator[Any]: ...

else:
    _Base = tuple

_make: Any = tuple.__new__
_equal: Any = tuple.__eq__


class _Fields(type):
    """Turns annotated names into places of a tuple, and their assigned values into defaults."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Fields:
        own = tuple(body.get("__annotations__", ()))
        defaults: dict[str, Any] = {}
        fields: tuple[str, ...] = ()
        for base in bases:
            fields += getattr(base, "_fields", ())
            defaults.update(getattr(base, "_defaults", {}))
        defaults.update({field: body.pop(field) for field in own if field in body})
        places = {field: place for place, field in enumerate(fields + own)}
        body.update({field: _getter(places[field], None) for field in own})
        body["__slots__"] = ()
        body["_fields"] = fields + own
        body["_defaults"] = defaults
        body["_places"] = places
        body["_required"] = max([0, *[place + 1 for field, place in places.items() if field not in defaults]])
        body["_filling"] = tuple([defaults.get(field) for field in places])
        return super().__new__(cls, name, bases, body)


@dataclass_transform(frozen_default=True)
class Value(_Base, metaclass=_Fields):
    """A record of named fields, equal by type and content, that cannot be changed after it was made."""

    if TYPE_CHECKING:
        _fields: ClassVar[tuple[str, ...]]
        _defaults: ClassVar[dict[str, Any]]
        _places: ClassVar[dict[str, int]]
        _required: ClassVar[int]
        _filling: ClassVar[tuple[Any, ...]]
    else:

        def __new__(cls, *args: Any, **named: Any) -> Value:
            given = len(args)
            if given == len(cls._filling) and not named:
                return _make(cls, args)
            if named or not cls._required <= given <= len(cls._filling):
                return _make(cls, _complete(cls, args, named))
            return _make(cls, args + cls._filling[given:])

    @classmethod
    def of_row(cls, values: Iterable[Any]) -> Self:
        """The value with these, one for each field in its order. The caller vouches for their number."""
        made: Self = _make(cls, values)
        return made

    @classmethod
    def of_rows(cls, rows: Iterable[Iterable[Any]]) -> Iterator[Self]:
        """The same of each row, as they are asked for."""
        return map(_make, repeat(cls), rows)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} values do not change: use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} values do not change")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and bool(_equal(self, other))

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash((type(self), self.as_tuple()))

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self._fields)
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.as_tuple()

    def as_tuple(self) -> tuple[Any, ...]:
        """The values in the order of the fields."""
        return tuple(self)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed; an unknown name raises `TypeError`."""
        values: list[Any] = list(self)
        places = self._places
        try:
            for name, value in changes.items():
                values[places[name]] = value
        except KeyError as error:
            raise TypeError(f"{type(self).__name__} has no field {error}") from None
        return self.of_row(values)


def _complete(kind: Any, args: tuple[Any, ...], named: dict[str, Any]) -> tuple[Any, ...]:
    """The values for every field: those in order, those by name, and the defaults. Raises `TypeError`."""
    fields = kind._fields
    if len(args) > len(fields):
        raise TypeError(f"{kind.__name__} takes {len(fields)} values, not {len(args)}")
    given = len(args)
    for field in fields[given : kind._required]:
        if field not in named and field not in kind._defaults:
            raise TypeError(f"{kind.__name__} needs a value for {field!r}")
    for name in named:
        if kind._places.get(name, -1) < given:
            raise TypeError(f"{kind.__name__} has no field {name!r}")
    return (*args, *map(named.get, fields[given:], kind._filling[given:]))
