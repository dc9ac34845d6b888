"""Which module declares which command, so that a command loads no other."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.words.declare import Command

_MODULES = {
    "items": ("add", "edit", "note", "tag"),
    "relations": ("copy", "link", "unlink", "duplicate"),
    "flow": ("start", "move", "done", "cancel", "reopen", "claim", "block", "unblock", "assign"),
    "criteria": (
        "criteria add", "criteria check", "criteria uncheck", "criteria waive", "criteria edit", "criteria reorder",
        "criteria remove", "criteria list",
    ),
    "verify": ("verify", "criteria trust"),
    "recur": (
        "recur add", "recur edit", "recur show", "recur list", "recur preview", "recur pause", "recur resume",
        "recur skip", "recur remove",
    ),
    "cron": ("tick", "check", "prompt"),
    "dependencies": ("dep add", "dep remove", "dep list", "dep tree", "dep graph"),
    "queries": ("list", "show", "next", "why", "context"),
    "clocks": ("sla",),
    "history": ("undo", "redo", "log", "redact"),
    "site": (
        "init", "config example", "config show", "config check", "config path", "config trust", "workflow", "schema",
    ),
    "ingest": ("ingest alertmanager",),
    "transfer": ("export", "import ndjson", "import taskwarrior"),
    "audit": ("audit verify", "audit head", "audit export", "audit who", "audit report"),
    "care": ("doctor", "backup", "restore"),
    "demo": ("demo",),
    "board": ("board",),
    "workload": ("wip", "interruptions"),
    "records": ("hold", "resume", "priority", "resolve", "types"),
    "changes": (
        "approve", "reject", "approvals", "change list", "change conflicts", "change close", "change score",
    ),
    "pages": ("help",),
    "completion": ("completion", "complete"),
}  # fmt: skip
PLACES = {name: module for module, names in _MODULES.items() for name in names}
GROUPS = {
    "audit": "Who did what, and whether history is whole.",
    "change": "Changes: which are coming, what is in their way, closing, how they went.",
    "config": "The configuration in force.",
    "criteria": "The definition of done of an item.",
    "dep": "What waits for what.",
    "import": "Take in items from files.",
    "ingest": "Take in alerts of monitoring systems.",
    "recur": "Work that comes again by a rule.",
}
"""The first words of commands of two words -> what such commands are about."""
SECTIONS = {
    "Looking": ("next", "list", "show", "why", "board", "context", "sla", "wip", "interruptions"),
    "Items": ("add", "edit", "note", "tag", "copy", "link", "unlink", "duplicate"),
    "Flow": ("claim", "start", "move", "done", "cancel", "reopen", "assign", "block", "unblock", "hold", "resume"),
    "Definition of done and dependencies": ("criteria", "verify", "dep"),
    "Incidents and changes": ("resolve", "priority", "approve", "reject", "approvals", "change", "types"),
    "Alerts, recurring work and cron": ("ingest", "recur", "tick", "check", "prompt"),
    "History": ("undo", "redo", "log", "redact", "audit"),
    "In, out, and care of the data": ("export", "import", "backup", "restore", "doctor"),
    "Set-up": ("init", "config", "workflow", "schema", "completion", "demo", "help"),
}
"""The sections of the page about everything, in the order in which a shift needs them."""
HIDDEN = ("complete",)
"""Commands that programs call and people do not."""


def find(name: str) -> Command | None:
    """The declaration of a command, or `None`."""
    module = PLACES.get(name)
    if module is None:
        return None
    for command in declared_in(module):
        if command.name == name:
            return command
    return None


def declared_in(module: str) -> tuple[Command, ...]:
    """The commands of one module of `opsflow.cli.commands`."""
    place = f"opsflow.cli.commands.{module}"
    loaded = __import__(place, fromlist=("COMMANDS",))
    commands: tuple[Command, ...] = loaded.COMMANDS
    return commands


def everything() -> list[Command]:
    """Every command, in the order of the table."""
    return [command for module in _MODULES for command in declared_in(module)]


def words_after(begins: str) -> list[str]:
    """The words that may follow the first word of commands of two, or stand first after `""`."""
    start = f"{begins} ".lstrip()
    return list(dict.fromkeys(name.removeprefix(start).partition(" ")[0] for name in PLACES if name.startswith(start)))
