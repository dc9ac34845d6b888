"""Verifying from the shell: what runs the checks, which of them may run, and how the answers are printed."""

from __future__ import annotations

from opsflow.cli.output.tables import Cell, Column, print_table
from opsflow.domain.text import counted, visible_block

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from opsflow.cli.call import Call
    from opsflow.services.choosing import Selection
    from opsflow.services.work.verifying import Runner, Trusted, Verdict, Verification


_COLUMNS = (
    Column("id", to_right=True),
    Column("no", to_right=True),
    Column("check"),
    Column("took", to_right=True),
    Column("criterion", gives_way=True),
)
_MOST_LINES = 10


def checking_of(call: Call) -> tuple[Runner, Trusted]:
    """What runs the checks, within the bounds of the configuration and of the call, and which of them may run."""
    from opsflow.composition import checking

    return checking(call.session(), call.number("timeout"), call.number("jobs"))


def verified_done(call: Call, selection: Selection) -> int:
    """Verify items and finish them."""
    from opsflow.services.work.verifying import done

    def told(verdicts: Sequence[Verdict]) -> None:
        tell_failures(call, verdicts)
        tell_untrusted(call, verdicts)

    found = done(call.session(), selection, *checking_of(call), call.options(), told)
    call.out.outcome(found.outcome)
    return 0


def tell_shell_signs(call: Call, commands: Iterable[str]) -> None:
    """Point out what only a shell obeys in checks that run without one: `echo x | grep y` then never fails."""
    from opsflow.domain.programs import shell_signs

    for command in commands:
        signs = dict.fromkeys(shell_signs(command))
        if signs:
            call.out.talk(f"{command}: without --shell {' and '.join(signs)} is no more than a word to the program.")


def tell(call: Call, found: Verification) -> None:
    """Print what a verification found."""
    unmet = dict.fromkeys([held.item_id for held in found.verdicts if held.word != "met"])
    if call.out.answered("verification", lambda: _whole(found), lambda: unmet):
        return
    print_table(call.out, _COLUMNS, [_row(held) for held in found.verdicts])
    tell_failures(call, found.verdicts)
    if not found.verdicts and (call.text("where") is None or call.out.is_terminal):
        call.out.talk("None of these items has a criterion with a check.")
    for note in found.outcome.notes:
        call.out.talk(note)
    tell_untrusted(call, found.verdicts)


def _whole(found: Verification) -> dict[str, Any]:
    from opsflow.cli.output.documents import outcome_document

    return {
        "verdicts": [_document(held) for held in found.verdicts],
        "outcome": outcome_document(found.outcome),
    }


def _row(held: Verdict) -> list[Cell]:
    return [
        Cell(str(held.item_id)),
        Cell(str(held.criterion.number)),
        Cell(held.word, "green" if held.word == "met" else "red"),
        Cell(f"{held.ran.seconds:.1f}s" if held.ran else ""),
        Cell(held.criterion.text),
    ]


def tell_failures(call: Call, verdicts: Sequence[Verdict]) -> None:
    """Say how each check ended that did not hold, with the beginning of its output."""
    for held in verdicts:
        if held.ran is None or held.word == "met":
            continue
        call.out.talk(f"{held.item_id} {held.criterion.number}: {held.word}, {held.ran.ending}: {held.criterion.text}")
        lines = visible_block(held.ran.output.strip()) if held.ran.output.strip() else []
        for line in lines[:_MOST_LINES]:
            call.out.talk(f"  {line}")
        if len(lines) > _MOST_LINES:
            call.out.talk(f"  … and {counted(len(lines) - _MOST_LINES, 'line')} more")


def tell_untrusted(call: Call, verdicts: Sequence[Verdict]) -> None:
    """Name the commands that did not run, and how to let them run for who acts here."""
    for held in verdicts:
        if held.ran is None:
            number = held.criterion.number
            call.out.talk(f"not run: {held.criterion.check_command}")
            trusting = f"{_acting(call)}opsflow criteria trust {held.item_id} {number}"
            call.out.talk(f"  It was not written by you on this machine. When it may run: `{trusting}`")


def _acting(call: Call) -> str:
    """What a command has to begin with so that it is given under the name of this one."""
    session = call.session()
    if session.actor == session.login:
        return ""
    from shlex import quote

    return f"OPSFLOW_USER={quote(session.actor)} "


def _document(held: Verdict) -> dict[str, object]:
    return {
        "item": held.item_id,
        "criterion": held.criterion.number,
        "text": held.criterion.text,
        "check": held.criterion.check_command,
        "verdict": held.word,
        "status": held.ran.status if held.ran else None,
        "seconds": round(held.ran.seconds, 3) if held.ran else None,
        "output": held.ran.output if held.ran else None,
    }
