"""What is under way, against its limits and against the plan."""

from __future__ import annotations

from opsflow.cli.words.declare import LISTED, READ, Command, argument, flag, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _wip(call: Call) -> int:
    from opsflow.cli.output.loads import print_loads
    from opsflow.services.looking.wip import loads

    session = call.session()
    found = loads(session)
    if call.flag("over"):
        found = [load for load in found if load.over]
    print_loads(call.out, session, found)
    return 1 if call.flag("exit_code") and any(load.over for load in found) else 0


def _interruptions(call: Call) -> None:
    from opsflow.cli.output.interruptions import print_report
    from opsflow.services.looking.interruptions import GROUPS, report

    session, group = call.session(), call.text("by")
    since = call.since("-7d") or 0
    found = report(session, since, call.until(), call.filter(call.texts("filter")))
    print_report(call.out, session, found, [group] if group else list(GROUPS))


COMMANDS = (
    Command(
        "wip",
        "Work in progress against its limits: who is over, since when, and who overrode it.",
        (
            flag("--over", "Exceeded limits alone."),
            flag("--exit-code", "Exit 1 when a limit is exceeded."),
            *LISTED,
        ),
        _wip,
        "Limits stand in the configuration under [wip]: per column, per owner and per class of service. Expedite has a "
        "cap of 1 without any.",
        (("opsflow wip", ""), ("opsflow wip --over --exit-code", "for monitoring")),
    ),
    Command(
        "interruptions",
        "Unplanned work of a period: its share, and which planned items it displaced for how long.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            option("--since", "From then on; the last seven days if not given.", "DATE", complete="past"),
            option("--until", "Up to then.", "DATE", complete="past"),
            option("--by", "One grouping instead of all three.", "GROUP", choices=("type", "service", "owner")),
            *READ,
        ),
        _interruptions,
        "Times are working time. A planned item is displaced when its owner starts something unplanned while it is "
        "active; it stands still until that ends, or something happens on it again. In a pipe a line holds grouping, "
        "name, started, its share, finished, its share, active time and its share.",
        (("opsflow interruptions --since mon", ""), ("opsflow interruptions --by service --since -30d", "")),
    ),
)
