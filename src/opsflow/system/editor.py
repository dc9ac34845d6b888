"""The editor of the person: `VISUAL`, else `EDITOR`, else vi."""

from __future__ import annotations

import os

from opsflow.domain.errors import UsageError


def edited_text(text: str, name: str = "item.opsflow") -> str:
    """What the person made of a text, in a file of that name. Needs the terminal for itself.

    Raises `UsageError` when the editor cannot be run, fails, is killed, or leaves nothing that can be read.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="opsflow-") as folder:
        path = os.path.join(folder, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        _run(path)
        try:
            with open(path, encoding="utf-8") as file:
                return file.read()
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError("The editor left no form that can be read. Nothing was changed.") from error


def _run(path: str) -> None:
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
