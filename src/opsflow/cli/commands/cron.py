"""What cron and the shell's prompt ask."""

from __future__ import annotations

from opsflow.cli.declare import WRITE, Command

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _tick(call: Call) -> None:
    from opsflow.cli.almanac import almanac
    from opsflow.services.ticking import tick

    session = call.session()
    session.origin = "cron"
    call.out.outcome(tick(session, almanac(session), call.options()))


_GROUP = "Cron"

COMMANDS = (
    Command(
        "tick",
        "Do all that time brings, each thing once.",
        WRITE,
        _tick,
        _GROUP,
        "Recurring work, items that wake, due dates and ages that pass. It can run at any time, twice, from "
        "several machines, or after a week of downtime. It prints what it did.",
        (("opsflow tick", "every few minutes, from cron"), ("opsflow tick --json", "")),
    ),
)
