"""Every action of the board, in the order in which the help shows them."""

from __future__ import annotations

from opsflow.tui.actions import ACTING, FINDING, LOOKING, MOVING, WRITING, Action
from opsflow.tui.doing import defining, editing, finding, linking, looking, moving, navigating

ACTIONS = (
    Action("left", ("left", "h"), "Left", "The column on the left.", MOVING, navigating.step_column(-1)),
    Action("right", ("right", "l"), "Right", "The column on the right.", MOVING, navigating.step_column(1)),
    Action("up", ("up", "k"), "Up", "The card above.", MOVING, navigating.step(-1)),
    Action("down", ("down", "j"), "Down", "The card below.", MOVING, navigating.step(1)),
    Action("page-up", ("pageup", "ctrl+b"), "Page up", "A screen of cards up.", MOVING, navigating.page(-1)),
    Action("page-down", ("pagedown", "ctrl+f"), "Page down", "A screen of cards down.", MOVING, navigating.page(1)),
    Action("first", ("home",), "First", "The first card of the column.", MOVING, navigating.to_end(False)),
    Action("last", ("end", "G"), "Last", "The last card of the column.", MOVING, navigating.to_end(True)),
    Action("mark", ("space",), "Mark", "Mark the item; what you do next is done to all marked ones.", MOVING,
           navigating.mark),
    Action("mark-column", ("A",), "Mark column", "Mark the column, or take all marks off.", MOVING,
           navigating.mark_column),
    Action("move-left", ("H", "shift+left"), "Move left", "Move to the column on the left.", ACTING,
           moving.move_by(-1), True, True),
    Action("move-right", ("L", "shift+right"), "Move right", "Move to the column on the right.", ACTING,
           moving.move_by(1), True, True),
    Action("move", ("m",), "Move to…", "Move to a column by its number or name.", ACTING, moving.move, True, True),
    Action("start", ("s",), "Start", "Begin work: the first active column.", ACTING, moving.start, True, True),
    Action("done", ("d",), "Done", "Finish.", ACTING, moving.done, True, True),
    Action("cancel", ("x",), "Cancel", "Cancel, for a reason.", ACTING, moving.cancel, True, True),
    Action("reopen", ("R",), "Reopen", "Bring back what was done or cancelled.", ACTING, moving.reopen, True, True),
    Action("block", ("b",), "Block", "Mark as blocked, or take the mark off.", ACTING, moving.block, True, True),
    Action("undo", ("u",), "Undo", "Take back your last command.", ACTING, moving.undo, False, True),
    Action("redo", ("ctrl+r",), "Redo", "Put back what your last undo took.", ACTING, moving.redo, False, True),
    Action("add", ("a",), "Add", "Add an item in the sentence form.", WRITING, editing.add, False, True),
    Action("edit", ("e",), "Edit", "Change the title and fields.", WRITING, editing.edit, True, True),
    Action("owner", ("o",), "Owner", "Give an owner, or take the owner away.", WRITING, editing.owner, True, True),
    Action("tags", ("t",), "Tags", "Put tags on, take tags off.", WRITING, editing.tags, True, True),
    Action("note", ("n",), "Note", "Write a note.", WRITING, editing.note, True, True),
    Action("criteria", ("c",), "Criteria", "Tick, waive, add and reword the definition of done.", WRITING,
           defining.criteria_of_item, True),
    Action("depend", ("D",), "Waits for", "Say what it waits for.", WRITING, linking.depend, True, True),
    Action("copy", ("y",), "Copy id", "Copy the id to the clipboard.", WRITING, editing.copy_id, True),
    Action("narrow", ("slash",), "Filter", "Filter in the shell's language, live.", FINDING, finding.narrow),
    *[
        Action(f"view-{number}", (str(number),), f"View {number}", about, FINDING, finding.view(number))
        for number, about in [(0, "Everything: no view, no filter."),
                              *[(place, f"Saved view number {place}.") for place in range(1, 10)]]
    ],
    Action("go", ("g",), "Go to", "To an item by its id, or to a column.", FINDING, finding.go_to),
    Action("open", ("enter",), "Open", "Open the item; in the pane, follow the line.", LOOKING, looking.open_item),
    Action("peek", ("i",), "Peek", "The pane follows the focus on the board; again closes it.", LOOKING, looking.peek),
    Action("next", ("N",), "Next", "What to pull now, in order, and why.", LOOKING, looking.next_up),
    Action("messages", ("M",), "Messages", "What the line below said, whole and the latest first.", LOOKING,
           looking.messages),
    Action("density", ("z",), "Density", "One line, compact or full cards.", LOOKING, navigating.density),
    Action("lanes", ("w",), "Lanes", "Lanes by owner, type, class, project, planned, or none.", LOOKING,
           navigating.lanes),
    Action("theme", ("T",), "Theme", "Dark or light.", LOOKING, navigating.theme),
    Action("back", ("escape",), "Back", "Close the pane, take the marks off, clear the filter.", FINDING,
           navigating.back),
    Action("help", ("question_mark", "f1"), "Help", "Every key, and what it does.", LOOKING, looking.help_here),
    Action("quit", ("q", "ctrl+q"), "Quit", "Leave the board; it is remembered.", LOOKING, navigating.leave),
)  # fmt: skip
