"""How every write runs: one transaction in which items are chosen, changed and judged, and which commits or is not."""

from __future__ import annotations

from opsflow.domain.errors import UNCHANGED, Conflict, Refused, UsageError
from opsflow.domain.history.changes import Change, set_fields
from opsflow.domain.history.events import CommandHeader
from opsflow.domain.ids import format_ids
from opsflow.domain.projection import STARTABLE
from opsflow.domain.rules.policies import REFUSE, Finding
from opsflow.services.choosing import Selection, chosen_items, stale_text
from opsflow.services.outcome import Outcome, WriteOptions, answer_text, from_answer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from opsflow.domain.items import Item
    from opsflow.domain.rules.policies import Remedy
    from opsflow.domain.workflow import Workflow
    from opsflow.services.choosing import Chosen
    from opsflow.services.ports import Transaction
    from opsflow.services.session import Session

PLAIN = WriteOptions()
WARNED = "warned"
"""The kind of event that a warning leaves behind."""


class Work:
    """One command under way. A service changes items through it and reports what the rules found."""

    def __init__(self, session: Session, tx: Transaction, options: WriteOptions, name: str) -> None:
        self.session = session
        self.name = name
        self.tx = tx
        self.options = options
        self.now = session.clock()
        self.at = self.now if options.at is None else options.at
        self.findings: list[Finding] = []
        self.notes: list[str] = []
        self.changed: dict[int, None] = {}
        self.beside: set[int] = set()  # changed on the way: the line that says what was done is not about them
        self.lines: list[str] = []
        self.understood: dict[str, dict[str, None]] = {}  # dates by field, to be told in the line of what was done
        self.checks: list[Callable[[], Iterable[Finding]]] = []
        self.entered: dict[tuple[str, str], dict[int, bool]] = {}  # limits to judge, and what came: was it chosen?
        self.by_key = False  # whether items were named by the keys of alerts, which others count on meanwhile
        self.reverses: int | None = None
        self.ending: tuple[CommandHeader, Outcome] | None = None  # what is being made durable
        if self.at > self.now:
            raise UsageError("--at is in the future: history holds what has happened.")

    @property
    def workflow(self) -> Workflow:
        """The workflow in force."""
        return self.tx.workflow

    @property
    def header(self) -> CommandHeader:
        """Who does what from where: the line of history that the events of this command stand under."""
        session, options = self.session, self.options
        return CommandHeader(
            self.tx.last_command + 1,
            self.name,
            self.now,
            session.actor,
            session.login,
            session.host,
            session.origin,
            options.reason,
            options.request_id,
            self.reverses,
        )

    def item(self, item_id: int) -> Item:
        """The item of that id, at the version that the caller expects. Raises `NotFound` or `Conflict`."""
        return self.chosen(item_id)[0]

    def chosen(self, selection: Chosen) -> list[Item]:
        """The items a selection means, in its order. Every missing id is named in one `NotFound`.

        What the caller expects is what others left behind, and not what this command has made of it.
        """
        found = chosen_items(self.session, self.tx, selection, self.say)
        self.by_key = self.by_key or (isinstance(selection, Selection) and bool(selection.keys))
        versions = dict(self.options.expect)
        for item in found:
            version = versions.get(item.id, item.version)
            if version != item.version and item.id not in self.changed:
                raise Conflict(stale_text(self.tx, item, version))
        return found

    def record(self, item: Item, kind: str, changes: Iterable[Change | None], note: str | None = None) -> Item:
        """Change an item and the records around it, as one event; nothing is recorded when nothing differs."""
        made = [change for change in changes if change is not None]
        if made:
            self.come_after(item.created_at, f"{item.id} was created")
            self.tx.record(item.id, kind, made, self.at, note)
            self.mark(item.id)
        return self.tx.item(item.id) or item

    def set(self, item: Item, kind: str, note: str | None = None, **fields: Any) -> Item:
        """Set fields of an item, as one event."""
        before = {name: getattr(item, name) for name in fields}
        return self.record(item, kind, [set_fields(before, fields)], note)

    def next_note(self, item: Item, text: str) -> Change:
        """The change that writes a text as the next note on an item."""
        note = {"written_at": self.at, "author": self.session.actor, "text": text}
        return Change("note", self.tx.last_note(item.id) + 1, None, note)

    def come_after(self, since: int, what: str) -> None:
        """Have the command happen no earlier than that on which it rests.

        A clock that was put back meanwhile is not believed. Raises `UsageError` for an earlier --at.
        """
        if self.at < since and self.options.at is not None:
            raise UsageError(f"{what} after that: --at cannot be before.")
        self.at = max(self.at, since)

    def finishing(self, items: Iterable[Item]) -> tuple[Remedy, ...]:
        """The commands that finish some items, each by the verb of its type."""
        from opsflow.domain.rules.endings import finishing

        return finishing(self.session.settings, self.workflow, items)

    def mark(self, item_id: int) -> None:
        """Name the item among those that the command changed."""
        self.changed[item_id] = None

    def say(self, text: str) -> None:
        """Tell the user something that is not the result itself."""
        self.notes.append(text)

    def find(self, findings: Iterable[Finding]) -> None:
        """Report what rules found."""
        self.findings.extend(findings)


