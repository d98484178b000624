# SPDX-License-Identifier: MIT
"""The commands of the engine as data: a snapshot of `lnrs describe --json` that comes with the plugin, so that the
toolbox is never empty, and the description of the installed engine where its version is another. Knows nothing of QGIS.

    commands(load(engine, cache_folder))      # the commands that make sense in QGIS, each a dictionary
"""

import json
import os
import re

from .engine import FORMAT, EngineError, shown

SNAPSHOT = os.path.join(os.path.dirname(__file__), "description.json")
READS = {"layer", "raster", "file", "config"}

# Heading in the toolbox and title, by command; a command that is not here stands under "More" with its own name.
TITLES = {
    "opportunities": ("Opportunities", "Score opportunities for a county"),
    "explain": ("Opportunities", "Explain candidates"),
    "compare": ("Opportunities", "Compare two opportunity maps"),
    "select": ("Opportunities", "Choose candidates under a budget"),
    "baseline": ("Setting up", "Make one habitat map from many"),
    "strategy": ("Opportunities", "Local habitat map of a strategy"),
    "targets": ("Opportunities", "Progress towards targets"),
    "planting": ("Opportunities", "Woodland sensitivity and parcels to plant"),
    "pollinators": ("Networks", "Flower-rich habitat along B-Lines"),
    "greenspace": ("Monitoring", "Accessible greenspace"),
    "protected": ("Monitoring", "Protected land (30 by 30)"),
    "network": ("Networks", "Habitat network"),
    "network metrics": ("Networks", "Metrics of a Conefor network"),
    "corridors": ("Networks", "Corridors and pinch points"),
    "circuit": ("Networks", "Current between patches"),
    "circuit raster": ("Networks", "Current between points of a raster"),
    "sites": ("Sites and planning", "Check sites"),
    "bng": ("Sites and planning", "Count biodiversity units"),
    "overlay": ("Layers", "Overlay"),
    "tabulate": ("Layers", "Tabulate areas by zone"),
    "dissolve": ("Layers", "Dissolve"),
    "buffer": ("Layers", "Buffer"),
    "near": ("Layers", "Nearest features"),
    "check-coverage": ("Layers", "Check a coverage"),
    "inspect": ("Layers", "Inspect layers"),
    "change": ("Monitoring", "Habitat change between two maps"),
    "register": ("Monitoring", "Compare two editions of a site register"),
    "register sdl160": ("Monitoring", "Local sites in management (Single Data List 160)"),
    "init": ("Setting up", "Make a config from layers"),
}


# For several machines; a desktop has no use for them.
FOR_CLUSTERS = {"plan", "run-part", "merge", "submit"}


def titled(name):
    return TITLES.get(name, ("More", name[:1].upper() + name[1:].replace("-", " ")))


def makes_sense(command):
    """Commands that read data; the others tell about the program itself (help, version, completion)."""
    if command["hidden"] or command["name"].split()[0] in FOR_CLUSTERS:
        return False
    return any(row["kind"] in READS for row in command["parameters"])


def commands(description):
    return [command for command in description["commands"] if makes_sense(command)]


def parsed(text, source):
    try:
        description = json.loads(text)
    except ValueError as problem:
        raise EngineError(f"{source} describes itself in a form that cannot be read: {problem}") from problem
    if description.get("format") != FORMAT:
        raise EngineError(
            f"{source} is newer than this plugin. Update the plugin: Plugins > Manage and Install Plugins."
        )
    return description


def snapshot():
    with open(SNAPSHOT, encoding="utf-8") as file:
        return parsed(file.read(), "The plugin's snapshot")


def load(engine, cache_folder):
    """The description to use, and a warning ("" if there is none). Never fails while the plugin itself is whole."""
    shipped = snapshot()
    if engine is None:
        return shipped, ""
    try:
        version = shown(engine.version())
        if version == shipped["version"]:
            return shipped, ""
        cached = os.path.join(cache_folder, f"lnrs-{re.sub('[^0-9.]', '', version)}.json")
        if os.path.isfile(cached):
            with open(cached, encoding="utf-8") as file:
                return parsed(file.read(), engine.name), ""
        text = engine.ask(["describe", "--json"])
        description = parsed(text, engine.name)
        os.makedirs(cache_folder, exist_ok=True)
        with open(cached + ".part", "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(cached + ".part", cached)
        return description, ""
    except (EngineError, OSError) as problem:
        return shipped, str(problem)
