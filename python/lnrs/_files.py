# SPDX-License-Identifier: MIT
"""Layers from files and into files: lnrs.read and lnrs.write."""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Sequence

from . import _exchange, _parquet
from ._parquet import is_parquet
from ._results import Result
from .errors import InputError, LnrsError, OutputError, UsageError, a_kind

__all__ = ["read", "write"]

#: Rows that are written together; a reader that filters by place skips whole groups.
GROUP_ROWS = 65_536


def read(
    file: str | os.PathLike[str],
    layer: str | None = None,
    columns: Sequence[str] | None = None,
    bbox: Sequence[float] | None = None,
    *,
    geometry: str | None = None,
    crs: Any = None,
) -> Any:
    """A layer of a file as a GeoDataFrame (a DataFrame if it has no geometry).

    `file`: GeoParquet (a file, or a folder of part files as Spark writes them; needs pyarrow), or FILE[#LAYER] of any
    other format, through GeoPandas. `columns`: the attributes to read; all if not given. `bbox`: (xmin, ymin, xmax,
    ymax) in the layer's own coordinates; features that meet it are read, whole. GeoParquet with a column of boxes
    (`covering`) is then not read where it has no such features. `geometry`, `crs`: for Parquet that does not say it
    itself, as Spark writes it without Sedona: the column of well-known binary, and what it is in (27700).

    Raises `InputError` for a file that is damaged or is not what its name says, `MissingPackage` without pyarrow.

    >>> import os, tempfile, geopandas, shapely.geometry, lnrs
    >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
    >>> woods = geopandas.GeoDataFrame({"code": ["w1f", "w1g"]}, geometry=[square(0), square(900)], crs=27700)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = lnrs.write(woods, os.path.join(folder, "woods.gpkg"))
    ...     found = lnrs.read(file, bbox=(400000, 200000, 400500, 200500))
    >>> list(found.code)
    ['w1f']
    """
    if not isinstance(file, (str, os.PathLike)):
        raise UsageError(f"{a_kind(file)} is not the name of a file", "Give a text or a path: FILE[#LAYER].")
    box = None if bbox is None else _parquet.checked_box(bbox)
    columns = [columns] if isinstance(columns, str) else columns
    if is_parquet(file):
        if layer is not None:
            raise UsageError(f"{os.fspath(file)}: a Parquet file has no named layers", "Leave out layer.")
        return _parquet.read(_parquet.opened(file, geometry, crs), columns, box)
    if geometry is not None or crs is not None:
        raise UsageError(
            f"{os.fspath(file)}: geometry and crs are for Parquet only", "frame.set_crs(27700) sets a CRS."
        )
    path, layer = _layer_of(os.fspath(file), layer)
    return _read_file(path, layer, columns, box)


def _layer_of(path: str, layer: str | None) -> tuple[str, str | None]:
    """FILE#LAYER in its parts."""
    if layer is None and "#" in path and not os.path.exists(path):
        path, layer = path.rsplit("#", 1)
    return path, layer or None


def _read_file(path: str, layer: str | None, columns: Sequence[str] | None, bbox: list[float] | None) -> Any:
    gpd = _exchange.geopandas()
    if not (os.path.exists(path) or path.startswith("/vsi") or "://" in path):
        raise InputError(f"{path} does not exist", "Check the name and the folder.")
    options: dict[str, Any] = {} if layer is None else {"layer": layer}
    if bbox is not None:
        options["bbox"] = tuple(bbox)
    try:
        frame = gpd.read_file(path, **options)
    except LnrsError:
        raise
    except Exception as error:  # what GeoPandas' engines raise has no common class
        place = path if layer is None else f"{path}#{layer}"
        raise InputError(
            f"{place} cannot be read: {_first_line(error)}", "Check the name, and the layer that is named."
        ) from error
    if columns is not None:
        every = _exchange.attributes(frame) if hasattr(frame, "geometry") else list(frame.columns)
        more = [frame.geometry.name] if hasattr(frame, "geometry") else []
        wanted = [name for name in dict.fromkeys(columns) if name not in more]
        for name in wanted:
            if name not in every:
                raise UsageError(f"{path} has no column {name!r}", f"It has {', '.join(map(str, every))}.")
        frame = frame[[*wanted, *more]]
    # The engines differ in whether they look at outlines or at their boxes only.
    return frame if bbox is None else frame[_parquet.meeting(frame, bbox)].reset_index(drop=True)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def write(
    table: Any,
    file: str | os.PathLike[str],
    layer: str | None = None,
    *,
    overwrite: bool = False,
    covering: bool = False,
) -> Path:
    """Writes a GeoDataFrame, a table or a result: GeoParquet 1.1 through pyarrow, anything else through GeoPandas.

    `table`: a (Geo)DataFrame, a table with `__arrow_c_stream__`, or what a command returned; `layer` names the table of
    such a result, and the layer in the file. The file is complete or not there at all; one that exists is replaced only
    with `overwrite`. `covering`: GeoParquet gets a column with the box of each feature, so that programs that ask for a
    place read a part of the file only. Returns the file.

    Raises `InputError` for a layer without coordinate reference system or a column of mixed types, `OutputError` where
    the file exists or cannot be written.
    """
    if not isinstance(file, (str, os.PathLike)):
        raise UsageError(f"{a_kind(file)} is not the name of a file", "Give a text or a path.")
    target = Path(file)
    table, layer = _table_of(table, layer)
    if hasattr(table, "geom_type") and table.crs is None:
        raise InputError(
            "the layer does not say in which coordinate reference system it is",
            "State it: frame.set_crs(27700) for the British National Grid.",
        )
    parquet = str(target).lower().endswith(_parquet.ENDINGS)
    if not parquet and not target.is_dir():
        _check_ending(target)
    table = table.rename(columns={name: str(name) for name in table.columns if not isinstance(name, str)})
    _exchange.check_column_names(table, "the layer", capitals=not parquet)
    if target.is_dir():
        raise OutputError(f"{target} is a folder", "Choose another name, or remove it first.")
    if target.exists() and not overwrite:
        raise OutputError(f"{target} exists", "Choose another name, or say overwrite=True.")
    half = None
    try:
        half = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent))
        if parquet:
            _write_parquet(table, str(half / target.name), covering)
        else:
            _write_file(table, half / target.name, layer)
        for made in sorted(half.iterdir()):  # a Shapefile is several
            os.replace(made, target.parent / made.name)
    except LnrsError:
        raise
    except OSError as error:
        raise OutputError(
            f"{target} cannot be written: {error.strerror or _first_line(error)}",
            "Check the folder and the room on the disk.",
        ) from error
    finally:
        if half is not None:
            shutil.rmtree(half, ignore_errors=True)
    return target


