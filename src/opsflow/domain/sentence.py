"""The sentence that `add` and `edit` read: title words, `key:value` and `+tag` in any order."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.settings import kept_field
from opsflow.domain.value import Value

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Sentence(Value):
    """What a sentence says: the title, the fields in the order given, and the tags to put on and to take off.

    `doubtful` are words of the title that read like fields, though there are no such fields; `quoted` are fields and
    tags that stand in one argument with other words, and so belong to the title; `loose` are times of day in the title
    right behind a date, each with that date.
    """

    title: str
    values: tuple[tuple[str, str], ...] = ()
    tags: tuple[str, ...] = ()
    tags_removed: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    loose: tuple[tuple[str, str], ...] = ()


_TITLE = "title:"
_DATES = ("due", "not-before", "wait")
_LONGEST_COMMON_ENDING = 3
_HOSTS_END = (
    "local",
    "localdomain",
    "internal",
    "intranet",
    "corp",
    "home",
    "arpa",
    "info",
    "cloud",
    "test",
    "example",
)
"""Longer endings of names of hosts, beside `com`, `org`, `lan` and those of countries."""


def parse_sentence(words: Sequence[str], names: Collection[str], known: Collection[str] = ()) -> Sentence:
    """Read the words. `names` are the fields there are, `known` those that are understood when written exactly.

    `title:` may stand before the title. `key:value` with a key that is no field stays text, unless the key is nearly
    one or begins one: then it is a `UsageError`, since a mistyped field would be lost in the title. A backslash before
    the colon or the plus keeps a word as text.
    """
    reading = _Reading(names, known)
    for word in words:
        reading.take(word)
    return reading.sentence()


class _Reading:
    """A sentence as far as it has been read."""

    def __init__(self, names: Collection[str], known: Collection[str]) -> None:
        self.names, self.known = names, known
        self.title: list[str] = []
        self.values: dict[str, str] = {}
        self.tags: dict[str, list[str]] = {"+": [], "-": []}
        self.doubtful: list[str] = []
        self.quoted: list[str] = []
        self.loose: list[tuple[str, str]] = []
        self.date = ""

    def take(self, word: str) -> None:
        """Read the next word."""
        if word.lower().startswith(_TITLE):
            self._begin_title(word)
            return
        field = _field(word, self.names, self.known)
        if self.date and _is_time(word):
            self.loose.append((self.date, word))
        self.date = word if field is not None and field[0] in _DATES and field[1] else ""
        if field is not None:
            self.values[field[0]] = field[1]
        elif _is_tag(word):
            self.tags[word[0]].append(word[1:])
        else:
            self._keep_as_text(word)

    def _begin_title(self, word: str) -> None:
        if self.title:
            raise UsageError(f"{word} comes after words of a title. To keep it in there, write {word[:5]}\\{word[5:]}.")
        self.title.append(word[len(_TITLE) :])

    def _keep_as_text(self, word: str) -> None:
        self.title.append(_plain(word))
        if ":" in word and _reads_like_field(word):
            self.doubtful.append(word)
        elif " " in word and (":" in word or "+" in word):
            self.quoted += [part for part in word.split() if _is_meant(part, self.names)]

    def sentence(self) -> Sentence:
        """All that was said."""
        return Sentence(
            " ".join(self.title).strip(),
            tuple(self.values.items()),
            tuple(self.tags["+"]),
            tuple(self.tags["-"]),
            tuple(self.doubtful),
            tuple(self.quoted),
            tuple(self.loose),
        )


def _is_time(word: str) -> bool:
    hour, colon, minute = word.partition(":")
    return bool(colon) and hour.isdecimal() and minute.isdecimal() and len(hour) < 3 and len(minute) == 2


def _is_tag(word: str) -> bool:
    return len(word) > 1 and word[0] in "+-" and (word[1].isalpha() or word[1] == "_") and " " not in word


def _is_meant(part: str, names: Collection[str]) -> bool:
    """Whether a part of a longer argument would be a field or a tag by itself."""
    name, _, value = part.partition(":")
    is_field = name in names or kept_field(name) is not None
    return (bool(value) and is_field) or (part[0] == "+" and _is_tag(part))


def _reads_like_field(word: str) -> bool:
    """Whether a word such as `sprint:12a` may have been meant as a field; a URL, a time, a port or a path was not.

    Neither was `Note: the rest of a sentence`; but `plan:two words`, which the shell makes of `plan:"two words"`, was.
    """
    key, _, value = word.partition(":")
    is_name = len(key) > 1 and key.islower() and _is_name(key)
    is_value = bool(value) and value[0] not in ":/\\" and not (names_port(word) and _may_be_host(key))
    return is_name and is_value and not value[0].isspace() and (" " in value or ":" not in value)


def names_port(word: str) -> bool:
    """Whether a word such as `web:8080` can be a host with its port, though a field may be meant: `ticket:4711`."""
    key, _, value = word.partition(":")
    return _is_name(key) and value.isdigit() and len(value) > 1


def _may_be_host(key: str) -> bool:
    """Whether it is one word, or ends as names of hosts do: `db.lan` and `shop.example.com`, but not `jira.ticket`."""
    ending = key.rpartition(".")[2]
    return "." not in key or len(ending) <= _LONGEST_COMMON_ENDING or ending in _HOSTS_END


def _is_name(key: str) -> bool:
    """Whether it is spelled as names of fields are."""
    return all(sign.isalpha() or sign in "-_." for sign in key) and key[:1].isalpha()


def _field(word: str, names: Collection[str], known: Collection[str]) -> tuple[str, str] | None:
    key, colon, value = word.partition(":")
    if not colon or not key or " " in key or key.endswith("\\"):
        return None
    if key.lower() in names or (value and key.lower() in known):
        return key.lower(), value
    if (kept := kept_field(key)) is not None:
        return kept.name, value
    if value.startswith("//") or not value or not key.isalpha() or " " in word:
        return None
    _refuse_near(word, key.lower(), names)
    return None


def _refuse_near(word: str, key: str, names: Collection[str]) -> None:
    from opsflow.domain.nearest import distance
    from opsflow.domain.other_tools import field_meant

    if len(key) < 3:
        return
    value = word[len(key) + 1 :]
    for name in names:
        if name.startswith(key) or distance(key, name) == 1:
            raise UsageError(
                f"There is no field {key!r}. Did you mean {field_meant(word) or f'{name}:{value}'}? "
                f"To keep it in the title, write {key}\\:{value}."
            )


def _plain(word: str) -> str:
    key, escaped, value = word.partition("\\:")
    if escaped and _is_name(key):
        return f"{key}:{value}"
    return word[1:] if word.startswith(("\\+", "\\-")) else word
