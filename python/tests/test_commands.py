# SPDX-License-Identifier: MIT
"""The table of commands in Python: files in, files out."""

from __future__ import annotations

import datetime
import inspect
import os
import signal
import subprocess
import sys
import threading
import time
import tomllib
from pathlib import Path

import lnrs
import numpy as np
import pytest
from conftest import frame, square


def test_files_equal_those_of_the_command_line_to_the_byte(files, command_line):
    written = command_line("overlay", "union", "habitat.gpkg", "parishes.gpkg", "-o", "tool.gpkg")
    assert written.returncode == 0, written.stderr
    before = os.getcwd()
    os.chdir(files)  # layers are known by the names they were given
    try:
        result = lnrs.commands.overlay(operation="union", layer=["habitat.gpkg", "parishes.gpkg"], output="python.gpkg")
    finally:
        os.chdir(before)
    assert [file.name for file in result.files] == ["python.gpkg"]
    assert (files / "python.gpkg").read_bytes() == (files / "tool.gpkg").read_bytes()
    assert result.summary in written.stderr


def test_a_county_equals_that_of_the_command_line_to_the_byte(county, command_line, monkeypatch):
    folder = county.parent
    monkeypatch.chdir(folder)
    for command in ("opportunities", "network"):
        # Under one name, since the QGIS project in the file names it.
        assert command_line(command, "county.toml", "-o", "out.gpkg").returncode == 0
        written = (folder / "out.gpkg").read_bytes()
        lnrs.run(command, config="county.toml", output="out.gpkg", overwrite=True)
        assert (folder / "out.gpkg").read_bytes() == written
        (folder / "out.gpkg").unlink()


def test_every_command_is_a_function_with_keywords_only():
    for name, row in lnrs._table.commands().items():
        if row["hidden"] or name in ("help", "completion"):
            continue
        function = getattr(lnrs.commands, lnrs._table.python_name(name))
        parameters = inspect.signature(function).parameters.values()
        assert all(one.kind is inspect.Parameter.KEYWORD_ONLY for one in parameters)
        assert row["sentence"] in function.__doc__
        for parameter in row["parameters"]:
            assert lnrs._table.python_name(parameter["name"]) in inspect.signature(function).parameters


def test_units_stand_in_the_docstring():
    assert "in m2" in lnrs.commands.overlay.__doc__
    assert "in metres" in lnrs.commands.near.__doc__


def test_result_says_what_the_run_said(files):
    result = lnrs.run(
        "overlay",
        operation="intersection",
        layer=[files / "habitat.gpkg", files / "parishes.gpkg"],
        output=files / "out.gpkg",
    )
    assert result.exit_code == 0
    assert set(result.tables) == {"overlay", "issues"}
    assert len(result.overlay) == 4 and result["overlay"].area_ha.sum() == pytest.approx(3.0)
    assert len(result.issues) == 0
    assert list(result.timings.columns) == ["stage", "items", "wall_s", "cpu_s"] and len(result.timings) > 0
    assert "out.gpkg" in repr(result) and "<table" not in result._repr_html_()
    with pytest.raises(AttributeError, match="has no table 'nothing'; it has overlay"):
        result.nothing


@pytest.mark.parametrize(
    ("options", "kind", "code", "message"),
    [
        ({"operation": "unite"}, lnrs.UsageError, 2, "'unite' is not one of intersection"),
        ({"min_area": -1}, lnrs.UsageError, 2, "-1 is not a number of at least 0"),
        ({"min_area": "1"}, lnrs.UsageError, 2, "'1' is not a number of at least 0"),
        ({"min_areas": 1}, lnrs.UsageError, 2, "'overlay' has no option 'min_areas'"),
        ({"overwrite": 1}, lnrs.UsageError, 2, "overwrite: 1 is not True or False"),
        ({"layer": ["habitat.gpkg"]}, lnrs.UsageError, 2, "1 given; from 2 to 64 are needed"),
        ({"layer": None}, lnrs.UsageError, 2, "'overlay' needs layer"),
        ({"output": None}, lnrs.UsageError, 2, "no output file was named"),
        ({"bbox": (1, 2, 3)}, lnrs.UsageError, 2, "is not a rectangle"),
        ({"crs": "EPSG:4326"}, lnrs.UsageError, 2, "metres"),
        ({"layer": ["absent.gpkg", "habitat.gpkg"]}, lnrs.InputError, 3, "absent.gpkg"),
        ({"output": "absent/out.gpkg"}, lnrs.OutputError, 4, "absent"),
    ],
)
def test_errors_have_a_kind_an_exit_code_and_a_remedy(files, monkeypatch, options, kind, code, message):
    monkeypatch.chdir(files)
    values = {"operation": "union", "layer": ["habitat.gpkg", "parishes.gpkg"], "output": "out.gpkg", **options}
    with pytest.raises(kind, match=message) as caught:
        lnrs.run("overlay", **values)
    assert caught.value.exit_code == code
    assert caught.value.remedy and caught.value.remedy in str(caught.value)
    assert not (files / "out.gpkg").exists()


