"""Service levels: clocks that run, and targets that were kept."""

from __future__ import annotations

from opsflow.cli.words.declare import LISTED, Command, argument, flag, option
from opsflow.domain.clocks.attainment import BY, PERIODS
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _sla(call: Call) -> int | None:
    if call.flag("attainment"):
        _attainment(call)
        return None
    if call.text("by") or call.text("since") or call.text("period"):
        raise UsageError("--by, --period and --since go with --attainment: `opsflow sla --attainment --by service`")
    return _clocks(call)


def _clocks(call: Call) -> int:
    from opsflow.cli.output.clocks import print_clocks, whole_document
    from opsflow.services.time.clocks import clocks

    session = call.session()
    found = clocks(session, call.filter(call.texts("filter")), call.flag("all"))
    if call.out.answered(
        "sla", lambda: whole_document(found), lambda: dict.fromkeys([timed.item.id for timed in found])
    ):
        return 1 if found and call.flag("exit_code") else 0
    if found:
        print_clocks(call.out, session, found)
    else:
        _explain_nothing(call)
    return 1 if found and call.flag("exit_code") else 0


def _explain_nothing(call: Call) -> None:
    with call.session().store.reader() as reader:
        is_set = reader.levels() is not None
    if not is_set:
        call.out.talk(
            "No service levels are configured: no [sla] part is in force. `opsflow config example` shows one."
        )
    elif call.out.is_terminal:
        call.out.talk("No clock runs for what was asked; --all shows those that are met.")
    call.tell_meant()


def _attainment(call: Call) -> None:
    from opsflow.cli.output.clocks import attained_document, print_attainment
    from opsflow.cli.output.item_json import instant
    from opsflow.domain.clocks.attainment import summed
    from opsflow.services.time.clocks import attainment

    session = call.session()
    by, period = call.text("by") or "period", call.text("period") or "month"
    since = call.since()
    where = call.filter(call.texts("filter"))
    rows = attainment(session, by, period, since, where)
    total = summed(rows)
    asked = {"by": by, "period": period if by == "period" else None, "since": instant(since)}
    if call.out.answered("attainment", lambda: asked | attained_document(rows, total)):
        return
    if rows:
        print_attainment(call.out, rows, total)
    else:
        _explain_nothing(call)


COMMANDS = (
    Command(
        "sla",
        "Service level clocks: time left, due, breached, and why paused; --attainment counts targets kept.",
        (
            argument("filter", "Filter words: sla:at-risk, sla:breached, sla:paused, priority, service ...", many=True,
                     required=False, complete="filters"),
            flag("--all -a", "Clocks that are met or cancelled too, of closed items as well."),
            flag("--attainment", "How many targets were met and missed."),
            option("--by", "period (the default), service, priority or target.", "WHAT", choices=BY),
            option("--period", "The length of a period; month if not given.", "LENGTH", choices=PERIODS),
            option("--since -s", "Targets settled since then.", "DATE", complete="past"),
            flag("--exit-code", "Exit 1 when any clock is listed."),
            *LISTED,
        ),
        _sla,
        "Clocks follow the [sla] part of the configuration; they pause while an item waits, and go on when it is "
        "reopened. What has no target has no clock.",
        (
            ("opsflow sla", "the clocks of open items, the most pressing first"),
            ("opsflow sla sla:breached,at-risk owner:me", ""),
            ("opsflow sla --attainment --since -90d --by service", ""),
            ("opsflow sla sla:breached --exit-code --quiet", "for a script"),
        ),
    ),
)  # fmt: skip
