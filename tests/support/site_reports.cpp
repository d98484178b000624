// SPDX-License-Identifier: MIT
#include "tests/support/site_reports.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "libspatial/geometry/grid_reference.hpp"

namespace spatial::test {
namespace {

/// Numbers that look random but are the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15ULL + 1) {}
  double between(double low, double high) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return low + (high - low) * static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(between(0, static_cast<double>(count))); }

 private:
  std::uint64_t state_;
};

/// Adds a lobed outline around a place; points outside the window are moved to its edge.
void add_blob(MultiPolygonColumn& column, Dice& dice, Point centre, double radius, int points, const Box* window) {
  std::vector<Point> ring;
  const double phase = dice.between(0, 6), lobes = 2 + static_cast<double>(dice.below(3));
  for (int k = 0; k < points; ++k) {
    const double angle = 2 * std::numbers::pi * k / points;
    const double r = radius * (1 + 0.25 * std::sin(lobes * angle + phase) + dice.between(-0.05, 0.05));
    Point p{centre.x + r * std::cos(angle), centre.y + r * std::sin(angle)};
    if (window != nullptr)
      p = {std::clamp(p.x, window->min_x, window->max_x), std::clamp(p.y, window->min_y, window->max_y)};
    ring.push_back(p);
  }
  ring.push_back(ring.front());
  column.add_ring(ring);
  column.end_part();
  column.end_feature();
}

struct Kind {
  const char *key, *title, *kind;
  double radius, far;
  std::size_t most;
};
constexpr std::array kinds{
    Kind{"designated", "Designated sites", "SSSI", 300, 900, 2},
    Kind{"lws", "Local Wildlife Sites", "", 180, 700, 2},
    Kind{"irreplaceable", "Irreplaceable habitat", "ancient woodland", 120, 500, 2},
    Kind{"priority_habitat", "Priority habitat", "", 90, 400, 5},
    Kind{"boa", "Biodiversity Opportunity Areas", "", 900, 1200, 1},
};
constexpr std::array names{"Brown\xE2\x80\x99s Wood",          "Avon Meadows", "Kelston Hill", "Long Bottom",
                           "St Catherine\xE2\x80\x99s Valley", "Rainbow Wood", "Cam Brook",    "Twerton Roundhill"};
constexpr std::array habitats{"Lowland mixed deciduous woodland", "Lowland meadows", "Modified grassland",
                              "Mixed scrub", "Cereal crops"};
constexpr std::array directions{"N", "NE", "E", "SE", "S", "SW", "W", "NW"};

