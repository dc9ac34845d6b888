"""The store and the configuration of a site."""

from __future__ import annotations

import os

from opsflow.cli.words.declare import DRY_RUN, GLOBAL, READ, WRITE, Command, argument, flag, option
from opsflow.domain.errors import UsageError
from opsflow.domain.text import counted, visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from opsflow.cli.call import Call


def _init(call: Call) -> None:
    from opsflow.composition import create_store, here, load, open_store, would_be_made

    config = os.path.join(here(), ".opsflow.toml") if call.flag("here") else None
    if config is not None and os.path.exists(config):
        raise UsageError(f"{config} exists already. Edit it, or remove it first.")
    if call.flag("dry_run"):
        from opsflow.system.config_files import foreseen

        loaded = load(call.text("store"))
        path, files = (loaded.store_path, loaded.files) if config is None else foreseen(os.environ, loaded, config)
        _tell_init(call, config, path, files, would_be_made(path))
        return
    if config is not None:
        _write_example(config)
    loaded = load(call.text("store"))
    is_new = not os.path.exists(loaded.store_path)
    if is_new:
        create_store(loaded.store_path, loaded.settings)
    else:
        open_store(loaded.store_path, call.out.talk).close()
    _tell_init(call, config, loaded.store_path, loaded.files, is_new)


def _write_example(config: str) -> None:
    from opsflow.contract.config.example import EXAMPLE
    from opsflow.system.whole_files import WholeFile

    with WholeFile(config) as file:
        file.write(EXAMPLE.replace('#store = "opsflow.db"', 'store = "opsflow.db"'))


def _tell_init(call: Call, config: str | None, path: str, files: tuple[str, ...], is_new: bool) -> None:
    """Say what was made, or with --dry-run would be; the configuration too where one is named."""
    dry_run = call.flag("dry_run")
    if call.out.answered("init", lambda: {"store": path, "created": is_new, "files": list(files), "dry_run": dry_run}):
        return
    before = "would have " if dry_run else ""
    if config is not None:
        call.out.data(visible(f"{before}{'written' if dry_run else 'wrote'} {config}"))
    call.out.data(visible(f"{f'{before}created the store' if is_new else 'the store exists:'} {path}"))


def _example(call: Call) -> None:
    from opsflow.contract.config.example import EXAMPLE

    call.out.data(EXAMPLE.rstrip("\n"))


def _show(call: Call) -> None:
    from opsflow.composition import load
    from opsflow.services.site.configuring import explain

    loaded = load(call.text("store"))
    rows = [("store", loaded.store_path, loaded.store_from), *explain(loaded.settings, loaded.origins)]
    if call.out.answered(
        "config-show",
        lambda: {"values": [{"key": key, "value": value, "source": source} for key, value, source in rows]},
    ):
        return
    from opsflow.cli.output.tables import Cell, Column, print_table

    columns = (Column("key"), Column("value", gives_way=True, wraps=True), Column("from", gives_way=True, wraps=True))
    told = _from_here if call.out.is_terminal else str
    print_table(call.out, columns, [[Cell(key), Cell(value), Cell(told(source))] for key, value, source in rows])


def _from_here(source: str) -> str:
    """A path as short as a person needs it; anything else as it is."""
    for folder, before in ((os.getcwd(), ""), (os.path.expanduser("~"), "~/")):
        if source.startswith(f"{folder}/"):
            return before + source[len(folder) + 1 :]
    return source


def _check(call: Call) -> None:
    from opsflow.cli.output.columns import COLUMNS
    from opsflow.composition import checked

    loaded, asleep = checked(call.text("store"), tuple(COLUMNS))
    if call.out.answered("config-check", lambda: {"files": list(loaded.files), "sleeping_hooks": asleep}):
        return
    for name in asleep:
        call.out.talk(f"The hook {visible(name)} does not run, since it is not executable; chmod +x wakes it.")
    fine = "fine" if not asleep else f"fine but for {counted(len(asleep), 'hook')} that will not run"
    call.out.data(visible(f"{fine}: {', '.join(loaded.files) or 'no file, defaults only'}"))


def _path(call: Call) -> None:
    from opsflow.composition import load_for_care
    from opsflow.system.config_files import user_file

    loaded = load_for_care(call.text("store"), call.out.talk)
    yours = user_file(os.environ)
    found = {"store": loaded.store_path, "source": loaded.store_from, "files": list(loaded.files), "yours": yours}
    if call.out.answered("config-path", lambda: found):
        return
    call.out.data(visible(f"store\t{loaded.store_path}\t{loaded.store_from}"))
    for path in loaded.files:
        call.out.data(visible(f"config\t{path}"))
    if not loaded.files:
        call.out.talk(f"No configuration file applies here; yours would be {yours}.")


