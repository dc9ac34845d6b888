"""What to say to someone whose first words are no command: what is meant, written the way it is written here."""

from __future__ import annotations

import os
from shlex import join, quote

from opsflow.cli import exits
from opsflow.cli.output.printing import Printer, tell
from opsflow.cli.words import registry
from opsflow.domain.ids import looks_like_ids
from opsflow.domain.nearest import nearest
from opsflow.domain.other_tools import COMMANDS, SEVERAL, VERBS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.words.declare import Command


def refused(argv: Sequence[str]) -> int | None:
    """The status for words that begin with no command, after saying so; `None` where the first word is another."""
    known = registry.words_after("")
    if not argv or argv[0].startswith("-") or argv[0] in known:
        return None
    return tell_mistake(no_command(argv[0], "", known, argv), "opsflow", argv)


def tell_mistake(message: str, where: str, argv: Sequence[str]) -> int:
    """Say what is wrong with some words, and which page to look at; gives the status."""
    message = with_help(message, where)
    if "--json" in argv:
        from opsflow.cli.output.documents import error_document

        Printer("json").document(error_document(exits.USAGE, message))
    tell(f"opsflow: {message}")
    return exits.USAGE


def no_command(word: str, group: str, known: Sequence[str], argv: Sequence[str]) -> str:
    """What a word that is no command is told, behind the name of a group or, without one, as the first word."""
    if group:
        return _no_command_of_group(word, group, known)
    behind = list(argv[argv.index(word) + 1 :]) if word in argv else []
    if looks_like_ids(word):
        return _verb_after_ids(word, behind, known)
    if word.startswith(("+", "@")) or ":" in word:
        return _verb_after_filter(word, behind, known)
    if word.lower() in COMMANDS:
        return f"There is no command {word!r}; here that is `opsflow {COMMANDS[word.lower()]}`"
    if word.lower() in SEVERAL:
        ways = [f"`opsflow {words}`" for words in SEVERAL[word.lower()]]
        return f"There is no command {word!r}; here there are {', '.join(ways[:-1])} and {ways[-1]}"
    return f"There is no command {word!r}" + nearest_of(word, [name for name in known if name not in registry.HIDDEN])


def with_help(message: str, where: str) -> str:
    """The message as a sentence, with the page to look at behind it; `where` is a command or `opsflow` alone."""
    return f"{message}{'' if message.endswith('?') else '.'} See `{where} --help`."


def nearest_of(word: str, known: Sequence[str]) -> str:
    """A question with the nearest words, as the end of a sentence; nothing when none is near."""
    close = nearest(word, known)
    return f"; did you mean {' or '.join(close)}?" if close else ""


def no_ids(command: Command, word: str, words: Sequence[str]) -> str:
    """A sentence for someone who wrote a word where ids belong; `words` are all that stand behind the command."""
    before, items = words[: words.index(word)], command.params[0]
    if before and all(map(looks_like_ids, before)):
        if items.name != "ids" and not items.complete.endswith("criteria"):
            return ""  # one word has its place behind the ids, and there are more
        told = behind_option(command, " ".join(words[len(before) :]))
        return f" Did you mean `opsflow {command.name} {join(before)} {told}`?" if told else ""
    behind = [held for held in words if looks_like_ids(held)]
    if behind and words[-1] == behind[-1] and not items.complete.endswith("criteria"):
        others = [held for held in words if held not in behind]
        return f" The ids come first: `opsflow {command.name} {join([*behind, *others])}`."
    return f" To look for items by a word: `opsflow list {quote(word)}`." if word[:1].isalpha() else ""


def behind_option(command: Command, text: str) -> str:
    """The option with which a command takes a text, where it was written without one; nothing if it has none."""
    flags = [flag for param in command.params for flag in param.flags]
    known = ("--code", "--note", "--reason") if " " not in text else ("--note", "--reason")
    return next((f"{flag} {quote(text)}" for flag in known if flag in flags), "")


def _no_command_of_group(word: str, group: str, known: Sequence[str]) -> str:
    if looks_like_ids(word):
        listing = registry.find(f"{group} list")
        takes_ids = listing is not None and any(param.complete == "ids" for param in listing.params)
        look = f"{group} list {word}" if takes_ids else f"show {word}"
        return f"{group} wants a verb before {word}: {', '.join(known)}. To look at it: `opsflow {look}`"
    if VERBS.get(word.lower()) in known:
        return f"There is no {group} {word}; here that is `opsflow {group} {VERBS[word.lower()]}`"
    forms = [f"`opsflow {group} {name} {quote(word)}`" for name in known if _reads_file(f"{group} {name}")]
    if forms and (word == "-" or "." in word or "/" in word or os.path.exists(word)):
        return f"{group} wants a word for what {quote(word)} holds before it: {' or '.join(forms)}"
    return f"There is no command {word!r}" + nearest_of(word, known)


def _reads_file(name: str) -> bool:
    command = registry.find(name)
    return command is not None and command.params[0].complete == "files"


def _verb_after_ids(ids: str, behind: list[str], known: Sequence[str]) -> str:
    verb = _verb(behind[0], known) if behind else []
    if not verb:
        return f"A command begins with its verb, such as `opsflow done {ids}`. To look at it: `opsflow show {ids}`"
    return f"The verb comes first: `opsflow {join(_with(verb, [ids]) + behind[1:])}`"


def _verb_after_filter(word: str, behind: list[str], known: Sequence[str]) -> str:
    """For `+cert list` and `project:net done`, as tools have it where the filter stands before the verb."""
    words = [word, *behind]
    place = next((place for place, held in enumerate(words) if _verb(held, known)), None)
    if place is None:
        return f"A command begins with its verb: `opsflow {join(['list', *words])}`"
    verb, chosen = _verb(words[place], known), words[:place]
    if _has(verb, "--where"):
        chosen = ["--where", " ".join(chosen)]
    return f"The verb comes first: `opsflow {join(_with(verb, chosen) + words[place + 1 :])}`"


def _with(verb: list[str], chosen: list[str]) -> list[str]:
    """The words of a command with the items put in: in the place of `ID`, else behind them."""
    if "ID" not in verb:
        return verb + chosen
    place = verb.index("ID")
    return verb[:place] + chosen + verb[place + 1 :]


def _has(words: list[str], flag: str) -> bool:
    command = registry.find(words[0]) or registry.find(" ".join(words[:2]))
    return command is not None and any(flag in param.flags for param in command.params)


def _verb(word: str, known: Sequence[str]) -> list[str]:
    """The words of the command that a word names here, or is called by elsewhere."""
    return [word] if word in known else COMMANDS.get(word.lower(), "").split()
