"""Editing one item in the editor of the person: a readable form out, the changes that were made in."""

from __future__ import annotations

import os
import sys

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, Selection, WriteOptions
    from opsflow.services.queries import Detail
    from opsflow.services.session import Session

_NAMES = (
    "type", "project", "service", "class", "impact", "urgency", "effort", "estimate", "due", "not-before", "owner",
    "parent", "key",
)  # fmt: skip


def edit_in_editor(session: Session, selection: Selection, options: WriteOptions) -> Outcome:
    """Open the editor on one item and change what was changed there.

    The item may have been changed by someone else meanwhile: then nothing is written. Raises `UsageError` without a
    terminal, and for more than one item.
    """
    from opsflow.services.items import edit
    from opsflow.services.queries import show

    if len(selection.ids) != 1:
        raise UsageError("The editor takes one item; for several, name the fields: opsflow edit 3,5 due:fri.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("What is to be changed? Name fields (opsflow edit 12 due:fri), or run it on a terminal.")
    detail = show(session, selection.ids[0])
    before = _form(session, detail)
    after = _edited("".join([f"{name}: {value}\n" for name, value in before.items()]))
    wanted = _read(after, before)
    changed = {name: value for name, value in wanted.items() if value != before[name]}
    tags = set(changed.pop("tags", before["tags"]).split())
    had = set(detail.tags)
    expect = ((detail.item.id, detail.item.version),)
    return edit(
        session, detail.item.id, changed, sorted(tags - had), sorted(had - tags), options.replace(expect=expect)
    )


def _form(session: Session, detail: Detail) -> dict[str, str]:
    from opsflow.cli.views import text_of

    form = {"title": detail.item.title.replace("\n", " ")}
    form.update({name: text_of(name, detail.item, session) for name in _NAMES})
    return {**form, "tags": " ".join(detail.tags), **detail.custom}


def _read(text: str, known: dict[str, str]) -> dict[str, str]:
    values = dict(known)
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, value = line.partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        if not colon or name.strip() not in known:
            raise UsageError(f"Line {number} of the form is not understood: {line!r}. Nothing was changed.")
        values[name.strip()] = value.strip()
    return values


def _edited(text: str) -> str:
    """What the person made of the text."""
    from shlex import split
    from subprocess import run
    from tempfile import NamedTemporaryFile

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    with NamedTemporaryFile("w+", suffix=".opsflow", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        try:
            status = run([*split(editor), file.name], check=False).returncode
        except OSError as error:
            raise UsageError(f"The editor {editor!r} cannot be run: {error.strerror}. Set EDITOR.") from error
        if status:
            raise UsageError(f"The editor ended with status {status}. Nothing was changed.")
        with open(file.name, encoding="utf-8") as edited:
            return edited.read()
