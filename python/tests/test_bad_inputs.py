# SPDX-License-Identifier: MIT
"""Frames that are not as they should be: refused with a remedy, or taken with an issue."""

from __future__ import annotations

import threading

import lnrs
import numpy as np
import pandas as pd
import pytest
from conftest import frame, square, without_crs
from shapely.geometry import LineString, Point, Polygon


def test_a_frame_without_crs_is_refused_in_the_words_of_the_command_line(files, command_line, habitat, parishes):
    stateless = without_crs(habitat)
    with pytest.raises(lnrs.InputError) as caught:
        lnrs.overlay(stateless, parishes)
    stateless.to_file(files / "stateless.gpkg", layer="stateless", driver="GPKG")
    said = command_line("overlay", "intersection", "stateless.gpkg", "parishes.gpkg", "-o", "x.gpkg").stderr
    assert caught.value.message.replace("stateless", "") in said.replace("stateless.gpkg", "").replace("stateless", "")
    assert caught.value.remedy in said
    assert lnrs.overlay(stateless, parishes, assume_crs="EPSG:27700").area_ha.sum() == pytest.approx(3.0)


def test_another_crs_is_transformed_and_said(habitat, parishes):
    degrees = habitat.to_crs(4326)
    pieces = lnrs.overlay(degrees, parishes)
    assert pieces.crs == parishes.crs and pieces.area_ha.sum() == pytest.approx(3.0, abs=0.01)
    assert "reprojected" in set(lnrs.issues(pieces).rule)


def test_another_crs_is_said_in_the_words_of_the_command_line(files, command_line, habitat, parishes):
    degrees = habitat.to_crs(4326)
    degrees.to_file(files / "degrees.gpkg", layer="degrees", driver="GPKG")
    said = command_line(
        "overlay", "intersection", "degrees.gpkg", "parishes.gpkg", "-o", "x.gpkg", "--crs", "EPSG:27700"
    )
    assert said.returncode == 0, said.stderr
    theirs = lnrs.read(files / "x.gpkg", layer="issues")
    ours = lnrs.issues(lnrs.overlay(degrees, parishes))
    assert list(ours.rule) == list(theirs.rule) and list(ours.message) == list(theirs.message)


def test_a_crs_that_is_not_known_is_refused(habitat, parishes):
    from pyproj import CRS

    local = CRS.from_wkt(
        'ENGCRS["a field",EDATUM["a post"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
    )
    with pytest.raises(lnrs.LnrsError) as caught:
        lnrs.overlay(frame(list(habitat.geometry), crs=local), parishes)
    assert caught.value.exit_code in (2, 3)


def test_a_crs_that_no_register_knows_is_one_all_the_same(tmp_path, parishes):
    """PROJ calls it "unknown"; so do files that hold it."""
    own = "+proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy +units=m"
    habitat = frame([square(0)], crs=own)
    assert lnrs.overlay(parishes, habitat).area_ha.sum() == pytest.approx(1.0, abs=0.001)
    habitat.to_file(tmp_path / "own.gpkg", driver="GPKG")
    assert lnrs.overlay(parishes, tmp_path / "own.gpkg").area_ha.sum() == pytest.approx(1.0, abs=0.001)


def test_duplicate_labels_and_levels(habitat, parishes):
    twice = habitat.set_axis([7, 7, 7, 9])
    pieces = lnrs.overlay(twice, parishes)
    assert list(pieces.twice_index) == [7, 7, 7, 7] and list(pieces.code) == ["w1f", "g3c", "g3c", "w1f"]
    assert list(lnrs.buffer(twice, 10).index) == [7, 7, 7, 9]
    levels = habitat.set_index(
        pd.MultiIndex.from_tuples([("N", 1), ("N", 2), ("S", 1), ("S", 1)], names=["half", None])
    )
    pieces = lnrs.overlay(levels, parishes)
    assert list(pieces.levels_half) == ["N", "N", "N", "S"] and list(pieces.levels_level_1) == [1, 2, 2, 1]
    assert lnrs.buffer(levels, 10).index.equals(levels.index)


def test_frames_in_degrees_only_come_back_in_metres(habitat, parishes):
    pieces = lnrs.overlay(habitat.to_crs(4326), parishes.to_crs(4326))
    assert pieces.crs.to_epsg() == 27700


def test_another_national_grid_is_kept():
    one = frame([square(0)], crs=27700).to_crs(2157)
    two = frame([square(50)], crs=27700).to_crs(2157)
    assert lnrs.overlay(one, two, allow_elsewhere=True, allow_false_areas=True).crs.to_epsg() == 2157


