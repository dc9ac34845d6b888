"""Work that comes again."""

from __future__ import annotations

from opsflow.cli.words.declare import LISTED, READ, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.services.session import Session
    from opsflow.services.time.recurrence_rules import When
    from opsflow.services.work.items import Draft
    from opsflow.services.work.templates import Part


def _add(call: Call) -> None:
    from opsflow.cli.templates import trust_described
    from opsflow.composition import almanac
    from opsflow.services.time import recurring
    from opsflow.services.time.recurrence_rules import rule_of

    session = call.session(create=True)
    parts, known, given = _parts(call, session), almanac(session), _instant(call, session)
    begin = session.clock() if given is None else given
    when = _when(call)
    when = when.replace(zone=when.zone or session.settings.zone)
    held = rule_of(call.needed("name"), when, parts, begin, known)
    outcome = recurring.add(session, held, begin, known, call.options())
    trust_described(call, session.actor, parts, outcome)
    call.out.outcome(outcome)


def _edit(call: Call) -> None:
    from opsflow.cli.templates import trust_described
    from opsflow.composition import almanac
    from opsflow.services.time import recurring

    session = call.session()
    is_of_items = any(call.values.get(name) for name in ("title", "template", "done", "check"))
    parts = _parts(call, session) if is_of_items else None
    when, begin = _when(call), _instant(call, session)
    if parts is None and begin is None and not any(when.as_tuple()):
        raise UsageError(
            "Change what? Give --every, a title, --template or another option: `opsflow recur edit --help`."
        )
    outcome = recurring.edit(session, call.needed("name"), when, parts, begin, almanac(session), call.options())
    trust_described(call, session.actor, parts or [], outcome)
    call.out.outcome(outcome)


def _when(call: Call) -> When:
    from opsflow.services.time.recurrence_rules import When

    return When(*[call.text(name) for name in When._fields])


def _parts(call: Call, session: Session) -> list[Part]:
    """What comes at each occurrence: the sentence, or a template with it. Who is `me` is settled now."""
    from opsflow.cli.templates import described
    from opsflow.services.work.items import items_possible

    parts = [part.replace(draft=_with_owner(part.draft, session.actor)) for part in described(call, session)]
    items_possible(session, [part.draft for part in parts])
    return parts


def _with_owner(draft: Draft, actor: str) -> Draft:
    values = [(key, actor if (key, value) == ("owner", "me") else value) for key, value in draft.values]
    return draft.replace(values=tuple(values))


def _instant(call: Call, session: Session) -> int | None:
    from opsflow.domain.time.dates import beginning, parse_moment

    text = call.text("from")
    return None if text is None else beginning(parse_moment(text, session.clock(), session.zone))


def _list(call: Call) -> None:
    from opsflow.cli.output.recurrences import print_rules, rule_document
    from opsflow.composition import almanac
    from opsflow.services.time.recurring import listing

    session = call.session()
    found = listing(session, almanac(session))
    if not call.out.answered(
        "recurrences",
        lambda: {"recurrences": [rule_document(held) for held in found]},
        lambda: [visible(held.recurrence.name) for held in found],
    ):
        print_rules(call.out, session, found)


def _show(call: Call) -> None:
    from opsflow.cli.output.recurrences import print_rule, whole_document
    from opsflow.composition import almanac
    from opsflow.services.time.recurring import preview, standing

    session, name = call.session(), call.needed("name")
    known = almanac(session)
    found, coming = standing(session, name, known), preview(session, name, known, 3)
    if not call.out.answered("recurrence", lambda: {"recurrence": whole_document(found, coming)}):
        print_rule(call.out, session, found, coming)


