// SPDX-License-Identifier: MIT
#include "libspatial/strategy/validation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/overlap_pairs.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/contact.hpp"

namespace spatial {
namespace {

constexpr std::size_t shapefile_text = 254;

Place place_of(MultiPolygonView land) {
  const Point at = box_of(land).centre();
  return {at.x, at.y};
}

/// Area of each feature of `a` that lies outside, or inside, `b`, depending on the operation.
std::vector<double> parts_m2(const MultiPolygonColumn& a, const MultiPolygonColumn& b, OverlayOperation operation,
                             const Executor& executor) {
  std::vector<double> result(a.size(), 0);
  if (a.empty()) return result;
  if (b.empty()) return operation == OverlayOperation::difference ? areas_m2_of(a) : result;
  const Combined parts = combine(a, b, operation, 0, executor);
  for (std::size_t p = 0; p < parts.size(); ++p) result[parts.source[0][p]] += parts.areas_m2[p];
  return result;
}

void check_links(const MeasureLinks& links, const char* role, const std::set<std::string>& codes, Issues& issues) {
  for (const auto& [code, other] : links.pairs)
    if (!codes.contains(code))
      issues.push_back({IssueRule::measure_unknown, role, links.source, code + " " + other,
                        fmt::format("'{}' is not in the statement", code), std::nullopt});
}

class Check {
 public:
  Check(const SuppliedProducts& supplied, const StrategyInput& input, const StrategyProducts& products,
        const Executor& executor)
      : supplied_(supplied), input_(input), products_(products), executor_(executor) {}

  Issues run() {
    if (supplied_.apib.given) apib();
    if (supplied_.acib.given) acib();
    overlaps(supplied_.apib_flat, "apib_flat");
    overlaps(supplied_.measures_flat, "measures_flat");
    overlaps(supplied_.acib, "acib");
    if (supplied_.measures.given) measures();
    return std::move(issues_);
  }

 private:
  void tell(IssueRule rule, const char* role, const SuppliedLayer& layer, std::string id, std::string message,
            std::optional<Place> place = std::nullopt) {
    issues_.push_back({rule, role, layer.source, std::move(id), std::move(message), place});
  }

  void apib() {
    const std::vector<double> missing =
        parts_m2(products_.apib, supplied_.apib.land, OverlayOperation::difference, executor_);
    for (std::size_t i = 0; i < missing.size(); ++i) {
      if (missing[i] <= contact_m2) continue;
      const StrategySite& site = input_.sites[products_.apib_site[i]];
      const auto row = std::find(supplied_.apib.site_ref.begin(), supplied_.apib.site_ref.end(), site.ref);
      const std::string text =
          fmt::format("the layer lacks {:.4f} ha of {} ({})", missing[i] / 1e4, site.ref, input_.categories[site.rank]);
      if (row != supplied_.apib.site_ref.end() && !site.ref.empty())
        tell(IssueRule::apib_incomplete, "apib", supplied_.apib,
             supplied_.apib.id[static_cast<std::size_t>(row - supplied_.apib.site_ref.begin())], text,
             place_of(products_.apib[i]));
      else
        issues_.push_back({IssueRule::apib_incomplete, input_.categories[site.rank], site.source, site.ref, text,
                           place_of(products_.apib[i])});
    }
  }

  void acib() {
    const SuppliedLayer& acib = supplied_.acib;
    const auto in = OverlayOperation::clip;
    const std::vector<double> in_supplied = parts_m2(acib.land, supplied_.apib.land, in, executor_),
                              in_sites = parts_m2(acib.land, products_.apib, in, executor_);
    for (std::size_t i = 0; i < acib.id.size(); ++i)
      if (in_supplied[i] > contact_m2 || in_sites[i] > contact_m2)
        tell(IssueRule::acib_in_apib, "acib", acib, acib.id[i],
             fmt::format("{:.4f} ha lie in apib as supplied, {:.4f} ha in the sites themselves", in_supplied[i] / 1e4,
                         in_sites[i] / 1e4),
             place_of(acib.land[i]));
    // Compare connected parts: rounding makes outlines differ slightly everywhere, which is not land.
    const double missing = parts_over_contact(products_.acib, acib.land),
                 extra = parts_over_contact(acib.land, products_.acib);
    if (missing > 0 || extra > 0)
      tell(IssueRule::acib_mismatch, "acib", acib, "",
           fmt::format("{:.4f} ha are missing and {:.4f} ha are too much", missing / 1e4, extra / 1e4));
  }

  double parts_over_contact(const MultiPolygonColumn& a, const MultiPolygonColumn& b) const {
    double sum = 0;
    for (const double area : areas_m2_of(land_outside(a, b, executor_))) sum += area > contact_m2 ? area : 0;
    return sum;
  }

  void overlaps(const SuppliedLayer& layer, const char* role) {
    if (!layer.given) return;
    for (const OverlapPair& pair :
         overlapping_pairs(layer.land, boxes_of(layer.land), areas_m2_of(layer.land), contact_m2, executor_))
      tell(IssueRule::flat_overlap, role, layer, layer.id[pair.a],
           fmt::format("it shares {:.4f} ha with {}", pair.area_m2 / 1e4, layer.id[pair.b]),
           place_of(layer.land[pair.a]));
  }

