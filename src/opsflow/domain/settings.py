"""What a site can configure, as the services read it. Where the values come from is not known here."""

from __future__ import annotations

from opsflow.domain.rules.policies import Policies
from opsflow.domain.value import Value
from opsflow.domain.workflow import State, default_states

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from opsflow.domain.rules.priority import Matrix


EXPEDITE_LIMIT = 1
"""The expedite lane has a cap of its own, since each item in it makes everything else wait."""
HOLD_REASONS = ("caller", "change", "problem", "vendor")


class ItemType(Value):
    """A type of item: whether it is planned work, and the state it begins in (`""`: the first of the workflow)."""

    name: str
    planned: int = 1
    initial: str = ""


class CustomField(Value):
    """A field the site declared. `kind` is `text`, `number`, `date` or `choice`; `choices` is for the last.

    One that names `types` is for items of these alone.
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    help: str = ""
    types: tuple[str, ...] = ()

    def is_of(self, type_name: str) -> bool:
        """Whether items of that type have the field."""
        return not self.types or type_name in self.types

    def takes(self, type_name: str, value: str) -> bool:
        """Whether it can be the value of an item of that type."""
        return self.is_of(type_name) and (self.kind != "choice" or value in self.choices)

    @property
    def is_end(self) -> bool:
        """Whether a day that is given to this date means its end, as `window-end` does, and not its beginning."""
        return self.name.endswith("-end")


KEPT = "tw."
"""How the names of fields begin that Taskwarrior had and nobody declared here."""


def kept_field(name: str) -> CustomField | None:
    """The text field that such a name means, which needs no declaration. Behind the dot its case counts, as there."""
    own = name[len(KEPT) :]
    is_kept = name[: len(KEPT)].lower() == KEPT and all(sign.isalnum() or sign in "_-." for sign in own)
    return CustomField(KEPT + own) if is_kept and own else None


class View(Value):
    """A saved list: filter words, and how to show what they find."""

    name: str
    filter: str = ""
    sort: str = ""
    columns: tuple[str, ...] = ()
    group: str = ""
    limit: int | None = None


RECORDS = ("incident", "change", "problem", "request")
"""Types that bring stages of their own; see `opsflow.domain.record_types`."""

MODEL = "change-model"
"""The field of a standard change that names the template it was made from, where that stands for its approval."""
_CHANGE = ("change",)
_PROBLEM = ("problem",)
RECORD_FIELDS = (
    CustomField(
        "resolution",
        "choice",
        ("fixed", "workaround", "fulfilled", "duplicate", "no-fault", "user-error", "withdrawn", "recovered"),
        "How it ended",
        ("incident", "problem", "request"),
    ),
    CustomField("known-error", "choice", ("yes", "no"), "The cause is understood, the fix is not there yet", _PROBLEM),
    CustomField("workaround", "text", (), "What helps until it is fixed", _PROBLEM),
    CustomField("root-cause", "text", (), "Why it happens", _PROBLEM),
    CustomField("change-type", "choice", ("standard", "normal", "emergency"), "normal if not given", _CHANGE),
    CustomField(MODEL, "text", (), "The template that it was made from; never typed", _CHANGE),
    CustomField("risk", "choice", ("high", "medium", "low"), "What can go wrong, and how badly", _CHANGE),
    CustomField("implementation-plan", "text", (), "What is done, step by step", _CHANGE),
    CustomField("test-plan", "text", (), "How it is seen to work", _CHANGE),
    CustomField("backout-plan", "text", (), "How it is taken back", _CHANGE),
    CustomField("window-start", "date", (), "Not before", _CHANGE),
    CustomField("window-end", "date", (), "Not after", _CHANGE),
    CustomField(
        "closing-code",
        "choice",
        ("successful", "with-issues", "unsuccessful", "backed-out"),
        "How it ended",
        _CHANGE,
    ),
)
"""Fields that built-in types bring. A site's own field of the same name takes the place of one."""


