# SPDX-License-Identifier: MIT
"""Commands on layers for analysts: GeoDataFrames in, GeoDataFrames out.

Attributes of frames do not pass through the engine: it says which rows a piece comes from, and the columns are taken
from there, so every dtype is kept. Index labels stand in the columns `<layer>_index`. Layers may be files as well; they
are then read by the engine, with their attributes.
"""

from __future__ import annotations

import inspect
import os
from typing import Any, Mapping, Sequence

from . import _exchange, _parquet
from ._columns import restored
from ._exchange import attributes
from ._results import Result
from ._joining import index_columns, kept_columns, labels_of, number_to_label, rows_of, side_by_side
from ._parquet import is_parquet
from ._run import Call, Progress
from .errors import UsageError

__all__ = ["overlay", "tabulate", "dissolve", "buffer", "near", "check_coverage", "change", "issues", "summary"]

_RUNNING = ("threads", "progress", "cancel")


def _names_for(layers: Sequence[Any], given: Sequence[str] | None, fallback: Sequence[str]) -> list[str]:
    """Names of layers: as given, as the caller's variables are called, or the file's."""
    if given is not None:
        if len(given) != len(layers):
            raise UsageError(f"names: {len(given)} names for {len(layers)} layers", "Give one name for each layer.")
        titles = [str(name) for name in given]
        if len({title.lower() for title in titles}) < len(titles):
            raise UsageError(f"names: {', '.join(titles)} are not all different", "Give each layer a name of its own.")
        return titles
    frame = inspect.currentframe()
    caller = frame.f_back.f_back if frame is not None and frame.f_back is not None else None
    known = {**caller.f_globals, **caller.f_locals} if caller is not None else {}
    # A function's variables are seen through a copy that Python keeps until the function returns.
    names: list[str] = []
    for layer, other in zip(layers, fallback):
        found = [word for word, value in known.items() if value is layer and not word.startswith("_")]
        if not _exchange.is_frame(layer):
            if not isinstance(layer, (str, os.PathLike)):
                raise _exchange.not_a_layer(layer, other)
            found = [_parquet.file_name(os.fspath(layer).split("#")[-1])]
        name = found[-1] if found else other
        names.append(name if name not in names else f"{name}_{len(names) + 1}")
    return names


def _running(options: dict[str, Any]) -> dict[str, Any]:
    return {key: options.pop(key) for key in _RUNNING if key in options}


def _frame(layer: Any) -> bool:
    return _exchange.is_frame(layer) or is_parquet(layer)


def _memory(layers: Sequence[Any], output: Any) -> bool:
    """True where the result is only wanted in memory and every layer is there."""
    return output is None and all(_frame(layer) for layer in layers)


def _in_memory(layer: Any) -> Any:
    return _parquet.layer(layer) if is_parquet(layer) else layer


def _with_told(frame: Any, result: Result) -> Any:
    frame.attrs["lnrs"] = result.told()
    return frame


def overlay(
    *layers: Any,
    how: str = "intersection",
    keep: Mapping[str, Sequence[Any]] | Sequence[Any] | None = None,
    where: str | None = None,
    names: Sequence[str] | None = None,
    output: Any = None,
    **options: Any,
) -> Any:
    """Cuts layers by one another: intersection, union, identity, difference, symmetric-difference or clip.

    Union, identity and intersection take any number of layers. Each piece has its area (`area_ha`), the index label of
    its row in every layer (`<layer>_index`) and the columns of all layers, or those that `keep` names: a list, or a
    dict by layer. `where` filters the first layer (SQL). Further options: those of `lnrs overlay`, e.g. min_area (m2),
    snap (m), crs, threads. With `output` the result is written to that file and a `Result` returned.

    >>> import geopandas, shapely.geometry, lnrs
    >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
    >>> fields = geopandas.GeoDataFrame({"crop": ["wheat"]}, geometry=[square(0)], crs=27700)
    >>> parishes = geopandas.GeoDataFrame({"parish": ["Corsham"]}, geometry=[square(40)], crs=27700)
    >>> pieces = lnrs.overlay(fields, parishes, how="intersection")
    >>> pieces[["area_ha", "fields_index", "crop", "parish"]]
       area_ha  fields_index   crop   parish
    0      0.6             0  wheat  Corsham
    """
    if len(layers) < 2:
        raise UsageError(f"an overlay needs two layers at least, not {len(layers)}", "lnrs.overlay(habitat, boa)")
    titles = _names_for(layers, names, [f"layer{k + 1}" for k in range(len(layers))])
    running = _running(options)
    if not _memory(layers, output):
        values = {"operation": how, "layer": list(layers), "where": where, **options}
        if isinstance(keep, Mapping):
            keep = list(dict.fromkeys(column for columns in keep.values() for column in columns))
        call = Call("overlay", {**values, "keep": keep}, names={"layer": titles})
        return _written(call, "overlay", output, running)
    layers = tuple(_in_memory(layer) for layer in layers)
    values = {"operation": how, "layer": list(layers), "where": where, **options}
    frames = [_exchange.checked(layer, name) for layer, name in zip(layers, titles)]
    kept = kept_columns(frames, titles, keep)
    inner = [f"lnrs_{k + 1}" for k in range(len(layers))]
    columns: list[Sequence[Any]] = [[] for _ in layers]
    if where is not None:
        columns[0] = attributes(frames[0])
    call = Call("overlay", values, names={"layer": inner}, columns={"layer": columns})
    call.say(dict(zip(inner, titles)))
    result, read_back = _read(call, "overlay", running, ["area_ha", *(f"{name}_fid" for name in inner)])
    made: dict[Any, Any] = {"area_ha": read_back["area_ha"]}
    rows = {name: rows_of(read_back[f"{name}_fid"]) for name in inner if f"{name}_fid" in read_back}
    use = [k for k, name in enumerate(inner) if name in rows]
    for k in use:
        made.update(index_columns(frames[k], titles[k], rows[inner[k]]))
    made.update(
        side_by_side(
            [frames[k] for k in use],
            [titles[k] for k in use],
            [rows[inner[k]] for k in use],
            [kept[k] for k in use],
            [str(name) for name in made],
        )
    )
    return _with_told(_geo(made, read_back), result)


