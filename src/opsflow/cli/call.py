"""One call of a command: its values, and what they mean to the services."""

from __future__ import annotations

import os

from opsflow.domain.errors import UsageError
from opsflow.domain.text import unicode_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from opsflow.cli.output.printing import Printer
    from opsflow.cli.words.declare import Command
    from opsflow.services.choosing import Selection
    from opsflow.services.outcome import WriteOptions
    from opsflow.services.session import Session


class Call:
    """A command, the values it was given, and a session that opens when it is first asked for."""

    def __init__(self, command: Command, values: dict[str, Any], out: Printer) -> None:
        self.command = command
        self.values = values
        self.out = out
        self._session: Session | None = None
        self._filter_words: list[str] = []

    def read_words(self) -> None:
        """Read the values as the text they are. Paths stay as they came: they may be any bytes."""
        for param in self.command.params:
            value = self.values.get(param.name)
            if param.complete == "files" or not value or param.kind == "flag":
                continue
            texts = [unicode_of(text, repr(text)) for text in ([value] if isinstance(value, str) else value)]
            self.values[param.name] = texts[0] if isinstance(value, str) else texts

    def standard_input(self) -> str:
        """All the text of standard input. Raises `UsageError` when it is no text, or has no end."""
        from opsflow.cli.inputs import text_of

        return text_of("-")

    def text(self, name: str) -> str | None:
        """The value of a parameter, or `None`."""
        value: str | None = self.values.get(name)
        return value

    def needed(self, name: str) -> str:
        """The value of a parameter that has to be there."""
        value = self.text(name)
        if value is None:
            raise UsageError(f"{self.command.name} needs {name.upper()}. See `opsflow {self.command.name} --help`.")
        return value

    def texts(self, name: str) -> list[str]:
        """The values of a parameter that takes several."""
        return list(self.values.get(name) or [])

    def flag(self, name: str) -> bool:
        """Whether a flag was given."""
        return bool(self.values.get(name))

    def number(self, name: str, least: int = 1) -> int | None:
        """A whole number from `least` up, or `None`."""
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.isdigit()) or len(text) > 12 or int(text) < least:
            raise UsageError(f"--{name.replace('_', '-')} takes a whole number from {least} up, not {text!r}.")
        return int(text)

    def session(self, create: bool = False, path: str | None = None) -> Session:
        """The session of this call; with `create` a missing store is made. With `path` it is on the store there."""
        if self._session is None:
            from opsflow.composition import open_session

            where, rehearse = path or self.text("store"), self.flag("dry_run")
            self._session = open_session(where, origin=_origin(), create=create, rehearse=rehearse, told=self.out.talk)
        return self._session

    def session_for_care(self) -> Session:
        """The session of this call for what reads history, under the defaults where the configuration has a fault."""
        if self._session is None:
            from opsflow.composition import open_for_care

            self._session = open_for_care(self.text("store"), _origin(), self.out.talk)
        return self._session

    def refuse_mistyped(self) -> None:
        """Raise `StoreError` when the store, if it was opened, holds a value of another kind than its column."""
        if self._session is not None:
            self._session.store.refuse_if_mistyped()

    def close(self, is_done: bool) -> None:
        """Give the store back, if it was opened. One that was made for a command that came to nothing goes with it."""
        if self._session is None:
            return
        self._session.close()
        if not self._session.is_new or self.flag("dry_run"):
            return
        path = self._session.store.path
        if is_done:
            self.out.talk(f"created the store {path}")
            return
        from opsflow.store.creation import withdraw

        withdraw(path)

    def options(self) -> WriteOptions:
        """What the write options say."""
        from opsflow.services.outcome import WriteOptions

        at = self.text("at")
        if self.text("request_id") == "":
            raise UsageError("--request-id needs a key, such as $(uuidgen).")
        return WriteOptions(
            self.flag("force"),
            self.text("reason"),
            self.flag("dry_run"),
            self.text("request_id"),
            None if at is None else self._instant(at),
        )

    def _instant(self, text: str) -> int:
        from opsflow.domain.time.past_dates import parse_happened

        session = self.session()
        return parse_happened(text, session.clock(), session.zone)

    def since(self, default: str | None = None) -> int | None:
        """The instant that --since names, of what has been. Raises `UsageError` for one that is yet to come."""
        given = self.text("since")
        text = default if given is None else given
        return None if text is None else self._instant(text)

    def until(self) -> int | None:
        """The last instant that --until means."""
        from opsflow.domain.time.past_dates import parse_past

        text, session = self.text("until"), self.session()
        return None if text is None else parse_past(text, session.clock(), session.zone).end

    def selection(self, name: str = "ids") -> Selection:
        """The items that ids, standard input or `--where` name."""
        from opsflow.services.choosing import Selection

        words, where = self.texts(name), self.text("where")
        if words and where:
            raise UsageError("Name items by id or by --where, not by both.")
        if where is not None:
            return Selection((), self.filter([where]), words=(where,))
        if not words:
            raise UsageError(f"Which items? Name ids, or --where FILTER. See `opsflow {self.command.name} --help`.")
        return Selection(self.ids(words, may_be_none=words == ["-"]))

    def after_ids(self, then: str = "text") -> list[str]:
        """The words behind the items, which are named first, or by --where. Then `selection` gives the items.

        `then` says what those words are: `numbers`; a `word`, so that all ids before it name items; or a `text`. A text
        that begins with what reads like ids is refused: they may be meant as items, and would become part of a text.
        """
        from opsflow.domain.ids import looks_like_ids

        words = self.texts("words")
        if self.text("where") is not None:
            if words and looks_like_ids(words[0]) and then != "numbers":
                raise UsageError(f"Name items by id or by --where, not by both: {words[0]}.")
            return words
        if words and words[0] != "-" and not looks_like_ids(words[0]):
            self.ids(words[:1])  # tells what is wrong with it
        count = 1
        while then == "word" and count < len(words) and looks_like_ids(words[count]):
            count += 1
        self.values["ids"], rest = words[:count], words[count:]
        if then == "text" and len(rest) > 1 and looks_like_ids(rest[0]):
            begun = f"opsflow {self.command.name} {words[0]}"
            raise UsageError(
                f"{rest[0]} may be meant as an item or as text. Write `{begun},{rest[0]} ...` or "
                f'`{begun} "{rest[0]} ..."`.'
            )
        return rest

    def ids(self, words: list[str], of: str = "item id", may_be_none: bool = False) -> tuple[int, ...]:
        """The ids that some words name; `-` reads them from standard input. `of` says what they are.

        There may be none where what picks them in front of a pipe may have picked nothing.
        """
        from opsflow.domain.ids import parse_ids

        found: dict[int, None] = {}
        for word in words:
            for part in self.standard_input().split() if word == "-" else [word]:
                try:
                    found.update(dict.fromkeys(parse_ids(part, of)))
                except UsageError as error:
                    meant = self._meant_by(part, words) if of != "command number" else ""
                    raise UsageError(error.message + meant) from None
        if not found and not may_be_none:
            raise UsageError(f"No {of} came from standard input.")
        return tuple(found)

    def _meant_by(self, word: str, words: list[str]) -> str:
        """What may be meant by a word that stands where ids belong; nothing for one of standard input."""
        given = self.texts("words") or words
        if word not in given or word[:1].isdigit() or word.startswith("-"):
            return ""
        from opsflow.cli.words.mistakes import no_ids

        return no_ids(self.command, word, given)

    def one_id(self, word: str, of: str = "item id") -> int:
        """Exactly one id."""
        ids = self.ids([word], of)
        if len(ids) != 1:
            raise UsageError(f"{self.command.name} takes one {of}, not {len(ids)}.")
        return ids[0]

    def within_context(self, words: list[str]) -> list[str]:
        """Filter words, narrowed by the context that the actor has set; a person at a terminal is told."""
        from opsflow.services.looking import queries

        context = None if self.flag("no_context") else queries.context(self.session())
        if context and self.out.is_terminal:
            self.out.talk(f"Within the context {context}; --no-context goes beyond it.")
        return queries.within(context, words)

    def filter(self, words: list[str]) -> object | None:
        """The condition that filter words mean, or `None` for no words."""
        self._filter_words = words
        if not words:
            return None
        from opsflow.domain.filters import parse_filter

        session = self.session()
        with session.store.reader() as reader:
            return parse_filter(words, session.filter_context(reader.workflow))

    def tell_meant(self) -> None:
        """Say what else the filter may have meant, which found nothing."""
        if not self._filter_words:
            return
        from opsflow.domain.filters.guessing import meant_by
        from opsflow.services.looking.completing import fields_kept

        session = self.session()
        with session.store.reader() as reader:
            kept = fields_kept(reader)
        if guess := meant_by(self._filter_words, session.settings.custom_fields, kept):
            self.out.talk(guess)


def _origin() -> str:
    """Where commands of this process come from."""
    from opsflow.domain.history.events import ORIGINS

    origin = os.environ.get("OPSFLOW_ORIGIN") or "shell"
    if origin not in ORIGINS:
        raise UsageError(f"OPSFLOW_ORIGIN is {origin!r}; it can be {', '.join(ORIGINS)}.")
    return origin
