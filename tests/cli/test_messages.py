"""A command that a message names stands in backticks, so that it is seen, and broken at no word."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from opsflow.cli.words import registry
from tests.conftest import ROOT

SOURCE = ROOT / "src" / "opsflow"
SCRIPTS = ("cli/words/shells.py", "contract/config/example.py")
"""Modules that hold text of other languages, in which commands stand as they are run."""
FIRST_WORDS = {command.name.split()[0] for command in registry.everything()}
NAMED = re.compile(
    rf"(?<!\| )(?<![\w$({{}}])opsflow (?:{'|'.join(sorted(FIRST_WORDS))}|--[a-z]|{{[a-z])|: {{[^{{}}]*\.command}}"
)
IS_COMMAND = re.compile(r"\s*(?:[A-Z_]+=\w+ |\{\w+\(\w*\)\})?opsflow ")


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Each text of a module that is no docstring, with its line; what a template fills in is shown in braces."""
    inner = {
        id(part)
        for node in ast.walk(tree)
        for part in (node.values if isinstance(node, ast.JoinedStr) else [getattr(node, "value", None)])
        if isinstance(node, ast.JoinedStr | ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join([_shown(part) for part in node.values])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.lineno, node.value


def _shown(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    return str(part.value) if isinstance(part, ast.Constant) else ""


def bare(text: str) -> bool:
    """Whether it names a command outside of backticks. A text that is a command, and nothing else, is no message."""
    return not IS_COMMAND.match(text) and any(NAMED.search(part) for part in text.split("`")[::2])


@pytest.mark.parametrize(
    "text",
    ["First: opsflow undo", "Run `opsflow doctor`, then opsflow restore FILE", "Look at opsflow --store x.db list"],
)
def test_a_bare_command_is_seen(text: str) -> None:
    assert bare(text)


@pytest.mark.parametrize(
    "text",
    ["opsflow undo 3", "Run `opsflow doctor`.", "task export | opsflow import taskwarrior -", "opsflow reads it"],
)
def test_what_is_no_bare_command_is_let_be(text: str) -> None:
    assert not bare(text)


def test_commands_in_messages_stand_in_backticks() -> None:
    modules = [path for path in SOURCE.rglob("*.py") if str(path.relative_to(SOURCE)) not in SCRIPTS]
    found = [
        f"{path.relative_to(SOURCE)}:{line}: {text}"
        for path in modules
        for line, text in texts(ast.parse(Path(path).read_text(encoding="utf-8")))
        if bare(text)
    ]
    assert found == []
