"""Immutable values that cost next to nothing to declare.

A standard dataclass compiles its methods each time a module is loaded, which a command typed a hundred times a day
pays for each time. `Value` reads the annotations of the class body and shares one set of methods among all classes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar, Self, dataclass_transform
else:

    def dataclass_transform(**_options: object) -> object:
        return lambda decorated: decorated


try:
    from _operator import attrgetter
except ImportError:
    from operator import attrgetter

_set = object.__setattr__


class _Fields(type):
    """Turns annotated names into slots, and their assigned values into defaults."""

    def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, Any]) -> _Fields:
        own = tuple(body.get("__annotations__", ()))
        defaults: dict[str, Any] = {}
        fields: tuple[str, ...] = ()
        for base in bases:
            fields += getattr(base, "_fields", ())
            defaults.update(getattr(base, "_defaults", {}))
        defaults.update({field: body.pop(field) for field in own if field in body})
        body["__slots__"] = own
        body["_fields"] = fields + own
        body["_defaults"] = defaults
        body["_places"] = {field: place for place, field in enumerate(fields + own)}
        body["_read"] = staticmethod(attrgetter(*fields, *own)) if len(fields) + len(own) > 1 else None
        return super().__new__(cls, name, bases, body)


@dataclass_transform(frozen_default=True)
class Value(metaclass=_Fields):
    """A record of named fields, equal by content, that cannot be changed after it was made."""

    if TYPE_CHECKING:
        _fields: ClassVar[tuple[str, ...]]
        _defaults: ClassVar[dict[str, Any]]
        _places: ClassVar[dict[str, int]]
        _read: ClassVar[Any]

    def __init__(self, *args: Any, **named: Any) -> None:
        fields = self._fields
        if len(args) > len(fields):
            raise TypeError(f"{type(self).__name__} takes {len(fields)} values, not {len(args)}")
        for field, given in zip(fields, args, strict=False):
            _set(self, field, given)
        if len(args) == len(fields) and not named:
            return
        for field in fields[len(args) :]:
            if field in named:
                _set(self, field, named.pop(field))
            elif field in self._defaults:
                _set(self, field, self._defaults[field])
            else:
                raise TypeError(f"{type(self).__name__} needs a value for {field!r}")
        if named:
            raise TypeError(f"{type(self).__name__} has no field {next(iter(named))!r}")

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{type(self).__name__} values do not change: use replace({name}=...)")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"{type(self).__name__} values do not change")

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.as_tuple() == other.as_tuple()

    def __hash__(self) -> int:
        return hash((type(self), self.as_tuple()))

    def __repr__(self) -> str:
        shown = ", ".join(f"{field}={getattr(self, field)!r}" for field in self._fields)
        return f"{type(self).__name__}({shown})"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.as_tuple()

    def as_tuple(self) -> tuple[Any, ...]:
        """The values in the order of the fields."""
        read = self._read
        if read is None:
            return tuple([getattr(self, field) for field in self._fields])
        values: tuple[Any, ...] = read(self)
        return values

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed; an unknown name raises `TypeError`."""
        values = list(self.as_tuple())
        places = self._places
        for name, value in changes.items():
            if name not in places:
                raise TypeError(f"{type(self).__name__} has no field {name!r}")
            values[places[name]] = value
        return type(self)(*values)