def _preview(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.domain.time.instants import format_date, format_instant_utc
    from opsflow.services.time.recurring import preview

    session, name = call.session(), call.needed("name")
    count = call.number("limit")
    found = preview(session, name, almanac(session), 10 if count is None else count)
    if call.out.answered(
        "occurrences", lambda: {"name": name, "occurrences": [format_instant_utc(at) for at in found]}
    ):
        return
    for at in found:
        call.out.data(format_date(at, session.zone))
    if not found:
        call.out.talk("Nothing comes by the calendar; after-completion rules come when the last one is closed.")


def _pause(call: Call) -> None:
    from opsflow.services.time.recurring import pause

    call.out.outcome(pause(call.session(), call.needed("name"), call.options()))


def _resume(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.services.time.recurring import resume

    session = call.session()
    call.out.outcome(resume(session, call.needed("name"), almanac(session), call.options()))


def _skip(call: Call) -> None:
    from opsflow.composition import almanac
    from opsflow.services.time.recurring import skip

    session = call.session()
    count = call.number("count")
    if count == 0 or (count or 1) > 1000:
        raise UsageError("--count takes 1 to 1000.")
    call.out.outcome(skip(session, call.needed("name"), almanac(session), count or 1, call.options()))


def _remove(call: Call) -> None:
    from opsflow.services.time.recurring import remove

    call.out.outcome(remove(call.session(), call.needed("name"), call.options()))


_NAME = argument("name", "The name of the recurrence.", complete="recurrences")
_RULE = (
    option("--every", "When: words, or a rule of RFC 5545.", "RULE"),
    option("--after-done", "So long after the last one was closed: 36h, 10d, 2w, 3mo.", "TIME"),
    option("--from", "Not before.", "DATE", complete="dates"),
    option("--zone", "The zone whose clock counts; the configured one if not given.", "ZONE"),
    option(
        "--on-days-off",
        "What an occurrence on a day off does: come all the same, be left out, or move to a working day.",
        "CHOICE",
        choices=("none", "skip", "next", "previous"),
    ),
    option(
        "--missed",
        "Which occurrences come late when nothing ran: the last, all, or none.",
        "CHOICE",
        choices=("last", "all", "skip"),
    ),
    option("--template", "A template; name=value fills it in.", "NAME", complete="templates"),
    option("--done", "A criterion of the definition of done; once for each.", "TEXT", many=True),
    option("--check", "A command that checks: the first goes with the first --done.", "COMMAND", many=True),
    flag("--shell", "Run the checks in a shell, for pipes and the like."),
)

COMMANDS = (
    Command(
        "recur add",
        "Have work come again.",
        (
            argument("name", "A name for it."),
            argument("title", "The item, as for add; {date} is the day.", many=True, required=False),
            *_RULE,
            *WRITE,
        ),
        _add,
        "`opsflow tick` makes the items. Dates in them count from the occurrence: due:+3d is three days after it.",
        (
            ('opsflow recur add patching --every "first tuesday 22:00" --template patching', ""),
            ('opsflow recur add backups --every "weekdays 09:00" Check the backups of {date} due:+8h', ""),
            ("opsflow recur add filters --after-done 3mo Change the air filters type:task", ""),
            ("opsflow recur add audit --every 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1FR' --on-days-off previous Audit", ""),
        ),
    ),
    Command(
        "recur edit",
        "Change when it comes or what it makes; the rest stays, and so do the items that came of it.",
        (
            _NAME,
            argument("title", "The item instead of that before, whole, as for add.", many=True, required=False),
            *_RULE,
            *WRITE,
        ),
        _edit,
        "What it makes is replaced as a whole. What is to come at other times comes next at the first of them.",
        (
            ('opsflow recur edit patching --every "second tuesday 22:00"', ""),
            ("opsflow recur edit patching --template patching", "take over a template that was changed"),
            ("opsflow recur edit backups Check the backups of {date} due:+1d owner:bob", ""),
        ),
    ),
    Command("recur show", "Show a recurrence: when it comes, and what it makes.", (_NAME, *READ), _show,
            examples=(("opsflow recur show patching", ""),)),
    Command("recur list", "List what comes again, and the open items of it.", LISTED, _list,
            examples=(("opsflow recur list", ""),)),
    Command(
        "recur preview",
        "Show the next occurrences.",
        (_NAME, option("--limit -l", "How many; 10 if not given.", "N"), *READ),
        _preview,
        examples=(("opsflow recur preview patching --limit 12", ""),),
    ),
    Command("recur pause", "Let it rest.", (_NAME, *WRITE), _pause,
            examples=(("opsflow recur pause patching", ""),)),
    Command("recur resume", "Let it go on, from the next occurrence on.", (_NAME, *WRITE), _resume,
            examples=(("opsflow recur resume patching", ""),)),
    Command(
        "recur skip",
        "Leave out the next occurrence.",
        (_NAME, option("--count", "How many; 1 if not given.", "N"), *WRITE),
        _skip,
        examples=(("opsflow recur skip patching", ""),),
    ),
    Command("recur remove", "Forget the rule; the items that came of it stay.", (_NAME, *WRITE), _remove,
            examples=(("opsflow recur remove patching", ""),)),
)  # fmt: skip
