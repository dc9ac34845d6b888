"""The one place that joins the parts: store, services, system and configuration."""

from __future__ import annotations

import os

from opsflow.domain.settings import Settings
from opsflow.services.session import Session
from opsflow.store.connection import StoreOutdated
from opsflow.store.sqlite import SqliteStore
from opsflow.system import clock, identity
from opsflow.system.config_files import load_settings
from opsflow.system.zones import zone_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Any

    from opsflow.domain.errors import ConfigError
    from opsflow.domain.time.zones import Zone
    from opsflow.services.site.configuration_problems import Problem
    from opsflow.services.time.recurring import Almanac
    from opsflow.services.work.verifying import Runner, Trusted
    from opsflow.system.config_files import LoadedConfig


def load(store: str | None = None, environ: Mapping[str, str] | None = None, cwd: str | None = None) -> LoadedConfig:
    """The configuration in force in a folder, and where its store is. Raises `ConfigError`."""
    environment = os.environ if environ is None else environ
    return load_settings(environment, cwd or here(), _read, _build, store)


def load_for_care(store: str | None, told: Callable[[str], None]) -> LoadedConfig:
    """The same for what looks after the data and has to work when the configuration has a fault, which is `told`.

    Then the settings are the defaults. Raises `ConfigError` where nothing but the faulty file names the store.
    """
    from opsflow.domain.errors import ConfigError
    from opsflow.system.config_files import without_settings

    try:
        return load(store)
    except ConfigError as error:
        found = without_settings(os.environ, here(), store)
        if found is None:
            *others, last = error.problems
            raise ConfigError.of([*others, f"{last} Meanwhile --store PATH names the store."]) from None
        told(f"The configuration has a fault, and only what looks after the data goes on: {error.message}")
        return found


def checked(store: str | None, columns: Sequence[str]) -> tuple[LoadedConfig, list[str]]:
    """The configuration in force, in which nothing is wrong, and the hooks that sleep.

    `columns` are those that every list can have. Raises `ConfigError` with all problems, each behind its file and line.
    """
    from opsflow.services.site.configuration_problems import hook_problems, problems
    from opsflow.system.hooks import FolderHooks

    loaded = load(store)
    hooks = FolderHooks(loaded.settings.automation.get("hooks") or {}, (), loaded.origins, os.environ)
    found = [*problems(loaded.settings, columns), *hook_problems(hooks.names())]
    if found:
        raise _at_their_lines(found, loaded)
    return loaded, list(hooks.names(asleep=True))


def _at_their_lines(found: Sequence[Problem], loaded: LoadedConfig) -> ConfigError:
    from opsflow.contract.config.reading import at_line
    from opsflow.domain.errors import ConfigError
    from opsflow.system.config_files import text_of

    files = [(path, text_of(path)) for path in loaded.files]
    return ConfigError.of([at_line(one.message, one.place, files, loaded.origins) for one in found])


def here() -> str:
    """The working directory. Raises `UsageError` when it is gone."""
    from opsflow.domain.errors import UsageError

    try:
        return os.getcwd()
    except FileNotFoundError:
        raise UsageError("The working directory is gone. Change into one that exists.") from None


def _read(files: list[tuple[str, str]]) -> dict[str, Any]:
    from opsflow.contract.config.reading import located, read
    from opsflow.domain.errors import ConfigError
    from opsflow.system.calendars import completed

    values = read(files)
    try:
        return completed(values)
    except ConfigError as error:
        raise located(error, files, values["origins"]) from None


def _build(values: dict[str, Any]) -> Settings:
    from opsflow.services.site.configuring import build

    return build(values)


def open_session(
    store: str | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    cwd: str | None = None,
    origin: str = "api",
    create: bool = False,
    rehearse: bool = False,
    told: Callable[[str], None] | None = None,
) -> Session:
    """Open a store for work: the one at `store`, else the one that the environment and the configuration name.

    With `create` a store that is missing is made; in memory, when a command is only to `rehearse`. A store of an older
    version is upgraded first, and `told` hears where the file as it was is kept. Raises `StoreError` or `ConfigError`.
    """
    environment = os.environ if environ is None else environ
    loaded = load(store, environment, cwd)
    path, settings = loaded.store_path, loaded.settings
    is_new = create and not os.path.exists(path)
    if is_new and not rehearse:
        create_store(path, settings)
    store_open = _passing_store(settings) if is_new and rehearse else open_store(path, told)
    session = _session(store_open, settings, environment, origin, is_new)
    if settings.automation.get("notify") or (settings.automation.get("hooks") or {}).get("folder"):
        _add_hooks(session, loaded, environment)
    return session


