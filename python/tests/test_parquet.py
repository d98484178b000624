# SPDX-License-Identifier: MIT
"""GeoParquet in and out: what is written is what others read, what others write is read, and results do not depend on
whether a layer came as GeoParquet or GeoPackage."""

from __future__ import annotations

import datetime
import json
import os
import sqlite3

import lnrs
import numpy as np
import pandas as pd
import pytest
from conftest import frame, geopandas, square, without_crs
from shapely.geometry import LineString, MultiPolygon, Point, Polygon

pyarrow = pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
import pyarrow.parquet as pq  # noqa: E402


def geo(file):
    return json.loads(pq.read_schema(file).metadata[b"geo"])


def rich():
    """A row without geometry, an empty one, and columns of every type with gaps."""
    shapes = [square(0), None, Polygon(), MultiPolygon([square(300), square(500)])]
    columns = {
        "whole": pd.array([1, None, 3, 2**60 + 1], dtype="Int64"),
        "small": np.array([1, 2, 3, 4], dtype="int16"),
        "truth": pd.array([True, None, False, True], dtype="boolean"),
        "day": [datetime.date(2026, 1, 1), None, datetime.date(2025, 2, 3), None],
        "kind": pd.Categorical(["a", "b", None, "a"]),
        "time": pd.to_datetime(["2026-01-01T12:00"] * 4).tz_localize("Europe/London"),
        "text": ["ü, é", None, "x", ""],
        "share": [0.1, np.nan, 0.25, 1.0],
    }
    return frame(shapes, columns, index=pd.Index([7, 8, 9, 9], name="key"))


# ------------------------------------------------------------------------------------------------------------- writing


def test_types_gaps_and_labels_come_back(tmp_path):
    layer = rich()
    assert lnrs.write(layer, tmp_path / "r.parquet") == tmp_path / "r.parquet"
    back = lnrs.read(tmp_path / "r.parquet")
    assert list(back.columns) == list(layer.columns) and back.index.equals(layer.index) and back.index.name == "key"
    for name in ("whole", "small", "truth", "kind"):
        assert back[name].dtype == layer[name].dtype, name
    assert back.whole.tolist()[3] == 2**60 + 1 and list(back.day) == list(layer.day)
    assert str(back.time.dtype).endswith("Europe/London]") and list(back.text.fillna("-")) == ["ü, é", "-", "x", ""]
    assert back.crs == layer.crs and back.geometry.iloc[1] is None and back.geometry.iloc[2].is_empty
    assert back.geometry.iloc[3].equals(layer.geometry.iloc[3])


def test_metadata_are_those_of_geoparquet_1_1(tmp_path):
    lnrs.write(rich(), tmp_path / "r.parquet", covering=True)
    said = geo(tmp_path / "r.parquet")
    column = said["columns"]["geometry"]
    assert said["version"] == "1.1.0" and said["primary_column"] == "geometry" and column["encoding"] == "WKB"
    # Shapely 1.8 knows no empty polygon.
    assert set(column["geometry_types"]) - {"GeometryCollection"} == {"MultiPolygon", "Polygon"}
    assert column["crs"]["id"] == {"authority": "EPSG", "code": 27700} and column["crs"]["type"] == "ProjectedCRS"
    assert column["bbox"] == [400000.0, 200000.0, 400600.0, 200100.0]
    assert column["covering"] == {"bbox": {side: ["bbox", side] for side in ("xmin", "ymin", "xmax", "ymax")}}
    boxes = pq.read_table(tmp_path / "r.parquet").column("bbox").to_pylist()
    assert boxes[0] == {"xmin": 400000.0, "ymin": 200000.0, "xmax": 400100.0, "ymax": 200100.0}
    assert boxes[1] is None and boxes[2] is None and boxes[3]["xmax"] == 400600.0
    assert "bbox" not in lnrs.read(tmp_path / "r.parquet")


def test_the_same_layer_gives_the_same_bytes(tmp_path, habitat, parishes):
    """Also of a frame that keeps what its run said, with the seconds that it took."""
    for name in ("one", "two"):
        lnrs.write(lnrs.overlay(habitat, parishes), tmp_path / f"{name}.parquet")
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "two.parquet").read_bytes()


