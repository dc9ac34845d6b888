"""Finding and reading configuration files, and keeping what they say in a form that loads fast.

What a file means is decided by the function that is passed in; this module finds the files and caches the answer,
keyed by path, times, size and inode of each, and of what else the answer rests on, such as the zone database.
"""

from __future__ import annotations

import os

from opsflow.domain.errors import ConfigError
from opsflow.domain.settings import Settings
from opsflow.domain.value import Value
from opsflow.system.paths import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    Read = Callable[[list[tuple[str, str]]], dict[str, Any]]

NAME = ".opsflow.toml"
_LARGEST, _LONGEST_LINE = 1_000_000, 2_000
"""Bytes of a file and signs in a line of it; the time to read a key grows with the square of its parts."""
_FORM = 4
"""Rises when what is kept has another form, since a copy of the same version may have kept it."""


class LoadedConfig(Value):
    """The configuration in force: the settings, the files they come from, the plain values, and the store's path.

    `origins` maps each key that a file sets to that file; `store_from` says who named the store.
    """

    settings: Settings
    files: tuple[str, ...]
    origins: Mapping[str, str]
    store_path: str
    store_from: str


def load_settings(
    environ: Mapping[str, str], cwd: str, read: Read, build: Callable[[dict[str, Any]], Settings], store: str | None
) -> LoadedConfig:
    """Find the files that apply in a folder and answer what they say. Raises `ConfigError`."""
    files = _files(environ, cwd)
    compiled = _compiled(environ, files, read) if files else {}
    settings = build(compiled) if compiled else Settings()
    path, named_by = _store(environ, cwd, store, settings)
    return LoadedConfig(settings, tuple(files), compiled.get("origins", {}), path, named_by)


def without_settings(environ: Mapping[str, str], cwd: str, store: str | None) -> LoadedConfig | None:
    """Where the store is, for a configuration whose settings cannot be used: the defaults take their place.

    `None` where the files do not tell even that.
    """
    is_named, settings = bool(store or environ.get("OPSFLOW_STORE")), Settings()
    try:
        files = _files(environ, cwd)
    except ConfigError:
        if not is_named:
            return None
        files = []
    if not is_named:
        for path in files:
            named = _store_key(path)
            if not isinstance(named, str | None):
                return None
            if named is not None:
                settings.store = os.path.join(os.path.dirname(path), os.path.expanduser(named))
    return LoadedConfig(settings, tuple(files), {}, *_store(environ, cwd, store, settings))


def foreseen(environ: Mapping[str, str], loaded: LoadedConfig, project: str) -> tuple[str, tuple[str, ...]]:
    """The store and the files that would be in force with a new project file that puts its store beside it."""
    if environ.get("OPSFLOW_CONFIG"):
        return loaded.store_path, loaded.files
    is_named = loaded.store_from in ("--store", "OPSFLOW_STORE")
    path = loaded.store_path if is_named else os.path.join(os.path.dirname(project), "opsflow.db")
    return path, (*[own for own in loaded.files if own == user_file(environ)], project)


def _store_key(path: str) -> object:
    """What a file says of its store, whatever else it says; `False` where it cannot be read."""
    import tomllib

    try:
        return tomllib.loads(text_of(path)).get("store")
    except (tomllib.TOMLDecodeError, RecursionError):
        return False


def project_file(cwd: str) -> str | None:
    """The nearest `.opsflow.toml` in the folder or above it, or `None`. Raises `ConfigError` when it is no file."""
    place = cwd
    while True:
        path = os.path.join(place, NAME)
        if _is_there(path):
            return path
        above = os.path.dirname(place)
        if above == place:
            return None
        place = above


def _is_there(path: str) -> bool:
    """Whether there is a file. Another thing of its name is no reason to work on another store without a word."""
    if os.path.isfile(path):
        return True
    if os.path.lexists(path):
        what = "a link that leads to no file" if os.path.islink(path) else "no file"
        raise ConfigError(f"{path} is {what}, so no configuration can be read from it. Put it right or remove it.")
    return False


def user_file(environ: Mapping[str, str]) -> str:
    """The person's own file; it need not exist."""
    return f"{folder(environ, 'CONFIG')}/config.toml"


