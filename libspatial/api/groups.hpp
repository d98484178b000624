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

/// Parameters that several commands share, and the code that these commands have in common.
///
///     .parameters = config_rows(o.config) + output_rows(o.output.file, "GeoPackage with patches") +
///                   run_output_rows(o.output),

/// Options of every command; the caller reads them.
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
/// The output file. Throws Error(usage) if none was named.
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
/// --csv, and with `with_style` also --csv-for and --csv-separator. Pass false if output_rows already has these two.
Parameters csv_rows(RunOutputOptions& options, bool with_style = true);
/// --csv and --timings. The commands themselves have rows for -o, --html and --raster.
Parameters run_output_rows(RunOutputOptions& options);
Outputs outputs_of(const RunOutputOptions& options);

Parameters network_memory_rows(double& max_memory_mb);
/// --max-memory, for commands that refuse to start if the run would need more (county/memory_limit.hpp).
Parameters run_memory_rows(double& max_memory_mb);

/// --crs, --snap, --bbox …, for commands on layers without a config.
Parameters layer_rows(OverlaySettings& settings);
Parameter allow_network_row(bool& allow_network);
/// A layer given by position, FILE[#LAYER].
Parameter layer_row(std::string name, std::string& layer, std::string sentence, Holds holds = Holds::areas,
                    bool required = true);
Parameter where_row(std::string& where, std::string of, std::string sentence = "Attribute filter",
                    std::string name = "where");
Parameter json_row(bool& json, std::string sentence);

/// Runs a command that reads a config: prints the config or the plan if only that was requested, or else runs the job
/// and reports its outcome. Returns the findings of a check, or nothing.
struct ConfigRun {
  /// The text of a dry run; adds its warnings.
  std::function<std::string(const Config&, const Outputs&, std::vector<std::string>& warnings)> plan;
  std::function<RunOutcome(const Config&, const Outputs&, const Executor&)> run;
  bool needs_geopackage = true;
};
RunOutcome run_on_config(const ConfigOptions& config, const RunOutputOptions& outputs, const ConfigRun& job,
                         Session& session);

/// Runs a command on layers that writes several tables, and reports its outcome. Returns exit code 0, or 5 if a check
/// found something.
int run_with_outputs(const RunOutputOptions& outputs, Session& session,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work);

/// Reports the outcome of a run on layers.
void tell(const OverlaySummary& summary, const std::string& output, Session& session);

/// If a list of fields is typed with blanks, its later words end up among the layers. Throws Error(usage), with the
/// corrected words, if one of `layers` is not a file but a field of another layer. `given`: the fields that were given
/// to `option`.
void check_no_field_among_layers(const std::vector<std::string>& layers, const std::string& option,
                                 const std::vector<std::string>& given, bool allow_network);

}  // namespace spatial::api
