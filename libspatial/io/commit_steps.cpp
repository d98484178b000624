// SPDX-License-Identifier: MIT
#include "libspatial/io/commit_steps.hpp"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace spatial {
namespace {

/// Progress of the child process, in memory that both processes share.
struct StepsDone {
  volatile std::size_t made = 0;
  volatile int code = 0;
};

struct RawStep {
  CommitStep::Kind kind;
  const char* from;
  const char* to;
  bool optional;
};

/// Makes the steps. After fork() in a process with threads, only async-signal-safe calls (POSIX) are allowed here.
void make_raw(const std::vector<RawStep>& steps, StepsDone& progress) noexcept {
  for (const RawStep& step : steps) {
    const int result = step.kind == CommitStep::Kind::rename ? ::rename(step.from, step.to) : ::unlink(step.from);
    if (result != 0 && !(step.optional && errno == ENOENT)) {
      progress.code = errno;
      return;
    }
    progress.made = progress.made + 1;
  }
}

void make_in_child(const std::vector<RawStep>& steps, StepsDone& progress) {
  sigset_t all, before;
  sigfillset(&all);
  // The child inherits the mask, so a signal to the process group does not stop it.
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t child = fork();
  if (child == 0) {
    setsid();
    make_raw(steps, progress);
    _exit(0);
  }
  if (child > 0) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (child < 0 || (progress.code == 0 && progress.made < steps.size())) {
    // fork() failed or the child was killed. Steps that it made are skipped; the rest is made here.
    std::vector<RawStep> rest(steps.begin() + static_cast<std::ptrdiff_t>(progress.made), steps.end());
    make_raw(rest, progress);
  }
}

}  // namespace

std::optional<CommitFailure> make_steps(const std::vector<CommitStep>& steps) {
  std::vector<RawStep> raw;
  for (const CommitStep& step : steps) raw.push_back({step.kind, step.from.c_str(), step.to.c_str(), step.optional});
  StepsDone own;
  void* const page = steps.size() > 1
                         ? mmap(nullptr, sizeof(StepsDone), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)
                         : MAP_FAILED;
  if (page == MAP_FAILED) {
    make_raw(raw, own);  // a single rename is atomic anyway
  } else {
    StepsDone& shared = *new (page) StepsDone();
    make_in_child(raw, shared);
    own.made = shared.made;
    own.code = shared.code;
    munmap(page, sizeof(StepsDone));
  }
  if (own.code == 0) return std::nullopt;
  return CommitFailure{own.made, own.code};
}

}  // namespace spatial
