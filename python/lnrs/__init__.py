# SPDX-License-Identifier: MIT
"""Where should nature recovery happen? The engine of lnrs for Python.

    import geopandas as gpd, lnrs
    pieces = lnrs.overlay(habitat, boa, how="union")            # GeoDataFrames in, a GeoDataFrame out
    areas = lnrs.tabulate(boa, habitat, by="ukhab")
    net = lnrs.network(woods, dispersal=1000); net.metrics
    result = lnrs.opportunities("county.toml"); result.areas

Every command of the command line is `lnrs.run("overlay", …)`, and a function in `lnrs.commands`.
"""

from __future__ import annotations

import os as _os
from pathlib import Path as _Path
from typing import Any as _Any
from typing import Callable as _Callable

_data = _Path(__file__).parent / "data"
if (_data / "presets").is_dir():
    _os.environ.setdefault("LNRS_PRESETS", str(_data / "presets"))

from . import _lnrs

if (_data / "proj").is_dir():
    _lnrs.use_data_folders(str(_data / "gdal"), str(_data / "proj"))

from . import commands
from ._files import read, write
from ._lnrs import CancelToken
from ._results import Result
from ._run import run
from .county import (
    Explanation,
    Network,
    OpportunityMap,
    SiteReport,
    bng,
    compare,
    explain,
    network,
    opportunities,
    sites,
)
from .errors import (
    Cancelled,
    ConfigError,
    GeometryError,
    InputError,
    InternalError,
    LnrsError,
    MissingPackage,
    OutputError,
    UsageError,
)
from .layers import buffer, change, check_coverage, dissolve, issues, near, overlay, summary, tabulate

__version__: str = _lnrs.version()


def __getattr__(name: str) -> _Callable[..., Result]:
    """Commands that have no function of their own here: lnrs.inspect, lnrs.corridors, …"""
    if name in commands.__all__:
        made: _Callable[..., Result] = getattr(commands, name)
        return made
    raise AttributeError(f"module 'lnrs' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *commands.__all__})
