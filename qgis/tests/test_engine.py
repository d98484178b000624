# SPDX-License-Identifier: MIT
"""The engine as a program: finding it, its version, decoding, events, cancelling, WSL. Needs no QGIS."""

import json
import os
import pathlib
import stat
import sys
import tempfile
import time
import types
import unittest

ENGINE = os.environ["LNRS_TEST_ENGINE"]
PLUGIN = pathlib.Path(os.environ["LNRS_TEST_PLUGINS"]) / "lnrs"
SAMPLES = pathlib.Path(__file__).resolve().parents[2] / "data" / "samples"

# The package without its __init__, which belongs to QGIS.
package = types.ModuleType("lnrs")
package.__path__ = [str(PLUGIN)]
sys.modules["lnrs"] = package
from lnrs import description, help_text, runner, wording  # noqa: E402
from lnrs.engine import Engine, EngineError, FilePath, Lines  # noqa: E402


class Case(unittest.TestCase):
    def setUp(self):
        self.holder = tempfile.TemporaryDirectory(prefix="lnrs-engine-")
        self.folder = pathlib.Path(self.holder.name)
        self.path = os.environ["PATH"]

    def tearDown(self):
        os.environ["PATH"] = self.path
        self.holder.cleanup()

    def program(self, text, name="lnrs"):
        file = self.folder / name
        file.write_text("#!/bin/sh\n" + text, encoding="utf-8")
        file.chmod(file.stat().st_mode | stat.S_IXUSR)
        return str(file)


class Finding(Case):
    def test_a_file_a_folder_and_a_folder_with_bin(self):
        self.assertEqual(Engine.at(ENGINE).version(), Engine.at(os.path.dirname(ENGINE)).version())
        os.mkdir(self.folder / "bin")
        os.symlink(ENGINE, self.folder / "bin" / "lnrs")
        self.assertEqual(Engine.at(str(self.folder)).words, [str(self.folder / "bin" / "lnrs")])

    def test_nothing_set_looks_on_the_path(self):
        self.program("echo lnrs 0.1.0")
        os.environ["PATH"] = f"{self.folder}:{self.path}"
        self.assertEqual(Engine.at("").words, [str(self.folder / "lnrs")])

    def test_missing_says_what_to_install(self):
        for setting in (str(self.folder), str(self.folder / "lnrs")):
            with self.assertRaisesRegex(EngineError, r"apt install .* WSL, .* Settings > Options"):
                Engine.at(setting)

    def test_a_file_that_is_no_program(self):
        (self.folder / "lnrs").write_text("text")
        with self.assertRaisesRegex(EngineError, "is not a program"):
            Engine.at(str(self.folder / "lnrs"))

    def test_too_old(self):
        with self.assertRaisesRegex(EngineError, r"is lnrs 0\.0\.9; this plugin needs 0\.1\.0 or later"):
            Engine.at(self.program("echo lnrs 0.0.9")).version()

    def test_another_program(self):
        for said in ("echo hello 1.0", "echo", "echo lnrs"):
            with self.assertRaisesRegex(EngineError, "another program"):
                Engine.at(self.program(said)).version()

    def test_one_that_does_not_start(self):
        with self.assertRaisesRegex(EngineError, "libgdal.so.32: cannot open"):
            Engine.at(self.program("echo 'lnrs: error: libgdal.so.32: cannot open' >&2; exit 127")).version()
        with self.assertRaisesRegex(EngineError, "signal 11"):
            Engine.at(self.program("kill -SEGV $$", "crashing")).version()

    def test_the_version_is_asked_once_for_each_file(self):
        program = self.program(f"echo x >> {self.folder}/asked; echo lnrs 0.3.1")
        for _ in range(3):
            self.assertEqual(Engine.at(program).version(), (0, 3, 1))
        self.assertEqual((self.folder / "asked").read_text(), "x\n")
        self.program(f"echo x >> {self.folder}/asked; echo lnrs 0.4.0")
        os.utime(program, (1, 1))
        self.assertEqual(Engine.at(program).version(), (0, 4, 0))


