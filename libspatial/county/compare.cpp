// SPDX-License-Identifier: MIT
#include "libspatial/county/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

#include "libspatial/config/config_differences.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/opportunity_map.hpp"
#include "libspatial/county/written_map.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/read.hpp"
#include "libspatial/report/comparison_page.hpp"
#include "libspatial/report/comparison_tables.hpp"
#include "libspatial/report/run_record.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"

namespace spatial {
namespace {

const std::vector<std::string> compare_tables{"candidate_changes", "class_changes", "rank_changes", "change_causes",
                                              "run"};

/// One of the two maps, with the geometry of its opportunity areas.
struct Side {
  WrittenMap map;
  MultiPolygonColumn geometry;
  std::vector<Box> boxes;
  std::vector<double> areas_m2;
  std::map<std::string, std::size_t> area_of;  ///< position of each candidate's area, by candidate id
};

Side side_of(const std::filesystem::path& file, const Executor& executor) {
  Side side;
  side.map = read_written_map(file);
  ReadOptions options;
  if (!side.map.crs.empty()) options.crs = side.map.crs;
  options.id_field = "candidate_id";
  const RawLayer layer = read_layer({file, "opportunity_areas"}, Role::candidate, options, executor).layer;
  for (std::size_t i = 0; i < layer.id.size(); ++i) side.area_of.emplace(layer.id[i], i);
  side.geometry = layer.geometry;
  side.boxes = boxes_of(side.geometry);
  side.areas_m2 = areas_m2_of(side.geometry);
  return side;
}

[[noreturn]] void refuse(const Side& before, const Side& after, const std::string& what, const std::string& remedy) {
  throw Error(ErrorKind::input, fmt::format("{} and {} {}", before.map.file.string(), after.map.file.string(), what),
              remedy);
}

void check_comparable(const Side& before, const Side& after) {
  if (minor_version(before.map.version) != minor_version(after.map.version))
    refuse(before, after,
           fmt::format("were made by versions {} and {} of lnrs, whose scores are not comparable", before.map.version,
                       after.map.version),
           "Make both maps with one version.");
  if (before.map.crs != after.map.crs)
    refuse(before, after, fmt::format("are in {} and {}", before.map.crs, after.map.crs), "Make both maps in one CRS.");
  if (!extent_of(before.geometry).intersects(extent_of(after.geometry)))
    refuse(before, after, "share no land: they are maps of different counties", "Compare two maps of one county.");
}

/// Refuses two maps without a common candidate. Extents of neighbouring counties overlap, so the extent check alone
/// does not catch this: no candidate of one map lies on a candidate of the other.
void check_shared_candidates(const Side& before, const Side& after, const MapComparison& comparison) {
  const auto on_shared_land = [](const ComparedCandidate& one) { return one.before.present && one.after.present; };
  const auto both = static_cast<std::size_t>(
      std::count_if(comparison.candidates.begin(), comparison.candidates.end(), on_shared_land));
  if (both > comparison.elsewhere || comparison.renamed > 0 || before.map.rows.empty() || after.map.rows.empty())
    return;
  refuse(before, after,
         fmt::format("('{}' and '{}') have no candidate in common: they are maps of different counties, or their "
                     "candidates were made in different ways",
                     before.map.name, after.map.name),
         "Compare two maps of one county that were made from the same habitat layer or the same candidates.");
}

ComparedState state_of(const Side& side, const std::string& id) {
  ComparedState state;
  const auto row = side.map.rows.find(id);
  if (row == side.map.rows.end()) return state;
  const auto cell = [&](const char* column) -> std::string {
    return side.map.has(column) ? side.map.column(column)[row->second] : "";
  };
  state.present = true;
  state.action = cell("action").empty() ? "create" : cell("action");
  state.best_network = cell("best_network");
  state.opportunity_class = cell("class");
  state.rank = std::strtoull(cell("rank").c_str(), nullptr, 10);
  state.score = std::strtod(cell("score").c_str(), nullptr);
  state.area_m2 = side.areas_m2[side.area_of.at(id)];
  return state;
}

ScoreTerms terms_in(const Side& side, const std::string& id) {
  const std::size_t row = side.map.rows.at(id);
  IndicatorTable::Row scaled{};
  for (const IndicatorInfo& indicator : indicators())
    scaled[static_cast<std::size_t>(indicator.indicator)] =
        std::strtod(side.map.column(std::string(indicator.name))[row].c_str(), nullptr);
  return terms_of(scaled, side.map.scoring.weights, side.map.scoring.suitability);
}

bool same_land(const Side& a, std::size_t in_a, const Side& b, std::size_t in_b) {
  const MultiPolygonView x = a.geometry[in_a], y = b.geometry[in_b];
  return x.point_count() == y.point_count() && std::equal(x.points().begin(), x.points().end(), y.points().begin());
}

std::string largest_part(const ScoreChange& change) {
  constexpr double nothing = 1e-9;
  std::string name;
  double size = nothing;
  const auto consider = [&](double part, std::string_view what) {
    if (std::abs(part) <= size) return;
    size = std::abs(part);
    name = std::string(what);
  };
  consider(change.suitability, "suitability");
  consider(change.constraint, "constraint");
  for (const IndicatorInfo& indicator : indicators())
    consider(change.indicators[static_cast<std::size_t>(indicator.indicator)], indicator.name);
  return name;
}

/// Differences between the two runs: settings in order of key, then input files whose contents differ. A file that only
/// one run read already shows as a difference of the layer setting.
std::vector<RunDifference> differences_of(const WrittenMap& before, const WrittenMap& after) {
  std::vector<RunDifference> result;
  for (ConfigDifference& one : config_differences(before.config, after.config))
    result.push_back({std::move(one.key), std::move(one.before), std::move(one.after)});
  for (const auto& [file, old_hash] : before.inputs) {
    const auto now = after.inputs.find(file);
    if (now != after.inputs.end() && now->second != old_hash)
      result.push_back(
          {"contents of " + file, "SHA-256 " + old_hash.substr(0, 12), "SHA-256 " + now->second.substr(0, 12)});
  }
  return result;
}

/// Number of new candidates that lie on exactly the land of a candidate that is gone, i.e. were only renamed.
std::size_t renamed(const Side& before, const Side& after, const MapComparison& comparison) {
  std::map<std::pair<double, double>, std::vector<std::size_t>> went;
  for (const ComparedCandidate& one : comparison.candidates)
    if (one.fate == CandidateFate::went) {
      const std::size_t area = before.area_of.at(one.id);
      went[{before.boxes[area].min_x, before.boxes[area].min_y}].push_back(area);
    }
  std::size_t number = 0;
  for (const ComparedCandidate& one : comparison.candidates) {
    if (one.fate != CandidateFate::came) continue;
    const std::size_t area = after.area_of.at(one.id);
    const auto near = went.find({after.boxes[area].min_x, after.boxes[area].min_y});
    if (near == went.end()) continue;
    number += std::any_of(near->second.begin(), near->second.end(),
                          [&](std::size_t old) { return same_land(before, old, after, area); })
                  ? 1
                  : 0;
  }
  return number;
}

MapComparison compared(const Side& before, const Side& after) {
  MapComparison result;
  result.old_file = before.map.file.string();
  result.new_file = after.map.file.string();
  result.old_name = before.map.name;
  result.new_name = after.map.name;
  result.old_date = before.map.date;
  result.new_date = after.map.date;
  result.networks = after.map.scoring.networks;
  result.networks.insert(before.map.scoring.networks.begin(), before.map.scoring.networks.end());
  result.differences = differences_of(before.map, after.map);
  std::map<std::string, int> ids;
  for (const Side* side : {&before, &after})
    for (const auto& [id, row] : side->map.rows) ids.emplace(id, 0);
  for (const auto& [id, none] : ids) {
    ComparedCandidate one;
    one.id = id;
    one.before = state_of(before, id);
    one.after = state_of(after, id);
    const Side& newest = one.after.present ? after : before;
    if (newest.map.has("place")) one.place = newest.map.column("place")[newest.map.rows.at(id)];
    if (one.before.present && one.after.present) {
      const std::size_t was = before.area_of.at(id), is = after.area_of.at(id);
      one.fate = same_land(before, was, after, is) ? CandidateFate::stayed : CandidateFate::redrawn;
      result.elsewhere += before.boxes[was].intersects(after.boxes[is]) ? 0 : 1;
      one.change = change_between(terms_in(before, id), terms_in(after, id));
      one.largest_part = largest_part(one.change);
    } else {
      one.fate = one.after.present ? CandidateFate::came : CandidateFate::went;
    }
    result.geometry.append(newest.geometry[newest.area_of.at(id)]);
    result.candidates.push_back(std::move(one));
  }
  result.renamed = renamed(before, after, result);
  return result;
}

RunRecord record_of(const Side& before, const Side& after) {
  RunRecord record{{"run", "", "command", "lnrs compare"}, {"software", "lnrs", "version", project_version()}};
  for (const Side* side : {&before, &after}) {
    const InputFile file = fingerprint(side->map.file, side->map.file.string());
    const std::string item = side == &before ? "old" : "new";
    record.push_back({"input", item, "file", file.path});
    record.push_back({"input", item, "name", side->map.name});
    record.push_back({"input", item, "version", side->map.version});
    record.push_back({"input", item, "sha256", file.sha256});
  }
  return record;
}

}  // namespace

RunOutcome run_compare(const std::filesystem::path& old_map, const std::filesystem::path& new_map,
                       const Outputs& outputs, const Executor& executor) {
  std::optional<Delivery> delivery;
  if (names_any(outputs))
    delivery.emplace(outputs, compare_tables, std::vector<std::filesystem::path>{old_map, new_map});
  const Side before = side_of(old_map, executor), after = side_of(new_map, executor);
  check_comparable(before, after);
  const MapComparison comparison = compared(before, after);
  check_shared_candidates(before, after, comparison);
  RunOutcome outcome;
  outcome.summary = comparison_summary(comparison);
  if (!delivery) return outcome;
  std::vector<FeatureTable> tables;
  tables.push_back(candidate_changes_table(comparison));
  tables.push_back(class_changes_table(comparison));
  tables.push_back(rank_changes_table(comparison));
  tables.push_back(change_causes_table(comparison));
  tables.push_back(run_table(record_of(before, after)));
  outcome.files = delivery->deliver(
      dataset_of_run(after.map.crs.empty() ? "EPSG:27700" : after.map.crs, "", std::move(tables), comparison_domains()),
      [&] { return comparison_html(comparison, project_version()); });
  return outcome;
}

}  // namespace spatial
