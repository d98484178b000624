# SPDX-License-Identifier: MIT
"""lnrs.read and lnrs.write with files of every format, and what they refuse."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import lnrs
import pandas as pd
import pytest
from conftest import frame, square
from shapely.geometry import Point


def test_only_endings_that_say_a_format_are_written(tmp_path, habitat):
    for name in ("a.txt", "a", "a.xyz"):
        with pytest.raises(lnrs.OutputError, match="does not end like a format") as caught:
            lnrs.write(habitat, tmp_path / name)
        assert ".gpkg" in caught.value.remedy
    with pytest.raises(lnrs.UsageError, match="CSV holds no geometry"):
        lnrs.write(habitat, tmp_path / "a.csv")
    for name in ("a.gpkg", "a.shp", "a.geojson", "a.fgb", "é ü.gpkg"):
        assert len(lnrs.read(lnrs.write(habitat, tmp_path / name))) == 4
    assert not [name for name in os.listdir(tmp_path) if name.startswith(".") or "txt" in name]


def test_columns_that_a_file_cannot_hold_are_named(tmp_path, habitat):
    for wrong, words in (
        (habitat.assign(code=[1, "a", None, 2.5]), "column 'code' holds values of several types"),
        (habitat.assign(CODE=1), "'CODE' and 'code' differ in capitals only"),
        (pd.concat([habitat, habitat[["code"]]], axis=1), "'code' is there twice"),
        (habitat.assign(fid=[1, 1, 2, 3]), "numbers its features in 'fid'"),
        (habitat.assign(middle=habitat.geometry.centroid), "2 columns of geometry, geometry, middle"),
        (habitat.rename(columns={"code": 7, "n": "7"}), "7"),
    ):
        with pytest.raises(lnrs.InputError, match=words) as caught:
            lnrs.write(wrong, tmp_path / "x.gpkg")
        assert caught.value.remedy
    assert os.listdir(tmp_path) == []


def test_columns_named_by_numbers_are_written_by_their_texts(tmp_path, habitat):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
    for name in ("x.gpkg", "x.parquet"):
        file = lnrs.write(habitat.rename(columns={"code": 7}), tmp_path / name)
        assert set(lnrs.read(file).columns) == {"7", "n", "geometry"}


def test_what_is_no_file(habitat):
    for wrong in (None, 5, habitat):
        with pytest.raises(lnrs.UsageError, match="is not the name of a file"):
            lnrs.read(wrong)
        with pytest.raises(lnrs.UsageError, match="is not the name of a file"):
            lnrs.write(habitat, wrong)
    with pytest.raises(lnrs.UsageError, match="None cannot be written"):
        lnrs.write(None, "x.gpkg")


def test_columns_to_read_may_be_one_and_may_name_the_geometry(tmp_path, habitat):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
    for name in ("x.gpkg", "x.parquet"):
        file = lnrs.write(habitat, tmp_path / name)
        assert list(lnrs.read(file, columns="code").columns) == ["code", "geometry"]
        assert list(lnrs.read(file, columns=["n", "geometry"]).columns) == ["n", "geometry"]


def test_threads_that_write_one_file_leave_it_whole(tmp_path, habitat):
    failed = []

    def write():
        try:
            lnrs.write(habitat, tmp_path / "x.gpkg", overwrite=True)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed and len(lnrs.read(tmp_path / "x.gpkg")) == 4 and os.listdir(tmp_path) == ["x.gpkg"]


def test_what_a_format_cannot_hold_leaves_nothing(tmp_path):
    with pytest.raises(lnrs.OutputError) as caught:
        lnrs.write(frame([square(0), Point(400000, 200000)]), tmp_path / "x.shp")
    assert "GeoPackage" in caught.value.remedy and os.listdir(tmp_path) == []


WITHOUT_PYARROW = """
import sys
sys.modules["pyarrow"] = None  # before pandas looks for it
sys.path.insert(0, sys.argv[1])
import lnrs
from conftest import frame, square
habitat = frame([square(0)])
uses = (lambda: lnrs.read("h.parquet"), lambda: lnrs.write(habitat, "x.parquet"),
        lambda: lnrs.overlay("h.parquet", habitat, names=["h", "p"]))
for use in uses:
    try:
        use()
    except lnrs.MissingPackage as error:
        print(error.message, error.remedy)
try:
    lnrs.read("absent.parquet")
except lnrs.InputError as error:
    print(error.message)
"""


def test_without_pyarrow_a_message_says_what_to_install(tmp_path, habitat):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
    lnrs.write(habitat, tmp_path / "h.parquet")
    words = [sys.executable, "-c", WITHOUT_PYARROW, os.path.dirname(__file__)]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
    *missing, absent = done.stdout.splitlines()
    assert len(missing) == 3 and absent == "absent.parquet does not exist", done.stderr
    assert all("is GeoParquet, and pyarrow" in one and "pip install pyarrow" in one for one in missing)
    assert [entry.name for entry in tmp_path.iterdir()] == ["h.parquet"]
