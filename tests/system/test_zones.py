"""The zone of this machine is the one that TZ names, and a name that means nothing is not taken for UTC."""

from __future__ import annotations

import time

import pytest

from opsflow.domain.errors import UsageError
from opsflow.system.zones import zone_for


@pytest.mark.parametrize("name", ["Nonsense", ":Nonsense", "Europe/Nowhere", "Europe/Berlin2", "X3", "<+3", "2"])
def test_a_name_that_is_no_zone_is_refused(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TZ", name)
    time.tzset()
    with pytest.raises(UsageError, match="names no time zone"):
        zone_for(None)


@pytest.mark.parametrize(
    ("name", "hour"),
    [
        ("", None),
        ("UTC", 12),
        ("Etc/UTC", 12),
        ("Africa/Abidjan", 12),
        ("UTC0", 12),
        ("CET-1", 13),
        ("<+00>0", 12),
        ("<-03>3", 9),
        ("Berlin-2", 14),
    ],
)
def test_zones_and_offsets_are_taken(monkeypatch: pytest.MonkeyPatch, name: str, hour: int | None) -> None:
    monkeypatch.setenv("TZ", name)
    time.tzset()
    shown = zone_for(None).to_local(43_200)[3]
    assert hour is None or shown == hour
