"""Looking: lists, one item, what is next, and why."""

from __future__ import annotations

from opsflow.cli.words.declare import DRY_RUN, LISTED, NO_CONTEXT, READ, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.domain.text import visible
from opsflow.services.looking import queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.cli.call import Call
    from opsflow.domain.settings import View
    from opsflow.services.session import Session

_FILTER = argument("filter", "Filter words: owner:me state:doing +cert -vendor due.before:fri ...", many=True,
                   required=False, complete="filters")  # fmt: skip


def _list(call: Call) -> int | None:
    session = call.session()
    words = call.texts("filter")
    view = _view(call, words)
    where = call.filter(call.within_context(words))
    limit = call.number("limit") if call.text("limit") is not None else (view.limit if view else None)
    sort = call.text("sort") or (view.sort if view else "")
    query = queries.Query(where, sort, limit, call.flag("all"))
    if call.flag("csv"):
        return _status(call, _print_sheet(call, query, view))
    if call.out.form == "json":
        if call.text("columns"):
            call.out.talk("--columns is for tables and --csv: JSON holds every field.")
        return _status(call, _print_json(call, query))
    found = queries.listing(session, query)
    if call.out.form == "quiet":
        for item in found.items:
            call.out.data(str(item.id))
    else:
        _print_table(call, found, view)
        if found.more:
            call.out.talk(f"There are more than these {limit}; leave --limit out to see all.")
    if not found.items:
        call.tell_meant()
    return _status(call, len(found.items))


def _status(call: Call, count: int) -> int:
    return 1 if count and call.flag("exit_code") else 0


def _print_json(call: Call, query: queries.Query) -> int:
    from contextlib import closing

    from opsflow.cli.output.streaming import print_item_list

    with closing(queries.batches(call.session(), query)) as batches:
        return print_item_list(call.out, batches)


def _print_sheet(call: Call, query: queries.Query, view: View | None) -> int:
    """Print every row as CSV, in the columns of the table. Raises `UsageError` beside what asks for another form."""
    import sys
    from contextlib import closing

    from opsflow.cli.output.columns import value_of
    from opsflow.cli.output.sheets import write_sheet

    for other in ("json", "quiet", "group"):
        if call.values.get(other):
            raise UsageError(f"--csv and --{other} do not go together.")
    session, names = call.session(), _columns(call, view)
    with closing(queries.batches(session, query)) as batches:
        rows = ([value_of(session, part, item, name) for name in names] for part in batches for item in part.items)
        return write_sheet(names, rows, sys.stdout)


def _print_table(call: Call, found: queries.Listing, view: View | None) -> None:
    from opsflow.cli.output.columns import DEFAULT, EXTRA, WIDE
    from opsflow.cli.output.views import print_items

    names = _columns(call, view)
    is_usual = names == DEFAULT and call.out.is_terminal
    names, extra = (WIDE, EXTRA) if is_usual else (names, ())
    group = call.text("group") or (view.group if view else "")
    if group:
        from opsflow.cli.output.grouping import print_groups

        print_groups(call.out, call.session(), found, names, group, extra)
    elif found.items:
        print_items(call.out, call.session(), found, names, extra)
    elif call.out.is_terminal:
        call.out.talk("Nothing matches.")


def _columns(call: Call, view: View | None) -> tuple[str, ...]:
    """The columns that were asked for, else those of the saved view, else the usual ones."""
    from opsflow.cli.output.columns import DEFAULT, columns_of

    chosen = [name.strip() for name in (call.text("columns") or "").split(",") if name.strip()]
    return columns_of(call.session(), chosen or (view.columns if view and view.columns else DEFAULT))


def _view(call: Call, words: list[str]) -> View | None:
    """The look of the saved views that the words name, of which most lists name none."""
    if not any("@" in word for word in words):
        return None
    from opsflow.services.looking.views import shape

    return shape(call.session().settings.views, words)


def _context(call: Call) -> None:
    words = call.texts("filter")
    session, dry_run = call.session(), call.flag("dry_run")
    held = queries.context(session)
    if words in (["clear"], ["none"]):
        held = None
        queries.set_context(session, None, dry_run)
        call.out.talk("The context would be cleared." if dry_run else "The context is cleared.")
    elif words:
        from opsflow.domain.filters.reading import source_of

        call.filter(words)
        held = source_of(words, session.settings.custom_fields)
        queries.set_context(session, held, dry_run)
        keep = "would keep" if dry_run else "keep"
        call.out.talk(f"Lists, next, claim and the board {keep} to {held} until `opsflow context clear`.")
    if not call.out.answered("context", lambda: {"filter": held, "dry_run": dry_run}) and held and not words:
        call.out.data(visible(held))


