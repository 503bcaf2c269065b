"""What all commands share: errors of one line, and exit statuses."""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

import click

from graph.errors import FormatError, OptionError, SommetError


class Commands(click.Group):
    """Commands whose errors are one line: exit status 1 if refused, 2 if called wrongly."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command; see https://click.palletsprojects.com/en/stable/api/#click.Command.main."""
        run: Callable[[], Any] = partial(
            super().main, args, prog_name, complete_var, standalone_mode=False, **extra
        )
        if not standalone_mode:
            return run()
        try:
            status = run()
            if sys.stdout is not None:
                sys.stdout.flush()
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message(), err=True)
            sys.exit(2)
        except click.ClickException as error:
            _stop(error.format_message(), 2)
        except SommetError as error:
            _stop(str(error), 2 if isinstance(error, FormatError | OptionError) else 1)
        except click.Abort:
            _stop("Stopped.", 130)
        except OSError as error:
            _let_go_of_stdout()
            if isinstance(error, BrokenPipeError):
                sys.exit(1)
            _stop(f"The output cannot be written ({error.strerror or error}).", 1)
        sys.exit(status if isinstance(status, int) else 0)


def _stop(message: str, status: int) -> NoReturn:
    click.echo(f"sommet: {' '.join(message.split())}", err=True)
    sys.exit(status)


def _let_go_of_stdout() -> None:
    """Let the interpreter's last flush go nowhere, since what it would say was said."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
