# SPDX-License-Identifier: MIT
"""What the panel shows of opportunity maps: explanations, weights, and the words of a run with other ones. No widgets.

candidates = explained(engine, "map.gpkg", at=(377400.0, 164500.0))
html = page_of(candidates[0])
"""

import html
import json

from qgis.core import QgsVectorLayer

from .engine import EngineError, FilePath
from .runner import Listener, run

INDICATORS = {
    "better": "Better: buffers or lies beside a site",
    "bigger": "Bigger: makes a patch larger",
    "more": "More: little habitat around it",
    "joined": "Joined: connects patches",
    "boa": "In a Biodiversity Opportunity Area",
    "boa_target": "A target there asks for this habitat",
    "potential": "Suitable land",
    "constraint": "Constraints (take points away)",
}
ACTIONS = {"create": "Create habitat", "restore": "Restore habitat"}


def explained(engine, path, at=None, ids=()):
    """The candidates at a place or with these ids, best first; EngineError with message and remedy."""
    words = ["explain", "--json"]
    if at is not None:
        words += ["--at", f"{at[0]:.3f}, {at[1]:.3f}"]
    outcome = run(engine, words + ["--", FilePath(path), *ids], Listener())
    if outcome.failed:
        raise EngineError(outcome.why(engine.name))
    return json.loads(outcome.printed)


def text_of(value):
    return html.escape(str(value), quote=False)


def number(value, digits=1):
    return f"{float(value):,.{digits}f}"


def page_of(candidate):
    """A candidate's explanation as the simple HTML that a text browser of Qt shows."""
    parts = [
        f"<h3>{text_of(candidate['candidate_id'])}: "
        f"{ACTIONS.get(candidate['action'], text_of(candidate['action']))}</h3>",
        f"<p>{text_of(candidate['place'])}</p>",
        f"<p><b>Score {number(candidate['score'])}</b> of 100, rank {candidate['rank']:,} of {candidate['ranked']:,}. "
        f"{number(candidate['area_ha'], 2)} ha of {text_of(candidate['habitat']).lower()}, "
        f"best for {text_of(candidate.get('network') or candidate['best_network'])}.</p>",
    ]
    if candidate.get("why"):
        parts.append("<ul>" + "".join(f"<li>{text_of(sentence)}</li>" for sentence in candidate["why"]) + "</ul>")
    parts.append(indicator_table(candidate["indicators"]))
    if candidate.get("evidence"):
        parts.append(evidence_table(candidate["evidence"]))
    return "".join(parts)


def indicator_table(indicators):
    rows = []
    for row in indicators:
        if not row.get("counts", True) or not row["weight"]:
            continue
        width = max(1, min(120, round(float(row["points"]) * 2)))
        bar = (
            f'<table cellspacing="0"><tr><td bgcolor="#4c9a4b" width="{width}">&nbsp;</td></tr></table>'
            if row["points"] > 0
            else ""
        )
        rows.append(
            f"<tr><td>{INDICATORS.get(row['indicator'], text_of(row['indicator']))}</td>"
            f"<td align='right'>{number(row['points'])}</td><td>{bar}</td>"
            f"<td align='right'>{number(row['weight'], 1)}</td></tr>"
        )
    return (
        "<h4>Points</h4><table cellpadding='3'><tr><th align='left'>Indicator</th>"
        "<th>Points</th><th></th><th>Weight</th></tr>" + "".join(rows) + "</table>"
    )


def short_name(indicator):
    return text_of(INDICATORS.get(indicator, indicator)).split(":")[0]


def evidence_table(evidence):
    rows = []
    for row in evidence:
        named = row["feature_name"] or row["feature_id"]
        note = f" ({text_of(row['note'])})" if row.get("note") else ""
        rows.append(
            f"<tr><td>{short_name(row['indicator'])}</td><td>{text_of(named)}{note}</td>"
            f"<td align='right'>{number(row['amount'], 2)} {text_of(row['unit'])}</td></tr>"
        )
    return "<h4>What stands behind it</h4><table cellpadding='3'>" + "".join(rows) + "</table>"


def weights_of(path):
    """{indicator: weight} that a map was scored with, in the engine's order."""
    table = QgsVectorLayer(f"{path}|layername=run", "run", "ogr")
    weights = {}
    for row in table.getFeatures() if table.isValid() else ():
        if row["section"] == "weight" and row["key"] == "weight":
            weights[row["item"]] = float(row["value"])
    return weights


def settings_for(before, after):
    """The KEY=VALUE lines of what differs; "" if nothing does."""
    return "\n".join(f"scoring.weights.{name}={value:g}" for name, value in after.items() if before.get(name) != value)


def issues_of(path):
    """(severity, message, feature, layer, rule, point or None) of each issue, errors first."""
    table = QgsVectorLayer(f"{path}|layername=issues", "issues", "ogr")
    order = {"error": 0, "warning": 1, "info": 2}
    rows = []
    for row in table.getFeatures() if table.isValid() else ():
        shape = row.geometry()
        rows.append(
            (
                str(row["severity"]),
                shown(row["message"]),
                shown(row["feature_id"]),
                shown(row["source"]),
                str(row["rule"]),
                None if shape.isNull() or shape.isEmpty() else shape.asPoint(),
            )
        )
    return sorted(rows, key=lambda row: order.get(row[0], 3)), table.crs()


def shown(value):
    return "" if value is None or str(value) == "NULL" else str(value)


def maps_in(project):
    """{file: layer} of the opportunity maps that are open in a project."""
    found = {}
    for layer in project.mapLayers().values():
        source = layer.source()
        if "|layername=opportunity_areas" in source:
            found[source.split("|")[0]] = layer
    return found


def results_in(project):
    """Files of the project that hold a table of issues."""
    files = []
    for layer in project.mapLayers().values():
        file = layer.source().split("|")[0]
        if "|layername=issues" in layer.source() and file not in files:
            files.append(file)
    return files
