# SPDX-License-Identifier: MIT
"""Columns of every kind: what commands group and name by comes back as it was given."""

from __future__ import annotations

import datetime
import decimal
import math

import lnrs
import numpy as np
import pandas as pd
import pytest
from conftest import frame, square

DAY = datetime.date(2026, 3, 29)
MOMENT = datetime.datetime(2026, 3, 29, 0, 30)
COLUMNS = {
    "small": pd.array([1, None, 3, 1], dtype="Int8"),
    "unsigned": pd.arrays.IntegerArray(np.array([2**64 - 1, 1, 2, 1], dtype="uint64"), np.arange(4) == 1),
    "half": np.array([0.5, math.nan, 2, 0.5], dtype="float32"),
    "real": pd.array([0.5, None, 2.25, 0.5], dtype="Float64"),
    "plain": np.array([0.1, 0.1 + 0.2, 1e20, 0.1]),
    "truth": pd.array([True, None, False, True], dtype="boolean"),
    "ordered": pd.Categorical(["x", "y", None, "x"], ordered=True),
    "numbered": pd.Categorical([1, 2, None, 1]),
    "dated": pd.Categorical(pd.to_datetime(["2026-01-01", None, "2025-01-01", "2026-01-01"])),
    "zone": pd.to_datetime(["2026-03-29 00:30", None, "2026-07-01 12:00", "2026-03-29 00:30"]).tz_localize(
        "Europe/London"
    ),
    "naive": pd.to_datetime(["2026-03-29 00:30", None, "2026-07-01 12:00", "2026-03-29 00:30"]),
    "lasting": pd.to_timedelta([1, None, 2, 1], unit="h"),
    "month": pd.PeriodIndex(["2026-01", "2026-02", "2026-03", "2026-01"], freq="M"),
    "text": pd.array(["a", None, "b", "a"], dtype="string"),
}
OBJECTS = {
    "mixed": [1, "b", None, 1],
    "huge": [2**70, None, -(2**65), 2**70],
    "decimals": [decimal.Decimal("1.5"), None, decimal.Decimal("2"), decimal.Decimal("1.5")],
    "gaps": [1.5, pd.NA, 2, 1.5],
    "whole gaps": [1, pd.NA, 2, 1],
    "days": [DAY, None, DAY + datetime.timedelta(days=1), DAY],
    "moments": [MOMENT, None, MOMENT + datetime.timedelta(hours=1), MOMENT],
    "moments and words": [pd.Timestamp(MOMENT), pd.NaT, "x", pd.Timestamp(MOMENT)],
    "lists": [[1], None, [2], [1]],
    "numbers and words": [1.0, None, "x", 1.0],
    "truths": [True, None, False, True],
}


def same(found, given):
    """The same values, each once or more, and missing where some are missing."""
    known = [value for value in given if not missing(value)]
    there = [value for value in found if not missing(value)]
    assert all(any(type(one) is type(other) and one == other for other in known) for one in there), (there, known)
    assert all(one in there for one in known) and len(there) < len(found)


def missing(value):
    return not isinstance(value, list) and pd.isna(value)


@pytest.mark.parametrize("name", COLUMNS)
def test_groups_and_classes_keep_their_dtype(name, habitat, parishes):
    rows = habitat.assign(kind=COLUMNS[name])
    groups = lnrs.dissolve(rows, by="kind")
    assert groups.kind.dtype == rows.kind.dtype
    assert set(groups.kind.dropna()) == set(rows.kind.dropna())
    classes = lnrs.tabulate(parishes, rows, by="kind")["class"]
    assert classes.dtype == rows.kind.dtype and set(classes.dropna()) <= set(rows.kind.dropna())
    # A filter reads every column.
    assert len(lnrs.overlay(rows, parishes, where="n > 1")) == 3


@pytest.mark.parametrize("name", OBJECTS)
def test_groups_and_classes_of_objects_are_the_objects(name, habitat, parishes):
    rows = habitat.assign(kind=pd.Series(OBJECTS[name], dtype=object))
    same(lnrs.dissolve(rows, by="kind").kind, rows.kind)
    same(lnrs.tabulate(frame([square(0, 0, 400)]), rows, by="kind")["class"], rows.kind)
    assert len(lnrs.overlay(rows, parishes, where="n > 1")) == 3


