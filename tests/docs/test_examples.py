"""What the documentation shows is run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from socket import socket

import pytest

from opsflow.contract.config.example import EXAMPLE
from opsflow.contract.schemas import names
from opsflow.domain.filters.fields import FIELDS, IS_WORDS
from opsflow.domain.rules.policies import RULES, Policies
from tests.conftest import Opsflow, install_in

ROOT = Path(__file__).resolve().parents[2]


def blocks(page: str, mark: str) -> list[str]:
    return re.findall(rf"<!-- {mark} -->\n```\w+\n(.*?)```", (ROOT / page).read_text(), re.S)


def test_the_tour_of_the_readme_runs_line_by_line(opsflow: Opsflow, tmp_path: Path) -> None:
    (tour,) = blocks("README.md", "tour")
    for line in tour.splitlines():
        program, *words = shlex.split(line)
        assert program == "opsflow"
        opsflow(*words, check=0)


def test_the_python_examples_run(tmp_path: Path) -> None:
    told, wrong = [], ""
    for script in blocks("docs/python.md", "example"):  # each by itself: people copy one of them
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=tmp_path)
        told += done.stdout.splitlines()
        wrong += done.stderr
    assert told == [
        "criteria-before-done",
        "done",
        "seen again 2 (2 times): Disk 91 % on web1",
        "1 0",
        "5",
        "[] []",
        "[('shop', 1.0)]",
        "P2 resolved fixed",
        "1 []",
        "['change', 'request'] 0",
        "['untrusted'] False",
        "[]",
        "['created', 'criterion-met', 'finished']",
        "1 Rotate the certificate",
        "4 Shop is slow",
        "6 Enlarge the pool",
    ], wrong


def test_the_page_about_json_names_every_schema() -> None:
    linked = re.findall(r"\(schema/([a-z-]+)\.json\)", (ROOT / "docs" / "json.md").read_text())
    assert sorted(linked) == sorted(names())


@pytest.mark.parametrize("name", [*FIELDS, *[f"is:{word}" for word in IS_WORDS]])
def test_every_word_of_the_filter_language_is_documented(name: str) -> None:
    assert f"`{name}`" in (ROOT / "docs" / "filters.md").read_text()


@pytest.mark.parametrize("rule", RULES)
def test_the_levels_of_the_rules_are_documented(rule: str) -> None:
    levels = " | ".join(Policies(preset).level(rule) for preset in ("light", "standard", "strict"))
    assert f"| {rule} | {levels} |" in (ROOT / "docs" / "guide.md").read_text()


def test_the_pages_that_the_program_writes_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "docs", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_example_configuration_loads(opsflow: Opsflow, tmp_path: Path) -> None:
    turned_on = re.sub(r"^#(?! \S)", "", EXAMPLE, flags=re.M)
    (tmp_path / ".opsflow.toml").write_text(turned_on)
    opsflow("config", "check", check=0)
    assert "office\tEurope/Berlin" in opsflow("config", "show", check=0).out
    (tmp_path / ".opsflow.toml").write_text("prest = 'strict'\n")
    assert "preset" in opsflow("config", "check", check=2).err


def test_the_script_for_nagios_opens_counts_and_finishes(store_path: Path, tmp_path: Path) -> None:
    (script,) = blocks("docs/alerts.md", "nagios")
    install_in(tmp_path)
    variables = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "OPSFLOW_STORE": str(store_path)}

    def notify(kind: str) -> str:
        words = ["sh", "-c", script, "nagios", kind, "web1", "disk", "91 % used"]
        done = subprocess.run(words, env=variables, capture_output=True, text=True, check=True)
        return done.stdout

    assert [notify(kind) for kind in ("PROBLEM", "PROBLEM", "RECOVERY", "ACKNOWLEDGEMENT")] == ["1\n"] * 3 + [""]


def test_the_script_that_watches_opens_once_and_leaves_open_what_a_person_closes(
    opsflow: Opsflow, store_path: Path, tmp_path: Path
) -> None:
    (script,) = blocks("docs/cron.md", "watch")
    install_in(tmp_path)
    variables = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "OPSFLOW_STORE": str(store_path)}

    def watch(command: str) -> str:
        words = ["sh", "-c", script, "watch", "shop/http", "The shop is down", command]
        done = subprocess.run(words, env=variables, capture_output=True, text=True, check=True)
        return done.stdout + done.stderr

    assert [watch(command) for command in ("false", "false", "true", "true")] == [""] * 4
    assert opsflow("list", "is:done", "occurrences:2", "--quiet", check=0).out == "1\n"
    assert watch("false") == ""
    opsflow("criteria", "add", 1, "the cause is known", check=0)
    assert "criteria-before-done" in watch("true")
    assert watch("true") == ""
    assert opsflow("list", "is:recovered", "--quiet", check=0).out == "1\n"


def test_the_recipes_for_cron_run(opsflow: Opsflow, opsflow_process: Opsflow, store_path: Path, tmp_path: Path) -> None:
    """What is added by the clock of the tests is long ago by the real one."""
    opsflow("add", "one", "due:+1d", check=0)
    opsflow("add", "db1 is down", "type:incident", check=0)
    opsflow_process("add", "certificate", "--done", "served", "--check", "false", check=0)
    opsflow_process("criteria", "check", 3, check=0)
    opsflow_process("done", 3, check=0)
    own = Path(os.environ["XDG_CONFIG_HOME"]) / "opsflow"
    own.mkdir(parents=True)
    (own / "config.toml").write_text("[[sla.targets]]\nname = 'all'\nresolution = '4h'\ntype = ['incident']\n")
    install_in(tmp_path)
    variables = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "OPSFLOW_STORE": str(store_path)}
    variables["HOME"] = str(tmp_path)
    (recipes,) = blocks("docs/cron.md", "recipes")
    path, *lines = recipes.splitlines()
    assert path.startswith("PATH=")
    printed = {}
    for line in lines:
        *schedule, command = line.split(maxsplit=5)
        assert len(schedule) == 5
        assert all(set(field) <= set("0123456789*/-,") for field in schedule)
        done = subprocess.run(["sh", "-c", command], env=variables, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 1), (command, done.stderr)
        printed[command.split()[1]] = done.stdout + done.stderr
    assert printed == {
        "tick": "overdue 1: one\nresolution missed: 2: db1 is down\n",
        "check": printed["check"],
        "sla": printed["sla"],
        "verify": printed["verify"],
        "list": "2\tready\tincident\t\t\t\tdb1 is down\n",
        "backup": "",
        "doctor": "",
        "audit": printed["audit"],
    }
    assert printed["verify"].endswith("3 is done, and its criterion 1 does not hold any more.\n")
    assert "breached" in printed["sla"]
    assert printed["check"].startswith("overdue\t1\tone\tdue ")
    assert len(printed["audit"].strip()) == 64
    assert (tmp_path / "opsflow-backup.db").exists()


def test_the_server_for_alertmanager_passes_a_message_on(store_path: Path, tmp_path: Path) -> None:
    install_in(tmp_path)
    variables = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "OPSFLOW_STORE": str(store_path)}
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    server = subprocess.Popen(
        [sys.executable, ROOT / "examples" / "alertmanager_webhook.py", port], env=variables, stderr=subprocess.DEVNULL
    )
    try:
        alert = {"status": "firing", "labels": {"alertname": "Down"}, "fingerprint": "a"}
        assert posted(port, json.dumps({"version": "4", "alerts": [alert]})) == (200, "added 1: Down\n")
        assert posted(port, "no json")[0] == 400
    finally:
        server.terminate()
        server.wait()


def posted(port: str, body: str) -> tuple[int, str]:
    """The status and the text with which a server answers, once it listens."""
    for _ in range(100):
        connection = HTTPConnection("127.0.0.1", int(port), timeout=30)
        try:
            connection.request("POST", "/", body)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise TimeoutError(port)


def test_a_csv_file_comes_in_as_the_page_for_newcomers_says(opsflow: Opsflow, store_path: Path, tmp_path: Path) -> None:
    (command,) = blocks("docs/coming-from.md", "csv")
    words = shlex.split(command.partition("|")[0].replace("\\\n", " "))
    (tmp_path / "tickets.csv").write_text(
        "Number,Short description,Assigned to,Opened,Resolved,Impact\n"
        'INC1,"Mail is slow, again",ann,2026-02-03 10:00,2026-02-03 12:00,2 - Medium\n'
        "INC2,Disk full,bob,04.02.2026 08:00,,1 - High\n"
    )
    made = subprocess.run(
        [sys.executable, ROOT / "examples" / "csv_to_items.py", *words[2:]],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    opsflow("import", "ndjson", "-", input=made.stdout, check=0)
    assert [line.split("\t") for line in opsflow("list", "is:open or is:closed", "--sort", "id", check=0).lines] == [
        ["1", "done", "incident", "ann", "", "", "Mail is slow, again"],
        ["2", "ready", "incident", "bob", "", "", "Disk full"],
    ]
    assert "0 new, 2 known" in "".join(opsflow("import", "ndjson", "-", input=made.stdout, check=0).err)


def test_the_units_for_systemd_name_what_there_is() -> None:
    (service,), (timer,) = blocks("docs/cron.md", "service"), blocks("docs/cron.md", "timer")
    assert "opsflow tick" in service
    assert "OnCalendar=" in timer
    assert "Persistent=true" in timer
