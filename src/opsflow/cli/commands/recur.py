"""Work that comes again."""

from __future__ import annotations

import os

from opsflow.cli.declare import LISTED, READ, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call
    from opsflow.domain.recurrence.rules import Recurrence
    from opsflow.services.recurring import Almanac
    from opsflow.services.session import Session
    from opsflow.services.templates import Part


def _add(call: Call) -> None:
    from opsflow.cli.almanac import almanac
    from opsflow.services import recurring, templates
    from opsflow.services.items import items_possible

    session = call.session(create=True)
    parts = _parts(call, session)
    items_possible(session, [part.draft for part in parts])
    known = almanac(session)
    begin = _instant(call, session)
    held = _recurrence(call, session, known, begin, recurring.as_text(parts))
    outcome = recurring.add(session, held, begin, known, call.options())
    commands = templates.check_commands(parts)
    if commands and not outcome.dry_run and _may_run(call):
        from opsflow.system.trust import check_digest, trust

        trust(os.environ, [check_digest(command) for command in commands])
    call.out.outcome(outcome)


def _may_run(call: Call) -> bool:
    """Whether checks may run: typed here, or from a configuration that is trusted."""
    if call.text("template") is None:
        return True
    from opsflow.cli.trusting import config_is_trusted

    return config_is_trusted(call)


def _parts(call: Call, session: Session) -> list[Part]:
    """What comes at each occurrence: the sentence, or a template."""
    from opsflow.cli.commands.items import draft_of
    from opsflow.services.templates import Part, parts_of

    name = call.text("template")
    if name is not None:
        from opsflow.cli.templates import variables_in

        given, other = variables_in(call.texts("title"))
        if other:
            raise UsageError(f"A template is filled in by name=value, not by {other[0]!r}.")
        return parts_of(session, name, given)
    draft = draft_of(call, session)
    values = [(key, session.actor if (key, value) == ("owner", "me") else value) for key, value in draft.values]
    return [Part("", draft.replace(values=tuple(values)))]


def _recurrence(call: Call, session: Session, known: Almanac, begin: int, template: str) -> Recurrence:
    from opsflow.domain.recurrence.rules import Recurrence
    from opsflow.domain.recurrence.words import interval, spoken
    from opsflow.system.recurrence import checked, start_of

    every, after = call.text("every"), call.text("after_done")
    if (every is None) == (after is None):
        raise UsageError('Say when: --every "first tuesday 22:00", or --after-done 2w.')
    name = call.text("zone") or session.settings.zone or ""
    zone = known.zone_for(name)
    if after is not None:
        rule, words, mode, start = interval(after), f"{after} after the last is done", "after-completion", begin
    else:
        held = spoken(every or "")
        local = start_of(zone.to_local(begin), held.time)
        start = zone.to_instant(*local)
        rule, words, mode = checked(held.rule, local), every or "", "calendar"
    shift, missed = call.text("on_days_off") or "none", call.text("missed") or "last"
    return Recurrence(call.needed("name"), rule, words, mode, start, name, shift, missed, template)


def _instant(call: Call, session: Session) -> int:
    from opsflow.domain.dates import beginning, parse_moment

    text = call.text("from")
    return session.clock() if text is None else beginning(parse_moment(text, session.clock(), session.zone))


def _list(call: Call) -> None:
    from opsflow.domain.instants import format_date, format_instant_utc
    from opsflow.services.recurring import listing

    session = call.session()
    found = listing(session)
    if call.out.form == "json":
        from opsflow.cli.documents import envelope

        call.out.document(
            envelope(
                "recurrences",
                recurrences=[
                    {
                        "name": held.name,
                        "rule": held.rule,
                        "words": held.words,
                        "mode": held.mode,
                        "zone": held.zone or None,
                        "on_days_off": held.shift,
                        "missed": held.missed,
                        "next": None if held.next_at is None else format_instant_utc(held.next_at),
                        "paused": None if held.paused_at is None else format_instant_utc(held.paused_at),
                        "open_items": list(ids),
                    }
                    for held, ids in found
                ],
            )
        )
        return
    if call.out.form == "quiet":
        for held, _ in found:
            call.out.data(visible(held.name))
        return
    from opsflow.cli.tables import Cell, Column, print_table

    columns = (Column("name"), Column("when", gives_way=True), Column("next"), Column("open"))
    rows = []
    for held, ids in found:
        ahead = "" if held.next_at is None else format_date(held.next_at, session.zone)
        ahead = "paused" if held.paused_at is not None else ahead
        rows.append([Cell(held.name), Cell(held.words), Cell(ahead), Cell(",".join(map(str, ids)))])
    print_table(call.out, columns, rows)


