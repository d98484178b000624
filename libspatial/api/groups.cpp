// SPDX-License-Identifier: MIT
#include "libspatial/api/groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/fields.hpp"

namespace spatial::api {

Parameters run_rows(RunOptions& options) {
  return {{.name = "threads",
           .kind = Kind::integer,
           .target = &options.threads,
           .range = between(0, 1024),
           .group = "Running",
           .sentence = "Number of threads; 0 uses all cores. The result is the same with any number"},
          {.name = "quiet",
           .kind = Kind::flag,
           .target = &options.quiet,
           .letter = 'q',
           .group = "Running",
           .sentence = "Print warnings and errors only"},
          {.name = "verbose",
           .kind = Kind::flag,
           .target = &options.verbose,
           .letter = 'v',
           .group = "Running",
           .sentence = "Also print the seconds of each stage and the highest memory"},
          {.name = "log-format",
           .kind = Kind::choice,
           .target = &options.log_format,
           .choices = {{"text", "lines for people"}, {"json", "one object per line for each event (docs/events.md)"}},
           .group = "Running",
           .sentence = "How messages are written to stderr: text, or json (one object per line)"}};
}

Parameter allow_network_row(bool& allow_network) {
  return {.name = "allow-network",
          .kind = Kind::flag,
          .target = &allow_network,
          .sentence = "Allow layers that are read over the network"};
}

Parameters config_rows(ConfigOptions& options, bool required) {
  return {
      {.name = "config",
       .kind = Kind::config,
       .target = &options.file,
       .place = Place::either,
       .required = required,
       .sentence = "Config file (TOML)"},
      {.name = "set",
       .kind = Kind::setting,
       .target = &options.set,
       .many = Many::repeated,
       .sentence = "Override a value of the config, e.g. scoring.weights.joined=4; may be repeated"},
      {.name = "allow-unknown",
       .kind = Kind::flag,
       .target = &options.allow_unknown,
       .sentence = "Treat habitat codes that the crosswalk does not know as excluded land instead of stopping"},
      allow_network_row(options.allow_network),
      {.name = "allow-elsewhere",
       .kind = Kind::flag,
       .target = &options.allow_elsewhere,
       .sentence = "Continue if layers are empty or seem to lie elsewhere; checks that need them count as not made"},
      {.name = "allow-false-areas",
       .kind = Kind::flag,
       .target = &options.allow_false_areas,
       .sentence = "Continue although areas in the config's crs are false where the layers lie"},
      {.name = "print-config",
       .kind = Kind::flag,
       .target = &options.print_config,
       .sentence = "Print the config with every default written out, and stop"},
      {.name = "dry-run",
       .kind = Kind::flag,
       .target = &options.dry_run,
       .sentence = "Print what would be read and done, and stop"}};
}

Config read_config(const ConfigOptions& options) {
  Config config = spatial::read_config(options.file, options.set);
  config.allow_unknown = config.allow_unknown || options.allow_unknown;
  config.allow_network = config.allow_network || options.allow_network;
  config.allow_elsewhere = config.allow_elsewhere || options.allow_elsewhere;
  config.allow_false_areas = config.allow_false_areas || options.allow_false_areas;
  return config;
}

Parameters output_rows(OutputOptions& options, std::string what, std::vector<std::string> formats) {
  const bool csv = std::find(formats.begin(), formats.end(), "csv") != formats.end();
  Parameters rows{
      {.name = "output",
       .kind = Kind::output,
       .target = &options.file,
       .letter = 'o',
       .formats = std::move(formats),
       .sentence = std::move(what)},
      {.name = "overwrite",
       .kind = Kind::flag,
       .target = &options.overwrite,
       .depends_on = {"output"},
       .sentence = "Replace the output if it exists, and the tables that an earlier result left beside it"}};
  return csv ? rows + csv_style_rows(options, "output") : rows;
}

Parameters csv_style_rows(OutputOptions& options, std::string depends_on) {
  return {{.name = "csv-for",
           .kind = Kind::choice,
           .target = &options.csv_for,
           .choices = {{"any", "Any program: plain UTF-8"},
                       {"excel", "Excel: UTF-8 with a byte-order mark, by which Excel recognises it"}},
           .depends_on = {depends_on},
           .sentence = "Program that will read the CSV files"},
          {.name = "csv-separator",
           .kind = Kind::choice,
           .target = &options.csv_separator,
           .choices = {{"comma", "A comma"},
                       {"semicolon", "A semicolon, for Excel where the comma is the decimal sign"},
                       {"tab", "A tab"}},
           .depends_on = {depends_on},
           .sentence = "Separator between the columns of CSV files; numbers keep their decimal point"}};
}

CsvStyle csv_style(const OutputOptions& options) {
  return {.byte_order_mark = options.csv_for == "excel",
          .separator = options.csv_separator == "semicolon" ? ';'
                       : options.csv_separator == "tab"     ? '\t'
                                                            : ','};
}

Parameters csv_rows(RunOutputOptions& options, bool with_style) {
  const Parameters folder{csv_row(options.csv)};
  return with_style ? folder + csv_style_rows(options.file, "csv") : folder;
}

std::filesystem::path output_file(const OutputOptions& options) {
  if (options.file.empty()) throw Error(ErrorKind::usage, "no output file was named", "Add -o FILE.gpkg.");
  return options.file;
}

Parameter csv_row(std::string& folder) {
  return {.name = "csv",
          .kind = Kind::folder,
          .target = &folder,
          .sentence = "Also write each table as CSV into this folder"};
}

Parameters run_output_rows(RunOutputOptions& options) {
  return csv_rows(options) +
         Parameters{{.name = "timings",
                     .kind = Kind::flag,
                     .target = &options.timings,
                     .sentence = "Print the seconds of each stage and write them into the table `run` (the file then "
                                 "differs from run to run)"}};
}

Outputs outputs_of(const RunOutputOptions& options) {
  return {.geopackage = options.file.file,
          .csv_folder = options.csv,
          .html = options.html,
          .raster = options.raster,
          .csv = csv_style(options.file),
          .overwrite = options.file.overwrite,
          .timings = options.timings};
}

Parameters network_memory_rows(double& max_memory_mb) {
  return {{.name = "max-memory",
           .kind = Kind::number,
           .target = &max_memory_mb,
           .unit = "MB",
           .range = above(0),
           .sentence = "Limit of memory for each network, in MB: a larger cost surface is processed in tiles with the "
                       "same result; links that need more are refused"}};
}

Parameters run_memory_rows(double& max_memory_mb) {
  return {{.name = "max-memory",
           .kind = Kind::number,
           .target = &max_memory_mb,
           .unit = "MB",
           .range = above(0),
           .sentence = "Limit of memory in MB: layers that would need more are refused before they are read"}};
}

Parameter layer_row(std::string name, std::string& layer, std::string sentence, Holds holds, bool required) {
  return {.name = std::move(name),
          .kind = Kind::layer,
          .target = &layer,
          .place = Place::positional,
          .required = required,
          .holds = holds,
          .sentence = std::move(sentence)};
}

Parameter where_row(std::string& where, std::string of, std::string sentence, std::string name) {
  return {.name = std::move(name),
          .kind = Kind::filter,
          .target = &where,
          .of = std::move(of),
          .sentence = std::move(sentence)};
}

Parameter json_row(bool& json, std::string sentence) {
  return {.name = "json", .kind = Kind::flag, .target = &json, .sentence = std::move(sentence)};
}

Parameters layer_rows(OverlaySettings& settings) {
  return {
      {.name = "crs",
       .kind = Kind::crs,
       .target = &settings.crs,
       .sentence = "Coordinate reference system of the result; layers in another are transformed"},
      {.name = "snap",
       .kind = Kind::number,
       .target = &settings.clean.snap_m,
       .unit = "m",
       .range = between(1e-9, 10, "a grid from 0.000000001 m (1 nm) to 10 m"),
       .sentence = "Grid to which all coordinates are rounded, in metres"},
      {.name = "bbox",
       .kind = Kind::box,
       .target = &settings.bbox,
       .sentence =
           "Read only features that intersect this rectangle, in the result's coordinates; they are not clipped"},
      {.name = "max-memory",
       .kind = Kind::number,
       .target = &settings.max_memory_mb,
       .unit = "MB",
       .range = above(0),
       .sentence = "Work through larger layers in tiles or parts, so that about this much memory is used, in MB; the "
                   "result is the same"},
      {.name = "smallest-part",
       .kind = Kind::number,
       .target = &settings.clean.smallest_part_m2,
       .unit = "m2",
       .range = at_least(0),
       .sentence = "Drop parts of features under this area when layers are read, in m2 (each is an issue)"},
      {.name = "assume-crs",
       .kind = Kind::crs,
       .target = &settings.assume_crs,
       .sentence = "Coordinate reference system of layers that state none, e.g. EPSG:27700"},
      {.name = "allow-elsewhere",
       .kind = Kind::flag,
       .target = &settings.allow_elsewhere,
       .sentence = "Accept layers whose coordinates seem to belong to another reference system or place"},
      {.name = "allow-false-areas",
       .kind = Kind::flag,
       .target = &settings.allow_false_areas,
       .sentence = "Continue although areas in the result's reference system are false where the layers lie"},
      allow_network_row(settings.allow_network)};
}

namespace {

void tell_outcome(const RunOutcome& outcome, bool timings, Session& session) {
  for (const std::string& note : outcome.notes) session.warn(note);
  session.inform(outcome.summary);
  session.timings(outcome.stages, peak_memory_mb(), timings);
  session.issues(outcome.issues);
  session.wrote(outcome.files);
}

}  // namespace

RunOutcome run_on_config(const ConfigOptions& options, const RunOutputOptions& files, const ConfigRun& job,
                         Session& session) {
  const Config config = read_config(options);
  if (options.print_config) {
    session.print(to_toml(config));
    return {};
  }
  Outputs outputs = outputs_of(files);
  if (options.dry_run) {
    std::vector<std::string> warnings;
    const std::string plan = job.plan(config, outputs, warnings);
    for (const std::string& warning : warnings) session.warn(warning);
    session.print(plan);
    return {};
  }
  if (job.needs_geopackage) outputs.geopackage = output_file(files.file);
  RunOutcome outcome = job.run(config, outputs, session.executor());
  tell_outcome(outcome, files.timings, session);
  return outcome;
}

int run_with_outputs(const RunOutputOptions& files, Session& session,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work) {
  Outputs outputs = outputs_of(files);
  outputs.geopackage = output_file(files.file);
  const RunOutcome outcome = work(outputs, session.executor());
  tell_outcome(outcome, files.timings, session);
  for (const std::string& line : outcome.found) session.print(line + "\n");
  return outcome.found.empty() ? 0 : exit_code(ErrorKind::found);
}

void tell(const OverlaySummary& summary, const std::string& output, Session& session) {
  for (const std::string& warning : summary.warnings) session.warn(warning);
  session.inform(summary.text);
  session.timings(summary.stages, peak_memory_mb(), false);
  session.issues(summary.issues);
  session.wrote({output});
}

void check_no_field_among_layers(const std::vector<std::string>& layers, const std::string& option,
                                 const std::vector<std::string>& given, bool allow_network) {
  const auto there = [](const std::string& word) {
    std::error_code ignored;
    return std::filesystem::exists(parse_layer_name(word).file, ignored) || is_network_path(word);
  };
  std::vector<std::string> fields, words = given;
  std::string owner;
  for (const std::string& layer : layers) {
    if (there(layer)) continue;
    const std::string name = layer.ends_with(',') ? layer.substr(0, layer.size() - 1) : layer;
    for (const std::string& other : layers) {
      if (!there(other)) continue;
      const std::vector<LayerField> has = layer_fields(parse_layer_name(other), allow_network).fields;
      if (std::none_of(has.begin(), has.end(),
                       [&](const LayerField& field) { return lower(field.name) == lower(name); }))
        continue;
      fields.push_back(name);
      owner = other;
      break;
    }
  }
  if (fields.empty()) return;
  words.insert(words.end(), fields.begin(), fields.end());
  std::erase(words, "");
  throw Error(ErrorKind::usage, fmt::format("'{}' is a field of {}, not a layer", fields.front(), owner),
              fmt::format("Write a list of fields with commas and no blanks ({} {}).", option, list_text(words)));
}

}  // namespace spatial::api
