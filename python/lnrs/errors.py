# SPDX-License-Identifier: MIT
"""What can go wrong, by kind. Every error carries `message`, `remedy` and `exit_code` (that of the command line)."""

from __future__ import annotations

from typing import Any

__all__ = [
    "LnrsError",
    "UsageError",
    "ConfigError",
    "InputError",
    "GeometryError",
    "OutputError",
    "InternalError",
    "Cancelled",
    "MissingPackage",
]


def a_kind(value: Any) -> str:
    """What a value is, in a message.

    >>> a_kind(3), a_kind(None)
    ('an int', 'None')
    """
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


class LnrsError(Exception):
    """Any error of lnrs.

    >>> import lnrs
    >>> try:
    ...     lnrs.run("overlay", operation="unite", layer=["a.gpkg", "b.gpkg"], output="c.gpkg")
    ... except lnrs.LnrsError as error:
    ...     print(type(error).__name__, error.exit_code)
    UsageError 2
    """

    exit_code: int = 1

    def __init__(self, message: str, remedy: str = "", exit_code: int | None = None) -> None:
        super().__init__(message, remedy)
        self.message = message
        self.remedy = remedy
        if exit_code is not None:
            self.exit_code = exit_code

    def __str__(self) -> str:
        return f"{self.message}\n{self.remedy}" if self.remedy else self.message


class UsageError(LnrsError, ValueError):
    """A wrong argument."""

    exit_code = 2


class ConfigError(LnrsError, ValueError):
    """Something in a config file."""

    exit_code = 2


class InputError(LnrsError, ValueError):
    """A layer, or something in it, that cannot be used."""

    exit_code = 3


class GeometryError(LnrsError):
    """A geometry that could not be worked on."""


class OutputError(LnrsError, OSError):
    """A result that could not be written."""

    exit_code = 4


class InternalError(LnrsError, RuntimeError):
    """A fault of lnrs: please report it."""


class Cancelled(LnrsError):
    """The run was stopped (`CancelToken.cancel`); nothing was written."""

    exit_code = 130


class MissingPackage(LnrsError, ImportError):
    """A Python package that this call needs and that is not installed."""
