# SPDX-License-Identifier: MIT
"""Lists of fields, and the paths that lnrs init writes."""

from outside import case


@case("22-list-of-fields-to-keep", "exit code with commas, with a blank; the message gives the right spelling")
def keep(run):
    commas = run.lnrs("overlay intersection a.geojson b.geojson --keep code,name -o o.csv --overwrite -q")
    blank = run.lnrs("overlay intersection a.geojson b.geojson --keep code name -o o.csv --overwrite -q")
    return (0, 2, True), (commas.code, blank.code, "--keep code,name" in blank.text)


@case("22-list-of-fields-to-keep", "--help says that commas separate, for --keep and --by")
def words(run):
    helps = [run.lnrs(f"{command} --help").text for command in ("overlay", "dissolve", "buffer")]
    return (True, True, True), tuple("separated by commas" in " ".join(text.split()) for text in helps)


@case(
    "23-init-for-another-folder",
    "a config in another folder reads its layers: exit codes of init to a file, printed, and of the runs",
)
def init(run):
    (run.folder / "configs").mkdir()
    written = run.lnrs("init data/habitat.geojson -o configs/county.toml")
    printed = run.lnrs("init data/habitat.geojson")
    run.write("configs/printed.toml", printed.out)
    codes = [written.code, printed.code]
    for name in ("county", "printed"):
        codes.append(run.lnrs(f"network configs/{name}.toml -o {name}.gpkg --overwrite -q").code)
    return [0, 0, 0, 0], codes


@case("23-init-for-another-folder", "the path in a config that is written")
def path(run):
    (run.folder / "configs").mkdir()
    run.lnrs("init data/habitat.geojson -o configs/county.toml")
    line = next(one for one in (run.folder / "configs/county.toml").read_text().splitlines() if one.startswith("layer"))
    return 'layer = "../data/habitat.geojson#habitat"', line.split("  #")[0]
