# SPDX-License-Identifier: MIT
"""GeoDataFrames in and out: areas right, index, CRS and dtypes kept."""

from __future__ import annotations

import copy
import gc
import json

import geopandas
import lnrs
import numpy as np
import pandas as pd
import pytest
from arrow_table import ArrowTable
from conftest import frame, square
from shapely.geometry import LineString, MultiPolygon, Point, Polygon


def test_overlay_gives_the_pieces_of_both(habitat, parishes):
    pieces = lnrs.overlay(habitat, parishes, how="union")
    assert isinstance(pieces, geopandas.GeoDataFrame) and pieces.crs == habitat.crs
    assert list(pieces.columns) == ["area_ha", "habitat_index", "parishes_index", "code", "n", "parish", "geometry"]
    assert pieces.area_ha.sum() == pytest.approx(1.5**2 * 2 + 4 - 3)
    assert pieces.geometry.area.sum() == pytest.approx(1e4 * pieces.area_ha.sum())
    inside = pieces.dropna(subset=["habitat_index", "parishes_index"])
    assert inside.area_ha.sum() == pytest.approx(3.0)
    for _, row in inside.iterrows():
        assert row.code == habitat.code[row.habitat_index] and row.parish == parishes.parish[row.parishes_index]


def test_every_intersection_is_that_of_its_pair(habitat, parishes):
    pieces = lnrs.overlay(habitat, parishes)
    found = {(row.habitat_index, row.parishes_index): row.geometry for _, row in pieces.iterrows()}
    for i, a in enumerate(habitat.geometry):
        for k, b in enumerate(parishes.geometry):
            area = a.intersection(b).area
            assert ((i, k) in found) == (area > 0)
            if area > 0:
                assert found[i, k].symmetric_difference(a.intersection(b)).area < 1e-6


@pytest.mark.parametrize("how", ["intersection", "union", "identity", "symmetric-difference", "difference"])
def test_overlay_agrees_with_geopandas(habitat, parishes, how):
    try:
        habitat.sindex
    except ImportError:
        pytest.skip("this GeoPandas has no spatial index (Shapely 2, rtree or pygeos)")
    ours = lnrs.overlay(habitat, parishes, how=how)
    theirs = geopandas.overlay(habitat, parishes, how=how.replace("-", "_"), keep_geom_type=True)
    key = [column for column in ("code", "n", "parish") if column in theirs.columns]

    def areas(pieces):
        made = pieces[key].assign(n=pieces.n.astype("Float64")) if "n" in key else pieces[key]
        made = made.astype(object).where(made.notna(), "none").astype(str)
        return pieces.geometry.area.groupby([made[column] for column in key]).sum().round(6).to_dict()

    assert areas(ours) == areas(theirs)


def test_overlay_equals_the_command_line(files, command_line, habitat, parishes):
    assert command_line("overlay", "union", "habitat.gpkg", "parishes.gpkg", "-o", "tool.gpkg").returncode == 0
    tool = geopandas.read_file(files / "tool.gpkg", layer="overlay")
    pieces = lnrs.overlay(habitat, parishes, how="union")
    assert len(pieces) == len(tool)
    assert list(pieces.geometry.to_wkb()) == list(tool.geometry.to_wkb())
    assert list(pieces.habitat_index.astype("Float64") + 1) == list(tool.habitat_fid.astype("Float64")) or (
        (pieces.habitat_index.astype("Float64") + 1).equals(tool.habitat_fid.astype("Float64"))
    )


