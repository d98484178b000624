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
  std::size_t step = 0;  ///< the first step that was not made
  int code = 0;          ///< errno
};

/// Makes the steps in order and stops at the first that fails. A child process of its own session makes them, so
/// killing this process, or pressing Ctrl-C in its terminal, cannot stop half way; where no child can be made, this
/// process makes them itself. Takes microseconds a step. Returns nothing if all were made.
std::optional<CommitFailure> make_steps(const std::vector<CommitStep>& steps);

}  // namespace spatial
