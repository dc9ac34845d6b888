"""The verb that finishes an item of a type, and how several items are finished."""

from __future__ import annotations

import pytest

from opsflow.domain.items import Item
from opsflow.domain.rules.endings import finishing
from opsflow.domain.settings import CustomField, Settings
from opsflow.domain.workflow import Workflow


def _commands(*kinds: str, settings: Settings | None = None) -> list[str]:
    site = settings or Settings()
    found = finishing(site, Workflow(site.states), [Item(key, "", "Work", kind) for key, kind in enumerate(kinds, 1)])
    return [remedy.command for remedy in found]


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("task", "opsflow done 1"),
        ("request", "opsflow done 1"),
        ("problem", "opsflow done 1"),
        ("incident", "opsflow resolve 1 --code fixed"),
        ("change", "opsflow change close 1 --code successful"),
    ],
)
def test_each_type_is_finished_by_its_own_verb(kind: str, command: str) -> None:
    assert _commands(kind) == [command]


def test_items_that_end_alike_are_finished_together_and_changes_one_by_one() -> None:
    assert _commands("task", "incident", "change", "task", "incident", "change") == [
        "opsflow done 1,4",
        "opsflow resolve 2,5 --code fixed",
        "opsflow change close 3 --code successful",
        "opsflow change close 6 --code successful",
    ]


def test_of_many_changes_the_first_few_are_named() -> None:
    assert len(_commands(*["change"] * 300)) == 3


def test_a_site_that_asks_for_a_resolution_of_its_own_type_is_given_its_codes() -> None:
    settings = Settings()
    settings.records = {"repair": {"states": None, "requires": {"done": ["resolution"]}, "criteria": None}}
    settings.custom_fields = (CustomField("resolution", "choice", ("swapped", "soldered")),)
    assert _commands("repair", settings=settings) == ["opsflow resolve 1 --code swapped"]
