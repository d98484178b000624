# SPDX-License-Identifier: MIT
"""Fields that hold no habitat codes, read as UKHab and as Phase 1."""

import json

from outside import case

FOLDER = "real-01-codes-fall-back-to-one-letter"
SITE = ["--wkt", "POLYGON((400000 200000,400600 200000,400600 200100,400000 200100,400000 200000))"]
OTHERS = {  # values, and the words that must say what they are
    "roads": (["A36", "A4", "B3110", "M4", "A303", "A1(M)"], "road numbers"),
    "NVC": (["MG5a", "W8", "U4", "CG3", "S4", "M24"], "NVC codes"),
    "EUNIS": (["G1.6", "E1.26", "G1.A1", "F3.11", "D2.3", "F4.2"], "EUNIS 2012 codes"),
    "postcodes": (["BA1 1AA", "SN15 4QD", "W1F 0AB", "H3 9ZZ", "E1 6AN", "A1 1AA"], "postcodes"),
    "land cover": (
        ["Water", "Bog", "Bare Ground", "Coastal Saltmarsh", "Scrub", "Coniferous Woodland"],
        "crosswalk 'living_england'",
    ),
}


def squares(run, name, values):
    def square(i):
        x = 400000 + 100 * i
        return [[[x, 200000], [x + 100, 200000], [x + 100, 200100], [x, 200100], [x, 200000]]]

    features = [
        {"type": "Feature", "properties": {"code": v}, "geometry": {"type": "Polygon", "coordinates": square(i)}}
        for i, v in enumerate(values)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
    run.write(name, json.dumps({"type": "FeatureCollection", "crs": crs, "features": features}))


def sites(run, config, *more):
    return run.lnrs(["sites", config, *SITE, "--no-connectivity", "-o", "x.gpkg", "--overwrite", "-q", *more])


@case(FOLDER, "fields of other things: exit codes of sites and of a dry run, as UKHab and as Phase 1")
def refused(run):
    codes = []
    for config in ("ukhab.toml", "phase1.toml"):
        codes += [
            sites(run, config).code,
            sites(run, config, "--allow-unknown").code,
            run.lnrs(f"opportunities {config} --dry-run -q").code,
        ]
    return [3] * 6, codes


@case(FOLDER, "min_code_share = 0: each of them is an unknown code, none is taken for a letter")
def unknown(run):
    run.write("any.toml", (run.folder / "phase1.toml").read_text() + "min_code_share = 0\n")
    done = sites(run, "any.toml", "--allow-unknown")
    rows = run.sql("x.gpkg", "SELECT count(*) FROM issues WHERE rule = 'unknown_habitat_code'")[0][0]
    return (0, 5), (done.code, rows)  # the sixth, G1.6, is a code of Phase 1 too


@case(FOLDER, "other classifications are named, by either crosswalk")
def named(run):
    wrong = []
    for crosswalk in ("ukhab", "phase1"):
        run.write(
            "other.toml", f'[layers.habitat]\nlayer = "other.geojson"\nclass = "code"\ncrosswalk = "{crosswalk}"\n'
        )
        for what, (values, words) in OTHERS.items():
            squares(run, "other.geojson", values)
            done = sites(run, "other.toml", "--allow-unknown")
            if done.code != 3 or words not in done.text or "field 'code'" not in done.text:
                wrong.append(f"{what} as {crosswalk}: {done.code}")
    return [], wrong


@case(FOLDER, "codes with secondary codes, lists and names are still read")
def read(run):
    squares(run, "other.geojson", ["g3c5 10", "w1f,29", "G2A", "g4 - Modified grassland", "u1b6", "g"])
    run.write("other.toml", '[layers.habitat]\nlayer = "other.geojson"\nclass = "code"\ncrosswalk = "ukhab"\n')
    return 0, sites(run, "other.toml").code


@case(FOLDER, "names of habitats are read as the codes they label")
def labels(run):
    squares(
        run,
        "other.geojson",
        ["Lowland meadows", "Bramble scrub", "Blanket bog", "Modified grassland", "Cereal crops", "Wet woodland"],
    )
    run.write("other.toml", '[layers.habitat]\nlayer = "other.geojson"\nclass = "code"\ncrosswalk = "ukhab"\n')
    return 0, sites(run, "other.toml").code


@case(
    "34-init-and-well-known-layers",
    "init: survey with UKHab names, National Forest Inventory, Crop Map of England; what it says of river lines",
)
def national(run):
    text = run.lnrs(
        "init habitat_survey.geojson National_Forest_Inventory_England_2022.geojson "
        "Crop_Map_of_England_2021_Somerset.geojson "
        "Priority_River_Habitat_Rivers.geojson"
    ).out
    words = ['crosswalk = "ukhab"', 'crosswalk = "nfi"', 'crosswalk = "crome"', "lnrs buffer"]
    return [True] * 4, [word in text for word in words]


@case("34-init-and-well-known-layers", "a map whose class field holds UKHab names is a network")
def ukhab_names(run):
    run.write(
        "names.toml", '[layers.habitat]\nlayer = "habitat_survey.geojson"\nclass = "ukhab_name"\ncrosswalk = "ukhab"\n'
    )
    return 0, run.lnrs("network names.toml -o n.gpkg --overwrite -q").code


@case(FOLDER, "init guesses no habitat layer from them")
def init(run):
    texts = [run.lnrs(f"init {name}.geojson").out for name in ("ukhab", "phase1")]
    return [True, True], ["No habitat layer was recognised" in text for text in texts]
