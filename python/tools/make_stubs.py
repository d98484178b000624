#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes python/lnrs/commands.pyi from the engine's table of commands: make_stubs.py [--print]."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from lnrs import _table

HEAD = """# SPDX-License-Identifier: MIT
# Made by python/tools/make_stubs.py from the table of commands; a test keeps it up to date.
import os
from typing import Any, Literal, Mapping, Sequence

from ._lnrs import CancelToken
from ._results import Result
from ._run import Progress

__all__: list[str]

Layer = Any  # FILE[#LAYER], a path, a GeoDataFrame, or a table with __arrow_c_stream__

"""
RUNNING = ["threads: int = ...", "progress: bool | Progress | None = ...", "cancel: CancelToken | None = ..."]


def argument(name: str, row: dict[str, Any]) -> str:
    word = _table.type_of(row)
    return f"{name}: {word}" if row["required"] else f"{name}: {word} | None = ..."


def function(command: str) -> str:
    rows = sorted(_table.parameters(command).items(), key=lambda item: not item[1]["required"])
    lines = [argument(name, row) for name, row in rows] + RUNNING
    return (
        f"def {_table.python_name(command)}(\n    *,\n"
        + "".join(f"    {line},\n" for line in lines)
        + ") -> Result: ...\n"
    )


def stubs() -> str:
    names = [
        name for name, row in _table.commands().items() if not row["hidden"] and name not in ("help", "completion")
    ]
    return HEAD + "\n".join(function(name) for name in names)


if __name__ == "__main__":
    if "--print" in sys.argv:
        print(stubs(), end="")
    else:
        Path(__file__).resolve().parents[1].joinpath("lnrs", "commands.pyi").write_text(stubs(), encoding="utf-8")
