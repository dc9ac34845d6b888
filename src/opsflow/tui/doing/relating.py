"""Everything an item has to do with others, on one sheet: to go there, to add to it, and to take away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.services.looking import queries
from opsflow.services.looking.facts import TURNED_LINKS
from opsflow.services.work import dependencies, items, links
from opsflow.tui.about import About
from opsflow.tui.doing import linking
from opsflow.tui.doing.writing import read, write
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, answers_of, show

if TYPE_CHECKING:
    from opsflow.domain.items import Item
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session
    from opsflow.tui.app import BoardApp

PLACE = "relations"
_ADDING = {"depend": linking.depend, "link": linking.link, "parent": linking.parent}


class Tie:
    """What one item has to do with another: the word for it, from whose side it is kept, and its kind."""

    def __init__(self, word: str, kind: str, item: Item, other: Item, is_turned: bool = False) -> None:
        self.word, self.kind, self.other = word, kind, other
        self.holder, self.held = (other, item) if is_turned else (item, other)

    def take_away(self, session: Session, ids: tuple[int, ...], options: WriteOptions) -> Outcome:
        """Take it away from the side on which it is kept."""
        if self.kind == "dependency":
            return dependencies.remove(session, ids, [self.held.id], options)
        if self.kind == "parent":
            return items.edit(session, ids, {"parent": ""}, options=options)
        return links.unlink(session, ids, self.kind, self.held.id, options)


async def relations(app: BoardApp) -> None:
    """Show what the item in focus has to do with others, again after each change."""
    item = app.only_item()
    if item is None:
        app.say("Relations are shown for one item at a time.", "warn")
        return
    while await _relations_of(app, item.id):
        await app.reading.now()


async def _relations_of(app: BoardApp, item_id: int) -> bool:
    """Show them once, and do what is picked; answers whether they are to be shown again."""
    detail = await read(app, lambda session: queries.show(session, item_id))
    if detail is None:
        return False
    ties = _ties(detail)
    rows = [_row(tie, place) for place, tie in enumerate(ties)] or [Row((("Nothing yet.", "dim"),))]
    title = f"{item_id} {detail.item.title}: what it has to do with others"
    picked = await show(app, title, rows, _answers(app))
    number = picked.row.number if picked is not None and picked.row is not None else None
    tie = ties[number] if number is not None else None
    if picked is None:
        return False
    if picked.key in _ADDING:
        await _ADDING[picked.key](app)
    elif tie is not None and picked.key == "enter":
        app.reading.go_to(tie.other.id)
        return False
    elif tie is not None:
        about = About((tie.holder,))
        await write(app, tie.take_away, about)
    return True


def _answers(app: BoardApp) -> list[Answer]:
    go = Answer("enter", "go there")
    if app.site.opening.is_read_only:
        return [go]
    return [go, *answers_of([*[app.actions[name] for name in _ADDING], *app.actions.at(PLACE)])]


def _ties(detail: queries.Detail) -> list[Tie]:
    item = detail.item
    found = [Tie("waits for", "dependency", item, other) for other in detail.depends_on]
    found += [Tie("waited for by", "dependency", item, other, True) for other in detail.dependents]
    if item.parent_id in detail.related:
        found.append(Tie("part of", "parent", item, detail.related[item.parent_id]))
    found += [Tie("its part", "parent", item, other, True) for other in detail.children]
    for link in detail.links:
        is_turned = link.item_id != item.id
        other = detail.related.get(link.item_id if is_turned else link.other_id)
        if other is not None:
            found.append(Tie(TURNED_LINKS[link.kind] if is_turned else link.kind, link.kind, item, other, is_turned))
    return found


def _row(tie: Tie, place: int) -> Row:
    other = tie.other
    head = (
        (f"{tie.word:<14} ", "dim"),
        (f"{other.id} ", "blue"),
        (f"{other.state}, {other.owner or 'no owner'}  ", "dim"),
    )
    return Row((*head, (other.title, "")), number=place)
