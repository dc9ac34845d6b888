"""Who is working, on which store, under which configuration."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.settings import Settings
    from opsflow.domain.time.zones import Zone
    from opsflow.services.hooking import Hooks
    from opsflow.services.ports import Store


class Session:
    """What every service needs. `clock` answers with seconds since the epoch; `origin` is one of `events.ORIGINS`."""

    __slots__ = ("actor", "clock", "hooks", "host", "login", "origin", "settings", "store", "zone")

    def __init__(
        self,
        store: Store,
        settings: Settings,
        actor: str,
        *,
        login: str,
        host: str,
        origin: str,
        clock: Callable[[], int],
        zone: Zone,
    ) -> None:
        self.store = store
        self.settings = settings
        self.actor = actor
        self.login = login
        self.host = host
        self.origin = origin
        self.clock = clock
        self.zone = zone
        self.hooks: Hooks | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the store back."""
        self.store.close()
