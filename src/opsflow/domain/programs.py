"""Commands as they are kept in criteria and configuration, and how one of them ended."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

FAILED, LATE, UNRUNNABLE = "failed", "late", "unrunnable"
LONGEST = 4096
_PLAIN = "._:/@%+,=-"
_OPERATORS = frozenset(("|", "||", "&&", "&", ";", ">", ">>", "<", "2>", "2>&1"))
_SHELLS = ("sh", "ash", "bash", "dash", "fish", "ksh", "zsh", "su")
_INTERPRETERS = (*_SHELLS, "perl", "python", "python3", "ruby", "node", "php")
_REMOTE = ("ssh", "rsh", "mosh")


class Ran(Value):
    """How a program ended: `problem` is empty when its exit status was 0, else `failed`, `late` or `unrunnable`."""

    problem: str
    status: int | None
    seconds: float
    output: str

    @property
    def ending(self) -> str:
        """How it ended: `exit 1`, `over time` or `not run`."""
        return f"exit {self.status}" if self.status is not None else "over time" if self.problem == LATE else "not run"

    def in_words(self, host: str) -> str:
        """What can be kept as evidence: status, host, duration and output."""
        said = self.output.strip()
        return f"{self.ending} in {self.seconds:.1f} s on {host}" + (f": {said}" if said else "")


def words_of(command: str) -> list[str]:
    """The words of a command, as a shell would split them, without any of its other powers. Raises `UsageError`."""
    from shlex import split

    try:
        words = split(command)
    except ValueError as error:
        raise UsageError(f"The command {command!r} cannot be read: {error}.") from None
    if not words:
        raise UsageError("A check is a command whose exit status is the answer: --check 'test -e /etc/motd'.")
    return words


def shell_signs(command: str) -> list[str]:
    """The words of a command that only a shell obeys, such as `|`: without one they are handed on as they stand."""
    return [word for word in words_of(command) if word in _OPERATORS or word.startswith(("$", "`"))]


def checked_command(command: str, in_shell: bool = False) -> str:
    """A command fit to keep; one that asks for a shell is kept as the call of that shell. Raises `UsageError`."""
    if in_shell and command.strip():
        from shlex import quote

        command = f"sh -c {quote(command.strip())}"
    words_of(command)
    if len(command) > LONGEST or "\0" in command:
        raise UsageError(f"A command is text of at most {LONGEST} characters. Put longer ones into a script.")
    return command.strip()


def filled(text: str, variables: Mapping[str, str]) -> str:
    """The text with `{name}` replaced by the variable of that name. Other braces stay; values are not read again."""
    parts = text.split("{")
    made = [parts[0]]
    for part in parts[1:]:
        name, brace, rest = part.partition("}")
        made.append(variables[name] + rest if brace and name in variables else "{" + part)
    return "".join(made)


def unfilled(text: str, names: Collection[str]) -> list[str]:
    """The words in braces that `filled` leaves as they are, though they look like variables."""
    parts = [part.partition("}") for part in text.split("{")[1:]]
    return [f"{{{name}}}" for name, brace, _ in parts if brace and name.isidentifier() and name not in names]


def run_as_program(words: Sequence[str], names: Collection[str]) -> str:
    """The first word in which a variable would be run and not handed to what runs; nothing where there is none.

    That is the program itself, the text behind `-c` or `-e` of an interpreter, and all that goes to a remote shell.
    """
    reader = ""
    for place, word in enumerate(words):
        is_text = bool(reader) and words[place - 1].startswith("-") and words[place - 1][-1] in "ce"
        if (place == 0 or is_text or reader in _REMOTE) and any(f"{{{name}}}" in word for name in names):
            return word
        program = word.rpartition("/")[2]
        if program in _REMOTE or (program in _INTERPRETERS and reader not in _REMOTE):
            reader = program
    return ""


def filled_command(command: str, variables: Mapping[str, str], in_shell: bool) -> str:
    """A command with its variables filled in, so that a value is never more than one word, or a part of one.

    A command may hand its words to another shell, as `ssh` and `sh -c` do, so values are plain too: `UsageError` for
    signs that a shell would obey, and for a value that would read as an option.
    """
    from shlex import join, quote

    for name, value in variables.items():
        if f"{{{name}}}" in command and (value.startswith("-") or not all(map(_is_plain, value))):
            raise UsageError(
                f"The variable {name} goes into a command, so it holds letters, digits, spaces and {_PLAIN} and does "
                f"not begin with -; {value!r} does not fit."
            )
    if in_shell:
        return checked_command(filled(command, {name: quote(value) for name, value in variables.items()}), True)
    return checked_command(join([filled(word, variables) for word in words_of(command)]))


def _is_plain(sign: str) -> bool:
    return sign.isalnum() or sign in _PLAIN or sign == " "