def _show(call: Call) -> None:
    from opsflow.cli.output.views import print_detail

    session = call.session()
    ids = call.ids(call.texts("ids"))
    at = call.text("at")
    found = []
    for item_id in ids:
        if at is None:
            found.append(queries.show(session, item_id))
        else:
            from opsflow.domain.time.past_dates import parse_passed
            from opsflow.services.looking.reconstruction import show_at

            now = session.clock()
            found.append(show_at(session, item_id, min(parse_passed(at, now, session.zone).end, now)))
    if call.out.answered("item" if len(found) == 1 else "details", lambda: _details(session, found)):
        return
    for place, detail in enumerate(found):
        if place:
            call.out.data("")
        print_detail(call.out, session, detail)


def _details(session: Session, found: list[queries.Detail]) -> dict[str, Any]:
    from opsflow.cli.output.documents import detail_document

    documents = [detail_document(detail, _approval(session, detail)) for detail in found]
    return {"item": documents[0]} if len(documents) == 1 else {"items": documents}


def _approval(session: Session, detail: queries.Detail) -> dict[str, Any] | None:
    if detail.item.type != "change":
        return None
    from opsflow.cli.output.changes import approval_document
    from opsflow.services.records.change_control import approval_of

    return approval_document(approval_of(session, detail)[2])


def _next(call: Call) -> int | None:
    from opsflow.services.looking.pulling import COUNTED_UP_TO

    limit = call.number("limit")
    limit = 10 if limit is None else limit
    if not 0 < limit <= 10_000:
        raise UsageError("--limit takes 1 to 10000.")
    where = call.filter(call.within_context(call.texts("filter")))
    positions, startable = queries.next_items(call.session(), where, limit)
    from opsflow.cli.output.ordering import print_next

    print_next(call.out, positions, startable, COUNTED_UP_TO, where is not None)
    if not positions:
        call.tell_meant()
    return _status(call, len(positions))


def _why(call: Call) -> None:
    from opsflow.cli.output.ordering import print_why
    from opsflow.services.looking.explaining import why

    print_why(call.out, why(call.session(), call.one_id(call.needed("id"))))


COMMANDS = (
    Command(
        "list",
        "List items; open ones unless the filter names a state.",
        (
            _FILTER,
            option("--limit -l", "The most rows.", "N"),
            option(
                "--sort -s",
                "flow (the default), id, due, pull, created, ...; -due turns it, type,-due sorts within.",
                "KEYS",
                complete="sorts",
            ),
            option("--columns -c", "Columns, with commas between.", "NAMES", complete="columns"),
            option("--group -g", "Group by a column.", "COLUMN", complete="groupings"),
            flag("--all -a", "Closed items too."),
            NO_CONTEXT,
            flag("--exit-code", "Exit 1 when anything is listed."),
            flag("--csv", "Print CSV with a heading, for spreadsheets."),
            *LISTED,
        ),
        _list,
        details="On a terminal ! marks what is blocked, ↳2 what waits for two others, P1 to P5 the priority; a wide "
        "one shows projects, services and tags too. Fields of the site are columns, sort keys and groups like all "
        "others; sorting by one takes longer the more is listed. In CSV, text that a spreadsheet would take for a "
        "formula is put behind an apostrophe, and criteria read `1 of 3`, which none takes for a date.",
        examples=(
            ("opsflow list owner:me state:doing,review", ""),
            ("opsflow list +cert -vendor due.before:fri", "tagged cert, not tagged vendor, due before Friday"),
            ("opsflow list 'is:blocked or is:overdue' --sort due", ""),
            ("opsflow list --sort service,-created", "by service, the newest of each first"),
            ("opsflow list @mine +cert", "a saved view, narrowed"),
            ("opsflow list --all --columns id,title,owner,due --csv > items.csv", "for a spreadsheet"),
        ),
    ),
    Command(
        "show",
        "Show an item with everything around it.",
        (
            argument("ids", "The items.", many=True, complete="ids"),
            option("--at", "As it was then.", "DATE", complete="past"),
            *READ,
        ),
        _show,
        examples=(("opsflow show 12", ""), ("opsflow show 12 --at mon", "as it was at the end of last Monday")),
    ),
    Command(
        "next",
        "What to pull now, in order, and why.",
        (
            _FILTER,
            option("--limit -l", "The most rows; 10 if not given.", "N"),
            NO_CONTEXT,
            flag("--exit-code", "Exit 1 when anything is listed."),
            *LISTED,
        ),
        _next,
        examples=(("opsflow next", ""), ("opsflow next owner:me --limit 3", "")),
    ),
    Command(
        "why",
        "Why an item stands where it stands, and what it waits for.",
        (argument("id", "The item.", complete="ids"), *READ),
        _why,
        examples=(("opsflow why 12", ""),),
    ),
    Command(
        "context",
        "Narrow lists until further notice; clear ends it.",
        (_FILTER, DRY_RUN, *READ),
        _context,
        "Without a filter it prints the context. clear, or none, ends it; an empty filter is refused, so that a script "
        "whose variable is empty widens nothing.",
        (("opsflow context project:net", ""), ("opsflow context", "which one?"), ("opsflow context clear", "")),
    ),
)
