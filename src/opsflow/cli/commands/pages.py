"""Help as a command."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _help(call: Call) -> None:
    from opsflow.cli.words.help import page
    from opsflow.cli.words.registry import GROUPS, PLACES
    from opsflow.domain.errors import UsageError
    from opsflow.domain.nearest import no_such

    name = " ".join(call.texts("words"))
    if name and name not in PLACES and name not in GROUPS:
        raise UsageError(no_such("command", name, (*PLACES, *GROUPS)))
    for line in page(name, call.out):
        call.out.data(line)


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
