"""A loop's status as one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .facts import LoopStatus

__all__ = ["as_json"]


def as_json(status: LoopStatus) -> str:
    """The facts by their names in `LoopStatus`; `lag` has `last` and `worst`."""
    told: dict[str, Any] = {"version": 1}
    for name in status.__dataclass_fields__:
        value = getattr(status, name)
        if name == "tasks":
            value = [asdict(task) for task in value]
        elif name == "lag" and value is not None:
            value = dict(zip(("last", "worst"), value, strict=True))
        elif hasattr(value, "__dataclass_fields__"):
            value = asdict(value)
        elif name in ("timers", "finished", "transports"):
            value = [asdict(one) for one in value]
        told[name] = value
    return json.dumps(told, ensure_ascii=False)
