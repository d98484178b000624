# SPDX-License-Identifier: MIT
"""What a case file in cases/ uses: declares a case, runs lnrs in a copy of its folder, and reads what came out.

    from outside import case

    @case("17-lines-on-the-zone-edge", "length of lines along the edge of a zone, m")
    def lines(run):
        run.lnrs("tabulate zone.geojson lines.geojson --zone-id id -o out.csv --overwrite -q")
        return 400.0, float(run.csv("out.csv")[0]["length_m"])        # the right value, then ours

A case returns (right, ours) or (right, ours, tolerance). Numbers without a tolerance, texts, tuples and lists must be
equal. A right value that is a callable is a condition on ours; its docstring or the third element says what it asks.
"""

import csv
import io
import pathlib
import shlex
import sqlite3
import subprocess
from dataclasses import dataclass

CASES = []


@dataclass
class Case:
    folder: str
    title: str
    body: object


def case(folder, title):
    """Registers a case on the folder of that name in shared/cases."""

    def register(body):
        CASES.append(Case(folder, title, body))
        return body

    return register


@dataclass
class Result:
    code: int
    out: str
    err: str

    @property
    def text(self):
        return self.out + self.err


class Run:
    """A fresh, writable copy of a case's folder and the tool."""

    def __init__(self, tool, folder, shared):
        self.tool, self.folder, self.shared = tool, pathlib.Path(folder), pathlib.Path(shared)

    def lnrs(self, words, seconds=300, **options):
        """Runs lnrs with words as a shell would split them (or a list); no shell is involved."""
        words = shlex.split(words) if isinstance(words, str) else list(words)
        done = subprocess.run(
            [self.tool, *words],
            cwd=self.folder,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=seconds,
            check=False,
            **options,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def csv(self, name):
        text = (self.folder / name).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text)))

    def sql(self, name, query):
        """All rows of a query on a GeoPackage, opened read-only."""
        with sqlite3.connect(f"file:{self.folder / name}?mode=ro", uri=True) as file:
            return file.execute(query).fetchall()

    def write(self, name, text):
        (self.folder / name).write_text(text, encoding="utf-8")
