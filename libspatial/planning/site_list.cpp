// SPDX-License-Identifier: MIT
#include "libspatial/planning/site_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"

namespace spatial {
namespace {

/// Makes references unique, in order.
class References {
 public:
  std::string distinct(const std::string& reference) {
    std::string id = reference;
    for (int copy = 2; !used_.insert(id).second; ++copy) id = fmt::format("{}-{}", reference, copy);
    return id;
  }

 private:
  std::set<std::string> used_;
};

std::string reference_of(const RawLayer& layer, std::size_t row) {
  const std::string text = trimmed(layer.id[row]);
  return text.empty() ? std::to_string(layer.fid[row]) : text;
}

MultiPolygon grown(GeosContext& geos, const RawSites& raw, std::size_t row, double radius_m) {
  std::vector<std::span<const Point>> lines;
  for (std::size_t l = 0; l < raw.lines[row].size(); ++l)
    if (std::all_of(raw.lines[row][l].begin(), raw.lines[row][l].end(),
                    [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); }))
      lines.push_back(raw.lines[row][l]);
  return buffer_of_lines(geos, lines, radius_m, 16);
}

Box raw_box(const RawSites& raw, std::size_t row) {
  Box box = box_of(raw.layer.geometry[row]);
  for (const Point& p : raw.lines[row].points) box.add(p);
  return box;
}

/// Buffer distance (m) for the points and lines of a row: for a single point, the radius of a circle of the stated
/// area; otherwise `radius_m`.
double radius_of(const RawSites& raw, std::size_t row, double radius_m) {
  constexpr double polygon_of_64 = 3.1365484905459393;  // area of the regular polygon with 64 corners in a unit circle
  const bool point =
      raw.lines[row].size() == 1 && raw.lines[row].points.size() == 1 && raw.layer.geometry[row].part_count() == 0;
  const double stated = raw.stated_m2[row];
  return point && std::isfinite(stated) && stated > 0 ? std::sqrt(stated / polygon_of_64) : radius_m;
}

/// Describes what replaces the outline of a row that has none; "" if the row has an outline.
std::string stand_in_of(const RawSites& raw, std::size_t row, double radius_m) {
  if (raw.lines[row].size() == 0 || raw.layer.geometry[row].part_count() > 0) return {};
  const double radius = radius_of(raw, row, radius_m);
  if (!(radius > 0)) return {};
  if (radius != radius_m) return fmt::format("a circle of the stated area ({:.2f} ha)", raw.stated_m2[row] / 1e4);
  const bool points = raw.lines[row].points.size() == raw.lines[row].size();
  return fmt::format("{} of {} m", points ? "a circle with a radius" : "a strip with a half width", shortest(radius));
}

bool states_place(const RawSites& raw, std::size_t row) {
  return raw.lines[row].size() > 0 || raw.layer.geometry[row].part_count() > 0;
}

/// Messages of the reader by row: why a place cannot be read, and what was used in its place.
struct Said {
  std::map<std::size_t, std::string> problem;
  std::set<std::size_t> by_postcode;
  explicit Said(const RawLayer& layer) {
    for (std::size_t k = 0; k < std::min(layer.issues.size(), layer.issue_row.size()); ++k) {
      if (layer.issue_row[k] == RawLayer::no_row) continue;
      if (layer.issues[k].rule == IssueRule::null_geometry)
        problem.emplace(layer.issue_row[k], layer.issues[k].message);
      if (layer.issues[k].rule == IssueRule::site_by_postcode) by_postcode.insert(layer.issue_row[k]);
    }
  }
};

bool same_outline(MultiPolygonView a, MultiPolygonView b) {
  if (a.part_count() != b.part_count() || a.ring_count() != b.ring_count() || a.point_count() != b.point_count())
    return false;
  for (std::size_t k = 0; k < a.point_count(); ++k)
    if (a.points()[k].x != b.points()[k].x || a.points()[k].y != b.points()[k].y) return false;
  return true;
}

/// For each site whose outline an earlier site has too, the first such site. Outlines are in normal form, so equal ones
/// are identical.
std::map<std::size_t, std::size_t> repeated(const SiteList& sites) {
  std::map<std::size_t, std::size_t> found;
  std::map<std::tuple<double, double, double>, std::vector<std::size_t>> firsts;
  for (std::size_t s = 0; s < sites.size(); ++s) {
    if (!sites.problem[s].empty()) continue;
    std::vector<std::size_t>& alike = firsts[{sites.boxes[s].min_x, sites.boxes[s].min_y, sites.areas_m2[s]}];
    const auto first = std::find_if(alike.begin(), alike.end(), [&](std::size_t other) {
      return same_outline(sites.geometry[s], sites.geometry[other]);
    });
    if (first == alike.end())
      alike.push_back(s);
    else
      found.emplace(s, *first);
  }
  return found;
}

/// The outlines with their positions as ids, so that cleaning neither renames nor reorders them.
RawLayer numbered(const RawSites& raw, const std::vector<std::size_t>& order, double radius_m,
                  const Executor& executor) {
  RawLayer layer;
  layer.role = raw.layer.role;
  layer.source = raw.layer.source;
  const auto areas =
      parallel_map<MultiPolygon, GeosContext>(executor, order.size(), [&](GeosContext& geos, std::size_t i) {
        const std::size_t row = order[i];
        const double radius = radius_of(raw, row, radius_m);
        return radius > 0 && raw.lines[row].size() > 0 ? grown(geos, raw, row, radius) : MultiPolygon();
      });
  for (std::size_t i = 0; i < order.size(); ++i) {
    layer.fid.push_back(static_cast<std::int64_t>(i) + 1);
    layer.id.push_back(std::to_string(i));
    layer.name.push_back({});
    layer.code.push_back({});
    layer.geometry.append_parts(raw.layer.geometry[order[i]]);
    layer.geometry.append_parts(areas[i]);
    layer.geometry.end_feature();
  }
  layer.features_in_file = order.size();
  return layer;
}

}  // namespace

