# SPDX-License-Identifier: MIT
"""Help of an algorithm, from the description. Knows nothing of QGIS."""

import html
import os
import pathlib
import re

PAGE = os.path.join(os.path.dirname(__file__), "help", "index.html")


def marked(text):
    """Text with `code` as HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def short(command, rows):
    parts = [f"<p>{marked(command['sentence'])}</p>"]
    if any(row["kind"] == "config" and row["required"] for row in rows):
        parts.append(
            "<p>The config says which layers play which part. Make one with <i>Make a config from layers</i>.</p>"
        )
    titled = {output["name"]: output for output in command["outputs"]}
    if titled:
        parts.append(
            "<h3>Results</h3><ul>"
            + "".join(
                f"<li><b>{marked(output['title'] or name)}</b>: {marked(first_sentence(output['description']))}</li>"
                for name, output in titled.items()
            )
            + "</ul>"
        )
    if command["examples"]:
        parts.append(
            "<h3>The same on the command line</h3><p><code>"
            + "<br>".join(map(html.escape, command["examples"]))
            + "</code></p>"
        )
    return "".join(parts)


def first_sentence(text):
    return text.split(". ")[0].rstrip(".") + "."


def url(name):
    """The page of the plugin; what a command needs and writes is in its own short help."""
    return pathlib.Path(PAGE).as_uri() + ("#start" if name in ("init", "opportunities") else "#layers")
