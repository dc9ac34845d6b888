"""Completion."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _completion(call: Call) -> None:
    from opsflow.cli.words.completion import script
    from opsflow.domain.errors import UsageError

    text = script(call.needed("shell"))
    if text is None:
        raise UsageError("Completion is there for bash, zsh and fish.")
    call.out.data(text)


def _complete(call: Call) -> None:
    from opsflow.cli.words.completion import candidates

    for word, about in candidates(call, call.texts("words")):
        call.out.data(f"{word}\t{about}" if about else word)


COMMANDS = (
    Command(
        "completion",
        "Print a completion script for your shell.",
        (argument("shell", "bash, zsh or fish."), *GLOBAL),
        _completion,
        "Site",
        "It completes commands, options, ids with their titles, states, owners, tags, projects and views.",
        (
            ('eval "$(opsflow completion bash)"', "in ~/.bashrc"),
            ("opsflow completion fish > ~/.config/fish/completions/opsflow.fish", ""),
        ),
    ),
    Command(
        "complete",
        "Answer the completion script of a shell.",
        (argument("words", "The words so far, the last one unfinished.", many=True, required=False), *GLOBAL),
        _complete,
        "hidden",
        examples=(("opsflow complete -- show 1", "what may stand for the 1"),),
    ),
)
