"""The themes can be read: every ink stands out from every ground that it is used on."""

from __future__ import annotations

import pytest
from rich.color import ColorSystem
from textual.color import Color
from textual.theme import Theme

from opsflow.tui.themes import DARK, LIGHT, themes

ENOUGH = 4.5
"""The contrast that WCAG 2.2 asks of text at level AA."""


OF_256 = {f"{held.name} of 256": held for held in themes(has_palette=True)}
THEMES = {DARK.name: DARK, LIGHT.name: LIGHT, **OF_256}


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
@pytest.mark.parametrize("theme", THEMES, ids=list(THEMES))
def test_every_ink_stands_out_from_every_ground(theme: str, ink: str, ground: str) -> None:
    held = THEMES[theme]
    colors = [Color.parse(color or "") for color in (inks(held)[ink], grounds(held)[ground])]
    assert contrast(*[_sent(color) if theme in OF_256 else color for color in colors]) >= ENOUGH


@pytest.mark.parametrize("theme", list(OF_256))
def test_in_256_colours_what_is_calm_stays_calm_and_every_ground_is_another(theme: str) -> None:
    held = grounds(OF_256[theme])
    sent = {name: _sent(Color.parse(color or "")) for name, color in held.items()}
    assert all(sent[name].r == sent[name].g == sent[name].b for name in ("board", "card", "bar"))
    assert len(set(sent.values())) == 5


def _sent(color: Color) -> Color:
    """The colour that a terminal of 256 is sent."""
    return Color(*color.rich_color.downgrade(ColorSystem.EIGHT_BIT).get_truecolor())


def contrast(one: Color, other: Color) -> float:
    """The contrast of two colours as WCAG 2.2 defines it."""
    dark, bright = sorted([_luminance(one), _luminance(other)])
    return (bright + 0.05) / (dark + 0.05)


def _luminance(color: Color) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color.normalized]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("theme", THEMES)
def test_what_is_selected_while_it_is_written_can_be_read(theme: str) -> None:
    held = THEMES[theme].variables
    colors = [Color.parse(held[f"input-selection-{part}"]) for part in ("foreground", "background")]
    assert contrast(*[_sent(color) if theme in OF_256 else color for color in colors]) >= ENOUGH