  void measures() {
    const SuppliedLayer& places = supplied_.measures;
    std::set<std::string> codes;
    for (const StrategyMeasure& measure : input_.measures)
      if (measure.stated) codes.insert(measure.code);
    std::vector<double> outside(places.id.size(), 0);
    if (!input_.area.empty()) outside = parts_m2(places.land, input_.area, OverlayOperation::difference, executor_);
    for (std::size_t i = 0; i < places.id.size(); ++i) {
      if (!codes.contains(places.code[i]))
        tell(IssueRule::measure_unknown, "measure", places, places.id[i],
             fmt::format("'{}' is not in the statement", places.code[i]), place_of(places.land[i]));
      if (outside[i] > contact_m2)
        tell(IssueRule::outside_strategy_area, "measure", places, places.id[i],
             fmt::format("{:.4f} ha lie outside", outside[i] / 1e4), place_of(places.land[i]));
    }
  }

  const SuppliedProducts& supplied_;
  const StrategyInput& input_;
  const StrategyProducts& products_;
  const Executor& executor_;
  Issues issues_;
};

}  // namespace

Issues check_tables(const StrategyInput& input, const StrategyTables& tables) {
  Issues issues;
  std::vector<std::size_t> places(input.measures.size(), 0);
  std::vector<double> area_m2(input.measures.size(), 0);
  for (std::size_t p = 0; p < input.places.size(); ++p) {
    const std::uint32_t m = input.places[p].measure;
    ++places[m];
    area_m2[m] += spatial::area_m2(input.place_land[p]);
    if (!input.measures[m].stated)
      issues.push_back({IssueRule::measure_unknown, "measure", tables.measure_source, input.places[p].id,
                        fmt::format("'{}' is not in the statement", input.measures[m].code),
                        place_of(input.place_land[p])});
  }
  std::set<std::string> codes;
  for (std::size_t m = 0; m < input.measures.size(); ++m) {
    const StrategyMeasure& measure = input.measures[m];
    if (!measure.stated) continue;
    codes.insert(measure.code);
    const auto tell = [&](IssueRule rule, std::string message) {
      issues.push_back(
          {rule, "measure_statement", tables.statement_source, measure.code, std::move(message), std::nullopt});
    };
    if (measure.mapped == true && places[m] == 0)
      tell(IssueRule::measure_without_place, "the statement says that it is mapped, and no polygon has its code");
    if (measure.mapped == false && places[m] > 0)
      tell(IssueRule::measure_with_place,
           fmt::format("the statement says that it is not mapped, and {} {} of {:.4f} ha {} its code", places[m],
                       places[m] == 1 ? "polygon" : "polygons", area_m2[m] / 1e4, places[m] == 1 ? "has" : "have"));
  }
  check_links(tables.priority, "measure_priority", codes, issues);
  check_links(tables.species, "measure_species", codes, issues);
  const std::set<std::string> known(tables.priorities.begin(), tables.priorities.end());
  if (tables.priorities_known)
    for (const auto& [code, priority] : tables.priority.pairs)
      if (!known.contains(priority))
        issues.push_back({IssueRule::priority_unknown, "measure_priority", tables.priority.source,
                          code + " " + priority, fmt::format("'{}' is not in the list of priorities", priority),
                          std::nullopt});
  return issues;
}

Issues check_places(const StrategyInput& input, const StrategyProducts& products, const std::string& measure_source) {
  Issues issues;
  for (std::size_t p = 0; p < input.places.size(); ++p)
    if (products.outside_m2[p] > contact_m2)
      issues.push_back({IssueRule::outside_strategy_area, "measure", measure_source, input.places[p].id,
                        fmt::format("{:.4f} ha lie outside", products.outside_m2[p] / 1e4),
                        place_of(input.place_land[p])});
  for (std::size_t i = 0; i < products.acib.size(); ++i)
    if (products.acib_areas_m2[i] < input.smallest_part_m2)
      issues.push_back({IssueRule::acib_small_part, "acib", "acib", std::to_string(i + 1),
                        fmt::format("{:.2f} m2", products.acib_areas_m2[i]), place_of(products.acib[i])});
  return issues;
}

Issues check_texts(const StrategyInput& input, const StrategyTables& tables) {
  Issues issues;
  for (const StrategyMeasure& measure : input.measures)
    for (const std::string* text : {&measure.text, &measure.concise})
      if (text->size() > shapefile_text)
        issues.push_back(
            {IssueRule::text_too_long, "measure_statement", tables.statement_source, measure.code,
             fmt::format("{} bytes, of which the Shapefile holds {}; a CSV table (--csv) or a GeoPackage holds all",
                         text->size(), shapefile_text),
             std::nullopt});
  return issues;
}

Issues check_supplied(const SuppliedProducts& supplied, const StrategyInput& input, const StrategyProducts& products,
                      const Executor& executor) {
  return Check(supplied, input, products, executor).run();
}

}  // namespace spatial
