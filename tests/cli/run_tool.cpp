// SPDX-License-Identifier: MIT
#include "tests/cli/run_tool.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <thread>

#include "tests/support/support.hpp"

namespace spatial::test {

ToolRun run_tool(const std::vector<std::string>& words, const std::filesystem::path& folder,
                 Interruption interruption) {
  const TempDir streams;  // files, not pipes: the tool may write as much as it likes to either
  std::vector<std::string> command{tool_path()};
  command.insert(command.end(), words.begin(), words.end());
  std::vector<char*> arguments;
  for (std::string& word : command) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const std::string out = streams / "out", err = streams / "err", where = folder.string();

  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) {
    const int out_file = open(out.c_str(), O_WRONLY | O_CREAT, 0600),
              err_file = open(err.c_str(), O_WRONLY | O_CREAT, 0600);
    if (interruption.largest_file > 0) {
      const rlimit limit{interruption.largest_file, interruption.largest_file};
      setrlimit(RLIMIT_FSIZE, &limit);
      signal(SIGXFSZ, SIG_IGN);  // writing fails instead
    }
    const bool ready = out_file >= 0 && err_file >= 0 && dup2(out_file, STDOUT_FILENO) >= 0 &&
                       dup2(err_file, STDERR_FILENO) >= 0 && (where.empty() || chdir(where.c_str()) == 0);
    if (ready) execv(arguments.front(), arguments.data());
    _exit(127);
  }
  if (interruption.signal != 0) {
    std::this_thread::sleep_for(std::chrono::duration<double>(interruption.after_s));
    kill(child, interruption.signal);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) throw std::runtime_error("cannot wait for a process");
  return {WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status), read_file(out), read_file(err)};
}

}  // namespace spatial::test
