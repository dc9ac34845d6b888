"""Which module declares which command, so that a command loads no other."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.words.declare import Command

_MODULES = {
    "items": ("add", "edit", "note", "tag", "copy", "link", "unlink", "duplicate"),
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
    "site": ("init", "config show", "config check", "config path", "config trust", "workflow", "schema"),
    "ingest": ("ingest alertmanager",),
    "transfer": ("export", "import ndjson", "import taskwarrior"),
    "audit": ("audit verify", "audit head", "audit export", "audit who", "audit report"),
    "care": ("doctor", "backup", "restore"),
    "demo": ("demo",),
    "board": ("board",),
    "flowing": ("wip", "interruptions"),
    "records": ("hold", "resume", "priority", "resolve", "types"),
    "changes": (
        "approve", "reject", "approvals", "change conflicts", "change close", "change score",
    ),
    "meta": ("completion", "complete"),
}  # fmt: skip
PLACES = {name: module for module, names in _MODULES.items() for name in names}
GROUPS = ("criteria", "dep", "config", "import", "change", "ingest", "recur", "audit")


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
