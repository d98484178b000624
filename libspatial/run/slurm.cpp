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
  double memory_mb = options.memory_mb;
  if (memory_mb <= 0) {
    for (const PartSpec& part : plan.parts) memory_mb = std::max(memory_mb, 1.5 * part.memory_mb);
    memory_mb = std::max(memory_mb, least_mb);
  }
  const std::string program = shell_word(options.program.string()), file = shell_word(plan.file.string()),
                    log = folder_of(plan).string();
  SlurmJobs jobs;
  if (!missing.empty()) {
    jobs.array = options_of(plan, options, "lnrs-part", memory_mb);
    jobs.array +=
        fmt::format("#SBATCH --array={}\n#SBATCH --output={}\n", as_ranges(missing), shell_word(log + "/part-%a.log"));
    // Slurm never reruns a task that failed, and RequeueExit would break dependencies on the array, so the script
    // requeues itself.
    jobs.array += fmt::format(
        "{0} run-part {1} \"$SLURM_ARRAY_TASK_ID\" --threads {2} && exit 0\n"
        "code=$?\n"
        "case $code in 2 | 3) exit $code ;; esac  # wrong plan or input: again would be no better\n"
        "if [ \"${{SLURM_RESTART_COUNT:-0}}\" -lt {3} ]; then\n"
        "  scontrol requeue \"$SLURM_JOB_ID\" && sleep 300\n"
        "fi\n"
        "exit $code\n",
        program, file, options.threads, options.tries - 1);
  }
  jobs.merge = options_of(plan, options, "lnrs-merge", std::max(options.memory_mb, merge_mb));
  jobs.merge += fmt::format("#SBATCH --output={}\n", shell_word(log + "/merge.log"));
  // The merge checks the parts itself: Slurm's state of the tasks is not reliable.
  jobs.merge += fmt::format("{} merge {} -o {}{} --threads {}\n", program, file, shell_word(options.output.string()),
                            options.overwrite ? " --overwrite" : "", options.threads);
  return jobs;
}

SlurmNumbers submit_to_slurm(const Plan& plan, const SlurmJobs& jobs) {
  const std::filesystem::path folder = folder_of(plan);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  const auto script = [&](const char* name, const std::string& text) {
    write_text(folder / name, text, {.overwrite = true});
    return shell_word((folder / name).string());
  };
  SlurmNumbers numbers;
  std::string after;
  if (!jobs.array.empty()) {
    numbers.array = submitted("sbatch --parsable " + script("array.sh", jobs.array), "array of parts");
    after = " --dependency=afterany:" + numbers.array;
  }
  try {
    numbers.merge = submitted("sbatch --parsable" + after + " " + script("merge.sh", jobs.merge), "merge");
  } catch (const Error&) {
    if (!numbers.array.empty()) answer_of("scancel " + numbers.array);
    throw;
  }
  return numbers;
}

}  // namespace spatial
