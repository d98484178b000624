# SPDX-License-Identifier: MIT
"""The plugin: registers the provider, and in the desktop the panel and its actions."""
from qgis.core import QgsApplication

from .provider import LnrsProvider


class LnrsPlugin:
    def __init__(self, iface):
        self.iface, self.provider, self.desktop = iface, None, None

    def initProcessing(self):
        self.provider = LnrsProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        self.initProcessing()

    def unload(self):
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
