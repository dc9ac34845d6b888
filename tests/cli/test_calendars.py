"""Calendars in the configuration: what is understood, what is refused and how, and what estimates make of them."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from zoneinfo import TZPATH

import pytest

from tests.conftest import Opsflow

OFFICE = """
calendar = "office"
[rules]
dates-after-dependencies = "refuse"
[calendars.office]
zone = "Europe/Berlin"
hours = { mon-fri = "08:00-12:00 13:00-17:00" }
country = "DE"
subdivision = "BY"
exceptions = { "2026-03-05" = "" }
"""


def write(folder: Path, text: str) -> None:
    (folder / ".opsflow.toml").write_text(text)


def test_a_calendar_is_read_and_shown(opsflow: Opsflow, tmp_path: Path) -> None:
    write(tmp_path, OFFICE)
    opsflow("config", "check", check=0)
    shown = opsflow("config", "show", check=0).out
    assert "calendar\toffice" in shown
    assert "calendars.office\tEurope/Berlin" in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ('zone="UTC"\n[calendars.a]\nhours = { mon-fri = "8-17" }', "write them like 08:00-12:00"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon-fri = "22:00-06:00" }', "22:00-24:00, and 00:00-06:00"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon-fri = "08:00-12:00 11:00-17:00" }', "overlap"),
        ('zone="UTC"\n[calendars.a]\nhours = { monday = "08:00-12:00" }', "no days of the week"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon-fri = "08:00-12:00", fri = "09:00-10:00" }', "has its hours al"),
        ('zone="UTC"\n[calendars.a]\nhours = {}', "needs working hours"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon = "08:00-12:00" }\nholidays = ["24.12."]', "is no date"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon = "08:00-12:00" }\ncountry = "XX"', "known for XX: write its ISO"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon = "08:00-12:00" }\ncountry = "de"\nsubdivision="ZZ"', "BB, BE"),
        ('zone="UTC"\n[calendars.a]\nhours = { mon = "08:00-12:00" }\nholiday = []', "did you mean holidays"),
        ('zone="Europe/Berlim"', "Europe/Berlin"),
        ('calendar = "x"\nzone="UTC"\n[calendars.office]\nhours = { mon = "08:00-12:00" }', "there are always, office"),
    ],
)  # fmt: skip
def test_a_calendar_that_cannot_be_meant_is_refused_with_the_place_and_a_remedy(
    opsflow: Opsflow, tmp_path: Path, wrong: str, said: str
) -> None:
    write(tmp_path, wrong)
    assert said in opsflow("config", "check", check=2).err


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            '[sla]\nwarn = 0.5\n[[sla.targets]]\nname = "x"\nresponse = "1h"\ncalendar = "x"',
            "line 6: sla.targets.0.c",
        ),
        ('[sla]\npause_reasons = ["weather"]', "line 2: sla.pause_reasons: there is no reason of on-hold 'weather'"),
        ('zone = "UTC"\n[service_calendars]\nshop = "x"', "line 3: service_calendars.shop: there is no calendar"),
        ('[calendars.a]\nhours = { mon = "08:00-12:00" }\ncountry = "XX"', "line 3: calendars.a: no public holidays"),
        ('[alerts]\nseverities = { page = { impact = "huge" } }', "line 2: alerts.severities.page: there is no impact"),
    ],
)
def test_what_does_not_go_together_is_told_with_file_and_line(
    opsflow: Opsflow, tmp_path: Path, wrong: str, said: str
) -> None:
    write(tmp_path, wrong)
    assert f"opsflow: {tmp_path}/.opsflow.toml: {said}" in opsflow("list", check=2).err


def test_a_calendar_without_a_zone_has_that_of_the_machine(opsflow_process: Opsflow, tmp_path: Path) -> None:
    write(tmp_path, 'calendar = "office"\n[calendars.office]\nhours = { mon-fri = "08:00-17:00" }\n')
    for zone, shown in (("Asia/Tokyo", "Asia/Tokyo"), ("America/New_York", "America/New_York"), ("XYZ-3", "XYZ")):
        told = opsflow_process("config", "show", env={"TZ": zone}, check=0).out
        assert f"calendars.office\t{shown}\t" in told
    write(
        tmp_path, 'calendar = "office"\nzone = "Europe/Berlin"\n[calendars.office]\nhours = { mon = "08:00-17:00" }\n'
    )
    assert "calendars.office\tEurope/Berlin" in opsflow_process("config", "show", env={"TZ": "Asia/Tokyo"}, check=0).out


def test_a_chain_of_estimates_takes_the_working_time_of_the_default_calendar(opsflow: Opsflow, tmp_path: Path) -> None:
    """It is Wednesday 10:00 in Berlin, Thursday is free: eight working hours end on Friday at 10:00."""
    write(tmp_path, OFFICE)
    opsflow("add", "Order the disks", "estimate:8h", check=0)
    refused = opsflow("add", "Build them in", "due:2026-03-06T08:30", "dep:1", check=4)
    assert "due:2026-03-06T09:00" in refused.err
    opsflow("add", "Build them in", "due:2026-03-06T09:00", "dep:1", check=0)


def test_a_new_zone_database_moves_the_clocks_at_once(
    opsflow_process: Opsflow, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The file of a zone is replaced by that of another, as an update of the zone database would do it.

    Days of ten hours in both: five more than whole days end apart at whatever hour this runs.
    """
    zones = tmp_path_factory.mktemp("zones")
    (zones / "Europe").mkdir()
    env = {"PYTHONTZPATH": str(zones)}
    write(
        tmp_path,
        'calendar = "office"\n[calendars.office]\nzone = "Europe/Berlin"\nhours = { mon-sun = "08:00-18:00" }\n'
        '[[sla.targets]]\nname = "all"\nresolution = "205h"\n',
    )

    def due(place: str) -> str:
        (zones / "new").write_bytes(zone_file(place))
        (zones / "new").replace(zones / "Europe" / "Berlin")
        answer = json.loads(opsflow_process("sla", "--json", env=env, check=0).out)
        return str(answer["clocks"][0]["due"])

    (zones / "Europe" / "Berlin").write_bytes(zone_file("Europe/Berlin"))
    opsflow_process("add", "x", "type:incident", env=env, check=0)
    dues = [due("Europe/Berlin"), due("Asia/Tokyo"), due("Europe/Berlin")]
    assert dues[0] == dues[2] != dues[1]
    assert opsflow_process("doctor", env=env, check=0).out.startswith("no problem")


def zone_file(name: str) -> bytes:
    for folder in TZPATH:
        if (path := Path(folder) / name).is_file():
            return path.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", name).read_bytes()


@pytest.mark.parametrize("word", ["2027-03-28T02:30", "2027-03-28 02:30"])
def test_a_time_that_the_clocks_skip_is_refused_with_the_one_they_show(
    opsflow: Opsflow, tmp_path: Path, word: str
) -> None:
    write(tmp_path, 'zone = "Europe/Berlin"')
    told = opsflow("add", "Patch", f"due:{word}", check=2).err
    assert "There is no 02:30 on 2027-03-28 in Europe/Berlin" in told
    assert "write 03:30" in told
    opsflow("add", "Patch", "due:2027-03-28T03:30", check=0)
    opsflow("add", "Patch", "due:2027-10-31T02:30", check=0)
    assert '"due":"2027-10-31T00:30:00Z"' in opsflow("show", 2, "--json", check=0).out
