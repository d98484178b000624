# SPDX-License-Identifier: MIT
"""The engine's table of commands, as `lnrs describe --json` prints it. Everything generated derives from it."""

from __future__ import annotations

import functools
import json
import keyword
from typing import Any

from . import _lnrs


@functools.lru_cache(maxsize=None)
def table() -> dict[str, Any]:
    """The whole description (docs/describe.schema.json)."""
    return json.loads(_lnrs.describe())


@functools.lru_cache(maxsize=None)
def commands() -> dict[str, dict[str, Any]]:
    """Commands by name: "overlay", "network metrics"."""
    return {command["name"]: command for command in table()["commands"]}


def python_name(name: str) -> str:
    """ "min-area" -> "min_area"; a word that Python keeps for itself gets a "_" at its end.

    >>> python_name("min-area"), python_name("class")
    ('min_area', 'class_')
    """
    word = name.lower().replace("-", "_").replace(" ", "_")
    return word + "_" if keyword.iskeyword(word) else word


def parameters(command: str) -> dict[str, dict[str, Any]]:
    """The parameters of a command by their names in Python."""
    return {python_name(row["name"]): row for row in commands()[command]["parameters"]}


def type_of(row: dict[str, Any]) -> str:
    """The annotation of a parameter."""
    path = "str | os.PathLike[str]"
    word = {
        "flag": "bool",
        "integer": "int",
        "number": "float",
        "box": "Sequence[float]",
        "layer": "Layer",
        "raster": path,
        "file": path,
        "config": path,
        "output": path,
        "output_raster": path,
        "output_report": path,
        "folder": path,
    }.get(row["kind"], "str")
    if row["kind"] == "choice" and row["choices"] and row["several"] == "once":
        word = "Literal[" + ", ".join(repr(choice["value"]) for choice in row["choices"]) + "]"
    if row["kind"] == "setting":
        return "Mapping[str, Any] | Sequence[str]"
    if row["several"] != "once":
        word = f"Sequence[{word}] | {word}"
    return word


def described(row: dict[str, Any]) -> str:
    """One sentence on a parameter, with its unit, range, choices and default."""
    text = row["sentence"].replace("--", "")
    more = []
    spelt = {"m": "metres", "degrees": "degrees"}.get(row["unit"], row["unit"])
    if row["unit"] and spelt not in row["sentence"].replace(",", " ").replace(";", " ").replace(")", " ").split():
        more.append(f"in {row['unit']}")
    if row["minimum"] is not None and (row["minimum"] != 0 or row["minimum_is_excluded"]):
        more.append(f"{'above' if row['minimum_is_excluded'] else 'at least'} {row['minimum']:g}")
    if row["maximum"] is not None:
        more.append(f"at most {row['maximum']:g}")
    if row["choices"]:
        more.append("one of " + ", ".join(choice["value"] for choice in row["choices"]))
    if row["default"] not in (None, False, ""):
        more.append(f"{row['default']} if not given")
    return f"{text} ({'; '.join(more)})" if more else text
