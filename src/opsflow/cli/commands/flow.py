"""Moving work through the workflow."""

from __future__ import annotations

from opsflow.cli.words.declare import IDS, NO_CONTEXT, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.services.work import flow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.services.choosing import Selection


def _start(call: Call) -> None:
    call.out.outcome(flow.start(call.session(), call.selection(), call.options()))


def _done(call: Call) -> int | None:
    if call.flag("verify"):
        from opsflow.cli.output.verification import verified_done

        return verified_done(call, _selection(call))
    call.out.outcome(flow.done(call.session(), _selection(call), call.options()))
    return None


def _selection(call: Call) -> Selection:
    """The items of a call that can also name them by the keys of alerts."""
    keys = tuple(call.texts("key"))
    if not keys:
        return call.selection()
    if call.texts("ids") or call.text("where"):
        raise UsageError("Name items by id, by --where or by --key, not by several of them.")
    from opsflow.domain.alerts import PATIENCE
    from opsflow.services.choosing import Selection

    call.session().store.wait_up_to(PATIENCE)
    return Selection(keys=keys, is_routine=call.out.form == "quiet")


def _unblock(call: Call) -> None:
    from opsflow.services.work.marks import unblock

    call.out.outcome(unblock(call.session(), call.selection(), call.options()))


def _cancel(call: Call) -> None:
    dependents = call.text("dependents") or ""
    call.out.outcome(flow.cancel(call.session(), call.selection(), call.options(), dependents))


def _reopen(call: Call) -> None:
    call.out.outcome(flow.reopen(call.session(), call.selection(), call.options(), call.text("to") or ""))


def _move(call: Call) -> None:
    state = _last(call, "a state: `opsflow move 12 review`")
    call.out.outcome(flow.move(call.session(), call.selection(), state, call.options()))


def _assign(call: Call) -> None:
    owner = _last(call, "an owner: `opsflow assign 12 me` (or nobody)")
    if not owner.strip():
        raise UsageError("The owner is empty: name one, or `nobody` to take the owner away.")
    name = None if owner == "nobody" else owner
    call.out.outcome(flow.assign(call.session(), call.selection(), name, call.options()))


def _block(call: Call) -> None:
    reason = " ".join(call.after_ids()) or call.text("reason") or ""
    from opsflow.services.work.marks import block

    call.out.outcome(block(call.session(), call.selection(), reason, call.options()))


def _claim(call: Call) -> int:
    session = call.session()
    claimed = flow.claim(session, call.filter(call.within_context(call.texts("filter"))), call.options())
    call.out.outcome(claimed)
    if claimed.items:
        return 0
    call.tell_meant()
    return 1 if call.flag("exit_code") else 0


def _last(call: Call, missing: str) -> str:
    """The last word, which is not an id; the words before it are the items."""
    words = call.texts("words")
    if len(words) < (1 if call.text("where") else 2):
        raise UsageError(f"{call.command.name} needs items and {missing}.")
    call.values["ids"] = words[:-1]
    return words[-1]


_KEY = option("--key", "The open item that alerts know by this key.", "KEY", many=True, complete="keys")

COMMANDS = (
    Command(
        "start",
        "Begin work on items.",
        (IDS.replace(complete="startable"), WHERE, *WRITE),
        _start,
        "Moves them to the first active state. The rules criteria-before-start, owner-before-start and "
        "dependencies-before-start speak first.",
        (("opsflow start 12", ""),),
    ),
    Command(
        "move",
        "Move items to a state.",
        (argument("words", "Ids, then the state.", many=True, complete="ids places", shown="IDS STATE"), WHERE, *WRITE),
        _move,
        examples=(("opsflow move 12 review", ""), ("opsflow move 3,5-7 ready", "several at once, all or none")),
    ),
    Command(
        "done",
        "Finish items.",
        (IDS, WHERE, _KEY, flag("--verify", "Run the checks of the criteria first."), *WRITE),
        _done,
        "Refused while criteria are open or dependencies unfinished. Says what can start now. With --key, where a rule "
        "is against it, the item stays open for a person (is:recovered) and that is no failure.",
        (
            ("opsflow done 12", ""),
            ("opsflow list --quiet +cert state:review | opsflow done -", "from a list"),
            ("opsflow done 12 --verify", "run the checks of its criteria, and finish it when they hold"),
            ("opsflow done --key web1/disk", "the open item of an alert"),
        ),
    ),
    Command(
        "cancel",
        "Cancel items.",
        (
            IDS,
            option(
                "--dependents",
                "What becomes of items that wait for them: keep waiting, drop the dependency, or inherit theirs.",
                "CHOICE",
                choices=("keep", "drop", "inherit"),
            ),
            WHERE,
            *WRITE,
        ),
        _cancel,
        examples=(('opsflow cancel 12 --reason "no longer needed" --dependents drop', ""),),
    ),
    Command(
        "reopen",
        "Bring finished or cancelled items back.",
        (IDS, option("--to", "The state to go to.", "STATE", complete="states"), WHERE, *WRITE),
        _reopen,
        examples=(("opsflow reopen 12 --to doing", ""),),
    ),
    Command(
        "claim",
        "Take the top of the pull order: become its owner and start it.",
        (
            argument("filter", "Filter words.", many=True, required=False, complete="filters"),
            flag("--exit-code", "Exit 1 when there is nothing to claim."),
            NO_CONTEXT,
            *WRITE,
        ),
        _claim,
        "Atomic: two people who claim at once get two items. It passes over items of others and keeps to a context.",
        (
            ("opsflow claim +cert", ""),
            ("opsflow claim --exit-code --quiet", "for a script that takes one after another until none is left"),
        ),
    ),
    Command(
        "block",
        "Mark items as blocked, with a reason.",
        (argument("words", "Ids, then the reason.", many=True, complete="ids -", shown="IDS REASON"), WHERE, *WRITE),
        _block,
        examples=(('opsflow block 12 "waiting for the vendor"', "it stays in its column, and the time counts"),),
    ),
    Command(
        "unblock",
        "Take the blocked mark off.",
        (IDS, WHERE, *WRITE),
        _unblock,
        examples=(("opsflow unblock 12", ""),),
    ),
    Command(
        "assign",
        "Give items an owner.",
        (
            argument(
                "words",
                "Ids, then the owner; nobody takes it away.",
                many=True,
                complete="ids owners",
                shown="IDS OWNER",
            ),
            WHERE,
            *WRITE,
        ),
        _assign,
        examples=(("opsflow assign 12 me", ""), ("opsflow assign --where owner:bob ann", "hand everything over")),
    ),
)
