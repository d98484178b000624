// SPDX-License-Identifier: MIT
#include "libspatial/layers/near.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/lattice.hpp"
#include "libspatial/geometry/line_tree.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/nearest.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/part_plan.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/report/near_table.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// Number of sites in a group, which share the edge trees of the features near them.
constexpr std::size_t most_sites = 256;
/// Features with more vertices than this get one edge tree that all groups share.
constexpr std::size_t large_feature = 1u << 14;

EdgeTree tree(const MixedLayer& layer, std::size_t feature) {
  return tree_of(layer.areas[feature], layer.lines_and_points(feature));
}

std::size_t points_of(const MixedLayer& layer, std::size_t i) {
  return layer.areas[i].point_count() + layer.lines[i].points().size() + layer.points[i].size();
}

std::vector<Box> boxes_of(const MixedLayer& layer) {
  std::vector<Box> boxes(layer.size());
  for (std::size_t i = 0; i < layer.size(); ++i) {
    for (const Point p : layer.areas[i].points()) boxes[i].add(on_lattice(p));
    for (const Point p : layer.lines[i].points()) boxes[i].add(on_lattice(p));
    for (const Point p : layer.points[i]) boxes[i].add(on_lattice(p));
  }
  return boxes;
}

/// Attributes of the listed features. A field name that occurs in both layers gets the layer's title as a prefix.
std::vector<NamedCells> attributes(const MixedLayer& layer, const std::string& title,
                                   const std::vector<std::uint32_t>& rows, ColumnNames& names) {
  std::vector<NamedCells> columns;
  for (std::size_t f = 0; f < layer.fields.size(); ++f) {
    TypedColumn column = typed_column(layer.extra[f].picked(rows));
    columns.push_back({names.given(title, layer.fields[f].name), std::move(column.cells), column.type});
  }
  return columns;
}

/// The features of the second layer, indexed for nearest-neighbour searches.
class Neighbours {
 public:
  Neighbours(const MixedLayer& others, const NearRunOptions& options, const Executor& executor)
      : others_(others), executor_(executor), boxes_(boxes_of(others)), index_(boxes_), large_(others.size()) {
    std::vector<std::uint32_t> large;
    for (std::uint32_t i = 0; i < others.size(); ++i) {
      extent_.add(boxes_[i]);
      if (points_of(others, i) > large_feature) large.push_back(i);
    }
    parallel_for<NoState>(executor, large.size(), [&](NoState&, std::size_t k) {
      large_[large[k]] = std::make_unique<EdgeTree>(tree(others, large[k]));
    });
    wanted_.count = options.count;
    wanted_.within_m = options.within_m;
    // First search radius: about the distance within which the wanted number of features lies on average. The search
    // widens it.
    if (!boxes_.empty())
      wanted_.first_radius_m =
          std::max(1.0, std::sqrt(extent_.width() * extent_.height() * static_cast<double>(options.count) /
                                  static_cast<double>(boxes_.size())));
  }

  double tie_m() const noexcept { return wanted_.tie_m; }

  /// Nearest features of each site. `same`: the sites belong to the same layer, so each one is excluded from its own
  /// result.
  std::vector<std::vector<NearFeature>> of(const MixedLayer& sites, bool same) const {
    std::unordered_map<std::string, std::uint32_t> place;  // only for look-ups, so its order does not matter
    if (same)
      for (std::uint32_t i = 0; i < others_.size(); ++i) place.emplace(others_.id[i], i);
    // Sites that are neighbours on the Hilbert curve lie close together, so they share the edge trees of features near
    // them.
    const std::vector<std::uint32_t> order = hilbert_order(boxes_of(sites));
    const std::size_t together = std::clamp<std::size_t>(order.size() / (8 * executor_.worker_count()), 1, most_sites),
                      groups = (order.size() + together - 1) / together;
    std::vector<double> cost(groups, 0);
    for (std::size_t k = 0; k < order.size(); ++k)
      cost[k / together] += static_cast<double>(points_of(sites, order[k]));
    std::vector<std::vector<NearFeature>> found(sites.size());
    parallel_for<NoState>(
        executor_, groups,
        [&](NoState&, std::size_t g) {
          std::unordered_map<std::uint32_t, std::unique_ptr<EdgeTree>> trees;
          const NearCandidates candidates{boxes_, index_, extent_, [&](std::uint32_t f) -> const EdgeTree& {
                                            if (large_[f] != nullptr) return *large_[f];
                                            auto [one, is_new] = trees.try_emplace(f, nullptr);
                                            if (is_new) one->second = std::make_unique<EdgeTree>(tree(others_, f));
                                            return *one->second;
                                          }};
          for (std::size_t k = g * together; k < std::min(order.size(), (g + 1) * together); ++k) {
            const std::uint32_t site = order[k];
            NearOptions own = wanted_;
            if (const auto self = place.find(sites.id[site]); self != place.end()) own.except = self->second;
            found[site] = nearest_features(tree(sites, site), candidates, own);
          }
        },
        by_falling_cost(cost));
    return found;
  }

