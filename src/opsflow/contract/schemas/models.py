"""The models of what opsflow prints and reads, by name, and the JSON Schemas that follow from them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from opsflow.contract.config.tables import Config
from opsflow.contract.printed import automation, clocks, documents, records, site
from opsflow.contract.taken_in.items import ItemLine

_MODELS: dict[str, type[BaseModel]] = {
    "items": documents.ItemsDocument,
    "item": documents.ItemDocument,
    "details": site.DetailsDocument,
    "next": documents.NextDocument,
    "outcome": documents.OutcomeDocument,
    "error": documents.ErrorDocument,
    "criteria": documents.CriteriaDocument,
    "verification": automation.VerificationDocument,
    "recurrences": automation.RecurrencesDocument,
    "recurrence": automation.RecurrenceDocument,
    "occurrences": automation.OccurrencesDocument,
    "check": automation.CheckDocument,
    "audit": automation.AuditDocument,
    "trail": automation.TrailDocument,
    "trail-line": automation.TrailLine,
    "exceptions": automation.ExceptionsDocument,
    "hook": automation.HookDocument,
    "why": documents.WhyDocument,
    "dependencies": documents.DependenciesDocument,
    "log": documents.LogDocument,
    "sla": clocks.ClocksDocument,
    "attainment": clocks.AttainmentDocument,
    "interruptions": records.InterruptionsDocument,
    "approvals": records.ApprovalsDocument,
    "change-list": records.ChangeListDocument,
    "change-conflicts": records.ConflictsDocument,
    "change-score": records.ScoreDocument,
    "types": records.TypesDocument,
    "wip": records.WipDocument,
    "priority": records.PriorityDocument,
    "context": site.ContextDocument,
    "board": site.BoardDocument,
    "init": site.InitDocument,
    "config-show": site.ConfigDocument,
    "config-check": site.ConfigCheckDocument,
    "config-path": site.ConfigPathDocument,
    "workflow": site.WorkflowDocument,
    "doctor": site.DoctorDocument,
    "backup": site.BackupDocument,
    "restore": site.RestoreDocument,
    "config": Config,
    "import-item": ItemLine,
}


def declared() -> dict[str, dict[str, Any]]:
    """Every schema, JSON Schema 2020-12, by name."""
    says = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return {name: {**says, **model.model_json_schema(by_alias=True)} for name, model in _MODELS.items()}
