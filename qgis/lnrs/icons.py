# SPDX-License-Identifier: MIT
"""Icons of the plugin: SVG files in icons/, one a heading of the toolbox."""

import os

from qgis.PyQt.QtGui import QIcon

FOLDER = os.path.join(os.path.dirname(__file__), "icons")
BY_HEADING = {
    "Opportunities": "opportunities",
    "Networks": "networks",
    "Sites and planning": "sites",
    "Layers": "layers",
    "Monitoring": "monitoring",
    "Setting up": "setup",
}


def by_heading(heading):
    return BY_HEADING.get(heading, "lnrs")


def path(name):
    return os.path.join(FOLDER, name + ".svg")


def icon(name):
    return QIcon(path(name))
