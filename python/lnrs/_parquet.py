# SPDX-License-Identifier: MIT
"""GeoParquet in and out, through pyarrow: files, and folders of part files as Spark writes them.

Read: GeoParquet 1.0 and 1.1 (also 2.0 and the 0.x drafts since 0.4), geometry as well-known binary or in one of
GeoArrow's encodings, and Parquet's own type Geometry. Written: GeoParquet 1.1.0, geometry as ISO well-known binary, CRS
as PROJJSON.
Source: https://geoparquet.org/releases/v1.1.0
"""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from typing import Any, Iterator, Sequence

from . import _exchange
from .errors import InputError, MissingPackage, UsageError

ENDINGS = (".parquet", ".geoparquet")
#: Encodings of geometry that are GeoArrow's: the file has coordinates in columns of their own.
NATIVE = ("point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon")
#: The CRS of a file that does not mention any (GeoParquet's rule).
DEFAULT_CRS = "OGC:CRS84"

Box = Sequence[float]


def is_parquet(value: Any) -> bool:
    """True for a path that ends in .parquet or .geoparquet, and for a folder with such files, whatever its name."""
    if not isinstance(value, (str, os.PathLike)):
        return False
    path = str(os.fspath(value)).split("#")[0].rstrip("/")
    return path.lower().endswith(ENDINGS) or (os.path.isdir(path) and _holds_parquet(path))


def file_name(path: str | os.PathLike[str]) -> str:
    """The name of a layer that has none but its file's.

    >>> file_name("maps/woods.parquet/")
    'woods'
    """
    return os.path.splitext(os.path.basename(os.fspath(path).rstrip("/")))[0]


def _holds_parquet(folder: str) -> bool:
    try:
        names = os.listdir(folder)
    except OSError:  # whoever reads the layer says so
        return False
    if any(name.lower().endswith(ENDINGS) and not name.startswith((".", "_")) for name in names):
        return True
    # class=w1f/part-00000.parquet: a folder for each value of a column.
    below = [os.path.join(folder, name) for name in names if "=" in name]
    return any(_holds_parquet(one) for one in below[:1] if os.path.isdir(one))


def packages(path: str) -> Any:
    try:
        import pyarrow
        import pyarrow.dataset
        import pyarrow.fs
        import pyarrow.parquet
    except ImportError as error:
        raise MissingPackage(
            f"{path} is GeoParquet, and pyarrow, which reads and writes it, is not installed ({error})",
            "Install it (pip install pyarrow), or use a GeoPackage, which needs no further package.",
        ) from error
    return pyarrow


# ------------------------------------------------------------------------------------------------------------- reading


@dataclass
class Source:
    """A file or folder that has been looked at: what it holds, before its rows are read."""

    path: str
    dataset: Any
    columns: dict[str, Any]  # geometry columns with what the file says about them
    primary: str

    @property
    def covering(self) -> dict[str, list[str]] | None:
        """The columns with the boxes of features: for each side the path to it."""
        box = self.columns[self.primary].get("covering", {}).get("bbox") if self.columns else None
        return box if isinstance(box, dict) and {"xmin", "ymin", "xmax", "ymax"} <= set(box) else None

    @property
    def attributes(self) -> list[str]:
        """Columns that are neither geometry nor made of it."""
        made = {path[0] for column in self.columns.values() for path in _covering_paths(column)}
        return [name for name in self.dataset.schema.names if name not in self.columns and name not in made]


def _covering_paths(column: dict[str, Any]) -> Iterator[list[str]]:
    for box in column.get("covering", {}).values():
        yield from box.values()


def opened(file: str | os.PathLike[str], geometry: str | None = None, crs: Any = None) -> Source:
    """Looks at a file or folder. `geometry`: the column of well-known binary in files that do not say so themselves, in
    `crs`. Raises InputError, UsageError or MissingPackage that names the file."""
    path = os.fspath(file)
    if not os.path.exists(path.split("#")[0]) and not os.path.exists(path):
        raise InputError(f"{path} does not exist", "Check the name and the folder.")
    arrow = packages(path)
    if "#" in path and not os.path.exists(path):
        raise UsageError(f"{path}: a Parquet file has no named layers", f"Leave out '#{path.split('#', 1)[1]}'.")
    files = _files(path)
    said: dict[str, Any] | None = None
    schemas = []
    for one in files:
        known, schema = _geo(arrow, one, None if geometry is None else (geometry, crs))
        schemas.append(schema)
        if said is None:
            said = known
        elif not _same(said, known):
            raise InputError(
                f"{one} and {files[0]} differ in their geometry column, its encoding or its CRS",
                "Read them one by one, and bring them into one form.",
            )
    assert said is not None
    base = path if os.path.isdir(path) else ""
    try:
        factory = arrow.dataset.FileSystemDatasetFactory(
            arrow.fs.LocalFileSystem(),
            files,
            arrow.dataset.ParquetFileFormat(),
            arrow.dataset.FileSystemFactoryOptions(
                partition_base_dir=base, partitioning=arrow.dataset.HivePartitioning.discover()
            ),
        )
        # What it finds out by itself is the first file's schema, with the columns that folders are named after.
        dataset = factory.finish(arrow.unify_schemas([factory.inspect(), *schemas], promote_options="permissive"))
    except (arrow.ArrowException, OSError) as error:
        raise InputError(
            f"the files in {path} do not have the same columns: {_first_line(error)}",
            "Read the files one by one, or write them again with the same types.",
        ) from error
    return Source(path, dataset, said["columns"], said["primary_column"])


