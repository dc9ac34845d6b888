"""Who is working, on which store, under which configuration."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.domain.filters import FilterContext
    from opsflow.domain.settings import Settings
    from opsflow.domain.time.zones import Zone
    from opsflow.domain.workflow import Workflow
    from opsflow.services.hooking import Hooks
    from opsflow.services.ports import Store


def soon(settings: Settings, now: int, zone: Zone) -> int:
    """The seconds from `now` on in which a due date is near."""
    from opsflow.domain.time.instants import end_of_day

    return end_of_day(now + settings.due_soon, zone) - now


class Session:
    """What every service needs. `clock` answers with seconds since the epoch; `origin` is one of `events.ORIGINS`.

    `is_new` is whether the store was made for this session.
    """

    __slots__ = ("actor", "clock", "hooks", "host", "is_new", "login", "origin", "settings", "store", "zone")

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
        is_new: bool = False,
    ) -> None:
        self.store = store
        self.settings = settings
        self.actor = actor
        self.login = login
        self.host = host
        self.origin = origin
        self.clock = clock
        self.zone = zone
        self.is_new = is_new
        self.hooks: Hooks | None = None

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def due_soon(self) -> int:
        """The seconds from now on in which a due date is near: to the end of the last of these days, as dates are."""
        return soon(self.settings, self.clock(), self.zone)

    def filter_context(self, workflow: Workflow) -> FilterContext:
        """What the words of a filter mean to this person, here and now, under the workflow in force."""
        from opsflow.domain.filters import FilterContext

        settings = self.settings
        return FilterContext(
            now=self.clock(),
            zone=self.zone,
            actor=self.actor,
            workflow=workflow,
            types=tuple([kind.name for kind in settings.types]),
            custom_fields=settings.custom_fields,
            views={view.name: view.filter for view in settings.views},
            day_minutes=settings.day_minutes,
            week_days=settings.week_days,
            due_soon=self.due_soon,
            impacts=settings.matrix.impacts,
            urgencies=settings.matrix.urgencies,
        )

    def close(self) -> None:
        """Give the store back."""
        self.store.close()
