// SPDX-License-Identifier: MIT
#include "libspatial/pipeline/near.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/line_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/pipeline/mixed_layer.hpp"
#include "libspatial/report/near_table.hpp"

namespace spatial {
namespace {

std::vector<double> costs_of(const MixedLayer& layer) {
  std::vector<double> cost;
  for (std::size_t i = 0; i < layer.size(); ++i) cost.push_back(static_cast<double>(layer.areas[i].point_count() + layer.lines[i].points().size() + layer.points[i].size()));
  return cost;
}

EdgeTree tree(const MixedLayer& layer, std::size_t feature) { return tree_of(layer.areas[feature], layer.lines_and_points(feature)); }

/// The attributes of a layer for the features listed; fields that both layers have are told apart by the layer's name.
std::vector<NamedCells> attributes(const MixedLayer& layer, const std::string& title, const std::vector<std::uint32_t>& rows, ColumnNames& names) {
  std::vector<NamedCells> columns;
  for (std::size_t f = 0; f < layer.fields.size(); ++f)
    columns.push_back({names.given(title, layer.fields[f].name), picked(typed_cells(layer.extra[f].values, layer.fields[f].type), rows), layer.fields[f].type});
  return columns;
}

}  // namespace

OverlaySummary run_near(const OverlayInput& from, const OverlayInput& to, const NearRunOptions& options, const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor) {
  if (options.count == 0) throw Error(ErrorKind::usage, "at least one neighbour must be asked for", "give --count 1 or more");
  const WriteOptions writing{.overwrite = settings.overwrite};
  check_dataset_writable(output, writing);
  StageClock clock(executor.progress);
  const MixedLayer sites = read_mixed(from, nullptr, settings, executor, clock);
  const MixedLayer others = read_mixed(to, nullptr, settings, executor, clock);

  clock.begin("nearest features");
  const std::vector<double> other_costs = costs_of(others), site_costs = costs_of(sites);
  const auto trees = parallel_map<std::unique_ptr<EdgeTree>, NoState>(
      executor, others.size(), [&](NoState&, std::size_t i) { return std::make_unique<EdgeTree>(tree(others, i)); }, by_falling_cost(other_costs));
  std::vector<Box> boxes;
  Box extent;
  for (const auto& one : trees) {
    boxes.push_back(one->box());
    extent.add(one->box());
  }
  const BoxIndex index(boxes);
  const NearCandidates candidates{boxes, index, extent, [&](std::uint32_t f) -> const EdgeTree& { return *trees[f]; }};
  const bool same = from.layer == to.layer;
  NearOptions wanted{.count = options.count, .within_m = options.within_m};
  // About as far as the features wanted lie apart on average; the search grows from there.
  if (!boxes.empty()) wanted.first_radius_m = std::max(1.0, std::sqrt(extent.width() * extent.height() * static_cast<double>(options.count) / static_cast<double>(boxes.size())));
  const auto found = parallel_map<std::vector<NearFeature>, NoState>(
      executor, sites.size(),
      [&](NoState&, std::size_t i) {
        NearOptions own = wanted;
        if (same) {
          const auto place = std::find(others.id.begin(), others.id.end(), sites.id[i]);
          if (place != others.id.end()) own.except = static_cast<std::uint32_t>(place - others.id.begin());
        }
        return nearest_features(tree(sites, i), candidates, own);
      },
      by_falling_cost(site_costs));

  NearPairs pairs;
  std::vector<std::uint32_t> site_of, other_of;
  std::size_t without = 0;
  for (std::uint32_t i = 0; i < found.size(); ++i) {
    if (found[i].empty()) ++without;
    std::int64_t rank = 0;
    for (std::size_t k = 0; k < found[i].size(); ++k) {
      const ClosestPoints& closest = found[i][k].closest;
      if (k == 0 || closest.distance_m - found[i][k - 1].closest.distance_m > wanted.tie_m) rank = static_cast<std::int64_t>(k) + 1;
      site_of.push_back(i);
      other_of.push_back(found[i][k].feature);
      pairs.add(rank, closest);
    }
  }
  clock.end(site_of.size());

  const auto has = [](const MixedLayer& layer) {
    std::set<std::string> own;
    for (const LayerField& field : layer.fields) own.insert(lower(field.name));
    return own;
  };
  std::set<std::string> clashing = near_column_names();
  const std::set<std::string> own = has(sites);
  for (const std::string& name : has(others))
    if (own.contains(name)) clashing.insert(name);
  ColumnNames names(clashing);
  const std::string other_title = lower(sites.title) == lower(others.title) ? others.title + "2" : others.title;
  std::vector<NamedCells> columns = attributes(sites, sites.title, site_of, names);
  for (NamedCells& column : attributes(others, other_title, other_of, names)) columns.push_back(std::move(column));
  pairs.from_fid = picked(typed_cells(sites.id, ColumnType::integer), site_of);
  pairs.near_fid = picked(typed_cells(others.id, ColumnType::integer), other_of);

  clock.begin("write");
  Issues issues = sites.issues;
  issues.insert(issues.end(), others.issues.begin(), others.issues.end());
  const std::size_t count = issues.size();
  const std::vector<std::string> warnings = write_dataset(output, dataset_of(near_table(std::move(pairs), std::move(columns)), std::move(issues), settings), writing);
  clock.end(site_of.size());
  return {fmt::format("Read\n{}{}\n{} pairs; {} features have no neighbour{}; {} issues", read_line(sites), read_line(others), with_commas(static_cast<long long>(site_of.size())),
                      with_commas(static_cast<long long>(without)), std::isfinite(options.within_m) ? fmt::format(" within {} m", shortest(options.within_m)) : "", with_commas(static_cast<long long>(count))) + warning_lines(warnings),
          clock.stages()};
}

}  // namespace spatial
