"""A frozen row, without `typing` and `dataclasses`: this module is on the quick path."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Record:
    """A frozen row: one value for each name in `__slots__`, compared by value."""

    __slots__: tuple[str, ...] = ()

    def __init__(self, *values: Any, **named: Any) -> None:
        for name, value in zip(self.__slots__, values, strict=False):
            object.__setattr__(self, name, value)
        for name in self.__slots__[len(values) :]:
            object.__setattr__(self, name, named.pop(name))
        if named or len(values) > len(self.__slots__):
            raise TypeError(f"{type(self).__name__} has no {sorted(named) or 'such field'}")

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self.values()

    def values(self) -> tuple[Any, ...]:
        """Return the values in the order of `__slots__`."""
        return tuple(getattr(self, name) for name in self.__slots__)

    def replace(self, **changes: Any) -> Any:
        """Return a copy with some fields changed."""
        return type(self)(*(changes.get(name, getattr(self, name)) for name in self.__slots__))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self.values() == other.values()

    def __hash__(self) -> int:
        return hash(self.values())

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__slots__)
        return f"{type(self).__name__}({fields})"