def test_dtypes_are_kept(parishes):
    days = pd.to_datetime(["2026-03-29T00:30", "2026-03-29T02:30"]).tz_localize("Europe/London")
    rich = frame(
        [square(0), square(100)],
        {
            "small": np.array([1, 2], dtype="int8"),
            "nullable": pd.array([7, None], dtype="Int32"),
            "kind": pd.Categorical(["wood", "heath"], categories=["heath", "wood", "bog"], ordered=True),
            "when": days,
            "flag": [True, False],
            "mixed": [1, "one"],
            "list": [[1, 2], {"a": 1}],
            "text": pd.array(["a", None], dtype="string"),
        },
    )
    pieces = lnrs.overlay(rich, parishes, how="identity")
    for column in rich.columns.drop("geometry"):
        assert pieces[column].dtype == rich[column].dtype, column
    assert pieces.list[0] == [1, 2] and list(pieces["mixed"].unique()) == [1, "one"]
    assert pieces.when.dt.tz is not None and pieces.when[0] == days[0]
    # Where rows have no feature, whole numbers and truth become those that can be missing.
    union = lnrs.overlay(rich, parishes, how="union")
    assert str(union.small.dtype) == "Int64" and str(union.flag.dtype) == "boolean"
    assert union.when.dtype == rich.when.dtype and union.kind.dtype == rich.kind.dtype


def test_the_index_is_kept(parishes):
    named = frame([square(0), square(100)], {"n": [1, 2]}, index=pd.Index(["a", "b"], name="ref"))
    pieces = lnrs.overlay(named, parishes, how="intersection")
    assert list(pieces.named_index) == ["a", "b", "b"]
    levels = named.set_index(pd.MultiIndex.from_tuples([("x", 1), ("x", 2)], names=["sheet", None]))
    pieces = lnrs.overlay(levels, parishes, how="intersection")
    assert list(pieces.levels_sheet) == ["x"] * 3 and list(pieces.levels_level_1) == [1, 2, 2]
    twice = named.set_index(pd.Index([5, 5]))
    pieces = lnrs.overlay(twice, parishes, how="intersection")
    assert list(pieces.twice_index) == [5, 5, 5] and list(pieces.n) == [1, 2, 2]


def test_keep_chooses_columns(habitat, parishes):
    assert "n" not in lnrs.overlay(habitat, parishes, keep=["code", "parish"])
    assert "parish" not in lnrs.overlay(habitat, parishes, keep={"habitat": ["code", "n"]})
    with pytest.raises(lnrs.UsageError, match="no layer has a column 'kode'"):
        lnrs.overlay(habitat, parishes, keep=["kode"])
    with pytest.raises(lnrs.UsageError, match="there is no layer 'wood'"):
        lnrs.overlay(habitat, parishes, keep={"wood": ["code"]})


def test_columns_of_one_name_get_their_layer_in_front(habitat, parishes):
    both = parishes.assign(code=["A", "B"])
    pieces = lnrs.overlay(habitat, both, names=["habitat", "parish"])
    assert {"habitat_code", "parish_code"} <= set(pieces.columns) and "code" not in pieces


def test_a_filter_sees_every_column(habitat, parishes):
    pieces = lnrs.overlay(habitat, parishes, where="code = 'w1f' AND n > 1")
    assert list(pieces.code) == ["w1f"] and pieces.area_ha.sum() == pytest.approx(1.0)
    assert list(pieces.habitat_index) == [2]


def test_three_layers(habitat, parishes):
    town = frame([square(50)], {"town": ["Bath"]})
    pieces = lnrs.overlay(habitat, parishes, town, how="union")
    assert {"habitat_index", "parishes_index", "town_index"} <= set(pieces.columns)
    assert pieces.dropna(subset=["town_index"]).area_ha.sum() == pytest.approx(1.0)


def test_files_and_frames_together(files, habitat):
    pieces = lnrs.overlay(habitat, files / "parishes.gpkg", how="intersection")
    assert pieces.area_ha.sum() == pytest.approx(3.0)
    assert {"code", "parish", "habitat_fid", "parishes_fid"} <= set(pieces.columns)


def test_output_writes_a_file(files, habitat, parishes):
    result = lnrs.overlay(habitat, parishes, how="union", output=files / "out.gpkg")
    assert isinstance(result, lnrs.Result) and result.files == [files / "out.gpkg"]
    assert {"code", "parish"} <= set(result.overlay.columns)
    assert "/dev/shm" not in result.summary and "habitat" in result.summary


