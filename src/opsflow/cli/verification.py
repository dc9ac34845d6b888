"""Verifying from the shell: what runs the checks, which of them may run, and how the answers are printed."""

from __future__ import annotations

import os

from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.call import Call
    from opsflow.services.outcome import Selection
    from opsflow.services.verifying import Runner, Trusted, Verdict, Verification


def runner(call: Call) -> Runner:
    """What runs the checks, within the bounds of the configuration and of the call."""
    from opsflow.services.verifying import bounds
    from opsflow.system.subprocesses import run_all

    seconds = call.number("timeout") if call.text("timeout") else None
    parallel = call.number("jobs") if call.text("jobs") else None
    if seconds == 0 or parallel == 0:
        raise UsageError("--timeout and --jobs begin at 1.")
    limit = bounds(call.session(), seconds, parallel)
    return lambda programs: run_all(programs, limit.seconds, limit.characters, limit.parallel)


def trust_of_checks() -> Trusted:
    """Whether a command may run here."""
    from opsflow.system.trust import checks_trusted

    return checks_trusted(os.environ)


def verified_done(call: Call, selection: Selection) -> int:
    """Verify items and finish them."""
    from opsflow.services.verifying import done

    found = done(call.session(), selection, runner(call), trust_of_checks(), call.options())
    tell_untrusted(call, found.verdicts)
    call.out.outcome(found.outcome)
    return 0


def tell(call: Call, found: Verification) -> None:
    """Print what a verification found."""
    if call.out.form == "json":
        from opsflow.cli.documents import envelope, outcome_document

        outcome = outcome_document(found.outcome)
        call.out.document(
            envelope("verification", verdicts=[_document(held) for held in found.verdicts], outcome=outcome)
        )
        return
    if call.out.form == "quiet":
        for item_id in dict.fromkeys([held.item_id for held in found.verdicts if held.word != "met"]):
            call.out.data(str(item_id))
        return
    for held in found.verdicts:
        style = "green" if held.word == "met" else "red"
        took = f"\t{held.ran.seconds:.1f}s" if held.ran else "\t"
        text = visible(f"{held.criterion.text}")
        call.out.data(f"{held.item_id}\t{held.criterion.number}\t{call.out.styled(held.word, style)}{took}\t{text}")
        if held.word != "met" and held.ran and held.ran.output.strip():
            call.out.talk(f"  {held.ran.output.strip()}")
    if not found.verdicts and call.text("where") is None:
        call.out.talk("None of these items has a criterion with a check.")
    for note in found.outcome.notes:
        call.out.talk(note)
    tell_untrusted(call, found.verdicts)


def tell_untrusted(call: Call, verdicts: Sequence[Verdict]) -> None:
    """Name the commands that did not run, and how to let them."""
    for held in verdicts:
        if held.ran is None:
            number = held.criterion.number
            call.out.talk(f"not run: {held.criterion.check_command}")
            call.out.talk(f"  It was not written here. When it may run: opsflow criteria trust {held.item_id} {number}")


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
