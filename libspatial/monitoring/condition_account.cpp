// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/condition_account.hpp"

#include <fmt/format.h>

#include <cmath>
#include <map>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/monitoring/flat_map.hpp"
#include "libspatial/overlay/tabulate.hpp"

namespace spatial {
namespace {

constexpr double closes_to_m2 = 0.01;  // 1e-6 ha

using ScoredClass = std::pair<std::uint32_t, double>;  // class and score

void add_rows(std::vector<ConditionRow>& rows, const ExtentRow& extent, bool closing,
              const std::vector<ConditionSum>& sums) {
  const double land = closing ? extent.closing : extent.opening;
  if (!(land > 0)) return;
  StableSum scored, weighted;
  const std::size_t first = rows.size();
  for (const ConditionSum& sum : sums) {
    if (sum.zone != extent.zone || sum.feature_class != extent.feature_class) continue;
    rows.push_back({sum.zone, sum.feature_class, closing, sum.score, sum.area_m2, land});
    scored.add(sum.area_m2);
    weighted.add(sum.area_m2 * sum.score);
  }
  const double rest = land - scored.value();
  if (rest < -closes_to_m2)
    throw Error(ErrorKind::internal,
                fmt::format("class {} of zone {} has {} m2 and {} m2 with a score", extent.feature_class + 1,
                            extent.zone + 1, land, scored.value()),
                "Please report this with the data.");
  ConditionRow unscored;
  unscored.zone = extent.zone;
  unscored.feature_class = extent.feature_class;
  unscored.closing = closing;
  unscored.area_m2 = rest > 1e-6 ? rest : 0;
  unscored.class_m2 = land;
  rows.push_back(unscored);
  if (scored.value() > 0)
    for (std::size_t r = first; r < rows.size(); ++r) rows[r].mean = weighted.value() / scored.value();
}

}  // namespace

std::vector<ConditionSum> condition_sums(const ClassMap& map, const std::vector<double>& score,
                                         const MultiPolygonColumn* zones, const Executor& executor) {
  std::map<ScoredClass, std::uint32_t> number;
  std::map<std::uint32_t, std::uint32_t> unscored;  // by class
  for (std::size_t f = 0; f < score.size(); ++f)
    if (std::isnan(score[f]))
      unscored.emplace(map.class_of[f], 0);
    else
      number.emplace(ScoredClass{map.class_of[f], score[f]}, 0);
  std::uint32_t next = 0;
  for (auto& [key, n] : number) n = next++;
  for (auto& [feature_class, n] : unscored) n = next++;
  ClassMap keyed{map.features, {}, map.overlaps, {}};
  for (std::size_t f = 0; f < score.size(); ++f)
    keyed.class_of.push_back(std::isnan(score[f]) ? unscored.at(map.class_of[f])
                                                  : number.at(ScoredClass{map.class_of[f], score[f]}));
  const FlatMap flat = flat_map(keyed, next, executor);
  std::vector<std::map<std::uint32_t, double>> sums(zones == nullptr ? 1 : zones->size());
  if (zones == nullptr) {
    std::vector<StableSum> all(next + 1);
    const std::vector<double> areas = areas_m2_of(flat.geometry);
    for (std::size_t i = 0; i < areas.size(); ++i) all[flat.class_of[i]].add(areas[i]);
    for (std::uint32_t k = 0; k < next; ++k) sums[0][k] = all[k].value();
  } else {
    for (const ZoneClassArea& one : areas_by_zone_and_class(flat.geometry, flat.class_of, {}, *zones, executor))
      sums[one.zone][one.feature_class] = one.area_m2;
  }
  std::vector<ConditionSum> result;
  for (std::uint32_t z = 0; z < sums.size(); ++z)
    for (const auto& [key, n] : number)
      if (const auto found = sums[z].find(n); found != sums[z].end() && found->second > 0)
        result.push_back({z, key.first, key.second, found->second});
  return result;
}

std::vector<ConditionRow> condition_account(const std::vector<ConditionSum>& opening,
                                            const std::vector<ConditionSum>& closing, const ExtentAccount& account) {
  std::vector<ConditionRow> rows;
  for (const ExtentRow& extent : account.rows) {
    add_rows(rows, extent, false, opening);
    add_rows(rows, extent, true, closing);
  }
  return rows;
}

}  // namespace spatial
