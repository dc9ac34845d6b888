"""Records after ITIL 4: on hold, priorities, types."""

from __future__ import annotations

from opsflow.cli.declare import IDS, WHERE, WRITE, Command, argument, flag
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _hold(call: Call) -> None:
    from opsflow.services.holding import hold

    words = call.texts("words")
    if call.text("where") is None:
        call.values["ids"], words = words[:1], words[1:]
    session = call.session()
    if not words:
        reasons = ", ".join(session.settings.hold_reasons)
        raise UsageError(f"For what is it on hold? opsflow hold 12 caller. The reasons are {reasons}.")
    call.out.outcome(hold(session, call.selection(), words[0], " ".join(words[1:]), call.options()))


def _resume(call: Call) -> None:
    from opsflow.services.holding import resume

    call.out.outcome(resume(call.session(), call.selection(), call.options()))


def _priority(call: Call) -> None:
    from opsflow.services import priorities

    session = call.session()
    if call.flag("apply") or call.flag("closed"):
        call.out.outcome(priorities.apply(session, call.flag("closed"), call.options()))
        return
    from opsflow.cli.records import print_matrix

    print_matrix(call.out, priorities.table(session))


COMMANDS = (
    Command(
        "hold",
        "Put items on hold: they wait for the caller, a change, a problem or a vendor.",
        (
            argument("words", "Ids, the reason, and what more there is to say.", many=True, complete="holds"),
            WHERE,
            *WRITE,
        ),
        _hold,
        "Records",
        "The item stays in its column; the reasons are configured under [hold].",
        (
            ("opsflow hold 12 vendor ticket 4711, answer by Friday", ""),
            ("opsflow list is:on-hold", "everything that waits for someone outside"),
        ),
    ),
    Command(
        "resume",
        "Take items off hold.",
        (IDS, WHERE, *WRITE),
        _resume,
        "Records",
        examples=(("opsflow resume 12", ""), ("opsflow resume --where hold:vendor", "")),
    ),
    Command(
        "priority",
        "Show how impact and urgency make a priority; --apply takes over a changed matrix.",
        (
            flag("--apply", "Give open items the priority of the configured matrix."),
            flag("--closed", "The closed ones too."),
            *WRITE,
        ),
        _priority,
        "Records",
        "The default is impact + urgency - 1, each counted 1 to 3: P1 to P5. Another table stands in the configuration "
        "under [priority].",
        (("opsflow priority", ""), ("opsflow list 'priority<=2' --sort priority", "P1 and P2, the highest first")),
    ),
)
