"""What to do about a refusal: the rules that speak, what puts each right, and the override that is kept in history."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

from opsflow.domain.errors import Refused
from opsflow.domain.rules.policies import REFUSE, Finding
from opsflow.domain.value import Value
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

    Run = Callable[[BoardApp], Awaitable[bool]]

OVERRIDE = "f"


class Offer(Value):
    """A key, what it does about the refusal, and what does it; that answers whether the command can be repeated."""

    key: str
    label: str
    run: Run


async def choose(app: BoardApp, error: Refused, offers: Sequence[Offer]) -> str:
    """The key of what was chosen; an empty one to leave it."""
    rows = [Row(((error.message, "red"),)), Row(())]
    for finding in error.findings:
        rows += _rows(finding)
    answers = [Answer(offer.key, offer.label) for offer in offers]
    if any(finding.level == REFUSE for finding in error.findings):
        answers.append(Answer(OVERRIDE, "go ahead and say why"))
    picked = await show(app, "Not possible as it is", rows[:-1], answers)
    return picked.key if picked is not None else ""


def _rows(finding: Finding) -> list[Row]:
    style = "red" if finding.level == REFUSE else "yellow"
    word = "refused" if finding.level == REFUSE else "warning"
    rows = [Row(((f"{word}: {finding.rule}", style),)), Row((("  ", ""), (finding.message, "")))]
    rows += [Row((("  in the shell: ", "dim"), (remedy.line, "blue"))) for remedy in finding.remedies]
    return [*rows, Row(())]