def test_a_layer_of_missing_and_empty_geometry_has_no_box(tmp_path):
    lnrs.write(frame([None, Polygon()], {"a": [1, 2]}), tmp_path / "none.parquet", covering=True)
    assert "bbox" not in geo(tmp_path / "none.parquet")["columns"]["geometry"]
    assert len(lnrs.read(tmp_path / "none.parquet")) == 2


def test_z_is_written_as_iso(tmp_path):
    layer = frame([Point(400000, 200000, 12), Point(400001, 200000)], {"n": [1, 2]})
    if not lnrs._exchange.shapely_two():
        with pytest.raises(lnrs.InputError, match="Shapely"):
            lnrs.write(layer, tmp_path / "z.parquet")
        return
    lnrs.write(layer, tmp_path / "z.parquet")
    assert geo(tmp_path / "z.parquet")["columns"]["geometry"]["geometry_types"] == ["Point", "Point Z"]
    cell = pq.read_table(tmp_path / "z.parquet").column("geometry")[0].as_py()
    assert int.from_bytes(cell[1:5], "little") == 1001  # ISO, not 0x80000001
    assert lnrs.read(tmp_path / "z.parquet").geometry.iloc[0].z == 12


def test_several_columns_of_geometry(tmp_path, habitat):
    layer = habitat.assign(middle=habitat.geometry.centroid)
    lnrs.write(layer, tmp_path / "two.parquet")
    assert geo(tmp_path / "two.parquet")["columns"]["middle"]["geometry_types"] == ["Point"]
    back = lnrs.read(tmp_path / "two.parquet")
    assert back.geometry.name == "geometry" and back.middle.iloc[0].equals(layer.middle.iloc[0])
    assert list(back.columns) == list(layer.columns)
    assert list(lnrs.read(tmp_path / "two.parquet", columns=["n"]).columns) == ["n", "geometry"]


def test_nothing_is_overwritten_unless_asked(tmp_path, habitat):
    file = tmp_path / "h.parquet"
    lnrs.write(habitat, file)
    before = file.read_bytes()
    with pytest.raises(lnrs.OutputError, match="h.parquet exists") as caught:
        lnrs.write(habitat.iloc[:1], file)
    assert "overwrite=True" in caught.value.remedy and file.read_bytes() == before
    lnrs.write(habitat.iloc[:1], file, overwrite=True)
    assert len(lnrs.read(file)) == 1
    (tmp_path / "spark.parquet").mkdir()
    with pytest.raises(lnrs.OutputError, match="is a folder"):
        lnrs.write(habitat, tmp_path / "spark.parquet", overwrite=True)


def test_a_write_that_fails_leaves_nothing(tmp_path, habitat):
    lnrs.write(habitat, tmp_path / "h.parquet")
    before = (tmp_path / "h.parquet").read_bytes()
    with pytest.raises(lnrs.InputError, match="cannot be written as Parquet") as caught:
        lnrs.write(habitat.assign(mixed=["1", 2, None, b"x"]), tmp_path / "h.parquet", overwrite=True)
    assert "mixed" in caught.value.message and caught.value.remedy
    with pytest.raises(lnrs.OutputError):
        lnrs.write(habitat, tmp_path / "nowhere" / "h.parquet")
    assert [entry.name for entry in tmp_path.iterdir()] == ["h.parquet"]
    assert (tmp_path / "h.parquet").read_bytes() == before


def test_a_layer_without_crs_is_not_written(tmp_path, habitat):
    with pytest.raises(lnrs.InputError, match="does not say in which coordinate reference system") as caught:
        lnrs.write(without_crs(habitat), tmp_path / "h.parquet")
    assert "set_crs" in caught.value.remedy and not list(tmp_path.iterdir())


def test_tables_of_results(tmp_path, habitat, parishes):
    found = lnrs.check_coverage(habitat)
    with pytest.raises(lnrs.UsageError, match="tables") as caught:
        lnrs.write(found, tmp_path / "x.parquet")
    assert "problem_areas" in caught.value.remedy
    lnrs.write(found, tmp_path / "x.parquet", layer="problems")
    assert len(lnrs.read(tmp_path / "x.parquet")) == len(found.problems)
    areas = lnrs.tabulate(parishes, habitat, by="code", zone_id="parish")
    lnrs.write(areas, tmp_path / "areas.parquet")  # no geometry: plain Parquet
    pd.testing.assert_frame_equal(lnrs.read(tmp_path / "areas.parquet"), areas)
    with pytest.raises(lnrs.UsageError, match="cannot be written"):
        lnrs.write([1, 2], tmp_path / "list.parquet")


