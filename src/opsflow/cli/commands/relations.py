"""Items beside others: a second one like the first, links, and duplicates."""

from __future__ import annotations

from opsflow.cli.words.declare import IDS, WHERE, WRITE, Command, argument, option
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _copy(call: Call) -> None:
    from opsflow.services.work import sentences
    from opsflow.services.work.copying import copy

    differing = sentences.read(call.session(), call.after_ids("word"))
    values = {**dict(differing.values), **({"title": differing.title} if differing.title else {})}
    tags = differing.tags, differing.tags_removed
    call.out.outcome(copy(call.session(), call.selection(), call.options(), values, *tags))


def _link(call: Call) -> None:
    from opsflow.services.work import links

    verb = links.unlink if call.command.name == "unlink" else links.link
    words = call.after_ids("word")
    if len(words) != 2:
        raise UsageError(f"Which kind, and to what? `opsflow {call.command.name} 12 caused-by 7`")
    call.out.outcome(verb(call.session(), call.selection(), words[0], call.one_id(words[1]), call.options()))


def _duplicate(call: Call) -> None:
    from opsflow.services.work import links

    original = call.one_id(call.text("of") or "") if call.text("of") else None
    if original is None:
        raise UsageError("Of which item? `opsflow duplicate 12 --of 7`. To make a second item: `opsflow copy 12`.")
    call.out.outcome(links.duplicate(call.session(), call.selection(), original, call.options()))


_LINK_PARAMS = (
    argument(
        "words",
        "Ids, then relates, caused-by, fixed-by, duplicate-of, follow-up-of or parent, then the other item.",
        many=True,
        complete="ids links ids",
        shown="IDS KIND ID",
    ),
    WHERE,
    *WRITE,
)

COMMANDS = (
    Command(
        "copy",
        "Make a second item like one there is.",
        (
            argument(
                "words",
                "Ids, then what is to differ: a title, key:value, +tag and -tag.",
                many=True,
                required=False,
                complete="ids sentence",
                shown="IDS [WORDS]",
            ),
            WHERE,
            *WRITE,
        ),
        _copy,
        examples=(
            ("opsflow copy 12", "its fields, tags and criteria, all open"),
            ('opsflow copy 12 "Patch web3" due:fri owner:me', "with another title, date and owner"),
        ),
    ),
    Command(
        "link",
        "Relate items to another.",
        _LINK_PARAMS,
        _link,
        examples=(
            ("opsflow link 12 caused-by 7", ""),
            ("opsflow link --where 'project:net is:open' parent 40", "make them part of 40"),
        ),
    ),
    Command("unlink", "Take a relation away.", _LINK_PARAMS, _link, examples=(("opsflow unlink 12 caused-by 7", ""),)),
    Command(
        "duplicate",
        "Mark items as duplicates of another one.",
        (IDS, option("--of", "The item that stays.", "ID", complete="ids"), WHERE, *WRITE),
        _duplicate,
        examples=(("opsflow duplicate 12 --of 7", "12 is cancelled, 7 goes on"),),
    ),
)