def _geo(columns: Mapping[Any, Any], read_back: Any, index: Any = None) -> Any:
    import pandas as pd

    data = pd.DataFrame(dict(columns), index=pd.RangeIndex(len(read_back)))
    geometry = "geometry" if "geometry" not in data.columns else "overlay_geometry"
    made = _exchange.geopandas().GeoDataFrame(data, geometry=read_back.geometry.array, crs=read_back.crs)
    if geometry != "geometry":
        made = made.rename_geometry(geometry)
    if index is not None:
        made.index = index
    return made


def _read(call: Call, table: str, running: dict[str, Any], columns: Sequence[str] | None = None) -> tuple[Result, Any]:
    """Runs into memory and reads one table of the result."""
    file = call.memory_file("result.gpkg")
    call.values["output"] = file
    result = call.run(kind=Result, temporary=True, memory=file, **running)
    return result, result.part(table, None if columns is None else list(columns))


def _written(call: Call, table: str, output: Any, running: dict[str, Any]) -> Any:
    """Runs into the file that was named, or into memory where none was; the result, or its table."""
    if output is not None:
        call.values["output"] = output
        return call.run(kind=Result, **running)
    result, made = _read(call, table, running)
    return _with_told(made, result)


def tabulate(
    zones: Any,
    features: Any,
    *,
    by: Any = None,
    zone_id: Any = None,
    where: str | None = None,
    names: Sequence[str] | None = None,
    output: Any = None,
    **options: Any,
) -> Any:
    """Areas of the features by zone and class, without building geometry: a DataFrame.

    `by` is the column with a feature's class, `zone_id` the one that names a zone; without it the zone's index label
    stands in `zone`. `where` filters the features (SQL). Lines are measured and points counted instead. Further
    options: those of `lnrs tabulate`.

    >>> import geopandas, shapely.geometry, lnrs
    >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
    >>> zones = geopandas.GeoDataFrame(geometry=[square(0)], index=["west"], crs=27700)
    >>> habitat = geopandas.GeoDataFrame({"code": ["w1", "g3"]}, geometry=[square(-50), square(50)], crs=27700)
    >>> lnrs.tabulate(zones, habitat, by="code")[["zone", "class", "area_ha"]]
       zone class  area_ha
    0  west    g3      0.5
    1  west    w1      0.5
    """
    titles = _names_for((zones, features), names, ("zones", "features"))
    running = _running(options)
    values = {"zones": zones, "features": features, "zone_id": zone_id, "by": by, "where": where, **options}
    columns: dict[str, list[Any]] = {
        "zones": [[zone_id] if zone_id is not None else []],
        "features": [None if where is not None else [by] if by is not None else []],
    }
    call = Call("tabulate", values, names={"zones": titles[:1], "features": titles[1:]}, columns=columns)
    if output is not None:
        return _written(call, "tabulation", output, running)
    result, table = _read(call, "tabulation", running)
    (zone_frame,), (feature_frame,) = call.frames["zones"], call.frames["features"]
    if zone_frame is not None and "zone" in table:
        table["zone"] = (
            restored(table["zone"], zone_frame[zone_id], str(zone_id))
            if zone_id is not None
            else labels_of(zone_frame, table["zone"])
        )
    if feature_frame is not None and by is not None and "class" in table:
        table["class"] = restored(table["class"], feature_frame[by], str(by))
    return _with_told(table, result)


