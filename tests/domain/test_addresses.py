"""Addresses are found in what people write, without what only surrounds them."""

from __future__ import annotations

import pytest

from opsflow.domain.addresses import addresses


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("see https://wiki.example/runbook.", ["https://wiki.example/runbook"]),
        ("(https://wiki.example/a_(b)), then", ["https://wiki.example/a_(b)"]),
        ("[run](http://ci.example/1) and <HTTPS://ci.example/2>", ["http://ci.example/1", "HTTPS://ci.example/2"]),
        ("log:https://a.example/?q=1&r=2#x", ["https://a.example/?q=1&r=2#x"]),
        ("https://a.example https://a.example", ["https://a.example"]),
        ("https://a.example/\x1b[31m", ["https://a.example/"]),
        ("ftp://a.example, example.org, https://", []),
        ("javascript:alert(1) file:///etc/passwd", []),
    ],
)
def test_web_addresses_are_found(text: str, found: list[str]) -> None:
    assert addresses([text]) == found
