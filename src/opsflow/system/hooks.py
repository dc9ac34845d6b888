"""Hooks: executables in a folder, named `pre-KIND` or `post-KIND` after kinds of events, and notification commands.

Nothing runs that was not trusted: a configuration of one's own is, one of a project and each of its hooks after
`opsflow config trust`.
"""

from __future__ import annotations

import os

from opsflow.domain.programs import LATE
from opsflow.system.config_files import user_file
from opsflow.system.subprocesses import run
from opsflow.system.trust import file_digest, trusted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from opsflow.domain.programs import Ran

_MOST_OUTPUT = 2000
GUARD = "OPSFLOW_HOOK"
"""Set in the environment of a hook: the changes that it makes call no hooks."""


class FolderHooks:
    """The hooks and notifications of a configuration. `origins` says which file sets which key."""

    def __init__(
        self, table: Mapping[str, Any], notify: Sequence[Mapping[str, Any]], origins: Mapping[str, str],
        environ: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.notify = notify
        self._folder: str | None = table.get("folder")
        self._seconds = float(table.get("seconds", 5))
        self._origins = origins
        self._environ = environ
        self._waiting: list[str] = []
        self._told = False

    def wanted(self, phase: str, kinds: Sequence[str]) -> bool:
        """Whether there is a hook for one of these kinds of events; `*` stands for any."""
        return bool(self._found(phase, kinds))

    def call(self, phase: str, kinds: Sequence[str], text: str) -> list[str]:
        """Run the hooks for these kinds, with the text on stdin, and say which said no or failed."""
        said: list[str] = []
        for path in self._found(phase, kinds):
            name = os.path.basename(path)
            if not self._may_run("hooks.folder", path):
                self._waiting.append(f"the hook {name}")
                continue
            ran = run([path], self._seconds, _MOST_OUTPUT, text.encode(), self._own_environ(), self._folder)
            if ran.problem:
                said.append(_in_words(f"The hook {name}", ran, "said no" if phase == "pre" else "failed"))
        return said

    def send(self, words: Sequence[str], text: str, seconds: float) -> list[str]:
        """Run a notification, with the change on stdin."""
        if not self._may_run("notify", None):
            self._waiting.append("a notification")
            return []
        ran = run(words, seconds, _MOST_OUTPUT, text.encode(), self._own_environ())
        return [_in_words(f"The notification {words[0]}", ran, "failed")] if ran.problem else []

    def untrusted(self) -> list[str]:
        """Say, once, what did not run so far since it waits for trust: nothing of it stands in a command's way."""
        waiting = list(dict.fromkeys(self._waiting))
        if self._told or not waiting:
            return []
        self._told = True
        said = f"{', '.join(waiting)} did not run: {'it waits' if len(waiting) == 1 else 'they wait'}"
        return [f"{said} for `opsflow config trust`."]

    def executables(self) -> list[str]:
        """Every hook there is."""
        return self._found("pre", ("*",)) + self._found("post", ("*",))

    def names(self, asleep: bool = False) -> list[str]:
        """The names of hooks that run; `asleep` are those of files that are not executable."""
        return [name for name, path in self._files() if _is_executable(path) != asleep]

    def _found(self, phase: str, kinds: Sequence[str]) -> list[str]:
        found = []
        for name, path in self._files():
            of_phase, _, kind = name.partition("-")
            kind = kind.partition(".")[0]
            is_named = of_phase == phase and (kind == "all" or kind in kinds or "*" in kinds)
            if is_named and _is_executable(path):
                found.append(path)
        return found

    def _files(self) -> list[tuple[str, str]]:
        """The files in the folder that are named like a hook, with their paths."""
        if self._folder is None or not os.path.isdir(self._folder):
            return []
        names = [name for name in sorted(os.listdir(self._folder)) if name.startswith(("pre-", "post-"))]
        paths = [(name, os.path.join(self._folder, name)) for name in names]
        return [(name, path) for name, path in paths if os.path.isfile(path)]

    def _may_run(self, key: str, path: str | None) -> bool:
        origin = self._origins.get(key)
        if origin == user_file(self._environ):
            return True
        known = trusted(self._environ)
        if origin is None or file_digest("config", origin) not in known:
            return False
        return path is None or file_digest("hook", path) in known

    def _own_environ(self) -> dict[str, str]:
        return {**self._environ, GUARD: "1"}


def _is_executable(path: str) -> bool:
    return os.access(path, os.X_OK)


def _in_words(what: str, ran: Ran, problem: str) -> str:
    output = " ".join(ran.output.split())
    if ran.problem == LATE:
        return f"{what} took longer than it may."
    return f"{what} {problem}{': ' + output if output else ''}{'' if output.endswith('.') else '.'}"