#: Endings of formats that GeoPandas writes and the engine reads.
_WRITTEN = (".gpkg", ".fgb", ".shp", ".geojson", ".json", ".geojsonl", ".geojsons", ".gml", ".tab", ".mif")


def _check_ending(target: Path) -> None:
    ending = target.suffix.lower()
    if ending == ".csv":
        raise UsageError(
            f"{target}: CSV holds no geometry", "frame.drop(columns=frame.geometry.name).to_csv(FILE) writes the rest."
        )
    if ending not in _WRITTEN:
        raise OutputError(
            f"{target} does not end like a format that can be written",
            f"Give it one of these endings: {', '.join([*_parquet.ENDINGS, *_WRITTEN])}.",
        )


def _table_of(value: Any, layer: str | None) -> tuple[Any, str | None]:
    """The (Geo)DataFrame to write, and the name of its layer."""
    import pandas as pd

    if isinstance(value, Result):
        names = value.tables
        found = [name for name in names if name != "issues"]
        if layer is None and len(found) != 1:
            raise UsageError(
                f"the result of '{value.command}' has {len(names)} tables, and a file of this format holds one",
                f"Name it, layer=…: {', '.join(names)}. result.save(FILE.gpkg) keeps all.",
            )
        name = layer or found[0]
        return value.table(name), name
    if _exchange.is_geoseries(value):
        return _exchange.geopandas().GeoDataFrame(geometry=value), layer
    if isinstance(value, pd.DataFrame):
        return value, layer
    gpd = _exchange.geopandas()
    if hasattr(value, "__arrow_c_stream__") and hasattr(gpd.GeoDataFrame, "from_arrow"):
        try:
            return gpd.GeoDataFrame.from_arrow(value), layer
        except (ValueError, TypeError) as error:
            raise InputError(
                f"the table has no geometry that can be written: {_first_line(error)}",
                "Make a GeoDataFrame of it: geopandas.GeoSeries.from_wkb(column, crs=27700).",
            ) from error
    raise UsageError(
        f"{a_kind(value)} cannot be written", "Give a GeoDataFrame, a DataFrame or what a command returned."
    )


def _write_file(table: Any, file: Path, layer: str | None) -> None:
    if not hasattr(table, "to_file"):
        raise UsageError(
            f"{file.name}: a table without geometry is written as Parquet only", "table.to_csv(FILE) writes it as CSV."
        )
    _check_columns(table, file)
    try:
        table.to_file(file, **({"layer": layer} if layer else {}))
    except OSError:
        raise
    except Exception as error:
        remedy = "Turn the column or the features that it names into others, or leave them out."
        if file.suffix.lower() != ".gpkg":
            remedy = "A GeoPackage (.gpkg) or .parquet holds most types."
        raise OutputError(f"{file.name} cannot be written: {_first_line(error)}", remedy) from error


