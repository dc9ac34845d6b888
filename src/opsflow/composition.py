"""The one place that joins the parts: store, services, system and configuration."""

from __future__ import annotations

import os

from opsflow.domain.settings import Settings
from opsflow.services.session import Session
from opsflow.store.sqlite import SqliteStore
from opsflow.system import clock, identity
from opsflow.system.zones import zone_for

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from opsflow.system.config_files import LoadedConfig


def load(environ: Mapping[str, str] | None = None, cwd: str | None = None, store: str | None = None) -> LoadedConfig:
    """The configuration in force in a folder, and where its store is."""
    from opsflow.system.config_files import load_settings

    return load_settings(os.environ if environ is None else environ, cwd or os.getcwd(), _parse_and_validate, store)


def _parse_and_validate(text: str, source: str) -> object:
    from opsflow.contract.config import compiled

    return compiled(text, source)


def open_session(
    store: str | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    cwd: str | None = None,
    origin: str = "api",
    create: bool = False,
    settings: Settings | None = None,
) -> Session:
    """Open a store for work: the one at `store`, else the one the environment and the configuration name.

    With `create` a store that does not exist yet is made where it belongs by default, but never at a path that was
    given explicitly and does not exist unless its folder does. Raises `StoreError` or `ConfigError`.
    """
    environment = os.environ if environ is None else environ
    loaded = load(environment, cwd, store)
    config = settings or loaded.settings
    path = loaded.store_path
    if create and not os.path.exists(path):
        create_store(path, config)
    return Session(
        SqliteStore(path),
        config,
        identity.actor(environment),
        login=identity.login(environment),
        host=identity.host(),
        origin=origin,
        clock=lambda: clock.now(),
        zone=zone_for(config.zone),
    )


def create_store(path: str, settings: Settings | None = None) -> None:
    """Make an empty store with the workflow of the settings. Raises `StoreError` when something is there already."""
    from opsflow.store.creation import create

    config = settings or Settings()
    create(path, config.states, clock.now(), config.group_shared)
