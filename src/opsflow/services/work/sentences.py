"""The sentence form of adding and editing: `Renew the certificate due:fri +cert owner:me dep:3`."""

from __future__ import annotations

from opsflow.domain.errors import UsageError
from opsflow.domain.other_tools import field_meant, written
from opsflow.domain.sentence import Sentence, names_port, parse_sentence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from opsflow.services.session import Session
    from opsflow.services.work.items import Draft

_COMPUTED = "priority"
"""What is no field to type, and is understood so that a person is told."""
_OWN = "[fields] in the configuration declares more."


def names(session: Session) -> tuple[str, ...]:
    """The fields that a sentence can name here."""
    from opsflow.services.work.fields import ALIASES, DEPENDS, NAMES

    return (*NAMES, *ALIASES, *DEPENDS, *_declared(session, False))


def names_of_types(session: Session) -> tuple[str, ...]:
    """The fields that types bring."""
    return _declared(session, True)


def _declared(session: Session, is_of_types: bool) -> tuple[str, ...]:
    """Fields of the site or of its types, in small letters: in a sentence the case of a name does not matter."""
    declared = session.settings.custom_fields
    return tuple([field.name.lower() for field in declared if bool(field.types) == is_of_types])


def read(session: Session, words: Sequence[str], typed: Sequence[str] = ()) -> Sentence:
    """What some words say of an item that is there. Raises `UsageError` for what reads like a field and is none.

    Such a word would take the place of the title. `typed` are all words, where others stood between these.
    """
    _refuse_split_dates(session, typed or words)
    fields = (*names(session), *names_of_types(session))
    sentence = parse_sentence(words, (*fields, _COMPUTED))
    for date, time in sentence.loose:
        name, _, day = date.partition(":")
        raise UsageError(f'{time} would become the title. If it is the time of {date}, write {name}:"{day} {time}".')
    _refuse_doubtful(
        [word for word in words if word in sentence.doubtful or (" " in word and field_meant(word))], fields
    )
    ports = [word for word in words if names_port(word)]
    if sentence.title == " ".join(ports):  # a host with its port may stand in a title, but is none by itself
        _refuse_doubtful(ports, fields)
    if sentence.title in words:
        _refuse_lone(sentence.title, fields)
    return sentence


def _refuse_split_dates(session: Session, words: Sequence[str]) -> None:
    """Raise `UsageError` for a date of several words, such as `due:next week`, with the one word to write."""
    for place, word in enumerate(words[:-1]):
        name, _, value = word.partition(":")
        if value and _is_date(session, name.lower()) and (told := _in_one_word(session, f"{name}:", words[place:])):
            raise UsageError(told)


def _is_date(session: Session, name: str) -> bool:
    field = session.settings.field(name)
    return name in ("due", "not-before", "wait") or (field is not None and field.kind == "date")


def _in_one_word(session: Session, before: str, words: Sequence[str]) -> str:
    """How to write a date that begins in the first of the words and is none by that alone; else nothing."""
    from opsflow.domain.time.dates import parse_moment

    def moment(text: str) -> object:
        return parse_moment(text, session.clock(), session.zone)

    first, *others = words
    value = first[len(before) :]
    try:
        moment(value)
    except UsageError:
        from opsflow.domain.several_words import in_one_word

        return in_one_word("time", before, " ".join([value, *others]), moment)
    return ""


def _refuse_lone(word: str, fields: Sequence[str]) -> None:
    """Raise `UsageError` for one word that would be the whole title: a field to clear, or one with a wrong sign."""
    name, sign, value = word.partition("=")
    if sign and name.lower() in fields:
        raise UsageError(f"A field is written with a colon: {name}:{value}. As a title it is --title {word}.")
    name = word.removesuffix(":")
    if name == word or not name.isalpha():
        return
    from opsflow.domain.nearest import no_such

    is_tags = field_meant(f"{name}:x") == "+x"
    told = "Tags are taken off by their names, as in -cert." if is_tags else no_such("field", name, fields)
    raise UsageError(f"{told} To have it as the title, write {name}\\:")


def _refuse_doubtful(words: Sequence[str], fields: Sequence[str]) -> None:
    """Raise `UsageError` for the first of some words that read like fields, though there are no such fields."""
    if not words:
        return
    from opsflow.domain.nearest import no_such

    name, _, value = words[0].partition(":")
    meant = field_meant(words[0])
    told = f"There is no field {name!r}. Did you mean {meant}?" if meant else no_such("field", name, fields)
    if "?" not in told:
        told += f" {_OWN}"
    raise UsageError(f"{told} To have it in the title, write {_escaped(name, value)}.")


