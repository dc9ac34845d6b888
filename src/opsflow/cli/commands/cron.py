"""What cron, monitoring and the shell's prompt ask."""

from __future__ import annotations

from opsflow.cli.declare import GLOBAL, LISTED, WRITE, Command, argument, option
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _tick(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.services.ticking import tick

    session = call.session()
    session.origin = "cron"
    call.out.outcome(tick(session, almanac(session), call.options()))


def _check(call: Call) -> int:
    from opsflow.services.watching import check

    found = check(call.session(), call.texts("names"))
    fine = all(held.is_fine for held in found)
    if call.out.form == "json":
        from opsflow.cli.documents import brief, envelope

        checks = [
            {"name": held.name, "fine": held.is_fine, "items": [brief(item) for item in held.items],
             "said": list(held.lines)}
            for held in found
        ]  # fmt: skip
        call.out.document(envelope("check", fine=fine, checks=checks))
    elif call.out.form == "quiet":
        for item_id in dict.fromkeys([item.id for held in found for item in held.items]):
            call.out.data(str(item_id))
    else:
        for held in found:
            for line in held.lines:
                call.out.data(f"{held.name}\t\t{visible(line)}")
            for item in held.items:
                call.out.data(f"{held.name}\t{item.id}\t{visible(item.title)}")
    return 0 if fine else 1


def _prompt(call: Call) -> None:
    from opsflow.domain.errors import OpsflowError
    from opsflow.domain.programs import filled
    from opsflow.services.watching import counts

    try:
        found = counts(call.session())
    except OpsflowError:  # a prompt never stands in the way
        return
    form = call.text("format")
    if form is not None:
        text = filled(form, {name: str(count) for name, count in found.items()})
    else:
        marks = (("", "started"), ("!", "overdue"), ("#", "blocked"))
        text = " ".join([f"{mark}{found[name]}" for mark, name in marks if found[name]])
    if text:
        call.out.data(text)


_GROUP = "Cron"

COMMANDS = (
    Command(
        "tick",
        "Do all that time brings, each thing once.",
        WRITE,
        _tick,
        _GROUP,
        "Recurring work, items that wake, due dates, approvals and ages that pass. It can run at any time, twice, from "
        "several machines, or after a week of downtime. It prints what it did.",
        (("opsflow tick", "every few minutes, from cron"), ("opsflow tick --json", "")),
    ),
    Command(
        "check",
        "Exit 1 when something needs a look, for monitoring.",
        (
            argument("names", "wip, overdue, blocked, stale, criteria, approvals, sla; none: all of them.", many=True,
                     required=False, complete="checks"),
            *LISTED,
        ),
        _check,
        _GROUP,
        "wip: limits exceeded. overdue: due dates passed. blocked: for longer than check.blocked_days. stale: in "
        "progress without a change for check.stale_days. criteria: done with open ones, or in progress without any. "
        "approvals: emergencies not approved in time. sla: breached or at risk.",
        (("opsflow check overdue blocked || mail -s opsflow ops@example.org", ""), ("opsflow check --json", "")),
    ),
    Command(
        "prompt",
        "Print a few characters for a shell prompt or a status bar.",
        (option("--format", "Text with {started}, {overdue}, {blocked} and {open}.", "TEXT"), *GLOBAL),
        _prompt,
        _GROUP,
        "Your own work: 3 !1 #2 are three in progress, one overdue, two blocked; nothing when there is none.",
        (("PS1='$(opsflow prompt) \\$ '", ""), ("opsflow prompt --format '{started} of {open}'", "")),
    ),
)  # fmt: skip
