"""What a shell offers for the word under the cursor, and the scripts that ask."""

from __future__ import annotations

from opsflow.cli import registry
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from opsflow.cli.call import Call
    from opsflow.cli.declare import Command, Param
    from opsflow.domain.items import Item
    from opsflow.services.ports import Reader

    Candidates = Iterator[tuple[str, str]]

_MOST = 50

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
        yield from _filter_words(call, last)
    else:
        yield from _of_kind(call, "ids" if param.name == "words" else kind, last)


def _of_kind(call: Call, kind: str, last: str) -> Candidates:
    if kind in ("", "files", "links"):
        return
    session = call.session()
    if kind == "types":
        yield from ((held.name, "") for held in session.settings.types if held.name.startswith(last))
        return
    if kind == "templates":
        templates = session.settings.automation.get("templates") or {}
        yield from ((name, held["title"]) for name, held in templates.items() if name.startswith(last))
        return
    with session.store.reader() as reader:
        if kind == "ids":
            sign = last.rpartition(",")[0]
            start = f"{sign}," if sign else ""
            for item in _items(reader, last.rpartition(",")[2]):
                yield f"{start}{item.id}", visible(item.title)
        elif kind == "states":
            yield from ((s.name, s.category) for s in reader.workflow.states if s.name.startswith(last))
        elif kind == "recurrences":
            yield from ((held.name, held.words) for held in reader.recurrences() if held.name.startswith(last))
        elif kind == "tags":
            sign = last[:1] if last[:1] in "+-" else ""
            yield from ((sign + name, "") for name in reader.values("tag", last[len(sign) :], _MOST))
        else:
            column = {"owners": "owner", "projects": "project", "services": "service", "keys": "alert_key"}[kind]
            known = session.settings.owners if kind == "owners" else ()
            found = dict.fromkeys([*reader.values(column, last, _MOST), *[n for n in known if n.startswith(last)]])
            yield from ((visible(name), "") for name in found)


def _items(reader: Reader, prefix: str) -> Iterator[Item]:
    """Open items whose id begins with some digits: for each number of digits a range of ids."""
    if prefix and not prefix.isdigit():
        return
    conditions: list[str] = []
    bounds: list[int] = []
    for digits in range(0, 8 if prefix else 1):
        low = int(prefix or 1) * 10**digits
        conditions.append("(item.id >= ? AND item.id < ?)")
        bounds += [low, low + 10**digits] if prefix else [1, 10**9]
    where = f"item.is_open = 1 AND ({' OR '.join(conditions)})"
    yield from reader.select(where, bounds, "item.id DESC", _MOST)


def _filter_words(call: Call, last: str) -> Candidates:
    from opsflow.domain.filters.fields import FIELDS, IS_WORDS

    name, colon, value = last.partition(":")
    if last.startswith(("+", "-")) and len(last) > 0 and not colon:
        yield from _of_kind(call, "tags", last)
    elif last.startswith("@"):
        views = call.session().settings.views
        yield from ((f"@{view.name}", view.filter) for view in views if view.name.startswith(last[1:]))
    elif name == "is" and colon:
        yield from ((f"is:{word}", about) for word, about in IS_WORDS.items() if word.startswith(value))
    elif colon:
        kinds = {"owner": "owners", "state": "states", "project": "projects", "service": "services", "type": "types"}
        for word, about in _of_kind(call, kinds.get(name, ""), value):
            yield f"{name}:{word}", about
    else:
        yield from ((f"{field}:", "") for field in FIELDS if field.startswith(last))