def test_mixed_geometry_types(habitat, parishes):
    mixed = habitat.copy()
    mixed.loc[0, "geometry"] = Point(400000, 200000)
    mixed.loc[1, "geometry"] = LineString([(400100, 200000), (400200, 200100)])
    pieces = lnrs.overlay(mixed, parishes)
    assert set(pieces.mixed_index) == {2}
    dropped = lnrs.issues(pieces)
    assert (dropped.rule == "wrong_geometry_type").any()
    lines = frame([LineString([(400100, 200000), (400200, 200100)])])
    with pytest.raises(lnrs.InputError, match="lines"):
        lnrs.overlay(lines, parishes)


def test_empty_frames(habitat, parishes):
    with pytest.raises(lnrs.InputError, match="nothing is empty: it has no rows"):
        nothing = habitat[habitat.code == "absent"]
        lnrs.overlay(nothing, parishes)


def test_frames_that_do_not_meet_give_an_empty_frame(habitat):
    far = frame([square(5000)], {"town": ["Bath"]})
    pieces = lnrs.overlay(habitat, far)
    assert len(pieces) == 0 and list(pieces.columns) == [
        "area_ha",
        "habitat_index",
        "far_index",
        "code",
        "n",
        "town",
        "geometry",
    ]
    assert pieces.crs == habitat.crs


def test_columns_named_twice(habitat, parishes):
    twice = pd.concat([habitat, habitat[["code"]]], axis=1)
    with pytest.raises(lnrs.InputError, match="column 'code' is there twice"):
        lnrs.overlay(twice, parishes)
    with pytest.raises(ValueError, match="twice|multiple columns"):  # GeoPandas 0.12 refuses it itself
        geometry = pd.concat([habitat, habitat[["geometry"]]], axis=1)
        lnrs.overlay(geometry, parishes)
    capitals = habitat.assign(CODE=1)
    with pytest.raises(lnrs.InputError, match="'code' and|differ in capitals only"):
        lnrs.overlay(capitals, parishes)


def test_columns_without_text_names(habitat, parishes):
    numbered = habitat.rename(columns={"code": 7, "n": ("a", "b")})
    pieces = lnrs.overlay(numbered, parishes)
    assert 7 in pieces.columns and ("a", "b") in list(pieces.columns)
    assert set(pieces[7]) == {"w1f", "g3c"}


def test_object_columns_of_mixed_types(habitat, parishes):
    mixed = habitat.assign(code=["1", 1, None, 2.5])
    assert list(lnrs.overlay(mixed, parishes, names=["m", "p"]).code)[:2] == ["1", 1]
    with pytest.raises(lnrs.InputError, match="read alike"):
        lnrs.tabulate(parishes, mixed, by="code")


def test_z_is_dropped_and_said(habitat, parishes):
    high = habitat.copy()
    high["geometry"] = [Polygon([(*point, 12.0) for point in shape.exterior.coords]) for shape in habitat.geometry]
    pieces = lnrs.overlay(high, parishes)
    assert pieces.area_ha.sum() == pytest.approx(3.0) and not pieces.geometry.has_z.any()
    assert (lnrs.issues(pieces).rule == "z_or_m_dropped").any()


def test_none_and_empty_geometries(habitat, parishes):
    holes = habitat.copy()
    holes.loc[0, "geometry"] = None
    holes.loc[2, "geometry"] = Polygon()
    pieces = lnrs.overlay(holes, parishes)
    assert set(pieces.holes_index) == {1}
    assert list(lnrs.issues(pieces).rule) == ["empty_geometry"] * 2
    every = habitat.copy()
    every["geometry"] = [None] * len(every)
    with pytest.raises(lnrs.InputError):
        lnrs.overlay(every, parishes)


def test_broken_outlines_are_repaired_and_said(parishes):
    bow = frame([Polygon([(400000, 200000), (400100, 200100), (400100, 200000), (400000, 200100)])])
    pieces = lnrs.overlay(bow, parishes)
    assert pieces.area_ha.sum() == pytest.approx(0.5)
    assert (lnrs.issues(pieces).rule == "invalid_repaired").any()


def test_coordinates_that_are_no_numbers(habitat, parishes):
    wild = habitat.copy()
    wild.loc[0, "geometry"] = Polygon([(400000, 200000), (400100, np.nan), (400100, 200100)])
    pieces = lnrs.overlay(wild, parishes)
    assert 0 not in set(pieces.wild_index)
    assert (lnrs.issues(pieces).rule == "coordinates_not_finite").any()


def test_a_frame_of_too_many_rows_is_refused(monkeypatch, habitat, parishes):
    monkeypatch.setattr(lnrs._exchange, "MAX_ROWS", 3)
    with pytest.raises(lnrs.UsageError, match="habitat has 4 rows") as caught:
        lnrs.overlay(habitat, parishes)
    assert "GeoPackage" in caught.value.remedy


