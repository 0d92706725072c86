"""Click in both languages: help of commands and options comes from the glossary.

A command named `pull` is helped by `cli.pull`, its option `--only-good` by `option.only_good`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from backend.language import Language, text
from backend.settings import spoken_language


def language_of(context: click.Context) -> Language:
    """Return the language that the call asked for: `--language`, else the settings."""
    given = context.find_root().params.get("language")
    return spoken_language(given)


Function = TypeVar("Function", bound=Callable[..., Any])


class BilingualCommand(click.Command):
    """A command whose help is a text of the glossary; an order of a group is `cli.group_order`."""

    above = ""

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the one-line help, in the language of the call."""
        del limit
        return text(self._key(), language_of(click.get_current_context()))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help's text."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(self._key(), language_of(ctx)))

    def _key(self) -> str:
        return "cli." + f"{self.above}{self.name}".replace(" ", "_").replace("-", "_")


class BilingualGroup(BilingualCommand, click.Group):
    """A command with orders of its own, as `backup create`; helped by the glossary."""

    def order(self, name: str) -> Callable[[Callable[..., Any]], click.Command]:
        """Return the decorator that makes a function one of the orders."""

        def made(function: Callable[..., Any]) -> click.Command:
            one: BilingualCommand = click.command(name, cls=BilingualCommand)(function)
            one.above = f"{self.name} "
            self.add_command(one)
            return one

        return made


class BilingualOption(click.Option):
    """An option whose help is a text of the glossary."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option's names and its help."""
        record = super().get_help_record(ctx)
        if record is None:
            return None
        return record[0], text(f"option.{self.name}", language_of(ctx))


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:
    """Return click's option decorator, helped by the glossary."""
    return click.option(*names, cls=BilingualOption, **settings)


def command(name: str) -> Callable[[Callable[..., Any]], BilingualCommand]:
    """Return click's command decorator, helped by the glossary."""
    return click.command(name, cls=BilingualCommand)


def group(name: str) -> BilingualGroup:
    """Return a command that only has orders, helped by the glossary."""
    return BilingualGroup(name)
