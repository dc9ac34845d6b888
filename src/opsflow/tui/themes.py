"""Colours: one dark and one light theme, both calm, and legible when a terminal has sixteen colours."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme


def _selected(ground: str, ink: str) -> dict[str, str]:
    """How text looks that is selected while it is written."""
    return {"input-selection-background": ground, "input-selection-foreground": ink}


DARK = Theme(
    name="opsflow-dark",
    primary="#7aa2f7",
    secondary="#ab9cf5",
    accent="#7aa2f7",
    foreground="#c8cedb",
    background="#13151b",
    surface="#1b1e27",
    panel="#262b38",
    success="#8fc97a",
    warning="#e0b060",
    error="#f58585",
    dark=True,
    variables={"faint": "#9aa3b8", "card-focus": "#28304a", "card-drop": "#243530", **_selected("#7aa2f7", "#13151b")},
)
LIGHT = Theme(
    name="opsflow-light",
    primary="#2553b0",
    secondary="#6a4bc0",
    accent="#2553b0",
    foreground="#23262e",
    background="#eceef2",
    surface="#fbfbfc",
    panel="#dde1e9",
    success="#1f6325",
    warning="#7a4e05",
    error="#b8262b",
    dark=False,
    variables={"faint": "#545b69", "card-focus": "#d3dffa", "card-drop": "#d6ead9", **_selected("#2553b0", "#eceef2")},
)
TERMINAL = Theme(
    name="opsflow-terminal",
    ansi=True,
    primary="ansi_blue",
    secondary="ansi_magenta",
    accent="ansi_cyan",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    variables={
        **BUILTIN_THEMES["ansi-dark"].variables,
        "faint": "ansi_default", "card-focus": "ansi_default", "card-drop": "ansi_default",
        "input-selection-background": "ansi_blue", "input-selection-foreground": "ansi_bright_white",
    },
)  # fmt: skip
"""For terminals with few colours, or none: grounds are the terminal's own, and the focus is the exchange of colours."""

_OF_256 = {
    DARK.name: replace(
        DARK,
        primary="#87afff", secondary="#afafff", accent="#87afff", foreground="#d4d4d4", background="#121212",
        surface="#1c1c1c", panel="#303030", success="#87d787", warning="#d7af5f", error="#ff8787",
        variables={"faint": "#b2b2b2", "card-focus": "#3a3a3a", "card-drop": "#262626",
                   **_selected("#87afff", "#121212")},
    ),
    LIGHT.name: replace(
        LIGHT,
        primary="#005faf", secondary="#5f00af", accent="#005faf", foreground="#262626", background="#f0f0f0",
        surface="#ffffff", panel="#e6e6e6", success="#005f00", warning="#5f5f00", error="#af0000",
        variables={"faint": "#585858", "card-focus": "#d7d7ff", "card-drop": "#d7ffd7",
                   **_selected("#005faf", "#f0f0f0")},
    ),
}  # fmt: skip
"""The same for terminals of 256 colours, of theirs: what is nearest to a calm dark blue would be a loud one there."""


def themes(has_palette: bool) -> list[Theme]:
    """The themes to choose from; `has_palette` is for a terminal of 256 colours."""
    return list(_OF_256.values()) if has_palette else [DARK, LIGHT]


def colors_here() -> str | None:
    """The colours that the terminal has, in the words of rich; none where it is to show none."""
    from rich.console import Console

    return None if os.environ.get("NO_COLOR") else Console().color_system


def ink(colors: Mapping[str, str], name: str, is_bold: bool = False) -> Style:
    """The style of a colour of the theme by its name, also where the terminal's own colours are the theme."""
    color = Color.parse(colors[name]) if name in colors else None
    return Style(color=color.rich_color if color is not None else None, bold=is_bold or None)
