# SPDX-License-Identifier: MIT
"""Runs on a county's config, and networks of a single layer."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Mapping

from . import _exchange
from ._results import Result, copied
from ._run import Call, Kind, is_parquet, read
from .errors import UsageError

__all__ = [
    "OpportunityMap",
    "Network",
    "SiteReport",
    "Explanation",
    "opportunities",
    "explain",
    "compare",
    "network",
    "sites",
    "bng",
]

_RUNNING = ("threads", "progress", "cancel")


class Explanation:
    """Why an area has its score: `text` for people, `facts` for programs."""

    def __init__(self, text: str, facts: Any) -> None:
        self.text = text
        self.facts = facts

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        import html

        return f"<pre>{html.escape(self.text)}</pre>"


class OpportunityMap(Result):
    """A scored map: `areas`, `explain(id)`, and every table of `lnrs opportunities` by its name."""

    @property
    def areas(self) -> Any:
        """Layer `opportunity_areas`: every candidate with its score, rank, class and indicators."""
        return self.table("opportunity_areas")

    def explain(self, candidate: str) -> Explanation:
        """Why a candidate ("H00123/4") has its score."""
        return explain(self, candidate)


class Network(Result):
    """A network of habitat: `patches`, `components`, `links`, and `metrics`."""

    @property
    def metrics(self) -> Any:
        """One row per network: patches, links, PC, IIC, equivalent connected area (ha), effective mesh size."""
        return self.table("networks")


class SiteReport(Result):
    """Checked sites: tables `sites`, `site_features`, …, and the report as a web page."""

    _page: Path | None = None

    def html(self, file: str | os.PathLike[str], *, overwrite: bool = False) -> Path:
        """Writes the report for people: one file that needs no network."""
        page = next((one for one in self._all_files if one.suffix.lower() in (".html", ".htm")), None)
        if page is None:
            raise UsageError("this run made no report", "Call lnrs.sites without output, or with html=FILE.")
        return copied(page, file, overwrite)


def _run(
    command: str,
    kind: type[Kind],
    options: dict[str, Any],
    output: Any,
    overrides: Mapping[str, Any] | None = None,
    more: Mapping[str, str] | None = None,
) -> Kind:
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    if overrides is not None:
        options["set"] = overrides
    call = Call(command, options)
    temporary = output is None
    call.values["output"] = call.memory_file("result.gpkg") if temporary else output
    for key, name in (more or {}).items():
        if temporary:
            call.values.setdefault(key, call.memory_file(name))
    return call.run(kind=kind, temporary=temporary, **running)


def opportunities(
    config: str | os.PathLike[str], *, overrides: Mapping[str, Any] | None = None, output: Any = None, **options: Any
) -> OpportunityMap:
    """Scores where nature recovery should happen, from a county's config.

    `overrides`: values of the config by key, {"scoring.weights.joined": 4}. Further options: those of
    `lnrs opportunities`. Without `output` the map stays in memory; `result.save(file)` keeps it.
    """
    return _run("opportunities", OpportunityMap, {"config": config, **options}, output, overrides)


def _map_file(value: Any) -> Any:
    return value.path if isinstance(value, Result) else value


def explain(map: Any, candidate: str | None = None, **options: Any) -> Explanation:
    """Why a candidate of a map has its score; `at="ST 774 645"` asks for a place, `top=10` for the best."""
    values = {"map": _map_file(map), "candidate": [candidate] if candidate is not None else None, **options}
    text = Call("explain", values).run(kind=Result).printed
    facts = json.loads(Call("explain", {**values, "json": True}).run(kind=Result).printed)
    return Explanation(text.rstrip("\n"), facts)


def compare(old: Any, new: Any, *, output: Any = None, **options: Any) -> Result:
    """What moved between two maps, and which indicators account for it: `candidate_changes`, `change_causes`.

    Maps are files, or what `lnrs.opportunities` returned.
    """
    return _run("compare", Result, {"old": _map_file(old), "new": _map_file(new), **options}, output)


def bng(
    template: str | os.PathLike[str], *, output: Any = None, overrides: Mapping[str, Any] | None = None, **options: Any
) -> Result:
    """Biodiversity Net Gain of a filled-in template: `bng_totals`, `bng_trading`, `site_units`."""
    return _run("bng", Result, {"template": template, **options}, output, overrides)


def sites(
    config: str | os.PathLike[str],
    sites: Any = None,
    *,
    overrides: Mapping[str, Any] | None = None,
    output: Any = None,
    **options: Any,
) -> SiteReport:
    """Checks sites: what is mapped on and around them. `sites` is a file or a frame.

    `result.sites` has a row per site, `result.html("checked.html")` writes the report. Further options: those of
    `lnrs sites`, e.g. ref_field, radius (m), fail_on.
    """
    return _run(
        "sites",
        SiteReport,
        {"config": config, "sites": sites, **options},
        output,
        overrides,
        more={"html": "report.html"},
    )


def network(
    habitat: Any,
    *,
    dispersal: float | None = None,
    quality: str | None = None,
    max_link: float | None = None,
    join: float = 0,
    min_patch: float = 0,
    overrides: Mapping[str, Any] | None = None,
    output: Any = None,
    **options: Any,
) -> Network:
    """How habitat connects: patches, links, components and the importance of each patch.

    `habitat` is a frame whose features are all habitat of one network, or a config file (.toml) as for `lnrs network`.
    For a frame: `dispersal`, the median distance that the species moves, `max_link` (three times that if not given) and
    `join` (features this close are one patch) in metres; `min_patch` in ha; `quality`, a column from 0 to 1 that weights
    areas. Further options: those of `lnrs network`, e.g. no_importance.

    >>> import geopandas, shapely.geometry, lnrs
    >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
    >>> woods = geopandas.GeoDataFrame(geometry=[square(0), square(300), square(9000)], crs=27700)
    >>> net = lnrs.network(woods, dispersal=200)
    >>> net.metrics[["patches", "links", "components", "habitat_ha"]]
       patches  links  components  habitat_ha
    0        3      1           2         3.0
    """
    if not (_exchange.is_frame(habitat) or is_parquet(habitat)):
        if dispersal is not None:
            overrides = {**(overrides or {}), "network.dispersal_m": dispersal}
        return _run("network", Network, {"config": habitat, **options}, output, overrides)
    if dispersal is None or not dispersal > 0:
        raise UsageError(f"dispersal: {dispersal!r} is not a number above 0", "Median dispersal distance in metres.")
    frame = _exchange.checked(read(habitat) if is_parquet(habitat) else habitat, "habitat")
    if frame.crs is None:
        raise _exchange.InputError("habitat states no coordinate reference system", "Set it: frame.set_crs(27700).")
    if quality is not None and quality not in frame.columns:
        raise UsageError(f"habitat has no column {quality!r}", f"It has {', '.join(map(str, frame.columns))}.")
    folder = _exchange.Folder(_exchange.frame_bytes(frame))
    file = os.path.join(folder.path, "habitat.gpkg")
    _exchange.write_frame(file, "habitat", frame, [quality] if quality is not None else [])
    config = os.path.join(folder.path, "network.toml")
    Path(folder.path, "one_habitat.csv").write_text(
        "code,label,habitat,distinctiveness,irreplaceable,excluded,network_core,network_potential\n"
        "habitat,Habitat,Habitat,2,,,yes,\n",
        encoding="utf-8",
    )
    facts = {"dispersal_m": dispersal, "max_link_m": max_link or 0, "join_m": join, "min_patch_ha": min_patch}
    crs = _exchange.crs_text(frame.crs) if _exchange.in_metres(frame.crs) else "EPSG:27700"
    Path(config).write_text(
        f'[project]\nname = "Network"\ncrs = {json.dumps(crs)}\n'
        f'[layers.habitat]\nlayer = "habitat.gpkg#habitat"\ncode = "habitat"\ncrosswalk = "one_habitat.csv"\n'
        + (f"quality = {json.dumps(str(quality))}\n" if quality is not None else "")
        + '[[network]]\nid = "network"\ntitle = "Network"\n'
        + "".join(f"{key} = {float(value)!r}\n" for key, value in facts.items()),
        encoding="utf-8",
    )
    options["config"] = config
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    if overrides is not None:
        options["set"] = overrides
    call = Call("network", options)
    call.take(folder, {f"{file}#habitat": "habitat", file: "habitat", config: "network"})
    temporary = output is None
    call.values["output"] = call.memory_file("result.gpkg") if temporary else output
    return call.run(kind=Network, temporary=temporary, **running)
