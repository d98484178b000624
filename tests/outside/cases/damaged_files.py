# SPDX-License-Identifier: MIT
"""Damaged GeoPackages: refused, with file, layer and feature, instead of a wrong result with exit 0."""

from outside import case


@case("damaged", "one flipped bit: exit code, and layer and feature named")
def one_bit(run):
    done = run.lnrs("dissolve one_bit.gpkg#habitat --by ukhab -o o.csv --overwrite -q")
    return (3, True), (done.code, "one_bit.gpkg#habitat: the geometry of feature 12 is damaged" in done.text)


def project_on(run, name):
    run.write("x.toml", (run.folder / "county.toml").read_text().replace("county.gpkg", name + ".gpkg"))
    return run.lnrs(f"opportunities x.toml -o {name}.o.gpkg --overwrite -q")


@case("damaged", "a zeroed page and a flipped sign in a project: exit codes")
def project(run):
    return (0, 3, 3), tuple(project_on(run, name).code for name in ("county", "zeroed_page", "sign_bit"))


@case("damaged", "a zeroed page and a flipped sign: layer and feature named")
def named(run):
    texts = [project_on(run, name).text for name in ("zeroed_page", "sign_bit")]
    return (True, True), (
        "#boa: the geometry of feature 1 is damaged" in texts[0],
        "#habitat: the geometry of feature 7 is damaged" in texts[1],
    )
