"""A demonstration store."""

from __future__ import annotations

from opsflow.cli.words.declare import DRY_RUN, GLOBAL, Command, argument, option

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _demo(call: Call) -> None:
    from shlex import quote

    from opsflow.composition import create_store, open_demo
    from opsflow.domain.text import visible
    from opsflow.services.transfer.demo import tell
    from opsflow.store.creation import MadeBeside, refuse_unmakeable
    from opsflow.system.endings import EndingInterrupts

    path = call.needed("path")
    seed = call.number("seed", 0)
    if call.flag("dry_run"):
        refuse_unmakeable(path)
        call.out.data(visible(f"would have made {path} with 90 days of work"))
        return
    with EndingInterrupts(), MadeBeside(path) as building:
        create_store(building)
        with open_demo(building) as session:
            count = tell(session, 1 if seed is None else seed)
    call.out.data(visible(f"made {path} with {count} items; look at it: `opsflow --store {quote(path)} board`"))


COMMANDS = (
    Command(
        "demo",
        "Make a demonstration store with 90 days of believable work.",
        (
            argument("path", "Where; nothing may be there yet.", complete="files"),
            option("--seed", "The same number makes the same work.", "N"),
            DRY_RUN,
            *GLOBAL,
        ),
        _demo,
        examples=(("opsflow demo /tmp/demo.db", ""),),
    ),
)
