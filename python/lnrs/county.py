# SPDX-License-Identifier: MIT
"""Runs on a county's config, and networks of a single layer."""

from __future__ import annotations

import json
import math
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping, Sequence

from . import _exchange, _parquet
from ._files import read
from ._results import Result, Told, copied
from ._parquet import is_parquet
from ._run import Call, Kind
from .errors import InputError, UsageError

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

    def explain(self, candidate: str | None = None, **options: Any) -> Explanation:
        """Why a candidate ("H00123/4") has its score; `at="ST 774 645"` asks for a place, `top=10` for the best."""
        return explain(self, candidate, **options)


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
    names: Mapping[str, str] | None = None,
) -> Kind:
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    if overrides is not None:
        options["set"] = overrides
    call = Call(command, options)
    call.say(names or {})
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
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    values = {"map": _map_file(map), "candidate": [candidate] if candidate is not None else None, **options}
    names = _in_memory(map)
    text = _asked("explain", values, names, running)
    facts = json.loads(_asked("explain", {**values, "json": True}, names, running))
    return Explanation(text.rstrip("\n"), facts)


def _in_memory(*maps: Any) -> dict[str, str]:
    """What to call maps whose files nobody has named."""
    return {str(one.path): "the map" for one in maps if isinstance(one, Result) and one._temporary}


def _asked(command: str, values: Mapping[str, Any], names: Mapping[str, str], running: Mapping[str, Any]) -> str:
    call = Call(command, values)
    call.say(names)
    return call.run(kind=Result, **running).printed


def compare(old: Any, new: Any, *, output: Any = None, **options: Any) -> Result:
    """What moved between two maps, and which indicators account for it: `candidate_changes`, `change_causes`.

    Maps are files, or what `lnrs.opportunities` returned.
    """
    names = {file: f"the {when} map" for map, when in ((old, "old"), (new, "new")) for file in _in_memory(map)}
    return _run("compare", Result, {"old": _map_file(old), "new": _map_file(new), **options}, output, names=names)


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
    quality: Any = None,
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
        if not isinstance(habitat, (str, os.PathLike)):
            raise _exchange.not_a_layer(habitat, "habitat")
        for name, value in {"quality": quality, "max_link": max_link, "join": join, "min_patch": min_patch}.items():
            if value:
                raise UsageError(
                    f"{name} is for a frame; a config says it in [[network]]",
                    'Set it there, or with overrides, such as {"network.max_link_m": 2000}.',
                )
        if dispersal is not None:
            overrides = {**(overrides or {}), "network.dispersal_m": dispersal}
        return _run("network", Network, {"config": habitat, **options}, output, overrides)
    if (dispersal := _number("dispersal", dispersal, "Median dispersal distance in metres.")) == 0:
        raise UsageError("dispersal: 0 is not a number above 0", "Median dispersal distance in metres.")
    max_link = _number("max_link", max_link or 0, "Longest link in metres; three times dispersal if not given.")
    join = _number("join", join, "Features this close, in metres, are one patch.")
    min_patch = _number("min_patch", min_patch, "Smallest area of a patch in ha.")
    frame = _exchange.checked(_parquet.layer(habitat) if is_parquet(habitat) else habitat, "habitat")
    _check_crs(frame, "habitat")
    if quality is not None and quality not in frame.columns:
        raise UsageError(f"habitat has no column {quality!r}", f"It has {', '.join(map(str, frame.columns))}.")
    habitat_rows = _Habitat(frame, quality, dispersal, max_link, join, min_patch, overrides)
    call = habitat_rows.call("network", options)
    running = {key: options.pop(key) for key in _RUNNING if key in options}
    temporary = output is None
    call.values["output"] = call.memory_file("result.gpkg") if temporary else output
    net = call.run(kind=Network, temporary=temporary, **running)
    net._habitat = habitat_rows
    return net


def _number(name: str, value: Any, remedy: str) -> float:
    try:
        number = math.nan if isinstance(value, (bool, str)) else float(value)
    except (TypeError, ValueError):
        number = math.nan
    if not 0 <= number < math.inf:
        wanted = "above 0" if name == "dispersal" else "of at least 0"
        raise UsageError(f"{name}: {value!r} is not a number {wanted}", remedy)
    return number


