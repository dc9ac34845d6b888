"""The reader for well-formed invocations. Whenever it is not certain it declines, and Typer takes over.

A word is an option when it equals one that the command declares, or begins with `--`. Everything else is a value, also
`-vendor`, `-5` and `- text`: short options are single letters and never clustered. After `--` every word is a value.
"""

from __future__ import annotations

from opsflow.cli.words import registry
from opsflow.cli.words.declare import GLOBAL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from opsflow.cli.words.declare import Command, Param

    Read = tuple[Command, dict[str, Any]]


def read(argv: Sequence[str]) -> Read | None:
    """The command that some words call, with the values of its parameters, or `None` when that is not certain."""
    words = list(argv)
    leading: dict[str, Any] = {}
    while words and words[0].startswith("-"):
        taken = _take(words, GLOBAL, leading)
        if not taken:
            return None
    name = _command_name(words)
    command = registry.find(name) if name else None
    if command is None:
        return None
    values = _values(words[len(name.split()) :], command)
    if values is None:
        return None
    for given, value in leading.items():
        if values.get(given) is None:
            values[given] = value
    return command, values


def _command_name(words: list[str]) -> str:
    if not words:
        return ""
    if words[0] in registry.GROUPS:
        return " ".join(words[:2]) if len(words) > 1 else ""
    return words[0]


def _values(words: list[str], command: Command) -> dict[str, Any] | None:
    options = tuple([param for param in command.params if param.kind != "argument"])
    values: dict[str, Any] = {}
    free: list[str] = []
    while words:
        if words[0] == "--":
            free += words[1:]
            break
        if is_option(words[0], options):
            if not _take(words, options, values):
                return None
        else:
            free.append(words.pop(0))
    if not _place(free, [param for param in command.params if param.kind == "argument"], values):
        return None
    for param in command.params:
        values.setdefault(param.name, _nothing(param))
    return values


def is_option(word: str, options: Sequence[Param]) -> bool:
    """Whether a word is an option rather than a value. `-h` is one of every command, and asks for its page."""
    return word == "-h" or (word.startswith("--") and len(word) > 2) or any(word in param.flags for param in options)


def _take(words: list[str], options: Sequence[Param], values: dict[str, Any]) -> bool:
    """Take one option off the front of the words; `False` when it is not a plain use of a declared one."""
    flag, equals, value = words[0].partition("=") if words[0].startswith("--") else (words[0], "", "")
    for param in options:
        if flag in param.flags:
            break
    else:
        return False
    if param.kind == "flag":
        if equals:
            return False
        words.pop(0)
        values[param.name] = True
        return True
    if not equals:
        if len(words) < 2 or is_option(words[1], options) or words[1] == "--":
            return False
        value = words[1]
    if param.choices and value not in param.choices:
        return False
    del words[: 1 if equals else 2]
    return _put(param, value, values)


def _put(param: Param, value: str, values: dict[str, Any]) -> bool:
    if param.many:
        values.setdefault(param.name, []).append(value)
        return True
    values[param.name] = value
    return True


def _place(free: list[str], arguments: Sequence[Param], values: dict[str, Any]) -> bool:
    for param in arguments:
        if param.many:
            if param.required and not free:
                return False
            values[param.name] = free
            free = []
        elif free:
            values[param.name] = free[0]
            free = free[1:]
        elif param.required:
            return False
    return not free


def _nothing(param: Param) -> Any:
    if param.kind == "flag":
        return False
    return [] if param.many else None