def test_a_frame_without_geometry(parishes):
    import geopandas

    table = geopandas.GeoDataFrame({"a": [1]})
    with pytest.raises(lnrs.LnrsError, match="no active geometry"):
        lnrs.overlay(table, parishes)


def test_a_filter_that_does_not_fit_is_refused_in_the_words_of_the_command_line(files, command_line, habitat, parishes):
    for wrong in ("kode = 'w1f'", "code = 'w1f'; DROP TABLE habitat", "code ="):
        with pytest.raises(lnrs.InputError) as caught:
            lnrs.overlay(habitat, parishes, where=wrong)
        said = command_line(
            "overlay", "intersection", "habitat.gpkg", "parishes.gpkg", "-o", "x.gpkg", "--where", wrong
        ).stderr
        assert caught.value.message.replace("fit habitat", "fit habitat.gpkg") in said, wrong
    with pytest.raises(lnrs.InputError, match="not known for layers in memory"):
        lnrs.overlay(habitat, parishes, where="ST_Area(geom) > 1")


def test_a_column_that_is_not_there(habitat, parishes):
    with pytest.raises(lnrs.LnrsError, match="kode"):
        lnrs.tabulate(parishes, habitat, by="kode")


def test_wrong_calls(habitat, parishes):
    with pytest.raises(lnrs.UsageError, match="two layers at least"):
        lnrs.overlay(habitat)
    with pytest.raises(lnrs.UsageError, match="'onion' is not one of"):
        lnrs.overlay(habitat, parishes, how="onion")
    with pytest.raises(lnrs.UsageError, match="2 layers"):
        lnrs.overlay(habitat, parishes, names=["one"])
    with pytest.raises(lnrs.UsageError, match="min_area"):
        lnrs.overlay(habitat, parishes, min_area="big")


@pytest.mark.parametrize("wrong", [None, 5, pd.DataFrame({"a": [1]}), [frame([square(0)])], square(0)])
def test_what_is_no_layer(wrong, habitat, parishes):
    for call in (
        lambda: lnrs.overlay(wrong, parishes),
        lambda: lnrs.tabulate(parishes, wrong),
        lambda: lnrs.dissolve(wrong),
        lambda: lnrs.network(wrong, dispersal=5),
        lambda: lnrs.network(habitat, dispersal=500).gain(wrong),
        lambda: lnrs.run("dissolve", layer=wrong, output="x.gpkg"),
    ):
        with pytest.raises((lnrs.UsageError, lnrs.InputError)) as caught:
            call()
        assert caught.value.remedy and "\n" not in caught.value.message


def test_running_options_are_checked(habitat):
    for wrong in ({"threads": "2"}, {"threads": -1}, {"threads": 1.5}, {"threads": 10**12}, {"threads": True}):
        with pytest.raises(lnrs.UsageError, match="threads: .* is not a whole number"):
            lnrs.dissolve(habitat, **wrong)
    with pytest.raises(lnrs.UsageError, match="cancel: an? .* is not a token"):
        lnrs.dissolve(habitat, cancel=threading.Event())
    with pytest.raises(lnrs.UsageError, match="progress: a str is neither"):
        lnrs.dissolve(habitat, progress="bar")
    assert len(lnrs.dissolve(habitat, threads=np.int64(2))) == 1 and len(lnrs.dissolve(habitat, threads=None)) == 1


def test_values_of_numpy_and_of_pyproj(habitat, parishes):
    from pyproj import CRS

    assert len(lnrs.dissolve(habitat, single_parts=np.True_, min_area=np.float32(1))) == 1
    for crs in (27700, np.int32(27700), CRS(27700), "EPSG:27700"):
        assert lnrs.overlay(habitat.to_crs(4326), parishes, crs=crs).crs.to_epsg() == 27700
    assert len(lnrs.overlay(without_crs(habitat), parishes, assume_crs=27700)) == 4
    with pytest.raises(lnrs.UsageError) as caught:
        lnrs.run("compare", old=habitat, new="map.gpkg")
    assert caught.value.message == "old: a GeoDataFrame is not a text or a path"


def test_remedies_are_sentences_that_name_options_as_python_does(habitat, parishes):
    for wrong in ({"min_area": "big"}, {"single_parts": 1}, {"crs": [1]}, {"bbox": (1, 2, 3)}, {"max_memory": -1}):
        with pytest.raises(lnrs.UsageError) as caught:
            lnrs.dissolve(habitat, **wrong)
        assert caught.value.remedy.endswith(".") and "--" not in caught.value.remedy, wrong