def dissolve(
    layer: Any,
    *,
    by: Any = None,
    sum: Any = None,
    where: str | None = None,
    output: Any = None,
    names: Sequence[str] | None = None,
    **options: Any,
) -> Any:
    """Unites the features of a layer, those of each value of `by`, and adds up the columns of `sum`.

    Columns: those of `by` in their dtype, `features`, `area_ha`, `sum_<column>`. Further options: those of
    `lnrs dissolve`, e.g. single_parts, min_area (m2).

    >>> import geopandas, shapely.geometry, lnrs
    >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
    >>> columns = {"code": ["w", "w"], "n": [2, 3]}
    >>> habitat = geopandas.GeoDataFrame(columns, geometry=[square(0), square(100)], crs=27700)
    >>> lnrs.dissolve(habitat, by="code", sum="n")[["code", "features", "area_ha", "sum_n"]]
      code  features  area_ha  sum_n
    0    w         2      2.0    5.0
    """
    titles = _names_for((layer,), names, ("layer",))
    running = _running(options)
    fields, sums = _exchange.names_in(by, [layer]), _exchange.names_in(sum, [layer])
    call = Call(
        "dissolve",
        {"layer": layer, "by": fields or None, "sum": sums or None, "where": where, **options},
        names={"layer": titles},
        columns={"layer": [None if where is not None else [*dict.fromkeys(fields + sums)]]},
    )
    return _grouped(call, "dissolved", fields, output, running)


def _grouped(call: Call, table: str, fields: Sequence[Any], output: Any, running: dict[str, Any]) -> Any:
    if output is not None:
        return _written(call, table, output, running)
    result, made = _read(call, table, running)
    (frame,) = call.frames["layer"]
    if frame is not None:
        # The groups come first, by other names where the result has a column of that name itself.
        for field, column in zip(fields, list(made.columns)):
            made[column] = restored(made[column], frame[field], str(field))
        own = {column: field for field, column in zip(fields, made.columns) if column == str(field)}
        made = made.rename(columns=own)
    return _with_told(made, result)


def buffer(
    layer: Any,
    distance: float | None = None,
    *,
    distance_field: Any = None,
    dissolve: bool = False,
    by: Any = None,
    where: str | None = None,
    output: Any = None,
    names: Sequence[str] | None = None,
    **options: Any,
) -> Any:
    """Grows features by a distance in metres, or shrinks areas by a negative one.

    One row per feature with its index label and columns, `distance_m` and `area_ha`; rows of which nothing is left are
    missing. With `dissolve` or `by` the buffers are united. Further options: those of `lnrs buffer`, e.g. segments,
    single_parts.

    >>> import geopandas, shapely.geometry, lnrs
    >>> oak = shapely.geometry.Point(400000, 200000)
    >>> trees = geopandas.GeoDataFrame({"oak": [True]}, geometry=[oak], index=[7], crs=27700)
    >>> grown = lnrs.buffer(trees, 10)
    >>> grown[["oak", "distance_m"]]
        oak  distance_m
    7  True        10.0
    """
    titles = _names_for((layer,), names, ("layer",))
    running = _running(options)
    fields = _exchange.names_in(by, [layer])
    needed = [*dict.fromkeys(fields + _exchange.names_in(distance_field, [layer]))]
    call = Call(
        "buffer",
        {
            "layer": layer,
            "distance": distance,
            "distance_field": distance_field,
            "dissolve": dissolve or None,
            "by": fields or None,
            "where": where,
            **options,
        },
        names={"layer": titles},
        columns={"layer": [None if where is not None or output is not None else needed]},
    )
    (frame,) = call.frames["layer"]
    if dissolve or fields or output is not None or frame is None:
        return _grouped(call, "buffer", fields, output, running)
    result, read_back = _read(call, "buffer", running, ["source_fid", "distance_m", "area_ha"])
    rows = rows_of(read_back["source_fid"])
    columns = side_by_side([frame], titles, [rows], [attributes(frame)], ["distance_m", "area_ha"])
    columns = {**columns, "distance_m": read_back["distance_m"], "area_ha": read_back["area_ha"]}
    return _with_told(_geo(columns, read_back, frame.index.take(rows)), result)