bool looks_like_degrees(const Box& box) noexcept {
  const auto within = [](double low, double high, double from, double to) { return low >= from && high <= to; };
  return !box.empty() && ((within(box.min_x, box.max_x, -9, 3) && within(box.min_y, box.max_y, 49, 61)) ||
                          (within(box.min_y, box.max_y, -9, 3) && within(box.min_x, box.max_x, 49, 61)));
}

std::string said_source(const std::string& source) { return source == "typed in" ? "(typed in)" : "of " + source; }

/// One step for each rule of a list: order, references, points, repairs, what cannot be used.
SiteListResult site_list(const RawSites& raw, double radius_m, const CleanOptions& cleaning, const Executor& executor) {
  SiteListResult result;
  SiteList& sites = result.sites;
  const std::size_t count = raw.layer.fid.size();
  sites.source = raw.layer.source;
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<std::string> references;
  for (std::size_t row = 0; row < count; ++row) references.push_back(reference_of(raw.layer, row));
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return natural_less(references[a], references[b]); });

  const auto report = [&](IssueRule rule, const std::string& id, std::string message,
                          std::optional<Place> place = std::nullopt) {
    result.issues.push_back({rule, "site", sites.source, id, std::move(message), place});
  };
  References used;
  const Said said(raw.layer);
  for (const std::size_t row : order) {
    sites.reference.push_back(trimmed(raw.layer.id[row]));
    sites.id.push_back(used.distinct(references[row]));
    sites.name.push_back(raw.layer.name[row]);
    sites.stated_m2.push_back(raw.stated_m2[row]);
    sites.problem.emplace_back();
    sites.repaired.push_back(0);
    sites.stand_in.push_back(stand_in_of(raw, row, radius_m));
    if (!sites.stand_in.back().empty() && said.by_postcode.contains(row))
      sites.stand_in.back() += " around the centre of its postcode";
    if (sites.reference.back().empty())
      report(IssueRule::missing_id, sites.id.back(), "the reference is empty; the feature number is used instead");
    else if (sites.id.back() != references[row])
      report(IssueRule::duplicate_id, sites.id.back(),
             fmt::format("the reference '{}' occurs again; here it is '{}'", references[row], sites.id.back()));
  }

  CleanOptions options = cleaning;
  options.report_overlaps = false;
  options.resolve_overlaps = OverlapRule::keep;
  CleanResult cleaned = clean(numbered(raw, order, radius_m, executor), options, executor);
  std::map<std::size_t, std::size_t> place_of;
  for (std::size_t i = 0; i < cleaned.layer.size(); ++i)
    place_of.emplace(std::strtoull(cleaned.layer.id[i].c_str(), nullptr, 10), i);
  for (Issue& issue : cleaned.issues) {
    if (issue.rule == IssueRule::empty_layer) continue;
    issue.role = "site";
    if (!issue.feature_id.empty()) {
      const std::size_t site = std::strtoull(issue.feature_id.c_str(), nullptr, 10);
      issue.feature_id = sites.id[site];
      if (info(issue.rule).outcome == Outcome::dropped) {
        const bool bare = raw.lines[order[site]].size() > 0 && !(radius_of(raw, order[site], radius_m) > 0);
        if (bare) {
          sites.problem[site] = "a point or line needs a radius: give --radius, or sites.radius_m in the config";
          report(IssueRule::site_needs_radius, issue.feature_id, sites.problem[site]);
          continue;
        }
        const auto why = said.problem.find(order[site]);
        sites.problem[site] = why != said.problem.end()        ? why->second
                              : states_place(raw, order[site]) ? issue.message
                                                               : "the row has no shape and no coordinates";
      }
      if (issue.rule == IssueRule::invalid_repaired) sites.repaired[site] = 1;
    }
    result.issues.push_back(std::move(issue));
  }
  for (Issue issue : raw.layer.issues) {
    issue.role = "site";
    result.issues.push_back(std::move(issue));
  }
  for (std::size_t site = 0; site < count; ++site) {
    if (looks_like_degrees(raw_box(raw, order[site]))) {
      const Point at = raw_box(raw, order[site]).centre();
      sites.problem[site] = "its coordinates look like degrees, not metres";
      report(IssueRule::site_in_degrees, sites.id[site],
             fmt::format("coordinates near {:.5f}, {:.5f} look like degrees: save the layer with its coordinate "
                         "reference system, or give --assume-crs EPSG:4326",
                         at.x, at.y));
      place_of.erase(site);
    }
    const auto found = place_of.find(site);
    if (found != place_of.end())
      sites.geometry.append_parts(cleaned.layer.geometry[found->second]);
    else if (sites.problem[site].empty())
      sites.problem[site] = "the outline has no usable area";
    sites.geometry.end_feature();
  }
  sites.boxes = boxes_of(sites.geometry);
  sites.areas_m2 = areas_m2_of(sites.geometry);
  for (std::size_t site = 0; site < count; ++site) {
    const double stated = sites.stated_m2[site], measured = sites.areas_m2[site];
    if (!std::isfinite(stated) || !sites.problem[site].empty() || !sites.stand_in[site].empty() ||
        std::abs(stated - measured) <= std::max(10.0, 0.01 * measured))
      continue;
    report(IssueRule::site_area_differs, sites.id[site],
           fmt::format("{:.4f} ha are stated, {:.4f} ha are measured", stated / 1e4, measured / 1e4),
           Place{sites.boxes[site].centre().x, sites.boxes[site].centre().y});
  }
  for (const auto& [site, first] : repeated(sites))
    report(IssueRule::site_repeated, sites.id[site],
           fmt::format("has the same {} as '{}'", sites.stand_in[site].empty() ? "outline" : "place", sites.id[first]),
           Place{sites.boxes[site].centre().x, sites.boxes[site].centre().y});
  sort_issues(result.issues);
  return result;
}

}  // namespace spatial
