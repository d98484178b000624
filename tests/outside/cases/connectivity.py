# SPDX-License-Identifier: MIT
"""Choosing under a budget, indices without a landscape, planar topology, patches that nothing joins."""

from outside import case


@case(
    "10-select-misses-stepping-stones",
    "two stepping stones that only work together: the choice and ECA in ha, with 32 decoys and with 31",
)
def stepping_stones(run):
    found = []
    for extra in ([], ["--set", "candidates.min_unit_ha=0.0001"]):
        done = run.lnrs(
            ["select", "select.toml", "--budget-ha", "0.5", "-o", "o.gpkg", "--csv", "o", "--overwrite", "-q", *extra]
        )
        rows = run.csv("o/chosen.csv")
        found.append((done.code, [row["source_id"] for row in rows], round(float(rows[-1]["eca_ha"]), 2)))
    right = (0, ["c1", "c2"], 40.17)
    return [right, right], found


@case(
    "10-select-misses-stepping-stones",
    "the output says whether pairs were looked for, and by how much they improve the set",
)
def pairs_are_stated(run):
    without = run.lnrs("select select.toml --budget-ha 0.5 -o o.gpkg --overwrite")
    with_pairs = run.lnrs("select select.toml --budget-ha 0.5 --pairs -o o.gpkg --overwrite")
    stated = dict(run.sql("o.gpkg", "SELECT key, value FROM run WHERE key IN ('pairs', 'pair_gain_ha')"))
    return (True, True, "looked for", True), (
        "--pairs" in without.text,
        "choosing linked pairs together" in with_pairs.text,
        stated["pairs"],
        float(stated["pair_gain_ha"]) >= 0,
    )


def indices(run, words, names):
    text = run.lnrs("network metrics --nodes nodes.txt --links links.txt --dispersal 100 " + words).out
    return [line.split()[-1] for name in names for line in text.splitlines() if line.startswith(name)]


@case("15-lcp-without-landscape", "PC, IIC, LCP without a landscape, with the sum of the patches, with 100")
def lcp(run):
    names = ("PC  ", "IIC  ", "Landscape")
    same = ["0.642857", "0.70068", "1"]
    return [same, same, ["0.07875", "0.0858333", "0.1225"]], [
        indices(run, "", names),
        indices(run, "--landscape-area 35", names),
        indices(run, "--landscape-area 100", names),
    ]


@case(
    "15-lcp-without-landscape",
    "neighbours: patches without area have no index (a dash), an infinite distance is refused with its line",
)
def no_area(run):
    nodes = (run.folder / "nodes.txt").read_text()
    run.write("nodes.txt", "".join(line.split()[0] + " 0\n" for line in nodes.splitlines() if line.strip()))
    dashes = indices(run, "", ("PC  ", "IIC  ", "Class", "Landscape"))
    run.write("links.txt", "1 2 inf\n")
    refused = run.lnrs("network metrics --nodes nodes.txt --links links.txt --dispersal 100")
    return (["-", "-", "-", "-"], 3, True), (
        dashes,
        refused.code,
        "links.txt:1" in refused.err and "infinite" in refused.err,
    )


@case(
    "16-planar-ignored-with-edge-distance",
    "refused for edge distances (exit 2, names topology and the remedy); 2 links by least cost",
)
def planar(run):
    edge = run.lnrs("network network.toml -o n.gpkg --overwrite -q")
    run.lnrs("network network.toml --distance least_cost --set network.n.cost.unmapped=1 -o n.gpkg --overwrite -q")
    return (2, True, 2), (
        edge.code,
        "planar" in edge.err and "least_cost" in edge.err,
        run.sql("n.gpkg", "SELECT count(*) FROM links")[0][0],
    )


@case("32-corridors-with-default-limits", "no corridor: the output says the limit and what the cheapest way costs")
def no_corridor(run):
    done = run.lnrs("corridors county.toml -o c.gpkg --overwrite")
    count = run.sql("c.gpkg", "SELECT count(*) FROM corridors")[0][0]
    said = "max_link_m is 3000" in done.err and "4510" in done.err
    return True, count >= 2 or said
