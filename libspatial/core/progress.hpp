// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string_view>

namespace spatial {

/// Receives the progress of a run. Implementations must be safe to call from several threads; the library itself never
/// prints.
///
///     executor.progress = &bar;   // `bar` is of a class derived from Progress
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void stage(std::string_view name) = 0;  ///< a new stage begins, e.g. "links: woodland"
  virtual void expect(std::size_t count) = 0;     ///< the next loop has this many steps
  virtual void step() = 0;                        ///< one of them is done
};

}  // namespace spatial
