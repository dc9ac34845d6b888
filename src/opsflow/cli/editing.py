"""Editing one item in the editor of the person: a readable form out, the changes that were made in."""

from __future__ import annotations

import os
import sys

from opsflow.domain.errors import NotFound, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.services.outcome import Outcome, Selection, WriteOptions
    from opsflow.services.queries import Detail
    from opsflow.services.session import Session

_NAMES = (
    "type", "project", "service", "class", "impact", "urgency", "effort", "estimate", "due", "not-before", "owner",
    "parent", "key",
)  # fmt: skip
_REMARK = "# opsflow: "


def edit_in_editor(session: Session, selection: Selection, options: WriteOptions) -> Outcome:
    """Open the editor on one item and change what was changed there.

    A form that cannot be carried out comes back for mending; left as it is, it is given up. The item may have been
    changed by someone else meanwhile: then nothing is written. Raises `UsageError` without a terminal, and for more
    than one item.
    """
    from opsflow.services.queries import show

    if len(selection.ids) != 1:
        raise UsageError("The editor takes one item; for several, name the fields: opsflow edit 3,5 due:fri.")
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise UsageError("What is to be changed? Name fields (opsflow edit 12 due:fri), or run it on a terminal.")
    detail = show(session, selection.ids[0])
    known = _form(session, detail)
    form = "".join([f"{name}: {value}\n" for name, value in known.items()])
    remark = ""
    while True:
        edited = "".join([line for line in _edited(remark + form).splitlines(True) if not line.startswith(_REMARK)])
        try:
            return _carry_out(session, detail, known, edited, options)
        except (UsageError, NotFound) as error:
            if edited in (form, ""):
                raise
            form, remark = edited, f"{_REMARK}{' '.join(error.message.split())} Mend it, or leave it to give up.\n"


def _carry_out(session: Session, detail: Detail, known: dict[str, str], text: str, options: WriteOptions) -> Outcome:
    from opsflow.services.items import edit

    wanted = _read(text, known)
    changed = {name: value for name, value in wanted.items() if value != known[name]}
    tags, had = set(changed.pop("tags", known["tags"]).split()), set(detail.tags)
    expect = ((detail.item.id, detail.item.version),)
    return edit(
        session, detail.item.id, changed, sorted(tags - had), sorted(had - tags), options.replace(expect=expect)
    )


def _form(session: Session, detail: Detail) -> dict[str, str]:
    """What the form says at first, each value on one line."""
    from opsflow.cli.views import text_of

    form = {"title": detail.item.title}
    form.update({name: text_of(name, detail.item, session) for name in _NAMES})
    form.update({"tags": " ".join(detail.tags), **detail.custom})
    return {name: " ".join(value.splitlines()).strip() for name, value in form.items()}


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


def _edited(text: str) -> str:
    """What the person made of the text."""
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="opsflow-") as folder:
        path = os.path.join(folder, "item.opsflow")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        _run_editor(path)
        try:
            with open(path, encoding="utf-8") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("The editor left no form that can be read. Nothing was changed.") from error


def _run_editor(path: str) -> None:
    """Let the person edit a file. Raises `UsageError` when the editor cannot be run, fails or is killed."""
    from shlex import split
    from subprocess import run

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    try:
        status = run([*split(editor), path], check=False).returncode
    except OSError as error:
        raise UsageError(f"The editor {editor!r} cannot be run: {error.strerror}. Set EDITOR.") from error
    except ValueError as error:
        raise UsageError(f"The editor {editor!r} cannot be run: {error}. Set EDITOR.") from error
    if status:
        how = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
        raise UsageError(f"The editor {how}. Nothing was changed.")