class Decoding(unittest.TestCase):
    def test_letters_cut_anywhere(self):
        text = "Lÿdiard – 🌳\nœil\r\nend"
        for size in range(1, 8):
            lines, found, data = Lines(), [], text.encode()
            for at in range(0, len(data), size):
                found += lines.add(data[at : at + size])
            self.assertEqual(found + lines.add(b"", last=True), ["Lÿdiard – 🌳", "œil", "end"], size)

    def test_bytes_that_are_no_text_do_not_stop_it(self):
        self.assertEqual(Lines().add(b"a\xffb\n"), ["a\ufffdb"])


class Recorder(runner.Listener):
    def __init__(self, cancel_at=None):
        self.stages, self.shares, self.infos, self.warnings, self.strays = [], [], [], [], []
        self.cancel_at, self.asked_at = cancel_at, None

    def cancelled(self):
        stop = self.cancel_at is not None and self.cancel_at(self)
        if stop and self.asked_at is None:
            self.asked_at = time.monotonic()
        return stop

    def stage(self, name):
        self.stages.append(name)

    def progress(self, fraction):
        self.shares.append(fraction)

    def info(self, text):
        self.infos.append(text)

    def warning(self, text):
        self.warnings.append(text)

    def stray(self, text):
        self.strays.append(text)


def event(**values):
    return "echo '" + json.dumps({"time": "", **values}) + "' >&2\n"


class Running(Case):
    def test_events_and_what_is_printed(self):
        listener = Recorder()
        program = self.program(
            event(event="stage_started", stage="read")
            + event(event="progress", stage="read", part=1, fraction=0.5)
            + event(event="message", level="warning", message="Ein Bürger")
            + event(event="novelty")
            + event(event="output", file="a.gpkg")
            + event(event="done", exit_code=0)
            + "echo printed"
        )
        outcome = runner.run(Engine.at(program), ["x"], listener)
        self.assertEqual((listener.stages, listener.shares, listener.warnings), (["read"], [0.5], ["Ein Bürger"]))
        self.assertEqual(
            (outcome.code, outcome.files, outcome.printed, outcome.failed), (0, ["a.gpkg"], "printed\n", False)
        )

    def test_words_reach_the_program_as_they_are(self):
        program = self.program('for word in "$@"; do echo "<$word>"; done')
        words = ["a b", "$HOME", "`id`", "é;rm", "'", '"', "*", "", "-x\ny"]
        outcome = runner.run(Engine.at(program), words, Recorder())
        self.assertEqual(outcome.printed, "".join(f"<{word}>\n" for word in words + ["--log-format", "json"]))

    def test_failure_has_message_and_remedy(self):
        outcome = runner.run(
            Engine.at(ENGINE), ["buffer", "absent.gpkg", "--distance", "1", "-o", "b.gpkg"], Recorder()
        )
        self.assertEqual((outcome.failed, outcome.code), (True, 3))
        self.assertIn("absent.gpkg", outcome.why("lnrs"))
        self.assertIn("\n", outcome.why("lnrs"), "the remedy is a line of its own")

    def test_an_engine_that_refuses_before_it_writes_events(self):
        outcome = runner.run(
            Engine.at(self.program("echo \"lnrs: unknown option '--x'\" >&2; exit 2")), ["--", "-a"], Recorder()
        )
        self.assertEqual(outcome.why("lnrs"), "lnrs: unknown option '--x'")

    def test_options_stand_before_the_sign_that_ends_them(self):
        outcome = runner.run(Engine.at(self.program('echo "$@"')), ["explain", "--", "-a"], Recorder())
        self.assertEqual(outcome.printed, "explain --log-format json -- -a\n")

    def test_a_crash_is_told_as_one(self):
        outcome = runner.run(
            Engine.at(self.program("echo 'terminate called' >&2; kill -SEGV $$")), [], listener := Recorder()
        )
        self.assertTrue(outcome.failed)
        self.assertEqual(listener.strays, ["terminate called"])
        self.assertRegex(outcome.why("/opt/lnrs"), r"crashed \(/opt/lnrs\): it was stopped by signal 11")

    def test_a_check_that_found_something_is_no_failure(self):
        self.assertFalse(runner.run(Engine.at(self.program("exit 5")), [], Recorder()).failed)

    def test_stopped_by_somebody_else_is_a_failure(self):
        outcome = runner.run(Engine.at(self.program(event(event="done", exit_code=143) + "exit 143")), [], Recorder())
        self.assertTrue(outcome.failed and not outcome.cancelled)
        self.assertIn("stopped by another program", outcome.why("lnrs"))

    def test_much_output_on_both_pipes_does_not_block(self):
        program = self.program(
            "i=0; while [ $i -lt 3000 ]; do echo 'a line of about fifty letters, again and again'; "
            "echo 'and another to the other pipe, which is as long' >&2; i=$((i+1)); done"
        )
        outcome = runner.run(Engine.at(program), [], listener := Recorder())
        self.assertEqual((outcome.printed.count("\n"), len(listener.strays)), (3000, 3000))


