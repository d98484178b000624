# SPDX-License-Identifier: MIT
"""A plan on a real Spark of two workers gives the same bytes as a run without parts, whatever is killed."""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import lnrs
import lnrs.spark

from conftest import EAST, NORTH, frame

pytest.importorskip("pyspark", reason="pyspark is not installed (pip install pyspark)")
if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
    pytest.skip("there is no Java (Debian: default-jre-headless)", allow_module_level=True)

PARTS = 12
CLUSTER = "local-cluster[2,1,1024]"


def stars(seed: int, count: int):
    """Overlapping shapes in a square of 6 km."""
    from shapely.geometry import Point

    chance = random.Random(seed)
    return [
        Point(EAST + 6000 * chance.random(), NORTH + 6000 * chance.random()).buffer(30 + 200 * chance.random(), 6)
        for _ in range(count)
    ]


@pytest.fixture
def planned(tmp_path, command_line) -> Path:
    """A plan in `run`, and `whole.gpkg`, which its parts must give."""
    for name, seed in (("a", 1), ("b", 2)):
        frame(stars(seed, 1200), {"ref": [f"{name}{k}" for k in range(1200)]}).to_file(
            tmp_path / f"{name}.gpkg", layer=name, driver="GPKG"
        )
    words = ("overlay", "union", "a.gpkg", "b.gpkg")
    for more in (("-o", "whole.gpkg"), ("--parts", PARTS, "-o", "run")):
        done = command_line(*(("plan",) if "run" in more else ()), *words, *more)
        assert done.returncode == 0, done.stderr
    return tmp_path


def sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


SLOW = """
import time
import lnrs
run = lnrs.run
def slow(command, *arguments, **options):
    if command == "run-part":
        time.sleep(1)
    return run(command, *arguments, **options)
lnrs.run = slow
"""


DIES = """
import os
import pathlib
import signal
import lnrs
run = lnrs.run
def dies_once(command, *arguments, **options):
    done = run(command, *arguments, **options)
    if command == "run-part" and options["part"] == 7:
        mark = pathlib.Path(options["plan"]).parent / "died"
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    return done
lnrs.run = dies_once
"""


