"""Making items and changing what they say."""

from __future__ import annotations

import os

from opsflow.cli.words.declare import WHERE, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.services.work import items, sentences
from opsflow.services.work.fields import DEPENDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.call import Call
    from opsflow.services.session import Session

_FIELDS = (
    option("--type -t", "task, incident, change, problem, request, or one of the site's.", "TYPE", complete="types"),
    option("--planned", "yes or no; an incident is unplanned from birth.", "YES|NO", choices=("yes", "no")),
    option("--project -p", "Project; dots make levels: net.dns.", "NAME", complete="projects"),
    option("--service -s", "The service concerned.", "NAME", complete="services"),
    option("--class", "expedite, fixed-date, standard or intangible.", "CLASS", complete="values"),
    option("--impact", "high, medium or low.", "LEVEL", complete="values"),
    option("--urgency", "high, medium or low.", "LEVEL", complete="values"),
    option("--effort", "high, medium or low; follows from the estimate when not given.", "LEVEL", complete="values"),
    option("--estimate -e", "Working time: 2h, or low/likely/high: 1h/2h/5h.", "TIME"),
    option("--due -d", "Due date: fri, +3d, 2026-12-01, 17:00; a day means its end.", "DATE", complete="dates"),
    option("--not-before", "Not to be started before; a day means its beginning.", "DATE", complete="dates"),
    option("--owner -o", "The one accountable person; me is you.", "NAME", complete="owners"),
    option("--parent", "The item this is a part of.", "ID", complete="ids"),
    option("--key", "A key that alerts know it by; an open item of that key counts on.", "KEY", complete="keys"),
    option("--field", "A field of the site: NAME=VALUE.", "NAME=VALUE", many=True, complete="fields"),
    option("--tag", "A tag to put on.", "TAG", many=True, complete="tags"),
)


def _add(call: Call) -> None:
    session = call.session(create=True)
    if call.text("template") is not None:
        from opsflow.cli.templates import add_from_template

        call.out.outcome(add_from_template(call, session))
        return
    draft = draft_of(call, session)
    wait_for_key(session, [draft])
    outcome = items.add(session, draft, call.options())
    if call.texts("check") and not outcome.dry_run:
        from opsflow.system.trust import trust_checks

        trust_checks(os.environ, session.actor, checks_of(call))
    call.out.outcome(outcome)


def wait_for_key(session: Session, drafts: Sequence[items.Draft]) -> None:
    """Be patient where alerts come in by the hundred at once."""
    if any(name == "key" for draft in drafts for name, _ in draft.values):
        from opsflow.domain.alerts import PATIENCE

        session.store.wait_up_to(PATIENCE)


def draft_of(call: Call, session: Session) -> items.Draft:
    """The item that the words and options of a call describe."""
    sentence = sentences.read_new(session, call.texts("title"))
    values = dict(sentence.values)
    on = [*call.texts("on"), *[text for name, text in values.items() if name in DEPENDS]]
    checks = checks_of(call)
    if checks:
        from opsflow.cli.output.verification import tell_shell_signs

        tell_shell_signs(call, checks)
    return items.Draft(
        sentence.title,
        tuple({**{n: v for n, v in values.items() if n not in DEPENDS}, **_flags(call)}.items()),
        (*sentence.tags, *call.texts("tag")),
        _criteria(call, checks),
        call.ids(on) if on else (),
        tuple(call.texts("note")),
        sentences.remarks(session, sentence),
    )


def checks_of(call: Call) -> list[str]:
    """The commands given with --check."""
    given = call.texts("check")
    if not given:
        return []
    from opsflow.domain.programs import checked_command

    return [checked_command(command, call.flag("shell")) for command in given]


def _criteria(call: Call, checks: list[str]) -> tuple[str | tuple[str, str | None], ...]:
    """The criteria given with --done; the first --check goes with the first of them, and one left over is its own."""
    texts = call.texts("done")
    if not checks:
        return tuple(texts)
    texts += checks[len(texts) :]
    return tuple([(text, checks[place] if place < len(checks) else None) for place, text in enumerate(texts)])


def _flags(call: Call) -> dict[str, str]:
    """The fields given as flags, by the names of fields."""
    given = {param.name.replace("_", "-"): call.text(param.name) for param in _FIELDS if not param.many}
    values = {name: text for name, text in given.items() if text is not None}
    for pair in call.texts("field"):
        name, equals, text = pair.partition("=")
        if not equals:
            raise UsageError(f"--field takes NAME=VALUE, not {pair!r}.")
        values[name] = text
    return values


