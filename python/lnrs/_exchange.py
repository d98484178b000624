# SPDX-License-Identifier: MIT
"""Layers on their way between Python and the engine.

The engine reads the well-known binary of a frame where it lies. What it makes comes back as arrays of coordinates that
are not copied (Shapely 2), or as well-known binary (Shapely 1.8); results of several tables are kept in a GeoPackage in
memory (/dev/shm where there is room).
"""

from __future__ import annotations

import datetime
import os
import shutil
import sqlite3
import tempfile
import types
import warnings
import weakref
from typing import Any, Iterable, Sequence

from . import _lnrs
from ._columns import cells, kind_of
from .errors import InputError, MissingPackage, UsageError, a_kind

#: A frame with more rows is refused: it is better handed over as a file, which is read in parts.
MAX_ROWS = 10_000_000


def geopandas() -> Any:
    try:
        import geopandas as module
    except ImportError as error:
        raise MissingPackage(
            "GeoPandas is not installed, and this call takes or gives a GeoDataFrame",
            "Install it (pip install geopandas), or name files and an output instead.",
        ) from error
    return module


def is_frame(value: Any) -> bool:
    """True for what can be handed over in memory: a GeoDataFrame, a GeoSeries, a table with `__arrow_c_stream__`."""
    return hasattr(value, "__arrow_c_stream__") or any(
        kind.__name__ in ("GeoDataFrame", "GeoSeries") for kind in type(value).__mro__
    )


def is_geoseries(value: Any) -> bool:
    return any(kind.__name__ == "GeoSeries" for kind in type(value).__mro__)


def as_geodataframe(value: Any, name: str) -> Any:
    """The layer as a GeoDataFrame, or an ArrowTable of what offers an Arrow stream."""
    gpd = geopandas()
    if isinstance(value, gpd.GeoSeries):
        return gpd.GeoDataFrame(geometry=value)
    if isinstance(value, gpd.GeoDataFrame):
        return value
    if isinstance(value, ArrowTable):
        return value
    if not hasattr(value, "__arrow_c_stream__"):
        raise not_a_layer(value, name)
    try:
        stream = value.__arrow_c_stream__()
    except ImportError as error:
        raise MissingPackage(f"{name}: {error}", "Install what it names.") from error
    return ArrowTable(_lnrs.hold_stream(stream, name), name)


def not_a_layer(value: Any, name: str) -> UsageError:
    """What to say of something that is given as a layer and is none."""
    remedy = "Give a GeoDataFrame, a file (FILE[#LAYER]) or a table that offers __arrow_c_stream__."
    if any(kind.__name__ == "DataFrame" for kind in type(value).__mro__):
        remedy = "Make a GeoDataFrame of it: geopandas.GeoDataFrame(frame, geometry=…, crs=27700)."
    return UsageError(f"{name}: {a_kind(value)} is not a layer", remedy)


def names_in(value: Any, layers: Iterable[Any]) -> list[Any]:
    """The columns that an argument names: one (its label may be any value, a tuple too), or several in a list."""
    if value is None:
        return []
    if isinstance(value, (str, bytes)) or not hasattr(value, "__iter__"):
        return [value]
    if isinstance(value, tuple):
        for layer in layers:
            if value in list(getattr(layer, "columns", ())):
                return [value]
    return list(value)


class ArrowTable:
    """A table that came through Arrow: as much of a GeoDataFrame as is needed here. Its geometry stays where the other
    program has it; its columns become pandas' when they are asked for."""

    def __init__(self, held: Any, name: str) -> None:
        import pandas as pd

        self._held = held
        self._taken: dict[str, Any] = {}
        unread = [f"{column!r} ({kind})" for column, kind in held.unread]
        if unread:
            warnings.warn(f"{name}: columns of types that are not read are left out: {', '.join(unread)}", stacklevel=5)
        self.attributes: list[str] = list(held.columns)
        self.columns = [*self.attributes, held.geometry_column]
        self.index = pd.RangeIndex(held.rows)
        self.geometry = types.SimpleNamespace(name=held.geometry_column)
        self.crs: Any = None
        if held.crs:
            from pyproj import CRS

            self.crs = CRS.from_user_input(held.crs)

    def __len__(self) -> int:
        return int(self._held.rows)

    def __getitem__(self, column: Any) -> Any:
        if column not in self._taken:
            self._taken[column] = _series(*self._held.column(column))
        return self._taken[column]

    def hold(self, layer: str, columns: Sequence[Any]) -> Any:
        return self._held.hold(layer, crs_text(self.crs), list(columns))


