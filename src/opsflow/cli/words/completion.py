"""What a shell offers for the word under the cursor, and the scripts that ask."""

from __future__ import annotations

from opsflow.cli.words import registry
from opsflow.services.looking import completing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.cli.call import Call
    from opsflow.cli.words.declare import Command, Param

    Candidates = Iterator[tuple[str, str]]

_SCRIPTS = {
    "bash": """_opsflow() {
    local line words=("${COMP_WORDS[@]:1:COMP_CWORD}")
    COMP_WORDBREAKS=${COMP_WORDBREAKS//:}
    COMPREPLY=()
    while IFS=$'\\t' read -r line _; do COMPREPLY+=("$line"); done \\
        < <(opsflow complete -- "${words[@]}" 2>/dev/null)
}
complete -o default -F _opsflow opsflow""",
    "zsh": """#compdef opsflow
_opsflow() {
    local -a found
    local line
    for line in "${(@f)$(opsflow complete -- "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        [[ -n $line ]] && found+=("${${line%%$'\\t'*}//:/\\\\:}:${line#*$'\\t'}")
    done
    _describe opsflow found || _files
}
compdef _opsflow opsflow""",
    "fish": """function __opsflow
    set -l words (commandline -opc) (commandline -ct)
    opsflow complete -- $words[2..-1] 2>/dev/null
end
complete -c opsflow -a '(__opsflow)'""",
}


def script(shell: str) -> str | None:
    """The script for a shell, or `None` for one that is not known."""
    return _SCRIPTS.get(shell)


def candidates(call: Call, words: list[str]) -> Candidates:
    """What may stand for the last of the words, each with a word about it."""
    before, last = words[:-1], words[-1] if words else ""
    name = _command_name(before)
    command = registry.find(name) if name else None
    if command is None:
        yield from _commands(" ".join(before), last)
        return
    param = _param(command, before[len(name.split()) :], last)
    if param is None:
        yield from _options(command, last)
    else:
        if param.name == "title" and "--template" in before[:-1]:
            yield from completing.variables(call.session(), before[before.index("--template") + 1], last)
        yield from _values(call, param, last)


def _command_name(words: list[str]) -> str:
    return " ".join(words[:2]) if words[:1] and words[0] in registry.GROUPS and len(words) > 1 else "".join(words[:1])


def _commands(group: str, last: str) -> Candidates:
    prefix = f"{group} " if group else ""
    seen: set[str] = set()
    for name in registry.PLACES:
        if not name.startswith(prefix) or name == "complete":
            continue
        word = name[len(prefix) :].split()[0]
        if word.startswith(last) and word not in seen:
            seen.add(word)
            found = registry.find(name) if prefix + word == name else None
            yield word, found.summary if found else ""


def _param(command: Command, before: list[str], last: str) -> Param | None:
    """The parameter that the last word is a value of; `None` when it is an option itself."""
    if before:
        for param in command.params:
            if param.kind == "option" and before[-1] in param.flags:
                return param
    if last.startswith("--"):
        return None
    places = [param for param in command.params if param.kind == "argument"]
    given = [word for word in before if not word.startswith("--")]
    if not places:
        return None
    return places[min(len(given), len(places) - 1)]


def _options(command: Command, last: str) -> Candidates:
    for param in command.params:
        for flag in param.flags:
            if flag.startswith(last or "--"):
                yield flag, param.help


def _values(call: Call, param: Param, last: str) -> Candidates:
    if param.choices:
        yield from ((choice, "") for choice in param.choices if choice.startswith(last))
        return
    kind = param.complete
    if param.name == "words" and not last[:1].isdigit():
        yield from _of_kind(call, kind, last)
    elif param.name == "title" or kind == "filters":
        yield from completing.filter_words(call.session(), last)
    else:
        yield from _of_kind(call, "ids" if param.name == "words" else kind, last)


def _of_kind(call: Call, kind: str, last: str) -> Candidates:
    if kind not in ("", "files", "links"):
        yield from completing.of_kind(call.session(), kind, last)
