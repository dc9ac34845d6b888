"""What cron, monitoring and the shell's prompt ask."""

from __future__ import annotations

from opsflow.cli.words.declare import GLOBAL, LISTED, WRITE, Command, argument, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.services.looking.checks import Found


def _tick(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.services.time.ticking import tick

    session = call.session()
    session.origin = "cron"
    call.out.outcome(tick(session, almanac(session), call.options()))


def _check(call: Call) -> int:
    from opsflow.services.looking.checks import check

    found = check(call.session(), call.texts("names"))
    if call.out.form == "quiet":
        for item_id in dict.fromkeys([item.id for held in found for item in held.items]):
            call.out.data(str(item_id))
    else:
        _explain(call, found)
    return 0 if all(held.is_fine for held in found) else 1


def _explain(call: Call, found: list[Found]) -> None:
    """Print what was found, each with the reason why it is there."""
    from opsflow.services.looking.check_reasons import explained

    groups = [explained(call.session(), held) for held in found]
    if call.out.form == "json":
        from opsflow.cli.output.documents import brief, envelope

        checks = [
            {
                "name": group.name,
                "fine": not group.entries,
                "items": [{**brief(one.item), "why": one.text} for one in group.entries if one.item is not None],
                "said": [one.text for one in group.entries if one.item is None],
            }
            for group in groups
        ]
        call.out.document(envelope("check", fine=all(check["fine"] for check in checks), checks=checks))
        return
    from opsflow.cli.output.tables import Cell, Column, print_table

    columns = (
        Column("check"),
        Column("id", to_right=True),
        Column("title", gives_way=True),
        Column("why", gives_way=True),
    )
    rows = [
        [Cell(group.name), Cell(str(one.item.id), "bold"), Cell(one.item.title), Cell(one.text)]
        if one.item is not None
        else [Cell(group.name), Cell(""), Cell(one.text), Cell("")]
        for group in groups
        for one in group.entries
    ]
    print_table(call.out, columns, rows)


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
        "approvals: emergencies not approved in time. sla: breached or at risk.",
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
