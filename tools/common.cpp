// SPDX-License-Identifier: MIT
#include "tools/common.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "tools/progress.hpp"

namespace spatial::tool {

void print(std::string_view unmasked) {
  const std::string text = redacted(unmasked);
  wipe_progress_line();
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw Error(ErrorKind::output, std::string("cannot write to standard output: ") + std::strerror(errno),
                "Check where standard output is sent.");
}

Session::Session(const RunOptions& run) {
  executor_.threads = run.threads;
  if (!run.quiet && run.json())
    progress_ = std::make_unique<ProgressEvents>();
  else if (!run.quiet && isatty(STDERR_FILENO) == 1)
    progress_ = std::make_unique<ProgressLine>();
  executor_.progress = progress_.get();
}
Session::~Session() = default;

}  // namespace spatial::tool
