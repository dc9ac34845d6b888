"""JSON Schemas of what opsflow prints and reads, by name; `docs/schema/` holds the same."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from opsflow.contract import (
    automation_documents,
    clock_documents,
    config,
    documents,
    items,
    record_documents,
    site_documents,
)
from opsflow.domain.errors import NotFound

_MODELS: dict[str, type[BaseModel]] = {
    "items": documents.ItemsDocument,
    "item": documents.ItemDocument,
    "details": site_documents.DetailsDocument,
    "next": documents.NextDocument,
    "outcome": documents.OutcomeDocument,
    "error": documents.ErrorDocument,
    "criteria": documents.CriteriaDocument,
    "verification": automation_documents.VerificationDocument,
    "recurrences": automation_documents.RecurrencesDocument,
    "recurrence": automation_documents.RecurrenceDocument,
    "occurrences": automation_documents.OccurrencesDocument,
    "check": automation_documents.CheckDocument,
    "audit": automation_documents.AuditDocument,
    "trail": automation_documents.TrailDocument,
    "trail-line": automation_documents.TrailLine,
    "exceptions": automation_documents.ExceptionsDocument,
    "hook": automation_documents.HookDocument,
    "why": documents.WhyDocument,
    "dependencies": documents.DependenciesDocument,
    "log": documents.LogDocument,
    "sla": clock_documents.ClocksDocument,
    "attainment": clock_documents.AttainmentDocument,
    "interruptions": record_documents.InterruptionsDocument,
    "approvals": record_documents.ApprovalsDocument,
    "change-list": record_documents.ChangeListDocument,
    "change-conflicts": record_documents.ConflictsDocument,
    "change-score": record_documents.ScoreDocument,
    "types": record_documents.TypesDocument,
    "wip": record_documents.WipDocument,
    "priority": record_documents.PriorityDocument,
    "context": site_documents.ContextDocument,
    "board": site_documents.BoardDocument,
    "init": site_documents.InitDocument,
    "config-show": site_documents.ConfigDocument,
    "config-check": site_documents.ConfigCheckDocument,
    "config-path": site_documents.ConfigPathDocument,
    "workflow": site_documents.WorkflowDocument,
    "doctor": site_documents.DoctorDocument,
    "backup": site_documents.BackupDocument,
    "restore": site_documents.RestoreDocument,
    "config": config.Config,
    "import-item": items.ItemLine,
}


def names() -> tuple[str, ...]:
    """The names of the schemas."""
    return tuple(_MODELS)


def schema(name: str) -> dict[str, Any]:
    """The schema of that name, JSON Schema 2020-12. Raises `NotFound`."""
    if name not in _MODELS:
        raise NotFound(f"There is no schema {name!r}; there are {', '.join(_MODELS)}.")
    made = _MODELS[name].model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
