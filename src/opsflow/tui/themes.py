"""Colours: one dark and one light theme, both calm, and legible when a terminal has sixteen colours."""

from __future__ import annotations

import os
from collections.abc import Mapping

from rich.style import Style
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

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
    variables={"faint": "#9aa3b8", "card-focus": "#28304a", "card-drop": "#243530"},
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
    variables={"faint": "#545b69", "card-focus": "#d3dffa", "card-drop": "#d6ead9"},
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

THEMES = (DARK, LIGHT, TERMINAL)


def has_few_colors() -> bool:
    """Whether the terminal has sixteen colours or fewer, or is to show none."""
    from rich.console import Console

    return bool(os.environ.get("NO_COLOR")) or Console().color_system in (None, "standard")


def ink(colors: Mapping[str, str], name: str, is_bold: bool = False) -> Style:
    """The style of a colour of the theme by its name, also where the terminal's own colours are the theme."""
    color = Color.parse(colors[name]) if name in colors else None
    return Style(color=color.rich_color if color is not None else None, bold=is_bold or None)
