"""Records after ITIL 4: on hold, priorities, types."""

from __future__ import annotations

import sys

from opsflow.cli.words.declare import IDS, READ, WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.call import Call
    from opsflow.domain.settings import CustomField


def _hold(call: Call) -> None:
    from opsflow.services.work.marks import hold

    words = call.after_ids("word")
    session = call.session()
    if not words:
        reasons = ", ".join(session.settings.hold_reasons)
        raise UsageError(f"For what is it on hold? `opsflow hold 12 caller`. The reasons are {reasons}.")
    call.out.outcome(hold(session, call.selection(), words[0], " ".join(words[1:]), call.options()))


def _resume(call: Call) -> None:
    from opsflow.services.work.marks import resume

    call.out.outcome(resume(call.session(), call.selection(), call.options()))


def _priority(call: Call) -> None:
    from opsflow.services.records import priorities

    session = call.session()
    if call.flag("apply") or call.flag("closed"):
        call.out.outcome(priorities.apply(session, call.flag("closed"), call.options()))
        return
    from opsflow.cli.output.records import print_matrix

    print_matrix(call.out, priorities.table(session))


def _resolve(call: Call) -> None:
    from opsflow.services.records.resolving import refuse_first, resolve

    session = call.session()
    values = {}
    for pair in call.texts("field"):
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"--field takes NAME=VALUE, not {pair!r}.")
        values[name] = text
    code = call.text("code")
    if code is not None:
        values["resolution"] = code
    selection = call.selection()
    if sys.stdin.isatty() and sys.stderr.isatty():
        refuse_first(session, selection, values, call.options())
        values = _asked(call, selection.ids, values)
    call.out.outcome(resolve(session, selection, values, call.text("note") or "", call.options()))


def _asked(call: Call, ids: Sequence[int], values: dict[str, str]) -> dict[str, str]:
    """The values, with an answer for each that a type needs and that is not there."""
    from opsflow.services.records.resolving import asked_to_finish

    for field in asked_to_finish(call.session(), ids):
        if field.name in values:
            continue
        answer = _answer(call, field)
        if answer:
            values[field.name] = answer
    return values


def _answer(call: Call, field: CustomField) -> str:
    """What is typed for a field, asked again while it is none of its choices; nothing where it is left out."""
    from opsflow.domain.nearest import no_such

    if field.choices:
        call.out.talk(f"{field.name} is one of {', '.join(field.choices)}.")
    while True:
        sys.stderr.write(f"{field.name}: ")
        sys.stderr.flush()
        answer = sys.stdin.readline().strip()
        if not answer or not field.choices or answer.lower() in [choice.lower() for choice in field.choices]:
            return answer
        call.out.talk(no_such(field.name, answer, field.choices))


def _types(call: Call) -> None:
    from opsflow.cli.output.records import print_type, print_types
    from opsflow.services.records.types import types

    found = types(call.session())
    wanted = call.text("name")
    if wanted is None:
        print_types(call.out, found)
        return
    for held in found:
        if held.kind.name == wanted.lower():
            print_type(call.out, held)
            return
    from opsflow.domain.nearest import no_such

    raise NotFound(no_such("type", wanted, [held.kind.name for held in found]))


COMMANDS = (
    Command(
        "hold",
        "Put items on hold: they wait for the caller, a change, a problem or a vendor.",
        (
            argument("words", "Ids, the reason, and what more there is to say.", many=True, complete="ids holds -"),
            WHERE,
            *WRITE,
        ),
        _hold,
        "The item stays in its column; the reasons are configured under [hold], and the rest becomes a note.",
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
        "The default is impact + urgency - 1, each counted 1 to 3: P1 to P5. Another table stands in the configuration "
        "under [priority].",
        (("opsflow priority", ""), ("opsflow list 'priority<=2' --sort priority", "P1 and P2, the highest first")),
    ),
    Command(
        "resolve",
        "Say how items ended, and finish them.",
        (
            IDS,
            option("--code -c", "The resolution: fixed, workaround, duplicate, ...", "CODE", complete="resolutions"),
            option("--note", "What was done, as a note.", "TEXT"),
            option("--field", "Another field that is needed: NAME=VALUE.", "NAME=VALUE", many=True, complete="fields"),
            WHERE,
            *WRITE,
        ),
        _resolve,
        "On a terminal it asks for what the type needs and is not there; without a code where the type needs one it is "
        "refused (required-fields). Open duplicates are finished together with their original.",
        (
            ('opsflow resolve 12 --code fixed --note "disk replaced"', ""),
            ('opsflow resolve 7 --code fixed --field "root-cause=connection pool too small"', "a problem"),
        ),
    ),
    Command(
        "types",
        "Show the types of items: their states, required fields, criteria and fields.",
        (argument("name", "One type.", required=False, complete="types"), *READ),
        _types,
        examples=(("opsflow types", ""), ("opsflow types change", "")),
    ),
)
