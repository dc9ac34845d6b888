"""Colours: one dark and one light theme, both calm, and legible when a terminal has sixteen colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

DARK = Theme(
    name="opsflow-dark",
    primary="#7aa2f7",
    secondary="#9d8cf0",
    accent="#7aa2f7",
    foreground="#c8cedb",
    background="#13151b",
    surface="#1b1e27",
    panel="#262b38",
    success="#8fc97a",
    warning="#e0b060",
    error="#f07a7a",
    dark=True,
    variables={"faint": "#6c7488", "card-focus": "#2b3450", "card-drop": "#2a3a34"},
)
LIGHT = Theme(
    name="opsflow-light",
    primary="#2f5fc4",
    secondary="#6a4bc0",
    accent="#2f5fc4",
    foreground="#23262e",
    background="#eceef2",
    surface="#fbfbfc",
    panel="#dde1e9",
    success="#2f7d32",
    warning="#94620a",
    error="#b8262b",
    dark=False,
    variables={"faint": "#737a89", "card-focus": "#d3dffa", "card-drop": "#d6ead9"},
)
THEMES = (DARK, LIGHT)


def ink(colors: Mapping[str, str], name: str, is_bold: bool = False) -> Style:
    """The style of a colour of the theme by its name, also where the terminal's own colours are the theme."""
    color = Color.parse(colors[name]) if name in colors else None
    return Style(color=color.rich_color if color is not None else None, bold=is_bold or None)
