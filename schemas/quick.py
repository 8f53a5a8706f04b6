"""Fields that can take what is good as it is: marshmallow goes a long way round for each."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields


class Quick(fields.Field[Any]):
    """A field that takes values of one type as they are."""

    takes: type

    def taken(self, value: Any) -> Any:
        """A good value. Raises ValidationError, but what is wrong is for `deserialize` to say."""
        if type(value) is not self.takes:
            return None if value is None and self.allow_none else self.deserialize(value)
        for rule in self.validators:
            rule(value)
        return self._inside(value)

    def _inside(self, value: Any) -> Any:
        """The value after what is in it was taken."""
        return value


class String(Quick, fields.String):
    """Text."""

    takes = str

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if type(value) is str:
            try:
                return self.taken(value)
            except ValidationError:
                pass
        return super().deserialize(value, *args, **kwargs)


class Object(Quick, fields.Nested):
    """An object within a document."""

    takes = dict

    def _inside(self, value: Any) -> Any:
        part: Any = self.schema
        return part.taken(value)


class Listed(Quick, fields.List[Any]):
    """A list whose length is looked at before its entries are: those of a long one are many."""

    takes = list

    def _inside(self, value: Any) -> Any:
        inner: Any = self.inner
        return [*map(inner.taken, value)]

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(value, list):
            self._validate(value)
        return super()._deserialize(value, *args, **kwargs)
