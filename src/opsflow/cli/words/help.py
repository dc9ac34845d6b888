"""The page that `--help` prints, made from the declarations; it needs no Typer, and reads the same in a pipe.

It only lays out: what a command takes is declared in `opsflow.cli.commands`, which section it stands in in `registry`.
"""

from __future__ import annotations

from textwrap import wrap

from opsflow.cli.words import registry
from opsflow.cli.words.declare import GLOBAL, JSON, QUIET, WRITE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.cli.output.printing import Printer
    from opsflow.cli.words.declare import Command, Param

    Rows = Sequence[tuple[str, str]]

_TAGLINE = "opsflow: planned and unplanned IT operations work in one local file, at the speed of typing."
_FIRST = "First steps: `opsflow add`, `opsflow list`, `opsflow next`, `opsflow start ID`, `opsflow done ID`."
_FLAGS = ("--help", "-h")
_ASK = ("-h, --help", "Print this page.")
_WIDEST = 100
_NARROWEST = 40
_LEFT = 26


def asked(argv: Sequence[str]) -> str | None:
    """What help is plainly asked for: the name of a command or a group, "" for all of them; `None` when it is not."""
    if not argv or argv[-1] not in _FLAGS:
        return None
    name = " ".join(argv[:-1])
    return name if not name or name in registry.PLACES or name in registry.GROUPS else None


def page(name: str, out: Printer) -> Iterable[str]:
    """The lines about a command, about a group of them, or about all when the name is empty."""
    command = registry.find(name)
    if command is not None:
        return _of_command(command, out)
    return _of_group(name, out) if name else _of_all(out)


def _of_all(out: Printer) -> Iterable[str]:
    yield from (*_paragraph(_TAGLINE, out), "", _heading("Usage", out), "  opsflow COMMAND ...")
    told = {**registry.GROUPS, **{command.name: command.summary for command in registry.everything()}}
    for title, names in registry.SECTIONS.items():
        yield from _section(title, [(name, told[name]) for name in names], out)
    general = (*[(_flags(param), param.meaning) for param in GLOBAL], ("    --version", "Print the version."), _ASK)
    yield from _section("Options of every command", general, out)
    yield from ("", *_paragraph(_FIRST, out))
    yield "`opsflow COMMAND --help` has examples."


def _of_group(group: str, out: Printer) -> Iterable[str]:
    yield from (registry.GROUPS[group], "", _heading("Usage", out), f"  opsflow {group} COMMAND ...")
    inside = [command for command in registry.everything() if command.name.startswith(f"{group} ")]
    rows = [(command.name.removeprefix(f"{group} "), command.summary) for command in inside]
    yield from _section("Commands", rows, out)
    yield from ("", f"`opsflow {group} COMMAND --help` has examples.")


def _of_command(command: Command, out: Printer) -> Iterable[str]:
    yield from _paragraph(command.summary, out)
    yield from ("", _heading("Usage", out), f"  {_usage(command)}")
    if command.details:
        yield from ("", *_paragraph(command.details, out))
    arguments = [param for param in command.params if param.kind == "argument"]
    options = [param for param in command.params if param.kind != "argument"]
    common = [param for param in options if param in WRITE or param in (JSON, QUIET)]
    own = [(_flags(param), param.meaning) for param in options if param not in common]
    yield from _section("Arguments", [(_placed(param), param.meaning) for param in arguments], out)
    yield from _section("Options", own, out)
    yield from _section("Common options", [*[(_flags(param), param.meaning) for param in common], _ASK], out)
    yield from _examples(command, out)


def _usage(command: Command) -> str:
    placed = [_placed(param) for param in command.params if param.kind == "argument"]
    return " ".join(["opsflow", command.name, *placed, "[OPTIONS]"])


def _placed(param: Param) -> str:
    shown = f"{param.metavar}..." if param.many and " " not in param.metavar else param.metavar
    return shown if param.required else f"[{shown}]"


def _flags(param: Param) -> str:
    """`-t, --type TYPE`, the long forms below each other."""
    short = "".join([f"{flag}, " for flag in param.flags if not flag.startswith("--")])
    long = " ".join([flag for flag in param.flags if flag.startswith("--")])
    return f"{short or '    '}{long} {param.metavar}".rstrip()


def _section(title: str, rows: Rows, out: Printer) -> Iterable[str]:
    if not rows:
        return
    yield from ("", _heading(title, out))
    left = min(max([len(name) for name, _ in rows]), _LEFT)
    for name, meaning in rows:
        first, *more = wrap(meaning, max(_width(out) - left - 4, 20))
        if len(name) > left:
            yield f"  {out.styled(name, 'cyan')}"
            name = ""
        yield f"  {out.styled(name, 'cyan')}{' ' * (left - len(name))}  {first}"
        yield from [f"{' ' * (left + 4)}{line}" for line in more]


def _examples(command: Command, out: Printer) -> Iterable[str]:
    if not command.examples:
        return
    yield from ("", _heading("Examples", out))
    for line, meaning in command.examples:
        if meaning:
            yield f"  {out.styled(f'# {meaning}', 'dim')}"
        yield f"  {line}"


def _paragraph(text: str, out: Printer) -> list[str]:
    return [line for part in text.split("\n\n") for line in (*wrap(part, _width(out)), "")][:-1]


def _heading(title: str, out: Printer) -> str:
    return out.styled(title, "bold")


def _width(out: Printer) -> int:
    return max(min(out.width if out.is_terminal else 80, _WIDEST), _NARROWEST)