def _trust(call: Call) -> None:
    from opsflow.composition import load
    from opsflow.system.hooks import FolderHooks
    from opsflow.system.trust import file_digest, trust

    loaded = load(call.text("store"))
    tables = loaded.settings.automation
    hooks = FolderHooks(tables.get("hooks") or {}, (), loaded.origins, os.environ).executables()
    digests = [*[file_digest("config", path) for path in loaded.files], *[file_digest("hook", path) for path in hooks]]
    is_meant = not call.flag("dry_run")
    for path in (*loaded.files, *hooks):
        call.out.data(visible(f"{'trusted' if is_meant else 'would have trusted'}: {path}"))
    for table in tables.get("notify") or ():
        call.out.data(visible(f"it runs: {' '.join(table['command'])}"))
    trust(os.environ, digests if is_meant else ())


def _workflow(call: Call) -> None:
    from opsflow.services.site.workflows import apply, compare

    session = call.session()
    if call.flag("apply"):
        pairs = [pair.partition("=") for pair in call.texts("move")]
        for source, equals, _ in pairs:
            if not equals:
                raise UsageError(f"--move takes two states, the one that vanishes first: --move {source}=doing.")
        moves = {source: target for source, _, target in pairs}
        call.out.outcome(apply(session, moves, call.options()))
        return
    if call.texts("move"):
        raise UsageError("--move goes with --apply: `opsflow workflow --apply --move review=verify`.")
    states, difference = compare(session)
    body = [{"name": held.name, "category": held.category, "items": count} for held, count in states]
    if call.out.answered("workflow", lambda: {"states": body, "differs": bool(difference)}):
        return
    from opsflow.cli.output.tables import Cell, Column, print_table

    columns = (Column("state"), Column("category"), Column("items", to_right=True))
    rows = [[Cell(held.name), Cell(held.category), Cell(str(count))] for held, count in states]
    print_table(call.out, columns, rows)
    for line in difference:
        call.out.talk(line)


def _schema(call: Call) -> None:
    from opsflow.contract.schemas import names, schema

    wanted = call.text("name")
    if wanted is None:
        for name in names():
            call.out.data(name)
    else:
        call.out.document(schema(wanted))


COMMANDS = (
    Command(
        "init",
        "Create the store; --here also a .opsflow.toml in this folder.",
        (
            flag("--here", "Write a .opsflow.toml here that puts a store beside it and shows all else as comments."),
            DRY_RUN,
            *READ,
        ),
        _init,
        examples=(("opsflow init", "in your data folder"), ("opsflow init --here", "a project of its own")),
    ),
    Command(
        "config example",
        "Print a configuration with every key there is, in which nothing is in force yet.",
        GLOBAL,
        _example,
        "It is what init --here writes: take the # off what you want to say, and off the [table] above it.",
        (
            ("opsflow config example > ~/.config/opsflow/config.toml", "your own, where there is none yet"),
            ("opsflow config example | grep -A 8 '^#.sla'", "how a part is written"),
        ),
    ),
    Command(
        "config show",
        "Show each value in force and where it comes from.",
        READ,
        _show,
        examples=(("opsflow config show", ""),),
    ),
    Command(
        "config check",
        "Check the configuration.",
        READ,
        _check,
        examples=(("opsflow config check", ""),),
    ),
    Command(
        "config path",
        "Print which files and which store are used.",
        READ,
        _path,
        examples=(("opsflow config path", ""),),
    ),
    Command(
        "config trust",
        "Let the configuration in force run its hooks, notifications and checks.",
        (DRY_RUN, *GLOBAL),
        _trust,
        "The contents as they are now are trusted, for you and on this machine; a changed file waits again. Your own "
        "config.toml needs no trust. Read the files first: `opsflow config path`.",
        (("opsflow config trust", ""),),
    ),
    Command(
        "workflow",
        "Show the workflow in force; --apply takes over the configured one.",
        (
            flag("--apply", "Bring the store's workflow in line with the configuration."),
            option("--move", "Where items of a vanished state go: OLD=NEW.", "OLD=NEW", many=True),
            *WRITE,
        ),
        _workflow,
        "Items in a state that vanishes have to be given a new one; without it the change is refused.",
        (("opsflow workflow --apply --move review=verify", ""),),
    ),
    Command(
        "schema",
        "Print the JSON Schema of what opsflow prints or reads.",
        (argument("name", "Which; none lists the names.", required=False, complete="schemas"), *GLOBAL),
        _schema,
        examples=(("opsflow schema items", ""),),
    ),
)
