"""Criteria that check themselves, from the shell."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from opsflow.contract.schemas import schema
from tests.conftest import Clock, Opsflow


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


def test_what_a_failing_check_said_is_told_line_by_line_and_harmlessly(opsflow: Opsflow) -> None:
    opsflow(
        "add", "Rotate", "--done", "it answers", "--check", r"printf 'no\n\033[31mred\n'; seq 20; exit 3", "--shell"
    )
    for told in (opsflow("verify", 1, check=0).err, opsflow("done", 1, "--verify", check=4).err):
        assert told.startswith("1 1: failed, exit 3: it answers\n  no\n  \\x1b[31mred\n  1\n")
        assert "  8\n  … and 12 lines more\n" in told


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
    ("words", "says"),
    [
        (["cert"], "needs host=..."),
        (["cert", "hots=x"], "did you mean host=x? It has host, port."),
        (["cert", "colour=x"], "it has host, port."),
        (["crt"], "mean cert"),
        (["cert", "host=x; reboot"], "goes into a command"),
        (["cert", "host=-rf"], "does not begin with -"),
        (["patching", "Patch all"], "makes 2 items, and the title 'Patch all' is for one"),
        (["patching", "key:x"], "a key is for one"),
        (["cert", "host=x", "ownr:bob"], "mean owner:bob"),
    ],
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


def test_a_template_goes_with_all_that_add_takes(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    opsflow("add", "First", check=0)
    words = ["host=lb1", "New certificate for lb1", "service:web", "owner:me", "+urgent", "dep:1"]
    options = ["--impact", "high", "--done", "monitoring is green", "--check", "true", "--note", "asked for by chen"]
    opsflow("add", "--template", "cert", *words, *options, check=0)
    item = json.loads(opsflow("show", 2, "--json", check=0).out)["item"]
    assert (item["title"], item["service"], item["owner"], item["impact"]) == (
        "New certificate for lb1", "web", "ann", "high",
    )  # fmt: skip
    assert (item["type"], item["tags"], item["notes"][0]["text"]) == ("change", ["cert", "urgent"], "asked for by chen")
    assert [held["text"] for held in criteria(opsflow, 2)][:3] == [
        "old one revoked",
        "lb1:443 answers",
        "monitoring is green",
    ]
    assert "2\t3\tmet" in opsflow("verify", 2, check=0).out
    assert "2\t2\tuntrusted" in opsflow("verify", 2, check=0).out
    assert [held["id"] for held in item["depends_on"]] == [1]


def test_what_goes_with_several_items_begins_ends_or_holds_for_each(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    opsflow("add", "First", check=0)
    opsflow("add", "--template", "patching", "owner:bob", "+patch", "--on", 1, "--done", "no host is left", check=0)
    prepare, install = [json.loads(opsflow("show", key, "--json", check=0).out)["item"] for key in (2, 3)]
    assert [(item["owner"], item["tags"]) for item in (prepare, install)] == [("bob", ["patch"])] * 2
    assert [[held["id"] for held in item["depends_on"]] for item in (prepare, install)] == [[1], [2]]
    assert [[held["text"] for held in item["definition_of_done"]] for item in (prepare, install)] == [
        [], ["no host is left"],
    ]  # fmt: skip


def test_a_template_with_a_key_counts_on_the_item_that_is_open(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    for _ in range(2):
        opsflow("add", "--template", "cert", "host=lb1", "--key", "lb1/cert", check=0)
    assert opsflow("list", "--quiet", check=0).out == "1\n"


def test_a_variable_may_have_any_name_that_the_configuration_allows(opsflow: Opsflow, tmp_path: Path) -> None:
    (tmp_path / ".opsflow.toml").write_text("[templates.t]\ntitle = 'On {host-name}'\nvariables = { host-name = '' }\n")
    assert opsflow("add", "--template", "t", "host-name=lb1", check=0).out == "added 1: On lb1\n"


def test_recurring_work_takes_a_template_together_with_fields(opsflow: Opsflow, tmp_path: Path, clock: Clock) -> None:
    (tmp_path / ".opsflow.toml").write_text(TEMPLATES)
    opsflow("recur", "add", "certs", "--every", "daily 06:00", "--template", "cert", "host=lb1", "owner:me", check=0)
    opsflow("recur", "add", "patches", "--every", "daily 06:00", "--template", "patching", "x", check=2)
    clock.advance(days=1)
    opsflow("tick", env={"OPSFLOW_USER": "cron"}, check=0)
    item = json.loads(opsflow("show", 1, "--json", check=0).out)["item"]
    assert (item["title"], item["owner"]) == ("Rotate the certificate on lb1", "ann")


@pytest.mark.parametrize(
    "words",
    [
        "add x --done y --check",
        "criteria add 1 y --check",
        "criteria edit 1 1 y --check",
        "recur add r --every daily x --check",
    ],
)
def test_what_only_a_shell_obeys_in_a_check_without_one_is_pointed_out(opsflow: Opsflow, words: str) -> None:
    opsflow("add", "one", "--done", "it is", check=0)
    told = opsflow(*words.split(), "echo hi | grep -q ho && true", check=0).err
    assert told.count("without --shell | and && is no more than a word to the program.") == 1
    assert "without --shell" not in opsflow(*words.replace(" r ", " s ").split(), "test -e 'a | b'", check=0).err
    assert "without --shell" not in opsflow(*words.replace(" r ", " t ").split(), "a | b", "--shell", check=0).err


def test_a_refusal_after_checks_says_that_their_answers_are_kept(opsflow: Opsflow, tmp_path: Path) -> None:
    opsflow("add", "one", "--done", "it is", "--check", f"test -e {tmp_path / 'there'}", "--done", "told", check=0)
    kept = "What the checks answered is kept; nothing else was changed."
    assert kept in opsflow("done", 1, "--verify", check=4).err
    assert "Refused by criteria-before-done. Nothing was changed." in opsflow("done", 1, "--verify", check=4).err
    (tmp_path / "there").touch()
    assert kept not in opsflow("done", 1, "--verify", "--dry-run", check=4).err
    assert kept in opsflow("done", 1, "--verify", check=4).err
