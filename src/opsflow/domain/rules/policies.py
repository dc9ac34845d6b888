"""The named rules, their levels and presets, and what a rule says when it speaks.

Which rule applies when is in `opsflow.domain.rules.transitions`; this module only knows names and levels.
"""

from __future__ import annotations

from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

OFF, WARN, REFUSE = "off", "warn", "refuse"
RULE_LEVELS = (OFF, WARN, REFUSE)

# rule: (light, standard, strict)
_PRESETS = {
    "criteria-before-start": (OFF, WARN, REFUSE),
    "owner-before-start": (OFF, WARN, REFUSE),
    "criteria-before-done": (OFF, REFUSE, REFUSE),
    "children-before-done": (WARN, WARN, REFUSE),
    "dependencies-before-start": (WARN, REFUSE, REFUSE),
    "dependencies-before-done": (WARN, REFUSE, REFUSE),
    "required-fields": (OFF, WARN, REFUSE),
    "wip-limit": (OFF, WARN, REFUSE),
    "dates-after-dependencies": (WARN, WARN, REFUSE),
    "approval-before-implementation": (WARN, REFUSE, REFUSE),
    "change-window": (WARN, WARN, REFUSE),
    "change-conflict": (WARN, WARN, REFUSE),
}
RULES = tuple(_PRESETS)
PRESETS = ("light", "standard", "strict")


class Remedy(Value):
    """What puts a finding right: the command, and what it does, one of the actions of `opsflow.domain.rules.remedies`.

    `items` are what it is done to, `others` the criteria by number or the dependencies that it takes, `fields` names
    with values, `words` those of a filter. `note` says what else is to be known before it is typed: by whom, or
    at what cost. One that was kept as text knows its command alone.
    """

    command: str
    action: str = ""
    items: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    words: str = ""
    note: str = ""

    @property
    def line(self) -> str:
        """The command with the note behind it, as a comment of the shell."""
        return f"{self.command}   # {self.note}" if self.note else self.command


class Finding(Value):
    """What a rule found: which rule, at which level, about which items, and what puts it right.

    `hurdles` are those of the items that stand in the way of the others.

    Who goes on regardless is kept in the history of the items `against` which it speaks, the first of `items` if none
    are named, behind `kept_as`, the name of the rule if that is empty.
    """

    rule: str
    level: str
    message: str
    items: tuple[int, ...] = ()
    remedies: tuple[Remedy, ...] = ()
    kept_as: str = ""
    against: tuple[int, ...] = ()
    hurdles: tuple[int, ...] = ()


class Policies:
    """The level of each rule: a preset, and what the configuration sets apart from it."""

    __slots__ = ("overrides", "preset")

    def __init__(self, preset: str = "standard", overrides: Mapping[str, str] | None = None) -> None:
        self.preset = preset
        self.overrides = dict(overrides or {})

    def level(self, rule: str) -> str:
        """The level of a rule; the rule has to be one of `RULES`."""
        return self.overrides.get(rule) or _PRESETS[rule][PRESETS.index(self.preset)]

    def is_off(self, rule: str) -> bool:
        """Whether a rule need not be looked at."""
        return self.level(rule) == OFF
