"""Everything opsflow raises on purpose. The exit status of each stands in `opsflow.cli.exits`.

OpsflowError
├── UsageError         the words of a command, a filter, a date or a file are wrong
│   └── ConfigError    the configuration is wrong
├── NotFound           no such item, criterion, note or command
├── Refused            a rule says no; nothing was changed
├── Conflict           someone else changed the same items meanwhile
│   └── Unfit          what is to be written breaks a rule that the store itself keeps
├── Busy               another process holds the store for too long
└── StoreError         the store is missing, damaged, too new, or cannot be written
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from opsflow.domain.rules.policies import Finding


class OpsflowError(Exception):
    """A problem whose message tells a user what is wrong and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UsageError(OpsflowError):
    """Input that cannot be understood.

    `source` is the text that was read and `offset` the 0-based position of the trouble in it, when there is one to
    point at.
    """

    def __init__(self, message: str, source: str | None = None, offset: int | None = None) -> None:
        super().__init__(message)
        self.source = source
        self.offset = offset


class ConfigError(UsageError):
    """A configuration file that cannot be used, for one problem or several, which the message has in a row.

    `place` are the parts of the key that it is about, if it is of one.
    """

    def __init__(self, message: str, place: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.place = place
        self.problems: tuple[str, ...] = (message,)

    @classmethod
    def of(cls, problems: Iterable[str]) -> ConfigError:
        """The error of several problems, each behind its file and line, and made a sentence."""
        sentences = [problem if problem.endswith((".", "?")) else f"{problem}." for problem in problems]
        error = cls(" ".join(sentences))
        error.problems = tuple(sentences)
        return error


class NotFound(OpsflowError):
    """Something named by a user does not exist."""


UNCHANGED = "Nothing was changed."
"""What a refusal ends with: a command is done whole or not at all."""


class Refused(OpsflowError):
    """A rule forbids the change. `findings` are the rules that said so, each with its remedy."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class Conflict(OpsflowError):
    """The items were changed by someone else since they were read."""


class Unfit(Conflict):
    """What is to be written breaks a rule that the store itself keeps. `where` names the item or command, if known."""

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(message)
        self.where = where


class Busy(OpsflowError):
    """The store is held by another process, and the wait was long enough."""


class StoreError(OpsflowError):
    """The store cannot be used."""