class Cancelling(Case):
    def test_a_run_ends_within_a_second_and_leaves_nothing(self):
        best = 9.0
        for _ in range(3):  # the best of three: other programs may keep the computer busy
            out = self.folder / "out"
            out.mkdir(exist_ok=True)
            listener = Recorder(lambda told: "rate habitats" in told.stages)
            started = ["opportunities", FilePath(str(SAMPLES / "county.toml")), "-o", FilePath(str(out / "a.gpkg"))]
            os.environ["TMPDIR"] = str(out)
            outcome = runner.run(Engine.at(ENGINE), started, listener)
            del os.environ["TMPDIR"]
            best = min(best, time.monotonic() - listener.asked_at)
            self.assertTrue(outcome.cancelled)
            self.assertEqual(outcome.code, 143)
            self.assertEqual(os.listdir(out), [])
        self.assertLess(best, 1.0)

    def test_an_engine_that_does_not_listen_is_killed(self):
        runner.PATIENCE_S, patience = 0.3, runner.PATIENCE_S
        program = self.program("trap '' TERM; echo ready >&2; while :; do sleep 0.1; done")
        outcome = runner.run(Engine.at(program), [], Recorder(lambda told: bool(told.strays)))
        runner.PATIENCE_S = patience
        self.assertTrue(outcome.cancelled)
        self.assertEqual(outcome.code, -9)

    def test_a_cancel_that_comes_too_late_is_none(self):
        outcome = runner.run(
            Engine.at(self.program("trap 'exit 0' TERM; echo ready >&2; while :; do sleep 0.1; done")),
            [],
            Recorder(lambda told: bool(told.strays)),
        )
        self.assertFalse(outcome.cancelled, "the engine had finished; its files stand")


class Wsl(Case):
    """With a stand-in for wsl.exe that runs the words after -e here and knows one path of Windows."""

    def setUp(self):
        super().setUp()
        self.program(
            '[ "$1" = -d ] && shift 2\nshift\nif [ "$1" = wslpath ]; then\n'
            'case "$4" in C:/*) echo "/mnt/c/${4#C:/}";; *) echo "wslpath: $4" >&2; exit 1;; esac; exit; fi\nexec "$@"',
            "wsl.exe",
        )
        os.environ["PATH"] = f"{self.folder}:{os.path.dirname(ENGINE)}:{self.path}"

    def test_paths_are_translated_and_other_words_are_not(self):
        engine = Engine.at("wsl")
        words = engine.command(["buffer", FilePath("C:\\Maps\\my wood.gpkg", "#lws"), "--where", "a = 'C:\\x'"])
        self.assertEqual(words[-4:], ["buffer", "/mnt/c/Maps/my wood.gpkg#lws", "--where", "a = 'C:\\x'"])
        self.assertEqual(Engine.at("wsl:Debian").words[1:3], ["-d", "Debian"])

    def test_a_path_that_wsl_does_not_reach(self):
        with self.assertRaisesRegex(EngineError, "local drive"):
            Engine.at("wsl").command([FilePath("\\\\server\\share\\a.gpkg")])

    def test_version_and_run(self):
        engine = Engine.at("wsl")
        self.assertEqual(engine.version(), Engine.at(ENGINE).version())
        outcome = runner.run(engine, ["network", "metrics", "--help"], Recorder())
        self.assertEqual(outcome.code, 0)
        self.assertIn("Conefor", outcome.printed)

    def test_cancel_stops_the_process_inside(self):
        out = self.folder / "out"
        out.mkdir()
        words = ["opportunities", str(SAMPLES / "county.toml"), "-o", str(out / "a.gpkg")]
        outcome = runner.run(Engine.at("wsl"), words, Recorder(lambda told: "rate habitats" in told.stages))
        self.assertTrue(outcome.cancelled)
        self.assertEqual(os.listdir(out), [])

    def test_without_wsl(self):
        os.environ["PATH"] = "/nowhere"
        with self.assertRaisesRegex(EngineError, "no wsl.exe"):
            Engine.at("wsl")


