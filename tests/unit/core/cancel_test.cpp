// SPDX-License-Identifier: MIT
#include "libspatial/core/cancel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cmath>
#include <functional>
#include <numbers>
#include <thread>
#include <vector>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial::test {
namespace {

ErrorKind kind_of_failure(const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorKind::internal;
}

/// Counts its tasks and asks the token to stop at the tenth.
std::size_t tasks_before_stop(const Executor& executor, CancelToken& stop) {
  std::atomic<std::size_t> done{0};
  EXPECT_EQ(kind_of_failure([&] {
              parallel_for<NoState>(executor, 100000, [&](NoState&, std::size_t) {
                if (++done == 10) stop.request();
              });
            }),
            ErrorKind::interrupted);
  return done;
}

TEST(Cancel, StopsTheLoopsOfItsExecutorAtAnyNumberOfThreads) {
  for (const Backend backend : {Backend::serial, Backend::std_thread, Backend::tbb})
    for (const unsigned threads : {1u, 2u, 8u}) {
      CancelToken stop;
      EXPECT_LT(tasks_before_stop({.threads = threads, .backend = backend, .cancel = &stop}, stop), 1000u);
    }
}

TEST(Cancel, OneRunOfSeveralStopsAndTheNextOneGoesOn) {
  for (int time = 0; time < 3; ++time) {
    CancelToken stop, other;
    EXPECT_GE(tasks_before_stop({.threads = 2, .cancel = &stop}, stop), 10u);
    std::atomic<int> done{0};
    parallel_for<NoState>({.threads = 2, .cancel = &other}, 100, [&](NoState&, std::size_t) { ++done; });
    EXPECT_EQ(done, 100);
  }
}

TEST(Cancel, AScopeReachesSerialStagesAndTheWorkersOfLoops) {
  CancelToken stop;
  const auto check = [] { throw_if_cancelled(); };
  {
    const CancelScope scope(&stop);
    EXPECT_NO_THROW(check());
    stop.request();
    EXPECT_EQ(kind_of_failure(check), ErrorKind::interrupted);
    {
      CancelToken inner;
      const CancelScope nested(&inner);
      EXPECT_NO_THROW(check());
    }
    EXPECT_EQ(kind_of_failure([] { parallel_for<NoState>(Executor{.threads = 2}, 3, [](NoState&, std::size_t) {}); }),
              ErrorKind::interrupted);
  }
  EXPECT_NO_THROW(check()) << "the scope has ended";
  EXPECT_FALSE(cancel_requested());
}

/// A star of many crossing spikes: its repair takes GEOS much longer than the time after which it is stopped.
MultiPolygon tangle(int spikes) {
  std::vector<Point> ring;
  for (int i = 0; i < spikes; ++i) {
    const double angle = 2 * std::numbers::pi * i * (spikes / 2 - 1) / spikes;
    ring.push_back({500000 + 1000 * std::cos(angle), 100000 + 1000 * std::sin(angle)});
  }
  ring.push_back(ring.front());
  return polygon_of(ring);
}

TEST(Cancel, FromAnotherThreadStopsGeosTwiceInOneProcess) {
  const MultiPolygon shape = tangle(3001);
  for (int time = 0; time < 2; ++time) {
    CancelToken stop;
    std::chrono::steady_clock::time_point asked;
    std::thread other([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
      asked = std::chrono::steady_clock::now();
      stop.request();
    });
    GeosContext geos;
    const CancelScope scope(&stop);
    EXPECT_EQ(kind_of_failure([&] { make_valid(geos, shape); }), ErrorKind::interrupted);
    other.join();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, std::chrono::milliseconds(500));
  }
  GeosContext geos;
  EXPECT_FALSE(make_valid(geos, tangle(7)).empty()) << "GEOS works on after it was stopped";
}

}  // namespace
}  // namespace spatial::test
