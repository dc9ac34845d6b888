"""History: reading it, and taking commands back."""

from __future__ import annotations

from opsflow.cli.words.declare import IDS, READ, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.domain.ids import looks_like_ids

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from opsflow.cli.call import Call
    from opsflow.services.outcome import Outcome

_MOST_EVENTS = 20
"""How many events of a command a terminal shows: what an import brought would run past anyone."""


def _undo(call: Call) -> None:
    from opsflow.services.history.undoing import undo

    _repeat(call, undo)


def _redo(call: Call) -> None:
    from opsflow.services.history.undoing import redo

    _repeat(call, redo)


def _repeat(call: Call, verb: Callable[..., Outcome]) -> None:
    from opsflow.services.outcome import together

    number, count = call.text("command"), call.number("count")
    if number is not None and number.startswith("-") and number[1:].isdecimal():
        raise UsageError(f"For your last {number[1:]}: `opsflow {call.command.name} --count {number[1:]}`.")
    if number is not None and count is not None:
        raise UsageError("Name one command, or how many with --count, not both.")
    if number is not None:
        call.out.outcome(verb(call.session(), call.one_id(number, "command number"), call.options()))
        return
    options = call.options()
    if count is not None and (options.request_id or options.dry_run):
        raise UsageError("--count carries out commands of their own: it goes without --request-id and --dry-run.")
    outcomes: list[Outcome] = []
    try:
        while len(outcomes) < (count or 1) and (not outcomes or outcomes[-1].command is not None):
            outcomes.append(verb(call.session(), None, options))
    finally:
        if outcomes:
            call.out.outcome(together(outcomes))


def _log(call: Call) -> None:
    from contextlib import closing

    from opsflow.services.history.log import log

    session = call.session()
    actor = call.text("by")
    words = call.texts("ids")
    told = log(
        session,
        call.ids(words) if words else (),
        call.since(),
        call.until(),
        session.actor if actor == "me" else actor,
        call.number("limit"),
        _MOST_EVENTS if call.out.is_terminal and call.out.form == "plain" and not call.flag("all") else None,
    )
    with closing(told) as found:
        if call.out.form == "json":
            from opsflow.cli.output.streaming import print_log

            print_log(call.out, found)
            return
        from opsflow.cli.output.histories import print_entry

        entry = None
        for entry in found:
            print_entry(call.out, session, entry)
        if entry is None and call.out.is_terminal:
            call.out.talk("Nothing matches.")


def _redact(call: Call) -> None:
    from opsflow.domain.history.redaction import Redaction
    from opsflow.services.history.redacting import redact

    text = call.text("text")
    if not all(word == "-" or looks_like_ids(word) for word in call.texts("ids")):
        raise UsageError(
            "What is to be taken out is said by an option: --text TEXT, where - reads it from stdin, --title, --note N,"
            " --criterion N or --field NAME. Items are ids, such as 12 or 3,5,7-9."
        )
    wanted = Redaction(
        call.flag("title"),
        call.ids(call.texts("note"), "note number") if call.texts("note") else (),
        call.ids(call.texts("criterion"), "criterion number") if call.texts("criterion") else (),
        tuple(call.texts("field")),
        call.standard_input().rstrip("\n") if text == "-" else text,
    )
    recurrences = call.texts("recurrence")
    is_of_items = call.texts("ids") or call.text("where") is not None or not recurrences
    chosen = call.selection() if is_of_items else ()
    call.out.outcome(redact(call.session(), chosen, wanted, call.options(), recurrences))


COMMANDS = (
    Command(
        "undo",
        "Take back your last command, or one by its number.",
        (
            argument(
                "command", "The number of a command, as `opsflow log` shows it.", required=False, complete="commands"
            ),
            option("--count", "How many of your last commands.", "N"),
            *WRITE,
        ),
        _undo,
        "Whole commands. Refused, with nothing changed, when someone else has since changed the same items.",
        (("opsflow undo", ""), ("opsflow undo 41", "command 41"), ("opsflow undo --count 3", "the last three")),
    ),
    Command(
        "redo",
        "Put back what your last undo took.",
        (
            argument("command", "The number of an undo.", required=False, complete="commands"),
            option("--count", "How many of your last undos.", "N"),
            *WRITE,
        ),
        _redo,
        examples=(("opsflow redo", ""),),
    ),
    Command(
        "log",
        "Show what was done: when, who, what changed, why; newest first.",
        (
            argument("ids", "The items; none means everything.", many=True, required=False, complete="ids"),
            option("--since", "Recorded from then on.", "DATE", complete="past"),
            option("--until", "Recorded up to then.", "DATE", complete="past"),
            option("--by", "By this person; me is you.", "NAME", complete="owners"),
            option("--limit -l", "The most commands.", "N"),
            flag("--all -a", "Every event of a command, on a terminal too."),
            *READ,
        ),
        _log,
        examples=(("opsflow log 12", ""), ("opsflow log --since mon --by me", "")),
    ),
    Command(
        "redact",
        "Take a secret out of items or recurrences and their history, for good.",
        (
            IDS,
            flag("--title", "The title, as it is and as it ever was."),
            option("--note", "The note of that number.", "N", many=True),
            option("--criterion", "The criterion of that number, with its evidence.", "N", many=True),
            option("--field", "A field of the site, or project, service, owner, blocked-reason.", "NAME", many=True),
            option("--text", "This text, wherever it is; - reads it from stdin, past the shell's history.", "TEXT"),
            option(
                "--recurrence",
                "The recurrence of that name: the text is taken out of what it makes.",
                "NAME",
                many=True,
                complete="recurrences",
            ),
            WHERE,
            *WRITE,
        ),
        _redact,
        "[redacted] stands in its place, and an event says who took it out, when and why; --reason is needed. The hash "
        "chain still verifies. It cannot be undone. Backups, exports and reasons given with commands are not reached.",
        (
            ('opsflow redact 12 --note 2 --reason "a password was pasted"', ""),
            ('echo hunter2 | opsflow redact 12 --text - --reason "a password was pasted"', ""),
            ('echo hunter2 | opsflow redact --recurrence backups --text - --reason "a password was pasted"', ""),
        ),
    ),
)
