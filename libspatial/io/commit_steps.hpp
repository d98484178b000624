// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace spatial {

/// One change of a folder's entries. Private to io/.
struct CommitStep {
  enum class Kind { rename, remove };
  Kind kind = Kind::rename;
  std::filesystem::path from;  ///< a step whose `from` is missing does nothing if `optional` is set
  std::filesystem::path to;    ///< of rename
  bool optional = false;
};

struct CommitFailure {
  std::size_t step = 0;  ///< the first step that was not taken
  int code = 0;          ///< errno
};

/// Takes the steps in order and stops at the first failure. A child process in its own session takes them, so that
/// killing this process, or pressing Ctrl-C in its terminal, cannot stop half way. If no child can be started, this
/// process takes the steps itself. Each step takes microseconds. Returns nullopt if all were taken.
std::optional<CommitFailure> make_steps(const std::vector<CommitStep>& steps);

}  // namespace spatial
