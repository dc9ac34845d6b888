"""Change control: approving, conflicts, closing with a code, and how changes went."""

from __future__ import annotations

from opsflow.cli.words.declare import IDS, LISTED, READ, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call

_COMING = "+7d"
_CODES = "successful, with-issues, unsuccessful or backed-out."


def _decide(call: Call) -> None:
    from opsflow.services.records import approving

    verb = approving.approve if call.command.name == "approve" else approving.reject
    call.out.outcome(verb(call.session(), call.selection(), call.options()))


def _approvals(call: Call) -> int:
    from opsflow.cli.output.changes import print_waiting
    from opsflow.services.records.change_control import waiting

    session = call.session()
    found = waiting(session)
    if call.flag("overdue"):
        found = [one for one in found if one[1].due is not None and one[1].due < session.clock()]
    print_waiting(call.out, session, found)
    return 1 if found and call.flag("exit_code") else 0


def _conflicts(call: Call) -> int:
    from opsflow.cli.output.changes import print_clashes
    from opsflow.services.records.change_control import conflicts

    session = call.session()
    words = call.texts("ids")
    found = conflicts(session, call.ids(words) if words else ())
    print_clashes(call.out, session, found)
    return 1 if found and call.flag("exit_code") else 0


def _list(call: Call) -> None:
    from opsflow.cli.output.coming_changes import print_calendar
    from opsflow.domain.time.dates import parse_moment
    from opsflow.services.records.coming_changes import coming

    session = call.session()
    until = parse_moment(call.text("until") or _COMING, session.clock(), session.zone).end
    found = coming(session, until, call.filter(call.texts("filter")))
    print_calendar(call.out, session, found)
    if not (found.changes or found.undated):
        call.tell_meant()


def _close(call: Call) -> None:
    from opsflow.services.records.change_closing import close

    code = call.text("code")
    if code is None:
        raise UsageError(f"How did it end? --code {_CODES}")
    session = call.session()
    item_id = call.one_id(call.needed("id"))
    follow_ups = call.texts("follow_up")
    call.out.outcome(close(session, item_id, code, follow_ups, call.text("note") or "", call.options()))


def _score(call: Call) -> None:
    from opsflow.cli.output.changes import print_scores
    from opsflow.services.records.change_closing import score

    print_scores(call.out, score(call.session(), call.filter(call.texts("filter")), call.since()))


COMMANDS = (
    Command(
        "approve",
        "Approve changes.",
        (IDS, WHERE, *WRITE),
        _decide,
        "By people whom the configuration names, never by the owner. An approval no longer holds when title, plan, "
        "risk, window, kind or service change while the change is open.",
        (("opsflow approve 12", ""), ('opsflow approve 12 --reason "by phone, on call"', "")),
    ),
    Command(
        "reject",
        "Reject changes, with a reason.",
        (IDS, WHERE, *WRITE),
        _decide,
        examples=(('opsflow reject 12 --reason "no backout plan"', "it cannot be started until approved again"),),
    ),
    Command(
        "approvals",
        "Changes that wait for approval; emergencies with the time by which they need it.",
        (
            flag("--overdue", "Emergencies whose time is over."),
            flag("--exit-code", "Exit 1 when anything is listed."),
            *LISTED,
        ),
        _approvals,
        examples=(("opsflow approvals", ""), ("opsflow approvals --overdue --exit-code", "for monitoring")),
    ),
    Command(
        "change list",
        "The changes that are coming, with their approval and what is in their way.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            option("--until", f"Windows that begin by then; {_COMING} if not given.", "DATE", complete="dates"),
            *LISTED,
        ),
        _list,
        "Open changes in the order in which their windows begin, and the freezes between them. Of one that is open "
        "still when its window is over, that is told.",
        (
            ("opsflow change list", "the next seven days"),
            ("opsflow change list --until eom service:shop", ""),
        ),
    ),
    Command(
        "change conflicts",
        "Changes whose windows overlap in one service or for one owner, or lie in a freeze.",
        (
            argument("ids", "Those that concern these changes.", many=True, required=False, complete="ids"),
            flag("--exit-code", "Exit 1 when there are any."),
            *LISTED,
        ),
        _conflicts,
        examples=(("opsflow change conflicts", ""), ("opsflow change conflicts 12 --exit-code", "")),
    ),
    Command(
        "change close",
        "Close a change with a code, and make items of what follows from its review.",
        (
            argument("id", "The change.", complete="ids"),
            option("--code -c", _CODES, "CODE", complete="closings"),
            option("--note", "What was found, as a note.", "TEXT"),
            option("--follow-up", "A new item that follows from it; once for each.", "TITLE", many=True),
            *WRITE,
        ),
        _close,
        examples=(
            ("opsflow change close 12 --code successful", ""),
            ('opsflow change close 12 --code backed-out --follow-up "Find out why replication broke"', ""),
        ),
    ),
    Command(
        "change score",
        "How the changes of each service went.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            option("--since", "Finished then or later.", "DATE", complete="past"),
            *READ,
        ),
        _score,
        "The mean over closed changes: successful 1, with issues 0.5, otherwise 0; one that caused incidents (linked "
        "caused-by) counts half.",
        (("opsflow change score --since 2026-01-01", ""),),
    ),
)