def start(folder: Path, *more: str, first: str = "", tries: int = 4) -> "subprocess.Popen[str]":
    """`first`: what every Python runs first. SLOW: every part takes a second longer, so that a kill certainly comes
    before the last. DIES: the process of one task is killed, once, when the part is there but Spark does not know."""
    package = Path(lnrs.__file__).parent.parent
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
    if first:
        (folder / "first").mkdir()
        (folder / "first" / "sitecustomize.py").write_text(first)
        path = os.pathsep.join([str(folder / "first"), path])
    return subprocess.Popen(
        [sys.executable, "-m", "lnrs.spark", "run/plan.json", "--master", CLUSTER, "-o", "merged.gpkg", *more],
        cwd=folder,
        env={
            "SPARK_LOCAL_IP": "127.0.0.1",
            "JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # starts in half the time
            **os.environ,
            "PYTHONPATH": path,
            "PYSPARK_PYTHON": sys.executable,
            "PYSPARK_SUBMIT_ARGS": f"--conf spark.task.maxFailures={tries} pyspark-shell",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


def ended(running: "subprocess.Popen[str]") -> str:
    try:
        told, _ = running.communicate(timeout=240)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    return told


def executors(session: int) -> list[int]:
    """Processes of Spark's executors that descend from a process's session."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            words = (entry / "cmdline").read_bytes()
            if b"CoarseGrainedExecutorBackend" in words and os.getsid(int(entry.name)) == session:
                found.append(int(entry.name))
        except (OSError, ValueError):
            continue
    return sorted(found)


def done_parts(folder: Path) -> int:
    return len(list((folder / "run" / "parts").glob("part-?????.json")))


def test_gives_the_bytes_of_a_run_without_parts(planned):
    running = start(planned)
    told = ended(running)
    assert running.returncode == 0, told
    assert done_parts(planned) == PARTS
    assert sha256(planned / "merged.gpkg") == sha256(planned / "whole.gpkg")
    # All parts are there: no Spark is needed for the merge.
    again = lnrs.spark.run_plan(planned / "run" / "plan.json", output=planned / "again.gpkg", master="nonsense://")
    assert "pieces" in again.summary
    assert sha256(planned / "again.gpkg") == sha256(planned / "whole.gpkg")


def test_an_executor_killed_in_the_middle_changes_nothing(planned):
    running = start(planned, first=SLOW)
    limit = time.monotonic() + 120
    while done_parts(planned) < 2 and running.poll() is None and time.monotonic() < limit:
        time.sleep(0.02)
    killed = executors(running.pid)
    assert killed, "no executor was found"
    before = done_parts(planned)
    os.kill(killed[0], signal.SIGKILL)
    told = ended(running)
    assert before < PARTS, "all parts were done before the kill"
    assert running.returncode == 0, told
    assert sha256(planned / "merged.gpkg") == sha256(planned / "whole.gpkg")
    names = sorted(entry.name for entry in (planned / "run" / "parts").iterdir())
    assert len([name for name in names if ".try-" not in name]) == 2 * PARTS


def test_a_task_that_dies_once_is_repeated_without_harm(planned):
    running = start(planned, first=DIES)
    told = ended(running)
    assert running.returncode == 0, told
    assert (planned / "run" / "died").exists()
    assert sha256(planned / "merged.gpkg") == sha256(planned / "whole.gpkg")
    assert len([entry for entry in (planned / "run" / "parts").iterdir() if ".try-" not in entry.name]) == 2 * PARTS


def test_a_part_that_cannot_be_run_is_named_and_the_others_are_there(planned):
    """An input that changed: every part refuses, and says why."""
    with open(planned / "b.gpkg", "ab") as file:
        file.write(b"\0")
    running = start(planned, tries=2)
    told = ended(running)
    assert running.returncode == 3, told
    assert f"{PARTS} of {PARTS} parts could not be run" in told and "b.gpkg has changed" in told
    assert not (planned / "merged.gpkg").exists()


def test_runs_round_after_round(tmp_path, command_line):
    codes = ["w1f", "g4", "h1a", "c1"]
    frame(stars(3, 600), {"ref": [f"h{k}" for k in range(600)], "class": [codes[k % 4] for k in range(600)]}).to_file(
        tmp_path / "habitat.gpkg", layer="habitat", driver="GPKG"
    )
    (tmp_path / "county.toml").write_text(
        '[project]\ndate = "2026-03-31"\n[layers.habitat]\nlayer = "habitat.gpkg"\nid = "ref"\nclass = "class"\n'
        'crosswalk = "ukhab"\n[[network]]\npreset = "woodland"\n[[network]]\npreset = "heathland"\n'
    )
    for more in (("-o", "whole.gpkg"), ("--parts", 5, "-o", "run")):
        done = command_line(*(("plan",) if "run" in more else ()), "network", "county.toml", *more)
        assert done.returncode == 0, done.stderr
    assert lnrs.spark.missing_parts(tmp_path / "run" / "plan.json") == [1, 2, 3, 4, 5]
    running = start(tmp_path)
    told = ended(running)
    assert running.returncode == 0, told
    assert done_parts(tmp_path) == 3 * 5 + 2 + 5
    assert sha256(tmp_path / "merged.gpkg") == sha256(tmp_path / "whole.gpkg")


def test_numbers_of_missing_parts(planned):
    assert lnrs.spark.missing_parts(planned / "run" / "plan.json") == list(range(1, PARTS + 1))
    lnrs.commands.run_part(plan=planned / "run" / "plan.json", part=5)
    assert lnrs.spark.missing_parts(planned / "run" / "plan.json") == [*range(1, 5), *range(6, PARTS + 1)]


def test_a_frame_of_spark_goes_through_lnrs_and_back(tmp_path, monkeypatch):
    """The recipe of docs/scale.md for Spark without Sedona: bytes out, GeoParquet in."""
    pytest.importorskip("pyarrow", reason="pyarrow is not installed (pip install pyarrow)")
    from pyspark.sql import SparkSession
    from shapely import wkb

    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        layers = {}
        for name, seed in (("a", 1), ("b", 2)):
            shapes = stars(seed, 60)
            layers[name] = frame(shapes, {"ref": [f"{name}{k}" for k in range(60)]})
            rows = [(ref, bytearray(shape.wkb)) for ref, shape in zip(layers[name].ref, shapes)]
            table = spark.createDataFrame(rows, "ref string, geom binary")
            table.repartition(3).write.parquet(str(tmp_path / name))
        a, b = (lnrs.read(tmp_path / name, geometry="geom", crs=27700) for name in ("a", "b"))
        assert len(a) == 60 and sorted(a.ref) == sorted(layers["a"].ref)
        pieces = lnrs.overlay(a, b)
        lnrs.write(pieces, tmp_path / "pieces.parquet")
        back = spark.read.parquet(str(tmp_path / "pieces.parquet"))
        assert {"area_ha", "a_ref", "b_ref"} <= set(back.columns)
        found = back.select("area_ha", "geometry").collect()
        direct = lnrs.overlay(layers["a"], layers["b"], names=["a", "b"])
        assert len(found) == len(direct)
        assert sum(row.area_ha for row in found) == pytest.approx(direct.area_ha.sum())
        assert sum(wkb.loads(bytes(row.geometry)).area for row in found) == pytest.approx(10000 * direct.area_ha.sum())
    finally:
        spark.stop()
