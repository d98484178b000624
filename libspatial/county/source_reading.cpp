// SPDX-License-Identifier: MIT
#include "libspatial/county/source_reading.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/core/text.hpp"
#include "libspatial/county/grown_layer.hpp"
#include "libspatial/county/habitat_codes.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

constexpr double least_context_m = 0.5;  ///< lines and points of context layers become strips and discs 1 m wide

ReadResult grown(const LayerName& name, const LayerSource& source, const ReadOptions& options, double by_m,
                 const Executor& executor) {
  FeaturesResult read = read_features(name, source.role, options, executor);
  RawLayer areas = source.role == Role::bline ? strips_along(std::move(read.features), by_m, executor)
                                              : grown_to_areas(std::move(read.features), by_m, executor);
  return {std::move(areas), std::move(read.crs), std::move(read.layer_name)};
}

/// The layer's areas. With buffer_m, its lines and points are buffered and included.
ReadResult read_areas(const LayerName& name, const LayerSource& source, const ReadOptions& options,
                      const Executor& executor) {
  const bool context = source.role == Role::context;
  if (context && !(source.buffer_m > 0) && holds_lines_or_points(name, source.where, options.allow_network))
    return grown(name, source, options, least_context_m, executor);
  if (!(source.buffer_m > 0)) return read_layer(name, source.role, options, executor);
  if (source.role == Role::bline && !holds_lines_or_points(name, source.where, options.allow_network))
    return read_layer(name, source.role, options, executor);
  return grown(name, source, options, source.buffer_m, executor);
}

/// Moves rows without geometry out of the layer into `to`: in a table of projects they are allowed.
void take_out_unplaced(RawLayer& raw, ProjectLayer& to) {
  RawLayer kept;
  kept.role = raw.role;
  kept.source = raw.source;
  std::vector<std::uint32_t> row_of(raw.id.size(), RawLayer::no_row);
  kept.extra = without_rows(raw.extra);
  to.unplaced = without_rows(raw.extra);
  for (std::size_t i = 0; i < raw.id.size(); ++i) {
    const bool placed = !raw.geometry[i].empty();
    push_row(placed ? kept.extra : to.unplaced, raw.extra, i);
    if (!placed) {
      to.unplaced_ids.push_back(raw.id[i]);
      continue;
    }
    row_of[i] = static_cast<std::uint32_t>(kept.id.size());
    kept.fid.push_back(raw.fid[i]);
    kept.id.push_back(raw.id[i]);
    kept.name.push_back(raw.name[i]);
    kept.code.push_back(raw.code[i]);
    kept.geometry.append(raw.geometry[i]);
  }
  kept.issues = std::move(raw.issues);
  for (const std::uint32_t row : raw.issue_row) kept.issue_row.push_back(row == RawLayer::no_row ? row : row_of[row]);
  kept.features_in_file = raw.features_in_file - to.unplaced_ids.size();
  kept.dropped = raw.dropped;
  raw = std::move(kept);
}

std::vector<BoaTarget> read_targets(const Config& config, const TargetSource& source) {
  const LayerName name = parse_layer_name(source.layer, base_folder(config));
  const std::vector<TextColumn> needed = read_table(name, {source.boa_field, source.habitat_field}),
                                all = read_table(name);
  const auto optional = [&](const std::string& field, std::size_t row) {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const TextColumn& one) { return lower(one.name) == lower(field); });
    return found == all.end() ? std::string() : found->values[row];
  };
  std::vector<BoaTarget> targets;
  for (std::size_t i = 0; i < needed[0].values.size(); ++i)
    targets.push_back({needed[0].values[i], needed[1].values[i], optional(source.action_field, i),
                       optional(source.quantity_field, i), optional(source.text_field, i)});
  return targets;
}

}  // namespace

KnownFiles known_files(const Config& config) {
  KnownFiles files;
  const auto add = [&](const std::string& layer) {
    const LayerName name = parse_layer_name(layer, base_folder(config));
    files[name.file.string()].path = name.written;
  };
  for (const LayerSource& source : config.layers) add(source.layer);
  if (config.boa_targets) add(config.boa_targets->layer);
  return files;
}