void add_features(SiteReport& report, ReportSite& site, Dice& dice, std::uint32_t role) {
  const Kind& kind = kinds[role];
  const double site_radius = std::sqrt(site.area_m2 / std::numbers::pi);
  const std::size_t count = 1 + dice.below(kind.most);
  std::vector<ReportRelation> rows;
  double affected = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const double away = dice.between(0, kind.far), angle = dice.between(0, 2 * std::numbers::pi);
    ReportRelation row;
    row.feature = static_cast<std::uint32_t>(report.features.size());
    const double gap = away - kind.radius - site_radius;
    row.relation = away + site_radius < 0.7 * kind.radius ? Relation::inside
                   : gap < -20                            ? Relation::overlaps
                   : gap < 0.1                            ? Relation::adjoins
                   : gap < report.roles[role].buffer_m    ? Relation::within_buffer
                                                          : Relation::near;
    if (row.relation == Relation::inside) row.share_of_site = 1;
    if (row.relation == Relation::overlaps) row.share_of_site = std::min(0.95, -gap / (2 * site_radius + kind.radius));
    row.overlap_m2 = row.share_of_site * site.area_m2;
    row.share_of_feature = std::min(1.0, row.overlap_m2 / (std::numbers::pi * kind.radius * kind.radius));
    affected = std::max(affected, row.overlap_m2);
    if (row.relation > Relation::overlaps) {
      row.distance_m = std::max(0.0, gap);
      row.direction =
          directions[static_cast<std::size_t>(std::lround((450 - angle * 180 / std::numbers::pi) / 45)) % 8];
    }
    report.features.push_back({role, fmt::format("{}{:05}", kind.key[0] == 'd' ? "S" : "F", report.features.size() + 1),
                               role == 3 ? habitats[dice.below(3)] : names[dice.below(names.size())], kind.kind,
                               fmt::format("county.gpkg#{}", kind.key)});
    const Point centre{site.centre.x + away * std::cos(angle), site.centre.y + away * std::sin(angle)};
    if (site.window.grown(0.5 * kind.radius).contains(Box{centre.x, centre.y, centre.x, centre.y})) {
      row.shape = static_cast<std::int32_t>(site.shapes.size());
      add_blob(site.shapes, dice, centre, kind.radius, 60, &site.window);
    }
    rows.push_back(row);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const ReportRelation& a, const ReportRelation& b) {
    return a.relation != b.relation ? a.relation < b.relation : a.distance_m < b.distance_m;
  });
  rows.front().nearest = true;
  const ReportFeature& first = report.features[rows.front().feature];
  const ReportRelation& closest = rows.front();
  site.summary.push_back(
      {kind.title, closest.relation <= Relation::overlaps
                       ? fmt::format("{:.2f} ha of the site ({:.1f} %) is mapped as {}.", affected / 1e4,
                                     100 * affected / site.area_m2, first.name)
                       : fmt::format("{} within 1,000 m, the nearest is {}, {:.0f} m to the {}.", rows.size(),
                                     first.name, closest.distance_m, closest.direction)});
  if (closest.relation <= Relation::overlaps)
    site.summary.push_back({kind.title, "A survey, and advice from those who look after it, may be needed."});
  if (role == 0 && closest.distance_m < 200)
    site.flags.push_back({"Natural England", "designated site within 200 m",
                          fmt::format("{}, {:.0f} m", first.name, closest.distance_m)});
  site.affected.push_back({role, affected});
  site.relations.insert(site.relations.end(), rows.begin(), rows.end());
}

ReportSite drawn_site(SiteReport& report, std::size_t number) {
  Dice dice(number + 7);
  ReportSite site;
  site.id = fmt::format("26/{:05}/FUL", 100 + number);
  site.name = fmt::format("Land at {}", names[number % names.size()]);
  site.status = "checked";
  site.centre = {375000 + 700.0 * static_cast<double>(number % 40), 160000 + 700.0 * static_cast<double>(number / 40)};
  const double radius = dice.between(15, 140);
  add_blob(site.outline, dice, site.centre, radius, 24, nullptr);
  Box box;
  for (const Point p : site.outline[0].points()) box.add(p);
  site.window = map_window(box);
  site.area_m2 = std::numbers::pi * radius * radius;
  if (number % 9 == 4) site.stated_m2 = 1.2 * site.area_m2;
  site.grid_reference = grid_reference(site.centre);
  site.authorities.push_back({number % 3 == 0 ? "Wiltshire" : "Bath and North East Somerset", 1});
  if (number % 11 == 5) site.authorities = {{"Wiltshire", 0.63}, {"Bath and North East Somerset", 0.37}};
  site.summary.push_back({"The site", fmt::format("The site covers {:.2f} ha at {}, in {}.", site.area_m2 / 1e4,
                                                  site.grid_reference, site.authorities[0].name)});
  for (std::uint32_t role = 0; role < kinds.size(); ++role) add_features(report, site, dice, role);
  site.targets.push_back({"Limestone Link", "restore", "Lowland meadows", "120",
                          "Restore species-rich grassland on thin soils", "Modified grassland", 0, 0.4 * site.area_m2});
  for (std::size_t k = 0; k < 1 + number % 4; ++k)
    site.habitats.push_back(
        {habitats[k], "", site.area_m2 / static_cast<double>(1 + number % 4), k == 0 ? 6.0 : 2.0, false, k == 0});
  for (std::size_t k = 0; k < 2; ++k) site.around.push_back({habitats[k], {3.1e4, 9.4e4, 30.5e4, 110.2e4}});
  if (number % 3 == 0)
    site.opportunities.push_back({fmt::format("C{:05}", number), "2_top_10", "woodland", "Modified grassland", 71.3,
                                  0.3 * site.area_m2, 0.2, -1});
  site.networks.push_back(
      {"Woodland", number % 4 == 0 ? 0.2 * site.area_m2 : 0, 0, 1.2e6, number % 4 == 0 ? 1.19e6 : 1.2e6});
  site.networks.push_back({"Neutral grassland", 0, 0, 3.1e6, 3.1e6});
  site.summary.push_back(
      {"In general",
       "This says what is mapped, not what is there, and does not decide whether a proposal is acceptable."});
  return site;
}

}  // namespace