# ------------------------------------------------------------------------------------------------------------- reading


def test_columns_and_places(tmp_path, habitat, files):
    lnrs.write(habitat, tmp_path / "plain.parquet")
    lnrs.write(habitat, tmp_path / "boxes.parquet", covering=True)
    box = (400210, 200010, 400500, 200020)
    for file in ("plain.parquet", "boxes.parquet", "habitat.gpkg"):
        found = lnrs.read(tmp_path / file, columns=["n"], bbox=box)
        assert list(found.n) == [3, 4] and list(found.columns) == ["n", "geometry"], file
        with pytest.raises(lnrs.UsageError, match="no column 'm'") as caught:
            lnrs.read(tmp_path / file, columns=["m"])
        assert "code" in caught.value.remedy
    assert list(lnrs.read(f"{tmp_path}/habitat.gpkg#habitat").n) == [1, 2, 3, 4]
    for wrong in ((1, 2, 3), (2, 2, 1, 3), (0, 0, np.nan, 1), "here"):
        with pytest.raises(lnrs.UsageError, match="bbox"):
            lnrs.read(tmp_path / "plain.parquet", bbox=wrong)


def test_a_place_is_found_by_outlines_not_by_their_boxes(tmp_path):
    corner = Polygon([(400000, 200000), (400100, 200000), (400000, 200100)])
    lnrs.write(frame([corner], {"n": [1]}), tmp_path / "c.parquet", covering=True)
    lnrs.write(frame([corner], {"n": [1]}), tmp_path / "c.gpkg")
    for file in ("c.parquet", "c.gpkg"):
        assert len(lnrs.read(tmp_path / file, bbox=(400090, 200090, 400099, 200099))) == 0
        assert len(lnrs.read(tmp_path / file, bbox=(400000, 200000, 400001, 200001))) == 1


def test_files_of_geopandas_are_read_and_ours_by_geopandas(tmp_path):
    layer = rich()
    lnrs.write(layer, tmp_path / "ours.parquet", covering=True)
    try:
        theirs = geopandas.read_parquet(tmp_path / "ours.parquet")
    except Exception as error:
        if "pyarrow" in str(error) or int(geopandas.__version__.split(".")[0]) < 1:
            pytest.skip(f"GeoPandas {geopandas.__version__} does not read GeoParquet 1.1 here: {error}")
        raise
    theirs = theirs.drop(columns="bbox", errors="ignore")
    ours = lnrs.read(tmp_path / "ours.parquet")
    pd.testing.assert_frame_equal(pd.DataFrame(theirs), pd.DataFrame(ours))
    layer.to_parquet(tmp_path / "theirs.parquet")
    back = lnrs.read(tmp_path / "theirs.parquet")
    pd.testing.assert_frame_equal(pd.DataFrame(back), pd.DataFrame(ours))
    if int(geopandas.__version__.split(".")[0]) < 1:
        return
    for encoding in ("WKB", "geoarrow"):
        layer.iloc[:1].to_parquet(
            tmp_path / "e.parquet", geometry_encoding=encoding, schema_version="1.1.0", write_covering_bbox=True
        )
        one = lnrs.read(tmp_path / "e.parquet", bbox=(400000, 200000, 400001, 200001))
        assert one.geometry.iloc[0].equals(square(0)) and one.crs == layer.crs


def test_whole_numbers_with_gaps_from_other_programs(tmp_path):
    """DuckDB and Spark write no notes for pandas."""
    lnrs.write(rich().reset_index(drop=True), tmp_path / "r.parquet")
    table = pq.read_table(tmp_path / "r.parquet")
    pq.write_table(table.replace_schema_metadata({b"geo": table.schema.metadata[b"geo"]}), tmp_path / "s.parquet")
    back = lnrs.read(tmp_path / "s.parquet")
    assert back.whole.dtype == "Int64" and back.whole.tolist()[3] == 2**60 + 1 and back.truth.dtype == "boolean"
    assert back.small.dtype == "int16"


