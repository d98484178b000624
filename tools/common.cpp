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
#include "tools/progress.hpp"

namespace spatial::tool {

void add_run_options(CLI::App& app, RunOptions& run) {
  const auto add = [&](CLI::Option* option) { option->group("Running"); };
  add(app.add_option("--threads", run.threads,
                     "Number of threads; 0 uses all cores. The result is the same with any number")
          ->check(CLI::Range(0U, 1024U).description(""))
          ->capture_default_str()
          ->type_name("N"));
  add(app.add_flag("-q,--quiet", run.quiet, "Print warnings and errors only"));
  add(app.add_option("--log-format", run.log_format,
                     "How messages are written to stderr: text, or json (one object a line)")
          ->check(CLI::IsMember(std::vector<std::string>{"text", "json"}).description(""))
          ->capture_default_str()
          ->type_name("text|json"));
}

void add_config_options(CLI::App& app, ConfigOptions& options) {
  app.add_option("config,--config", options.file, "Config file (TOML)")->required()->type_name("FILE");
  app.add_option("--set", options.set, "Override a value of the config, e.g. scoring.weights.joined=4; may be repeated")
      ->allow_extra_args(false)
      ->type_name("KEY=VALUE");
  app.add_flag("--allow-unknown", options.allow_unknown,
               "Treat habitat codes that the crosswalk does not know as excluded land instead of stopping");
  app.add_flag("--allow-network", options.allow_network, "Allow layers that are read over the network");
  app.add_flag("--allow-elsewhere", options.allow_elsewhere,
               "Go on with layers that are empty or seem to lie elsewhere; what they would tell counts as not checked");
  app.add_flag("--allow-false-areas", options.allow_false_areas,
               "Go on although areas in the config's crs are false where the layers lie");
  app.add_flag("--print-config", options.print_config, "Print the config with every default written out, and stop");
  app.add_flag("--dry-run", options.dry_run, "Print what would be read and done, and stop");
}

Config read_config(const ConfigOptions& options) {
  Config config = spatial::read_config(options.file, options.set);
  config.allow_unknown = config.allow_unknown || options.allow_unknown;
  config.allow_network = config.allow_network || options.allow_network;
  config.allow_elsewhere = config.allow_elsewhere || options.allow_elsewhere;
  config.allow_false_areas = config.allow_false_areas || options.allow_false_areas;
  return config;
}

void add_output_options(CLI::App& app, OutputOptions& options, const std::string& what) {
  app.add_option("-o,--output", options.file, what)->type_name("FILE");
  app.add_flag("--overwrite", options.overwrite,
               "Replace the output if it exists, and the tables that an earlier result left beside it");
}

void add_network_memory_option(CLI::App& app, double& max_memory_mb) {
  app.add_option("--max-memory", max_memory_mb,
                 "For each network: work through a cost surface that would need more memory than this in tiles (the "
                 "result is the same), refuse links that would, in MB")
      ->capture_default_str()
      ->check(above_zero())
      ->type_name("MB");
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

std::filesystem::path output_file(const OutputOptions& options) {
  if (options.file.empty()) throw Error(ErrorKind::usage, "no output file was named", "add -o FILE.gpkg");
  return options.file;
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
  if (!run.quiet && !run.json() && isatty(STDERR_FILENO) == 1) progress_ = std::make_unique<ProgressLine>();
  executor_.progress = progress_.get();
}
Session::~Session() = default;

}  // namespace spatial::tool