def _check_columns(table: Any, file: Path) -> None:
    """Raises InputError for columns that no format but Parquet holds, or that would be changed without a word."""
    import pandas as pd

    shapes = [name for name in table.columns if hasattr(table[name], "total_bounds")]
    if len(shapes) > 1:
        raise InputError(
            f"the layer has {len(shapes)} columns of geometry, {', '.join(shapes)}, and {file.suffix} holds one",
            "Leave the others out (frame.drop(columns=…)), or write .parquet.",
        )
    for name in table.columns:
        if name not in shapes and table[name].dtype == object:
            if len({_sort(value) for value in table[name] if not _missing(pd, value)}) > 1:
                raise InputError(
                    f"column {name!r} holds values of several types",
                    "Turn it into text (frame[name].astype(str)) or leave it out.",
                )
        if name.lower() == "fid" and file.suffix.lower() == ".gpkg":
            if not pd.api.types.is_integer_dtype(table[name].dtype) or not table[name].is_unique:
                raise InputError(
                    f"a GeoPackage numbers its features in {name!r}, and that column does not hold different whole "
                    "numbers",
                    "Rename the column: frame.rename(columns={…}).",
                )


def _missing(pd: Any, value: Any) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _sort(value: Any) -> str:
    """A word for values that a column may hold side by side."""
    import numbers

    return "number" if isinstance(value, numbers.Number) and not isinstance(value, bool) else type(value).__name__


# ---------------------------------------------------------------------------------------------------------- GeoParquet


def _write_parquet(table: Any, file: str, covering: bool) -> None:
    """Writes a (Geo)DataFrame to a file that does not exist. Raises InputError for columns that Parquet cannot hold."""
    arrow = _parquet.packages(file)
    import pandas as pd

    shapes = (
        {}
        if not hasattr(table, "geom_type")
        else {str(name): table[name] for name in table.columns if hasattr(table[name], "total_bounds")}
    )
    data = pd.DataFrame(table.drop(columns=list(shapes)), copy=False)
    data.attrs = {}  # what a run said, with its seconds, is no part of the layer
    try:
        made = arrow.Table.from_pandas(data)
    except (arrow.ArrowException, TypeError, ValueError, OverflowError) as error:
        said = " ".join(str(part) for part in error.args) or type(error).__name__
        raise InputError(
            f"a column cannot be written as Parquet: {said}",
            "A column holds values of one type: turn it into text (frame[name].astype(str)) or leave it out.",
        ) from error
    place = {str(name): k for k, name in enumerate(table.columns)}
    columns: dict[str, Any] = {}
    boxes = "bbox"
    while boxes in place:
        boxes += "_"
    for name, shape in shapes.items():
        cells = arrow.array(well_known_binary(shape), type=arrow.binary())
        made = made.add_column(min(place[name], made.num_columns), name, cells)
        columns[name] = _description(shape)
    if covering and shapes:
        primary = str(table.geometry.name)
        made = made.append_column(boxes, _boxes(arrow, shapes[primary]))
        columns[primary]["covering"] = {"bbox": {side: [boxes, side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    marks = dict(made.schema.metadata or {})
    if shapes:
        said_geo = {"version": "1.1.0", "primary_column": str(table.geometry.name), "columns": columns}
        marks[b"geo"] = json.dumps(said_geo, ensure_ascii=False).encode()
    made = made.replace_schema_metadata(marks)
    arrow.parquet.write_table(made, file, compression="zstd", row_group_size=GROUP_ROWS)


def _description(shapes: Any) -> dict[str, Any]:
    """What GeoParquet's metadata say about a column of geometry."""
    there = shapes[~shapes.isna().to_numpy()]
    kinds = sorted({f"{kind} Z" if z else str(kind) for kind, z in zip(there.geom_type, there.has_z)})
    made: dict[str, Any] = {
        "encoding": "WKB",
        "crs": None if shapes.crs is None else shapes.crs.to_json_dict(),
        "geometry_types": kinds,
    }
    there = there[~there.is_empty]
    bounds = [float(one) for one in there.total_bounds] if len(there) else []
    if bounds and all(map(math.isfinite, bounds)):
        made["bbox"] = bounds
    return made


def _boxes(arrow: Any, shapes: Any) -> Any:
    bounds = shapes.bounds
    gone = bounds["minx"].isna().to_numpy()
    sides = {"xmin": "minx", "ymin": "miny", "xmax": "maxx", "ymax": "maxy"}
    arrays = [arrow.array(bounds[column].to_numpy(), mask=gone) for column in sides.values()]
    return arrow.StructArray.from_arrays(arrays, names=list(sides), mask=arrow.array(gone))


def well_known_binary(shapes: Any) -> list[bytes | None]:
    """ISO well-known binary, x, y and z; None for what is missing."""
    if not bool(shapes.has_z.any()):
        return _exchange.wkb_of(shapes) if not _has_m(shapes) else _iso(shapes)
    if not _exchange.shapely_two():
        raise InputError(
            "the geometry has Z values, and Shapely before version 2 cannot write them as ISO well-known binary",
            "Use Shapely 2, or drop them.",
        )
    return _iso(shapes)


def _has_m(shapes: Any) -> bool:
    import shapely

    return hasattr(shapely, "has_m") and bool(shapely.has_m(shapes.to_numpy()).any())


def _iso(shapes: Any) -> list[bytes | None]:
    import warnings

    import numpy as np
    import shapely

    if _has_m(shapes):
        warnings.warn("M values are dropped: GeoParquet has none", stacklevel=5)
    return list(shapely.to_wkb(np.asarray(shapes.array, dtype=object), flavor="iso", output_dimension=3))
