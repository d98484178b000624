#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the examples of docs/python.md from top to bottom, like a notebook, and puts what they print below them:
make_guide.py [--check]. With --check nothing is written; exit code 1 if the page is not what running it gives.

The page is made on Debian 12's stack; other versions of pandas space tables in their own way."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "python.md"


def output_of(source: str, names: dict[str, Any]) -> str:
    """What an interactive Python would print for one statement."""
    said = io.StringIO()
    hook, sys.displayhook = sys.displayhook, sys.__displayhook__
    try:
        with contextlib.redirect_stdout(said):
            exec(compile(source, "<page>", "single"), names)
    except Exception:
        return (
            said.getvalue() + "Traceback (most recent call last):\n    ...\n" + traceback.format_exc().splitlines()[-1]
        )
    finally:
        sys.displayhook = hook
    return said.getvalue()


def made_page(text: str) -> str:
    """The page with the outputs of this run."""
    names: dict[str, Any] = {"__name__": "__main__"}
    parts: list[str] = []
    for piece in doctest.DocTestParser().parse(text):
        if not isinstance(piece, doctest.Example):
            parts.append(piece)
            continue
        first, *more = piece.source.rstrip("\n").split("\n")
        parts.append("\n".join([f">>> {first}", *(f"... {line}".rstrip() for line in more)]) + "\n")
        got = output_of(piece.source, names)
        lines = [line.rstrip() for line in got.splitlines()]
        if "" in lines:
            raise SystemExit(f"make_guide.py: line {piece.lineno + 1} prints an empty line, which would end its output")
        parts.append("".join(f"{line}\n" for line in lines))
    return "".join(parts)


def main() -> int:
    os.environ.setdefault("LNRS_SAMPLES", str(ROOT / "data" / "samples"))
    text = PAGE.read_text(encoding="utf-8")
    back = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            made = made_page(text)
        finally:
            os.chdir(back)
    if "--check" in sys.argv:
        if made != text:
            print("docs/python.md is not what running it gives: run python/tools/make_guide.py", file=sys.stderr)
        return int(made != text)
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