def test_a_command_that_is_not_there_names_the_nearest():
    with pytest.raises(lnrs.UsageError) as caught:
        lnrs.run("overlai")
    assert caught.value.remedy == "Did you mean 'overlay'?"


def test_what_exists_is_not_replaced(files):
    layers = [files / "habitat.gpkg", files / "parishes.gpkg"]
    lnrs.run("overlay", operation="union", layer=layers, output=files / "out.gpkg")
    with pytest.raises(lnrs.OutputError):
        lnrs.run("overlay", operation="union", layer=layers, output=files / "out.gpkg")
    lnrs.run("overlay", operation="union", layer=layers, output=files / "out.gpkg", overwrite=True)


def test_a_check_that_finds_something_is_no_error(files):
    twice = frame([square(0), square(50)])
    twice.to_file(files / "twice.gpkg", driver="GPKG")
    result = lnrs.run("check-coverage", layer=files / "twice.gpkg", output=files / "problems.gpkg", fail=True)
    assert result.exit_code == 5 and "1 problems were found" in result.warnings[-1]
    assert result.files == [files / "problems.gpkg"]


def many(count):
    """Squares that overlap their neighbours, so that there is work to do."""
    side = int(count**0.5)
    return frame([square(80 * (k % side), 80 * (k // side)) for k in range(count)])


def test_progress_is_told_in_the_calling_thread(files):
    told = []
    lnrs.run(
        "overlay",
        operation="union",
        layer=[files / "habitat.gpkg", files / "parishes.gpkg"],
        output=files / "out.gpkg",
        progress=lambda *event: told.append((threading.current_thread(), *event)),
    )
    assert {thread for thread, *_ in told} == {threading.current_thread()}
    stages = [stage for _, stage, _, _ in told]
    assert any(stage.startswith("read ") for stage in stages) and all(0 <= event[-1] <= 1 for event in told)


def test_an_exception_of_progress_stops_the_run(files):
    def progress(stage, part, fraction):
        raise KeyError(stage)

    with pytest.raises(KeyError):
        lnrs.run(
            "overlay",
            operation="union",
            layer=[files / "habitat.gpkg", files / "parishes.gpkg"],
            output=files / "out.gpkg",
            progress=progress,
        )


def test_a_token_serves_again_after_an_exception_of_progress(habitat):
    token = lnrs.CancelToken()

    def progress(stage, part, fraction):
        raise KeyError(stage)

    with pytest.raises(KeyError):
        lnrs.dissolve(habitat, progress=progress, cancel=token)
    assert not token.cancelled and len(lnrs.dissolve(habitat, cancel=token)) == 1


def test_progress_may_run_commands(habitat, parishes):
    made = []

    def progress(stage, part, fraction):
        if not made:
            made.append(lnrs.dissolve(habitat))

    assert len(lnrs.overlay(habitat, parishes, progress=progress)) == 4 and len(made[0]) == 1


def test_a_bar_is_shown_on_request(files, capsys):
    lnrs.run(
        "overlay",
        operation="union",
        layer=[files / "habitat.gpkg", files / "parishes.gpkg"],
        output=files / "out.gpkg",
        progress=True,
    )
    shown = capsys.readouterr()
    assert shown.out == "" and "read " in shown.err


def test_a_token_stops_a_run_from_another_thread(tmp_path):
    many(40_000).to_file(tmp_path / "many.gpkg", driver="GPKG")
    token = lnrs.CancelToken()
    began = threading.Event()

    def stop():
        began.wait(30)
        token.cancel()

    stopper = threading.Thread(target=stop)
    stopper.start()
    begin = time.monotonic()
    with pytest.raises(lnrs.Cancelled) as caught:
        lnrs.run(
            "dissolve",
            layer=tmp_path / "many.gpkg",
            output=tmp_path / "out.gpkg",
            cancel=token,
            progress=lambda stage, part, fraction: began.set(),
        )
    stopper.join()
    assert caught.value.exit_code == 130 and token.cancelled
    assert time.monotonic() - begin < 20
    assert sorted(file.name for file in tmp_path.iterdir()) == ["many.gpkg"]


def test_a_cancelled_token_stops_a_run_before_it_begins(files):
    token = lnrs.CancelToken()
    token.cancel()
    with pytest.raises(lnrs.Cancelled):
        lnrs.run(
            "overlay",
            operation="union",
            layer=[files / "habitat.gpkg", files / "parishes.gpkg"],
            output=files / "out.gpkg",
            cancel=token,
        )
    assert not (files / "out.gpkg").exists()


def test_ctrl_c_stops_a_run_and_leaves_nothing(tmp_path):
    many(40_000).to_file(tmp_path / "many.gpkg", driver="GPKG")
    code = (
        "import lnrs, sys\n"
        "def told(stage, part, fraction): print('running', flush=True)\n"
        "try:\n"
        "    lnrs.run('dissolve', layer='many.gpkg', output='out.gpkg', progress=told)\n"
        "except KeyboardInterrupt:\n"
        "    sys.exit(42)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(os.path.abspath(path or ".") for path in sys.path)}
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout.readline() == "running\n"
    child.send_signal(signal.SIGINT)
    begin = time.monotonic()
    assert child.wait(30) == 42
    assert time.monotonic() - begin < 10
    assert sorted(file.name for file in tmp_path.iterdir()) == ["many.gpkg"]


def test_two_runs_at_once_give_what_one_gives(files):
    layers = [files / "habitat.gpkg", files / "parishes.gpkg"]

    def run(name):
        lnrs.run("overlay", operation="union", layer=layers, output=files / name)

    run("alone.gpkg")
    threads = [threading.Thread(target=run, args=(f"{k}.gpkg",)) for k in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for k in range(4):
        assert (files / f"{k}.gpkg").read_bytes() == (files / "alone.gpkg").read_bytes()


def test_other_threads_run_while_the_engine_works(tmp_path):
    many(10_000).to_file(tmp_path / "many.gpkg", driver="GPKG")
    ticks, done = [], threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.005)

    ticker = threading.Thread(target=tick)
    ticker.start()
    begin = time.monotonic()
    lnrs.run("dissolve", layer=tmp_path / "many.gpkg", output=tmp_path / "out.gpkg", threads=1)
    took = time.monotonic() - begin
    done.set()
    ticker.join()
    assert len(ticks) > took / 0.05


def test_settings_may_be_a_dict(county):
    shown = lnrs.run(
        "opportunities",
        config=county,
        set={"scoring.weights.joined": 4, "project.name": "North Wessex"},
        print_config=True,
    ).printed
    assert "joined = 4" in shown and "North Wessex" in shown


def test_settings_are_written_as_toml_has_them():
    written = lnrs._run.settings(
        {
            "a": np.float64(4),
            "b": np.int32(3),
            "c": np.True_,
            "d": "𝔸 é",
            "e": [np.float64(1), "x", True],
            "f": np.array([1.0, 2.5]),
            "g": datetime.date(2026, 3, 31),
            "h": Path("a/b.gpkg"),
        }
    )
    assert tomllib.loads("\n".join(written)) == {
        "a": 4.0,
        "b": 3,
        "c": True,
        "d": "𝔸 é",
        "e": [1.0, "x", True],
        "f": [1.0, 2.5],
        "g": datetime.date(2026, 3, 31),
        "h": "a/b.gpkg",
    }
    for wrong in (5, {"a": None}, {"a": {"b": 1}}):
        with pytest.raises(lnrs.UsageError, match="overrides: ") as caught:
            lnrs._run.settings(wrong)
        assert caught.value.remedy


def test_secrets_stay_out_of_errors():
    with pytest.raises(lnrs.LnrsError) as caught:
        lnrs.run("inspect", layer=["PG:host=127.0.0.1 port=1 password=hunter2"])
    assert "hunter2" not in str(caught.value)