def test_duckdb_reads_ours_and_we_read_theirs(tmp_path, habitat):
    duckdb = pytest.importorskip("duckdb", reason="duckdb is not installed")
    lnrs.write(habitat, tmp_path / "h.parquet", covering=True)
    base = duckdb.connect()
    rows = base.execute(f"SELECT code, n FROM '{tmp_path}/h.parquet' ORDER BY n").fetchall()
    assert rows == [("w1f", 1), ("g3c", 2), ("w1f", 3), ("c1", 4)]
    described = {row[0]: row[1] for row in base.execute(f"DESCRIBE SELECT * FROM '{tmp_path}/h.parquet'").fetchall()}
    if not described["geometry"].startswith("GEOMETRY"):
        pytest.skip("this DuckDB does not know geometry without its spatial extension")
    for version in ("V1", "V2", "BOTH", "NONE"):
        file = tmp_path / f"{version}.parquet"
        base.execute(
            f"COPY (SELECT code, n, geometry FROM '{tmp_path}/h.parquet') TO '{file}' (GEOPARQUET_VERSION '{version}')"
        )
        back = lnrs.read(file)
        assert list(back.code) == list(habitat.code) and back.crs == habitat.crs, version
        assert [a.equals(b) for a, b in zip(back.geometry, habitat.geometry)] == [True] * 4, version


def test_sedona_reads_ours_and_we_read_theirs(tmp_path, habitat):
    """Sedona on one machine (SedonaDB); Sedona on Spark needs a repository of Java packages."""
    sedonadb = pytest.importorskip("sedonadb", reason="sedonadb is not installed")
    pytest.importorskip("geoarrow.pyarrow", reason="geoarrow-pyarrow is not installed")
    lnrs.write(habitat, tmp_path / "h.parquet", covering=True)
    session = sedonadb.connect()
    session.read_parquet(str(tmp_path / "h.parquet")).to_view("h")
    table = session.sql("SELECT n, code, ST_Area(geometry) AS area FROM h ORDER BY n").to_pandas()
    assert list(table.area) == [10000.0] * 4
    session.sql("SELECT n, code, ST_Buffer(geometry, 10) AS grown FROM h").to_parquet(str(tmp_path / "theirs.parquet"))
    back = lnrs.read(tmp_path / "theirs.parquet")
    assert back.geometry.name == "grown" and back.crs == habitat.crs and sorted(back.n) == [1, 2, 3, 4]
    assert (back.geometry.area > 10000).all()


def test_a_folder_of_spark(tmp_path, habitat, parishes):
    """Part files in the order of their names, notes of others beside them, an empty part, any name of the folder."""
    for name in ("england.parquet", "england"):
        folder = tmp_path / name
        folder.mkdir()
        for k in range(4):
            part = habitat.iloc[k : k + 1] if k < 3 else habitat.iloc[0:0]
            lnrs.write(part.reset_index(drop=True), folder / f"part-{k:05}-abc.snappy.parquet")
        lnrs.write(habitat.iloc[3:], folder / "part-00004-abc.snappy.parquet")
        (folder / "_SUCCESS").write_text("")
        (folder / "_metadata").write_text("nothing of ours")
        (folder / ".part-00000.parquet.crc").write_text("sum")
        assert list(lnrs.read(folder).n) == [1, 2, 3, 4] and lnrs.read(folder).crs == habitat.crs
        pieces = lnrs.overlay(folder, parishes, names=["england", "parishes"])
        assert pieces.area_ha.sum() == pytest.approx(3.0) and list(pieces.n) == [1, 2, 2, 3]
    lnrs.write(habitat.to_crs(4326), tmp_path / "england" / "part-00005.parquet")
    with pytest.raises(lnrs.InputError, match="part-00005.parquet and .*part-00000.* differ"):
        lnrs.read(tmp_path / "england")


