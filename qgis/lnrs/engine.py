# SPDX-License-Identifier: MIT
"""Where the lnrs engine is, which version it has, and how it is called. Knows nothing of QGIS.

engine = Engine.at("/opt/lnrs")            # a file, a folder, "wsl", "wsl:Debian", or "" to look in the usual places
engine.version()                           # (0, 1, 0); EngineError with what to install
engine.command(["buffer", FilePath("C:/a.gpkg", "#woods")])
"""

import codecs
import os
import shutil
import subprocess
import sys

OLDEST = (0, 1, 0)  # the first engine whose description this plugin reads
FORMAT = 1  # of `lnrs describe --json`

INSTALL = (
    "Install the engine: on Debian and Ubuntu `apt install ./lnrs_…_amd64.deb`; on Windows install WSL, install the "
    "package inside it, and write `wsl` as the engine's path; elsewhere build it from source (README). Then set its "
    "path in Settings > Options > Processing > Providers > Nature recovery (lnrs)."
)


class EngineError(Exception):
    """The engine is missing, too old, too new or does not start. The text says what to do."""


class FilePath(str):
    """A path among the words of a command, with what follows it: FilePath("a.gpkg", "#woods") is a.gpkg#woods."""

    def __new__(cls, path, tail=""):
        word = super().__new__(cls, path + tail)
        word.path, word.tail = path, tail
        return word


def usual_places():
    places = [shutil.which("lnrs")]
    if sys.platform != "win32":  # a desktop's programs often do not have the shell's PATH
        places += [
            os.path.join(folder, "lnrs")
            for folder in ("/usr/local/bin", "/usr/bin", "/opt/homebrew/bin", os.path.expanduser("~/.local/bin"))
        ]
    return [place for place in places if place and os.path.isfile(place)]


def program_in(setting):
    """The program that a setting names: a file, or a folder that holds it."""
    path = os.path.expanduser(setting)
    if os.path.isdir(path):
        for inner in ("lnrs", "lnrs.exe", os.path.join("bin", "lnrs"), os.path.join("bin", "lnrs.exe")):
            if os.path.isfile(os.path.join(path, inner)):
                return os.path.join(path, inner)
        raise EngineError(f"The folder {setting} holds no program lnrs. {INSTALL}")
    if not os.path.isfile(path):
        raise EngineError(f"There is no engine at {setting}. {INSTALL}")
    if not os.access(path, os.X_OK):
        raise EngineError(f"{setting} is not a program, or you may not start it. {INSTALL}")
    return path


def environment():
    """QGIS on Windows and macOS points GDAL and PROJ to its own data, whose version differs from the engine's."""
    values = dict(os.environ)
    if sys.platform in ("win32", "darwin"):
        for name in ("GDAL_DATA", "GDAL_DRIVER_PATH", "PROJ_LIB", "PROJ_DATA"):
            values.pop(name, None)
    return values


def hidden_window():
    """Keeps Windows from opening a console."""
    return {"creationflags": subprocess.CREATE_NO_WINDOW} if sys.platform == "win32" else {}


class Engine:
    known = {}  # version by (program, time of its file), so that looking is cheap

    def __init__(self, words, name, wsl=()):
        self.words, self.name, self.wsl = list(words), name, list(wsl)

    @classmethod
    def at(cls, setting):
        setting = (setting or "").strip()
        if setting == "wsl" or setting.startswith("wsl:"):
            wsl = shutil.which("wsl.exe") or shutil.which("wsl")
            if not wsl:
                raise EngineError(f"The engine's path is `{setting}`, but this computer has no wsl.exe. {INSTALL}")
            prefix = [wsl] + (["-d", setting[4:]] if setting.startswith("wsl:") else [])
            return cls(prefix + ["-e", "lnrs"], setting, prefix)
        if setting:
            program = program_in(setting)
            return cls([program], program)
        places = usual_places()
        if not places:
            raise EngineError(f"The lnrs engine is not installed, or not where this plugin looks. {INSTALL}")
        return cls([places[0]], places[0])

    def inside(self, path):
        """The path as the engine sees it: inside WSL C:\\maps\\a.gpkg is /mnt/c/maps/a.gpkg."""
        if not self.wsl:
            return path
        done = subprocess.run(
            self.wsl + ["-e", "wslpath", "-a", "-u", path.replace("\\", "/")],
            capture_output=True,
            timeout=30,
            **hidden_window(),
        )
        if done.returncode != 0:
            raise EngineError(
                f"WSL has no path for {path}: {done.stderr.decode('utf-8', 'replace').strip()}. "
                "Copy the file to a local drive."
            )
        return done.stdout.decode("utf-8").strip()

    def command(self, words):
        words = [self.inside(word.path) + word.tail if isinstance(word, FilePath) else word for word in words]
        if self.wsl:  # the number of the process inside, which is what has to be stopped on a cancel
            return self.wsl + ["-e", "sh", "-c", 'echo "lnrs-pid $$" >&2; exec lnrs "$@"', "lnrs"] + words
        return self.words + words

    def stop_inside(self, pid):
        subprocess.run(self.wsl + ["-e", "kill", "-TERM", str(pid)], capture_output=True, timeout=5, **hidden_window())

    def ask(self, words, seconds=20):
        """What the engine prints for a short question; EngineError if it fails."""
        try:
            done = subprocess.run(
                self.words + words,
                capture_output=True,
                timeout=seconds,
                env=environment(),
                stdin=subprocess.DEVNULL,
                **hidden_window(),
            )
        except (OSError, subprocess.TimeoutExpired) as problem:
            raise EngineError(f"{self.name} does not start: {problem}. {INSTALL}") from problem
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise EngineError(f"{self.name} does not work: {said[-1] if said else ended(done.returncode)}. {INSTALL}")
        return done.stdout.decode("utf-8", "replace")

    def version(self):
        """The version as numbers; EngineError if the program is not lnrs or is too old for this plugin."""
        program = self.words[0]
        key = (tuple(self.words), os.stat(program).st_mtime_ns if os.path.isfile(program) else 0)
        if key not in Engine.known:
            first = (self.ask(["version"]).splitlines() or [""])[0].split()
            try:
                Engine.known[key] = tuple(int(part) for part in first[1].split("-")[0].split("."))
            except (IndexError, ValueError):
                raise EngineError(f"{self.name} is another program, not lnrs. {INSTALL}") from None
            if first[0] != "lnrs":
                del Engine.known[key]
                raise EngineError(f"{self.name} is another program, not lnrs. {INSTALL}")
        if Engine.known[key] < OLDEST:
            raise EngineError(
                f"{self.name} is lnrs {shown(Engine.known[key])}; this plugin needs "
                f"{shown(OLDEST)} or later. {INSTALL}"
            )
        return Engine.known[key]


def shown(version):
    return ".".join(str(part) for part in version)


def ended(code):
    """How a program ended that did not say why."""
    return f"it was stopped by signal {-code}" if code < 0 else f"it ended with code {code}"


class Lines:
    """Whole lines of text from pieces of bytes, however the pieces cut a letter.

    lines = Lines(); lines.add(b"caf\\xc3"); lines.add(b"\\xa9\\n")   # [] then ["café"]
    """

    def __init__(self):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest = ""

    def add(self, piece, last=False):
        *whole, self.rest = (self.rest + self.decoder.decode(piece, last)).split("\n")
        if last and self.rest:
            whole.append(self.rest)
            self.rest = ""
        return [line.rstrip("\r") for line in whole]
