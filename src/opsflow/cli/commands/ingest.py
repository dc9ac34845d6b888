"""Taking in what monitoring systems send."""

from __future__ import annotations

import sys

from opsflow.cli.words.declare import WRITE, Command, argument
from opsflow.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call

_LARGEST = 16_000_000


def _alertmanager(call: Call) -> None:
    from opsflow.contract.alertmanager import message_of
    from opsflow.domain.alerts import PATIENCE
    from opsflow.services.time.alerts import ingest, policy_of

    text = _text(call.needed("file"))
    session = call.session(create=True)
    session.store.wait_up_to(PATIENCE)
    message = message_of(text, policy_of(session))
    call.out.outcome(ingest(session, message, "alertmanager", call.options()))


def _text(path: str) -> str:
    try:
        if path == "-":
            text = sys.stdin.read(_LARGEST + 1)
        else:
            with open(path, encoding="utf-8") as file:
                text = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8 text.") from None
    if len(text) > _LARGEST:
        raise UsageError("The message is larger than any message of alerts.")
    return text


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
