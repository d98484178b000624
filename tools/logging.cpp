// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <spdlog/formatter.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/base_sink.h>
#include <time.h>

#include <cstdio>
#include <mutex>
#include <nlohmann/json.hpp>

#include "libspatial/core/network_path.hpp"
#include "tools/common.hpp"
#include "tools/events.hpp"
#include "tools/progress.hpp"

namespace spatial::tool {
namespace {

/// Events are written whatever the log level.
constexpr auto event_level = spdlog::level::critical;

class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  bool json = false;

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text(message.payload.data(), message.payload.size());
    const bool is_error = message.level == spdlog::level::err, is_warning = message.level == spdlog::level::warn;
    wipe_progress_line();
    if (!json) {
      write_line((is_warning ? "warning: " : "") + text);
      return;
    }
    // Errors and events are JSON objects already; other messages are text.
    auto object = nlohmann::ordered_json::object();
    if (is_error || message.level == event_level) object = nlohmann::ordered_json::parse(text, nullptr, false);
    nlohmann::ordered_json line;
    line["time"] = utc(message.time);
    if (message.level != event_level) {
      line["event"] = "message";
      line["level"] = is_error ? "error" : is_warning ? "warning" : "info";
      if (!is_error) line["message"] = text;
    }
    line.update(object);
    write_line(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  }
  void flush_() override {}

  /// Writes a line in one call. If the reader has closed the pipe, the run goes on.
  static void write_line(const std::string& text) {
    if (std::fputs((text + "\n").c_str(), stderr) == EOF || std::fflush(stderr) != 0) std::clearerr(stderr);
  }

  static std::string utc(spdlog::log_clock::time_point time) {
    const std::time_t seconds = spdlog::log_clock::to_time_t(time);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                       parts.tm_hour, parts.tm_min, parts.tm_sec);
  }
};

struct Log {
  std::shared_ptr<StderrSink> sink = std::make_shared<StderrSink>();
  spdlog::logger logger{"lnrs", sink};
};

Log& log() {
  static Log instance;
  return instance;
}

}  // namespace

void start_logging(const RunOptions& run) {
  log().sink->json = run.json();
  log().logger.set_level(run.quiet ? spdlog::level::warn : spdlog::level::info);
}

void inform(std::string_view message) { log().logger.info(redacted(message)); }
void warn(std::string_view message) { log().logger.warn(redacted(message)); }

void report_failure(std::string_view what, std::string_view what_to_do, int exit_code) {
  const std::string message = redacted(what), remedy = redacted(what_to_do);
  if (log().sink->json) {
    nlohmann::ordered_json line;
    line["message"] = message;
    if (!remedy.empty()) line["remedy"] = remedy;
    line["exit_code"] = exit_code;
    log().logger.error(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    return;
  }
  log().logger.error(remedy.empty() ? fmt::format("lnrs: {}", message)
                                    : fmt::format("lnrs: {}\n  {}", message, remedy));
}

void tell_event(const std::string& name, nlohmann::ordered_json fields) {
  const bool is_progress = name == "progress" || name == "stage_started" || name == "stage_ended";
  if (!log().sink->json || (is_progress && !log().logger.should_log(spdlog::level::info))) return;
  nlohmann::ordered_json line{{"event", name}};
  line.update(fields);
  log().logger.log(event_level, redacted(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)));
}

void tell_done(int exit_code) { tell_event("done", {{"exit_code", exit_code}}); }

}  // namespace spatial::tool
