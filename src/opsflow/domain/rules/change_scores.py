"""How changes went: a score for each service from closing codes and the incidents that changes caused."""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

POINTS = {"successful": 1.0, "with-issues": 0.5, "unsuccessful": 0.0, "backed-out": 0.0}


class Score(Value):
    """How the changes of a service went: how many ended with each code, and how many incidents they caused."""

    service: str
    codes: Mapping[str, int]
    incidents: int
    points: float

    @property
    def changes(self) -> int:
        """Changes with a closing code."""
        return sum(self.codes.values())

    @property
    def success(self) -> float:
        """0 to 1: the mean of `POINTS` over the changes; one that caused incidents counts half."""
        return self.points / self.changes if self.changes else 0.0


def scores(closed: Iterable[tuple[str, str, int]]) -> list[Score]:
    """The score of each service, from service, closing code and number of incidents caused, for each change."""
    codes: dict[str, dict[str, int]] = {}
    incidents: dict[str, int] = {}
    points: dict[str, float] = {}
    for service, code, caused in closed:
        counted = codes.setdefault(service, {})
        counted[code] = counted.get(code, 0) + 1
        incidents[service] = incidents.get(service, 0) + caused
        points[service] = points.get(service, 0.0) + POINTS.get(code, 0.0) * (0.5 if caused else 1.0)
    return [Score(name, codes[name], incidents[name], points[name]) for name in sorted(codes)]
