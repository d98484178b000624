// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/buffer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/pipeline/grouping.hpp"
#include "libspatial/pipeline/mixed_layer.hpp"
#include "libspatial/report/area_tables.hpp"

namespace spatial {
namespace {

void check(const BufferRunOptions& options) {
  if (!std::isfinite(options.distance_m) || std::abs(options.distance_m) > 1e6) throw Error(ErrorKind::usage, fmt::format("a buffer of {} m cannot be made", options.distance_m), "give a distance of at most 1,000,000 m");
}

/// The column of a field, by name.
std::size_t column_of(const MixedLayer& layer, const std::string& field) {
  for (std::size_t f = 0; f < layer.fields.size(); ++f)
    if (lower(layer.fields[f].name) == lower(field)) return f;
  std::vector<std::string> known;
  for (const LayerField& one : layer.fields) known.push_back(one.name);
  const std::string nearest = nearest_word(field, known);
  throw Error(ErrorKind::input, fmt::format("{} has no field '{}'{}", layer.source, field, nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)), "see its fields with lnrs inspect");
}

std::vector<double> distances_of(const MixedLayer& layer, const BufferRunOptions& options) {
  if (options.distance_field.empty()) return std::vector<double>(layer.size(), options.distance_m);
  const std::size_t f = column_of(layer, options.distance_field);
  if (!is_numeric(layer.fields[f].type))
    throw Error(ErrorKind::input, fmt::format("field '{}' of {} holds no numbers, so no distances", layer.fields[f].name, layer.source), "name a field of numbers with --distance-field");
  const Cells cells = typed_cells(layer.extra[f].values, ColumnType::real);
  std::vector<double> distances = std::get<RealCells>(cells);
  for (std::size_t i = 0; i < distances.size(); ++i) {
    if (std::isnan(distances[i])) distances[i] = 0;
    if (std::abs(distances[i]) > 1e6) throw Error(ErrorKind::input, fmt::format("feature {} of {} has a distance of {} m", layer.id[i], layer.source, distances[i]), "distances may be at most 1,000,000 m");
  }
  return distances;
}

FeatureTable per_feature(const MixedLayer& layer, const std::vector<double>& distances, const GroupRows& rows) {
  std::vector<NamedCells> attributes;
  for (std::size_t f = 0; f < layer.fields.size(); ++f)
    attributes.push_back({layer.fields[f].name, picked(typed_cells(layer.extra[f].values, layer.fields[f].type), rows.group), layer.fields[f].type});
  RealCells distance;
  for (const std::uint32_t i : rows.group) distance.push_back(distances[i]);
  return buffer_table(std::move(attributes), picked(typed_cells(layer.id, ColumnType::integer), rows.group), std::move(distance), rows.areas_m2, rows.geometry);
}

FeatureTable per_group(const MixedLayer& layer, const std::vector<std::size_t>& by, const Grouping& groups, const GroupRows& rows) {
  std::vector<NamedCells> fields;
  for (std::size_t f = 0; f < by.size(); ++f) fields.push_back({layer.fields[by[f]].name, group_cells(groups, f, layer.fields[by[f]].type, rows.group), layer.fields[by[f]].type});
  IntegerCells counts;
  for (const std::uint32_t g : rows.group) counts.push_back(static_cast<std::int64_t>(groups.features[g]));
  FeatureTable table = dissolved_table(std::move(fields), std::move(counts), rows.areas_m2, {}, rows.geometry);
  table.table.name = "buffer";
  table.table.title = "Buffers, dissolved";
  return table;
}

}  // namespace

OverlaySummary run_buffer(const OverlayInput& input, const BufferRunOptions& options, const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor) {
  check(options);
  const WriteOptions writing{.overwrite = settings.overwrite};
  check_dataset_writable(output, writing);
  StageClock clock(executor.progress);
  const bool dissolved = options.dissolve || !options.by.empty();
  std::vector<std::string> wanted = options.by;
  if (!options.distance_field.empty()) wanted.push_back(options.distance_field);
  const MixedLayer layer = read_mixed(input, dissolved ? &wanted : nullptr, settings, executor, clock);

  clock.begin("buffer");
  const std::vector<double> distances = distances_of(layer, options);
  Grouping groups;
  std::vector<std::size_t> by;
  if (dissolved) {
    std::vector<TextColumn> columns;
    for (const std::string& field : options.by) {
      by.push_back(column_of(layer, field));
      columns.push_back(layer.extra[by.back()]);
    }
    groups = grouped_by(columns, layer.size());
  } else {
    for (std::uint32_t i = 0; i < layer.size(); ++i) groups.group_of.push_back(i);
  }
  const auto group_count = static_cast<std::uint32_t>(dissolved ? groups.size() : layer.size());
  const MultiPolygonColumn areas = buffers({layer.areas, &layer.lines, &layer.points}, distances, groups.group_of, group_count, options.buffer, executor);
  const GroupRows rows = rows_of(areas, options.single_parts, settings.min_area_m2);
  std::size_t vanished = 0;
  for (std::size_t g = 0; g < areas.size(); ++g) vanished += areas[g].empty() ? 1 : 0;
  clock.end(rows.group.size());

  clock.begin("write");
  const std::vector<std::string> warnings = write_dataset(output, dataset_of(dissolved ? per_group(layer, by, groups, rows) : per_feature(layer, distances, rows), layer.issues, settings), writing);
  clock.end(rows.group.size());
  StableSum area;
  for (const double one : rows.areas_m2) area.add(one);
  return {fmt::format("Read\n{}\n{} rows, {:.4f} ha{}; {} issues", read_line(layer), with_commas(static_cast<long long>(rows.group.size())), area.value() / 1e4,
                      vanished > 0 ? fmt::format("; nothing is left of {} {}", with_commas(static_cast<long long>(vanished)), dissolved ? "groups" : "features") : "",
                      with_commas(static_cast<long long>(layer.issues.size()))) +
              warning_lines(warnings),
          clock.stages()};
}

}  // namespace spatial
