// SPDX-License-Identifier: MIT
#include "libspatial/core/parallel.hpp"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <limits>
#include <mutex>
#include <numeric>
#include <thread>

namespace spatial {
namespace {

/// Keeps the failure with the lowest index, because the first one in time depends on chance.
class FirstFailure {
 public:
  void keep(std::size_t index, std::exception_ptr failure) {
    std::scoped_lock lock(mutex_);
    if (index < index_) {
      index_ = index;
      failure_ = std::move(failure);
    }
    any_.store(true, std::memory_order_relaxed);
  }
  bool any() const noexcept { return any_.load(std::memory_order_relaxed); }
  void rethrow() const {
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  std::mutex mutex_;
  std::size_t index_ = std::numeric_limits<std::size_t>::max();
  std::exception_ptr failure_;
  std::atomic<bool> any_{false};
};

}  // namespace

unsigned Executor::worker_count() const noexcept {
  if (backend == Backend::serial) return 1;
  return threads != 0 ? threads : std::max(1u, std::thread::hardware_concurrency());
}

std::vector<std::uint32_t> by_falling_cost(std::span<const double> cost) {
  std::vector<std::uint32_t> order(cost.size());
  std::iota(order.begin(), order.end(), 0u);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return cost[a] > cost[b]; });
  return order;
}

namespace detail {

void run_tasks(const Executor& executor, std::size_t count, std::span<const std::uint32_t> order,
               const std::function<std::shared_ptr<void>()>& make_state,
               const std::function<void(void*, std::size_t)>& body) {
  const CancelScope scope(executor.cancel);
  const CancelToken* const token = current_cancel_token();
  throw_if_cancelled();
  if (count == 0) return;
  const std::size_t workers = std::min<std::size_t>(executor.worker_count(), count);
  if (executor.progress != nullptr) executor.progress->expect(count);
  std::atomic<std::size_t> next{0};
  FirstFailure failure;

  // Workers take the next index from a shared counter, so cheap tasks do not wait for expensive ones. A task with a
  // lower index than a known failure still runs, so the failure with the lowest index is reported.
  const auto work = [&] {
    const CancelScope on_this_thread(token);
    std::shared_ptr<void> state;
    try {
      state = make_state();
    } catch (...) {
      failure.keep(0, std::current_exception());
      return;
    }
    for (std::size_t k = next.fetch_add(1); k < count; k = next.fetch_add(1)) {
      if (cancel_requested()) return;
      if (failure.any() && order.empty()) return;  // indices only grow, so no lower one can fail
      const std::size_t index = order.empty() ? k : order[k];
      try {
        body(state.get(), index);
      } catch (...) {
        failure.keep(index, std::current_exception());
      }
      if (executor.progress != nullptr) executor.progress->step();
    }
  };

  if (workers == 1) {
    work();
  } else if (executor.backend == Backend::std_thread) {
    std::vector<std::thread> pool;
    pool.reserve(workers);
    for (std::size_t i = 0; i < workers; ++i) pool.emplace_back(work);
    for (std::thread& thread : pool) thread.join();
  } else {
    // Without this, TBB starts no more threads than there are cores, and eight threads could not be tested on two
    // cores.
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, workers);
    oneapi::tbb::task_arena arena(static_cast<int>(workers));
    arena.execute([&] {
      oneapi::tbb::parallel_for(
          std::size_t{0}, workers, [&](std::size_t) { work(); }, oneapi::tbb::simple_partitioner{});
    });
  }
  failure.rethrow();
  throw_if_cancelled();
}

}  // namespace detail
}  // namespace spatial
