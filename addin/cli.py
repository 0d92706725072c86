"""`fidesk`: the command line. Exit codes: 0 done, 1 refused or findings, 2 usage, 3 outage."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Sequence

import click

from addin.usage import usage_sentence
from addin.words import BilingualOption, language_of
from backend.errors import FideskError, OutageError
from backend.language import Language, text
from backend.settings import read_settings, spoken_language

#: Command → the module of `addin.commands` that holds it, in the order of the help. Modules are
#: imported when their command is called, so that the help is there at once.
COMMANDS = {
    "init": "founding",
    "today": "founding",
    "load": "founding",
    "pull": "paper",
    "check": "paper",
    "push": "paper",
    "refresh": "renewing",
    "discard": "renewing",
    "resolve": "renewing",
    "submissions": "undo",
    "undo": "undo",
    "pack": "packs",
    "inbox": "packs",
    "returns": "returns",
    "show": "show",
    "statistics": "statistics",
    "simulate": "simulate",
    "reserve": "use",
    "draw": "use",
    "release": "use",
    "charged": "charging",
    "transfer": "transfer",
    "consent": "transfer",
    "grant": "transfer",
    "confirm": "transfer",
    "approvals": "approvals",
    "policy": "hands",
    "authority": "hands",
    "parameter": "parameters",
    "regulation": "regulation",
    "delegate": "delegations",
    "transfers": "transfers",
    "freeze": "holds",
    "unfreeze": "holds",
    "suspend": "holds",
    "resume": "holds",
    "increase": "holds",
    "revert": "holds",
    "renew": "line_terms",
    "extend": "line_terms",
    "end": "line_terms",
    "recall": "line_terms",
    "limit": "cross_limits",
    "propose": "propose",
    "reverse": "corrections",
    "revalue": "corrections",
    "close-month": "corrections",
    "deals": "told_deals",
    "history": "history",
    "import": "imports",
    "feeds": "imports",
    "identify": "imports",
    "sample": "imports",
    "reconcile": "reconcile",
    "event": "events",
    "export": "events",
    "reciprocity": "reciprocity",
    "evaluate": "evaluate",
    "report": "report",
    "brief": "brief",
    "meeting": "meetings",
    "seal": "trust",
    "verify": "trust",
    "backup": "backup",
    "doctor": "doctor",
    "admin": "admin",
    "demo": "demo",
}


class Desk(click.Group):
    """The group: loads a command's module when it is called, helps from the glossary."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in their order."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command, importing its module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"addin.commands.{COMMANDS[cmd_name]}")
        found: click.Command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing any of them."""
        language = language_of(ctx)
        with formatter.section(text("cli.commands", language)):
            helps = {name: f"cli.{name.replace('-', '_')}" for name in COMMANDS}
            formatter.write_dl([(name, text(key, language)) for name, key in helps.items()])

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Say what the program is."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text("cli.fidesk", language_of(ctx)))


@click.group("fidesk", cls=Desk)
@click.option("--database", cls=BilingualOption)
@click.option("--as", "login", cls=BilingualOption)
@click.option("--language", cls=BilingualOption, type=click.Choice(["zh", "en"]), is_eager=True)
@click.option("--json", "as_json", cls=BilingualOption, is_flag=True)
@click.pass_context
def fidesk(
    context: click.Context,
    database: str | None,
    login: str | None,
    language: str | None,
    as_json: bool,
) -> None:
    """Hand the settings to the command; the rest is the glossary's."""
    context.obj = (read_settings(database, login, language), as_json)


def run(arguments: Sequence[str]) -> int:
    """Carry out one call and return its exit code; errors are one sentence, never a traceback."""
    if any("\ud800" <= letter <= "\udfff" for word in arguments for letter in word):
        sentence = text("error.unreadable_text", _language(arguments))
        return _say("unreadable_text", sentence, 2, arguments)
    try:
        answer = fidesk.main(args=list(arguments), prog_name="fidesk", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return 2
    except click.ClickException as error:
        return _say("usage", usage_sentence(error, _language(arguments)), 2, arguments)
    except click.Abort:
        return _say("stopped", text("error.stopped", _language(arguments)), 1, arguments)
    except OSError as error:
        path, cause = error.filename or "-", error.strerror or str(error)
        return _tell(OutageError("unexpected_file", path=path, cause=cause), arguments)
    except FideskError as error:
        return _tell(error, arguments)
    return int(answer or 0)


def _tell(error: FideskError, arguments: Sequence[str]) -> int:
    return _say(error.code, error.sentence(_language(arguments)), error.exit_code, arguments)


def _say(code: str, sentence: str, exit_code: int, arguments: Sequence[str]) -> int:
    if "--json" in arguments:
        content = json.dumps({"error": code, "message": sentence}, ensure_ascii=False)
        sys.stdout.write(f"{content}\n")
    else:
        sys.stderr.write(f"{sentence}\n")
    return exit_code


def _language(arguments: Sequence[str]) -> Language:
    given = list(arguments)
    for position, word in enumerate(given):
        if word == "--language" and position + 1 < len(given):
            return spoken_language(given[position + 1])
        if word.startswith("--language="):
            return spoken_language(word.partition("=")[2])
    return spoken_language(None)


def main() -> None:
    """Enter from the shell."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