def test_a_folder_for_each_value_of_a_column(tmp_path, habitat):
    for code, rows in habitat.groupby("code"):
        (tmp_path / "h" / f"code={code}").mkdir(parents=True)
        lnrs.write(rows.drop(columns="code"), tmp_path / "h" / f"code={code}" / "part-00000.parquet")
    back = lnrs.read(tmp_path / "h")
    assert dict(zip(back.n, back.code.astype(str))) == dict(zip(habitat.n, habitat.code))


# ------------------------------------------------------------------------------------- the same results from both forms


COMMANDS = {
    "overlay": {"operation": "union", "layer": ["habitat", "parishes"]},
    "tabulate": {"zones": "parishes", "features": "habitat", "by": "code", "zone_id": "parish"},
    "dissolve": {"layer": "habitat", "by": ["code"], "sum": ["n"]},
    "buffer": {"layer": "habitat", "distance": 12.5},
    "near": {"layer": "habitat", "near": "parishes", "count": 2},
    "check-coverage": {"layer": "habitat"},
}


def named(value, ending):
    if isinstance(value, list):
        return [named(one, ending) for one in value]
    return f"{value}.{ending}" if value in ("habitat", "parishes") else value


@pytest.fixture
def both(files, habitat, parishes, monkeypatch):
    monkeypatch.chdir(files)
    odd = pd.concat([habitat, frame([None, Polygon(), square(420)], {"code": ["c1", None, "w1f"], "n": [5, 6, 7]})])
    os.remove("habitat.gpkg")
    for ending in ("gpkg", "parquet"):
        lnrs.write(odd.reset_index(drop=True), f"habitat.{ending}")
        lnrs.write(parishes, f"parishes.{ending}", overwrite=True)


@pytest.mark.parametrize("command", COMMANDS)
def test_results_are_the_same_to_the_byte(both, command):
    """But for the name of the file, where a result mentions it: a name of the same length, then."""
    made = []
    for ending in ("gpkg", "parquet"):
        values = {key: named(value, ending) for key, value in COMMANDS[command].items()}
        result = lnrs.run(command, output=f"{ending}.out.gpkg", **values)
        assert [file.name for file in result.files] == [f"{ending}.out.gpkg"]
        with sqlite3.connect(f"{ending}.out.gpkg") as base:
            made.append("\n".join(base.iterdump()))
        base.close()
    assert "memory:" not in made[1]
    assert made[0].replace("habitat.gpkg", "habitat.parquet").replace("parishes.gpkg", "parishes.parquet") == made[1]
    if ".gpkg" not in made[0]:
        one, two = (open(f"{ending}.out.gpkg", "rb").read() for ending in ("gpkg", "parquet"))
        assert one == two


def test_functions_take_the_path(both, habitat):
    pieces = lnrs.overlay("habitat.parquet", "parishes.parquet", how="union")
    assert "habitat_index" in pieces and pieces.crs == habitat.crs
    areas = lnrs.tabulate("parishes.parquet", "habitat.parquet", by="code", zone_id="parish")
    assert set(areas.zone) == {"Corsham", "Box"}
    written = lnrs.overlay("habitat.parquet", "parishes.gpkg", output="mixed.gpkg")
    assert len(lnrs.read(written.path, layer="overlay")) == len(lnrs.overlay("habitat.parquet", "parishes.parquet"))
    assert len(lnrs.buffer("habitat.parquet", 5)) == 5 and len(lnrs.dissolve("habitat.parquet", by="code")) == 3
    assert set(lnrs.near("habitat.parquet", "parishes.parquet").habitat_index) == {0, 1, 2, 3, 6}
    assert "problems" in lnrs.check_coverage("habitat.parquet").tables
    net = lnrs.network("habitat.parquet", dispersal=200)
    assert net.metrics.patches.sum() > 0 and len(net.gain("parishes.parquet")) == 2