def _files(path: str) -> list[str]:
    """The file, or the Parquet files in a folder, in the order of their names; names with `_` or `.` in front are
    other programs' notes."""
    if os.path.isfile(path):
        return [path]
    found = []
    for folder, below, names in os.walk(path):
        below[:] = sorted(name for name in below if not name.startswith((".", "_")))
        found += [
            os.path.join(folder, name)
            for name in names
            if name.lower().endswith(ENDINGS) and not name.startswith((".", "_"))
        ]
    if not found:
        raise InputError(
            f"{path} is a folder without Parquet files", "Check whether the job that writes it has come to its end."
        )
    return sorted(found)


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _geo(arrow: Any, file: str, told: tuple[str, Any] | None) -> tuple[dict[str, Any], Any]:
    """What a file says about its geometry (primary_column and columns, both empty if it has none), and its schema.
    `told`: the column and CRS that the caller names for files that say nothing."""
    try:
        with arrow.parquet.ParquetFile(file) as opened_file:
            schema, arrow_schema = opened_file.schema, opened_file.schema_arrow
            text = (opened_file.metadata.metadata or {}).get(b"geo")
    except PermissionError as error:
        raise InputError(f"{file} cannot be opened: {error.strerror}", "Check who may read it.") from error
    except (arrow.ArrowException, OSError) as error:
        if "LogicalType" in str(error):
            raise _unknown_types(arrow, file, error) from error
        raise InputError(
            f"{file} is not a Parquet file, or is damaged: {_first_line(error)}",
            "If it was copied or downloaded, do that again; if it has another format, give it that format's ending.",
        ) from error
    if text is None:
        return _geometry_types(arrow, file, schema) or _none(arrow, file, arrow_schema, told), arrow_schema
    if told is not None:
        raise UsageError(f"{file} says itself where its geometry is", "Leave out geometry and crs.")
    return _stated(file, text, arrow_schema.names), arrow_schema


def _unknown_types(arrow: Any, file: str, error: BaseException) -> InputError:
    return InputError(
        f"{file} has columns of types that pyarrow {arrow.__version__} does not know: {_first_line(error)}",
        "Use a newer pyarrow (21 or later), or have Spark write the geometry as bytes: ST_AsBinary(geometry).",
    )


def _stated(file: str, text: bytes, names: Sequence[str]) -> dict[str, Any]:
    remedy = "Write the file again with a program that knows GeoParquet 1.1, such as GeoPandas, DuckDB or Sedona."
    try:
        said = json.loads(text)
        columns, primary = said["columns"], said["primary_column"]
        encodings = {name: str(column["encoding"]) for name, column in columns.items()}
        major = int(str(said.get("version", said.get("schema_version", "1"))).split(".")[0])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{file}: its metadata 'geo' is damaged ({error!r})", remedy) from error
    if major > 2:
        raise InputError(f"{file} is GeoParquet {said['version']}, a version that is not known", remedy)
    if primary not in encodings:
        raise InputError(f"{file}: its metadata 'geo' does not describe the geometry column {primary!r}", remedy)
    for name, encoding in encodings.items():
        if encoding.upper() != "WKB" and encoding not in NATIVE:
            raise InputError(
                f"{file}: geometry column {name!r} has the encoding {encoding!r}, which is not read", remedy
            )
    if primary not in names:
        raise InputError(f"{file} has no column {primary!r}, which its metadata 'geo' names as the geometry", remedy)
    return {"primary_column": primary, "columns": {name: columns[name] for name in encodings if name in names}}


def _geometry_types(arrow: Any, file: str, schema: Any) -> dict[str, Any] | None:
    """Columns of Parquet's own types Geometry and Geography, in a file without `geo`."""
    found: dict[str, Any] = {}
    try:
        kinds = [(column, column.logical_type) for column in map(schema.column, range(len(schema)))]
    except OSError as error:
        raise _unknown_types(arrow, file, error) from error
    for column, kind in kinds:
        if kind.type in ("GEOMETRY", "GEOGRAPHY") and column.path == column.name:
            stated = json.loads(kind.to_json()).get("crs") or DEFAULT_CRS
            found[column.name] = {"encoding": "WKB", "crs": _native_crs(stated)}
            if kind.type == "GEOGRAPHY":
                found[column.name]["edges"] = "spherical"
    return {"primary_column": next(iter(found)), "columns": found} if found else None


