# SPDX-License-Identifier: MIT
"""Runs on a county's config, and networks of a single layer."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

from . import _exchange, _parquet
from ._files import read
from ._results import Result, copied
from ._parquet import is_parquet
from ._run import Call, Kind
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


#: Columns of `opportunity_areas` that Network.gain gives.
_GAINS = (
    "area_ha",
    "suitable_ha",
    "gain_ha",
    "gain_per_ha",
    "gain_intra",
    "gain_flux",
    "gain_connector",
    "linked_patches",
    "adjoining_patches",
    "nearest_patch_m",
)


class Network(Result):
    """A network of habitat: `patches`, `components`, `links`, `metrics`, and `gain(parcels)`."""

    _habitat: "_Habitat | None" = None

    @property
    def metrics(self) -> Any:
        """One row per network: patches, links, PC, IIC, equivalent connected area (ha), effective mesh size."""
        return self.table("networks")

    def gain(self, parcels: Any, *, names: Sequence[str] | None = None, **running: Any) -> Any:
        """What each parcel would add if it became habitat of the network: a DataFrame with the parcels' index.

        `gain_ha` is the equivalent connected area with the parcel minus that without it, each parcel by itself;
        `gain_per_ha` is per hectare of the parcel; `gain_intra`, `gain_flux` and `gain_connector` are the shares (%)
        of its own area, of exchange with patches, and of better paths between other patches. Land that is habitat
        already adds nothing. The numbers are those of `lnrs opportunities` with the parcels as candidates. Takes
        `threads`, `progress` and `cancel`. A network of a config has its gains in `lnrs.opportunities`.

        >>> import geopandas, shapely.geometry, lnrs
        >>> def square(x): return shapely.geometry.box(400000 + x, 200000, 400100 + x, 200100)
        >>> woods = geopandas.GeoDataFrame(geometry=[square(0), square(300)], crs=27700)
        >>> parcels = geopandas.GeoDataFrame(geometry=[square(150), square(5000)], index=["between", "far"], crs=27700)
        >>> lnrs.network(woods, dispersal=200).gain(parcels)[["area_ha", "linked_patches"]]
                 area_ha  linked_patches
        between      1.0               2
        far          1.0               0
        """
        if self._habitat is None:
            raise UsageError(
                "gain: this network was made of a config",
                'Name the parcels as [layers.candidate] there, with candidates.source = "layer", and call '
                "lnrs.opportunities.",
            )
        title = names[0] if names else "parcels"
        return _gains(self._habitat, parcels, title, running)


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
    `join` (features this close are one patch) in metres; `min_patch` in ha; `quality`, a column from 0 to 1 that
    weights areas. Further options: those of `lnrs network`, e.g. no_importance.

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
    frame = _exchange.checked(_parquet.layer(habitat) if is_parquet(habitat) else habitat, "habitat")
    if frame.crs is None:
        raise _exchange.InputError("habitat states no coordinate reference system", "Set it: frame.set_crs(27700).")
    if quality is not None and quality not in frame.columns:
        raise UsageError(f"habitat has no column {quality!r}", f"It has {', '.join(map(str, frame.columns))}.")
    habitat_rows = _Habitat(frame, quality, dispersal, max_link or 0, join, min_patch, overrides)
    call = habitat_rows.call("network", options)
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    temporary = output is None
    call.values["output"] = call.memory_file("result.gpkg") if temporary else output
    net = call.run(kind=Network, temporary=temporary, **running)
    net._habitat = habitat_rows
    return net


@dataclass
class _Habitat:
    """A frame that is the habitat of one network, as a config of a county says it."""

    frame: Any
    quality: str | None
    dispersal: float
    max_link: float
    join: float
    min_patch: float
    overrides: Mapping[str, Any] | None

    def call(self, command: str, options: Mapping[str, Any], parcels: Any = None, title: str = "parcels") -> Call:
        """A command on that config; with `parcels`, these are the candidates, and nothing else is."""
        frame = self.frame
        crs = _exchange.crs_text(frame.crs) if _exchange.in_metres(frame.crs) else "EPSG:27700"
        folder = _exchange.Folder(_exchange.frame_bytes(frame))
        config = os.path.join(folder.path, "network.toml")
        values = {key: value for key, value in options.items() if key not in _RUNNING}
        values["config"] = config
        if self.overrides is not None:
            values["set"] = self.overrides
        call = Call(command, values)
        call.take(folder, {config: "network"})
        source = _exchange.hold_frame("habitat", frame, [self.quality] if self.quality is not None else [])
        call.hold(source, "habitat")
        text = f'[project]\nname = "Network"\ncrs = {json.dumps(crs)}\n' + _layer(
            "[layers.habitat]", source.path + "#habitat", "habitat", self.quality
        )
        if parcels is not None:
            land = _exchange.hold_frame("parcels", parcels, [])
            call.hold(land, title)
            text += _layer("[layers.habitat]", land.path + "#parcels", "parcel", None)
            text += f'[layers.candidate]\nlayer = "{land.path}#parcels"\n'
            text += '[candidates]\nsource = "layer"\nmin_unit_ha = 0\n[sensitivity]\nruns = 0\n'
        text += '[[network]]\nid = "network"\ntitle = "Network"\n'
        facts = {
            "dispersal_m": self.dispersal,
            "max_link_m": self.max_link,
            "join_m": self.join,
            "min_patch_ha": self.min_patch,
        }
        text += "".join(f"{key} = {float(value)!r}\n" for key, value in facts.items())
        if parcels is not None:
            text = text.replace("[layers.habitat]", "[[layers.habitat]]")
        Path(config).write_text(text, encoding="utf-8")
        Path(folder.path, "crosswalk.csv").write_text(_CROSSWALK, encoding="utf-8")
        return call


_CROSSWALK = """code,label,habitat,distinctiveness,irreplaceable,excluded,network_core,network_potential
habitat,Habitat,Habitat,2,,,yes,
parcel,Parcel,Parcel,2,,,,1
"""


def _layer(section: str, layer: str, code: str, quality: str | None) -> str:
    more = f"quality = {json.dumps(str(quality))}\n" if quality is not None else ""
    return f'{section}\nlayer = "{layer}"\ncode = "{code}"\ncrosswalk = "crosswalk.csv"\n{more}'


def _gains(habitat: _Habitat, parcels: Any, title: str, running: dict[str, Any]) -> Any:
    """What `lnrs opportunities` says of each parcel, in the order of the parcels."""
    if isinstance(parcels, (str, os.PathLike)):
        parcels = read(parcels)
    frame = _exchange.checked(parcels, title)
    call = habitat.call("opportunities", {}, frame, title)
    call.values["output"] = call.memory_file("result.gpkg")
    result = call.run(kind=OpportunityMap, temporary=True, **running)
    areas = result.part("opportunity_areas", ["candidate_id", "source_id", *_GAINS])
    areas["source_id"] = areas.source_id.astype("int64")
    made = areas.set_index("source_id").reindex(range(1, len(frame) + 1))[list(_GAINS)]
    made.index = frame.index
    inside = result.issues[result.issues.rule == "candidate_without_suitable_habitat"].feature_id.astype("int64") - 1
    for column in ("suitable_ha", "gain_ha", "gain_per_ha"):
        made.iloc[list(inside), made.columns.get_loc(column)] = 0.0
    made.attrs["lnrs"] = result.told()
    return made