 private:
  const MixedLayer& others_;
  const Executor& executor_;
  std::vector<Box> boxes_;
  BoxIndex index_;
  std::vector<std::unique_ptr<EdgeTree>> large_;
  Box extent_;
  NearOptions wanted_;
};

std::set<std::string> field_names(const MixedLayer& layer) {
  std::set<std::string> names;
  for (const LayerField& field : layer.fields) names.insert(lower(field.name));
  return names;
}

/// Output rows for some sites, from the neighbours found for them.
FeatureTable table_of(const MixedLayer& sites, const MixedLayer& others,
                      const std::vector<std::vector<NearFeature>>& found, double tie_m) {
  NearPairs pairs;
  std::vector<std::uint32_t> site_of, other_of;
  for (std::uint32_t i = 0; i < found.size(); ++i) {
    std::int64_t rank = 0;
    for (std::size_t k = 0; k < found[i].size(); ++k) {
      const ClosestPoints& closest = found[i][k].closest;
      if (k == 0 || closest.distance_m - found[i][k - 1].closest.distance_m > tie_m)
        rank = static_cast<std::int64_t>(k) + 1;
      site_of.push_back(i);
      other_of.push_back(found[i][k].feature);
      pairs.add(rank, closest);
    }
  }
  std::set<std::string> clashing = near_column_names();
  const std::set<std::string> own = field_names(sites);
  for (const std::string& name : field_names(others))
    if (own.contains(name)) clashing.insert(name);
  ColumnNames names(clashing);
  const std::string other_title = lower(sites.title) == lower(others.title) ? others.title + "2" : others.title;
  std::vector<NamedCells> columns = attributes(sites, sites.title, site_of, names);
  for (NamedCells& column : attributes(others, other_title, other_of, names)) columns.push_back(std::move(column));
  pairs.from_fid = picked(typed_cells(sites.id, ColumnType::integer), site_of);
  pairs.near_fid = picked(typed_cells(others.id, ColumnType::integer), other_of);
  return near_table(std::move(pairs), std::move(columns));
}

