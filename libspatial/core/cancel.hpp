// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>

namespace spatial {

/// Stops a run from outside: from another thread or from a signal handler. One token belongs to one run, so a process
/// can run many times and stop some of the runs.
///
///     CancelToken stop;
///     Executor executor{.cancel = &stop};
///     std::thread run([&] { const CancelScope scope(&stop); run_overlay(…, executor); });
///     stop.request();                       // the run throws Error(interrupted)
///
/// Parallel loops look at the token of their executor before every task. Serial stages and GEOS look at the token of
/// the innermost CancelScope on their thread; parallel loops hand it on to their workers. Thread-safe.
class CancelToken {
 public:
  CancelToken() = default;
  CancelToken(const CancelToken&) = delete;
  CancelToken& operator=(const CancelToken&) = delete;
  /// Safe in a signal handler.
  void request() noexcept { requested_.store(true, std::memory_order_relaxed); }
  bool requested() const noexcept { return requested_.load(std::memory_order_relaxed); }

 private:
  static_assert(std::atomic<bool>::is_always_lock_free);  // or a signal handler could not set it
  std::atomic<bool> requested_{false};
};

/// Until the scope ends, this thread obeys the given token. A null token keeps the token of the enclosing scope. The
/// token must outlive the scope.
class CancelScope {
 public:
  explicit CancelScope(const CancelToken* token) noexcept;
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  const CancelToken* before_;
};

/// The token that this thread obeys, or null.
const CancelToken* current_cancel_token() noexcept;
bool cancel_requested() noexcept;
/// Throws Error(interrupted) if a cancel was requested. Long serial stages call it regularly.
void throw_if_cancelled();

/// Loops over the rows of a file check for a cancel once per this many rows.
inline constexpr std::size_t rows_between_checks = 4096;

}  // namespace spatial
