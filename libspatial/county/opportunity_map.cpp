// SPDX-License-Identifier: MIT
#include "libspatial/county/opportunity_map.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/overlay/tabulate_lines.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

std::string stated(const std::vector<TextColumn>& run, const std::string& section, const std::string& item,
                   const std::string& key) {
  const auto column = [&](const std::string& name) -> const std::vector<std::string>& {
    return std::find_if(run.begin(), run.end(), [&](const TextColumn& one) { return one.name == name; })->values;
  };
  for (std::size_t i = 0; i < column("section").size(); ++i)
    if (column("section")[i] == section && column("item")[i] == item && column("key")[i] == key)
      return column("value")[i];
  return {};
}

/// For each place, the area (m²) that it shares with each zone of the opportunity map.
using Shares = std::vector<std::vector<ZoneShare>>;

/// Fills in the area-weighted means and the best value. `of` gives the opportunity area of each zone.
void weigh(OpportunitiesBeside& beside, const Shares& shares, const std::vector<std::uint32_t>& of,
           const OpportunityMap& map, double contact) {
  for (const std::vector<ZoneShare>& row : shares) {
    StableSum weight, weighted;
    const ZoneShare* best = nullptr;
    for (const ZoneShare& share : row) {
      const double score = map.scores[of[share.zone]].score;
      if (std::isnan(score)) continue;
      weight.add(share.area_m2);
      weighted.add(share.area_m2 * score);
      if (share.area_m2 > contact && (best == nullptr || score > map.scores[of[best->zone]].score)) best = &share;
    }
    beside.score.push_back(weight.value() > 0 ? weighted.value() / weight.value() : std::nan(""));
    beside.best.push_back(best == nullptr ? std::string() : map.areas.id[of[best->zone]]);
    beside.network.push_back(best == nullptr ? std::string() : map.scores[of[best->zone]].network);
  }
}

Shares shares_of(const MultiPolygonColumn& places, const MultiPolygonColumn& zones, const Executor& executor) {
  Shares shares(places.size());
  if (places.empty() || zones.empty()) return shares;
  const AreaTable table = areas_by_zone(places, boxes_of(places), areas_m2_of(places), zones, executor);
  for (std::size_t p = 0; p < places.size(); ++p) shares[p].assign(table[p].begin(), table[p].end());
  return shares;
}

std::vector<double> sums_of_shares(const Shares& shares) {
  std::vector<double> sums;
  for (const std::vector<ZoneShare>& row : shares) {
    StableSum sum;
    for (const ZoneShare& share : row) sum.add(share.area_m2);
    sums.push_back(sum.value());
  }
  return sums;
}

}  // namespace

std::string minor_version(const std::string& version) {
  return version.substr(0, version.find('.', version.find('.') + 1));
}

OpportunitiesBeside opportunities_beside(const MultiPolygonColumn& places, const OpportunityMap& map,
                                         const std::string& network, const Executor& executor) {
  MultiPolygonColumn wanted, others;
  std::vector<std::uint32_t> of;
  for (std::uint32_t a = 0; a < map.areas.size(); ++a) {
    const bool fits = network.empty() || map.scores[a].network == network;
    (fits ? wanted : others).append(map.areas.geometry[a]);
    if (fits) of.push_back(a);
  }
  const auto once = [&](const MultiPolygonColumn& areas) {
    return sums_of_shares(shares_of(places, disjoint_areas(areas, executor).geometry, executor));
  };
  OpportunitiesBeside beside;
  beside.here = once(wanted);
  beside.other = once(others);
  weigh(beside, shares_of(places, wanted, executor), of, map, 0.5);
  return beside;
}

OpportunitiesBeside opportunities_beside(const MultiLineColumn& lines, const OpportunityMap& map,
                                         const Executor& executor) {
  std::vector<std::uint32_t> number(lines.size()), all(map.areas.size());
  std::iota(number.begin(), number.end(), 0U);
  std::iota(all.begin(), all.end(), 0U);
  const auto along = [&](const MultiPolygonColumn& areas) {
    Shares shares(lines.size());
    for (const ZoneClassLength& row : lengths_by_zone_and_class(lines, number, areas, executor))
      shares[row.feature_class].push_back({row.zone, row.length_m});
    return shares;
  };
  OpportunitiesBeside beside;
  beside.here = sums_of_shares(along(disjoint_areas(map.areas.geometry, executor).geometry));
  beside.other.assign(lines.size(), 0);
  weigh(beside, along(map.areas.geometry), all, map, 0.5);
  return beside;
}