def crs_text(crs: Any) -> str:
    """What the engine takes for a CRS: an authority code, else WKT; "" for none."""
    if crs is None:
        return ""
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else crs.to_wkt()


def in_metres(crs: Any) -> bool:
    """True for a projected CRS that counts in metres, as the engine needs it for its work."""
    return bool(
        crs is not None and crs.is_projected and all(a.unit_name in ("metre", "meter") for a in crs.axis_info[:2])
    )


class Folder:
    """A temporary folder in memory, gone with the object."""

    def __init__(self, bytes_wanted: int = 0) -> None:
        self.path = tempfile.mkdtemp(prefix="lnrs-", dir=_memory_folder(bytes_wanted))
        self._end = weakref.finalize(self, shutil.rmtree, self.path, True)

    def close(self) -> None:
        self._end()


def _memory_folder(bytes_wanted: int) -> str | None:
    named = os.environ.get("LNRS_TMPDIR")
    if named:
        return named
    memory = "/dev/shm"
    if not os.access(memory, os.W_OK):
        return None
    room = os.statvfs(memory)
    # A result is about as large as its input, and the engine needs memory as well.
    return memory if room.f_bavail * room.f_frsize > 4 * bytes_wanted + (64 << 20) else None


def check_column_names(frame: Any, name: str, capitals: bool = True) -> None:
    """Raises InputError for columns that the engine, and most formats of files, take for one."""
    seen: dict[str, Any] = {}
    for column in frame.columns:
        word = str(column).lower() if capitals else str(column)
        if word in seen:
            other = seen[word]
            same = f"and {other!r} differ in capitals only"
            if str(other) == str(column):
                same = "is there twice" if other == column else f"and {other!r} read alike"
            raise InputError(f"{name}: column {column!r} {same}", "Rename one of them: frame.columns = […].")
        seen[word] = column


def checked(frame: Any, name: str) -> Any:
    """The frame, if it can be worked on. Raises InputError or UsageError that names the layer."""
    frame = as_geodataframe(frame, name)
    check_column_names(frame, name)
    if len(frame) > MAX_ROWS:
        raise UsageError(
            f"{name} has {len(frame):,} rows; a frame of more than {MAX_ROWS:,} is not handed over in memory",
            "Write it to a GeoPackage (lnrs.write) and name the file; max_memory then works through it in parts.",
        )
    try:
        frame.geometry
    except AttributeError as error:
        raise InputError(f"{name} has no active geometry column", "Set one: frame.set_geometry(…).") from error
    if len(frame) == 0:
        raise InputError(f"{name} is empty: it has no rows", "Check the filter or the file that it comes from.")
    return frame


def wkb_of(geometry: Any) -> list[bytes | None]:
    """Well-known binary of a GeoSeries; None for what is missing."""
    array = geometry.array
    try:
        from geopandas.array import to_wkb
    except ImportError:  # pragma: no cover
        from geopandas._vectorized import to_wkb
    return list(to_wkb(array))


#: Rows whose coordinates are taken out together: their parts exist twice in the meantime.
_ROWS_TOGETHER = 1024


def ragged_areas(geometry: Any) -> list[Any] | None:
    """Coordinates of areas with where their parts, rings and points begin, some rows at a time: about half the time of
    well-known binary. None where there is anything else than flat areas, or Shapely is older than 2."""
    if not shapely_two():
        return None
    import numpy as np
    import shapely

    shapes = np.asarray(geometry.array, dtype=object)
    missing, polygon, multipolygon = -1, 3, 6
    if not np.isin(shapely.get_type_id(shapes), (missing, polygon, multipolygon)).all() or shapely.has_z(shapes).any():
        return None
    if hasattr(shapely, "has_m") and shapely.has_m(shapes).any():
        return None
    return [_ragged(shapes[first : first + _ROWS_TOGETHER]) for first in range(0, len(shapes), _ROWS_TOGETHER)]