def near(
    layer: Any,
    near: Any,
    *,
    count: int = 1,
    within: float | None = None,
    where: str | None = None,
    near_where: str | None = None,
    output: Any = None,
    names: Sequence[str] | None = None,
    **options: Any,
) -> Any:
    """Nearest features of another layer, edge to edge: one row per pair, with the shortest line between them.

    Columns: the index labels of both (`<layer>_index`), rank, distance_m, bearing_deg, direction, and the columns of
    both layers. `within` is in metres. Further options: those of `lnrs near`.

    >>> import geopandas, shapely.geometry, lnrs
    >>> def point(x): return shapely.geometry.Point(400000 + x, 200000)
    >>> sites = geopandas.GeoDataFrame(geometry=[point(0)], crs=27700)
    >>> ponds = geopandas.GeoDataFrame({"pond": ["near", "far"]}, geometry=[point(30), point(90)], crs=27700)
    >>> lnrs.near(sites, ponds)[["sites_index", "ponds_index", "distance_m", "direction", "pond"]]
       sites_index  ponds_index  distance_m direction  pond
    0            0            0        30.0         E  near
    """
    titles = _names_for((layer, near), names, ("from", "near"))
    if titles[0] == titles[1]:
        titles = ["from", "near"]
    running = _running(options)
    memory = _memory((layer, near), output)
    values = {
        "layer": layer,
        "near": near,
        "count": count,
        "within": within,
        "where": where,
        "near_where": near_where,
        **options,
    }
    columns: dict[str, list[Any]] = {
        "layer": [[] if memory and where is None else None],
        "near": [[] if memory and near_where is None else None],
    }
    call = Call("near", values, names={"layer": titles[:1], "near": titles[1:]}, columns=columns)
    if not memory:
        return _written(call, "near", output, running)
    facts = ["rank", "distance_m", "bearing_deg", "direction"]
    result, read_back = _read(call, "near", running, ["from_fid", "near_fid", *facts])
    frames = [call.frames["layer"][0], call.frames["near"][0]]
    rows = [rows_of(read_back["from_fid"]), rows_of(read_back["near_fid"])]
    made: dict[Any, Any] = {}
    for frame, title, at in zip(frames, titles, rows):
        made.update(index_columns(frame, title, at))
    made.update({name: read_back[name] for name in facts})
    made.update(
        side_by_side(frames, titles, rows, [attributes(frame) for frame in frames], [str(name) for name in made])
    )
    return _with_told(_geo(made, read_back), result)


def check_coverage(
    layer: Any, *, id: Any = None, output: Any = None, names: Sequence[str] | None = None, **options: Any
) -> Result:
    """Looks for gaps, overlaps, slivers and spikes in a layer that should cover its area once.

    The result has `problems` (points), `problem_areas` and `issues`; without `id` features are known by their index
    labels. Further options: those of `lnrs check-coverage`.
    """
    titles = _names_for((layer,), names, ("layer",))
    running = _running(options)
    call = Call(
        "check-coverage",
        {"layer": layer, "id": id, **options},
        names={"layer": titles},
        columns={"layer": [None if options.get("where") else [] if id is None else [id]]},
    )
    call.values["output"] = output if output is not None else call.memory_file("result.gpkg")
    result = call.run(kind=Result, temporary=output is None, **running)
    (frame,) = call.frames["layer"]
    if frame is not None and id is None and output is None:
        for table in ("problems", "problem_areas"):
            if table in result.tables:
                number_to_label(result.table(table), frame, ("feature", "other"))
    return result


def change(
    old: Any,
    new: Any,
    *,
    class_: Any = None,
    zones: Any = None,
    mask: Any = None,
    projects: Any = None,
    output: Any = None,
    **options: Any,
) -> Result:
    """What changed between two maps: matrix of classes, extent account, changed areas.

    The result has `change_matrix`, `extent_account`, `change_summary`, `changed_areas` and `issues`. Further options:
    those of `lnrs change`, e.g. old_class, new_class, zone_id, sliver_width (m).
    """
    running = _running(options)
    call = Call(
        "change",
        {"old": old, "new": new, "class": class_, "zones": zones, "mask": mask, "projects": projects, **options},
    )
    call.values["output"] = output if output is not None else call.memory_file("result.gpkg")
    return call.run(kind=Result, temporary=output is None, **running)


def issues(made: Any) -> Any:
    """The problems of the input that a run met, as a table: of a frame that lnrs made, or of a result."""
    if isinstance(made, Result):
        return made.issues
    return _told(made).issues


def _told(frame: Any) -> Any:
    told = getattr(frame, "attrs", {}).get("lnrs")
    if told is None:
        raise UsageError("this frame was not made by lnrs, or has been changed since", "Keep what lnrs returned.")
    return told


def summary(made: Any) -> str:
    """What the run would have printed on the command line."""
    if isinstance(made, Result):
        return made.summary or made.printed
    return str(_told(made)["summary"])