def default_types() -> tuple[ItemType, ...]:
    """The types of a site that declares none of its own."""
    return (
        ItemType("task"),
        ItemType("incident", planned=0, initial="ready"),
        ItemType("change"),
        ItemType("problem"),
        ItemType("request"),
    )


class Settings:
    """The configuration in force. Built without arguments it holds the defaults.

    `column_limits`, `owner_limits` and `class_limits` map a name to the most items that may be in progress there;
    `owner_limit` is for owners without a limit of their own. `day_minutes` is the length of a working day, `due_soon`
    the number of seconds before a due date at which an item is pulled ahead of others. `matrix` gives priorities,
    `hold_reasons` are what an item can wait for outside, `records` what the configuration says about a type beyond
    `types`, and `changes` what it asks of changes, both as plain values. `automation` holds the tables on alerts,
    checks, templates, hooks and notifications as plain values, each read by the one module that it concerns.
    `calendars` holds business calendars in the plain form of `opsflow.domain.calendars.plain`, `calendar` names the
    default one; `clocks` is the fingerprint and the text of the service levels (`opsflow.domain.clocks.policy`), `None`
    without any.
    """

    __slots__ = (
        "_fields",
        "_matrix",
        "automation",
        "board_keys",
        "calendar",
        "calendars",
        "changes",
        "class_limits",
        "clocks",
        "column_limits",
        "day_minutes",
        "due_soon",
        "group_shared",
        "hold_reasons",
        "owner_limit",
        "owner_limits",
        "owners",
        "policies",
        "records",
        "states",
        "store",
        "types",
        "views",
        "week_days",
        "zone",
    )

    def __init__(self) -> None:
        self.states: tuple[State, ...] = default_states()
        self.types: tuple[ItemType, ...] = default_types()
        self.custom_fields = RECORD_FIELDS
        self.records: Mapping[str, Mapping[str, Any]] = {}
        self.views: tuple[View, ...] = ()
        self.owners: tuple[str, ...] = ()
        self.board_keys: Mapping[str, tuple[str, ...]] = {}
        self.policies = Policies()
        self.column_limits: Mapping[str, int] = {}
        self.owner_limits: Mapping[str, int] = {}
        self.class_limits: Mapping[str, int] = {"expedite": EXPEDITE_LIMIT}
        self.owner_limit: int | None = None
        self._matrix: Matrix | None = None
        self.changes: Mapping[str, Any] = {}
        self.hold_reasons: tuple[str, ...] = HOLD_REASONS
        self.automation: Mapping[str, Any] = {}
        self.day_minutes = 480
        self.week_days = 5
        self.due_soon = 2 * 86400
        self.calendars: Mapping[str, Any] = {}
        self.calendar: str | None = None
        self.clocks: tuple[str, str] | None = None
        self.zone: str | None = None
        self.store: str | None = None
        self.group_shared = False

    @property
    def custom_fields(self) -> tuple[CustomField, ...]:
        """The fields that the site and its types declare."""
        return tuple(self._fields.values())

    @custom_fields.setter
    def custom_fields(self, fields: Iterable[CustomField]) -> None:
        self._fields = {field.name.lower(): field for field in fields}

    def field(self, name: str) -> CustomField | None:
        """The field of that name, declared, in whatever case it is written, or kept; `None` if there is none."""
        return self._fields.get(name.lower()) or kept_field(name)

    @property
    def matrix(self) -> Matrix:
        """The table of priorities, made when it is first asked for."""
        if self._matrix is None:
            from opsflow.domain.rules.priority import Matrix

            self._matrix = Matrix()
        return self._matrix

    @matrix.setter
    def matrix(self, matrix: Matrix) -> None:
        self._matrix = matrix

    def is_record(self, type_name: str) -> bool:
        """Whether the type brings stages, required fields or criteria."""
        return type_name in RECORDS or type_name in self.records

    def item_type(self, name: str) -> ItemType | None:
        """The declared type of that name, or `None`."""
        for item_type in self.types:
            if item_type.name == name:
                return item_type
        return None