def test_layers_of_a_config(county, monkeypatch):
    monkeypatch.chdir(county.parent.parent)
    folder = county.parent
    for layer in ("habitat", "boa"):
        lnrs.write(lnrs.read(folder / "county.gpkg", layer=layer), folder / f"{layer}.parquet")
    other = folder / "parquet.toml"
    other.write_text(
        county.read_text().replace("county.gpkg#habitat", "habitat.parquet").replace("county.gpkg#boa", "boa.parquet")
    )
    wanted = lnrs.opportunities(county)
    overrides = {"layers.habitat.layer": "habitat.parquet", "layers.boa.layer": "boa.parquet"}
    for made in (lnrs.opportunities(other), lnrs.opportunities(county, overrides=overrides)):
        assert set(made.areas.source_layer) == {"habitat.parquet"}
        for name in ("opportunity_areas", "networks", "links", "core_patches"):
            ours, theirs = (
                pd.DataFrame(one.table(name)).drop(columns="source_layer", errors="ignore") for one in (made, wanted)
            )
            pd.testing.assert_frame_equal(ours, theirs)


# --------------------------------------------------------------------------------------------------------- wrong input


def test_a_missing_crs_is_refused_in_the_words_of_every_other_format(tmp_path, habitat, parishes):
    lnrs.write(habitat, tmp_path / "h.parquet")
    table = pq.read_table(tmp_path / "h.parquet")
    said = json.loads(table.schema.metadata[b"geo"])
    said["columns"]["geometry"]["crs"] = None
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(said)}), tmp_path / "stateless.parquet")
    assert lnrs.read(tmp_path / "stateless.parquet").crs is None
    with pytest.raises(lnrs.InputError, match="stateless does not say in which coordinate reference system") as caught:
        lnrs.overlay(tmp_path / "stateless.parquet", parishes, names=["stateless", "parishes"])
    assert "assume" in caught.value.remedy and caught.value.exit_code == 3
    again = lnrs.overlay(tmp_path / "stateless.parquet", parishes, assume_crs="EPSG:27700", names=["s", "p"])
    assert again.area_ha.sum() == pytest.approx(3.0)
    del said["columns"]["geometry"]["crs"]  # by GeoParquet's rule these are degrees
    pq.write_table(table.replace_schema_metadata({b"geo": json.dumps(said)}), tmp_path / "degrees.parquet")
    assert lnrs.read(tmp_path / "degrees.parquet").crs == "OGC:CRS84"


def test_what_is_not_parquet(tmp_path, habitat, parishes):
    lnrs.write(habitat, tmp_path / "h.parquet")
    whole = (tmp_path / "h.parquet").read_bytes()
    (tmp_path / "text.parquet").write_text("code,n\nw1f,1\n")
    (tmp_path / "half.parquet").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "nothing.parquet").write_bytes(b"")
    for name in ("text", "half", "nothing"):
        for use in (lnrs.read, lambda file: lnrs.overlay(file, parishes, names=["h", "p"])):
            with pytest.raises(lnrs.InputError, match=f"{name}.parquet is not a Parquet file, or is damaged") as caught:
                use(tmp_path / f"{name}.parquet")
            assert caught.value.remedy and caught.value.exit_code == 3
    for gone in ("gone.parquet", "gone.gpkg", "gone.gpkg#habitat"):
        with pytest.raises(lnrs.InputError, match=f"{gone.split('#')[0]} does not exist"):
            lnrs.read(f"{tmp_path}/{gone}")
    (tmp_path / "empty.parquet").mkdir()
    with pytest.raises(lnrs.InputError, match="without Parquet files"):
        lnrs.read(tmp_path / "empty.parquet")
    with pytest.raises(lnrs.UsageError, match="no named layers"):
        lnrs.read(f"{tmp_path}/h.parquet#habitat")
    with pytest.raises(lnrs.UsageError, match="no named layers"):
        lnrs.read(tmp_path / "h.parquet", layer="habitat")


