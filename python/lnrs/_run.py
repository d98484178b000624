# SPDX-License-Identifier: MIT
"""One run of a command, from Python's arguments to its result."""

from __future__ import annotations

import datetime
import decimal
import json
import operator
import os
import sys
from typing import Any, Callable, Mapping, Sequence, TypeVar

from . import _exchange, _lnrs, _parquet, _table
from ._results import Result
from .errors import LnrsError, UsageError, a_kind

#: Commands that read every layer once where memory has no limit: frames are let go as soon as they are read.
_READ_ONCE = ("overlay", "tabulate")

Progress = Callable[[str, int, float], None]
Kind = TypeVar("Kind", bound=Result)


def run(
    command: str,
    *,
    threads: int = 0,
    progress: bool | Progress | None = None,
    cancel: _lnrs.CancelToken | None = None,
    **options: Any,
) -> Result:
    """Runs a command of the command line with its options, `-` written as `_`.

    Layers may be files (FILE[#LAYER]) or frames, which are handed over in memory. `threads`: 0 uses all cores.
    `progress`: True shows a bar (tqdm where it is installed); a function is called with stage, part and fraction.
    `cancel`: a token whose `cancel()` stops the run from another thread.

    >>> import lnrs
    >>> print(lnrs.run("version").printed.splitlines()[0].split()[0])
    lnrs
    """
    call = Call(command, options)
    return call.run(kind=Result, threads=threads, progress=progress, cancel=cancel)


