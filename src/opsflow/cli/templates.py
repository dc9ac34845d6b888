"""`add --template`: items from a template of the configuration."""

from __future__ import annotations

import os

from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def add_from_template(call: Call) -> None:
    """Make the items of a template. Its checks are trusted when the configuration it stands in is."""
    from opsflow.services import templates

    name = call.needed("template")
    given, other = variables_in(call.texts("title"))
    for option in ("done", "check", "on", "note", "type", "tag", "field"):
        if call.values.get(option):
            raise UsageError(f"A template says itself what is made: --{option} does not go with --template.")
    if other:
        raise UsageError(f"A template is filled in by name=value, not by {other[0]!r}.")
    session = call.session(create=True)
    parts = templates.parts_of(session, name, given)
    outcome = templates.make(session, parts, call.options())
    commands = templates.check_commands(parts)
    if commands and not outcome.dry_run:
        from opsflow.cli.trusting import config_is_trusted
        from opsflow.system.trust import check_digest, trust

        if config_is_trusted(call):
            trust(os.environ, [check_digest(command) for command in commands])
    call.out.outcome(outcome)


def variables_in(words: list[str]) -> tuple[dict[str, str], list[str]]:
    """The variables that words such as `host=lb1` give, and the words that give none."""
    pairs = [word.partition("=") for word in words]
    given = {name: value for name, equals, value in pairs if equals and name.isidentifier()}
    return given, [name + equals + value for name, equals, value in pairs if not (equals and name.isidentifier())]
