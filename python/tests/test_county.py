# SPDX-License-Identifier: MIT
"""Runs on a county's config, and networks of one layer."""

from __future__ import annotations

import math

import lnrs
import pytest
from conftest import frame, square, without_crs


def test_network_metrics_by_hand():
    woods = frame([square(0), square(300), square(9000)])
    net = lnrs.network(woods, dispersal=200)
    (row,) = net.metrics.to_dict("records")
    assert (row["patches"], row["links"], row["components"]) == (3, 1, 2)
    # Two patches of 1 ha, 200 m apart at a median of 200 m: p = 0.5. ECA is the root of the sum over pairs.
    assert row["eca_ha"] == pytest.approx(math.sqrt(3 + 2 * 0.5))
    assert len(net.patches) == 3 and net.patches.crs.to_epsg() == 27700
    assert net.patches.area_ha.sum() == pytest.approx(3.0)
    assert list(net.links.distance_m) == pytest.approx([200.0])
    assert net.files == [] and "network" in repr(net)


def test_network_weighs_areas_by_quality():
    woods = frame([square(0), square(300)], {"q": [1.0, 0.5]})
    (row,) = lnrs.network(woods, dispersal=200, quality="q").metrics.to_dict("records")
    assert row["eca_ha"] == pytest.approx(math.sqrt(1 + 0.25 + 2 * 0.5 * 0.5))


def test_network_refuses(habitat):
    with pytest.raises(lnrs.UsageError, match="dispersal"):
        lnrs.network(habitat)
    with pytest.raises(lnrs.UsageError, match="no column 'quality'"):
        lnrs.network(habitat, dispersal=100, quality="quality")
    with pytest.raises(lnrs.InputError, match="states no coordinate reference system"):
        lnrs.network(without_crs(habitat), dispersal=100)


def test_network_of_a_config(county, tmp_path):
    net = lnrs.network(county, dispersal=500)
    assert list(net.metrics.dispersal_m) == [500]
    written = lnrs.network(county, output=tmp_path / "net.gpkg")
    assert written.files == [tmp_path / "net.gpkg"]


def test_opportunities_explained(county, tmp_path):
    result = lnrs.opportunities(county)
    areas = result.areas
    assert len(areas) > 0 and {"candidate_id", "score", "rank"} <= set(areas.columns)
    best = areas.sort_values("rank").candidate_id.iloc[0]
    why = result.explain(best)
    assert best in why.text and why.facts and best in repr(why) and "<pre>" in why._repr_html_()
    saved = result.save(tmp_path / "map.gpkg")
    assert saved.exists()
    with pytest.raises(lnrs.OutputError, match="exists"):
        result.save(saved)
    with pytest.raises(lnrs.LnrsError):
        result.explain("no such candidate")


def test_overrides_change_the_map_and_compare_says_how(county):
    before = lnrs.opportunities(county)
    after = lnrs.opportunities(county, overrides={"scoring.weights.boa": 9})
    assert not before.areas.score.equals(after.areas.score)
    changes = lnrs.compare(before, after)
    assert len(changes.candidate_changes) == len(after.areas)
    with pytest.raises(lnrs.ConfigError, match="weights"):
        lnrs.opportunities(county, overrides={"scoring.weights.joint": 4})


def test_sites_of_a_frame(county, tmp_path):
    places = frame([square(140), square(5000)], {"ref": ["26/001", "26/002"]})
    report = lnrs.sites(county, places)
    assert list(report.sites.reference) == ["26/001", "26/002"]
    page = report.html(tmp_path / "checked.html")
    assert "26/001" in page.read_text(encoding="utf-8")
    with pytest.raises(lnrs.OutputError, match="exists"):
        report.html(page)
    assert report.files == []


def test_a_check_of_sites_that_finds_something(county):
    found = lnrs.sites(county, frame([square(140)], {"ref": ["A"]}), fail_on=["overlap:boa"])
    assert found.exit_code == 5 and found.printed


def test_results_show_in_notebooks(county):
    result = lnrs.opportunities(county)
    assert result._repr_html_().startswith("<div><b>lnrs opportunities")
    assert "opportunity_areas" in dir(result)


def test_net_gain_needs_a_template(tmp_path):
    with pytest.raises(lnrs.InputError, match="absent.gpkg") as caught:
        lnrs.bng(tmp_path / "absent.gpkg")
    assert caught.value.exit_code == 3 and caught.value.remedy
