"""Finds what leads nowhere in the Markdown files: links to a file or a heading, and names of modules in the text.

Links to the web are left alone: a build must not depend on somebody else's server.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`[^`\n]*`")
_LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
_HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
_MODULE = re.compile(r"`([\w./-]+\.(?:py|sql))(?::[^`]*)?`")
_WEB = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def pages(root: Path) -> list[Path]:
    """The Markdown files that readers are given."""
    return sorted([*root.glob("*.md"), *root.glob("docs/**/*.md"), *root.glob("benchmarks/*.md")])


def anchors(page: Path) -> set[str]:
    """The names under which the headings of a page can be reached, as code forges make them."""
    found: set[str] = set()
    for heading in _HEADING.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        again = sum(1 for other in found if other == name or re.fullmatch(re.escape(name) + r"-\d+", other))
        found.add(f"{name}-{again}" if again else name)
    return found


def broken_links(page: Path) -> Iterator[str]:
    """Each link of the page that leads nowhere, with what is missing."""
    text = _CODE.sub("", _FENCE.sub("", page.read_text(encoding="utf-8")))
    for link in _LINK.findall(text):
        if _WEB.match(link):
            continue
        path, _, anchor = unquote(link).partition("#")
        target = page.parent / path if path else page
        if not target.exists():
            yield f"{link} (no such file)"
        elif anchor and target.suffix == ".md" and anchor not in anchors(target):
            yield f"{link} (no such heading)"


def lost_modules(page: Path, root: Path) -> Iterator[str]:
    """Each module that the text of a page names, such as `cli/main.py`, and that is not there."""
    for name in _MODULE.findall(_FENCE.sub("", page.read_text(encoding="utf-8"))):
        places = (root / name, root / "src" / "opsflow" / name)
        is_bare = "/" not in name and any((root / "src").rglob(name))
        if not is_bare and not any(place.exists() for place in places):
            yield f"{name} (no such module)"


def main() -> int:
    """Print everything that leads nowhere; 1 when there is any."""
    root = Path(__file__).resolve().parent.parent
    broken = [
        f"{page.relative_to(root)}: {found}"
        for page in pages(root)
        for found in (*broken_links(page), *lost_modules(page, root))
    ]
    for line in broken:
        print(line)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
