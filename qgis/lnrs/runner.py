# SPDX-License-Identifier: MIT
"""Runs the engine once: no shell, events as they come (docs/events.md), stopped within a second. Knows nothing of QGIS.

    outcome = run(engine, ["buffer", FilePath("a.gpkg"), "-o", FilePath("b.gpkg")], listener)
    outcome.code, outcome.message, outcome.remedy, outcome.files, outcome.printed

The listener has the methods of Listener below. `cancelled()` is asked twenty times a second. A cancelled engine gets
SIGTERM, on which it removes what it has begun to write, and is killed if it has not ended after five seconds.
"""

import json
import queue
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from .engine import Lines, ended, environment, hidden_window

PATIENCE_S = 5.0
STOPPED = (130, 143)
FOUND = 5


class Listener:
    """What a run tells while it works. Each method may be left as it is."""

    def cancelled(self):
        return False

    def stage(self, name):
        pass

    def progress(self, fraction):
        pass

    def info(self, text):
        pass

    def warning(self, text):
        pass

    def stray(self, text):
        """A line that is no event: an engine that crashes, or a library, says something."""


@dataclass
class Outcome:
    code: int = 0
    cancelled: bool = False
    message: str = ""  # of the error that ended the run
    remedy: str = ""
    printed: str = ""  # what the command wrote to stdout
    files: list = field(default_factory=list)
    issues: list = field(default_factory=list)
    strays: list = field(default_factory=list)  # the last lines that were no events

    @property
    def failed(self):
        return self.code not in (0, FOUND)

    def why(self, name):
        """Message and remedy in one text, for a run that failed."""
        if self.message:
            return self.message + (f"\n{self.remedy}" if self.remedy else "")
        if 0 < self.code < FOUND and self.strays:  # it ended before it knew how to write events
            return "\n".join(self.strays)
        if self.code in STOPPED or self.code in (-15, -2):
            return "The lnrs engine was stopped by another program. Run it again."
        return (
            f"The lnrs engine crashed ({name}): {ended(self.code)}, without an error message. Nothing was written. "
            "Please report it with the log above, and with the data if you may share them."
        )


def reads(pipe, put):
    for piece in iter(lambda: pipe.read1(65536), b""):
        put(piece)
    put(None)


class Run:
    def __init__(self, engine, words, listener):
        self.engine, self.listener = engine, listener
        self.outcome = Outcome()
        self.inner_pid = None
        self.pieces = queue.Queue()
        session = {} if sys.platform == "win32" else {"start_new_session": True}
        self.process = subprocess.Popen(
            engine.command(words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            **session,
            **hidden_window(),
        )
        self.threads = [
            threading.Thread(
                target=reads, args=(pipe, lambda piece, name=name: self.pieces.put((name, piece))), daemon=True
            )
            for name, pipe in (("out", self.process.stdout), ("err", self.process.stderr))
        ]

    def finish(self):
        for thread in self.threads:
            thread.start()
        lines, printed, open_pipes, stop_at = Lines(), [], 2, None
        while open_pipes:
            if stop_at is None and self.listener.cancelled():
                stop_at = time.monotonic() + PATIENCE_S
                self.stop()
            elif stop_at is not None and time.monotonic() > stop_at:
                self.process.kill()
            try:
                name, piece = self.pieces.get(timeout=0.05)
            except queue.Empty:
                continue
            open_pipes -= piece is None
            if name == "out":
                printed.append(piece or b"")
            else:
                for line in lines.add(piece or b"", last=piece is None):
                    self.take(line)
        self.outcome.code = self.process.wait()
        self.process.stdout.close()
        self.process.stderr.close()
        self.outcome.cancelled = stop_at is not None and self.outcome.failed
        self.outcome.printed = b"".join(printed).decode("utf-8", "replace")
        return self.outcome

    def stop(self):
        if self.inner_pid is not None:
            self.engine.stop_inside(self.inner_pid)
        else:
            self.process.terminate()

    def take(self, line):
        if line.startswith("lnrs-pid ") and self.engine.wsl:
            self.inner_pid = int(line.split()[1])
            return
        try:
            event = json.loads(line)
            kind = event["event"]
        except (ValueError, KeyError, TypeError):
            if line.strip():
                self.outcome.strays = (self.outcome.strays + [line])[-5:]
                self.listener.stray(line)
            return
        handler = getattr(self, "on_" + str(kind), None)  # readers ignore events that they do not know
        if handler:
            handler(event)

    def on_message(self, event):
        text = event.get("message", "")
        if event.get("level") == "error":
            self.outcome.message, self.outcome.remedy = text, event.get("remedy") or ""
        elif event.get("level") == "warning":
            self.listener.warning(text)
        else:
            self.listener.info(text)

    def on_stage_started(self, event):
        self.listener.stage(event.get("stage", ""))

    def on_progress(self, event):
        self.listener.progress(float(event.get("fraction", 0)))

    def on_issues(self, event):
        self.outcome.issues = event.get("counts", [])

    def on_output(self, event):
        self.outcome.files.append(event.get("file", ""))


def run(engine, words, listener):
    end = words.index("--") if "--" in words else len(words)  # after it there are no options
    return Run(engine, words[:end] + ["--log-format", "json"] + words[end:], listener).finish()