def _native_crs(text: str) -> Any:
    if text.lower().startswith("srid:"):
        number = text[len("srid:") :]
        return None if number == "0" else f"EPSG:{number}"
    return json.loads(text) if text.startswith("{") else text


def _none(arrow: Any, file: str, schema: Any, told: tuple[str, Any] | None) -> dict[str, Any]:
    """A table without geometry, or with one in the column that the caller names; refused if it seems to have one that
    nobody names."""
    binary = [
        field.name for field in schema if arrow.types.is_binary(field.type) or arrow.types.is_large_binary(field.type)
    ]
    if told is not None:
        name, crs = told
        if name not in binary:
            raise UsageError(
                f"{file} has no column {name!r} of well-known binary",
                f"Columns of bytes: {', '.join(binary) or 'none'}.",
            )
        return {"primary_column": name, "columns": {name: {"encoding": "WKB", "crs": crs}}}
    if not binary:
        return {"primary_column": "", "columns": {}}
    raise InputError(
        f"{file} is Parquet without the metadata 'geo': it does not say which column is its geometry, nor in which "
        f"coordinate reference system it is; {', '.join(map(repr, binary))} may be it",
        f"Name both: lnrs.read(FILE, geometry={binary[0]!r}, crs=27700), or write the file as GeoParquet (GeoPandas: "
        "to_parquet, Sedona: format('geoparquet'), DuckDB with its spatial extension).",
    )


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    if one["primary_column"] != other["primary_column"] or set(one["columns"]) != set(other["columns"]):
        return False
    return all(
        column.get("encoding") == other["columns"][name].get("encoding")
        and column.get("crs", DEFAULT_CRS) == other["columns"][name].get("crs", DEFAULT_CRS)
        for name, column in one["columns"].items()
    )


def layer(file: str | os.PathLike[str]) -> Any:
    """A file as a layer of a command: it has geometry, and no more rows than a frame may have."""
    source = opened(file)
    rows = int(source.dataset.count_rows())
    if rows > _exchange.MAX_ROWS:
        raise UsageError(
            f"{source.path} has {rows:,} rows; Parquet of more than {_exchange.MAX_ROWS:,} is not read into memory",
            "Read the part that you need (lnrs.read with bbox=), or convert it to a GeoPackage: max_memory then works "
            "through it in parts.",
        )
    if not source.columns:
        raise InputError(
            f"{source.path} has no geometry: none of its columns is one",
            f"It has {', '.join(source.attributes) or 'no columns'}. Check whether this is the file that you mean.",
        )
    return read(source)


def read(source: Source, columns: Sequence[str] | None = None, bbox: Box | None = None) -> Any:
    """The rows as a GeoDataFrame, or as a DataFrame where there is no geometry; `columns`: attributes to read."""
    arrow = packages(source.path)
    wanted = source.attributes if columns is None else list(dict.fromkeys(columns))
    wanted = [name for name in wanted if name != source.primary]
    for name in wanted:
        if name not in source.attributes:
            raise UsageError(f"{source.path} has no column {name!r}", f"It has {', '.join(source.attributes)}.")
    if columns is not None:
        wanted += [name for name in _index_names(source) if name not in wanted]
    geometry = [name for name in source.columns if columns is None or name == source.primary]
    order = [name for name in source.dataset.schema.names if name in wanted or name in geometry]
    chosen = None
    if bbox is not None and source.covering is not None:
        chosen = _meets(arrow, source.covering, bbox)
    try:
        table = source.dataset.to_table(columns=order, filter=chosen)
        data = _attributes(arrow, table.drop_columns(geometry) if geometry else table)
    except (arrow.ArrowException, OSError, NotImplementedError) as error:
        raise InputError(
            f"{source.path} cannot be read: {_first_line(error)}",
            "If the file is damaged, get it again; if one column is at fault, name those that you need (columns=).",
        ) from error
    if not geometry:
        return data
    for name in geometry:
        data[name] = _shapes(arrow, source, name, table)
    front = [name for name in order if name in data.columns]
    frame = data[[*front, *(name for name in data.columns if name not in front)]]
    frame = _exchange.geopandas().GeoDataFrame(frame, geometry=source.primary)
    return frame if bbox is None else frame[meeting(frame, bbox)]


def _index_names(source: Source) -> list[str]:
    """Columns that pandas has kept its index in."""
    said = (source.dataset.schema.metadata or {}).get(b"pandas")
    kept = json.loads(said).get("index_columns", []) if said else []
    return [name for name in kept if isinstance(name, str) and name in source.attributes]


