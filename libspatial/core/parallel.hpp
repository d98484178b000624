// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "libspatial/core/cancel.hpp"
#include "libspatial/core/progress.hpp"

namespace spatial {

/// Parallel loops. Only this module starts worker threads. Guarantees:
///  1. results come in index order, whatever the number of threads;
///  2. if several tasks fail, the failure with the lowest index is rethrown;
///  3. each worker has its own state (e.g. a GEOS context), made and dropped on that worker's thread;
///  4. a cancelled token (core/cancel.hpp) stops the loop with Error(interrupted) before its next task.
/// Loops are never nested.
///
///     const std::vector<double> areas = parallel_map<double, NoState>(
///         executor, column.size(), [&](NoState&, std::size_t i) { return area_m2(column[i]); });

enum class Backend { serial, std_thread, tbb };

struct Executor {
  unsigned threads = 0;  ///< 0 = all cores
  Backend backend = Backend::tbb;
  Progress* progress = nullptr;         ///< not owned; may be null
  const CancelToken* cancel = nullptr;  ///< not owned; null: the token of the calling thread's CancelScope
  unsigned worker_count() const noexcept;
};

namespace detail {
/// body(worker_state, index); `order`, if not empty, lists the indices in the order in which they are started.
void run_tasks(const Executor& executor, std::size_t count, std::span<const std::uint32_t> order,
               const std::function<std::shared_ptr<void>()>& make_state,
               const std::function<void(void*, std::size_t)>& body);
}  // namespace detail

/// Indices sorted by falling cost (ties by index), so that the most expensive task starts first.
std::vector<std::uint32_t> by_falling_cost(std::span<const double> cost);

/// Runs body(state, i) for i in [0, count). `State` is default-constructed once per worker.
template <class State, class Body>
void parallel_for(const Executor& executor, std::size_t count, Body&& body, std::span<const std::uint32_t> order = {}) {
  detail::run_tasks(
      executor, count, order, [] { return std::shared_ptr<void>(std::make_shared<State>()); },
      [&](void* state, std::size_t i) { body(*static_cast<State*>(state), i); });
}

/// Returns {body(state, 0), body(state, 1), …}.
template <class Result, class State, class Body>
std::vector<Result> parallel_map(const Executor& executor, std::size_t count, Body&& body,
                                 std::span<const std::uint32_t> order = {}) {
  std::vector<Result> results(count);
  parallel_for<State>(
      executor, count, [&](State& state, std::size_t i) { results[i] = body(state, i); }, order);
  return results;
}

/// For loops that need no worker state.
struct NoState {};

}  // namespace spatial
