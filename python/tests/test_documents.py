# SPDX-License-Identifier: MIT
"""What is said in docstrings and stubs is true."""

from __future__ import annotations

import doctest
import importlib
import os
import pkgutil
import shutil
import subprocess
import sys
from pathlib import Path

import lnrs
import pytest

SOURCE = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", ["lnrs", *(f"lnrs.{one.name}" for one in pkgutil.iter_modules(lnrs.__path__))])
def test_examples_in_docstrings(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE)
    assert result.failed == 0


def test_examples_in_the_guide(tmp_path, monkeypatch):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow): the guide has GeoParquet")
    guide = SOURCE.parent / "docs" / "python.md"
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LNRS_SAMPLES", str(SOURCE.parent / "data" / "samples"))
    result = doctest.testfile(
        str(guide), module_relative=False, optionflags=doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    )
    assert result.attempted > 10 and result.failed == 0


def test_the_example_in_the_readme(monkeypatch):
    text = (SOURCE.parent / "README.md").read_text(encoding="utf-8")
    source = text.split("```python\n", 1)[1].split("```", 1)[0]
    monkeypatch.chdir(SOURCE.parent / "data" / "samples")
    names: dict = {}
    exec(source, names)
    assert len(names["pieces"]) > len(names["habitat"]) and names["areas"].area_ha.sum() > 0
    assert len(names["net"].patches) == names["net"].metrics.patches[0] and len(names["result"].areas) > 0


def test_the_guide_is_what_running_it_gives():
    """To the letter on the stack it is made on; the examples themselves are compared on any."""
    import pandas

    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow): the guide has GeoParquet")
    if not pandas.__version__.startswith("1.5."):
        pytest.skip("docs/python.md is made on Debian 12, where pandas is 1.5")
    checked = subprocess.run(
        [sys.executable, str(SOURCE / "tools" / "make_guide.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert checked.returncode == 0, checked.stderr


def test_stubs_are_those_of_the_table():
    made = subprocess.run(
        [sys.executable, str(SOURCE / "tools" / "make_stubs.py"), "--print"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stdout
    assert made == (SOURCE / "lnrs" / "commands.pyi").read_text(encoding="utf-8"), "run python/tools/make_stubs.py"


def test_the_module_shows_nothing_but_its_entry():
    """Libraries of other packages in the same process find nothing in it that they could take for their own."""
    from lnrs import _lnrs

    if not shutil.which("nm"):
        pytest.skip("nm is not installed (Debian: binutils)")
    shown = subprocess.run(["nm", "-D", "--defined-only", _lnrs.__file__], capture_output=True, text=True, check=True)
    assert [line.split()[-1] for line in shown.stdout.splitlines()] == ["PyInit__lnrs"]


def test_types_are_right():
    pytest.importorskip("mypy")
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "mypy",
            "--config-file",
            str(SOURCE / "mypy.ini"),
            str(SOURCE / "lnrs"),
            str(SOURCE / "tests" / "typed_calls.py"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
