"""What `add` and `recur add` make: what words and options describe, together with a template where one is named."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from opsflow.cli.call import Call
    from opsflow.services.outcome import Outcome
    from opsflow.services.session import Session
    from opsflow.services.work.templates import Part


def add_from_template(call: Call, session: Session) -> Outcome:
    """Make the items of a template."""
    from opsflow.cli.commands.items import wait_for_key
    from opsflow.services.work import templates

    parts = described(call, session)
    wait_for_key(session, [part.draft for part in parts])
    outcome = templates.make(session, parts, call.options())
    trust_described(call, session.actor, parts, outcome)
    return outcome


def described(call: Call, session: Session) -> list[Part]:
    """The items that a call describes."""
    from opsflow.cli.commands.items import draft_of
    from opsflow.services.work import templates

    name = call.text("template")
    if name is None:
        return [templates.Part("", draft_of(call, session))]
    given, call.values["title"] = templates.variables_in(session, name, call.texts("title"))
    return templates.combined(name, templates.parts_of(session, name, given), draft_of(call, session))


def trust_described(call: Call, actor: str, parts: Sequence[Part], outcome: Outcome) -> None:
    """Let the checks run that were typed here, and those of a template whose configuration is trusted."""
    from opsflow.cli.commands.items import checks_of
    from opsflow.services.work.templates import check_commands
    from opsflow.system.trust import trust_checks

    commands = check_commands(parts)
    if not commands or outcome.dry_run:
        return
    if call.text("template") is not None:
        from opsflow.cli.trusting import config_is_trusted

        typed = checks_of(call)
        commands = commands if config_is_trusted(call) else [held for held in commands if held in typed]
    trust_checks(os.environ, actor, commands)
