"""What click has to say of a call, in the user's language."""

from __future__ import annotations

import click

from backend.language import Language, text


def usage_sentence(error: click.ClickException, language: Language) -> str:
    """Return what was not understood and how to find out more."""
    return f"{text('error.usage', language)} {_cause(error, language)}"


def _cause(error: click.ClickException, language: Language) -> str:
    match error:
        case click.NoSuchOption():
            return text("usage.no_such_option", language, name=error.option_name)
        case click.exceptions.NoSuchCommand():
            return text("usage.no_such_command", language, name=error.command_name)
        case click.BadOptionUsage():
            return text("usage.no_value", language, name=error.option_name)
        case click.MissingParameter(param=click.Parameter() as parameter):
            return text("usage.missing", language, name=_name(parameter))
        case click.BadParameter(param=click.Parameter(type=click.Choice() as choice) as parameter):
            known = ", ".join(str(one) for one in choice.choices)
            return text("usage.bad_value", language, name=_name(parameter), known=known)
        case click.BadParameter(param=click.Parameter(type=click.IntRange() as span) as parameter):
            known = "-".join(str(end) for end in (span.min, span.max) if end is not None)
            known = known if span.max is not None else f"{known}+"
            return text("usage.bad_value", language, name=_name(parameter), known=known)
        case click.UsageError(message="Missing command."):
            return text("usage.missing", language, name="COMMAND")
        case _:
            return error.format_message()


def _name(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Option):
        return max(parameter.opts, key=len)
    return str(parameter.name).upper()