OpportunityMap read_opportunity_map(const std::string& file, const Config& config, const Box& mapped,
                                    const Executor& executor) {
  const LayerName whole{file, ""};
  if (!std::filesystem::exists(file))
    throw Error(ErrorKind::input, fmt::format("{} does not exist", file), "Name the output of lnrs opportunities.");
  const std::vector<std::string> tables = table_names(file);
  for (const char* needed : {"opportunity_areas", "run"})
    if (std::find(tables.begin(), tables.end(), needed) == tables.end())
      throw Error(ErrorKind::input, fmt::format("{} has no table '{}', so it is not an opportunity map", file, needed),
                  "Name the output of lnrs opportunities.");
  const std::vector<TextColumn> run = read_table({file, "run"}, {"section", "item", "key", "value"});
  OpportunityMap map;
  const auto report = [&](IssueRule rule, std::string message) {
    map.issues.push_back({rule, "opportunities", file, {}, std::move(message), std::nullopt});
  };
  const std::string version = stated(run, "software", "lnrs", "version");
  if (minor_version(version) != minor_version(project_version()))
    throw Error(ErrorKind::input,
                fmt::format("{} was made by version {} of lnrs, this is {}: scores are not comparable", file,
                            version.empty() ? "?" : version, project_version()),
                "Make the map again with lnrs opportunities.");
  if (version != project_version())
    report(IssueRule::opportunity_map_other_version,
           fmt::format("made by version {}, this is {}", version, project_version()));

  ReadOptions options;
  options.crs = config.crs;
  options.id_field = "candidate_id";
  options.extra_fields = {"score", "class", "best_network", "habitat"};
  const ReadResult read = read_layer({file, "opportunity_areas"}, Role::candidate, options, executor);
  CleanOptions cleaning = config.clean;
  cleaning.report_overlaps = false;
  CleanResult cleaned = clean(read.layer, cleaning, executor);
  map.areas = std::move(cleaned.layer);
  map.file = fingerprint(file, file);
  for (std::size_t a = 0; a < map.areas.size(); ++a) {
    const auto text = [&](std::size_t column) { return map.areas.extra[column].text(a); };
    map.scores.push_back(
        {text(0).empty() ? std::nan("") : std::strtod(text(0).c_str(), nullptr), text(1), text(2), text(3)});
  }
  if (mapped.empty() || map.areas.size() == 0) return map;
  std::size_t elsewhere = 0;
  for (const Box& box : map.areas.boxes) elsewhere += box.intersects(mapped) ? 0 : 1;
  const std::string named = stated(run, "run", "", "name");
  const Box extent = extent_of(map.areas.geometry);
  if (elsewhere == map.areas.size())
    throw Error(ErrorKind::input,
                fmt::format("{} ('{}') lies around {:.0f}, {:.0f}, but the layers of this config lie around {:.0f}, "
                            "{:.0f}: it is a map of another county",
                            file, named, extent.centre().x, extent.centre().y, mapped.centre().x, mapped.centre().y),
                "Name the map that was made with this config.");
  if (elsewhere > 0)
    report(IssueRule::opportunity_map_elsewhere,
           fmt::format("{} of {} opportunity areas of '{}' lie outside the layers of this run", elsewhere,
                       map.areas.size(), named));
  return map;
}

std::optional<OpportunityMap> configured_map(const std::string& file, const Config& config, const Box& mapped,
                                             Issues& issues, const Executor& executor) {
  if (file.empty()) return std::nullopt;
  OpportunityMap map = read_opportunity_map((base_folder(config) / file).string(), config, mapped, executor);
  map.file.path = file;
  for (Issue& issue : map.issues) issue.source = file;
  issues.insert(issues.end(), map.issues.begin(), map.issues.end());
  return map;
}

}  // namespace spatial
