# SPDX-License-Identifier: MIT
"""From the numbers of features that the engine gives back to the rows of frames, their labels and columns."""

from __future__ import annotations

from typing import Any, Iterable, Mapping, Sequence

from ._exchange import attributes, names_in
from .errors import UsageError


def rows_of(numbers: Any) -> Any:
    """Positions of rows by their numbers in the file, which begin at 1; -1 where there is none."""
    return numbers.fillna(0).to_numpy(dtype="int64") - 1


def taken(values: Any, rows: Any) -> Any:
    """The values at these positions; missing where the position is -1, in a dtype that can say so."""
    import numpy as np
    import pandas as pd

    series = (
        values.to_series().reset_index(drop=True) if isinstance(values, pd.Index) else values.reset_index(drop=True)
    )
    gone = rows < 0
    if not gone.any():
        return series.take(rows).reset_index(drop=True)
    if isinstance(series.dtype, np.dtype) and series.dtype.kind in "iu":
        series = series.astype("UInt64" if series.dtype.kind == "u" else "Int64")
    elif isinstance(series.dtype, np.dtype) and series.dtype.kind == "b":
        series = series.astype("boolean")
    return series.reindex(np.where(gone, -1, rows)).reset_index(drop=True)


def index_columns(frame: Any, name: str, rows: Any) -> dict[str, Any]:
    """The labels of the rows: one column, or one for each level of a multi-level index."""
    index = frame.index
    if index.nlevels == 1:
        return {f"{name}_index": taken(index, rows)}
    made: dict[str, Any] = {}
    for level, level_name in enumerate(index.names):
        word = f"{name}_{level_name if level_name is not None else f'level_{level}'}"
        made[word if word not in made else f"{name}_level_{level}"] = taken(index.get_level_values(level), rows)
    return made


def kept_columns(frames: Sequence[Any], names: Sequence[str], keep: Any) -> list[list[Any]]:
    """The columns to keep of each frame."""
    every = [attributes(frame) for frame in frames]
    if keep is None:
        return every
    if isinstance(keep, Mapping):
        chosen: dict[str, list[Any]] = {}
        for name, value in keep.items():
            if name not in names:
                raise UsageError(f"keep: there is no layer '{name}'", f"There are {', '.join(names)}.")
            place = list(names).index(name)
            chosen[name] = names_in(value, [frames[place]])
            for column in chosen[name]:
                if column not in every[place]:
                    raise UsageError(f"keep: {name} has no column {column!r}", _these(every[place]))
        return [[column for column in columns if column in chosen.get(name, ())] for name, columns in zip(names, every)]
    wanted = names_in(keep, frames)
    for column in wanted:
        if not any(column in columns for columns in every):
            known = dict.fromkeys(one for columns in every for one in columns)
            raise UsageError(f"keep: no layer has a column {column!r}", _these(known, "They have"))
    return [[column for column in columns if column in wanted] for columns in every]


def _these(columns: Iterable[Any], begin: str = "It has") -> str:
    return f"{begin} {', '.join(map(str, columns)) or 'no columns but geometry'}."


def side_by_side(
    frames: Sequence[Any],
    names: Sequence[str],
    rows: Sequence[Any],
    kept: Sequence[Sequence[Any]],
    names_taken: Sequence[str],
) -> dict[Any, Any]:
    """Columns of several frames side by side. Where two share a name, it gets the layer's in front, then a number."""
    counts: dict[str, int] = {}
    for columns in kept:
        for column in columns:
            counts[str(column).lower()] = counts.get(str(column).lower(), 0) + 1
    made: dict[Any, Any] = {}
    used = {name.lower() for name in names_taken}
    for frame, name, at, columns in zip(frames, names, rows, kept):
        for column in columns:
            word = f"{name}_{column}" if counts[str(column).lower()] > 1 or str(column).lower() in used else column
            number = 2
            while str(word).lower() in used:
                word = f"{name}_{column}_{number}"
                number += 1
            used.add(str(word).lower())
            made[word] = taken(frame[column], at)
    return made


def labels_of(frame: Any, numbers: Any) -> Any:
    """Index labels by the text of the row's number."""
    import pandas as pd

    labels = list(frame.index)
    return pd.Series(
        [labels[int(number) - 1] if number is not None else None for number in numbers], index=numbers.index
    )


def number_to_label(table: Any, frame: Any, columns: Sequence[str]) -> None:
    labels = list(frame.index)
    for column in columns:
        words = list(table[column])
        if all(word is None or (word.isdigit() and 0 < int(word) <= len(labels)) for word in words):
            table[column] = [None if word is None else labels[int(word) - 1] for word in words]
