"""What people call things who come from Taskwarrior, Jira and the like, and what the same is called here."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection

FIELDS = {
    "scheduled": "not-before", "start": "not-before", "starts": "not-before", "hide": "not-before",
    "deadline": "due", "by": "due", "end": "due",
    "assignee": "owner", "assigned": "owner", "assign": "owner", "who": "owner", "resource": "owner",
    "status": "state", "column": "state", "component": "service", "system": "service", "host": "service",
    "severity": "impact", "sev": "impact", "importance": "impact", "prio": "impact",
    "epic": "parent", "milestone": "project", "list": "project", "kind": "type", "issuetype": "type",
    "description": "title", "desc": "title", "summary": "title",
    "window": "window-start", "points": "estimate", "size": "estimate", "needs": "dep", "after": "dep",
    "blocked-by": "dep", "waits-for": "dep", "label": "tag", "labels": "tag", "tag": "tag", "tags": "tag",
}  # fmt: skip
"""A word before a colon -> the field that is meant; `tag` stands for a word with a plus."""

_DEEDS = {
    "recur": "opsflow recur add", "every": "opsflow recur add", "repeat": "opsflow recur add",
    "annotation": "opsflow note", "comment": "opsflow note", "unplanned": "planned:no",
    "caused-by": "opsflow link ID caused-by ID", "fixed-by": "opsflow link ID fixed-by ID",
    "relates": "opsflow link ID relates ID", "follow-up-of": "opsflow link ID follow-up-of ID",
    "duplicate-of": "opsflow duplicate ID --of ID",
}  # fmt: skip
"""A word before a colon -> what does here what the field would do."""

COMMANDS = {
    "modify": "edit", "mod": "edit", "set": "edit", "update": "edit", "append": "edit",
    "annotate": "note", "comment": "note", "delete": "cancel", "del": "cancel", "rm": "cancel", "remove": "cancel",
    "drop": "cancel", "close": "done", "finish": "done", "do": "done", "ls": "list",
    "ll": "list", "all": "list --all", "search": "list", "find": "list", "query": "list", "filter": "list",
    "tags": "list --group tags", "owners": "list --group owner",
    "overdue": "list is:overdue", "blocked": "list is:blocked", "waiting": "list is:waiting-for",
    "ready": "next", "top": "next", "pull": "next", "todo": "next", "take": "claim", "grab": "claim",
    "info": "show", "view": "show", "get": "show", "cat": "show", "describe": "show", "open": "show",
    "new": "add", "create": "add", "insert": "add", "transition": "move", "state": "move", "status": "board",
    "kanban": "board", "summary": "board", "ui": "board", "stop": "move ID ready", "pause": "hold",
    "completed": "list is:done", "count": "list --quiet", "denotate": "redact", "purge": "redact",
    "views": "config show", "projects": "list --group project",
    "begin": "start", "work": "start", "label": "tag", "untag": "tag ID -TAG", "depends": "dep add",
    "depend": "dep add", "history": "log", "version": "--version", "fsck": "doctor",
    "dump": "export",
    "load": "import", "recurring": "recur list", "alert": "ingest alertmanager", "template": "add --template",
}  # fmt: skip
"""A command elsewhere -> the words behind `opsflow` that do that."""

_FIGURES = ("interruptions", "sla --attainment", "audit report")
SEVERAL = {word: _FIGURES for word in ("report", "reports", "stats", "statistics", "metrics", "burndown")}
"""A command elsewhere -> the commands here that do parts of it."""

VERBS = {
    "rm": "remove", "del": "remove", "delete": "remove", "drop": "remove", "ls": "list", "show": "list",
    "new": "add", "create": "add", "set": "edit", "modify": "edit", "done": "check", "tick": "check",
    "stop": "pause", "start": "resume",
}  # fmt: skip
"""A verb behind the name of a group elsewhere -> the verb here, where the group has it."""

_CSV = "items as CSV come from `opsflow list --csv`, history from `opsflow audit export --format csv`"
OPTIONS = {
    "priority": "a priority follows from --impact and --urgency",
    "csv": _CSV,
    "title": "a title is written without an option",
    "format": _CSV,
}
"""An option elsewhere -> what there is here in its place."""
_OPTIONS_CALLED = {
    "actor": "by", "user": "by", "author": "by", "who": "by", "from": "since", "after": "since", "start": "since",
    "to": "until", "before": "until", "max": "limit", "top": "limit", "last": "limit",
    "order": "sort", "fields": "columns", "cols": "columns", "file": "output", "message": "reason",
    "note": "reason", "comment": "reason", "why": "reason", "because": "reason",
    "tags": "tag",
}  # fmt: skip
"""An option elsewhere -> the name of ours that says the same."""

OF_LISTS = {
    "sort": "--sort",
    "order": "--sort",
    "orderby": "--sort",
    "group": "--group",
    "limit": "--limit",
    "columns": "--columns",
}
"""A word before a colon in the filters of other tools -> the option of `opsflow list` that does it here."""


def option_meant(option: str, known: Collection[str]) -> str:
    """What to say of an option that a command lacks and others have elsewhere; nothing when that is not known."""
    name = option.lstrip("-").lower()
    for ours in (FIELDS.get(name), _OPTIONS_CALLED.get(name)):
        if ours and f"--{ours}" in known:
            return f"here that is --{ours}"
    return OPTIONS.get(name, "")


def field_meant(word: str) -> str:
    """How a word such as `deadline:fri` would be written here, or nothing when that is not known."""
    name, _, value = word.partition(":")
    if name.lower() in _DEEDS:
        return f"`{_DEEDS[name.lower()]}`"
    meant = FIELDS.get(name.lower(), "")
    if meant == "tag":
        return " ".join([f"+{tag}" for tag in value.replace(",", " ").split()])
    if meant == "impact" and is_priority(value):
        return "impact: and urgency:, from which a priority follows"
    return written(meant, value) if meant else ""


def asked_of(name: str, value: str) -> str:
    """What a filter asks here with a field and a value of other tools: `priority:P1` too; nothing when not known."""
    meant = FIELDS.get(name, "")
    return f"priority:{value}" if meant == "impact" and is_priority(value) else f"{meant}:" if meant else ""


def is_priority(text: str) -> bool:
    """Whether it is written as priorities are: `P1`, or `1`."""
    return text.lower().removeprefix("p").isdecimal()


def written(name: str, value: str) -> str:
    """A field with its value as a person types it."""
    return f'{name}:"{value}"' if " " in value else f"{name}:{value}"
