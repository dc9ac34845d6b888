"""What is under way, against its limits and against the plan."""

from __future__ import annotations

from opsflow.cli.declare import READ, Command, flag

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _wip(call: Call) -> int:
    from opsflow.cli.loads import print_loads
    from opsflow.services.wip import loads

    session = call.session()
    found = loads(session)
    if call.flag("over"):
        found = [load for load in found if load.over]
    print_loads(call.out, session, found)
    return 1 if call.flag("exit_code") and any(load.over for load in found) else 0


COMMANDS = (
    Command(
        "wip",
        "Work in progress against its limits: who is over, since when, and who overrode it.",
        (
            flag("--over", "Exceeded limits alone."),
            flag("--exit-code", "Exit 1 when a limit is exceeded."),
            *READ,
        ),
        _wip,
        "Looking",
        "Limits stand in the configuration under [wip]: per column, per owner and per class of service. Expedite has a "
        "cap of 1 without any.",
        (("opsflow wip", ""), ("opsflow wip --over --exit-code", "for monitoring")),
    ),
)
