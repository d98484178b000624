# SPDX-License-Identifier: MIT
"""Layers that the tests make themselves: squares of 1 ha in Wiltshire, in metres east of (400000, 200000)."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

geopandas = pytest.importorskip("geopandas")
from shapely.geometry import Polygon, box  # noqa: E402

EAST, NORTH = 400_000, 200_000


def square(x: float, y: float = 0, side: float = 100) -> Polygon:
    return box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


def frame(geometry, columns=None, crs=27700, index=None):
    return geopandas.GeoDataFrame(columns or {}, geometry=list(geometry), crs=crs, index=index)


def without_crs(layer):
    """The same layer, and no word on its CRS; older GeoPandas cannot take it away."""
    return frame(
        list(layer.geometry), {name: list(layer[name]) for name in layer.columns if name != "geometry"}, crs=None
    )


@pytest.fixture
def habitat():
    """Four squares in a row."""
    return frame([square(100 * k) for k in range(4)], {"code": ["w1f", "g3c", "w1f", "c1"], "n": [1, 2, 3, 4]})


@pytest.fixture
def parishes():
    """Two, of which the second begins in the middle of the second square."""
    return frame([square(0, 0, 150), square(150, 0, 150)], {"parish": ["Corsham", "Box"]})


@pytest.fixture
def files(tmp_path, habitat, parishes):
    habitat.to_file(tmp_path / "habitat.gpkg", layer="habitat", driver="GPKG")
    parishes.to_file(tmp_path / "parishes.gpkg", layer="parishes", driver="GPKG")
    return tmp_path


@pytest.fixture
def tool() -> Path:
    named = os.environ.get("LNRS_TOOL")
    if not named:
        pytest.skip("LNRS_TOOL does not name the command line tool")
    return Path(named)


@pytest.fixture
def command_line(tool, tmp_path):
    """Runs the command line tool in the folder of the test."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([str(tool), *map(str, words)], cwd=tmp_path, capture_output=True, text=True, check=False)

    return run


@pytest.fixture
def county(tmp_path):
    """A config with woods and meadows of 1 ha, and one Biodiversity Opportunity Area over the western half."""
    codes = ["w1f", "g4", "w1f", "c1", "g4", "w1f"]
    rows = frame([square(150 * k) for k in range(6)], {"ref": [f"H{k}" for k in range(6)], "code": codes})
    rows.to_file(tmp_path / "county.gpkg", layer="habitat", driver="GPKG")
    frame([square(0, -50, 450)], {"boa": ["B1"], "title": ["Downs"]}).to_file(
        tmp_path / "county.gpkg", layer="boa", driver="GPKG"
    )
    config = tmp_path / "county.toml"
    config.write_text(
        '[project]\ndate = "2026-03-31"\n[layers.habitat]\nlayer = "county.gpkg#habitat"\nid = "ref"\nclass = "code"\n'
        'crosswalk = "ukhab"\n[layers.boa]\nlayer = "county.gpkg#boa"\nid = "boa"\nname = "title"\n'
        '[[network]]\npreset = "woodland"\n',
        encoding="utf-8",
    )
    return config
