// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/run/plan.hpp"

namespace spatial {

/// Batch scripts that run a plan on a Slurm cluster: an array of its parts, and the merge when all of them have ended.
///
///     const SlurmOptions options{.program = "/opt/lnrs/bin/lnrs", .output = "/data/near.gpkg"};
///     const SlurmJobs jobs = slurm_jobs(plan, options, missing_parts(plan));
///     const SlurmNumbers numbers = submit_to_slurm(plan, jobs);
///
/// A plan of several rounds becomes one array per round, each of which waits until the array before it has ended.
/// An array's task numbers are the numbers of the parts. A task that fails requests its own requeue, up to `tries`
/// times; Slurm handles nodes that disappear (--requeue). The merge waits until the whole array has ended (afterany),
/// successfully or not, and then checks the parts itself. It cannot rely on Slurm's state: a task may be COMPLETED
/// although it did nothing, and a task that succeeded when it was requeued may count as failed. slurm_jobs is pure.

struct SlurmOptions {
  std::filesystem::path program;  ///< lnrs, absolute
  std::filesystem::path output;   ///< of the merge, absolute
  bool overwrite = false;
  std::string partition{}, time{}, account{};  ///< empty: the cluster's default
  unsigned threads = 1;                        ///< threads, and processors, per task
  double memory_mb = 0;                        ///< per task; 0: one and a half times what the plan expects
  int tries = 3;
  std::vector<std::string> more{};  ///< further options of sbatch, as they are
};

struct SlurmJobs {
  std::vector<std::string> arrays;  ///< scripts, one for each round with missing parts; each waits for the one before
  std::vector<std::size_t> parts;   ///< in each array
  std::string merge;                ///< script, which waits for the last array
};
SlurmJobs slurm_jobs(const Plan& plan, const SlurmOptions& options, const std::vector<std::size_t>& missing);

/// Writes the scripts to FOLDER/slurm/, submits them with sbatch and returns the job numbers of the arrays and of the
/// merge. If sbatch refuses one, throws Error(internal) with its message, and those before it are cancelled.
struct SlurmNumbers {
  std::vector<std::string> arrays;
  std::string merge;
};
SlurmNumbers submit_to_slurm(const Plan& plan, const SlurmJobs& jobs);

/// A word quoted for the shell.
std::string shell_word(const std::string& word);

}  // namespace spatial
