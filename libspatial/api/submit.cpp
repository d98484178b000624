// SPDX-License-Identifier: MIT
/// Running a plan on a cluster.
#include <fmt/format.h>

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/run/plan.hpp"
#include "libspatial/run/slurm.hpp"

namespace spatial::api {
namespace {

struct Options {
  std::string plan, program;
  OutputOptions output;
  SlurmOptions slurm;
  std::size_t cpus = 1, tries = 3;
  bool on_slurm = false, print = false;
};

Parameters slurm_rows(Options& o) {
  return {
      {.name = "partition",
       .target = &o.slurm.partition,
       .shown = "NAME",
       .sentence = "Partition of the cluster; its default if not given"},
      {.name = "time",
       .target = &o.slurm.time,
       .shown = "TIME",
       .sentence = "Time limit of each job as sbatch takes it, such as 30 (minutes) or 2:00:00"},
      {.name = "account", .target = &o.slurm.account, .shown = "NAME", .sentence = "Account to be charged"},
      {.name = "cpus",
       .kind = Kind::integer,
       .target = &o.cpus,
       .range = between(1, 1024),
       .sentence = "Processors, and threads, of each job"},
      {.name = "memory",
       .kind = Kind::number,
       .target = &o.slurm.memory_mb,
       .unit = "MB",
       .range = above(0),
       .sentence = "Memory of each job in MB; if not given, 1.5 times what the plan expects"},
      {.name = "tries",
       .kind = Kind::integer,
       .target = &o.tries,
       .range = between(1, 100),
       .sentence = "How many times a part that fails is run, at most"},
      {.name = "sbatch",
       .target = &o.slurm.more,
       .many = Many::repeated,
       .shown = "OPTION",
       .sentence = "Further option of sbatch as it is, such as --sbatch=--qos=short; may be repeated"},
      {.name = "program",
       .kind = Kind::file,
       .target = &o.program,
       .sentence = "Path of lnrs on the nodes of the cluster; that of this program if not given"},
      {.name = "print", .kind = Kind::flag, .target = &o.print, .sentence = "Print the scripts and submit nothing"}};
}

int submit(const Options& options, Session& session) {
  if (!options.on_slurm) throw Error(ErrorKind::usage, "no kind of cluster was named", "Add --slurm.");
  const Plan plan = read_plan(options.plan);
  SlurmOptions slurm = options.slurm;
  slurm.threads = static_cast<unsigned>(options.cpus);
  slurm.tries = static_cast<int>(options.tries);
  slurm.overwrite = options.output.overwrite;
  slurm.program = options.program.empty() ? std::filesystem::read_symlink("/proc/self/exe")
                                          : std::filesystem::absolute(options.program);
  slurm.output = options.output.file.empty() ? plan.file.parent_path() / "result.gpkg"
                                             : std::filesystem::absolute(options.output.file);
  const std::vector<std::size_t> missing = missing_parts(plan);
  const SlurmJobs jobs = slurm_jobs(plan, slurm, missing);
  if (options.print) {
    std::string scripts;
    for (const std::string& array : jobs.arrays) scripts += array + "\n";
    session.print(scripts + jobs.merge);
    return 0;
  }
  check_maker(plan);
  const SlurmNumbers numbers = submit_to_slurm(plan, jobs);
  for (std::size_t k = 0; k < numbers.arrays.size(); ++k)
    session.inform(fmt::format("submitted {} part{} as array {}{}", jobs.parts[k], jobs.parts[k] == 1 ? "" : "s",
                               numbers.arrays[k], k == 0 ? "" : ", which waits for the array before it"));
  session.inform(fmt::format("submitted the merge as job {}, which writes {} when all parts have ended", numbers.merge,
                             slurm.output.string()));
  session.inform(fmt::format("Logs are in {}; submit again if the merge says that parts are missing",
                             (plan.file.parent_path() / "slurm").string()));
  session.print(numbers.merge + "\n");
  return 0;
}

}  // namespace

Command submit_command() {
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "submit",
      .sentence =
          "Run a plan on a cluster: the parts that are missing as an array of jobs (one for each round), and the merge "
          "after them.",
      .parameters =
          Parameters{
              {.name = "PLAN",
               .kind = Kind::file,
               .target = &o.plan,
               .place = Place::positional,
               .required = true,
               .sentence = "The plan.json that `lnrs plan` wrote, in a folder that all nodes see"},
              {.name = "slurm", .kind = Kind::flag, .target = &o.on_slurm, .sentence = "Submit to Slurm, with sbatch"},
              {.name = "output",
               .kind = Kind::file,
               .target = &o.output.file,
               .letter = 'o',
               .sentence = "The result; result.gpkg beside the plan if not given"},
              {.name = "overwrite",
               .kind = Kind::flag,
               .target = &o.output.overwrite,
               .sentence = "Replace the result if it exists"}} +
          slurm_rows(o),
      .examples = {"lnrs submit run/plan.json --slurm --partition standard --time 30 -o /data/near.gpkg",
                   "lnrs submit run/plan.json --slurm --print"},
      .run = [options](Session& session) { return submit(*options, session); }};
}

}  // namespace spatial::api
