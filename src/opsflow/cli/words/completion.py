"""What may stand for the word under the cursor: a command, an option, or a value of the kind that is declared there."""

from __future__ import annotations

from opsflow.cli.words import registry
from opsflow.cli.words.declare import GLOBAL
from opsflow.cli.words.reader import is_option
from opsflow.services.looking import completing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from opsflow.cli.call import Call
    from opsflow.cli.words.declare import Command, Param

    Candidates = Iterator[tuple[str, str]]

FILES = ("", "files")
"""Stands for the names of files, which the shell completes itself."""
_SIGNED = ("filters", "sentence", "tags")
"""Kinds with values that may begin with a minus."""


def candidates(call: Call, words: list[str]) -> Candidates:
    """What may stand for the last of the words, each with a word about it."""
    before, last = words[:-1], words[-1] if words else ""
    begin = _after_leading(before)
    name = _command_name(before[begin:])
    command = registry.find(name) if name else None
    if command is None:
        found = _value_of_option(call, before, last, GLOBAL) if before else None
        yield from _commands(" ".join(before[begin:]), last) if found is None else found
        return
    call.values["store"] = _store(before) or call.text("store")
    yield from _of_command(call, command, before[begin + len(name.split()) :], last)


def _after_leading(words: list[str]) -> int:
    """Where the name of the command begins, behind options of every command."""
    place = 0
    while place < len(words) and is_option(words[place], GLOBAL):
        place += 1 if "=" in words[place] or _named(words[place], GLOBAL) is None else 2
    return place


def _store(words: list[str]) -> str | None:
    """The store that the words name, so that what is offered comes from there."""
    for place, word in enumerate(words):
        flag, equals, value = word.partition("=")
        if flag == "--store":
            return value if equals else "".join(words[place + 1 : place + 2]) or None
    return None


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
            found = registry.find(name)
            about = registry.GROUPS[word] if not group and word in registry.GROUPS else found.summary if found else ""
            yield word, about
    if not group and last.startswith("-"):
        yield from _options(GLOBAL, last)


def _of_command(call: Call, command: Command, before: list[str], last: str) -> Candidates:
    options = [param for param in command.params if param.kind != "argument"]
    found = _value_of_option(call, before, last, options)
    if found is not None:
        yield from found
        return
    free = _free(before, options)
    kind = "" if last.startswith("--") and "--" not in before else _kind(command, free, before)
    if last.startswith("-") and kind not in _SIGNED:
        yield from _options(options, last)
    elif kind:
        if kind == "sentence" and "--template" in before[:-1]:
            yield from completing.variables(call.session(), before[before.index("--template") + 1], last)
        yield from _values(call, kind, last, free)
    elif not last and not any(param.kind == "argument" for param in command.params):
        yield from _options(options, "--")


def _value_of_option(call: Call, before: list[str], last: str, options: Iterable[Param]) -> Candidates | None:
    """The values of the option that the last word belongs to; `None` when it belongs to none."""
    flag, equals, value = last.partition("=")
    if flag.startswith("--") and equals:
        param = _named(flag, options)
        if param is not None and param.kind == "option":
            return ((f"{flag}={word}", about) for word, about in _of_param(call, param, value))
    param = _named(before[-1], options) if before and "--" not in before else None
    return None if param is None or param.kind != "option" else _of_param(call, param, last)


def _of_param(call: Call, param: Param, last: str) -> Candidates:
    if param.choices:
        return completing.beginning(param.choices, last)
    return _values(call, param.complete.split()[0] if param.complete else "", last, [], param.name.replace("_", "-"))


def _named(word: str, options: Iterable[Param]) -> Param | None:
    return next((param for param in options if word in param.flags), None)


def _free(words: list[str], options: list[Param]) -> list[str]:
    """The words that are neither options nor values of options."""
    free: list[str] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word == "--":
            return free + words[place + 1 :]
        if is_option(word, options):
            param = _named(word, options)
            place += 1 if param is not None and param.kind == "option" else 0
        else:
            free.append(word)
        place += 1
    return free


def _kind(command: Command, free: list[str], before: list[str]) -> str:
    """What the next word that is no option is; with --where the command is not told ids."""
    kinds: list[str] = []
    for param in command.params:
        if param.kind == "argument":
            kinds += (param.complete or "-").split()
    if kinds[:1] == ["ids"] and len(kinds) > 1 and ("--where" in before or "-w" in before):
        kinds = kinds[1:]
    return (kinds[min(len(free), len(kinds) - 1)] if kinds else "").removeprefix("-")


def _options(options: Iterable[Param], last: str) -> Candidates:
    for param in options:
        for flag in param.flags:
            if flag.startswith(last):
                yield flag, param.meaning


def _values(call: Call, kind: str, last: str, free: list[str], name: str = "") -> Candidates:
    """Values of a kind that is declared. `free` are the words before, `name` is that of the field it is for."""
    if kind == "files":
        yield FILES
    elif kind == "criteria":
        yield from completing.criteria(call.session(), free[0], last) if free else ()
    elif kind == "places" and free:
        from opsflow.services.looking.completing_flow import places

        yield from places(call.session(), free, last)
    elif kind == "places":
        yield from completing.of_kind(call.session(), "states", last)
    elif kind == "verbs":
        yield from _commands(" ".join(free), last)
    elif kind in ("filters", "sentence", "values"):
        from opsflow.services.looking import completing_words as words

        if kind == "values":
            yield from words.values_of(call.session(), name, last)
        else:
            yield from (words.filter_words if kind == "filters" else words.sentence_words)(call.session(), last)
    elif kind in OWN:
        yield from OWN[kind](call, last)
    elif kind:
        yield from completing.of_kind(call.session(), kind, last)


def _column_names(call: Call) -> list[str]:
    from opsflow.cli.output.columns import COLUMNS

    return [*COLUMNS, *_fields_of_the_site(call)]


def _fields_of_the_site(call: Call) -> list[str]:
    """None without a store: all other names can be completed before there is one."""
    from opsflow.cli.output.columns import declared
    from opsflow.domain.errors import StoreError

    try:
        return [*declared(call.session()), *completing.names_kept(call.session())]
    except StoreError:
        return []


def _columns(call: Call, last: str) -> Candidates:
    names = _column_names(call)
    return completing.several(last, lambda begun: completing.beginning(names, begun))


def _groupings(call: Call, last: str) -> Candidates:
    return completing.beginning(_column_names(call), last)


def _sorts(call: Call, last: str) -> Candidates:
    from opsflow.services.looking.sorting import SORTS

    known = [*SORTS, *_fields_of_the_site(call)]

    def keys(begun: str) -> Candidates:
        sign = begun[:1] if begun[:1] == "-" else ""
        return ((sign + key, "") for key in known if key.startswith(begun[len(sign) :]))

    return completing.several(last, keys)


def _schemas(_call: Call, last: str) -> Candidates:
    from opsflow.contract.schemas import names

    return completing.beginning(names(), last)


def _shells(_call: Call, last: str) -> Candidates:
    from opsflow.cli.words.shells import SCRIPTS

    return completing.beginning(SCRIPTS, last)


OWN = {"columns": _columns, "groupings": _groupings, "sorts": _sorts, "schemas": _schemas, "shells": _shells}
"""Kinds of values that only the shell knows."""