def test_tabulate_by_class(habitat, parishes):
    table = lnrs.tabulate(parishes, habitat, by="code", zone_id="parish")
    found = {(row.zone, row["class"]): row.area_ha for _, row in table.iterrows()}
    assert found == pytest.approx(
        {("Corsham", "w1f"): 1.0, ("Corsham", "g3c"): 0.5, ("Box", "g3c"): 0.5, ("Box", "w1f"): 1.0}
    )
    assert "geometry" not in table
    assert set(lnrs.tabulate(parishes, habitat).zone) == {0, 1}


def test_tabulate_keeps_the_type_of_classes(habitat, parishes):
    numbers = habitat.assign(code=[10, 20, 10, 30])
    assert lnrs.tabulate(parishes, numbers, by="code")["class"].dtype == np.int64
    kinds = habitat.assign(code=pd.Categorical(habitat.code))
    assert isinstance(lnrs.tabulate(parishes, kinds, by="code")["class"].dtype, pd.CategoricalDtype)
    mixed = habitat.assign(code=[1, "b", 1, 2.5])
    assert set(lnrs.tabulate(parishes, mixed, by="code")["class"]) == {1, "b"}


def test_dissolve_unites_and_adds_up(habitat):
    made = lnrs.dissolve(habitat, by="code", sum="n").set_index("code")
    assert made.area_ha.to_dict() == pytest.approx({"w1f": 2.0, "g3c": 1.0, "c1": 1.0})
    assert made.sum_n.to_dict() == {"w1f": 4, "g3c": 2, "c1": 4}
    everything = lnrs.dissolve(habitat)
    assert len(everything) == 1 and everything.area_ha[0] == pytest.approx(4.0)


def test_dissolve_keeps_dates_and_categories(habitat):
    rich = habitat.assign(kind=pd.Categorical(habitat.code), day=pd.to_datetime(["2026-01-01"] * 4).tz_localize("UTC"))
    made = lnrs.dissolve(rich, by=["kind", "day"])
    assert made.kind.dtype == rich.kind.dtype and made.day.dtype == rich.day.dtype


def test_buffer_keeps_index_and_columns(habitat):
    part = habitat[habitat.code == "w1f"]
    grown = lnrs.buffer(part, 10)
    assert list(grown.index) == [0, 2] and list(grown.columns) == ["code", "n", "distance_m", "area_ha", "geometry"]
    assert grown.geometry.area.to_numpy() == pytest.approx(part.buffer(10, 16).area.to_numpy(), rel=1e-3)
    shrunk = lnrs.buffer(habitat, -60)
    assert len(shrunk) == 0
    zones = lnrs.buffer(habitat, 10, by="code")
    assert set(zones.code) == {"w1f", "g3c", "c1"}


def test_buffer_by_a_column(habitat):
    grown = lnrs.buffer(habitat, distance_field="n")
    assert list(grown.distance_m) == [1, 2, 3, 4]


def test_near_says_how_far_and_which(parishes):
    sites = frame([Point(400000, 201000), Point(400200, 200050)], {"site": ["far", "in"]}, index=["f", "i"])
    pairs = lnrs.near(sites, parishes)
    assert list(pairs.sites_index) == ["f", "i"] and list(pairs.parishes_index) == [0, 1]
    assert list(pairs.distance_m) == pytest.approx([850.0, 0.0])
    assert list(pairs.site) == ["far", "in"] and list(pairs.parish) == ["Corsham", "Box"]
    assert pairs.geometry[0].length == pytest.approx(850.0) and pairs.geometry[1] is None
    assert len(lnrs.near(sites, parishes, within=100)) == 1