def _ragged(shapes: Any) -> tuple[Any, Any, Any, Any]:
    import numpy as np
    import shapely

    def begins(counts: Any) -> Any:
        all = np.zeros(len(counts) + 1, dtype="int64")
        np.cumsum(counts, out=all[1:])
        return all

    coordinates = shapely.get_coordinates(shapes)
    points = shapely.get_num_coordinates(shapes)
    # A row whose first point comes again at its end, and nowhere else, has one ring only: the first ring ends where it
    # began. Other rows are taken apart, for which Shapely copies them.
    there = np.flatnonzero(points)
    first = begins(points)[there]
    last = first + points[there] - 1
    back = (coordinates[:, 0] == np.repeat(coordinates[first, 0], points[there])) & (
        coordinates[:, 1] == np.repeat(coordinates[first, 1], points[there])
    )
    whole = np.zeros(len(shapes), dtype=bool)
    if len(there):
        whole[there] = (np.add.reduceat(back, first, dtype="int64") == 2) & back[last]

    parts, rows = shapely.get_parts(shapes[~whole], return_index=True)
    some = shapely.get_num_coordinates(parts) > 0
    parts, rows = parts[some], rows[some]
    holes = shapely.get_num_interior_rings(parts)
    part_counts = whole.astype("int64")
    part_counts[~whole] = np.bincount(rows, minlength=len(shapes) - whole.sum())
    ring_counts = np.ones(part_counts.sum(), dtype="int64")
    ring_counts[np.repeat(~whole, part_counts)] = holes + 1
    lengths = np.empty(ring_counts.sum(), dtype="int64")
    of_whole = np.repeat(np.repeat(whole, part_counts), ring_counts)
    lengths[of_whole] = points[whole]
    lengths[~of_whole] = shapely.get_num_coordinates(shapely.get_rings(parts))
    return coordinates, begins(part_counts), begins(ring_counts), begins(lengths)


# ---------------------------------------------------------------------------------------------------------- attributes


def attributes(frame: Any) -> list[Any]:
    """Columns that are no geometry."""
    if isinstance(frame, ArrowTable):
        return frame.attributes
    return [
        column
        for column in frame.columns
        if column != frame.geometry.name and not hasattr(frame[column], "total_bounds")
    ]


# ------------------------------------------------------------------------------------------------------------ in, out


#: Column with the number of each row, for commands that want to know features by an id.
NUMBER = "lnrs_row"


def hold_frame(
    layer: str, frame: Any, columns: Sequence[Any], once: bool = False, path: str = "", numbered: bool = False
) -> Any:
    """Lets the engine read a frame, by the path of what is returned, until that is let go, or, with `once`, a run has
    read all rows. `path`: what results call the layer, such as the file that it comes from. `numbered` adds a column
    with the numbers of the rows (an ArrowTable has none)."""
    if isinstance(frame, ArrowTable):
        return frame.hold(layer, columns)
    made: list[tuple[str, str, Any]] = []
    if numbered:
        import numpy as np

        made.append((NUMBER, "integer", (np.arange(1, len(frame) + 1), np.zeros(len(frame), dtype=bool))))
    for column in columns:
        values = frame[column]
        kind = kind_of(values)
        made.append((str(column), kind, cells(values, kind)))
    areas = ragged_areas(frame.geometry)
    geometry = wkb_of(frame.geometry) if areas is None else areas
    return _lnrs.hold_frame(layer, crs_text(frame.crs), made, geometry, areas is not None, once, path)


def frame_bytes(frame: Any) -> int:
    """About what a frame takes as a file."""
    try:
        import shapely

        points = int(shapely.get_num_coordinates(frame.geometry.values).sum())
    except (ImportError, AttributeError, TypeError):
        points = 64 * len(frame)
    return 16 * points + 128 * len(frame) * (1 + len(frame.columns))


