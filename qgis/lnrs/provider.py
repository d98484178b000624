# SPDX-License-Identifier: MIT
"""The provider of Processing: one algorithm per command, and the setting for the engine's path."""

from qgis.core import Qgis, QgsMessageLog, QgsProcessingProvider

from . import description, icons, settings
from .algorithm import LnrsAlgorithm
from .engine import EngineError, shown

NAME = "Nature recovery (lnrs)"


class LnrsProvider(QgsProcessingProvider):
    def __init__(self):
        super().__init__()
        self.problem, self.looked_at = "", None

    def id(self):
        return "lnrs"

    def name(self):
        return NAME

    def longName(self):
        try:
            return f"{NAME}, engine {shown(settings.engine().version())}"
        except EngineError:
            return f"{NAME}, no engine"

    def icon(self):
        return icons.icon("lnrs")

    def svgIconPath(self):
        return icons.path("lnrs")

    def load(self):
        from processing.core.ProcessingConfig import ProcessingConfig, Setting, settingsWatcher

        ProcessingConfig.settingIcons[NAME] = self.icon()
        ProcessingConfig.addSetting(
            Setting(
                NAME,
                settings.ENGINE,
                "Engine: a file, a folder, ‘wsl’ on Windows, or empty to look in the usual places",
                "",
                valuetype=Setting.STRING,
            )
        )
        ProcessingConfig.readSettings()
        settingsWatcher.settingsChanged.connect(self.look_again)
        self.refreshAlgorithms()
        return True

    def unload(self):
        from processing.core.ProcessingConfig import ProcessingConfig, settingsWatcher

        settingsWatcher.settingsChanged.disconnect(self.look_again)
        ProcessingConfig.removeSetting(settings.ENGINE)

    def look_again(self):
        """The path may be another one now."""
        if settings.engine_setting() != self.looked_at:
            self.refreshAlgorithms()

    def warningMessage(self):
        """Shown above the toolbox."""
        return self.problem

    def loadAlgorithms(self):
        engine, self.problem, self.looked_at = None, "", settings.engine_setting()
        try:
            engine = settings.engine()
            engine.version()
        except EngineError as problem:
            engine, self.problem = None, str(problem)
        described, warning = description.load(engine, settings.cache_folder())
        self.problem = self.problem or warning
        if self.problem:
            QgsMessageLog.logMessage(self.problem, NAME, Qgis.MessageLevel.Warning)
        for command in description.commands(described):
            self.addAlgorithm(LnrsAlgorithm(command, described["running"]))