def _check_crs(frame: Any, name: str) -> None:
    """The engine says the same, and names options that these calls do not have."""
    if frame.crs is None:
        raise InputError(
            f"{name} does not say in which coordinate reference system it is", "State it: frame.set_crs(27700)."
        )


@dataclass
class _Habitat:
    """A frame that is the habitat of one network, as a config of a county says it."""

    frame: Any
    quality: Any
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
        rated = [self.quality] if self.quality is not None else []
        source = _exchange.hold_frame("habitat", frame, rated, numbered=True)
        call.hold(source, "habitat")
        text = f'[project]\nname = "Network"\ncrs = {json.dumps(crs)}\n' + _layer(
            "[layers.habitat]", source.path + "#habitat", "habitat", self.quality, _id_of(frame)
        )
        if parcels is not None:
            land = _exchange.hold_frame("parcels", parcels, [], numbered=True)
            call.hold(land, title)
            text += _layer("[layers.habitat]", land.path + "#parcels", "parcel", None, _id_of(parcels))
            text += f'[layers.candidate]\nlayer = "{land.path}#parcels"\n{_id_of(parcels)}'
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


def _id_of(frame: Any) -> str:
    return "" if isinstance(frame, _exchange.ArrowTable) else f'id = "{_exchange.NUMBER}"\n'


def _layer(section: str, layer: str, code: str, quality: Any, more: str) -> str:
    if quality is not None:
        more += f"quality = {json.dumps(str(quality), ensure_ascii=False)}\n"
    return f'{section}\nlayer = "{layer}"\ncode = "{code}"\ncrosswalk = "crosswalk.csv"\n{more}'


def _gains(habitat: _Habitat, parcels: Any, title: str, running: dict[str, Any]) -> Any:
    """What `lnrs opportunities` says of each parcel, in the order of the parcels."""
    if isinstance(parcels, (str, os.PathLike)):
        parcels = read(parcels)
    frame = _exchange.checked(parcels, title)
    _check_crs(frame, title)
    call = habitat.call("opportunities", {}, frame, title)
    call.values["output"] = call.memory_file("result.gpkg")
    try:
        result = call.run(kind=OpportunityMap, temporary=True, **running)
    except InputError as error:
        if not error.message.startswith(_NOTHING_TO_GAIN):
            raise
        return _no_gains(frame)
    areas = result.part("opportunity_areas", ["candidate_id", "source_id", *_GAINS])
    areas["source_id"] = areas.source_id.astype("int64")
    made = areas.set_index("source_id").reindex(range(1, len(frame) + 1))[list(_GAINS)]
    made.index = frame.index
    inside = result.issues[result.issues.rule == "candidate_without_suitable_habitat"].feature_id.astype("int64") - 1
    for column in ("suitable_ha", "gain_ha", "gain_per_ha"):
        made.iloc[list(inside), made.columns.get_loc(column)] = 0.0
    made.attrs["lnrs"] = result.told()
    return made


#: How the engine begins when no parcel is left that could become habitat.
_NOTHING_TO_GAIN = "no candidate is left"


def _no_gains(frame: Any) -> Any:
    """Parcels that are all habitat already: none adds anything, and those without an area have no answer."""
    import numpy as np
    import pandas as pd

    made = pd.DataFrame(np.nan, index=frame.index, columns=list(_GAINS))
    land = np.ones(len(frame), dtype=bool)
    if hasattr(frame.geometry, "geom_type"):
        land = (frame.geometry.geom_type.isin(["Polygon", "MultiPolygon"]) & ~frame.geometry.is_empty).to_numpy()
    for column in ("suitable_ha", "gain_ha", "gain_per_ha"):
        made.iloc[np.flatnonzero(land), made.columns.get_loc(column)] = 0.0
    made.attrs["lnrs"] = said = Told(command="opportunities", summary="No parcel has land that could become habitat.")
    said.issues = pd.DataFrame(columns=["severity", "rule", "outcome", "role", "source", "feature_id", "message"])
    return made
