"""What to do about a refusal: the rules that speak, what puts each right, and the override that is kept in history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opsflow.domain.errors import Refused
from opsflow.domain.policies import REFUSE, Finding
from opsflow.tui.panes.lines import Row
from opsflow.tui.prompts.sheet import Answer, show

if TYPE_CHECKING:
    from opsflow.tui.app import BoardApp

ADD_CRITERION, CRITERIA, OWN, OPEN, OVERRIDE = "a", "c", "o", "g", "f"
_HELP = {
    "criteria-before-start": Answer(ADD_CRITERION, "add a criterion"),
    "criteria-before-done": Answer(CRITERIA, "go through the criteria"),
    "owner-before-start": Answer(OWN, "be its owner"),
}

_ABOUT_OTHERS = (
    "dependencies-before-start", "dependencies-before-done", "children-before-done", "dates-after-dependencies",
)  # fmt: skip
"""Rules whose findings name the item first, and then those that stand in its way."""


async def choose(app: BoardApp, error: Refused) -> tuple[str, Finding | None]:
    """The key of what was chosen and the finding it is about; an empty key to leave it."""
    offered = _offered(error.findings)
    rows = [Row(((error.message, "red"),)), Row(())]
    for finding in error.findings:
        rows += _rows(finding)
    picked = await show(app, "Not possible as it is", rows, [answer for answer, _ in offered])
    if picked is None:
        return "", None
    return picked.key, next(finding for answer, finding in offered if answer.key == picked.key)


def _offered(findings: tuple[Finding, ...]) -> list[tuple[Answer, Finding | None]]:
    found: dict[str, tuple[Answer, Finding | None]] = {}
    for finding in findings:
        answer = _HELP.get(finding.rule)
        if answer is not None:
            found.setdefault(answer.key, (answer, finding))
        elif finding.rule in _ABOUT_OTHERS and len(finding.items) > 1:
            found.setdefault(OPEN, (Answer(OPEN, f"go to {finding.items[1]}"), finding))
    if any(finding.level == REFUSE for finding in findings):
        found[OVERRIDE] = (Answer(OVERRIDE, "go ahead and say why"), None)
    return list(found.values())


def _rows(finding: Finding) -> list[Row]:
    style = "red" if finding.level == REFUSE else "yellow"
    word = "refused" if finding.level == REFUSE else "warning"
    rows = [Row(((f"{word}: {finding.rule}", style),)), Row((("  ", ""), (finding.message, "")))]
    rows += [Row((("  in the shell: ", "dim"), (remedy, "blue"))) for remedy in finding.remedies]
    return [*rows, Row(())]
