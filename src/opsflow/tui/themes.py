"""Colours: one dark and one light theme, both calm, and legible when a terminal has sixteen colours."""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

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
THEMES = (DARK, LIGHT)


def ink(colors: Mapping[str, str], name: str, is_bold: bool = False) -> Style:
    """The style of a colour of the theme by its name, also where the terminal's own colours are the theme."""
    color = Color.parse(colors[name]) if name in colors else None
    return Style(color=color.rich_color if color is not None else None, bold=is_bold or None)