class Describing(Case):
    def test_the_snapshot_is_that_of_the_engine_it_was_built_with(self):
        described, warning = description.load(Engine.at(ENGINE), str(self.folder))
        self.assertEqual((described, warning), (description.snapshot(), ""))
        self.assertEqual(os.listdir(self.folder), [], "nothing is asked while the versions are the same")

    def test_another_version_is_asked_once(self):
        other = {**description.snapshot(), "version": "0.9.0", "commands": description.snapshot()["commands"][:1]}
        (self.folder / "other.json").write_text(json.dumps(other))
        program = self.program(
            f'[ "$1" = version ] && echo lnrs 0.9.0 && exit\n'
            f'echo x >> {self.folder}/asked; cat {self.folder}/other.json'
        )
        for _ in range(2):
            described, warning = description.load(Engine.at(program), str(self.folder / "cache"))
            self.assertEqual((len(described["commands"]), warning), (1, ""))
        self.assertEqual((self.folder / "asked").read_text(), "x\n")

    def test_an_engine_that_cannot_describe_itself_leaves_the_snapshot(self):
        for said in ("exit 2", "echo '{'", """echo '{"format": 2}'"""):
            program = self.program(f'[ "$1" = version ] && echo lnrs 0.9.0 && exit\n{said}')
            described, warning = description.load(Engine.at(program), str(self.folder / "cache"))
            self.assertEqual(described, description.snapshot())
            self.assertNotEqual(warning, "")
        self.assertIn("Update the plugin", warning)

    def test_commands_that_make_sense(self):
        names = {command["name"] for command in description.commands(description.snapshot())}
        self.assertLessEqual({"overlay", "opportunities", "sites", "init"}, names)
        self.assertFalse({"help", "version", "completion", "describe", "docs"} & names)
        self.assertEqual(description.titled("overlay"), ("Layers", "Overlay"))
        self.assertEqual(
            description.titled("new-thing"), ("More", "New thing"), "a command of a newer engine has a place"
        )
        self.assertFalse(
            description.makes_sense({"name": "plan near", "hidden": False, "parameters": [{"kind": "layer"}]})
        )

    def test_help_is_plain_html(self):
        command = next(row for row in description.snapshot()["commands"] if row["name"] == "overlay")
        text = help_text.short(command, command["parameters"])
        self.assertIn("<h3>Results</h3>", text)
        self.assertEqual(text.count("<li>"), text.count("</li>"))
        self.assertNotIn("`", text)


class Wording(unittest.TestCase):
    def test_every_option_of_every_algorithm_has_its_label(self):
        described = description.snapshot()
        for command in description.commands(described):
            rows = [row for row in command["parameters"] + described["running"] if row["option"]]
            self.assertIn(command["name"], description.TITLES)
            for row in rows:
                for text in (f"Give {row['option']} 5, or leave {row['option']} out.", f"Take less ({row['option']})."):
                    said = wording.in_dialog(text, rows)
                    self.assertNotRegex(said, rf"(^|[ (]){row['option']}\b", command["name"])
                    self.assertIn(wording.titled(row), said, command["name"])
                if row["letter"]:
                    said = wording.in_dialog(f"Name -{row['letter']} X.", rows)
                    self.assertEqual(said, f"Name {wording.titled(row)} X.")

    def test_a_flag_is_ticked_and_what_is_not_there_stays(self):
        flag = {"option": "--allow-network", "letter": None, "kind": "flag"}
        flag["sentence"] = "Allow layers over the network"
        self.assertEqual(
            wording.in_dialog("It is remote; give --allow-network or copy it.", [flag]),
            "It is remote; tick ‘Allow layers over the network’ or copy it.",
        )
        for text in ("a--allow-network", "--allow-network-paths", "/data/-n/--allow-network/x", "--other", "-x"):
            self.assertEqual(wording.in_dialog(text, [flag]), text)

    def test_commands_are_told_by_the_titles_of_algorithms(self):
        for text, said in (
            ("See its fields with lnrs inspect.", "See its fields with ‘Inspect layers’."),
            ("`lnrs buffer --help` explains it.", "‘Buffer’ (lnrs buffer --help) explains it."),
            ("cut the layers (lnrs overlay clip) and run", "cut the layers (‘Overlay’ clip) and run"),
            ("Run lnrs network metrics --nodes A.csv --links B.csv, or", "Run ‘Metrics of a Conefor network’ (lnrs "
             "network metrics --nodes A.csv --links B.csv), or"),
            ("lnrs networks, /opt/lnrs network", "lnrs networks, /opt/lnrs network"),
        ):  # fmt: skip
            self.assertEqual(wording.in_dialog(text, []), said)


