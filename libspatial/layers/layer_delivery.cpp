// SPDX-License-Identifier: MIT
#include "libspatial/layers/layer_delivery.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {

Delivery layer_delivery(const Outputs& outputs, std::vector<std::string> tables,
                        const std::vector<OverlayInput>& layers, const std::vector<std::string>& further) {
  std::vector<std::filesystem::path> files;
  for (const OverlayInput& input : layers)
    if (!input.layer.empty()) files.push_back(parse_layer_name(input.layer).file);
  for (const std::string& file : further)
    if (!file.empty()) files.push_back(parse_layer_name(file).file);
  Outputs any = outputs;
  any.any_format = true;
  return {std::move(any), std::move(tables), std::move(files)};
}

RunRecord layer_run_record(const LayerRunFacts& facts, const OverlaySettings& settings) {
  RunRecord record;
  const auto add = [&](const char* section, std::string item, std::string key, std::string value) {
    record.push_back({section, std::move(item), std::move(key), std::move(value)});
  };
  add("run", "", "command", facts.command);
  add("run", "", "crs", settings.crs);
  add("run", "", "snap_m", shortest(settings.clean.snap_m));
  for (const auto& [option, value] : facts.options) add("config", "", option, value);
  add("software", "lnrs", "version", version());
  for (const auto& [name, number] : library_versions()) add("software", name, "version", number);
  std::set<std::filesystem::path> told;
  for (const std::string& name : facts.files) {
    if (name.empty()) continue;
    const std::filesystem::path file = parse_layer_name(name).file;
    if (!told.insert(file).second) continue;
    const InputFile input = fingerprint(file, file.string());
    add("input", input.path, "size_bytes", std::to_string(input.size_bytes));
    add("input", input.path, "sha256", input.sha256);
  }
  for (const auto& [layer, counts] : facts.counts) {
    add("layer", layer, "features_in", std::to_string(counts.in));
    add("layer", layer, "features_used", std::to_string(counts.used));
    add("layer", layer, "features_repaired", std::to_string(counts.repaired));
    add("layer", layer, "features_dropped", std::to_string(counts.dropped));
  }
  add_closing_rows(record, facts.sums);
  return record;
}

}  // namespace spatial
