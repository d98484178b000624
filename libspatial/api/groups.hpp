// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/api/command.hpp"
#include "libspatial/config/config.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial::api {

/// Parameters that mean the same in several commands, each written once, and what those commands do alike.

/// Of every command; whoever runs it reads them.
struct RunOptions {
  unsigned threads = 0;  ///< 0 = all cores
  bool quiet = false, verbose = false;
  std::string log_format = "text";  ///< or "json"
  bool json() const noexcept { return log_format == "json"; }
};
Parameters run_rows(RunOptions& options);

struct ConfigOptions {
  std::string file;
  std::vector<std::string> set;
  bool allow_unknown = false;
  bool allow_network = false;
  bool allow_elsewhere = false;
  bool allow_false_areas = false;
  bool print_config = false;
  bool dry_run = false;
};
Parameters config_rows(ConfigOptions& options, bool required = true);
/// Reads the config with its overrides. Throws Error(config).
Config read_config(const ConfigOptions& options);

struct OutputOptions {
  std::string file;
  bool overwrite = false;
  std::string csv_for = "any", csv_separator = "comma";  ///< rows of commands that write CSV
};
/// With --csv-for and --csv-separator if csv is among the formats.
Parameters output_rows(OutputOptions& options, std::string what, std::vector<std::string> formats = {"gpkg"});
/// The output file; Error(usage) if none was named.
std::filesystem::path output_file(const OutputOptions& options);

/// The files of runs of a config.
struct RunOutputOptions {
  OutputOptions file;
  std::string csv, html, raster;
  bool timings = false;
};
Parameter csv_row(std::string& folder);
/// --csv-for and --csv-separator.
Parameters csv_style_rows(OutputOptions& options, std::string depends_on);
CsvStyle csv_style(const OutputOptions& options);
/// --csv, and what belongs to it unless output_rows brings it.
Parameters csv_rows(RunOutputOptions& options, bool with_style = true);
/// --csv and --timings; -o, --html and --raster are rows of the commands that have them.
Parameters run_output_rows(RunOutputOptions& options);
Outputs outputs_of(const RunOutputOptions& options);

Parameters network_memory_rows(double& max_memory_mb);
/// Of a run that is refused if it would need more (county/memory_limit.hpp).
Parameters run_memory_rows(double& max_memory_mb);

/// --crs, --snap, --bbox …, for commands on layers without a config.
Parameters layer_rows(OverlaySettings& settings);
Parameter allow_network_row(bool& allow_network);
/// A layer as an argument of its own, FILE[#LAYER].
Parameter layer_row(std::string name, std::string& layer, std::string sentence, Holds holds = Holds::areas,
                    bool required = true);
Parameter where_row(std::string& where, std::string of, std::string sentence = "Attribute filter",
                    std::string name = "where");
Parameter json_row(bool& json, std::string sentence);

/// Runs the job of a command that reads a config: prints the config or the plan if that is all that was asked for,
/// else runs, and tells what the outcome says. Returns what a check found, or nothing.
struct ConfigRun {
  /// What a dry run prints; adds warnings.
  std::function<std::string(const Config&, const Outputs&, std::vector<std::string>& warnings)> plan;
  std::function<RunOutcome(const Config&, const Outputs&, const Executor&)> run;
  bool needs_geopackage = true;
};
RunOutcome run_on_config(const ConfigOptions& config, const RunOutputOptions& outputs, const ConfigRun& job,
                         Session& session);

/// Runs a command on layers that writes several tables and tells what it says. Exit code 0, or 5 if a check found
/// something.
int run_with_outputs(const RunOutputOptions& outputs, Session& session,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work);

/// Tells what a run on layers says.
void tell(const OverlaySummary& summary, const std::string& output, Session& session);

/// A list of fields written with blanks leaves its further words among the layers. Throws Error(usage), with the words
/// put right, if one of `layers` is no file but a field of another of them. `given`: the fields that `option` has.
void check_no_field_among_layers(const std::vector<std::string>& layers, const std::string& option,
                                 const std::vector<std::string>& given, bool allow_network);

}  // namespace spatial::api