def _meets(arrow: Any, covering: dict[str, list[str]], bbox: Box) -> Any:
    xmin, ymin, xmax, ymax = (arrow.dataset.field(*covering[side]) for side in ("xmin", "ymin", "xmax", "ymax"))
    west, south, east, north = bbox
    # A writer may have kept boxes as 32-bit numbers, rounded to the nearest.
    slack = 1e-6 * max(1.0, *(abs(one) for one in bbox))
    return (xmin <= east + slack) & (xmax >= west - slack) & (ymin <= north + slack) & (ymax >= south - slack)


def meeting(frame: Any, bbox: Box) -> Any:
    """True for the rows whose geometry meets the box."""
    from shapely.geometry import box

    return frame.geometry.intersects(box(*bbox)).fillna(False).to_numpy(dtype=bool)


def checked_box(bbox: Any) -> list[float]:
    try:
        box = [float(one) for one in bbox]
    except (TypeError, ValueError):
        box = []
    if len(box) != 4 or not all(map(math.isfinite, box)) or box[0] > box[2] or box[1] > box[3]:
        raise UsageError(
            f"bbox: {bbox!r} is not a rectangle", "Give (xmin, ymin, xmax, ymax) in the layer's coordinates."
        )
    return box


def _attributes(arrow: Any, table: Any) -> Any:
    """Columns as pandas', with the types that the file states; whole numbers with gaps stay whole numbers."""
    import pandas as pd

    if not table.column_names:
        return pd.DataFrame(index=pd.RangeIndex(table.num_rows))
    data = table.to_pandas()
    kept = {getattr(arrow, word)(): getattr(pd, f"{name}Dtype")() for word, name in _NULLABLE.items()}
    for field in table.schema:
        column = table.column(field.name)
        if field.type in kept and column.null_count and field.name in data.columns:
            if not isinstance(data[field.name].dtype, pd.api.extensions.ExtensionDtype):
                data[field.name] = column.to_pandas(types_mapper=kept.get).array
    return data


_NULLABLE = {
    "bool_": "Boolean",
    **{f"{sign.lower()}int{bits}": f"{sign}Int{bits}" for sign in ("", "U") for bits in (8, 16, 32, 64)},
}


def _shapes(arrow: Any, source: Source, name: str, table: Any) -> Any:
    """A column of geometry."""
    said = source.columns[name]
    crs = _crs(source.path, said)
    if said.get("edges") == "spherical":
        import warnings

        warnings.warn(
            f"{source.path}: edges of {name!r} are stated as spherical; they are taken as straight lines in its "
            "coordinate reference system",
            stacklevel=5,
        )
    column = table.column(name)
    encoding = str(said["encoding"])
    gpd = _exchange.geopandas()
    if encoding.upper() != "WKB":
        if not hasattr(gpd.GeoDataFrame, "from_arrow"):
            raise InputError(
                f"{source.path}: geometry column {name!r} has GeoArrow's encoding {encoding!r}, which GeoPandas "
                f"{gpd.__version__} does not read",
                "Use GeoPandas 1 or newer, or write the file with its geometry as WKB.",
            )
        marks = {"ARROW:extension:name": f"geoarrow.{encoding}", "ARROW:extension:metadata": "{}"}
        field = arrow.field(name, column.type, metadata=marks)
        shapes = gpd.GeoDataFrame.from_arrow(arrow.table([column], schema=arrow.schema([field]))).geometry.array
        return gpd.GeoSeries(shapes, crs=crs).array
    chunks = [getattr(chunk, "storage", chunk) for chunk in column.chunks]
    cells = [cell for chunk in chunks for cell in chunk.to_pylist()]
    try:
        return gpd.GeoSeries.from_wkb(cells, crs=crs).array
    except Exception as error:
        row = next((k for k, cell in enumerate(cells) if not _is_wkb(gpd, cell)), 0)
        raise InputError(
            f"{source.path}: row {row + 1} of geometry column {name!r} is not well-known binary: {_first_line(error)}",
            "Leave the row out, or have its program write the geometry as ISO well-known binary.",
        ) from error


def _is_wkb(gpd: Any, cell: Any) -> bool:
    try:
        gpd.GeoSeries.from_wkb([cell])
    except Exception:
        return False
    return True


def _crs(path: str, said: dict[str, Any]) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    stated = said.get("crs", DEFAULT_CRS)
    if stated is None:
        return None
    try:
        return CRS.from_user_input(stated)
    except CRSError as error:
        raise InputError(
            f"{path}: its coordinate reference system is not one that PROJ knows: {_first_line(error)}",
            "Write the file again with a known one, or read it with GeoPandas and set it: frame.set_crs(27700).",
        ) from error
