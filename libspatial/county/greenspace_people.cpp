// SPDX-License-Identifier: MIT
#include "libspatial/county/greenspace_people.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/plain_form.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/filtered_table.hpp"

namespace spatial {
namespace {

/// Number of people as written in the table, by unit id.
using Stated = std::map<std::string, std::string>;

class Counter {
 public:
  Counter(const Config& config, SectionLayers& layers, std::size_t number)
      : people_(config.greenspace.people), layers_(layers), source_(layers.project().layers[number].source.layer) {
    if (!people_.table.empty()) read_table_of(config);
  }

  /// Number of people of a unit. `own` is the value in the unit layer itself; it is used when no separate table is
  /// configured.
  double people_of(const std::string& id, const std::string& own, Point at) {
    std::string text = trimmed(own);
    if (!people_.table.empty()) {
      const auto found = stated_.find(id);
      text = found == stated_.end() ? std::string() : found->second;
      met_[id] = true;
    }
    if (text.empty()) {
      tell(IssueRule::unit_without_people, id, "no number of people is stated", at);
      return 0;
    }
    const std::optional<double> value = decimal_number(text, false);
    if (value && *value >= 0) return *value;
    tell(IssueRule::people_unreadable, id, fmt::format("'{}' is not a number of people", text), at);
    return 0;
  }

  void tell_unmet() {
    for (const auto& [id, text] : stated_)
      if (!met_.contains(id))
        layers_.project().issues.push_back(
            {IssueRule::people_without_unit, "people", people_.table, id,
             fmt::format("a number of people, {}, is stated for a unit that {} does not have{}", read_as(text), source_,
                         spelt_otherwise(id)),
             std::nullopt});
  }

 private:
  /// The number as it is read, so that "1.200" is not taken for 1,200; text that is no number is quoted.
  static std::string read_as(const std::string& text) {
    const std::optional<double> value = decimal_number(text, false);
    if (!value || std::abs(*value) > 1e12) return fmt::format("'{}'", text);
    return std::floor(*value) == *value ? with_commas(static_cast<long long>(*value)) : shortest(*value);
  }

  /// A unit without people whose id differs in case, spaces or leading zeros alone.
  std::string spelt_otherwise(const std::string& id) const {
    for (const auto& [unit, met] : met_)
      if (!stated_.contains(unit) && plain_form(unit) == plain_form(id)) return fmt::format("; it has '{}'", unit);
    return {};
  }

  void read_table_of(const Config& config) {
    const std::string& id = people_.table_id_field.empty() ? people_.id_field : people_.table_id_field;
    const auto columns = read_table_where(parse_layer_name(people_.table, base_folder(config)),
                                          {id, people_.people_field}, people_.table_where);
    for (std::size_t i = 0; i < columns[0].values.size(); ++i) {
      const std::string unit = trimmed(columns[0].values[i]), value = trimmed(columns[1].values[i]);
      const auto [known, added] = stated_.emplace(unit, value);
      if (!added && known->second != value)
        throw Error(ErrorKind::input,
                    fmt::format("{} has two numbers of people for '{}': '{}' and '{}'", people_.table, unit,
                                known->second, value),
                    "A long table has rows for several groups: choose one with table_where.");
    }
    if (stated_.empty())
      throw Error(ErrorKind::input,
                  fmt::format("{} has no row{}", people_.table,
                              people_.table_where.empty() ? "" : " that table_where lets through"),
                  "Compare the filter with the values of the table (lnrs inspect).");
  }

  void tell(IssueRule rule, const std::string& id, std::string message, Point at) {
    layers_.project().issues.push_back({rule, "people", source_, id, std::move(message), Place{at.x, at.y}});
  }