def test_parquet_that_does_not_say_where_its_geometry_is(tmp_path, habitat, parishes):
    wkb = [shape.wkb for shape in habitat.geometry]
    pq.write_table(pyarrow.table({"code": list(habitat.code), "shape": wkb}), tmp_path / "plain.parquet")
    with pytest.raises(lnrs.InputError, match="without the metadata 'geo'.*'shape' may be it") as caught:
        lnrs.read(tmp_path / "plain.parquet")
    assert "lnrs.read(FILE, geometry='shape', crs=27700)" in caught.value.remedy and "Sedona" in caught.value.remedy
    told = lnrs.read(tmp_path / "plain.parquet", geometry="shape", crs=27700)
    assert told.crs == habitat.crs and told.geometry.name == "shape" and list(told.code) == list(habitat.code)
    assert lnrs.read(tmp_path / "plain.parquet", geometry="shape").crs is None
    with pytest.raises(lnrs.UsageError, match="no column 'code' of well-known binary"):
        lnrs.read(tmp_path / "plain.parquet", geometry="code", crs=27700)
    lnrs.write(habitat, tmp_path / "h.parquet")
    with pytest.raises(lnrs.UsageError, match="says itself"):
        lnrs.read(tmp_path / "h.parquet", geometry="geometry", crs=27700)
    pq.write_table(pyarrow.table({"code": list(habitat.code)}), tmp_path / "table.parquet")
    assert list(lnrs.read(tmp_path / "table.parquet").code) == list(habitat.code)
    with pytest.raises(lnrs.InputError, match="has no geometry") as caught:
        lnrs.overlay(tmp_path / "table.parquet", parishes, names=["t", "p"])
    assert "code" in caught.value.remedy


@pytest.mark.parametrize(
    "said",
    [
        "{",
        "[]",
        "{}",
        '{"version": "1.1.0", "primary_column": "geometry", "columns": {}}',
        '{"version": "7.0.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "WKB"}}}',
        '{"version": "1.1.0", "primary_column": "shape", "columns": {"shape": {"encoding": "WKB"}}}',
        '{"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": {"encoding": "TWKB"}}}',
        '{"version": "1.1.0", "primary_column": "geometry", '
        '"columns": {"geometry": {"encoding": "WKB", "crs": {"a": 1}}}}',
    ],
)
def test_damaged_metadata_are_named(tmp_path, habitat, said):
    lnrs.write(habitat, tmp_path / "h.parquet")
    table = pq.read_table(tmp_path / "h.parquet")
    pq.write_table(table.replace_schema_metadata({b"geo": said}), tmp_path / "damaged.parquet")
    with pytest.raises(lnrs.InputError, match="damaged.parquet") as caught:
        lnrs.read(tmp_path / "damaged.parquet")
    assert caught.value.remedy


def test_a_damaged_geometry_is_named_with_its_row(tmp_path, habitat):
    lnrs.write(habitat, tmp_path / "h.parquet")
    table = pq.read_table(tmp_path / "h.parquet")
    cells = table.column("geometry").to_pylist()
    cells[2] = cells[2][:20]
    at = table.column_names.index("geometry")
    broken = table.set_column(at, "geometry", pyarrow.array(cells, type=pyarrow.binary()))
    pq.write_table(broken, tmp_path / "broken.parquet")
    with pytest.raises(lnrs.InputError, match="row 3 of geometry column 'geometry'"):
        lnrs.read(tmp_path / "broken.parquet")


def test_a_file_of_too_many_rows_is_refused_before_it_is_read(tmp_path, monkeypatch, habitat, parishes):
    lnrs.write(habitat, tmp_path / "h.parquet")
    monkeypatch.setattr(lnrs._exchange, "MAX_ROWS", 3)
    monkeypatch.setattr(lnrs._parquet, "read", lambda *_: pytest.fail("was read"))
    with pytest.raises(lnrs.UsageError, match="h.parquet has 4 rows") as caught:
        lnrs.overlay(tmp_path / "h.parquet", parishes, names=["h", "p"])
    assert "bbox=" in caught.value.remedy and "GeoPackage" in caught.value.remedy


def test_the_command_line_says_who_reads_parquet(tmp_path, command_line, habitat):
    lnrs.write(habitat, tmp_path / "h.parquet")
    done = command_line("dissolve", "h.parquet", "-o", "x.gpkg")
    assert done.returncode == 3 and "h.parquet is Parquet, which only the Python package" in done.stderr
    assert 'lnrs.write(lnrs.read("h.parquet")' in done.stderr


def test_lines_and_points(tmp_path, parishes):
    lnrs.write(frame([LineString([(400000, 200050), (400250, 200050)])], {"river": ["Avon"]}), tmp_path / "r.parquet")
    table = lnrs.tabulate(parishes, tmp_path / "r.parquet", zone_id="parish")
    assert table.set_index("zone").length_m.to_dict() == pytest.approx({"Corsham": 150.0, "Box": 100.0})
