# SPDX-License-Identifier: MIT
"""Every command of the command line as a function with keyword arguments only: files (or frames) in, files out.

The functions are made from the engine's own table, so they have the options, units, ranges and defaults of the
command line: `lnrs overlay union a.gpkg b.gpkg --min-area 1 -o c.gpkg` is

    lnrs.commands.overlay(operation="union", layer=["a.gpkg", "b.gpkg"], min_area=1, output="c.gpkg")
"""

from __future__ import annotations

import inspect as _inspect
from typing import Any, Callable

from . import _table
from ._results import Result
from ._run import run

_ALWAYS = ("threads", "progress", "cancel")


def _signature(command: str) -> _inspect.Signature:
    rows = _table.parameters(command)
    kind = _inspect.Parameter.KEYWORD_ONLY
    found = [
        _inspect.Parameter(
            name,
            kind,
            default=_inspect.Parameter.empty if row["required"] else row["default"],
            annotation=_table.type_of(row),
        )
        for name, row in rows.items()
    ]
    found.sort(key=lambda parameter: parameter.default is not _inspect.Parameter.empty)
    found += [
        _inspect.Parameter("threads", kind, default=0, annotation="int"),
        _inspect.Parameter("progress", kind, default=None, annotation="bool | Progress | None"),
        _inspect.Parameter("cancel", kind, default=None, annotation="CancelToken | None"),
    ]
    return _inspect.Signature(found, return_annotation="Result")


def _documentation(command: str) -> str:
    row = _table.commands()[command]
    lines = [row["sentence"], ""]
    lines += [f"{name}: {_table.described(one)}" for name, one in _table.parameters(command).items()]
    lines += [
        "threads: Number of threads; 0 uses all cores. The result is the same with any number.",
        "progress: True for a bar, or a function of stage, part and fraction.",
        "cancel: A CancelToken that stops the run from another thread.",
    ]
    if row["outputs"]:
        lines += ["", "Tables of the result: " + ", ".join(dict.fromkeys(one["name"] for one in row["outputs"])) + "."]
    lines += ["", "On the command line:", *("    " + example for example in row["examples"])]
    return "\n".join(lines)


def _made(command: str) -> Callable[..., Result]:
    signature = _signature(command)

    def function(**options: Any) -> Result:
        bound = signature.bind(**options)
        return run(command, **bound.arguments)

    function.__name__ = function.__qualname__ = _table.python_name(command)
    function.__module__ = __name__
    function.__doc__ = _documentation(command)
    function.__signature__ = signature  # type: ignore[attr-defined]
    return function


__all__: list[str] = []
for _name, _row in _table.commands().items():
    if not _row["hidden"] and _name not in ("help", "completion"):
        globals()[_table.python_name(_name)] = _made(_name)
        __all__.append(_table.python_name(_name))
