# SPDX-License-Identifier: MIT
"""Nature recovery (lnrs) for QGIS: the commands of the engine as Processing algorithms, and a panel for results."""


def classFactory(iface):  # QGIS asks for this name
    from .plugin import LnrsPlugin

    return LnrsPlugin(iface)
