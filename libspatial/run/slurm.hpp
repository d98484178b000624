// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "libspatial/run/plan.hpp"

namespace spatial {

/// Batch scripts that run a plan on a Slurm cluster: an array of its parts, and the merge when all of them have ended.
///
///     const SlurmJobs jobs = slurm_jobs(plan, {.program = "/opt/lnrs/bin/lnrs", .output = "/data/near.gpkg"},
///     missing);
///
/// The array's tasks are the numbers of parts. A task that fails asks for its own requeue, up to `tries` times; a node
/// that disappears is Slurm's affair (--requeue). The merge waits for the end of the whole array (afterany), whatever
/// became of it, and looks at the parts itself: to Slurm, a task may be COMPLETED that did nothing, and one that was
/// rerun with success may count as failed. Pure functions.

struct SlurmOptions {
  std::filesystem::path program;  ///< lnrs, absolute
  std::filesystem::path output;   ///< of the merge, absolute
  bool overwrite = false;
  std::string partition{}, time{}, account{};  ///< empty: the cluster's default
  unsigned threads = 1;                        ///< and processors a task
  double memory_mb = 0;                        ///< a task; 0: what the plan expects, and a half more
  int tries = 3;
  std::vector<std::string> more{};  ///< further options of sbatch, as they are
};

struct SlurmJobs {
  std::string array;  ///< script; empty if no part is missing
  std::string merge;  ///< script; is submitted with --dependency=afterany:ARRAY
};
SlurmJobs slurm_jobs(const Plan& plan, const SlurmOptions& options, const std::vector<std::size_t>& missing);

/// Writes the scripts to FOLDER/slurm/, submits them with sbatch and returns the numbers of the jobs: of the array
/// (empty if there is none) and of the merge. Throws Error(internal) with sbatch's words if it refuses; the array is
/// cancelled again if the merge is refused.
struct SlurmNumbers {
  std::string array, merge;
};
SlurmNumbers submit_to_slurm(const Plan& plan, const SlurmJobs& jobs);

/// A word as a shell reads it.
std::string shell_word(const std::string& word);

}  // namespace spatial
