# SPDX-License-Identifier: MIT
"""Runs a plan of `lnrs plan` on Spark: every part is a task of an executor, then this process merges.

    python -m lnrs.spark run/plan.json --master spark://host:7077 -o england.gpkg

The folder of the plan and the files that it reads lie on a path that every executor sees under the same name, such as
/dbfs/… or a shared disk. A part is either complete or absent, and running it twice gives the same bytes, so tasks that
Spark repeats or runs twice do no harm. Only parts that are missing are run. A plan of several rounds is run round after
round.

In a notebook that has a session already:

    import lnrs.spark
    lnrs.spark.run_plan("run/plan.json", output="england.gpkg", session=spark)
"""

from __future__ import annotations

import argparse
import os
import sys
from typing import Any, Sequence

__all__ = ["missing_parts", "run_plan", "main"]


def missing_parts(plan: str | os.PathLike[str]) -> list[int]:
    """The parts of a plan that can be run now; of a plan with several rounds, those of the first that is not complete.

    >>> from lnrs.spark import _numbers
    >>> _numbers("3,9,40-42")
    [3, 9, 40, 41, 42]
    """
    import lnrs

    return _numbers(lnrs.run("plan", missing=os.fspath(plan)).printed)


def _numbers(ranges: str) -> list[int]:
    found: list[int] = []
    for word in ranges.strip().split(","):
        if word:
            first, _, last = word.partition("-")
            found += range(int(first), int(last or first) + 1)
    return found


def _run_part(plan: str, part: int, threads: int, tries: int) -> tuple[int, str]:
    """On an executor. The last attempt returns what is wrong instead of failing, so that the other parts are run."""
    from pyspark import TaskContext

    context = TaskContext.get()
    last = context is None or context.attemptNumber() + 1 >= tries
    try:
        import lnrs

        lnrs.run("run-part", plan=plan, part=part, threads=threads)
        return part, ""
    except Exception as error:
        if not last:
            raise
        return part, str(error) or type(error).__name__


def run_plan(
    plan: str | os.PathLike[str],
    *,
    output: str | os.PathLike[str] | None = None,
    overwrite: bool = False,
    master: str | None = None,
    session: Any = None,
    threads: int = 1,
) -> Any:
    """Runs the missing parts of a plan on Spark, and merges them into `output`; without it the parts are run only.

    `session`: a SparkSession, which is left open; otherwise one is made for `master` and closed. `threads`: of each
    task. Returns what the merge says (`lnrs.Result`). Raises `lnrs.InputError` with the parts that could not be run.
    """
    import lnrs

    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise lnrs.MissingPackage(
            "pyspark is not installed", "Install it (pip install pyspark); it needs Java."
        ) from error
    file = os.path.abspath(os.fspath(plan))
    target = None if output is None else os.path.abspath(os.fspath(output))
    missing = missing_parts(file)
    if missing:
        spark = session if session is not None else _session(SparkSession, master, threads)
        try:
            while missing:
                _run_round(spark.sparkContext, file, missing, threads)
                before, missing = missing, missing_parts(file)
                if missing == before:
                    raise lnrs.InputError(
                        f"part {missing[0]} was run, but is not in the plan's folder as this process sees it",
                        "Put the plan on a path that every executor sees under the same name.",
                    )
        finally:
            if session is None:
                spark.stop()
    if target is None:
        return None
    return lnrs.run("merge", plan=file, output=target, overwrite=overwrite)


def _run_round(context: Any, file: str, missing: list[int], threads: int) -> None:
    """Runs parts that do not depend on each other, each as a task. Raises `lnrs.InputError` if some fail."""
    import lnrs

    tries = int(context.getConf().get("spark.task.maxFailures", "4"))
    if context.master.startswith("local") and not context.master.startswith("local-cluster"):
        tries = 1  # Spark repeats nothing there
    told = context.parallelize(missing, len(missing)).map(lambda part: _run_part(file, part, threads, tries)).collect()
    failed = [(part, why) for part, why in told if why]
    if failed:
        part, why = failed[0]
        raise lnrs.InputError(
            f"{len(failed)} of {len(missing)} parts could not be run; part {part}: {why}",
            "Mend what is wrong and run the plan again: only parts that are missing are run.",
        )


def _session(builder: Any, master: str | None, threads: int) -> Any:
    """A session whose executors find this package where it lies, if they see the same disk."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    path = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    made = (
        builder.builder.appName("lnrs")
        .config("spark.executorEnv.PYTHONPATH", path)
        .config("spark.task.cpus", str(max(1, threads)))
        .config("spark.ui.enabled", "false")
    )
    return (made.master(master) if master else made).getOrCreate()


def main(words: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code of the command line tool."""
    parser = argparse.ArgumentParser(
        prog="python -m lnrs.spark", description="Run a plan of `lnrs plan` on Spark, then merge its parts."
    )
    parser.add_argument("plan", help="the plan.json that `lnrs plan` wrote, on a path that every executor sees")
    parser.add_argument("--master", help="Spark's master, such as spark://host:7077; as Spark is set up if not given")
    parser.add_argument("-o", "--output", help="the result; result.gpkg beside the plan if not given")
    parser.add_argument("--overwrite", action="store_true", help="replace the result if it exists")
    parser.add_argument("--threads", type=int, default=1, help="threads of each task; 1 if not given")
    asked = parser.parse_args(words)
    import lnrs

    output = asked.output or os.path.join(os.path.dirname(os.path.abspath(asked.plan)), "result.gpkg")
    try:
        result = run_plan(
            asked.plan, output=output, overwrite=asked.overwrite, master=asked.master, threads=asked.threads
        )
    except lnrs.LnrsError as error:
        print(f"lnrs.spark: {error}", file=sys.stderr)
        return error.exit_code
    print(result.summary)
    return 0


if __name__ == "__main__":
    # Functions that executors are to run must not belong to __main__, which they do not have.
    from lnrs.spark import main as _main

    sys.exit(_main())