def test_check_coverage_names_features_by_their_labels():
    layer = frame([square(0), square(90), square(300)], index=["a", "b", "c"])
    result = lnrs.check_coverage(layer)
    overlaps = result.problems[result.problems.problem.str.contains("overlap")]
    assert {*overlaps.feature, *overlaps.other} == {"a", "b"}
    assert overlaps.area_m2.sum() == pytest.approx(1000.0)


def test_change_of_two_maps(habitat):
    later = habitat.assign(code=["w1f", "w1f", "w1f", "c1"])
    result = lnrs.change(habitat, later, class_="code")
    matrix = result.change_matrix
    moved = matrix[(matrix.from_class == "g3c") & (matrix.to_class == "w1f")]
    assert moved.area_ha.sum() == pytest.approx(1.0)
    assert result.changed_areas.area_ha.sum() == pytest.approx(1.0)
    assert result.files == []


def test_what_the_run_said_stays_with_the_frame(habitat, parishes):
    odd = habitat.copy()
    odd.loc[3, "geometry"] = None
    pieces = lnrs.overlay(odd, parishes)
    told = pieces.attrs["lnrs"]
    assert "odd" in told["summary"] and "/dev/shm" not in json.dumps(told)
    found = lnrs.issues(pieces)
    assert list(found.rule) == ["empty_geometry"] and list(found.source) == ["odd"] and list(found.feature_id) == ["4"]
    assert lnrs.summary(pieces) == told["summary"]
    assert len(pd.concat([pieces, pieces])) == 2 * len(pieces)  # attrs compare and copy
    copy.deepcopy(pieces)


def test_results_can_be_written(tmp_path, habitat, parishes):
    pieces = lnrs.overlay(habitat, parishes, how="union")
    lnrs.write(pieces, tmp_path / "pieces.gpkg", layer="pieces")
    assert len(lnrs.read(tmp_path / "pieces.gpkg", layer="pieces")) == len(pieces)


def test_geoparquet(tmp_path, habitat, parishes):
    pytest.importorskip("pyarrow")
    lnrs.write(habitat, tmp_path / "habitat.parquet")
    assert list(lnrs.read(tmp_path / "habitat.parquet").code) == list(habitat.code)
    pieces = lnrs.overlay(tmp_path / "habitat.parquet", parishes, names=["habitat", "parish"])
    assert pieces.area_ha.sum() == pytest.approx(3.0)


def arrow_of(layer, crs="EPSG:27700", **more):
    return ArrowTable(
        {
            "geometry": [None if shape is None else shape.wkb for shape in layer.geometry],
            **more,
            "code": list(layer.code),
        },
        crs=crs,
    )


def test_a_table_with_an_arrow_stream_is_read_without_pyarrow(habitat, parishes):
    table = arrow_of(habitat, n=[1, None, 3, 4])
    pieces = lnrs.overlay(table, parishes)
    of_frame = lnrs.overlay(habitat, parishes)
    assert list(pieces.code) == list(of_frame.code) and list(pieces.table_index) == list(of_frame.habitat_index)
    assert [a.equals(b) for a, b in zip(pieces.geometry, of_frame.geometry)] == [True] * len(of_frame)
    assert pieces.n.dtype == "Int64" and pieces.crs == habitat.crs
    assert {"stream", "schema", "array"} <= set(table.released)
    areas = lnrs.tabulate(parishes, arrow_of(habitat), by="code")
    assert list(areas.area_ha) == list(lnrs.tabulate(parishes, habitat, by="code").area_ha)


