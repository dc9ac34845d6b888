"""Criteria that check themselves."""

from __future__ import annotations

import os

from opsflow.cli.words.declare import DRY_RUN, GLOBAL, IDS, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _verify(call: Call) -> int:
    from opsflow.cli.output.verification import checking_of, tell
    from opsflow.services.work.verifying import verify

    found = verify(call.session(), call.selection(), *checking_of(call), call.options())
    tell(call, found)
    return 1 if call.flag("exit_code") and not found.holds else 0


def _trust(call: Call) -> None:
    from opsflow.services.work.verifying import checks
    from opsflow.system.trust import trust_checks

    words = call.after_ids("numbers")
    numbers = call.ids(words, "criterion number") if words else ()
    found = [held for _, held in checks(call.session(), call.selection(), numbers)]
    is_meant = not call.flag("dry_run")
    done = "trusted" if is_meant else "would have trusted"
    for criterion in found:
        call.out.data(visible(f"{done}: {criterion.item_id} {criterion.number}: {criterion.check_command}"))
    trust_checks(os.environ, call.session().actor, [criterion.check_command for criterion in found if is_meant])
    if not found:
        call.out.talk("There is no check to trust.")


COMMANDS = (
    Command(
        "verify",
        "Run the checks of criteria; what holds is met, what does not is open.",
        (
            IDS,
            WHERE,
            flag("--exit-code", "Exit 1 unless every check was run and holds."),
            option("--timeout", "The longest a check may take, in seconds.", "SECONDS"),
            option("--jobs -j", "How many checks run at once.", "N"),
            *WRITE,
        ),
        _verify,
        "Status, host, duration and the beginning of the output are kept as evidence. Nothing is recorded when nothing "
        "changed. After its time a check is killed with all it started, but for what it put into a session "
        "of its own. A check runs in your home folder, without a shell unless it asks for one, and only when you typed "
        "or trusted it here: what came by import or from another actor waits for `opsflow criteria trust`.",
        (
            ("opsflow verify 12", ""),
            ("opsflow verify --where 'is:done finished.since:-30d' --exit-code", "what has regressed, from cron"),
        ),
    ),
    Command(
        "criteria trust",
        "Let the checks of items run on this machine.",
        (
            argument(
                "words",
                "Ids, then numbers of criteria: 1 or 1,3-4; none means every one.",
                many=True,
                required=False,
                complete="ids criteria",
                shown="IDS NUMBERS",
            ),
            WHERE,
            DRY_RUN,
            *GLOBAL,
        ),
        _trust,
        "What is trusted is the very text of the command, for who you are (OPSFLOW_USER, else your login) and on "
        "this machine; kept outside of the store. Read it first: `opsflow criteria list`.",
        (
            ("opsflow criteria trust 12 1", ""),
            ("OPSFLOW_USER=cron opsflow criteria trust --where is:open", "what cron may run under that name"),
        ),
    ),
)