SiteReport drawn_report(std::size_t sites) {
  SiteReport report;
  report.project = "Avon sample";
  report.date = "2026-03-02";
  report.version = "0.1.0";
  report.sites_source = "weekly_list.gpkg#applications";
  for (const Kind& kind : kinds)
    report.roles.push_back({kind.key, kind.title, std::string_view(kind.key) == "irreplaceable" ? 15.0 : 0.0});
  report.rules.emplace_back("Overlap", "Shared areas up to 0.5 m\xC2\xB2 count as contact.");
  report.versions.emplace_back("GEOS", "3.11.1");
  report.inputs.emplace_back("county.gpkg#lws", "478 features");
  for (std::size_t s = 0; s < sites; ++s) {
    if (sites > 3 && s % 50 == 3) {
      ReportSite site;
      site.id = fmt::format("26/{:05}/FUL", 100 + s);
      site.status = "not checked";
      site.problem = "the outline has no area";
      site.findings.push_back({"error", "empty_geometry", "The outline has no area."});
      report.sites.push_back(std::move(site));
    } else {
      report.sites.push_back(drawn_site(report, s));
    }
  }
  return report;
}

SiteReport hostile_report() {
  SiteReport report = drawn_report(5);
  const std::string bad = hostile_text;
  report.project = report.date = report.version = report.sites_source = bad;
  for (ReportRole& role : report.roles) role.title = bad;
  for (ReportFeature& feature : report.features) feature.id = feature.name = feature.kind = feature.source = bad;
  for (auto* list : {&report.rules, &report.versions, &report.inputs})
    for (auto& [name, text] : *list) name = text = bad;
  std::size_t number = 0;
  for (ReportSite& site : report.sites) {
    site.id = bad + std::to_string(number++);
    site.name = site.status = site.grid_reference = bad;
    if (!site.problem.empty()) site.problem = bad;
    for (ReportShare& share : site.authorities) share.name = bad;
    for (ReportFlag& flag : site.flags) flag.who = flag.why = flag.because = bad;
    for (ReportLine& line : site.summary) line.topic = line.text = bad;
    for (ReportRelation& row : site.relations) row.direction = bad;
    for (ReportTarget& target : site.targets)
      target.boa = target.action = target.habitat = target.quantity_ha = target.text = target.on_site = bad;
    for (ReportHabitat& habitat : site.habitats) habitat.habitat = habitat.code = bad;
    for (ReportAround& around : site.around) around.habitat = bad;
    for (ReportOpportunity& area : site.opportunities) area.id = area.area_class = area.network = area.habitat = bad;
    for (ReportNetwork& network : site.networks) network.network = bad;
    site.findings.push_back({bad, bad, bad});
  }
  UnitSection& units = report.sites[0].units.emplace();
  units.facts.push_back({bad, bad, bad, bad, false});
  units.left_out = units.unmet = {bad};
  units.verdict = units.more_features = bad;
  units.findings.push_back({bad, bad, bad, bad, bad, bad, bad});
  std::string caption = bad;
  for (UnitTable* table : {&units.accounts, &units.trading, &units.features.emplace_back()})
    *table = {caption += '.', {bad, "#" + bad}, {{bad, bad}}, 1};
  return report;
}

}  // namespace spatial::test