def open_for_care(store: str | None, origin: str, told: Callable[[str], None]) -> Session:
    """Open a store for what reads history and has to work when the configuration has a fault; see `load_for_care`."""
    loaded = load_for_care(store, told)
    return _session(open_store(loaded.store_path, told), loaded.settings, os.environ, origin)


def open_demo(path: str, column_limits: Mapping[str, int] | None = None) -> Session:
    """Open a demonstration store under the defaults: no rule of a site refuses the made-up work, no hook hears of it.

    Raises `StoreError`.
    """
    settings = Settings()
    settings.column_limits = column_limits or {}
    return _session(open_store(path), settings, os.environ, "board")


def _session(
    store: SqliteStore, settings: Settings, environ: Mapping[str, str], origin: str, is_new: bool = False
) -> Session:
    session = Session(
        store,
        settings,
        identity.actor(environ),
        login=identity.login(environ),
        host=identity.host(),
        origin=origin,
        clock=_now,
        zone=zone_for(settings.zone),
        is_new=is_new,
    )
    if settings.clocks is not None:
        from opsflow.services.time.levels import put_in_force

        put_in_force(session)
    return session


def _add_hooks(session: Session, loaded: LoadedConfig, environ: Mapping[str, str]) -> None:
    from opsflow.system.hooks import GUARD, FolderHooks

    if GUARD not in environ:
        tables = loaded.settings.automation
        session.hooks = FolderHooks(tables.get("hooks") or {}, tables.get("notify") or (), loaded.origins, environ)


def open_store(path: str, told: Callable[[str], None] | None = None) -> SqliteStore:
    """Open the store at `path`, upgraded first when it is of an older version. Raises `StoreError`."""
    try:
        return SqliteStore(path)
    except StoreOutdated:
        from opsflow.store.migrations.upgrading import upgrade

        upgrade(path, clock.now(), told or (lambda _text: None))
        return SqliteStore(path)


def _now() -> int:
    return clock.now()


def create_store(path: str, settings: Settings | None = None) -> None:
    """Make an empty store with the workflow of the settings. Raises `StoreError` when something is there already."""
    from opsflow.store.creation import create

    config = settings or Settings()
    create(path, config.states, clock.now(), config.group_shared)


def would_be_made(path: str) -> bool:
    """Whether `init` would make a store at a path; false where one is. Raises `StoreError` where it would, or could."""
    from opsflow.store.connection import connect
    from opsflow.store.creation import refuse_unmakeable

    if os.path.exists(path):
        connect(path, older=True).close()
        return False
    refuse_unmakeable(path)
    return True


def _passing_store(settings: Settings) -> SqliteStore:
    from opsflow.store.creation import create_in_memory

    return create_in_memory(settings.states, clock.now())


def checking(session: Session, seconds: float | None = None, parallel: int | None = None) -> tuple[Runner, Trusted]:
    """What runs the checks of criteria, and which of them may run: those its actor typed or trusted on this machine.

    The bounds are those of the configuration but for what is given: seconds for each, and how many at once.
    """
    from opsflow.services.work.verifying import bounds
    from opsflow.system.subprocesses import run_all
    from opsflow.system.trust import checks_trusted

    limit = bounds(session, seconds, parallel)
    known = checks_trusted(os.environ, session.actor)
    return lambda programs: run_all(programs, limit.seconds, limit.characters, limit.parallel), known


def almanac(session: Session) -> Almanac:
    """What tells when work comes again: zones, rules spelled out, and the days that are worked.

    Those are the days of the default calendar, else the first of the week, as many as the configuration says.
    """
    from opsflow.domain.time.zones import weekday
    from opsflow.services.time.calendars import working_days
    from opsflow.services.time.recurring import Almanac
    from opsflow.system.recurrence import expand

    def zone(name: str) -> Zone:
        return zone_for(name) if name else session.zone

    def is_weekday(year: int, month: int, day: int) -> bool:
        return weekday(year, month, day) < session.settings.week_days

    return Almanac(zone, expand, working_days(session.settings) or is_weekday)
