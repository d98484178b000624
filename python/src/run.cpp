// SPDX-License-Identifier: MIT
#include "python/src/run.hpp"

#include <fmt/format.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "libspatial/api/command.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/memory_result.hpp"
#include "libspatial/run/stage_progress.hpp"
#include "python/src/fill.hpp"
#include "python/src/frames.hpp"

namespace py = pybind11;

namespace spatial::python {
namespace {

/// Queue of events from the run to the calling thread, including the end of the run.
class Inbox {
 public:
  struct Event {
    std::string stage;
    std::size_t part = 0;
    double fraction = 0;
  };
  void put(Event event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    news_.notify_one();
  }
  void end() {
    const std::lock_guard lock(mutex_);
    ended_ = true;
    news_.notify_one();
  }
  /// Waits up to 50 ms; returns the events that have arrived and whether the run has ended.
  std::pair<std::deque<Event>, bool> take() {
    std::unique_lock lock(mutex_);
    news_.wait_for(lock, std::chrono::milliseconds(50), [&] { return ended_ || !events_.empty(); });
    return {std::exchange(events_, {}), ended_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Event> events_;
  bool ended_ = false;
};

class ProgressToInbox : public StageProgress {
 public:
  explicit ProgressToInbox(Inbox& inbox) : inbox_(inbox) {}
  ~ProgressToInbox() override { finish(); }

 private:
  void began(const Moment& moment) override { inbox_.put({moment.stage, moment.part, 0}); }
  void moved(const Moment& moment) override { inbox_.put({moment.stage, moment.part, moment.share()}); }
  void ended(const Moment& moment) override { inbox_.put({moment.stage, moment.part, 1}); }
  Inbox& inbox_;
};

/// Stores a command's messages without using Python.
class KeptSession : public api::Session {
 public:
  explicit KeptSession(Executor executor) : executor_(executor) {}
  const Executor& executor() const override { return executor_; }
  void print(std::string_view data) override { printed += redacted(data); }
  void inform(std::string_view message) override { messages.push_back(redacted(message)); }
  void warn(std::string_view message) override { warnings.push_back(redacted(message)); }
  void timings(const std::vector<StageTime>& all, double peak, bool) override {
    stages = all;
    peak_memory = peak;
  }
  void issues(const std::vector<IssueCount>& all) override { counts = all; }
  void wrote(const std::vector<std::filesystem::path>& all) override {
    files.insert(files.end(), all.begin(), all.end());
  }

  std::string printed;
  std::vector<std::string> messages, warnings;
  std::vector<StageTime> stages;
  double peak_memory = 0;
  std::vector<IssueCount> counts;
  std::vector<std::filesystem::path> files;

 private:
  Executor executor_;
};

py::dict told(const KeptSession& session, int exit_code) {
  py::list stages, counts, files;
  for (const StageTime& row : session.stages)
    stages.append(py::dict(py::arg("stage") = row.name, py::arg("items") = row.items, py::arg("wall_s") = row.wall_s,
                           py::arg("cpu_s") = row.cpu_s));
  for (const IssueCount& row : session.counts)
    counts.append(py::dict(py::arg("rule") = std::string(info(row.rule).code),
                           py::arg("severity") = std::string(to_string(info(row.rule).severity)),
                           py::arg("count") = row.count, py::arg("meaning") = std::string(info(row.rule).meaning)));
  for (const std::filesystem::path& file : session.files) files.append(file.string());
  return py::dict(py::arg("exit_code") = exit_code, py::arg("printed") = session.printed,
                  py::arg("messages") = session.messages, py::arg("warnings") = session.warnings,
                  py::arg("timings") = stages, py::arg("peak_memory_mb") = session.peak_memory,
                  py::arg("issues") = counts, py::arg("files") = files);
}

api::Command command_of(const std::string& name) {
  std::vector<std::string> known;
  for (api::Command& command : api::commands()) {
    if (command.name == name) return std::move(command);
    known.push_back(command.name);
  }
  const std::string nearest = nearest_word(name, known);
  throw Error(
      ErrorKind::usage, fmt::format("there is no command '{}'", name),
      nearest.empty() ? fmt::format("There are {}.", joined(known, ", ")) : fmt::format("Did you mean '{}'?", nearest));
}

/// Passes events to Python, checks for signals and for the caller's wish to stop. An exception asks the run to stop and
/// is raised when the run has ended; the caller's token stays as it is, and can serve another run.
class Watch {
 public:
  Watch(CancelToken& run, const CancelToken& caller, const py::object& progress)
      : token_(run), caller_(caller), progress_(progress) {}
  void look(const std::deque<Inbox::Event>& events) {
    if (caller_.requested()) token_.request();
    if (failed_) return;
    const py::gil_scoped_acquire gil;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      if (progress_.is_none()) return;
      for (const Inbox::Event& event : events) progress_(event.stage, event.part, event.fraction);
    } catch (...) {
      failed_ = std::current_exception();
      token_.request();
    }
  }
  void raise() const {
    if (failed_) std::rethrow_exception(failed_);
  }

 private:
  CancelToken& token_;
  const CancelToken& caller_;
  const py::object& progress_;
  std::exception_ptr failed_;
};

}  // namespace

py::dict run_command(const std::string& name, const py::dict& values, unsigned threads,
                     const std::shared_ptr<CancelToken>& caller, const py::object& progress,
                     const std::optional<std::string>& memory) {
  api::Command command = command_of(name);
  fill(command, values);
  Inbox inbox;
  CancelToken token;
  if (caller->requested()) token.request();
  Watch watch(token, *caller, progress);
  std::exception_ptr failed;
  int exit_code = 0;
  std::shared_ptr<const Dataset> result;
  auto teller = std::make_unique<ProgressToInbox>(inbox);
  KeptSession session({.threads = threads, .progress = teller.get(), .cancel = &token});
  {
    const py::gil_scoped_release released;
    std::thread work([&] {
      try {
        const CancelScope scope(&token);
        MemoryResult kept(memory.value_or(""));
        throw_if_cancelled();
        exit_code = api::run(command, session);
        if (kept.dataset) result = std::make_shared<const Dataset>(std::move(*kept.dataset));
      } catch (const Error& error) {
        // A check that finds something has succeeded, not failed.
        if (error.kind() == ErrorKind::found) {
          session.warn(error.message());
          exit_code = spatial::exit_code(error.kind());
        } else {
          failed = std::current_exception();
        }
      } catch (...) {
        failed = std::current_exception();
      }
      teller.reset();
      inbox.end();
    });
    for (bool ended = false; !ended;) {
      const auto [events, last] = inbox.take();
      watch.look(events);
      ended = last;
    }
    work.join();
  }
  watch.raise();
  if (failed) std::rethrow_exception(failed);
  py::dict all = told(session, exit_code);
  all["result"] = result ? py::cast(KeptTables{result}) : py::none();
  return all;
}

}  // namespace spatial::python