KEYS = ("homepage", "repository", "tracker", "email")  # in metadata.txt


class Zip(Case):
    def test_the_zip_is_what_the_plugin_repository_asks_for(self):
        import subprocess
        import zipfile

        os.symlink(PLUGIN.parent, self.folder / "qgis")
        script = SAMPLES.parents[1] / "scripts" / "make-plugin-zip"
        done = subprocess.run([script, self.folder, self.folder / "a.zip"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        names = zipfile.ZipFile(self.folder / "a.zip").namelist()
        self.assertEqual({name.split("/")[0] for name in names}, {"lnrs"})
        self.assertLessEqual(
            {"lnrs/metadata.txt", "lnrs/LICENSE", "lnrs/__init__.py", "lnrs/description.json"}, set(names)
        )
        self.assertFalse([name for name in names if "__pycache__" in name])

    def test_the_zip_has_the_addresses_of_who_publishes_it(self):
        import configparser
        import subprocess
        import zipfile

        os.symlink(PLUGIN.parent, self.folder / "qgis")
        script = SAMPLES.parents[1] / "scripts" / "make-plugin-zip"
        addresses = {
            "PLUGIN_HOMEPAGE": "https://council.gov.uk/lnrs",
            "PLUGIN_REPOSITORY": "https://council.gov.uk/lnrs.git",
            "PLUGIN_TRACKER": "https://council.gov.uk/lnrs/issues",
            "PLUGIN_EMAIL": "gis@council.gov.uk",
        }

        def made(more, *options):
            words = [script, *options, self.folder, self.folder / "a.zip"]
            done = subprocess.run(words, capture_output=True, text=True, env={**os.environ, **more})
            if done.returncode != 0:
                return done, {}
            metadata = configparser.ConfigParser(interpolation=None)
            metadata.read_string(zipfile.ZipFile(self.folder / "a.zip").read("lnrs/metadata.txt").decode())
            return done, metadata["general"]

        done, said = made(addresses, "--publish")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual({"PLUGIN_" + key.upper(): said[key] for key in KEYS}, addresses)
        self.assertEqual(said["name"], "Nature recovery (lnrs)")
        done, said = made({})
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("to install, not to publish", done.stdout)
        self.assertEqual([said[key] for key in KEYS], ["", "", "", ""], "nothing is invented")
        done, said = made({**addresses, "PLUGIN_TRACKER": " "}, "--publish")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("asks for PLUGIN_TRACKER. Set", done.stderr)
        for key, value in (
            ("PLUGIN_EMAIL", "nobody"),
            ("PLUGIN_EMAIL", "lnrs@example.org"),
            ("PLUGIN_HOMEPAGE", "https://example.com/lnrs"),
            ("PLUGIN_REPOSITORY", "https://localhost"),
        ):
            done, said = made({**addresses, key: value})
            self.assertNotEqual(done.returncode, 0, value)
            self.assertIn(f"{key}={value} is", done.stderr)

    def test_the_plugin_has_the_version_of_the_project(self):
        text = (PLUGIN / "metadata.txt").read_text(encoding="utf-8")
        self.assertIn(f"\nversion={description.snapshot()['version']}\n", text)
        for line in ("qgisMinimumVersion=3.22", "hasProcessingProvider=yes", "supportsQt6=yes"):
            self.assertIn(f"\n{line}\n", text)


if __name__ == "__main__":
    unittest.main()
