"""Alerts that a hook forbids hold no others up: each is a command of its own then.

An end that is forbidden leaves the item open, marked as over; where even the mark is forbidden, or where a new alert
is, that alert is left out and told.
"""

from __future__ import annotations

from opsflow.domain.value import Value
from opsflow.services.hooking import Forbidden
from opsflow.services.outcome import together
from opsflow.services.writing import Work, perform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

    Body = Callable[[Work, tuple[str, ...], "Veto | None"], None]


class Veto(Value):
    """What hooks say against an alert, and whether its item is to be marked instead of finished."""

    words: str
    marks: bool


def performed_without(
    session: Session, name: str, options: WriteOptions, ends: Mapping[str, bool], body: Body, past: str = ""
) -> Outcome:
    """Carry out what `body` does with the alerts of some keys, without what hooks forbid of them.

    `ends` says of each key whether its alert is over. `body` hears what was said against an alert that it is asked
    about alone. Raises `Forbidden` where nothing is left.
    """

    def alone(key: str, veto: Veto | None) -> Outcome:
        own = options.replace(request_id=f"{options.request_id}/{key}") if options.request_id else options
        return perform(session, name, own, lambda work: body(work, (key,), veto), past)

    try:
        return perform(session, name, options, lambda work: body(work, tuple(ends), None), past)
    except Forbidden:
        from functools import partial

        done = [_without(partial(alone, key), is_over) for key, is_over in ends.items()]
        if all(is_left_out for _, is_left_out in done):
            raise
        return together([outcome for outcome, _ in done])


def _without(alone: Callable[[Veto | None], Outcome], is_over: bool) -> tuple[Outcome, bool]:
    """What can be done about one alert, and whether it is left out."""
    veto: Veto | None = None
    for marks in (is_over, False):
        try:
            return alone(veto), veto is not None and not veto.marks
        except Forbidden as error:
            veto = Veto(error.words, marks)
    return alone(veto), True