class Call:
    """The arguments of a command, with frames put where the engine can read them."""

    def __init__(
        self,
        command: str,
        options: Mapping[str, Any],
        *,
        names: Mapping[str, Sequence[str]] | None = None,
        columns: Mapping[str, Sequence[Sequence[Any] | None]] | None = None,
    ) -> None:
        """`names` and `columns`: by layer parameter, for each of its layers; None: all columns."""
        self.command = command
        self.frames: dict[str, list[Any]] = {}
        self._given = [(key, value) for key, value in options.items() if value is not None]
        self._names = names or {}
        self._columns = columns or {}
        self._folder: _exchange.Folder | None = None
        self._renaming: list[tuple[str, str]] = []
        self._sources: list[Any] = []
        self._once = command in _READ_ONCE and "max_memory" not in dict(self._given)
        rows = _table.parameters(command) if command in _table.commands() else {}
        self.values: dict[str, Any] = {}
        for key, value in self._given:
            row = rows.get(key) or rows.get(key + "_")
            word = key[:-1] if key.endswith("_") else key
            if row is not None and row["kind"] == "layer":
                self.values[word] = self._layers(word, row, value)
            elif row is not None:
                self.values[word] = _plain(row, value)
            else:
                self.values[word] = value
        every = [frame for frames in self.frames.values() for frame in frames if frame is not None]
        for key, row in rows.items():
            if row["kind"] == "field" and row["name"].replace("-", "_") in self.values:
                word = row["name"].replace("-", "_")
                fields = [str(one) for one in _exchange.names_in(self.values[word], every)]
                self.values[word] = fields if row["several"] != "once" or len(fields) != 1 else fields[0]
        if "set" in rows:
            self._take_config([name for name, row in rows.items() if row["kind"] == "config"])
        if "crs" in rows and "crs" not in self.values:
            self._take_crs()

    @property
    def folder(self) -> _exchange.Folder:
        if self._folder is None:
            self._folder = _exchange.Folder(
                sum(_exchange.frame_bytes(f) for all in self.frames.values() for f in all if f is not None)
            )
        return self._folder

    def _layers(self, key: str, row: dict[str, Any], value: Any) -> Any:
        several = row["several"] != "once" and isinstance(value, (list, tuple))
        layers = list(value) if several else [value]
        names = list(self._names.get(key, [])) or _layer_names(key, layers)
        taken = [self._checked(layer, name) for layer, name in zip(layers, names)]
        self.frames[key] = taken
        wanted = self._columns.get(key, [None] * len(layers))
        given = [
            layer if frame is None else self._held(frame, name, columns, _path_of(layer))
            for layer, frame, name, columns in zip(layers, taken, names, wanted)
        ]
        return given if several else given[0]

    @staticmethod
    def _checked(layer: Any, name: str) -> Any:
        if not _exchange.is_frame(layer):
            if not isinstance(layer, (str, os.PathLike)):
                raise _exchange.not_a_layer(layer, name)
            if not _parquet.is_parquet(layer):
                return None
            layer = _parquet.layer(layer)
        return _exchange.checked(layer, name)

    def _held(self, frame: Any, name: str, columns: Sequence[Any] | None, path: str = "") -> str:
        """Lets the engine read a frame; returns how it is named there. `path`: the file that it was read from."""
        every = _exchange.attributes(frame)
        wanted = every if columns is None else list(columns)
        for column in wanted:
            if column not in every:
                raise UsageError(f"{name} has no column {column!r}", f"It has {', '.join(map(str, every))}.")
        source = _exchange.hold_frame(name, frame, wanted, self._once, path)
        if path and source.path == path:
            self._sources.append(source)
            return path
        self.hold(source, name)
        return f"{source.path}#{name}"

    def hold(self, source: Any, name: str) -> None:
        """Keeps a layer for the engine until the run is done."""
        self._sources.append(source)
        self._renaming.append((f"{source.path}#{name}", name))
        self._renaming.append((source.path, name))

    def _take_config(self, parameters: Sequence[str]) -> None:
        """Hands over the layers of a config that are Parquet, which the engine does not read itself."""
        for config in (self.values.get(name) for name in parameters):
            if not isinstance(config, (str, os.PathLike)):
                continue
            said = self.values.get("set", [])
            folder = os.path.dirname(os.fspath(config))
            for key, file in _config_layers(os.fspath(config), said).items():
                name = _parquet.file_name(file)
                layer = _parquet.layer(os.path.join(folder, file))
                held = self._held(_exchange.checked(layer, name), name, None, file)
                self.values["set"] = [*self.values.get("set", []), f"{key}={_literal(key, held)}"]

    def _take_crs(self) -> None:
        for frames in self.frames.values():
            for frame in frames:
                if frame is not None and _exchange.in_metres(frame.crs):
                    self.values["crs"] = _exchange.crs_text(frame.crs)
                    return

    def renamed(self, text: str) -> str:
        for file, name in self._renaming:
            text = text.replace(file, name)
        return text

    def say(self, names: Mapping[str, str]) -> None:
        """Names by which layers go in what is said."""
        self._renaming = [(file, names.get(name, name)) for file, name in self._renaming]
        self._renaming += sorted(names.items(), key=lambda pair: -len(pair[0]))

    def take(self, folder: _exchange.Folder, renaming: Mapping[str, str]) -> None:
        """Goes on in a folder where layers lie already."""
        self._folder = folder
        self._renaming += list(renaming.items())

    def memory_file(self, name: str) -> str:
        """A file for a result that stays in memory."""
        return os.path.join(self.folder.path, name)

    def run(
        self,
        *,
        kind: type[Kind],
        threads: int = 0,
        progress: bool | Progress | None = None,
        cancel: _lnrs.CancelToken | None = None,
        temporary: bool = False,
        memory: str | None = None,
    ) -> Kind:
        """`memory`: the output file, where the result need not be written at all."""
        token = _token(cancel)
        threads = _threads(threads)
        if not (progress is None or isinstance(progress, bool) or callable(progress)):
            raise UsageError(
                f"progress: {a_kind(progress)} is neither True nor a function",
                "A function gets stage, part and fraction.",
            )
        with _Shown(progress) as shown:
            try:
                told = _lnrs.run(self.command, self.values, threads, token, shown.teller(self.renamed), memory)
                self._sources.clear()  # room for what is made of the result
            except LnrsError as error:
                raise type(error)(self.renamed(error.message), self.renamed(error.remedy), error.exit_code) from None
        return kind(self.command, told, self._folder, self.renamed, temporary)


def _path_of(layer: Any) -> str:
    return os.fspath(layer) if _parquet.is_parquet(layer) else ""


def _layer_names(key: str, layers: Sequence[Any]) -> list[str]:
    """Layers are called after their file, as the command line does, or after the parameter that they stand for."""
    names: list[str] = []
    for k, layer in enumerate(layers):
        name = key if len(layers) == 1 else f"{key}_{k + 1}"
        if _parquet.is_parquet(layer):
            name = _parquet.file_name(layer)
        names.append(name if name not in names else f"{name}_{k + 1}")
    return names


