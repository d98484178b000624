// SPDX-License-Identifier: MIT
#include "tools/layer_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/fields.hpp"

namespace spatial::tool {

void add_layer_settings(CLI::App& app, OverlaySettings& settings) {
  app.add_option("--crs", settings.crs, "Coordinate reference system of the result; layers in another are transformed")
      ->capture_default_str()
      ->type_name("CRS");
  app.add_option("--snap", settings.clean.snap_m, "Grid all coordinates are rounded to, in metres")
      ->capture_default_str()
      ->check(grid_spacing())
      ->type_name("M");
  app.add_option_function<std::vector<double>>(
         "--bbox",
         [&settings](const std::vector<double>& corner) {
           settings.bbox = Box{corner[0], corner[1], corner[2], corner[3]};
         },
         "Only features that meet this rectangle, in the result's coordinates; they come whole")
      ->expected(4)
      ->type_name("XMIN YMIN XMAX YMAX");
  app.add_option("--max-memory", settings.max_memory_mb,
                 "Work through larger layers in tiles or parts, so that about this much memory is used, in MB; the "
                 "result is the same")
      ->check(above_zero())
      ->type_name("MB");
  app.add_option("--smallest-part", settings.clean.smallest_part_m2,
                 "Drop parts of features under this area when layers are read, in m2 (each is an issue)")
      ->capture_default_str()
      ->check(at_least_zero())
      ->type_name("M2");
  app.add_option("--assume-crs", settings.assume_crs,
                 "Coordinate reference system of layers that state none, e.g. EPSG:27700")
      ->type_name("CRS");
  app.add_flag("--allow-elsewhere", settings.allow_elsewhere,
               "Take layers as they are whose coordinates seem to be of another kind or place");
  app.add_flag("--allow-false-areas", settings.allow_false_areas,
               "Go on although areas in the result's reference system are false where the layers lie");
  app.add_flag("--allow-network", settings.allow_network, "Allow layers that are read over the network");
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
              fmt::format("Write a list of fields with commas and no blanks: {} {}", option, joined(words, ",")));
}

void report_run(const OverlaySummary& summary, const std::string& output) {
  warn_of(summary.warnings);
  std::string text = summary.text + "\n\n";
  for (const StageTime& stage : summary.stages)
    text += fmt::format("{:<48} {:>10} {:>8.2f} s\n", stage.name, stage.items, stage.wall_s);
  inform(text + fmt::format("peak memory {:.0f} MB\nThe result is in {}", peak_memory_mb(), output));
}

int run_with_outputs(const OutputOptions& output, const std::string& csv_folder, const RunOptions& run,
                     const std::function<RunOutcome(const Outputs&, const Executor&)>& work) {
  Outputs outputs;
  outputs.geopackage = output_file(output);
  outputs.csv_folder = csv_folder;
  outputs.overwrite = output.overwrite;
  RunOutcome outcome;
  {
    const Session session(run);
    outcome = work(outputs, session.executor());
  }
  warn_of(outcome.notes);
  std::string text = outcome.summary + "\n\n";
  for (const StageTime& stage : outcome.stages)
    text += fmt::format("{:<48} {:>10} {:>8.2f} s\n", stage.name, stage.items, stage.wall_s);
  inform(text + fmt::format("peak memory {:.0f} MB", peak_memory_mb()));
  tell_files(outcome);
  for (const std::string& line : outcome.found) print(line + "\n");
  return outcome.found.empty() ? 0 : exit_code(ErrorKind::found);
}

}  // namespace spatial::tool
