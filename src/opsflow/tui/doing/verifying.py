"""Verifying on the board: the checks run in threads of their own, and the board goes on meanwhile."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from opsflow.domain.errors import OpsflowError
from opsflow.domain.ids import format_ids
from opsflow.services.work import verifying
from opsflow.system.subprocesses import run_all
from opsflow.system.trust import checks_trusted, trust_checks
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.domain.items import Criterion, Item
    from opsflow.domain.programs import Ran
    from opsflow.services.outcome import Outcome
    from opsflow.services.work.verifying import Bounds, Verdict
    from opsflow.tui.app import BoardApp

    Checks = list[tuple[Item, Criterion]]

_TRUST = "t"
_STYLES = {"met": ("✓", "green"), "untrusted": ("?", "yellow")}


async def verify(app: BoardApp) -> None:
    """Run the checks of the chosen items, and show what each answered."""
    await verify_items(app, app.about().ids)


async def verify_items(app: BoardApp, ids: Sequence[int]) -> bool:
    """The same for these items; answers whether every check was run and holds."""
    try:
        verdicts = await _verified(app, ids)
    except OpsflowError as error:
        app.say(error.message, "bad")
        return False
    return bool(verdicts) and all(verdict.word == "met" for verdict in verdicts)


async def _verified(app: BoardApp, ids: Sequence[int]) -> tuple[Verdict, ...]:
    """What was run, recorded and told; nothing where nothing was."""
    if app.is_verifying:
        app.say("Some checks are running already: wait for them.", "warn")
        return ()
    found, limits = await app.feed.ask(lambda session: (verifying.checks(session, ids), verifying.bounds(session)))
    if not found:
        app.say(f"No criterion of {format_ids(ids)} has a check. `opsflow criteria add --check COMMAND`", "warn")
        return ()
    if not await _may_run(app, found):
        return ()
    app.is_verifying = True
    try:
        verdicts = await _run(app, found, limits)
    finally:
        app.is_verifying = False
    outcome = await app.feed.ask(lambda session: verifying.recorded(session, verdicts))
    if outcome.command is not None:
        app.did.add(outcome.command)
    app.reading.soon()
    await _tell(app, verdicts, outcome)
    return verdicts


async def _may_run(app: BoardApp, found: Checks) -> bool:
    """Show the commands that the actor did not write here, and trust them when asked to; `False` to leave it all."""
    actor = app.site.actor
    is_trusted = checks_trusted(os.environ, actor)
    strange = [(item, held) for item, held in found if not is_trusted(held.check_command or "")]
    if not strange:
        return True
    rows = [Row((("These are not of your writing, and run with your rights. Read them first.", "yellow"),)), Row(())]
    for item, held in strange:
        rows += [
            Row(((f"{item.id} ", "blue"), (held.text, ""))),
            Row((("  $ ", "dim"), (held.check_command or "", "bold"))),
        ]
    others = len(found) - len(strange)
    answers = [
        Answer(_TRUST, "trust them on this machine and run"),
        *([Answer("enter", f"run the other {others}")] if others else []),
    ]
    picked = await show(app, "Not trusted yet", rows, answers)
    if picked is None:
        return False
    if picked.key == _TRUST:
        trust_checks(os.environ, actor, [held.check_command for _, held in strange])
    return True


async def _run(app: BoardApp, found: Checks, limits: Bounds) -> tuple[Verdict, ...]:
    """The verdicts. The line below tells how far it is; leaving the board ends the programs."""
    loop, called_off = asyncio.get_running_loop(), threading.Event()
    ended = 0

    def count() -> None:
        nonlocal ended
        ended += 1
        app.tell_progress(f"verifying: {ended} of {len(found)} checks have ended …")

    def run(programs: Sequence[Sequence[str]]) -> list[Ran]:
        return run_all(
            programs, limits.seconds, limits.characters, limits.parallel,
            lambda: loop.call_soon_threadsafe(count), called_off,
        )  # fmt: skip

    app.tell_progress(f"verifying: {len(found)} checks are running …")
    try:
        return await asyncio.to_thread(verifying.ran, found, run, checks_trusted(os.environ, app.site.actor))
    finally:
        called_off.set()


async def _tell(app: BoardApp, verdicts: Sequence[Verdict], outcome: Outcome) -> None:
    """Say how it went, and show what was printed, but to someone who has begun to do something else."""
    met = sum(verdict.word == "met" for verdict in verdicts)
    said = [f"verified: {met} of {len(verdicts)} checks hold.", *outcome.notes]
    app.say("  ".join(said), "good" if met == len(verdicts) else "bad")
    if len(app.screen_stack) == 1:
        await show(app, f"{met} of {len(verdicts)} checks hold", [row for held in verdicts for row in _rows(held)])


def _rows(verdict: Verdict) -> list[Row]:
    """What a check answered, with the beginning of its output, as it is kept for evidence."""
    sign, style = _STYLES.get(verdict.word, ("✗", "red"))
    took = f"  {verdict.ran.ending} in {verdict.ran.seconds:.1f} s" if verdict.ran else ""
    head = Row(
        (
            (f"{sign} {verdict.word:<10} ", style),
            (f"{verdict.item_id} ", "blue"),
            (verdict.criterion.text, ""),
            (took, "dim"),
        )
    )
    said = verdict.ran.output.strip().splitlines() if verdict.ran else []
    return [
        head,
        Row((("  $ ", "dim"), (verdict.criterion.check_command or "", "dim"))),
        *[Row((("  ", ""), (line, "dim"))) for line in said],
    ]
