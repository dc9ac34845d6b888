"""The themes can be read: every ink stands out from every ground that it is used on."""

from __future__ import annotations

import pytest
from textual.color import Color
from textual.theme import Theme

from opsflow.tui.themes import DARK, LIGHT

ENOUGH = 4.5
"""The contrast that WCAG 2.2 asks of text at level AA."""


def inks(theme: Theme) -> dict[str, str | None]:
    return {
        "text": theme.foreground, "faint": theme.variables["faint"], "accent": theme.accent, "good": theme.success,
        "kind": theme.secondary, "warning": theme.warning, "error": theme.error,
    }  # fmt: skip


def grounds(theme: Theme) -> dict[str, str | None]:
    return {
        "board": theme.background, "card": theme.surface, "bar": theme.panel, "focus": theme.variables["card-focus"],
        "drop": theme.variables["card-drop"],
    }  # fmt: skip


@pytest.mark.parametrize("ground", ["board", "card", "bar", "focus", "drop"])
@pytest.mark.parametrize("ink", ["text", "faint", "accent", "good", "kind", "warning", "error"])
@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_every_ink_stands_out_from_every_ground(theme: Theme, ink: str, ground: str) -> None:
    one, other = (_luminance(Color.parse(held or "")) for held in (inks(theme)[ink], grounds(theme)[ground]))
    assert (max(one, other) + 0.05) / (min(one, other) + 0.05) >= ENOUGH


def _luminance(color: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
