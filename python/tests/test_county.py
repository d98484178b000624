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
    with pytest.raises(lnrs.InputError, match="habitat does not say in which coordinate"):
        lnrs.network(without_crs(habitat), dispersal=100)
    with pytest.raises(lnrs.InputError, match="fields does not say in which coordinate"):
        lnrs.network(habitat, dispersal=100).gain(without_crs(habitat), names=["fields"])
    wrong = [{"dispersal": one} for one in ("1000", 0, -1, math.nan, math.inf, True)]
    wrong += [{"dispersal": 100, one: two} for one in ("max_link", "join", "min_patch") for two in ("x", -1, math.nan)]
    for values in wrong:
        with pytest.raises(lnrs.UsageError, match="is not a number"):
            lnrs.network(habitat, **values)


def test_gain_is_what_the_network_gains_by_hand():
    """Each parcel by itself: the equivalent connected area with it, minus that without it."""
    woods = frame([square(0), square(300), square(2000)])
    parcels = frame([square(150), square(100), square(5000), square(20), square(130, 500)], index=[*"abcde"])
    net = lnrs.network(woods, dispersal=200)
    gains = net.gain(parcels)
    assert list(gains.index) == [*"abcde"]
    before = net.metrics.eca_ha[0]
    for label, parcel in parcels.geometry.items():
        free = parcel.difference(woods.geometry.iloc[0]).difference(woods.geometry.iloc[1])
        # A parcel that touches a patch enlarges it.
        with_it = lnrs.network(frame([*woods.geometry, free]), dispersal=200).metrics.eca_ha[0]
        assert gains.gain_ha[label] == pytest.approx(with_it - before, abs=1e-9), label
        assert gains.suitable_ha[label] == pytest.approx(free.area / 1e4)
    assert gains.gain_per_ha["a"] == pytest.approx(gains.gain_ha["a"])
    parts = gains[["gain_intra", "gain_flux", "gain_connector"]].sum(axis=1)
    assert list(parts) == pytest.approx([100.0] * 5)


def test_gain_of_parcels_that_add_nothing_or_cannot_be_read():
    woods = frame([square(0)])
    parcels = frame([square(0), None, square(500), square(500)], index=[5, 5, 7, 8])
    gains = lnrs.network(woods, dispersal=200).gain(parcels, names=["fields"])
    assert list(gains.gain_ha.isna()) == [False, True, False, False]
    assert gains.gain_ha.iloc[0] == 0 and gains.gain_ha.iloc[2] == gains.gain_ha.iloc[3] > 0.5
    problems = lnrs.issues(gains)
    assert {"empty_geometry", "candidate_without_suitable_habitat"} <= set(problems.rule)
    assert "memory:" not in " ".join(problems.message) + " ".join(problems.source.dropna())


def test_gain_where_every_parcel_is_habitat(habitat):
    parcels = frame([square(0), None, square(100)], index=["a", "b", "a"])
    gains = lnrs.network(habitat, dispersal=200).gain(parcels)
    assert list(gains.index) == ["a", "b", "a"] and list(gains.gain_ha.isna()) == [False, True, False]
    assert gains.gain_ha.sum() == 0 and len(lnrs.issues(gains)) == 0 and "habitat" in lnrs.summary(gains)


def test_rows_of_frames_are_their_own_ids(habitat):
    net = lnrs.network(habitat, dispersal=200)
    assert len(net.issues) == 0 and list(net.patch_members.feature_id) == ["1", "2", "3", "4"]


def test_gain_equals_the_command_line(tmp_path, command_line):
    woods = frame([square(200 * k, 130 * (k % 3)) for k in range(9)])
    parcels = frame(
        [square(200 * k + 90, 260 - 130 * (k % 3), 70) for k in range(9)], {"ref": [f"P{k}" for k in range(9)]}
    )
    woods.to_file(tmp_path / "woods.gpkg", layer="woods", driver="GPKG")
    parcels.to_file(tmp_path / "parcels.gpkg", layer="parcels", driver="GPKG")
    (tmp_path / "codes.csv").write_text(
        "code,label,habitat,distinctiveness,irreplaceable,excluded,w_core,w_potential\n"
        "wood,Wood,Wood,4,,,yes,\nfield,Field,Field,2,,,,1\n",
        encoding="utf-8",
    )
    (tmp_path / "c.toml").write_text(
        '[project]\ndate = "2026-03-31"\n[[layers.habitat]]\nlayer = "woods.gpkg#woods"\ncode = "wood"\n'
        'crosswalk = "codes.csv"\n[[layers.habitat]]\nlayer = "parcels.gpkg#parcels"\ncode = "field"\n'
        'crosswalk = "codes.csv"\n[layers.candidate]\nlayer = "parcels.gpkg#parcels"\nid = "ref"\n[candidates]\n'
        'source = "layer"\nmin_unit_ha = 0\n[[network]]\nid = "w"\ntitle = "Woods"\ndispersal_m = 250\n'
        "max_link_m = 700\n",
        encoding="utf-8",
    )
    done = command_line("opportunities", "c.toml", "-o", "map.gpkg")
    assert done.returncode == 0, done.stderr
    theirs = lnrs.read(tmp_path / "map.gpkg", layer="opportunity_areas").set_index("source_id").loc[parcels.ref]
    ours = lnrs.network(woods, dispersal=250, max_link=700).gain(parcels)
    for column in ("gain_ha", "gain_per_ha", "gain_intra", "gain_flux", "gain_connector", "linked_patches"):
        assert list(ours[column]) == list(theirs[column]), column


def test_gain_refuses(county):
    net = lnrs.network(frame([square(0)]), dispersal=200)
    with pytest.raises(lnrs.InputError, match="parcels is empty"):
        net.gain(frame([]))
    with pytest.raises(lnrs.InputError, match="parcels does not say in which coordinate"):
        net.gain(frame([square(0)], crs=None))
    with pytest.raises(lnrs.UsageError, match="made of a config"):
        lnrs.network(county).gain(frame([square(0)]))


def test_a_config_says_itself_what_its_network_is(county):
    with pytest.raises(lnrs.UsageError, match="max_link is for a frame"):
        lnrs.network(county, max_link=100)


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


def test_maps_in_memory_go_by_no_file(county):
    result = lnrs.opportunities(county)
    with pytest.raises(lnrs.InputError) as caught:
        result.explain("H00123/4")
    assert caught.value.message == "the map has no candidate 'H00123/4'"
    best = result.explain(top=1, threads=1)
    assert len(best.facts) == 1 and "/dev/shm" not in best.text
    changes = lnrs.compare(result, result)
    assert "/dev/shm" not in changes.printed + changes.summary and lnrs.summary(changes)


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
