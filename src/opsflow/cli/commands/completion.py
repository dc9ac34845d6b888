"""Completion."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, Command, argument, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _completion(call: Call) -> None:
    from opsflow.cli.words.shells import SCRIPTS
    from opsflow.domain.errors import UsageError

    text = SCRIPTS.get(call.needed("shell"))
    if text is None:
        raise UsageError("Completion is there for bash, zsh and fish.")
    call.out.data(text)


def _complete(call: Call) -> None:
    from opsflow.cli.words.completion import FILES, candidates

    text = call.text("line")
    if text is None:
        for word, about in candidates(call, call.texts("words")):
            call.out.data(f"{word}\t{about}" if about else word)
        return
    from opsflow.cli.words.shells import Line, answers

    line = Line(text, call.text("breaks") or "")
    found = [FILES] if line.is_file else list(candidates(call, line.words))
    if found == [FILES]:
        call.out.data("\t".join(FILES))
        return
    columns = call.text("columns") or ""
    for answer in answers(line, found, int(columns) if columns.isdigit() else 0):
        call.out.data(answer)


COMMANDS = (
    Command(
        "completion",
        "Print a completion script for your shell.",
        (argument("shell", "bash, zsh or fish.", complete="shells"), *GLOBAL),
        _completion,
        "It completes commands, options, ids with their titles, numbers of criteria, states, owners, tags, projects, "
        "dates, fields with their values, and views.",
        (
            ('eval "$(opsflow completion bash)"', "in ~/.bashrc"),
            ('eval "$(opsflow completion zsh)"', "in ~/.zshrc; or in a file _opsflow on the fpath"),
            ("opsflow completion fish > ~/.config/fish/completions/opsflow.fish", ""),
        ),
    ),
    Command(
        "complete",
        "Answer the completion script of a shell.",
        (
            argument("words", "The words so far, the last one unfinished.", many=True, required=False),
            option("--line", "Instead of words: the line up to the cursor, as bash has it.", "TEXT"),
            option("--breaks", "With --line: the signs at which bash cuts words.", "SIGNS"),
            option("--columns", "With --line: the width of the terminal that lists what is found.", "N"),
            *GLOBAL,
        ),
        _complete,
        examples=(("opsflow complete -- show 1", "what may stand for the 1"),),
    ),
)