def perform(
    session: Session,
    name: str,
    options: WriteOptions,
    body: Callable[[Work], None],
    past: str = "",
    tail: str = "",
) -> Outcome:
    """Run `body` as one command called `name`, and commit it unless a rule refuses.

    `past` and `tail` make the line that says what was done: "moved 3 to doing: Title". A body with `lines` of its own
    says it itself. Raises `Refused` with every finding, `UsageError`, `NotFound` or `Conflict`; then nothing changed.
    """
    if options.force and not (options.reason or "").strip():
        raise UsageError('--force needs --reason "why the rule does not hold here": the reason is kept in history.')

    def run(told: WriteOptions, look: Callable[[Work], None] | None = None) -> Outcome:
        return _run(session, name, told, body, past, tail, look)

    if session.hooks is None or session.origin == "import":
        return run(options)
    from opsflow.services.hooking import performed

    return performed(session, session.hooks, name, options, run)


def _run(
    session: Session,
    name: str,
    options: WriteOptions,
    body: Callable[[Work], None],
    past: str,
    tail: str,
    look: Callable[[Work], None] | None,
) -> Outcome:
    """The command in its transaction. `look` sees the work when all of it is done, before it is committed."""
    work = None
    try:
        with session.store.transaction() as tx:
            if options.request_id:
                earlier = tx.answer(options.request_id)
                if earlier is not None:
                    return _repeated(options.request_id, name, from_answer(earlier))
            work = Work(session, tx, options, name)
            body(work)
            return _finish(work, name, past or name, tail, look)
    except KeyboardInterrupt:
        if work is None or work.ending is None or not _is_kept(session, work.ending[0]):
            raise
        return work.ending[1]  # it came too late: a script that took it for undone would do it twice


def _is_kept(session: Session, header: CommandHeader) -> bool:
    """Whether the store holds this command."""
    with session.store.reader() as reader:
        return any(held == header for held, _ in reader.commands("command.id = ?", (header.id,)))


def _repeated(request_id: str, name: str, earlier: Outcome) -> Outcome:
    """What the request answered the first time. Raises `UsageError` when it was for something else."""
    if earlier.name != name:
        raise UsageError(f"The request id {request_id} was used by command {earlier.command} ({earlier.name}).")
    return earlier


def _freed(work: Work) -> tuple[int, ...]:
    """The items that can start now, since what they waited for is over; of others that it freed a note tells."""
    freed = work.tx.items(sorted(set(work.tx.freed))).values() if work.tx.freed else ()
    others = [item.id for item in freed if item.startable != STARTABLE]
    if others:
        work.say(f"{format_ids(others)} {'waits' if len(others) == 1 else 'wait'} for no other item any more.")
    return tuple([item.id for item in freed if item.startable == STARTABLE])


def _finish(work: Work, name: str, past: str, tail: str, look: Callable[[Work], None] | None) -> Outcome:
    work.tx.flush()
    for check in work.checks:
        work.find(check())
    _judge(work)
    if not work.tx.has_events():
        return Outcome(name, notes=tuple(work.notes), findings=tuple(work.findings))
    work.tx.flush()
    if look is not None:
        look(work)
    header, freed = work.header, _freed(work)
    outcome = Outcome(
        name,
        header.id,
        tuple(work.changed),
        tuple(work.lines) or (_line(work, past, tail),),
        tuple(work.notes),
        tuple(work.findings),
        freed,
    )
    if work.options.dry_run:
        return outcome.replace(command=None, dry_run=True)
    work.ending = (header, outcome)
    work.tx.commit(header, answer_text(outcome) if work.options.request_id else None)
    return outcome


def _judge(work: Work) -> None:
    """Stop on a refusal, or record who went on against which rule and why, and which warnings were passed."""
    refused = [finding for finding in work.findings if finding.level == REFUSE]
    if refused and not work.options.force:
        rules = ", ".join(dict.fromkeys([finding.rule for finding in refused]))
        raise Refused(f"Refused by {rules}. {UNCHANGED}", work.findings)
    for finding in refused:
        note = f"{finding.kept_as or f'{finding.rule}: '}{work.options.reason}"
        for item_id in finding.against or finding.items[:1] or (None,):
            work.tx.record(item_id, "overridden", [], work.at, note)
    if work.findings and work.tx.has_events():
        _keep_warnings(work)


def _keep_warnings(work: Work) -> None:
    """Record the warnings, each once, with what was changed in spite of them: what else they speak of stays untouched.

    What they said is not kept, since it may hold what is redacted later.
    """
    passed: dict[tuple[int | None, str], None] = {}
    for finding in work.findings:
        if finding.level == REFUSE:
            continue
        named = finding.against or finding.items[:1]
        changed = [item_id for item_id in named if item_id in work.changed] or list(work.changed)[:1]
        for item_id in changed or (None,):
            others = [other for other in finding.items if other != item_id] if not finding.against else []
            note = finding.kept_as.removesuffix(": ") or finding.rule
            passed[item_id, f"{note} ({format_ids(others)})" if others else note] = None
    for item_id, note in passed:
        work.tx.record(item_id, WARNED, [], work.at, note)


def _line(work: Work, past: str, tail: str) -> str:
    if work.understood:
        from opsflow.services.work.understood import told_in_line

        tail += told_in_line(work)
    named = [item_id for item_id in work.changed if item_id not in work.beside] or list(work.changed)
    if len(named) == 1:
        (item_id,) = named
        item = work.tx.item(item_id)
        title = f": {item.title}" if item else ""
        return f"{past} {item_id}{tail}{title}"
    return f"{past} {len(named)} items{tail}: {format_ids(named)}"