def test_an_arrow_stream_says_what_frames_say(habitat, parishes):
    odd = habitat.copy()
    odd.loc[3, "geometry"] = None
    assert list(lnrs.issues(lnrs.overlay(arrow_of(odd), parishes)).rule) == ["empty_geometry"]
    with pytest.raises(lnrs.InputError, match="table does not say in which coordinate") as caught:
        table = arrow_of(habitat, crs=None)
        lnrs.overlay(table, parishes)
    assert "assume" in caught.value.remedy
    assert lnrs.overlay(table, parishes, assume_crs="EPSG:27700").area_ha.sum() == pytest.approx(3.0)
    codes = ArrowTable({"code": ["a"]})
    with pytest.raises(lnrs.InputError, match="codes: has no column of geometry"):
        lnrs.overlay(codes, parishes, names=["codes", "parishes"])
    assert codes.released.count("stream") == 1
    listed = ArrowTable({"geometry": [shape.wkb for shape in habitat.geometry]}, "EPSG:27700", list_column="tags")
    with pytest.warns(UserWarning, match="'tags'"):
        assert len(lnrs.overlay(listed, parishes)) == 4


def test_a_crs_in_json_is_known(habitat, parishes):
    of_frame = lnrs.overlay(habitat, parishes)
    pieces = lnrs.overlay(arrow_of(habitat, crs=habitat.crs.to_json_dict()), parishes)
    assert len(lnrs.issues(pieces)) == 0 and pieces.area_ha.sum() == pytest.approx(of_frame.area_ha.sum())
    degrees = habitat.to_crs(4326)
    pieces = lnrs.overlay(arrow_of(degrees, crs=degrees.crs.to_json_dict()), parishes)
    assert pieces.crs == habitat.crs and "reprojected" in set(lnrs.issues(pieces).rule)


def test_arrow_streams_of_other_packages(habitat, parishes):
    pyarrow = pytest.importorskip("pyarrow")
    if not hasattr(geopandas.GeoDataFrame, "to_arrow"):
        pytest.skip("this GeoPandas does not write Arrow")
    of_frame = lnrs.overlay(habitat, parishes)
    for encoding in ("WKB", "geoarrow"):
        for interleaved in (True, False):
            table = pyarrow.table(habitat.to_arrow(geometry_encoding=encoding, interleaved=interleaved))
            pieces = lnrs.overlay(table, parishes, names=["habitat", "parishes"])
            pd.testing.assert_frame_equal(
                pd.DataFrame(pieces.drop(columns="geometry")),
                pd.DataFrame(of_frame.drop(columns="geometry")),
                check_dtype=False,  # texts are objects or strings
            )
            assert pieces.geometry.to_wkb().equals(of_frame.geometry.to_wkb()) and pieces.crs == of_frame.crs
    part = table.slice(1, 2)
    assert set(lnrs.overlay(part, parishes, names=["part", "parishes"]).code) == {"g3c", "w1f"}
    plain = pyarrow.table({"a": [1]})
    with pytest.raises(lnrs.InputError, match="has no column of geometry"):
        lnrs.overlay(plain, parishes, names=["plain", "parish"])


@pytest.mark.parametrize("package", ["polars", "duckdb"])
def test_polars_and_duckdb(package, habitat, parishes):
    module = pytest.importorskip(package, reason=f"{package} is not installed (pip install {package})")
    wkb = {"geometry": [shape.wkb for shape in habitat.geometry], "code": list(habitat.code)}
    if package == "polars":
        table = module.DataFrame(wkb)
    else:
        pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
        made = pyarrow.table(wkb)  # noqa: F841
        table = module.sql("SELECT * FROM made")  # DuckDB finds the table by its name
    pieces = lnrs.overlay(table, parishes, names=["table", "parishes"], assume_crs="EPSG:27700")
    assert pieces.area_ha.sum() == pytest.approx(lnrs.overlay(habitat, parishes).area_ha.sum())
    assert set(pieces.code) == {"w1f", "g3c"}