def layer_crs(file: str, layer: str) -> str:
    """The CRS of a layer of a GeoPackage; "" for a table without geometry."""
    with sqlite3.connect(f"file:{_quoted(file)}?mode=ro", uri=True) as database:
        row = database.execute(
            "SELECT s.organization, s.organization_coordsys_id, s.definition FROM gpkg_geometry_columns g "
            "JOIN gpkg_spatial_ref_sys s ON s.srs_id = g.srs_id WHERE g.table_name = ?",
            (layer,),
        ).fetchone()
    database.close()
    if row is None:
        return ""
    return f"{row[0]}:{row[1]}" if row[0] not in ("NONE", "") else row[2]


def _quoted(file: str) -> str:
    from urllib.parse import quote

    return quote(os.path.abspath(file))


def read_frame(file: str, layer: str, columns: Iterable[str] | None = None) -> Any:
    """A layer of a result as a GeoDataFrame, a table without geometry as a DataFrame."""
    crs = layer_crs(file, layer)
    wanted = None if columns is None else list(columns)
    return frame_of(_lnrs.read_frame(file, layer, crs or "EPSG:27700", not shapely_two(), wanted), crs)


def frame_of(read: dict[str, Any], crs: str) -> Any:
    """A (Geo)DataFrame of what the engine gave."""
    import pandas as pd

    data = {name: _series(kind, values) for name, kind, values in read["columns"]}
    if read["kind"] == "none":
        return pd.DataFrame(data)
    geometry = _geometry(read, shapely_two())
    frame = pd.DataFrame(data, index=pd.RangeIndex(len(geometry)))
    return geopandas().GeoDataFrame(frame, geometry=geometry, crs=crs)


def shapely_two() -> bool:
    try:
        import shapely

        return int(shapely.__version__.split(".")[0]) >= 2
    except ImportError:
        return False


def _series(kind: str, values: Any) -> Any:
    import numpy as np
    import pandas as pd

    if kind in ("integer", "boolean"):
        numbers, missing = values
        gone = missing.astype(bool)
        plain, nullable = ("bool", "boolean") if kind == "boolean" else ("int64", "Int64")
        if not gone.any():
            return pd.Series(numbers.astype(plain, copy=False))
        return pd.Series(
            (
                pd.arrays.BooleanArray(numbers.astype(bool), gone)
                if kind == "boolean"
                else pd.arrays.IntegerArray(np.asarray(numbers), gone)
            ),
            dtype=nullable,
        )
    if kind == "real":
        return pd.Series(values)
    if kind == "date_time" and any(text is not None and not text.endswith("Z") for text in values):
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), errors="coerce"))
    if kind == "date_time":
        return pd.Series(pd.to_datetime(pd.Series(values, dtype=object), utc=True, errors="coerce"))
    if kind == "date":
        days = [None if text is None else datetime.date.fromisoformat(text) for text in values]
        return pd.Series(days, dtype=object)
    return pd.Series(values, dtype=object)


def _geometry(read: dict[str, Any], ragged: bool) -> Any:
    import numpy as np

    if not ragged:
        return geopandas().GeoSeries.from_wkb(read["geometry"]).array
    import shapely

    coordinates, *offsets = read["geometry"]
    rows = offsets[-1]
    gone = np.diff(rows) == 0
    if read["kind"] == "polygon":
        made = shapely.from_ragged_array(shapely.GeometryType.MULTIPOLYGON, coordinates, tuple(offsets))
    elif read["kind"] == "line":
        # One line a row at most: rows with one are built, the others stay without.
        made = np.full(len(gone), None, dtype=object)
        made[~gone] = shapely.from_ragged_array(shapely.GeometryType.LINESTRING, coordinates, (offsets[0],))
    else:
        made = np.full(len(gone), None, dtype=object)
        made[~gone] = shapely.points(coordinates)
    if gone.any():
        made[gone] = None
    return made
