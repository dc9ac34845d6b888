"""The JSON of commands about a site: its store, its configuration, its board."""

from __future__ import annotations

from typing import Literal

from opsflow.contract.printed.documents import Detail, Item, Model


class DetailsDocument(Model):
    """What `opsflow show ID,ID --json` prints."""

    kind: Literal["details"]
    version: Literal[1]
    items: list[Detail]


class ContextDocument(Model):
    """What `opsflow context --json` prints; `filter` is the context in force, or that would be with `dry_run`."""

    kind: Literal["context"]
    version: Literal[1]
    filter: str | None
    dry_run: bool


class BoardColumn(Model):
    state: str
    category: str
    limit: int | None
    count: int
    items: list[Item]


class BoardDocument(Model):
    """What `opsflow board --json` prints; `items` are the first of each column, `count` says how many it holds."""

    kind: Literal["board"]
    version: Literal[1]
    columns: list[BoardColumn]


class InitDocument(Model):
    """What `opsflow init --json` prints."""

    kind: Literal["init"]
    version: Literal[1]
    store: str
    created: bool
    files: list[str]
    dry_run: bool


class Setting(Model):
    key: str
    value: str
    source: str


class ConfigDocument(Model):
    """What `opsflow config show --json` prints."""

    kind: Literal["config-show"]
    version: Literal[1]
    values: list[Setting]


class ConfigCheckDocument(Model):
    """What `opsflow config check --json` prints when the configuration is fine."""

    kind: Literal["config-check"]
    version: Literal[1]
    files: list[str]
    sleeping_hooks: list[str]


class ConfigPathDocument(Model):
    """What `opsflow config path --json` prints; `yours` is where your own file is or would be."""

    kind: Literal["config-path"]
    version: Literal[1]
    store: str
    source: str
    files: list[str]
    yours: str


class WorkflowState(Model):
    name: str
    category: str
    items: int


class WorkflowDocument(Model):
    """What `opsflow workflow --json` prints: the workflow in force, and whether the configured one differs."""

    kind: Literal["workflow"]
    version: Literal[1]
    states: list[WorkflowState]
    differs: bool


class Problem(Model):
    where: str
    message: str
    remedy: str
    fixable: bool


class DoctorDocument(Model):
    """What `opsflow doctor --json` prints."""

    kind: Literal["doctor"]
    version: Literal[1]
    store: str
    items: int
    events: int
    fixed: int
    rebuilt: bool
    kept: str | None
    problems: list[Problem]


class BackupDocument(Model):
    """What `opsflow backup --json` prints."""

    kind: Literal["backup"]
    version: Literal[1]
    file: str
    bytes: int
    head: str
    dry_run: bool


class Holding(Model):
    """Which store a file is, and how much it holds; `changed` is null where nothing was ever written."""

    uid: str
    items: int
    created: str
    changed: str | None


class RestoreDocument(Model):
    """What `opsflow restore --json` prints; `kept` is where the store that was there lies now, or the log of one gone.

    `brought` is what stands in its place, `replaced` what stood there; null where nothing did, or nobody can tell.
    With `dry_run` nothing was changed, and `kept` is null.
    """

    kind: Literal["restore"]
    version: Literal[1]
    store: str
    file: str
    kept: str | None
    brought: Holding | None
    replaced: Holding | None
    dry_run: bool
