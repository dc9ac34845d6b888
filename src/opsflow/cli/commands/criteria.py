"""The definition of done."""

from __future__ import annotations

import os

from opsflow.cli.words.declare import READ, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.services.work import criteria

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.services.outcome import Outcome

_ONE = argument("id", "The item.", complete="ids")
_WHICH = argument(
    "words", "Ids, then numbers of criteria: 1 or 1,3-4.", many=True, complete="ids criteria", shown="IDS NUMBERS"
)
_NUMBERS = argument(
    "words",
    "Ids, then numbers of criteria: 1 or 1,3-4; none means every open one.",
    many=True,
    required=False,
    complete="ids criteria",
    shown="IDS NUMBERS",
)


def _numbers(call: Call, example: str = "") -> tuple[int, ...]:
    """The numbers behind the items; with an `example` there has to be one."""
    words = call.after_ids("numbers")
    if not words and example:
        raise UsageError(f"Which criteria? `opsflow {call.command.name} {example}`")
    return call.ids(words, "criterion number") if words else ()


def _add(call: Call) -> None:
    texts, command = call.after_ids(), _command(call)
    outcome = criteria.add(
        call.session(), call.selection(), texts or ([command] if command else []), call.options(), command
    )
    _trust(call, command, outcome)
    call.out.outcome(outcome)
    if len(texts) > 1 and not any(" " in text.strip() for text in texts):
        call.out.talk(f"These are {len(texts)} criteria of one word each. For a sentence: `opsflow undo`, and quotes.")


def _command(call: Call) -> str | None:
    """The command given with --check; an empty one takes it away."""
    given = call.text("check")
    if not given:
        if call.flag("shell"):
            raise UsageError("--shell goes with --check COMMAND.")
        return given
    from opsflow.cli.output.verification import tell_shell_signs
    from opsflow.domain.programs import checked_command

    command = checked_command(given, call.flag("shell"))
    tell_shell_signs(call, [command])
    return command


def _trust(call: Call, command: str | None, outcome: Outcome) -> None:
    """What was typed here may be run here by who typed it."""
    if command and not outcome.dry_run:
        from opsflow.system.trust import trust_checks

        trust_checks(os.environ, call.session().actor, [command])


def _check(call: Call) -> None:
    numbers = _numbers(call)
    call.out.outcome(criteria.check(call.session(), call.selection(), numbers, call.options(), call.text("evidence")))


def _uncheck(call: Call) -> None:
    numbers = _numbers(call, "12 1")
    call.out.outcome(criteria.uncheck(call.session(), call.selection(), numbers, call.options()))


def _waive(call: Call) -> None:
    numbers = _numbers(call)
    call.out.outcome(criteria.waive(call.session(), call.selection(), numbers, call.options()))


def _edit(call: Call) -> None:
    words = call.after_ids("numbers")
    if not words:
        raise UsageError(
            'Which criterion, and how does it read? `opsflow criteria edit 12 1 "served on all six nodes"`'
        )
    number, text, command = call.one_id(words[0], "criterion number"), " ".join(words[1:]), _command(call)
    outcome = criteria.edit(call.session(), call.selection(), number, text, call.options(), command)
    _trust(call, command, outcome)
    call.out.outcome(outcome)


def _remove(call: Call) -> None:
    numbers = _numbers(call, "12 3")
    call.out.outcome(criteria.remove(call.session(), call.selection(), numbers, call.options()))


def _reorder(call: Call) -> None:
    numbers = _numbers(call, "12 3,1,2")
    call.out.outcome(criteria.reorder(call.session(), call.selection(), numbers, call.options()))


def _list(call: Call) -> None:
    from opsflow.cli.output.documents import criteria_document
    from opsflow.cli.output.views import print_criteria
    from opsflow.services.looking.queries import show

    found = show(call.session(), call.one_id(call.needed("id")))
    if not call.out.answered("criteria", lambda: criteria_document(found)):
        print_criteria(call.out, call.session(), found.criteria)


_CHECK = (
    option("--check", "A command whose exit status 0 means that it is met; an empty one takes it away.", "COMMAND"),
    flag("--shell", "Run the command in a shell, for pipes and the like."),
)

COMMANDS = (
    Command(
        "criteria add",
        "Add criteria to an item.",
        (
            argument(
                "words",
                "Ids, then a sentence that can be verified; several are possible.",
                many=True,
                required=False,
                complete="ids -",
                shown="IDS TEXT",
            ),
            WHERE,
            *_CHECK,
            *WRITE,
        ),
        _add,
        examples=(
            ('opsflow criteria add 12 "lb1 answers" --check "curl -fsS https://lb1/health"', "opsflow verify runs it"),
            ('opsflow criteria add 12 "new certificate served on all nodes"', ""),
        ),
    ),
    Command(
        "criteria check",
        "Mark criteria as met.",
        (_NUMBERS, WHERE, option("--evidence -e", "What shows it.", "TEXT"), *WRITE),
        _check,
        "Who and when are kept with it.",
        (
            ('opsflow criteria check 12 1 --evidence "openssl s_client, 4 nodes"', ""),
            ("opsflow criteria check --where '+patch is:open' 2", "criterion 2 of each"),
        ),
    ),
    Command(
        "criteria uncheck",
        "Open criteria again.",
        (_WHICH, WHERE, *WRITE),
        _uncheck,
        examples=(("opsflow criteria uncheck 12 1", ""),),
    ),
    Command(
        "criteria waive",
        "Mark criteria as not needed; --reason says why.",
        (_NUMBERS, WHERE, *WRITE),
        _waive,
        examples=(('opsflow criteria waive 12 2 --reason "old one expired by itself"', ""),),
    ),
    Command(
        "criteria edit",
        "Reword a criterion; it is open again.",
        (
            argument(
                "words",
                "Ids, then the number, then the new words.",
                many=True,
                required=False,
                complete="ids criteria -",
                shown="IDS NUMBER TEXT",
            ),
            WHERE,
            *_CHECK,
            *WRITE,
        ),
        _edit,
        examples=(('opsflow criteria edit 12 1 "served on all six nodes"', ""),),
    ),
    Command(
        "criteria reorder",
        "Put criteria in another order.",
        (_WHICH, WHERE, *WRITE),
        _reorder,
        examples=(("opsflow criteria reorder 12 3,1", "3 first, then 1, then the others"),),
    ),
    Command(
        "criteria remove",
        "Take criteria away.",
        (_WHICH, WHERE, *WRITE),
        _remove,
        examples=(("opsflow criteria remove 12 3", ""),),
    ),
    Command(
        "criteria list",
        "List the criteria of an item.",
        (_ONE, *READ),
        _list,
        examples=(("opsflow criteria list 12", ""),),
    ),
)