def _edit(call: Call) -> None:
    from opsflow.domain.ids import looks_like_ids

    words = call.texts("words")
    ids = [word for word in words if looks_like_ids(word) or word == "-"] if call.text("where") is None else []
    session = call.session()
    sentence = sentences.read(session, [word for word in words if word not in ids], words)
    values: dict[str, str | None] = {**dict(sentence.values), **_flags(call)}
    if call.texts("on"):
        values["on"] = ",".join(map(str, call.ids(call.texts("on"))))
    title = call.text("title") or sentence.title
    if title:
        values["title"] = title
    call.values["ids"] = ids
    added, removed = (*sentence.tags, *call.texts("tag")), (*sentence.tags_removed, *call.texts("untag"))
    if not values and not added and not removed:
        from opsflow.cli.editing import edit_in_editor

        call.out.outcome(edit_in_editor(session, call.selection(), call.options()))
        return
    call.out.outcome(items.edit(session, call.selection(), values, added, removed, call.options()))


def _note(call: Call) -> None:
    words = call.after_ids()
    text = call.standard_input() if words == ["-"] else " ".join(words)
    call.out.outcome(items.note(call.session(), call.selection(), text.rstrip("\n"), call.options()))


def _tag(call: Call) -> None:
    words = call.texts("words")
    tags = [word for word in words if not _is_ids(word)]
    call.values["ids"] = [word for word in words if _is_ids(word)]
    added = [word.removeprefix("+") for word in tags if not word.startswith("-")]
    removed = [word[1:] for word in tags if word.startswith("-")]
    if not tags:
        raise UsageError("Which tags? `opsflow tag 12 +cert -vendor`")
    call.out.outcome(items.tag(call.session(), call.selection(), added, removed, call.options()))


def _is_ids(word: str) -> bool:
    from opsflow.domain.ids import looks_like_ids

    return word == "-" or looks_like_ids(word)


COMMANDS = (
    Command(
        "add",
        "Add an item.",
        (
            argument(
                "title",
                "Title words, key:value and +tag, in any order.",
                many=True,
                required=False,
                complete="sentence",
            ),
            option(
                "--template", "A template of the configuration; name=value fills it in.", "NAME", complete="templates"
            ),
            option(
                "--check",
                "A command that checks a criterion: the first goes with the first --done.",
                "COMMAND",
                many=True,
            ),
            flag("--shell", "Run the checks in a shell, for pipes and the like."),
            option("--done", "A criterion of the definition of done; once for each.", "TEXT", many=True),
            option("--on", "Items that it depends on.", "IDS", many=True, complete="ids"),
            option("--note", "A first note.", "TEXT", many=True),
            *_FIELDS,
            *WRITE,
        ),
        _add,
        details="A word such as due:fri sets a field, +cert puts a tag on. To keep such a word in the title, put a "
        "backslash before the colon or the plus. With a template, fields and tags go to each of its items, --on to "
        "those that begin, --done to those that come last; title words take the place of the title of a single one.",
        examples=(
            ("opsflow add --template cert-rotation host=lb1 due:fri owner:me", "see [templates] in the configuration"),
            ('opsflow add "Rotate the LB certificate" due:fri +cert --done "new one served on all nodes"', ""),
            ('opsflow add --key web1/disk "Disk 91 % on web1" type:incident', "again: it counts on the open one"),
            ("opsflow add Disk full on web1 type:incident impact:high urgency:high", "an incident, unplanned"),
            ('opsflow add "Upgrade the database" -e 1d/2d/4d --on 12 owner:me', "after item 12"),
        ),
    ),
    Command(
        "edit",
        "Change fields of items; without fields, in your editor.",
        (
            argument(
                "words",
                "Ids, then key:value, +tag and -tag; key: clears.",
                many=True,
                required=False,
                complete="ids sentence",
            ),
            option("--title", "A new title.", "TEXT"),
            option("--untag", "A tag to take off.", "TAG", many=True, complete="tags"),
            option("--on", "Items that they depend on from now on.", "IDS", many=True, complete="ids"),
            *_FIELDS,
            WHERE,
            *WRITE,
        ),
        _edit,
        examples=(
            ("opsflow edit 12 due:mon +urgent -vendor", ""),
            ("opsflow edit --where 'project:net owner:bob' owner:ann", "hand over a project"),
            ("opsflow edit 12 due:", "take the due date away"),
        ),
    ),
    Command(
        "note",
        "Write a note on items.",
        (
            argument(
                "words", "Ids, then the text; - reads it from stdin.", many=True, complete="ids -", shown="IDS TEXT"
            ),
            WHERE,
            *WRITE,
        ),
        _note,
        examples=(('opsflow note 12 "vendor called back, part ships today"', ""),),
    ),
    Command(
        "tag",
        "Put tags on items and take tags off.",
        (
            argument("words", "Ids, +tag and -tag.", many=True, complete="ids tags", shown="IDS +TAG -TAG"),
            WHERE,
            *WRITE,
        ),
        _tag,
        examples=(("opsflow tag 3,5 +cert -vendor", ""),),
    ),
)
