# SPDX-License-Identifier: MIT
"""Columns of frames on their way to the engine, and values that it gives back, in the dtype that they came in."""

from __future__ import annotations

import datetime
from typing import Any, Callable, Iterable

from .errors import InputError


def kind_of(values: Any) -> str:
    """The type in which the engine gets a column."""
    import numpy as np
    import pandas as pd

    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        return kind_of(pd.Series(dtype.categories))
    if pd.api.types.is_bool_dtype(dtype):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        top = values.max() if len(values) else 0
        return "text" if top is not pd.NA and top > np.iinfo(np.int64).max else "integer"
    if pd.api.types.is_float_dtype(dtype):
        return "real"
    if pd.api.types.is_datetime64_any_dtype(dtype):
        return "date_time"
    found = pd.api.types.infer_dtype(values, skipna=True)
    if found == "integer":
        there = values.dropna()
        return "integer" if -(2**63) <= min(there) and max(there) < 2**63 else "text"
    kinds = {"floating": "real", "mixed-integer-float": "real", "decimal": "real", "datetime64": "date_time"}
    return {"boolean": "boolean", "date": "date", "datetime": "date_time", **kinds}.get(found, "text")


def cells(values: Any, kind: str) -> Any:
    """The cells of a column as the engine takes them in that type."""
    import numpy as np
    import pandas as pd

    missing = values.isna().to_numpy(dtype=bool)
    if kind in ("integer", "boolean"):
        numbers = np.zeros(len(values), dtype="int64")
        there = values[~missing]
        if isinstance(values.dtype, pd.CategoricalDtype):
            there = there.astype(object)
        numbers[~missing] = there.to_numpy(dtype="int64")
        return numbers, missing
    if kind == "real":
        if pd.api.types.is_float_dtype(values.dtype):
            return values.to_numpy(dtype="float64", na_value=np.nan)
        return np.array([np.nan if gone else float(value) for value, gone in zip(values, missing)])
    spelt: Callable[[Any], str] = {"date_time": _utc, "date": datetime.date.isoformat}.get(kind, str)
    return [None if gone else spelt(value) for value, gone in zip(values, missing)]


def _utc(value: Any) -> str:
    if value.tzinfo is not None:
        value = value.astimezone(datetime.timezone.utc)
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def restored(values: Any, like: Any, name: str) -> Any:
    """Values that the engine gave back, in the dtype of the column that they come from."""
    import pandas as pd

    dtype, kind = like.dtype, kind_of(like)
    known: dict[Any, Any] = {}
    for value in _different(like.dropna()):
        word = _read_by_engine(value, kind)
        if word in known and not _the_same(known[word], value, kind):
            raise InputError(
                f"column {name!r} holds {known[word]!r} and {value!r}, which read alike",
                "Make them one type: frame[column].astype(str).",
            )
        known[word] = value
    plain = [None if pd.isna(value) else known.get(_read_by_engine(value, kind), value) for value in values]
    gone = any(value is None for value in plain)
    if gone and pd.api.types.is_integer_dtype(dtype) and not pd.api.types.is_extension_array_dtype(dtype):
        dtype = pd.Int64Dtype()
    if gone and pd.api.types.is_bool_dtype(dtype) and not pd.api.types.is_extension_array_dtype(dtype):
        dtype = pd.BooleanDtype()
    try:
        return pd.Series(plain, index=values.index, dtype=dtype)
    except (TypeError, ValueError):
        return pd.Series(plain, index=values.index)


def _different(values: Any) -> Iterable[Any]:
    """Each value of a column once; all of them where some are equal and not the same (1 and True), or are lists."""
    import pandas as pd

    mixed = values.dtype == object and pd.api.types.infer_dtype(values) not in ("string", "date", "datetime")
    return values if mixed else values.unique()


def _read_by_engine(value: Any, kind: str) -> Any:
    """What stands for a value, as the engine got it or gives it back: a number, or a text."""
    if kind == "boolean":
        return str(value).lower() in ("1", "true")
    try:
        if kind in ("integer", "real"):
            return int(value) if kind == "integer" else float(value)
    except ValueError:  # a text of the engine that is no value of the column
        pass
    if isinstance(value, str):
        return value
    if kind == "date_time":
        import pandas as pd

        return _utc(pd.Timestamp(value))
    return value.isoformat() if kind == "date" else str(value)


def _the_same(one: Any, other: Any, kind: str) -> bool:
    """False for values that are different although they read alike."""
    try:
        return (kind in ("integer", "real") or type(one) is type(other)) and bool(one == other)
    except ValueError:  # arrays
        return True
