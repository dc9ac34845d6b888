"""Configuration errors name the line."""

from __future__ import annotations

import pytest

from opsflow.contract.config.positions import line_of
from opsflow.contract.config.reading import read
from opsflow.domain.errors import ConfigError

TEXT = """\
preset = "strict"

[wip.columns]
doing = 3

[[workflow.states]]
name = "todo"
category = "backlog"

[[workflow.states]]
name = "done"
kategory = "done"

[views]
mine = {filter = "owner:me"}
"odd.name" = {filter = "x"}
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("preset",), 1),
        (("wip", "columns", "doing"), 4),
        (("workflow", "states", 0, "category"), 8),
        (("workflow", "states", 1, "kategory"), 12),
        (("workflow", "states", 1, "missing"), 10),
        (("views", "mine", "filter"), 15),
        (("nothing",), None),
    ],
)
def test_a_key_is_found_where_it_is_written(place: tuple[int | str, ...], line: int | None) -> None:
    assert line_of(TEXT, place) == line


def test_an_error_names_file_line_and_nearest_key() -> None:
    with pytest.raises(ConfigError, match=r"^/x/\.opsflow\.toml: line 2: there is no key wpi; did you mean wip\?"):
        read([("/x/.opsflow.toml", 'preset = "light"\nwpi = 3\n')])
