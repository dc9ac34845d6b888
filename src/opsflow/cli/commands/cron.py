"""What cron, monitoring and the shell's prompt ask."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, LISTED, WRITE, Command, argument, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _tick(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.services.time.ticking import tick

    session = call.session()
    session.origin = "cron"
    call.out.outcome(tick(session, almanac(session), call.options()))


def _check(call: Call) -> int:
    from opsflow.cli.output.checks import print_checks
    from opsflow.services.looking.checks import check

    found = check(call.session(), call.texts("names"))
    print_checks(call.out, call.session(), found)
    return 0 if all(held.is_fine for held in found) else 1


def _prompt(call: Call) -> None:
    from opsflow.domain.errors import OpsflowError
    from opsflow.domain.programs import filled
    from opsflow.services.looking.checks import counts

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


COMMANDS = (
    Command(
        "tick",
        "Do all that time brings, each thing once.",
        WRITE,
        _tick,
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
        "wip: limits exceeded. overdue: due dates passed. blocked: for longer than check.blocked_days. stale: in "
        "progress without a change for check.stale_days. criteria: done with open ones, or in progress without any. "
        "approvals: emergencies begun and not approved. sla: breached or at risk.",
        (("opsflow check overdue blocked || mail -s opsflow ops@example.org", ""), ("opsflow check --json", "")),
    ),
    Command(
        "prompt",
        "Print a few characters for a shell prompt or a status bar.",
        (option("--format", "Text with {started}, {overdue}, {blocked} and {open}.", "TEXT"), *GLOBAL),
        _prompt,
        "Your own work: 3 !1 #2 are three in progress, one overdue, two blocked; nothing when there is none.",
        (("PS1='$(opsflow prompt) \\$ '", ""), ("opsflow prompt --format '{started} of {open}'", "")),
    ),
)  # fmt: skip
