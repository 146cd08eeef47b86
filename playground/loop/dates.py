"""datetime.datetime and datetime.date whose "now" may be virtual.

The real classes cannot be changed, so classes that stand for them take their names. They have no
instances of their own: what they make is real, and real instances count as theirs.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

__all__ = ["stand_ins"]


class _StandsIn(type):
    """Type of a class that stands in for the one below it."""

    stands_for: type

    def __call__(cls, *args: Any, **options: Any) -> Any:
        return type.__call__(cls.behind(), *args, **options)

    def behind(cls) -> type:
        """The real class; a program's own subclass stands for itself."""
        real: type = cls.__dict__.get("stands_for", cls)
        return real

    def __instancecheck__(cls, thing: object) -> bool:
        return type.__instancecheck__(cls.behind(), thing)

    def __subclasscheck__(cls, other: type) -> bool:
        return type.__subclasscheck__(cls.behind(), other)


def stand_ins(now: Callable[[], float | None]) -> dict[str, type]:
    """The two classes by name. `now` gives the seconds since 1970, or None when time is real."""

    class datetime(dt.datetime, metaclass=_StandsIn):  # noqa: N801  its name at the prompt
        stands_for = dt.datetime

        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> Any:
            seconds, real = now(), _StandsIn.behind(cls)
            return real.now(tz) if seconds is None else real.fromtimestamp(seconds, tz)  # type: ignore[attr-defined]

        @classmethod
        def today(cls) -> Any:
            return cls.now()

        @classmethod
        def utcnow(cls) -> Any:
            return cls.now(dt.UTC).replace(tzinfo=None)

    class date(dt.date, metaclass=_StandsIn):  # noqa: N801  as above
        stands_for = dt.date

        @classmethod
        def today(cls) -> Any:
            seconds, real = now(), _StandsIn.behind(cls)
            return real.today() if seconds is None else real.fromtimestamp(seconds)  # type: ignore[attr-defined]

    for made in (datetime, date):
        made.__module__, made.__qualname__ = "datetime", made.__name__
    return {"datetime": datetime, "date": date}