def _escaped(name: str, value: str) -> str:
    """A word that reads like a field as it is typed to be text."""
    return f"'{name}\\:{value}'" if " " in value else f"{name}\\:{value}"


def read_new(session: Session, words: Sequence[str]) -> Sentence:
    """The same for an item that is yet to be made, which has no tag to take off.

    Its words are a title before all: a field of a type is meant where it is written out, and what reads like a field
    that there is not is text. Raises `UsageError` for one that other tools have, beside words that make a title.
    """
    _refuse_split_dates(session, words)
    sentence = parse_sentence(words, names(session), (*names_of_types(session), _COMPUTED))
    if sentence.tags_removed:
        raise UsageError(f"A new item has no tag -{sentence.tags_removed[0]} to take off; use +TAG to put one on.")
    if sentence.title != " ".join(sentence.doubtful):
        _refuse_doubtful([word for word in sentence.doubtful if field_meant(word)], ())
    return sentence


def remarks(session: Session, sentence: Sentence) -> tuple[str, ...]:
    """What to tell someone whose words became part of a title, though they read like more."""
    told = []
    for date, time in sentence.loose:
        name, _, day = date.partition(":")
        told.append(
            f'{time} is part of the title. If it is the time of {date}, write {name}:"{day} {time}"; `opsflow undo` '
            "takes this back."
        )
    if sentence.doubtful:
        name, _, value = sentence.doubtful[0].partition(":")
        meant = [field_meant(word) or _begun(session, word) for word in sentence.doubtful]
        question = (
            f"Did you mean {' '.join(filter(None, meant))}?"
            if any(meant)
            else f"If one was meant, `opsflow undo`; {_OWN}"
        )
        names = " or ".join([word.partition(":")[0] for word in sentence.doubtful])
        told.append(
            f"{' '.join(sentence.doubtful)} is part of the title: there is no field {names}. {question} Written as "
            f"{_escaped(name, value)} it is text without this note."
        )
    if sentence.quoted:
        told.append(
            f"{' '.join(sentence.quoted)} is part of the title, as it stands in one pair of quotes with other words. "
            "If fields or tags were meant, `opsflow undo` and leave them outside of the quotes."
        )
    return tuple(told)


def _begun(session: Session, word: str) -> str:
    """The declared field whose name a word begins, or misspells, with its value; nothing where none is near.

    A short word misspells much: `disk:full` is not about `risk`.
    """
    from opsflow.domain.nearest import nearest

    key, _, value = word.partition(":")
    declared = (*names_of_types(session), *_declared(session, False))
    near = [name for name in nearest(key, declared) if len(key) > 5 or name.startswith(key)]
    return written(near[0], value) if near else ""


def read_change(session: Session, text: str, title: str) -> Sentence:
    """What a sentence changes that began as the title of an item; a title that differs is among the values.

    Words that were added behind the title are read as fields, tags, or more of the title. Raises `UsageError` for new
    ones that read like a field and are none.
    """
    has_grown = bool(title) and (text + " ").startswith(f"{title} ")
    words = (text[len(title) :] if has_grown else text).split()
    fields = (*names(session), *names_of_types(session))
    sentence = parse_sentence(words, (*fields, _COMPUTED))
    _refuse_doubtful([word for word in sentence.doubtful if word not in title.split()], fields)
    if has_grown:
        sentence = sentence.replace(title=f"{title} {sentence.title}".strip())
    if not sentence.title or sentence.title == title:
        return sentence
    return sentence.replace(values=(*sentence.values, ("title", sentence.title)))


def draft(session: Session, text: str, defaults: Mapping[str, str] | None = None) -> Draft:
    """The item that one line describes; `defaults` are values of fields that it does not name."""
    from opsflow.domain.ids import parse_ids
    from opsflow.services.work.fields import DEPENDS
    from opsflow.services.work.items import Draft

    sentence = read_new(session, text.split())
    on = [item_id for name, word in sentence.values if name in DEPENDS for item_id in parse_ids(word)]
    said = {name: word for name, word in sentence.values if name not in DEPENDS}
    values = {name: word for name, word in (defaults or {}).items() if name not in said}
    told = remarks(session, sentence)
    return Draft(sentence.title, tuple({**values, **said}.items()), sentence.tags, (), tuple(on), (), told)
