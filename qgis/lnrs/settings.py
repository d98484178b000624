# SPDX-License-Identifier: MIT
"""The plugin's settings, and what it does outside itself: finding the engine, opening a page in the browser."""

import os

from qgis.core import QgsApplication, QgsSettings
from qgis.PyQt.QtCore import QUrl
from qgis.PyQt.QtGui import QDesktopServices

from .engine import Engine

ENGINE = "LNRS_ENGINE"
KEY = "Processing/Configuration/" + ENGINE  # where Processing keeps it


def engine_setting():
    return str(QgsSettings().value(KEY, "", type=str) or "")


def set_engine(value):
    QgsSettings().setValue(KEY, value)
    try:
        from processing.core.ProcessingConfig import ProcessingConfig

        ProcessingConfig.setSettingValue(ENGINE, value)
    except (ImportError, KeyError):  # Processing is off, or the provider is not loaded
        pass


def engine():
    """EngineError if there is none."""
    return Engine.at(engine_setting())


def cache_folder():
    return os.path.join(QgsApplication.qgisSettingsDirPath(), "lnrs")


def open_page(path):
    """Reports are pages for a browser; without a desktop nothing happens."""
    if QgsApplication.platform() == "desktop" and os.environ.get("QT_QPA_PLATFORM") not in ("offscreen", "minimal"):
        QDesktopServices.openUrl(QUrl.fromLocalFile(path))


def last_config():
    return str(QgsSettings().value("lnrs/config", "", type=str) or "")


def remember_config(path):
    QgsSettings().setValue("lnrs/config", path)
