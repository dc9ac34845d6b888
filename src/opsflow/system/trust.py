"""Which commands this person lets run on this machine: the digests of their content, outside of store and project.

A store or a configuration that comes from elsewhere can say what it likes about who wrote what; this file is believed
alone. The command of a criterion is trusted by an actor, for that actor: where several work under one login, none runs
what another typed before having looked at it. That is a guard between colleagues and no wall: whoever has the login can
take any name.
"""

from __future__ import annotations

import os

from opsflow.domain.errors import ConfigError
from opsflow.system.paths import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def digest(kind: str, content: bytes) -> str:
    """What stands for a content of some kind: `check`, `config` or `hook`."""
    from hashlib import sha256

    return sha256(kind.encode() + b"\0" + content).hexdigest()


def _check_digest(actor: str, command: str) -> str:
    """What stands for the command of a criterion that an actor trusts; no name and no command holds a NUL."""
    return digest("check", f"{actor}\0{command}".encode())


def checks_trusted(environ: Mapping[str, str], actor: str) -> Callable[[str], bool]:
    """Whether the command of a criterion may run here for an actor, as far as it is known now."""
    known = trusted(environ)
    return lambda command: _check_digest(actor, command) in known


def trust_checks(environ: Mapping[str, str], actor: str, commands: Iterable[str | None]) -> None:
    """Let the commands of criteria run here for an actor, from now on."""
    trust(environ, [_check_digest(actor, command) for command in commands if command])


def file_digest(kind: str, path: str) -> str:
    """What stands for a file. Raises `ConfigError` when it cannot be read."""
    try:
        with open(path, "rb") as file:
            return digest(kind, file.read())
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error


def path_of(environ: Mapping[str, str]) -> str:
    """The file that holds the digests."""
    return f"{folder(environ, 'STATE')}/trusted"


def trusted(environ: Mapping[str, str]) -> frozenset[str]:
    """Every digest that was trusted. A file that others could have written is not believed: `ConfigError`."""
    path = path_of(environ)
    try:
        with open(path, encoding="ascii") as file:
            about = os.fstat(file.fileno())
            if about.st_uid != os.getuid() or about.st_mode & 0o022:
                raise ConfigError(f"{path} can be written by others: chmod 600 it, after looking at it.")
            return frozenset([line.split(" ")[0] for line in file.read().splitlines()])
    except FileNotFoundError:
        return frozenset()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}.") from error


def trust(environ: Mapping[str, str], digests: Iterable[str]) -> None:
    """Trust contents from now on. Lines are only added, in one write each time, so that two processes lose nothing."""
    known = trusted(environ)
    fresh = [held for held in dict.fromkeys(digests) if held not in known]
    if not fresh:
        return
    path = path_of(environ)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        with open(os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "a", encoding="ascii") as file:
            file.write("".join([f"{held}\n" for held in fresh]))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}.") from error