class NearRun {
 public:
  NearRun(const OverlayInput& from, const OverlayInput& to, const NearRunOptions& options,
          const std::filesystem::path& output, const OverlaySettings& settings, const Executor& executor)
      : from_(from),
        to_(to),
        options_(options),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress),
        out_(output, settings_, {"from_fid"}) {}

  OverlaySummary run() {
    if (settings_.step.is_merge())
      merge();
    else
      find();
    clock_.begin("write");
    Issues issues = account_.issues;
    issues.insert(issues.end(), others_.issues.begin(), others_.issues.end());
    issues = distinct(std::move(issues));
    const std::size_t count = issues.size();
    std::vector<IssueCount> by_rule = counts_of(issues, settings_.notes);
    PartAccount account{{"rows", std::to_string(rows_)}, {"without", std::to_string(without_)}};
    put_counts(account, "from", account_.counts);
    put_counts(account, "to", others_.counts);
    const std::vector<std::string> warnings = out_.write(std::move(issues), account);
    clock_.end(rows_);
    return {
        fmt::format("Read\n{}{}\n{} pairs; {} features have no neighbour{}; {} issues", read_line(account_),
                    read_line(others_), with_commas(static_cast<long long>(rows_)),
                    with_commas(static_cast<long long>(without_)),
                    std::isfinite(options_.within_m) ? fmt::format(" within {} m", shortest(options_.within_m)) : "",
                    with_commas(static_cast<long long>(count))) +
            warning_lines(warnings),
        clock_.stages(), said_at_once(settings_.notes), std::move(by_rule)};
  }

 private:
  void find() {
    OverlaySettings of_sites = settings_;
    const OverlayInput sites_in = of_part(from_, settings_.step.part);
    of_sites.tile = of_sites.tile || settings_.step.is_part();
    MixedLayer sites;
    if (!settings_.memory.in_parts()) sites = read_mixed(sites_in, nullptr, of_sites, executor_, clock_);
    others_ = read_mixed(to_, nullptr, settings_, executor_, clock_);
    clock_.begin(settings_.memory.in_parts() ? "nearest features of " + from_.layer + " in parts" : "nearest features");
    const Neighbours neighbours(others_, options_, executor_);
    if (settings_.memory.in_parts())
      read_mixed_in_parts(
          sites_in, nullptr, of_sites, [&](MixedLayer part) { look(std::move(part), neighbours); }, executor_);
    else
      look(std::move(sites), neighbours);
    if (settings_.step.is_part())
      drop_notes(account_.issues);
    else
      say_why_if_none();
    clock_.end(rows_);
  }

  void look(MixedLayer sites, const Neighbours& neighbours) {
    const auto found = neighbours.of(sites, from_.layer == to_.layer);
    for (const std::vector<NearFeature>& one : found) {
      rows_ += one.size();
      without_ += one.empty() ? 1 : 0;
    }
    out_.add(table_of(sites, others_, found, neighbours.tie_m()));
    add_to_account(account_, std::move(sites));
  }

  void merge() {
    clock_.begin("parts");
    account_.source = from_.layer;
    others_.source = to_.layer;
    for (const std::filesystem::path& file : settings_.step.files) {
      const PartAccount account = account_of(file);
      rows_ += static_cast<std::size_t>(number_of(account, "rows"));
      without_ += static_cast<std::size_t>(number_of(account, "without"));
      account_.counts = account_.counts + counts_in(account, "from");
      others_.counts = counts_in(account, "to");  // every part reads the whole second layer
      Issues issues = issues_of(file);
      move_append(account_.issues, issues);
    }
    Issues notes = notes_on_mixed(from_, nullptr, settings_, executor_);
    move_append(account_.issues, notes);
    say_why_if_none();
    out_.merge("near", settings_.step.files);
    clock_.end(rows_);
  }

  /// If no part or block of the first layer had a feature, reads it in one go, which reports why.
  void say_why_if_none() {
    if (account_.counts.used > 0 || !(settings_.memory.in_parts() || settings_.step.is_merge())) return;
    MixedLayer why = read_mixed(from_, nullptr, without_limit(settings_), executor_, clock_);
    account_.issues = std::move(why.issues);
    account_.counts = why.counts;
  }

  const OverlayInput &from_, &to_;
  const NearRunOptions& options_;
  const OverlaySettings settings_;
  const Executor& executor_;
  StageClock clock_;
  PartedOutput out_;
  MixedLayer account_, others_;  ///< counts and issues of the two layers; features of account_ are not kept
  std::size_t rows_ = 0, without_ = 0;
};

}  // namespace

OverlaySummary run_near(const OverlayInput& from, const OverlayInput& to, const NearRunOptions& options,
                        const std::filesystem::path& output, const OverlaySettings& settings,
                        const Executor& executor) {
  if (options.count == 0)
    throw Error(ErrorKind::usage, "at least one neighbour must be requested", "Give --count 1 or more.");
  constexpr double far_m = 5e4;  // layers up to this far apart (m) are normal for this command
  const OverlaySettings checked =
      check_layer_run({from, to}, output, with_memory_plan({from, to}, output, settings), {"issues"}, far_m);
  return NearRun(from, to, options, output, checked, executor).run();
}

}  // namespace spatial