def test_values_that_read_alike_are_refused(habitat):
    close = habitat.assign(time=pd.to_datetime("2026-01-01") + pd.to_timedelta([0, 1, 2, 3], unit="us"))
    with pytest.raises(lnrs.InputError, match="'time' holds .* which read alike"):
        lnrs.dissolve(close, by="time")


def test_text_that_is_not_unicode_is_named(habitat, parishes):
    odd = habitat.assign(code=pd.Series(["a", "b", "\ud800", "c"], dtype=object))
    with pytest.raises(lnrs.InputError, match="row 3 of column 'code' is text that is not Unicode") as caught:
        lnrs.tabulate(parishes, odd, by="code")
    assert caught.value.remedy


def test_columns_may_be_named_by_any_label(habitat, parishes):
    rows = habitat.rename(columns={"code": 7, "n": ("n", 1)})
    zones = parishes.rename(columns={"parish": 2.5})
    areas = lnrs.tabulate(zones, rows, by=7, zone_id=2.5)
    assert set(areas.zone) == {"Corsham", "Box"} and set(areas["class"]) == {"w1f", "g3c"}
    assert list(lnrs.dissolve(rows, by=7, sum=[("n", 1)]).columns)[:2] == [7, "features"]
    assert ("n", 1) in list(lnrs.dissolve(rows, by=("n", 1)).columns)
    assert list(lnrs.dissolve(rows, by=[7, ("n", 1)]).columns)[:2] == [7, ("n", 1)]
    assert list(lnrs.buffer(rows, distance_field=("n", 1)).distance_m) == [1, 2, 3, 4]
    assert set(lnrs.buffer(rows, 5, by=7)[7]) == {"w1f", "g3c", "c1"}
    assert "problems" in lnrs.check_coverage(rows, id=7).tables
    assert len(lnrs.change(rows, rows, class_=7).change_matrix) == 9
    assert list(lnrs.overlay(rows, parishes, keep={"rows": 7}).columns) == [
        "area_ha",
        "rows_index",
        "parishes_index",
        7,
        "geometry",
    ]
    rated = habitat.assign(**{"3": 1.0}).rename(columns={"3": 3})
    assert lnrs.network(rated, dispersal=100, quality=3).metrics.patches[0] == 1


def test_a_group_may_have_the_name_of_a_result(habitat):
    """The column `features` of the result counts; it stays apart from the groups."""
    rows = habitat.assign(features=["1", "1", "2", "2"], area_ha=[1, 1, 2, 2])
    made = lnrs.dissolve(rows, by=["features", "area_ha"])
    assert list(made.iloc[:, 0]) == ["1", "2"] and list(made.iloc[:, 1]) == [1, 2]
    assert list(made.features) == [2, 2] and made.area_ha.sum() == pytest.approx(4.0)


def test_levels_of_one_name_and_layers_of_one_name(habitat, parishes):
    levels = habitat.set_axis(pd.MultiIndex.from_tuples([("N", 1), ("N", 2), ("S", 3), ("S", 4)], names=["k", "k"]))
    pieces = lnrs.overlay(levels, parishes)
    assert list(pieces.levels_k) == ["N", "N", "N", "S"] and list(pieces.levels_level_1) == [1, 2, 2, 3]
    with pytest.raises(lnrs.UsageError, match="a, A are not all different"):
        lnrs.overlay(habitat, parishes, names=["a", "A"])


def test_columns_with_the_names_of_a_result_get_the_layers_in_front(habitat, parishes):
    pieces = lnrs.overlay(habitat.rename(columns={"code": "area_ha"}), parishes, names=["habitat", "parish"])
    assert list(pieces.columns)[:4] == ["area_ha", "habitat_index", "parish_index", "habitat_area_ha"]


def test_columns_that_are_not_there_are_listed(habitat, parishes):
    for keep in ({"habitat": ["kode"]}, ["kode"]):
        with pytest.raises(lnrs.UsageError, match="kode") as caught:
            lnrs.overlay(habitat, parishes, keep=keep)
        assert "code, n" in caught.value.remedy
