"""Dependencies as diagrams: arrows point to what comes later, and a title is never markup."""

from __future__ import annotations

import pytest

from tests.conftest import Opsflow

TITLE = 'Say "hi" \\ [now]; #1'


@pytest.fixture(autouse=True)
def _chain(opsflow: Opsflow) -> None:
    opsflow("add", "First", check=0)
    opsflow("add", TITLE, "--on", 1, check=0)


def test_dot_escapes_what_would_end_a_label(opsflow: Opsflow) -> None:
    assert opsflow("dep", "graph", "--format", "dot", check=0).lines == [
        "digraph opsflow {",
        "    rankdir=LR; node [shape=box];",
        '    i1 [label="1 First\\nbacklog"];',
        '    i2 [label="2 Say \\"hi\\" \\\\ [now]; #1\\nbacklog"];',
        "    i1 -> i2;",
        "}",
    ]


def test_mermaid_writes_signs_as_entities(opsflow: Opsflow) -> None:
    assert opsflow("dep", "graph", check=0).lines == [
        "flowchart LR",
        '    i1["1 First<br/>backlog"]',
        '    i2["2 Say #34;hi#34; #92; #91;now#93;#59; #35;1<br/>backlog"]',
        "    i1 --> i2",
    ]
