"""Criteria that check themselves, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Opsflow


def criteria(opsflow: Opsflow, item: int = 1) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(opsflow("show", item, "--json", check=0).out)["item"]["definition_of_done"]
    return found


def test_a_check_marks_its_criterion_met_and_keeps_the_evidence(opsflow: Opsflow, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    opsflow("add", "Rotate", "--done", "the flag is there", "--check", f"test -e {flag}", check=0)
    assert "failed" in opsflow("verify", 1, check=0).out
    opsflow("verify", 1, "--exit-code", check=1)
    assert criteria(opsflow)[0]["evidence"].startswith("exit 1 in ")
    flag.touch()
    opsflow("verify", 1, "--exit-code", check=0)
    assert criteria(opsflow)[0]["state"] == "met"
    assert criteria(opsflow)[0]["evidence"].startswith("exit 0 in ")


def test_what_was_done_and_has_regressed_is_found(opsflow: Opsflow, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    flag.touch()
    opsflow("add", "Rotate", "--check", f"test -e {flag}", check=0)
    opsflow("done", 1, "--verify", check=0)
    flag.unlink()
    found = opsflow("verify", "--where", "is:done", "--exit-code", check=1)
    assert "does not hold any more" in found.err
    assert criteria(opsflow)[0]["state"] == "open"


def test_nothing_is_recorded_when_nothing_changed(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate", "--check", "false", check=0)
    opsflow("verify", 1, check=0)
    before = opsflow("log", check=0).out
    opsflow("verify", 1, check=0)
    assert opsflow("log", check=0).out == before


def test_done_is_refused_while_a_check_fails_and_its_answer_is_kept(opsflow: Opsflow) -> None:
    opsflow("add", "Rotate", "--check", "sh -c 'echo no; exit 3'", check=0)
    assert "criteria-before-done" in opsflow("done", 1, "--verify", check=4).err
    assert criteria(opsflow)[0]["evidence"].endswith(": no")


def test_pipes_need_a_shell_that_was_asked_for(opsflow: Opsflow) -> None:
    opsflow("add", "one", "--check", "echo a | grep b", check=0)
    opsflow("add", "two", "--check", "echo a | grep b", "--shell", check=0)
    assert "met" in opsflow("verify", 1, check=0).out
    assert "failed" in opsflow("verify", 2, check=0).out


def test_the_checks_of_a_hostile_import_never_run_until_trusted(
    opsflow: Opsflow, store_path: Path, tmp_path: Path
) -> None:
    loot = tmp_path / "loot"
    opsflow("add", "Harmless", "--check", f"touch {loot}", check=0)
    export = opsflow("export", check=0).out
    elsewhere = {"OPSFLOW_STORE": str(tmp_path / "other.db"), "XDG_STATE_HOME": str(tmp_path / "state")}
    opsflow("import", "ndjson", "-", input=export, env=elsewhere, check=0)
    refused = opsflow("verify", 1, "--exit-code", env=elsewhere, check=1)
    assert "opsflow criteria trust 1 1" in refused.err
    opsflow("done", 1, "--verify", env=elsewhere, check=4)
    assert not loot.exists()
    assert f"touch {loot}" in opsflow("criteria", "trust", 1, env=elsewhere, check=0).out
    opsflow("verify", 1, "--exit-code", env=elsewhere, check=0)
    assert loot.exists()


def test_a_command_that_someone_else_put_in_does_not_run(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", "--check", "true", env={"XDG_STATE_HOME": str(tmp_path / "bob"), "OPSFLOW_USER": "bob"})
    assert "untrusted" in opsflow("verify", 1, env={"OPSFLOW_USER": "bob"}, check=0).out


def test_a_list_of_trusted_commands_that_others_can_write_is_not_believed(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", "--check", "true", env={"XDG_STATE_HOME": str(tmp_path)}, check=0)
    (tmp_path / "opsflow" / "trusted").chmod(0o666)
    assert "chmod" in opsflow("verify", 1, env={"XDG_STATE_HOME": str(tmp_path)}, check=2).err


def test_the_json_of_a_verification_conforms(opsflow: Opsflow) -> None:
    opsflow("add", "one", "--check", "true", "--check", "false", check=0)
    document = json.loads(opsflow("verify", 1, "--json", check=0).out)
    jsonschema.validate(document, schema("verification"))
    assert [held["verdict"] for held in document["verdicts"]] == ["met", "failed"]


TEMPLATES = """
[templates.cert]
title = "Rotate the certificate on {host}"
fields = { type = "change", service = "{host}" }
tags = ["cert"]
variables = { host = "", port = "443" }
criteria = ["old one revoked", { text = "{host}:{port} answers", check = "echo {host} {port}" }]

[templates.patching.parts.install]
title = "Install patches"
after = ["prepare"]
[templates.patching.parts.prepare]
title = "Prepare patches"
"""


def test_a_template_makes_an_item_with_its_variables_filled_in(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    opsflow("add", "--template", "cert", "host=lb 1", check=0)
    item = json.loads(opsflow("show", 1, "--json", check=0).out)["item"]
    assert (item["title"], item["service"], item["tags"]) == ("Rotate the certificate on lb 1", "lb 1", ["cert"])
    assert criteria(opsflow)[1]["check"] == "echo 'lb 1' 443"
    assert "untrusted" in opsflow("verify", 1, check=0).out


@pytest.mark.parametrize(
    ("words", "says"), [(["cert"], "host="), (["cert", "hots=x"], "has host"), (["crt"], "mean cert")]
)
def test_a_template_says_what_it_needs(opsflow: Opsflow, tmp_path: Path, words: list[str], says: str) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    assert says in opsflow("add", "--template", *words, check=2).err


def test_the_parts_of_a_template_depend_on_each_other(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    assert (
        opsflow("add", "--template", "patching", check=0).out == "added 1: Prepare patches\nadded 2: Install patches\n"
    )
    assert json.loads(opsflow("dep", "list", 2, "--json", check=0).out)["edges"] == [{"item": 2, "depends_on": 1}]
    opsflow("undo", check=0)
    opsflow("show", 1, check=3)
