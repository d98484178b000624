# SPDX-License-Identifier: MIT
"""What a run gives back."""

from __future__ import annotations

import html
import os
from pathlib import Path
from typing import Any, Callable

from . import _lnrs
from ._exchange import Folder, frame_of, read_frame, shapely_two
from .errors import UsageError

#: Turns the names of temporary files into those of the frames that lie in them.
Renaming = Callable[[str], str]


def as_named(text: str) -> str:
    return text


class Told(dict):
    """What a run said, kept in `frame.attrs["lnrs"]` of a frame that it made: a dict of plain values, and `.issues`."""

    issues: Any = None

    def __deepcopy__(self, memo: dict[int, Any]) -> "Told":
        return self  # attrs are copied with every selection of rows


class Result:
    """A run that is done.

    `files`: what it wrote. `summary`: what the command line would have printed. `warnings`, `printed` (the answer of
    commands that write no file), `timings` (seconds by stage), `peak_memory_mb`, `issue_counts`, and `issues`, the rows
    of the table `issues`. `exit_code` is 0, or 5 where a check found something. Tables of the result are attributes:
    `result.tables` names them, `result.changed_areas` or `result["changed_areas"]` reads one as a (Geo)DataFrame.
    """

    def __init__(
        self,
        command: str,
        told: dict[str, Any],
        folder: Folder | None = None,
        renamed: Renaming = as_named,
        temporary: bool = False,
    ) -> None:
        self.command = command
        self.exit_code: int = told["exit_code"]
        self.printed: str = renamed(told["printed"])
        self.summary: str = "\n".join(renamed(message) for message in told["messages"]).strip()
        self.warnings: list[str] = [renamed(message) for message in told["warnings"]]
        self.peak_memory_mb: float = told["peak_memory_mb"]
        self.issue_counts: list[dict[str, Any]] = told["issues"]
        self._timings: list[dict[str, Any]] = [{**row, "stage": renamed(row["stage"])} for row in told["timings"]]
        self._folder = folder
        self._renamed = renamed
        self._temporary = temporary
        self._all_files = [Path(file) for file in told["files"]]
        self._read: dict[str, Any] = {}
        self._kept: _lnrs.KeptTables | None = told["result"]

    @property
    def files(self) -> list[Path]:
        """The files that the run put in place; none where the result is only in memory."""
        return [] if self._temporary else list(self._all_files)

    @property
    def timings(self) -> Any:
        """Seconds by stage, as a DataFrame (a list of dicts without pandas)."""
        try:
            import pandas
        except ImportError:
            return list(self._timings)
        return pandas.DataFrame(self._timings, columns=["stage", "items", "wall_s", "cpu_s"])

    @property
    def path(self) -> Path:
        """The GeoPackage with the tables."""
        for file in self._all_files:
            if file.suffix.lower() == ".gpkg":
                return file
        raise UsageError(f"this result of '{self.command}' has no GeoPackage", "Name an output that ends in .gpkg.")

    @property
    def tables(self) -> list[str]:
        """Names of the tables of the result."""
        if self._kept is not None:
            return self._kept.names()
        packages = [file for file in self._all_files if file.suffix.lower() == ".gpkg"]
        return [name for name in _lnrs.table_names(str(packages[0])) if name != "layer_styles"] if packages else []

    def table(self, name: str) -> Any:
        """One table as a GeoDataFrame, or a DataFrame if it has no geometry; read when it is first asked for."""
        if name not in self._read:
            if name not in self.tables:
                raise UsageError(
                    f"the result of '{self.command}' has no table '{name}'", f"It has {', '.join(self.tables)}."
                )
            frame = self.part(name)
            if name == "issues":
                for column in ("source", "message"):
                    frame[column] = [text and self._renamed(text) for text in frame[column]]
            self._read[name] = frame
        return self._read[name]

    def part(self, name: str, columns: list[str] | None = None) -> Any:
        """The same with some of its columns, read anew."""
        if self._kept is not None:
            return frame_of(self._kept.read(name, not shapely_two(), columns), self._kept.crs)
        return read_frame(str(self.path), name, columns)

    @property
    def issues(self) -> Any:
        """Every problem of the input: severity, rule, what became of the feature, where."""
        return self.table("issues")

    def told(self) -> Told:
        """What is kept beside a frame."""
        said = Told(
            command=self.command,
            summary=self.summary,
            warnings=self.warnings,
            timings=self._timings,
            peak_memory_mb=self.peak_memory_mb,
            issue_counts=self.issue_counts,
        )
        if "issues" in self.tables:
            said.issues = self.issues
        return said

    def save(self, file: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Copies the GeoPackage of the result to a file, with its styles and its table of the run."""
        return copied(self.path, file, overwrite)

    def __getitem__(self, name: str) -> Any:
        return self.table(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if name in self.tables:
            return self.table(name)
        raise AttributeError(f"the result of '{self.command}' has no table '{name}'; it has {', '.join(self.tables)}")

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def __repr__(self) -> str:
        where = ", ".join(str(file) for file in self.files) or "in memory"
        count = sum(row["count"] for row in self.issue_counts)
        return f"<lnrs {self.command}: {where}; {count} issue{'' if count == 1 else 's'}>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{html.escape(row['severity'])}</td><td>{html.escape(row['rule'])}</td>"
            f"<td style='text-align:right'>{row['count']}</td><td>{html.escape(row['meaning'])}</td></tr>"
            for row in self.issue_counts
        )
        issues = (
            f"<table><tr><th>severity</th><th>issue</th><th>count</th><th>meaning</th></tr>{rows}</table>"
            if rows
            else ""
        )
        warned = "".join(f"<p><b>Warning:</b> {html.escape(text)}</p>" for text in self.warnings)
        text = html.escape(self.summary or self.printed)
        return f"<div><b>{html.escape(repr(self)[1:-1])}</b>{warned}<pre>{text}</pre>{issues}</div>"


def copied(source: Path, file: str | os.PathLike[str], overwrite: bool) -> Path:
    """Copies a file: complete or not at all, and over no other unless that is asked for."""
    import shutil

    from .errors import OutputError

    target = Path(file)
    if target.exists() and not overwrite:
        raise OutputError(f"{target} exists", "Choose another name, or say overwrite=True.")
    half = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, half)
        os.replace(half, target)
    except OSError as error:
        half.unlink(missing_ok=True)
        raise OutputError(
            f"{target} cannot be written: {error.strerror}", "Check the folder and the room on the disk."
        ) from error
    return target