def _files(environ: Mapping[str, str], cwd: str) -> list[str]:
    """The files that apply, the person's own first and the nearer one last."""
    own = user_file(environ)
    named = environ.get("OPSFLOW_CONFIG")
    if named:
        if not os.path.isfile(named):
            raise ConfigError(f"OPSFLOW_CONFIG names {named}, which is no file. Correct the path or unset it.")
        project: str | None = os.path.abspath(named)
    else:
        project = project_file(cwd)
    return [path for path in (own, project) if path and _is_there(path)]


def _store(environ: Mapping[str, str], cwd: str, store: str | None, settings: Settings) -> tuple[str, str]:
    if store == "":
        raise ConfigError("--store names no file. Leave it out for the store that `opsflow config path` shows.")
    if store:
        return os.path.join(cwd, os.path.expanduser(store)), "--store"
    if environ.get("OPSFLOW_STORE"):
        return os.path.join(cwd, os.path.expanduser(environ["OPSFLOW_STORE"])), "OPSFLOW_STORE"
    if settings.store:
        return settings.store, "configuration"
    return f"{folder(environ, 'DATA')}/opsflow.db", "default"


def _compiled(environ: Mapping[str, str], files: list[str], read: Read) -> dict[str, Any]:
    from opsflow.version import __version__

    key = [__version__, _FORM, environ.get("TZ"), *[_stamp(path) for path in files]]
    cache = f"{folder(environ, 'CACHE')}/config-{os.getuid()}.cache"
    kept = _kept(cache, key)
    if kept is not None and all(_is_as_it_was(stamp) for stamp in kept["sources"]):
        return kept
    compiled = read([(path, text_of(path)) for path in files])
    compiled["sources"] = [_stamp(path) for path in compiled["sources"]]
    _keep(cache, key, compiled)
    return compiled


def _is_as_it_was(stamp: tuple[str, int, int, int, int]) -> bool:
    try:
        return _stamp(stamp[0]) == stamp
    except ConfigError:
        return False


def _stamp(path: str) -> tuple[str, int, int, int, int]:
    """What changes whenever a file does; the time of the last change of its inode cannot be set by who writes it."""
    try:
        found = os.stat(path)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    return os.path.realpath(path), found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino


def text_of(path: str) -> str:
    """The text of a configuration file. Raises `ConfigError`."""
    try:
        with open(path, "rb") as file:
            raw = file.read(_LARGEST + 1)
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}.") from error
    if len(raw) > _LARGEST:
        raise ConfigError(f"{path} is larger than a configuration can be ({_LARGEST:,} bytes).")
    try:
        text = raw.decode("utf-8-sig")  # some editors begin a file with a mark of its encoding
    except UnicodeDecodeError:
        raise ConfigError(f"{path} is not UTF-8 text. Save it as UTF-8.") from None
    for number, line in enumerate(text.split("\n"), 1):
        if len(line) > _LONGEST_LINE:
            raise ConfigError(f"{path}: line {number}: longer than a line can be ({_LONGEST_LINE:,} signs). Break it.")
    return text


def _kept(cache: str, key: list[Any]) -> dict[str, Any] | None:
    """What the cache holds for this key. Only a file of one's own that no one else can write is believed."""
    import marshal

    try:
        with open(cache, "rb") as file:
            about = os.fstat(file.fileno())
            if about.st_uid != os.getuid() or about.st_mode & 0o022:
                return None
            held = marshal.load(file)
    except (OSError, ValueError, EOFError, TypeError):
        return None
    if isinstance(held, tuple) and len(held) == 2 and held[0] == key and isinstance(held[1], dict):
        return held[1]
    return None


def _keep(cache: str, key: list[Any], compiled: dict[str, Any]) -> None:
    """Keep the answer if that is possible: a cache that cannot be written costs time and nothing else."""
    import marshal

    building = f"{cache}.{os.getpid()}"
    try:
        os.makedirs(os.path.dirname(cache), mode=0o700, exist_ok=True)
        with open(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            marshal.dump((key, compiled), file)
        os.replace(building, cache)
    except OSError:
        return
