"""Editing one item in the editor of the person: a readable form out, the changes that were made in."""

from __future__ import annotations

import sys

from opsflow.domain.errors import NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.choosing import Selection
    from opsflow.services.outcome import Outcome, WriteOptions
    from opsflow.services.session import Session

_REMARK = "# opsflow: "
_TRIES = 10


def edit_in_editor(session: Session, selection: Selection, options: WriteOptions) -> Outcome:
    """Open the editor on one item and change what was changed there.

    A form that cannot be carried out comes back for mending; left as it is, or wrong for the tenth time, it is given
    up: an editor may be a script. The item may have been changed by someone else meanwhile: then nothing is written.
    Raises `UsageError` without a terminal, and for more than one item.
    """
    from opsflow.services.looking.queries import show
    from opsflow.services.work.forms import fill_in, form
    from opsflow.system.editor import edited_text

    if len(selection.ids) != 1:
        raise UsageError("The editor takes one item; for several, name the fields: `opsflow edit 3,5 due:fri`.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("What is to be changed? Name fields (`opsflow edit 12 due:fri`), or run it on a terminal.")
    detail = show(session, selection.ids[0])
    known = form(session, detail)
    text = "".join([f"{name}: {value}\n" for name, value in known.items()])
    remark = (
        f"{_REMARK}item {detail.item.id}. An empty value clears a field; left as it is, the form changes nothing.\n"
    )
    tries = 0
    while True:
        lines = edited_text(remark + text).splitlines(True)
        edited = "".join([line for line in lines if not line.startswith(_REMARK)])
        try:
            return fill_in(session, detail, _read(edited, known), options)
        except (UsageError, NotFound) as error:
            tries += 1
            if edited in (text, "") or tries == _TRIES:
                raise
            text, remark = edited, f"{_REMARK}{' '.join(error.message.split())} Mend it, or leave it to give up.\n"


def _read(text: str, known: dict[str, str]) -> dict[str, str]:
    if not text.strip():
        raise UsageError("The form came back empty. Nothing was changed.")
    values = dict(known)
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or name.strip() not in known:
            raise UsageError(f"Line {number} of the form is not understood: {line!r}. Nothing was changed.")
        values[name.strip()] = value.strip()
    return values
