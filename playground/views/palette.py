"""The colours of pictures for pages, on light and on dark paper. Each mark has a shape of its own too."""

from __future__ import annotations

__all__ = ["DARK", "LIGHT", "variables"]

LIGHT = {
    "paper": "#ffffff", "panel": "#f6f8fa", "ink": "#24292f", "soft": "#57606a", "faint": "#d0d7de",
    "sleeping": "#8fbce6", "waiting": "#a79be0", "lock": "#e08bbb", "queue": "#d99a4e", "outside": "#5fb8ad",
    "ready": "#f2cc60", "running": "#2da44e", "step": "#2da44e", "held": "#cf222e", "done": "#1a7f37",
    "failed": "#cf222e", "cancelled": "#8250df", "pending": "#57606a", "path": "#bc4c00",
}  # fmt: skip
DARK = {
    "paper": "#0d1117", "panel": "#161b22", "ink": "#e6edf3", "soft": "#9198a1", "faint": "#30363d",
    "sleeping": "#3d73a8", "waiting": "#6f61b8", "lock": "#b0578a", "queue": "#a86f2c", "outside": "#2f8479",
    "ready": "#9e7b1f", "running": "#3fb950", "step": "#3fb950", "held": "#f85149", "done": "#3fb950",
    "failed": "#f85149", "cancelled": "#bc8cff", "pending": "#9198a1", "path": "#f0883e",
}  # fmt: skip


def variables(colors: dict[str, str]) -> str:
    """The colours as declarations of CSS variables."""
    return "".join(f"--{name}:{color};" for name, color in colors.items())
