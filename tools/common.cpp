// SPDX-License-Identifier: MIT
#include "tools/common.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/run/deliver.hpp"
#include "tools/command_line.hpp"
#include "tools/progress.hpp"

namespace spatial::tool {

void add_run_options(CLI::App& app, RunOptions& run) { add_parameters(app, api::run_rows(run)); }
void add_config_options(CLI::App& app, ConfigOptions& options) { add_parameters(app, api::config_rows(options)); }
void add_output_options(CLI::App& app, OutputOptions& options, const std::string& what) {
  add_parameters(app, api::output_rows(options, what));
}
void add_network_memory_option(CLI::App& app, double& max_memory_mb) {
  add_parameters(app, api::network_memory_rows(max_memory_mb));
}

namespace {

CLI::Validator number_check(std::string what, std::function<bool(double)> right) {
  return CLI::Validator(
      [what = std::move(what), right = std::move(right)](const std::string& text) {
        double value = std::numeric_limits<double>::quiet_NaN();
        const bool is_number = CLI::detail::lexical_cast(text, value);
        return is_number && std::isfinite(value) && right(value) ? std::string()
                                                                 : fmt::format("'{}' is not {}", text, what);
      },
      "");
}

}  // namespace

CLI::Validator at_least_zero() {
  return number_check("a number of at least 0", [](double value) { return value >= 0; });
}

CLI::Validator grid_spacing() {
  return number_check("a grid from 0.000000001 m (1 nm) to 10 m",
                      [](double value) { return value >= 1e-9 && value <= 10; });
}

CLI::Validator above_zero(double largest) {
  return number_check(
      std::isfinite(largest) ? fmt::format("a number above 0 and up to {}", largest) : "a number above 0",
      [largest](double value) { return value > 0 && value <= largest; });
}

void add_examples(CLI::App& app, std::initializer_list<std::string_view> lines) {
  std::string text = "\nExamples:";
  for (const std::string_view line : lines) text += "\n  " + std::string(line);
  app.footer(text);
}

void print(std::string_view unmasked) {
  const std::string text = redacted(unmasked);
  wipe_progress_line();
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw Error(ErrorKind::output, std::string("cannot write to standard output: ") + std::strerror(errno),
                "check where the output is sent to");
}

void tell_files(const RunOutcome& outcome) {
  if (!outcome.files.empty()) inform("wrote " + files_in_words(outcome.files));
}

void warn_of(const std::vector<std::string>& messages) {
  for (const std::string& message : messages) warn(message);
}

Session::Session(const RunOptions& run) {
  executor_.threads = run.threads;
  if (!run.quiet && run.json())
    progress_ = std::make_unique<ProgressEvents>();
  else if (!run.quiet && isatty(STDERR_FILENO) == 1)
    progress_ = std::make_unique<ProgressLine>();
  executor_.progress = progress_.get();
}
Session::~Session() = default;

}  // namespace spatial::tool
