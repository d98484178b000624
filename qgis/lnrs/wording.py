# SPDX-License-Identifier: MIT
"""The engine's words as a dialog shows them: labels of parameters, and messages that name them. Knows nothing of QGIS.

    in_dialog("Add --distance 250.", rows)      # "Add ‘How far to grow, in metres’ 250."
    in_dialog("See its fields with lnrs inspect.", rows)      # "See its fields with ‘Inspect layers’."
"""

import re

from .description import TITLES

UNITS = {"m2": "m²", "degrees": "°"}
# Words of a command line rather than of a sentence: options, names in capitals, numbers, files.
TYPED = r"(?:-\S*|[A-Z0-9]\S*|\S*[./#]\S+)(?<![,;.)`])"
NAMES = "|".join(sorted(map(re.escape, TITLES), key=len, reverse=True))
COMMAND = re.compile(rf"(?<![\w/])(`?)lnrs ({NAMES})(?![\w-])((?: {TYPED})*)(`?)")
OPTION = re.compile(r"(?:\b([Gg]ive|[Aa]dd|[Uu]se) )?(?<![^\s(`‘])(--[a-z][a-z0-9-]*|-[a-z])(?![\w-])")


def words_for(row, rows):
    """The label in the dialog, with its unit; `rows` are all of the dialog."""
    unit, label = UNITS.get(row["unit"], row["unit"]), in_dialog(label_of(row), rows)
    return label + (f" [{unit}]" if unit and f" in {unit}" not in label else "")


def titled(row, rows=()):
    """The label as a part of a sentence; `rows` are all of the dialog."""
    return f"‘{in_dialog(label_of(row), rows)}’"


def label_of(row):
    text = plain(row["sentence"])
    # The sentence is the explanation (tool tip, help); the label is its beginning.
    label = text.split(";")[0].split(". ")[0]
    if len(label) > 90:
        label = label[: label.rfind(" ", 0, 88)] + " …"
    return label[:1].upper() + label[1:]


def plain(sentence):
    """A sentence without what only concerns those who type: file names with signs, commas between values."""
    for typed in (" as FILE[#LAYER]", "FILE[#LAYER]; ", ", separated by commas", "; may be repeated"):
        sentence = sentence.replace(typed, "")
    return re.sub(r"\bm2\b", "m²", sentence.replace(" (TOML)", "")).rstrip(":")


def in_dialog(text, rows):
    """A message of the engine with the labels of `rows` instead of their options, and with the titles of algorithms
    before command lines. What has no place in the dialog stays as it is typed."""
    by_option = {row["option"]: row for row in rows if row["option"]}
    by_option.update({"-" + row["letter"]: row for row in rows if row["letter"]})

    def option(found):
        verb, row = found.group(1), by_option.get(found.group(2))
        if row is None:
            return found.group()
        if verb and row["kind"] == "flag":
            verb = "Tick" if verb[0].isupper() else "tick"
        return (verb + " " if verb else "") + titled(row)

    parts, at = [], 0
    for found in COMMAND.finditer(text):
        parts.append(OPTION.sub(option, text[at : found.start()]))
        line = f"lnrs {found.group(2)}{found.group(3)}"
        parts.append(f"‘{TITLES[found.group(2)][1]}’" + (f" ({line})" if found.group(3) else ""))
        at = found.end()
    return "".join(parts) + OPTION.sub(option, text[at:])