def _config_layers(config: str, overrides: Sequence[str]) -> dict[str, str]:
    """The layers of a config that are Parquet: key ("layers.lws.2.layer") and path. {} if it cannot be read: the engine
    says why."""
    try:
        import tomllib
    except ImportError:  # before Python 3.11
        return {}
    try:
        with open(config, "rb") as file:
            roles = tomllib.load(file).get("layers", {})
        named: dict[str, Any] = {}
        for role, sources in roles.items():
            for k, source in enumerate(sources if isinstance(sources, list) else [sources]):
                place = f"{role}.{k + 1}" if isinstance(sources, list) else role
                named[f"layers.{place}.layer"] = source.get("layer")
        for key, _, text in (override.partition("=") for override in overrides):
            if key.startswith("layers.") and key.endswith(".layer"):
                named[key] = text.strip("\"'")
    except (OSError, ValueError, AttributeError):
        return {}
    folder = os.path.dirname(config)
    return {
        key: layer
        for key, layer in named.items()
        if isinstance(layer, str) and _parquet.is_parquet(os.path.join(folder, layer))
    }


def _token(cancel: Any) -> Any:
    if cancel is None:
        return _lnrs.CancelToken()
    if not isinstance(cancel, _lnrs.CancelToken):
        raise UsageError(f"cancel: {a_kind(cancel)} is not a token", "Make one: lnrs.CancelToken().")
    return cancel


def _threads(value: Any) -> int:
    try:
        number = 0 if value is None else operator.index(value)
    except TypeError:
        number = -1
    if isinstance(value, bool) or not 0 <= number <= 1024:
        raise UsageError(f"threads: {value!r} is not a whole number from 0 to 1024", "0 uses all cores.")
    return number


def _plain(row: dict[str, Any], value: Any) -> Any:
    """A value as the engine takes it: NumPy's numbers and truth values as Python's, a CRS as text."""
    value = _of_numpy(value)
    if row["kind"] == "setting":
        return settings(value)
    if row["kind"] == "crs" and not isinstance(value, (str, bool)):
        if isinstance(value, int):
            return f"EPSG:{value}"
        return _exchange.crs_text(value) if hasattr(value, "to_authority") else value
    return value


def _of_numpy(value: Any) -> Any:
    return value.item() if hasattr(value, "dtype") and getattr(value, "ndim", 1) == 0 else value


def settings(value: Any) -> list[str]:
    """{"scoring.weights.joined": 4} as KEY=VALUE; a list of such texts as it is."""
    if isinstance(value, Mapping):
        return [f"{key}={_literal(key, one)}" for key, one in value.items()]
    if isinstance(value, str):
        return [value]
    if not isinstance(value, (list, tuple)):
        raise UsageError(
            f"overrides: {a_kind(value)} says no keys and values",
            'Give a dict, such as {"scoring.weights.joined": 4}.',
        )
    return list(value)


def _literal(key: str, value: Any) -> str:
    """A value as TOML writes it."""
    value = value.tolist() if hasattr(value, "dtype") and hasattr(value, "tolist") else value
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_literal(key, one) for one in value) + "]"
    if isinstance(value, (str, os.PathLike)):
        return json.dumps(os.fspath(value), ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (int, float, decimal.Decimal)):
        return str(value)
    raise UsageError(
        f"overrides: {key} cannot be {value!r}",
        "A value is a text, a number, True or False, a date, or a list of these.",
    )


class _Shown:
    """A progress bar, a function that is called, or nothing."""

    def __init__(self, progress: bool | Progress | None) -> None:
        self._progress = progress
        self._bar: Any = None
        self._stage = ""

    def __enter__(self) -> "_Shown":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()
        elif self._progress is True and self._stage:
            print(file=sys.stderr)

    def teller(self, renamed: Callable[[str], str]) -> Progress | None:
        if self._progress is None or self._progress is False:
            return None
        if callable(self._progress):
            told = self._progress
            return lambda stage, part, fraction: told(renamed(stage), part, fraction)
        try:
            from tqdm.auto import tqdm
        except ImportError:
            return lambda stage, part, fraction: self._print(renamed(stage), fraction)
        self._bar = tqdm(total=100, unit="%", bar_format="{desc} {bar} {percentage:3.0f}% [{elapsed}]", leave=False)
        return lambda stage, part, fraction: self._move(renamed(stage), fraction)

    def _move(self, stage: str, fraction: float) -> None:
        self._bar.set_description_str(stage)
        self._bar.n = round(100 * fraction)
        self._bar.refresh()

    def _print(self, stage: str, fraction: float) -> None:
        self._stage = stage
        print(f"\r\x1b[K{stage} {100 * fraction:3.0f} %", end="", file=sys.stderr, flush=True)
