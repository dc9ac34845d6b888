"""Help as a command."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from opsflow.cli.call import Call


def _help(call: Call) -> None:
    from opsflow.cli.words.help import page
    from opsflow.cli.words.registry import GROUPS, PLACES

    words = call.texts("words")
    name = " ".join(words)
    if name and name not in PLACES and name not in GROUPS:
        _refuse(words)
    for line in page(name, call.out):
        call.out.data(line)


def _refuse(words: list[str]) -> NoReturn:
    """Raise the `UsageError` that the same words get as a command."""
    from opsflow.cli.words.mistakes import no_command, with_help
    from opsflow.cli.words.registry import GROUPS, words_after
    from opsflow.domain.errors import UsageError

    group = words[0] if words[0] in GROUPS else ""
    wrong = words[1:] if group else words
    word = wrong[0] if wrong[0] not in words_after(group) else " ".join(wrong)
    where = f"opsflow {group}".rstrip()
    raise UsageError(with_help(no_command(word, group, words_after(group), words), where))


COMMANDS = (
    Command(
        "help",
        "Print the page of a command; without one, that of everything.",
        (argument("words", "The command.", many=True, required=False, complete="verbs"), *GLOBAL),
        _help,
        "The same as --help behind it.",
        (("opsflow help criteria add", ""),),
    ),
)
