"""Taking in what monitoring systems send."""

from __future__ import annotations

from opsflow.cli.words.declare import WRITE, Command, argument

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _alertmanager(call: Call) -> None:
    from opsflow.cli.inputs import text_of
    from opsflow.contract.taken_in.alertmanager import message_of
    from opsflow.domain.alerts import PATIENCE
    from opsflow.services.time.alerts import ingest, policy_of

    text = text_of(call.needed("file"))
    session = call.session(create=True)
    session.store.wait_up_to(PATIENCE)
    message = message_of(text, policy_of(session))
    call.out.outcome(ingest(session, message, "alertmanager", call.options()))


COMMANDS = (
    Command(
        "ingest alertmanager",
        "Take in the alerts of a Prometheus Alertmanager webhook.",
        (argument("file", "The body of the request; - reads stdin.", complete="files"), *WRITE),
        _alertmanager,
        "Firing alerts become incidents, or count on the open one of the same key; resolved ones finish it, unless a "
        "rule or the configuration leaves that to a person. All alerts of a message are one command.",
        (("opsflow ingest alertmanager -", "the body comes on stdin"),),
    ),
)
