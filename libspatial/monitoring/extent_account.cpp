// SPDX-License-Identifier: MIT
#include "libspatial/monitoring/extent_account.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "libspatial/geometry/measures.hpp"

namespace spatial {
namespace {

struct RowSums {
  StableSum opening, closing, managed_in, unmanaged_in, managed_out, unmanaged_out, reclassified, exchange;
  double persistence = 0;
};

/// Land that changed in reality, i.e. was not merely reappraised.
double real_m2(const ChangeCell& cell) { return cell.area_m2 - cell.reappraised_m2; }

void add_cell(std::vector<RowSums>& sums, const ChangeCell& cell) {
  RowSums& from = sums[cell.from];
  RowSums& to = sums[cell.to];
  from.opening.add(cell.area_m2);
  to.closing.add(cell.area_m2);
  if (cell.from == cell.to) {
    from.persistence += cell.area_m2;
    return;
  }
  const double unmanaged = real_m2(cell) - cell.managed_m2;
  from.managed_out.add(cell.managed_m2);
  from.unmanaged_out.add(unmanaged);
  from.reclassified.add(-cell.reappraised_m2);
  to.managed_in.add(cell.managed_m2);
  to.unmanaged_in.add(unmanaged);
  to.reclassified.add(cell.reappraised_m2);
}

ExtentRow row_of(std::uint32_t zone, std::uint32_t feature_class, const RowSums& sums) {
  ExtentRow row;
  row.zone = zone;
  row.feature_class = feature_class;
  row.opening = sums.opening.value();
  row.closing = sums.closing.value();
  row.persistence = sums.persistence;
  row.managed_expansion = sums.managed_in.value();
  row.unmanaged_expansion = sums.unmanaged_in.value();
  row.managed_reduction = sums.managed_out.value();
  row.unmanaged_reduction = sums.unmanaged_out.value();
  row.reclassified = sums.reclassified.value();
  row.exchange = 2 * sums.exchange.value();
  return row;
}

void check(const std::vector<ExtentRow>& rows, std::uint32_t zones) {
  ClosingSums sums;
  std::vector<StableSum> additions(zones), reductions(zones);
  for (const ExtentRow& row : rows) {
    sums.push_back({fmt::format("zone {}, class {}: opening + additions - reductions + reclassified = closing",
                                row.zone + 1, row.feature_class + 1),
                    row.opening + row.net() + row.reclassified, row.closing});
    additions[row.zone].add(row.additions());
    reductions[row.zone].add(row.reductions());
  }
  for (std::uint32_t z = 0; z < zones; ++z)
    sums.push_back(
        {fmt::format("zone {}: additions = reductions", z + 1), additions[z].value(), reductions[z].value()});
  check_closing(sums);
}

}  // namespace

double ExtentRow::shift() const noexcept { return std::max(0.0, turnover() - quantity() - exchange); }

ExtentAccount extent_account(const ChangeMatrix& matrix, std::uint32_t zones, std::uint32_t classes,
                             std::uint32_t legend) {
  std::vector<std::vector<RowSums>> sums(zones, std::vector<RowSums>(classes));
  std::map<std::pair<std::uint32_t, std::pair<std::uint32_t, std::uint32_t>>, double> real;
  std::vector<StableSum> boundary(zones), reappraised(zones), unclear(zones);
  for (const ChangeCell& cell : matrix.cells) {
    add_cell(sums[cell.zone], cell);
    boundary[cell.zone].add(cell.boundary_m2);
    if (cell.from == cell.to) continue;
    real[{cell.zone, {cell.from, cell.to}}] = real_m2(cell);
    reappraised[cell.zone].add(cell.reappraised_m2);
    if (std::max(cell.from, cell.to) >= legend) unclear[cell.zone].add(real_m2(cell));
  }
  for (const auto& [key, area] : real) {
    const auto& [zone, pair] = key;
    const auto back = real.find({zone, {pair.second, pair.first}});
    if (back != real.end()) sums[zone][pair.first].exchange.add(std::min(area, back->second));
  }
  ExtentAccount account;
  for (std::uint32_t z = 0; z < zones; ++z) {
    StableSum total, changed, quantity, exchange, shift;
    for (std::uint32_t c = 0; c < classes; ++c) {
      const ExtentRow& row = account.rows.emplace_back(row_of(z, c, sums[z][c]));
      total.add(row.opening);
      changed.add(row.additions());
      quantity.add(row.quantity());
      exchange.add(row.exchange);
      shift.add(row.shift());
    }
    account.zones.push_back({z, total.value(), changed.value(), reappraised[z].value(), boundary[z].value(),
                             unclear[z].value(), quantity.value() / 2, exchange.value() / 2, shift.value() / 2});
  }
  check(account.rows, zones);
  return account;
}

}  // namespace spatial
