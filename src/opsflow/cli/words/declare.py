"""How a command is declared: once, for the small reader, for Typer, for help, for completion and for the docs."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Param(Value):
    """A parameter. `kind` is `argument`, `option` or `flag`; `many` takes all remaining words, or repeats an option.

    `complete` names what a shell can offer: a kind of value of `services.looking.completing` or `cli.words.completion`,
    or nothing. An argument of many words names a kind for each of its first words and the last for all others, with `-`
    where there is nothing to offer. `choices` are the only values there are.
    """

    name: str
    kind: str
    help: str
    flags: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    metavar: str = ""
    complete: str = ""
    choices: tuple[str, ...] = ()

    @property
    def meaning(self) -> str:
        """The help, with the choices where it does not name them itself."""
        if all(choice in self.help for choice in self.choices):
            return self.help
        return f"{self.help.rstrip('.')}: {', '.join(self.choices[:-1])} or {self.choices[-1]}."


class Command(Value):
    """A command. `run` gets a `Call` and answers with an exit status, or `None` for success."""

    name: str
    summary: str
    params: tuple[Param, ...]
    run: Callable[[Any], int | None]
    details: str = ""
    examples: tuple[tuple[str, str], ...] = ()


def argument(
    name: str, help: str, *, many: bool = False, required: bool = True, complete: str = "", shown: str = ""
) -> Param:
    """A positional parameter; `shown` is how the page of the command writes it, where its name does not tell."""
    return Param(name, "argument", help, (), many, required, shown or name.upper(), complete)


def option(
    flags: str,
    help: str,
    metavar: str = "TEXT",
    *,
    many: bool = False,
    complete: str = "",
    choices: tuple[str, ...] = (),
) -> Param:
    """An option with a value; `flags` is such as `--owner -o`, and the first names it."""
    words = tuple(flags.split())
    return Param(_name(words[0]), "option", help, words, many, False, metavar, complete, choices)


def flag(flags: str, help: str) -> Param:
    """An option without a value."""
    words = tuple(flags.split())
    return Param(_name(words[0]), "flag", help, words)


def _name(long: str) -> str:
    return long.removeprefix("--").replace("-", "_")


JSON = flag("--json", "Print one JSON document.")
QUIET = flag("--quiet -q", "Print ids alone.")
GLOBAL = (
    option("--store", "The store to use.", "PATH", complete="files"),
    option("--color", "When to use colour.", "WHEN", choices=("auto", "always", "never")),
)
READ = (JSON, *GLOBAL)
LISTED = (JSON, QUIET, *GLOBAL)
DRY_RUN = flag("--dry-run -n", "Tell what would happen and change nothing.")
WRITE = (
    flag("--force -f", "Go ahead against the rules; needs --reason."),
    option("--reason -r", "Why; kept in history.", "TEXT"),
    DRY_RUN,
    option("--at", "When it happened, if not now.", "DATE", complete="past"),
    option("--request-id", "A key: the same request sent twice is carried out once.", "KEY"),
    JSON,
    QUIET,
    *GLOBAL,
)
WHERE = option("--where -w", "Choose items by a filter instead of ids.", "FILTER", complete="filters")
NO_CONTEXT = flag("--no-context", "Without the context.")
IDS = argument(
    "ids", "Item ids: 12, or 3,5,7-9, or - to read them from stdin.", many=True, required=False, complete="ids"
)
