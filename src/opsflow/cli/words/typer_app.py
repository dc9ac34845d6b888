"""The same declarations as a Typer application: errors, and every form that the small reader declines."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from keyword import iskeyword
from typing import Annotated, Any, Literal

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import Abort, Exit, TyperException

from opsflow.cli import exits
from opsflow.cli.output.printing import Printer
from opsflow.cli.words import registry
from opsflow.cli.words.declare import GLOBAL, Command, Param
from opsflow.cli.words.help import page
from opsflow.cli.words.mistakes import behind_option, nearest_of, no_command, tell_mistake
from opsflow.cli.words.reader import is_option

_GUARD = "\x1f"
"""Put before a value that begins with a minus, so that it is not taken for an option; taken off again before use."""


class _Page:
    """Gives our own page where Typer would make one up."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the page of the command that the words before `--help` name."""
        formatter.write("\n".join(page(ctx.command_path.partition(" ")[2], Printer())))


class _Command(_Page, TyperCommand):
    """A command with our page."""


class _Group(_Page, TyperGroup):
    """The commands whose names begin alike. Each is made when it is asked for: making all takes 0.2 s."""

    begins = ""
    asked = ""
    made: Callable[[Command], typer.Typer]

    def list_commands(self, ctx: Any) -> list[str]:
        """The words that may follow, in the order of the registry."""
        return registry.words_after(self.begins)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of the first word, which is kept as it was written: an error quotes it in several ways."""
        self.asked = args[0].removeprefix(_GUARD)
        return super().resolve_command(ctx, args)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command, or the group, of that word; `None` when there is none."""
        name = f"{self.begins} {cmd_name}" if self.begins else cmd_name
        if name in registry.GROUPS:
            return _group(typer.Typer(name=cmd_name, cls=_Group, no_args_is_help=True), name, self.made)
        command = registry.find(name)
        return None if command is None else typer.main.get_command(self.made(command))


def answer(argv: list[str]) -> int:
    """Carry out one invocation through Typer and give its exit status."""
    status: list[int] = []
    app = build(lambda command, values: status.append(_carry_out(command, values)))
    try:
        result = app.main(guarded(argv), prog_name="opsflow", standalone_mode=False)
    except TyperException as error:
        return _report(error, argv)
    except Exit as leaving:
        return int(leaving.exit_code)
    except Abort:
        return exits.INTERRUPTED
    except SystemExit:  # whoever read the output has seen enough
        return exits.DONE
    if status:
        return status[0]
    return result if isinstance(result, int) else exits.DONE


def _carry_out(command: Command, values: dict[str, Any]) -> int:
    from opsflow.cli.main import carry_out

    return carry_out(command, values)


