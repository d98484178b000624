# SPDX-License-Identifier: MIT
"""The plugin: registers the provider, and in the desktop the panel and its action."""

from qgis.core import Qgis, QgsApplication
from qgis.PyQt.QtCore import Qt

from .provider import NAME, LnrsProvider


class LnrsPlugin:
    def __init__(self, iface):
        self.iface, self.provider, self.panel, self.action = iface, None, None, None

    def initProcessing(self):
        self.provider = LnrsProvider()
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        from . import icons
        from .panel import Panel

        self.initProcessing()
        self.panel = Panel(self.iface.mapCanvas(), self.iface.activeLayer, self.engine_found)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.panel)
        self.panel.hide()
        self.action = self.panel.toggleViewAction()
        self.action.setIcon(icons.icon("lnrs"))
        self.iface.addToolBarIcon(self.action)
        self.iface.addPluginToMenu(NAME, self.action)
        if self.provider.warningMessage():
            self.panel.show()
            self.iface.messageBar().pushMessage(NAME, self.provider.warningMessage(), Qgis.MessageLevel.Warning)

    def engine_found(self):
        if self.provider is not None and self.provider.warningMessage():
            self.provider.refreshAlgorithms()

    def unload(self):
        if self.panel is not None:
            self.panel.away()
            self.iface.removeToolBarIcon(self.action)
            self.iface.removePluginMenu(NAME, self.action)
            self.iface.removeDockWidget(self.panel)
            self.panel.deleteLater()
            self.panel = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
