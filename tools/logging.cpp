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
#include "tools/progress.hpp"

namespace spatial::tool {
namespace {

class StderrSink : public spdlog::sinks::base_sink<std::mutex> {
 public:
  bool json = false;

 private:
  void sink_it_(const spdlog::details::log_msg& message) override {
    const std::string text(message.payload.data(), message.payload.size());
    const std::string level = message.level == spdlog::level::err    ? "error"
                              : message.level == spdlog::level::warn ? "warning"
                                                                     : "info";
    wipe_progress_line();
    if (json) {
      nlohmann::ordered_json line;
      line["time"] = utc(message.time);
      line["level"] = level;
      // A failure arrives as an object already; other messages are words.
      const auto object =
          level == "error" ? nlohmann::ordered_json::parse(text, nullptr, false) : nlohmann::ordered_json{};
      if (object.is_object())
        line.update(object);
      else
        line["message"] = text;
      fmt::print(stderr, "{}\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    } else {
      fmt::print(stderr, "{}{}\n", level == "warning" ? "warning: " : "", text);
    }
  }
  void flush_() override { std::fflush(stderr); }

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

}  // namespace spatial::tool