def build(run: Callable[[Command, dict[str, Any]], None]) -> TyperGroup:
    """The application. `run` is called with the command and its values."""
    app = typer.Typer(
        name="opsflow",
        cls=_Group,
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    leading: dict[str, Any] = {}
    app.callback()(_root(leading))
    return _group(app, "", lambda command: _alone(command, lambda values: run(command, _merged(values, leading))))


def _group(app: typer.Typer, begins: str, made: Callable[[Command], typer.Typer]) -> TyperGroup:
    group = typer.main.get_group(app)
    assert isinstance(group, _Group)
    group.begins, group.made = begins, made
    return group


def _merged(values: dict[str, Any], leading: dict[str, Any]) -> dict[str, Any]:
    for name, value in leading.items():
        if value is not None and values.get(name) is None:
            values[name] = value
    return values


def _root(leading: dict[str, Any]) -> Callable[..., None]:
    def callback(**values: Any) -> None:
        values.pop("version", None)
        leading.update(values)

    parameters = [_parameter(param) for param in GLOBAL]
    version = Annotated[bool, typer.Option("--version", help="Print the version.")]
    parameters.append(inspect.Parameter("version", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=version))
    return _signed(callback, parameters)


def _alone(command: Command, run: Callable[[dict[str, Any]], None]) -> typer.Typer:
    """An application of one command."""

    def callback(**values: Any) -> None:
        run({param.name: _unguarded(values[_variable(param)]) for param in command.params})

    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command(
        command.name.rpartition(" ")[2],
        cls=_Command,
        hidden=command.name in registry.HIDDEN,
        context_settings={"help_option_names": ["--help", "-h"]},
    )(_signed(callback, [_parameter(param) for param in command.params]))
    return app


def _parameter(param: Param) -> inspect.Parameter:
    kind: Any = bool if param.kind == "flag" else list[str] if param.many else str
    default: Any = False if param.kind == "flag" else None
    if param.kind == "argument":
        about: Any = typer.Argument(help=param.help, metavar=param.metavar)
        if param.required:
            default = inspect.Parameter.empty
    else:
        kind = Literal[param.choices] if param.choices else kind
        about = typer.Option(*param.flags)
    wanted = kind if param.kind == "flag" or default is inspect.Parameter.empty else kind | None
    return inspect.Parameter(
        _variable(param), inspect.Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[wanted, about]
    )


def _variable(param: Param) -> str:
    """The name of the parameter where words of Python cannot be used."""
    return f"{param.name}_" if iskeyword(param.name) else param.name


def _signed(callback: Callable[..., None], parameters: list[inspect.Parameter]) -> Callable[..., None]:
    """The callback with a signature for Typer to read."""
    ordered = sorted(parameters, key=lambda one: one.default is not inspect.Parameter.empty)
    callback.__signature__ = inspect.Signature(ordered)  # type: ignore[attr-defined]
    callback.__annotations__ = {parameter.name: parameter.annotation for parameter in ordered}
    return callback


def guarded(argv: list[str]) -> list[str]:
    """The words with a guard before each value that begins with a minus."""
    command = _command_of(argv)
    options = tuple([param for param in command.params if param.kind != "argument"]) if command else GLOBAL
    made: list[str] = []
    is_value, is_free = False, False
    for word in argv:
        if is_free or is_value:
            made.append(_GUARD + word if word.startswith("-") else word)
            is_value = False
            continue
        if word == "--":
            is_free = True
        is_opt = is_option(word, options)
        is_value = is_opt and "=" not in word and _takes_value(word, options)
        made.append(word if is_opt or is_free or not word.startswith("-") else _GUARD + word)
    return made


def _takes_value(word: str, options: tuple[Param, ...]) -> bool:
    return any(word in param.flags and param.kind == "option" for param in options)


def _command_of(argv: list[str]) -> Command | None:
    words = [word for word in argv if not word.startswith("-")]
    for start in range(len(words)):
        for size in (2, 1):
            found = registry.find(" ".join(words[start : start + size]))
            if found is not None:
                return found
    return None


def _unguarded(value: Any) -> Any:
    if isinstance(value, str):
        return value.removeprefix(_GUARD)
    if isinstance(value, (list, tuple)):
        return [held.removeprefix(_GUARD) for held in value]
    return value


def _report(error: TyperException, argv: list[str]) -> int:
    """Say what is wrong with the words in our own way."""
    context = getattr(error, "ctx", None)
    if type(error).__name__ == "NoArgsIsHelpError":
        print(error.format_message())
        return exits.USAGE
    message = error.format_message().replace(_GUARD, "").replace(repr(_GUARD)[1:-1], "")
    message = message.replace("Value error, ", "").rstrip(".")
    where = context.command_path if context is not None else "opsflow"
    option = getattr(error, "option_name", "")
    if option and "No such option" in message:
        known = [name for param in context.command.params for name in param.opts] if context is not None else []
        message = f"{where} has no option {option}"
        from opsflow.domain.other_tools import option_meant

        told = option_meant(option, known) or _choice_meant(option, argv)
        message += f"; {told}" if told else nearest_of(option, [name for name in known if name.startswith("--")])
    elif "No such command" in message and context is not None:
        group = context.command_path.partition(" ")[2]
        message = no_command(context.command.asked, group, context.command.list_commands(context), argv)
    elif message.startswith("Got unexpected extra argument"):
        message = _too_many(message.partition("(s) (")[2].rstrip(")"), where)
    elif message.startswith("Missing argument"):
        about = getattr(getattr(error, "param", None), "help", None)
        message += f" ({about.rstrip('.')})" if about else ""
    return tell_mistake(message, where, argv)


def _too_many(words: str, where: str) -> str:
    first = words.partition(" ")[0]
    if first.startswith("-"):
        return f"{where} has no option {first}"
    command = registry.find(where.partition(" ")[2])
    told = behind_option(command, words) if command is not None else ""
    return f"{where} takes no more words: {words}" + (f"; did you mean {told}?" if told else "")


def _choice_meant(option: str, argv: list[str]) -> str:
    """What to say to someone who wrote the value of an option as an option of its own."""
    command, value = _command_of(argv), option.lstrip("-")
    params = command.params if command else ()
    return next((f"here that is {param.flags[0]} {value}" for param in params if value in param.choices), "")