const InputFile& known_file(const LayerName& name, KnownFiles& files) {
  const auto known = files.find(name.file.string());
  if (known != files.end()) return known->second;
  return files.emplace(name.file.string(), fingerprint(name.file, name.written)).first->second;
}

SourceRows read_source(const Config& config, const LayerSource& source, KnownFiles& files,
                       const std::vector<Box>& windows, const Executor& executor, StageClock& clock) {
  const LayerName name = parse_layer_name(source.layer, base_folder(config));
  ReadOptions options = reading_of(config, source);
  for (const Box& window : windows) options.window.push_back(window.grown(source.buffer_m));
  options.check_integrity = !files.contains(name.file.string());

  clock.begin("read " + source.layer);
  ReadResult read = read_areas(name, source, options, executor);
  SourceRows result;
  result.layer.source = source;
  result.layer.file = known_file(name, files);
  result.layer.crs = std::move(read.crs);
  result.raw = std::move(read.layer);
  result.raw.source = source.layer;
  for (Issue& issue : result.raw.issues) issue.source = source.layer;
  if (!source.code.empty()) std::fill(result.raw.code.begin(), result.raw.code.end(), source.code);
  if (source.role == Role::project) take_out_unplaced(result.raw, result.layer);
  clock.end(result.raw.features_in_file);
  return result;
}

CleanResult clean_source(const Config& config, const LayerSource& source, RawLayer raw, bool all_rows,
                         const Executor& executor, StageClock& clock, const KnownRows& known) {
  clock.begin("clean " + source.layer);
  CleanOptions cleaning = config.clean;
  cleaning.resolve_overlaps = source.resolve_overlaps;
  CleanResult cleaned = clean(std::move(raw), cleaning, known, executor);
  clock.end(cleaned.layer.size());
  if (all_rows && !config.allow_elsewhere) refuse_if_all_lost(source.layer, cleaned.layer.counts, cleaned.issues);
  return cleaned;
}

ValueCounts counts_of(const std::vector<std::string>& codes) {
  std::map<std::string, std::size_t> counts;
  for (const std::string& code : codes) ++counts[code];
  return {counts.begin(), counts.end()};
}

ValueCounts all_values(const Config& config, const LayerSource& source) {
  const auto counts =
      values_of_class(parse_layer_name(source.layer, base_folder(config)), source.role, reading_of(config, source));
  return {counts.begin(), counts.end()};
}

bool has_distinct_ids(const Config& config, const LayerSource& source) {
  if (source.id_field.empty()) return true;  // feature numbers are used
  ReadOptions options = reading_of(config, source);
  options.class_field = source.id_field;
  const auto ids = values_of_class(parse_layer_name(source.layer, base_folder(config)), source.role, options);
  std::set<std::string> shortened;  // of ids with spaces around them
  for (const auto& [id, count] : ids) {
    const std::string text = trimmed(id);
    if (count > 1 || text.empty()) return false;
    if (text != id && (ids.contains(text) || !shortened.insert(text).second)) return false;
  }
  return true;
}

void check_field_of_codes(const Config& config, const LayerSource& source, const std::vector<std::string>& codes,
                          bool window) {
  if (source.role != Role::habitat || !source.code.empty()) return;
  const Crosswalk crosswalk = read_crosswalk(crosswalk_file(config, source).string());
  const ValueCounts values = counts_of(codes);
  if (holds_codes(source, crosswalk, values)) return;
  refuse_other_fields(source, crosswalk, window ? all_values(config, source) : values);
}

void read_boa_targets(Project& project, KnownFiles& files) {
  if (!project.config.boa_targets) return;
  project.boa_targets = read_targets(project.config, *project.config.boa_targets);
  project.boa_target_file =
      known_file(parse_layer_name(project.config.boa_targets->layer, base_folder(project.config)), files);
}

void note_if_all_lost(const LayerCounts& counts, std::string& why) {
  if (counts.in == 0 || counts.used > 0 || !why.empty()) return;
  why = fmt::format("none of its {} features is left", with_commas(static_cast<long long>(counts.in)));
}

}  // namespace spatial
