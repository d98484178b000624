# SPDX-License-Identifier: MIT
"""Calls that mypy looks at: right ones pass, and wrong ones are found (an unused `ignore` is an error)."""

from __future__ import annotations

import lnrs


def right() -> None:
    result = lnrs.commands.overlay(operation="union", layer=["a.gpkg", "b.gpkg"], min_area=1.5, output="c.gpkg")
    files = result.files
    assert files[0].suffix == ".gpkg"
    lnrs.commands.near(layer="a.gpkg", near="b.gpkg", within=500, count=3, output="c.gpkg")
    token = lnrs.CancelToken()
    lnrs.run("dissolve", layer="a.gpkg", output="b.gpkg", cancel=token, progress=True)
    token.cancel()
    lnrs.write(lnrs.read("a.parquet", columns=["code"], bbox=(0, 0, 1, 1)), "b.parquet", covering=True).unlink()
    lnrs.opportunities("county.toml", overrides={"scoring.weights.joined": 4}).explain("H1")


def wrong() -> None:
    lnrs.read("a.parquet", columns=1)  # type: ignore[arg-type]
    lnrs.write(None, "a.parquet", None, True)  # type: ignore  # the code differs between versions
    lnrs.commands.overlay(operation="unite", layer=["a.gpkg"])  # type: ignore[arg-type]
    lnrs.commands.overlay(operation="union", layer=["a.gpkg"], min_area="1")  # type: ignore[arg-type]
    lnrs.commands.overlay(operation="union")  # type: ignore[call-arg]
    lnrs.commands.overlay("union", ["a.gpkg"])  # type: ignore  # the code differs between versions