def _preview(call: Call) -> None:
    from opsflow.cli.almanac import almanac
    from opsflow.domain.instants import format_date, format_instant_utc
    from opsflow.services.recurring import preview

    session = call.session()
    count = call.number("limit")
    found = preview(session, call.needed("name"), almanac(session), 10 if count is None else count)
    if call.out.form == "json":
        from opsflow.cli.documents import envelope

        call.out.document(
            envelope("occurrences", name=call.needed("name"), occurrences=[format_instant_utc(at) for at in found])
        )
        return
    for at in found:
        call.out.data(format_date(at, session.zone))
    if not found:
        call.out.talk("Nothing comes by the calendar; after-completion rules come when the last one is closed.")


def _pause(call: Call) -> None:
    from opsflow.services.recurring import pause

    call.out.outcome(pause(call.session(), call.needed("name"), call.options()))


def _resume(call: Call) -> None:
    from opsflow.cli.almanac import almanac
    from opsflow.services.recurring import resume

    session = call.session()
    call.out.outcome(resume(session, call.needed("name"), almanac(session), call.options()))


def _skip(call: Call) -> None:
    from opsflow.cli.almanac import almanac
    from opsflow.services.recurring import skip

    session = call.session()
    count = call.number("count")
    if count == 0 or (count or 1) > 1000:
        raise UsageError("--count takes 1 to 1000.")
    call.out.outcome(skip(session, call.needed("name"), almanac(session), count or 1, call.options()))


def _remove(call: Call) -> None:
    from opsflow.services.recurring import remove

    call.out.outcome(remove(call.session(), call.needed("name"), call.options()))


_GROUP = "Recurring work"
_NAME = argument("name", "The name of the recurrence.", complete="recurrences")

COMMANDS = (
    Command(
        "recur add",
        "Have work come again.",
        (
            argument("name", "A name for it."),
            argument("title", "The item, as for add; {date} is the day.", many=True, required=False),
            option("--every", "When: words, or a rule of RFC 5545.", "RULE"),
            option("--after-done", "So long after the last one was closed: 36h, 10d, 2w, 3mo.", "TIME"),
            option("--from", "Not before.", "DATE"),
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
            *WRITE,
        ),
        _add,
        _GROUP,
        "`opsflow tick` makes the items. Dates in them count from the occurrence: due:+3d is three days after it.",
        (
            ('opsflow recur add patching --every "first tuesday 22:00" --template patching', ""),
            ('opsflow recur add backups --every "weekdays 09:00" Check the backups of {date} due:+8h', ""),
            ("opsflow recur add filters --after-done 3mo Change the air filters type:task", ""),
            ("opsflow recur add audit --every 'FREQ=YEARLY;BYMONTH=3;BYDAY=-1FR' --on-days-off previous Audit", ""),
        ),
    ),
    Command("recur list", "List what comes again, and the open items of it.", LISTED, _list, _GROUP,
            examples=(("opsflow recur list", ""),)),
    Command(
        "recur preview",
        "Show the next occurrences.",
        (_NAME, option("--limit -l", "How many; 10 if not given.", "N"), *READ),
        _preview,
        _GROUP,
        examples=(("opsflow recur preview patching --limit 12", ""),),
    ),
    Command("recur pause", "Let it rest.", (_NAME, *WRITE), _pause, _GROUP,
            examples=(("opsflow recur pause patching", ""),)),
    Command("recur resume", "Let it go on, from the next occurrence on.", (_NAME, *WRITE), _resume, _GROUP,
            examples=(("opsflow recur resume patching", ""),)),
    Command(
        "recur skip",
        "Leave out the next occurrence.",
        (_NAME, option("--count", "How many; 1 if not given.", "N"), *WRITE),
        _skip,
        _GROUP,
        examples=(("opsflow recur skip patching", ""),),
    ),
    Command("recur remove", "Forget the rule; the items that came of it stay.", (_NAME, *WRITE), _remove, _GROUP,
            examples=(("opsflow recur remove patching", ""),)),
)  # fmt: skip
