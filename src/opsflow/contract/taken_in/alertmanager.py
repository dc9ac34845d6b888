"""The body that Prometheus Alertmanager posts to a webhook, version 4, as alerts of ours.

https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from opsflow.contract.wording import first_problem
from opsflow.domain.alerts import Alert, AlertPolicy, Message
from opsflow.domain.errors import UsageError

_CONTROLS = {code: " " for code in (*range(32), *range(127, 160)) if chr(code) not in "\t\n"}


def _without_controls(text: str) -> str:
    """What nobody can type or see is a space, so that titles, services and keys can be named and found."""
    return text.translate(_CONTROLS)


Text = Annotated[str, AfterValidator(_without_controls)]
Labels = Annotated[dict[str, Text], Field(max_length=200)]
_LONGEST_TITLE = 300
_LONGEST_WORD = 200


class _Model(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=True)


class AlertForm(_Model):
    """One alert. Of the instants none is needed: what counts is when it came in."""

    status: Literal["firing", "resolved"]
    labels: Labels
    annotations: Labels = {}
    generatorURL: Text = ""
    fingerprint: Text = ""


class Webhook(_Model):
    """A message: alerts that fire, and alerts that are over."""

    version: Literal["4"] = "4"
    alerts: Annotated[list[AlertForm], Field(max_length=10_000)]
    truncatedAlerts: Annotated[int, Field(ge=0)] = 0


def message_of(text: str, policy: AlertPolicy) -> Message:
    """What the body of a request says. Raises `UsageError` naming the field that is wrong."""
    try:
        message = Webhook.model_validate_json(text)
    except ValidationError as error:
        raise UsageError(f"This is no message of Alertmanager: {first_problem(error)}.") from None
    return Message(tuple([_alert(form, policy) for form in message.alerts]), message.truncatedAlerts)


def _alert(form: AlertForm, policy: AlertPolicy) -> Alert:
    labels = form.labels
    summary = form.annotations.get("summary") or form.annotations.get("description") or ""
    named = " on ".join([labels[name] for name in ("alertname", "instance") if labels.get(name)])
    title = " ".join(summary.split()) or " ".join(named.split()) or "an alert without a name"
    values = {"type": "incident", **policy.severities.get(labels.get("severity", "").lower(), {})}
    if labels.get("service"):
        values["service"] = _word(labels["service"])
    note = "\n".join(
        [text for text in (form.annotations.get("description"), form.generatorURL, _listed(labels)) if text]
    )
    return Alert(
        _key(form, policy),
        title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…",
        form.status == "firing",
        tuple(values.items()),
        note or None,
    )


def _key(form: AlertForm, policy: AlertPolicy) -> str:
    """What tells this alert from others: the labels that the site chose, else the fingerprint, else all labels."""
    if policy.key_labels:
        return _word("/".join([form.labels.get(name, "") for name in policy.key_labels]))
    return _word((form.fingerprint and f"alertmanager/{form.fingerprint}") or _listed(form.labels))


def _listed(labels: dict[str, str]) -> str:
    return ", ".join([f"{name}={value}" for name, value in sorted(labels.items())])


def _word(text: str) -> str:
    """The text as one short line; what is too long ends in a digest, so that two of them stay two."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST_WORD:
        return line
    from hashlib import sha256

    return f"{line[: _LONGEST_WORD - 17]}-{sha256(line.encode()).hexdigest()[:16]}"