  const GreenspacePeople& people_;
  SectionLayers& layers_;
  const std::string source_;
  Stated stated_;
  std::map<std::string, bool> met_;
};

/// Population points of a point layer. A multipoint row counts at its first point.
PeopleUnits at_points(const Config& config, SectionLayers& layers, std::size_t number, Counter& counter) {
  const RawFeatures& features = layers.features(number);
  std::vector<std::uint32_t> order(features.layer.id.size());
  std::iota(order.begin(), order.end(), 0);
  const auto id_of = [&](std::uint32_t row) {
    const std::string id = trimmed(features.layer.id[row]);
    return id.empty() ? std::to_string(features.layer.fid[row]) : id;
  };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return natural_less(id_of(a), id_of(b)); });
  PeopleUnits units;
  for (const std::uint32_t row : order) {
    const std::span<const Point> points = features.points[row];
    if (points.empty() || !std::isfinite(points[0].x) || !std::isfinite(points[0].y)) {
      layers.project().issues.push_back({IssueRule::empty_geometry, "people",
                                         layers.project().layers[number].source.layer, id_of(row),
                                         "the row has no point, so nobody lives there", std::nullopt});
      continue;
    }
    if (std::any_of(points.begin(), points.end(),
                    [&](const Point& one) { return one.x != points[0].x || one.y != points[0].y; }))
      layers.project().issues.push_back(
          {IssueRule::non_polygon_parts_dropped, "people", layers.project().layers[number].source.layer, id_of(row),
           fmt::format("its {} points count as one place, the first", points.size()), Place{points[0].x, points[0].y}});
    units.id.push_back(id_of(row));
    units.place.push_back(points[0]);
    units.people.push_back(counter.people_of(
        units.id.back(), config.greenspace.people.table.empty() ? features.layer.extra[0].text(row) : std::string(),
        points[0]));
  }
  return units;
}

/// Refuses rows with the same unit id but different numbers of people, because the unit's total would be unclear.
void refuse_two_numbers(const Layer& layer, const GreenspacePeople& people) {
  Stated stated;
  for (std::uint32_t row = 0; row < layer.size(); ++row) {
    const std::string id = people.id_field.empty() ? std::string() : trimmed(layer.extra[1].text(row));
    const std::string value = trimmed(layer.extra[0].text(row));
    const auto [known, added] = stated.emplace(id.empty() ? layer.id[row] : id, value);
    if (!added && known->second != value)
      throw Error(ErrorKind::input,
                  fmt::format("{} has two numbers of people for '{}': '{}' and '{}'", people.layer, known->first,
                              known->second, value),
                  "Rows with one id are one unit: give each its own id, or all of them the number of the whole unit.");
  }
}

}  // namespace

std::size_t want_people(const Config& config, SectionLayers& layers) {
  const GreenspacePeople& people = config.greenspace.people;
  std::vector<std::string> fields;
  if (people.table.empty()) fields.push_back(people.people_field);
  if (config.greenspace.population == PeopleAt::points)
    return layers.want_features(source_of(people, Role::candidate), std::move(fields));
  if (!people.id_field.empty()) fields.push_back(people.id_field);
  return layers.want(source_of(people, Role::candidate), std::move(fields));
}

PeopleUnits people_of(const Config& config, SectionLayers& layers, std::size_t number, const Executor& executor) {
  Counter counter(config, layers, number);
  PeopleUnits units;
  if (config.greenspace.population == PeopleAt::points) {
    units = at_points(config, layers, number, counter);
  } else {
    const GreenspacePeople& people = config.greenspace.people;
    const bool own = people.table.empty();
    JoinedRows joined =
        joined_rows(layers, number, people.id_field.empty() ? std::nullopt : std::optional<std::size_t>(own ? 1 : 0),
                    "unit", executor);
    const Layer& layer = layers.layer(number);
    if (own) refuse_two_numbers(layer, people);
    for (std::size_t u = 0; u < joined.id.size(); ++u) {
      units.place.push_back(centroid(joined.geometry[u]));
      units.people.push_back(counter.people_of(
          joined.id[u], own ? layer.extra[0].text(joined.of_row[u]) : std::string(), units.place.back()));
    }
    units.id = std::move(joined.id);
    units.areas = std::move(joined.geometry);
  }
  counter.tell_unmet();
  if (units.id.empty())
    throw Error(ErrorKind::input, fmt::format("{} has no place where people live", config.greenspace.people.layer),
                "Name a layer of areas, or of points with population = \"points\".");
  return units;
}

}  // namespace spatial