def test_areas_go_over_as_they_do_in_well_known_binary(monkeypatch, parishes):
    """Parts, holes, missing and empty areas; a frame of several blocks of rows."""
    if not lnrs._exchange.shapely_two():
        pytest.skip("Shapely 1.8 gives well-known binary only")
    ring = square(0, 0, 40).difference(square(10, 10, 20))
    shapes = [square(0), None, MultiPolygon([ring, square(60, 0, 30)]), Polygon(), ring, MultiPolygon()]
    shapes += [MultiPolygon([square(110), square(250, 0, 20).difference(square(255, 5, 5))])]
    rows = frame([None] * 4 + shapes * 5, {"n": range(39)})
    monkeypatch.setattr(lnrs._exchange, "_ROWS_TOGETHER", 4)
    ragged = lnrs.overlay(rows, parishes, names=["rows", "parishes"])
    monkeypatch.setattr(lnrs._exchange, "ragged_areas", lambda geometry: None)
    binary = lnrs.overlay(rows, parishes, names=["rows", "parishes"])
    assert len(ragged) > 20 and list(ragged.rows_index) == list(binary.rows_index)
    assert [one.wkb for one in ragged.geometry] == [one.wkb for one in binary.geometry]
    pd.testing.assert_frame_equal(lnrs.issues(ragged), lnrs.issues(binary))


def test_rings_are_found_as_shapely_has_them():
    """Holes that touch the start of the outline, outlines that return to their first point, repeated points."""
    shapely = pytest.importorskip("shapely", minversion="2")
    shell = [(0, 0), (10, 0), (10, 10), (0, 10), (0, 0)]
    holes = [
        [(2, 2), (4, 2), (4, 4), (2, 2)],
        [(0, 0), (5, 1), (1, 5), (0, 0)],
        [(6, 6), (8, 6), (8, 8), (6, 6)],
    ]
    odd = [
        Polygon(shell),
        Polygon(shell, holes[:1]),
        Polygon(shell, holes[1:2]),
        Polygon(shell, holes),
        Polygon([(0, 0), *shell]),
        Polygon([(0, 0), (5, 5), (0, 5), (0, 0), (5, -5), (0, -5), (0, 0)]),
        Polygon([(1, 1), (2, 2), (1, 1)]),
        MultiPolygon([Polygon(shell), Polygon(shell)]),
        MultiPolygon([Polygon(shell, holes[:1])]),
        MultiPolygon([Polygon(shell, holes[1:2]), square(0), Polygon(shell, holes)]),
    ]
    rng = np.random.default_rng(7)
    for size in (1, 2, 3, 40, 400):
        shapes = np.array([odd[k] for k in rng.integers(0, len(odd), size)], dtype=object)
        _, coordinates, (rings, parts, rows) = shapely.to_ragged_array(
            np.array([one if one.geom_type == "MultiPolygon" else MultiPolygon([one]) for one in shapes], dtype=object)
        )
        ours = lnrs._exchange._ragged(shapes)
        assert (ours[0] == coordinates).all()
        for mine, theirs in zip(ours[1:], (rows, parts, rings)):
            assert list(mine) == list(theirs)
    gone = np.array([None, Polygon(), MultiPolygon(), odd[1], MultiPolygon([odd[3], Polygon()])], dtype=object)
    _, rows, parts, rings = lnrs._exchange._ragged(gone)
    assert list(rows) == [0, 0, 0, 0, 1, 2] and list(parts) == [0, 2, 6] and list(rings) == [0, 5, 9, 14, 18, 22, 26]


def test_lines_and_points_beside_areas(parishes):
    rivers = frame([LineString([(400000, 200050), (400250, 200050)])], {"river": ["Avon"]})
    table = lnrs.tabulate(parishes, rivers, zone_id="parish")
    assert table.set_index("zone").length_m.to_dict() == pytest.approx({"Corsham": 150.0, "Box": 100.0})


def test_nothing_is_left_in_memory(habitat, parishes, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(lnrs._exchange, "_memory_folder", lambda wanted: asked.append(wanted) or str(tmp_path))

    def work():
        lnrs.check_coverage(habitat)
        lnrs.overlay(habitat, parishes)

    work()
    gc.collect()
    assert asked and list(tmp_path.iterdir()) == []
