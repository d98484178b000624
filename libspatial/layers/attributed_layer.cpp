// SPDX-License-Identifier: MIT
#include "libspatial/layers/attributed_layer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/io/source_size.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {

std::vector<LayerField> fields_wanted(const LayerFields& declared, const std::vector<std::string>* wanted) {
  if (wanted == nullptr) return declared.fields;
  std::vector<LayerField> fields;
  for (const std::string& field : *wanted) {
    const auto found = std::find_if(declared.fields.begin(), declared.fields.end(),
                                    [&](const LayerField& one) { return lower(one.name) == lower(field); });
    // An unknown field is reported when the layer is read.
    fields.push_back(found != declared.fields.end() ? *found : LayerField{field, ColumnType::text});
  }
  return fields;
}

Cells picked(const Cells& cells, const std::vector<std::uint32_t>& rows) {
  return std::visit(
      [&](const auto& own) -> Cells {
        std::decay_t<decltype(own)> column;
        column.reserve(rows.size());
        for (const std::uint32_t row : rows) column.push_back(own[row]);
        return column;
      },
      cells);
}

double bytes_of_files(const std::vector<OverlayInput>& inputs) {
  std::set<std::filesystem::path> files;
  double bytes = 0;
  for (const OverlayInput& input : inputs) {
    const LayerName name = parse_layer_name(input.layer);
    if (files.insert(name.file).second) bytes += bytes_of_source(name.file);
  }
  return bytes;
}

OverlaySettings without_limit(OverlaySettings settings) {
  settings.max_memory_mb = 0;
  settings.memory = {};
  return settings;
}

OverlaySettings with_memory_plan(const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
                                 OverlaySettings settings) {
  settings.memory = memory_plan(bytes_of_files(inputs), settings.max_memory_mb, output);
  return settings;
}

ReadOptions reading(const OverlayInput& input, const std::vector<LayerField>& fields, const OverlaySettings& settings) {
  ReadOptions options;
  options.crs = settings.crs;
  options.assume_crs = settings.assume_crs;
  options.where = input.where;
  options.bbox = settings.bbox;
  options.numbers = input.numbers;
  options.chosen = input.chosen;
  options.may_lack_areas = settings.tile;
  options.allow_network = settings.allow_network;
  for (const LayerField& field : fields) options.extra_fields.push_back(field.name);
  return options;
}

void told_of(Issues& issues, const OverlayInput& input) {
  for (Issue& issue : issues) {
    issue.source = input.layer;
    issue.role = "layer";
  }
}

AttributedLayer read_attributed(const OverlayInput& input, const std::vector<std::string>* wanted,
                                const OverlaySettings& settings, bool overlaps, const Executor& executor,
                                StageClock& clock) {
  AttributedLayer result;
  const LayerName name = parse_layer_name(input.layer);
  const LayerFields declared = layer_fields(name, settings.allow_network);
  result.title = declared.layer;
  result.fields = fields_wanted(declared, wanted);
  const ReadOptions options = reading(input, result.fields, settings);
  CleanOptions cleaning = settings.clean;
  // Features are identified by their number in the file, which is unique and can be looked up there.
  const auto named = [&](RawLayer raw) {
    raw.source = input.layer;
    for (std::size_t i = 0; i < raw.fid.size(); ++i) raw.id[i] = std::to_string(raw.fid[i]);
    return raw;
  };
  CleanResult cleaned;
  if (settings.memory.in_parts()) {
    clock.begin("read and clean " + input.layer);
    cleaning.report_overlaps = false;
    cleaned.layer.geometry = MultiPolygonColumn(settings.memory.pool);
    read_layer_in_parts(
        name, Role::habitat, options, settings.memory.part_bytes,
        [&](RawLayer part) { add_part(cleaned, clean(named(std::move(part)), cleaning, executor)); }, executor);
    // If nothing is left, reading the layer in one go reports why.
    if (cleaned.layer.size() == 0)
      return read_attributed(input, wanted, without_limit(settings), overlaps, executor, clock);
    if (overlaps) find_overlaps(cleaned, cleaning, executor);
  } else {
    clock.begin("read " + input.layer);
    ReadResult read = read_layer(name, Role::habitat, options, executor);
    clock.end(read.layer.features_in_file);
    clock.begin("clean " + input.layer);
    cleaning.report_overlaps = overlaps;
    cleaned = clean(named(std::move(read.layer)), cleaning, executor);
  }
  clock.end(cleaned.layer.size());
  result.layer = std::move(cleaned.layer);
  result.overlaps = std::move(cleaned.overlaps);
  result.all_overlaps = std::move(cleaned.all_overlaps);
  result.issues = std::move(cleaned.issues);
  told_of(result.issues, input);
  if (!settings.tile && !settings.bbox) refuse_if_all_lost(input.layer, result.layer.counts, result.issues);
  return result;
}

