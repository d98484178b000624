// SPDX-License-Identifier: MIT
#include "libspatial/run/slurm.hpp"

#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {
namespace {

constexpr double least_mb = 256, merge_mb = 1024;

std::filesystem::path folder_of(const Plan& plan) { return plan.file.parent_path() / "slurm"; }

std::string options_of(const Plan& plan, const SlurmOptions& options, const std::string& name, double memory_mb) {
  std::string text = "#!/bin/bash\n";
  const auto add = [&](const std::string& option) { text += "#SBATCH " + option + "\n"; };
  add("--job-name=" + name);
  add("--chdir=" + shell_word(plan.folder.string()));
  add(fmt::format("--cpus-per-task={}", options.threads));
  add(fmt::format("--mem={}M", static_cast<long long>(std::ceil(memory_mb))));
  add("--requeue");
  add("--open-mode=append");  // otherwise a requeued job would overwrite the log
  if (!options.partition.empty()) add("--partition=" + options.partition);
  if (!options.time.empty()) add("--time=" + options.time);
  if (!options.account.empty()) add("--account=" + options.account);
  for (const std::string& more : options.more) add(more);
  return text;
}

struct Answer {
  int code = 0;
  std::string text;
};

/// Runs a command and returns its exit code with its output and error output.
Answer answer_of(const std::string& command) {
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return {1, "no process can be started"};
  Answer answer;
  std::array<char, 4096> buffer{};
  while (const std::size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe))
    answer.text.append(buffer.data(), size);
  const int status = pclose(pipe);
  answer.code = WIFEXITED(status) ? WEXITSTATUS(status) : 1;
  answer.text = trimmed(answer.text);
  return answer;
}

std::string submitted(const std::string& command, const std::string& what) {
  const Answer answer = answer_of(command);
  // Plug-ins of a cluster may print lines of their own before the job number; --parsable appends ";CLUSTER" to it.
  const std::size_t line = answer.text.rfind('\n');
  std::string number = answer.text.substr(line == std::string::npos ? 0 : line + 1);
  number = number.substr(0, number.find(';'));
  const bool is_number = !number.empty() && number.find_first_not_of("0123456789") == std::string::npos;
  if (answer.code == 0 && is_number) return number;
  throw Error(ErrorKind::internal, fmt::format("sbatch refused the {}: {}", what, answer.text),
              answer.code == 127 ? "Run this where sbatch is, on a login node; --print shows the scripts."
                                 : "Correct what sbatch complains about; --print shows the scripts.");
}

/// The script for some parts of one round.
std::string array_of(const Plan& plan, const SlurmOptions& options, const std::vector<std::size_t>& parts) {
  double memory_mb = options.memory_mb;
  if (memory_mb <= 0) {
    const std::size_t round = plan.parts[parts.front() - 1].round;
    for (const std::size_t number : parts_in_round(plan, round))
      memory_mb = std::max(memory_mb, 1.5 * plan.parts[number - 1].memory_mb);
    memory_mb = std::max(memory_mb, least_mb);
  }
  std::string text = options_of(plan, options, "lnrs-part", memory_mb);
  text += fmt::format("#SBATCH --array={}\n#SBATCH --output={}\n", as_ranges(parts),
                      shell_word(folder_of(plan).string() + "/part-%a.log"));
  // Slurm never reruns a task that failed, and RequeueExit would break dependencies on the array, so the script
  // requeues itself.
  text += fmt::format(
      "{0} run-part {1} \"$SLURM_ARRAY_TASK_ID\" --threads {2} && exit 0\n"
      "code=$?\n"
      "case $code in 2 | 3) exit $code ;; esac  # wrong plan or input: again would be no better\n"
      "if [ \"${{SLURM_RESTART_COUNT:-0}}\" -lt {3} ]; then\n"
      "  scontrol requeue \"$SLURM_JOB_ID\" && sleep 300\n"
      "fi\n"
      "exit $code\n",
      shell_word(options.program.string()), shell_word(plan.file.string()), options.threads, options.tries - 1);
  return text;
}

}  // namespace

std::string shell_word(const std::string& word) {
  if (!word.empty() && word.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                              "_./-+=:,@%") == std::string::npos)
    return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

SlurmJobs slurm_jobs(const Plan& plan, const SlurmOptions& options, const std::vector<std::size_t>& missing) {
  SlurmJobs jobs;
  for (std::vector<std::size_t> left = missing; !left.empty();) {
    const std::vector<std::size_t> round = first_round_of(plan, left);
    jobs.arrays.push_back(array_of(plan, options, round));
    jobs.parts.push_back(round.size());
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(round.size()));
  }
  jobs.merge = options_of(plan, options, "lnrs-merge", std::max(options.memory_mb, merge_mb));
  jobs.merge += fmt::format("#SBATCH --output={}\n", shell_word(folder_of(plan).string() + "/merge.log"));
  // The merge checks the parts itself: Slurm's state of the tasks is not reliable.
  jobs.merge += fmt::format("{} merge {} -o {}{} --threads {}\n", shell_word(options.program.string()),
                            shell_word(plan.file.string()), shell_word(options.output.string()),
                            options.overwrite ? " --overwrite" : "", options.threads);
  return jobs;
}

SlurmNumbers submit_to_slurm(const Plan& plan, const SlurmJobs& jobs) {
  const std::filesystem::path folder = folder_of(plan);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  SlurmNumbers numbers;
  std::string after;
  const auto submit = [&](const std::string& name, const std::string& text, const std::string& what) {
    write_text(folder / name, text, {.overwrite = true});
    const std::string number =
        submitted("sbatch --parsable" + after + " " + shell_word((folder / name).string()), what);
    after = " --dependency=afterany:" + number;
    return number;
  };
  try {
    for (std::size_t k = 0; k < jobs.arrays.size(); ++k)
      numbers.arrays.push_back(submit(k == 0 ? "array.sh" : fmt::format("array-{}.sh", k + 1), jobs.arrays[k],
                                      k == 0 ? "array of parts" : "array of a later round"));
    numbers.merge = submit("merge.sh", jobs.merge, "merge");
  } catch (const Error&) {
    for (const std::string& number : numbers.arrays) answer_of("scancel " + number);
    throw;
  }
  return numbers;
}

}  // namespace spatial