Issues notes_on_areas(const OverlayInput& input, const std::vector<std::string>* wanted,
                      const OverlaySettings& settings, const Executor& executor) {
  constexpr double bytes_at_a_time = 64e6;
  const LayerName name = parse_layer_name(input.layer);
  const std::vector<LayerField> fields = fields_wanted(layer_fields(name, settings.allow_network), wanted);
  RawLayer last;
  read_layer_in_parts(
      name, Role::habitat, reading(input, fields, settings), bytes_at_a_time,
      [&](RawLayer part) { last = std::move(part); }, executor);
  Issues issues = clean(std::move(last), settings.clean, executor).issues;
  told_of(issues, input);
  std::erase_if(issues, [](const Issue& issue) { return issue.rule == IssueRule::empty_layer; });
  return issues;
}

void drop_notes(Issues& issues) {
  std::erase_if(issues, [](const Issue& issue) { return issue.feature_id.empty(); });
}

std::string ColumnNames::given(const std::string& layer, const std::string& field) {
  std::string name = clashing_.contains(lower(field)) ? layer + "_" + field : field;
  for (int number = 2; !taken_.insert(lower(name)).second; ++number)
    name = fmt::format("{}_{}_{}", layer, field, number);
  return name;
}

std::string read_lines(const std::vector<const AttributedLayer*>& layers) {
  std::string text;
  for (const AttributedLayer* layer : layers)
    text += fmt::format(
        "  {:>9} features  {}{}{}\n", with_commas(static_cast<long long>(layer->layer.counts.used)),
        layer->layer.source,
        layer->layer.counts.repaired > 0 ? fmt::format("  ({} repaired)", with_commas(layer->layer.counts.repaired))
                                         : "",
        layer->layer.counts.dropped > 0 ? fmt::format("  ({} dropped)", with_commas(layer->layer.counts.dropped)) : "");
  return text;
}

std::string warning_lines(const std::vector<std::string>& warnings) {
  std::string text;
  for (const std::string& warning : warnings) text += "\nWarning: " + warning;
  return text;
}

Issues distinct(Issues issues) {
  const auto all = [](const Issue& issue) {
    return std::tuple(std::tie(issue.role, issue.source, issue.rule, issue.feature_id, issue.message),
                      issue.place ? issue.place->x : 0, issue.place ? issue.place->y : 0);
  };
  std::stable_sort(issues.begin(), issues.end(), [&](const Issue& a, const Issue& b) { return all(a) < all(b); });
  issues.erase(
      std::unique(issues.begin(), issues.end(), [&](const Issue& a, const Issue& b) { return all(a) == all(b); }),
      issues.end());
  return issues;
}

Dataset dataset_of(FeatureTable table, Issues issues, const OverlaySettings& settings) {
  Dataset dataset;
  dataset.crs = settings.crs;
  dataset.layers.push_back(std::move(table));  // pushed, because a braced list would copy the table
  issues.insert(issues.begin(), settings.notes.begin(), settings.notes.end());
  dataset.layers.push_back(issues_table(issues));
  dataset.domains = opportunity_domains({});
  return dataset;
}

}  // namespace spatial
