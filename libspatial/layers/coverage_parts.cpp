// SPDX-License-Identifier: MIT
#include "libspatial/layers/coverage_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>

#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/layers/part_plan.hpp"
#include "libspatial/run/part_bytes.hpp"

namespace spatial {

/// The reason of a finding points to a static string: it is written as text and looked up again when it is read.
inline void reason_of(BytesOut& bytes, const CoverageFinding& finding) { bytes(std::string(finding.reason)); }
inline void reason_of(BytesIn& bytes, CoverageFinding& finding) {
  std::string text;
  bytes(text);
  finding.reason = text.empty() ? std::string_view() : coverage_reason(text);
}

inline void geometry_of(BytesOut& bytes, const CoverageFinding& finding) {
  MultiPolygonColumn column;
  column.append(finding.geometry);
  bytes(column);
}
inline void geometry_of(BytesIn& bytes, CoverageFinding& finding) {
  MultiPolygonColumn column;
  bytes(column);
  finding.geometry = MultiPolygon(std::move(column));
}

template <class Bytes, SameAs<CoverageProblem> T>
void fields(Bytes& bytes, T& problem) {
  auto& finding = problem.finding;
  bytes(finding.fault), bytes(finding.place.x), bytes(finding.place.y), bytes(finding.measure);
  bytes(finding.area_m2), geometry_of(bytes, finding), reason_of(bytes, finding);
  bytes(problem.feature), bytes(problem.other);
}
template <class Bytes, SameAs<CoverageCell> T>
void fields(Bytes& bytes, T& cell) {
  bytes(cell.column), bytes(cell.row), bytes(cell.land);
}
template <class Bytes, SameAs<CoverageFindings> T>
void fields(Bytes& bytes, T& found) {
  bytes(found.problems), bytes(found.first), bytes(found.second), bytes(found.cells), bytes(found.features);
  bytes(found.wide_gaps), bytes(found.all);
}

namespace {

constexpr const char* name = "coverage";

/// Moves a tile's side to the nearest cell boundary; the outermost sides stay where they are.
double on_cell(double side, double farthest) {
  return std::abs(side) >= farthest ? side : std::round(side / coverage_cell_m) * coverage_cell_m;
}

template <class T>
std::vector<T> in_order(std::vector<T>& items, const std::vector<std::size_t>& order) {
  std::vector<T> sorted;
  sorted.reserve(items.size());
  for (const std::size_t k : order) sorted.push_back(std::move(items[k]));
  return sorted;
}

}  // namespace

void save(PartAccount& account, const CoverageFindings& found) {
  BytesOut out;
  out(found);
  account[name] = std::move(out).bytes();
}

CoverageFindings coverage_of_parts(const std::vector<std::filesystem::path>& files) {
  CoverageFindings all;
  for (const std::filesystem::path& file : files) {
    const PartAccount account = account_of(file);
    const auto text = account.find(name);
    if (text == account.end())
      throw Error(ErrorKind::input, file.string() + " has no findings", "Run the part again, then merge again.");
    BytesIn in(text->second);
    CoverageFindings one;
    in(one);
    move_append(all.problems, one.problems);
    move_append(all.first, one.first);
    move_append(all.second, one.second);
    move_append(all.cells, one.cells);
    all.features += one.features;
    all.wide_gaps += one.wide_gaps;
    all.all = all.all || one.all;
  }
  if (all.all) return all;  // already in order
  std::vector<std::size_t> order(all.problems.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t k) {
    const CoverageFinding& finding = all.problems[k].finding;
    return std::tuple(finding.fault, all.first[k], all.second[k], finding.place.x, finding.place.y);
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  all.problems = in_order(all.problems, order);
  all.first = in_order(all.first, order);
  all.second = in_order(all.second, order);
  return all;
}

std::vector<PartSpec> coverage_parts(const OverlayInput& input, const CoverageOptions& options,
                                     const OverlaySettings& settings, std::size_t wanted) {
  constexpr double farthest = 1.9e8;
  const bool splits = options.open_gap_width_m == 0 &&
                      !number_ranges(parse_layer_name(input.layer), reading(input, {}, settings), 2).empty();
  std::vector<PartSpec> parts;
  for (PartSpec& part : parts_by_tile({input}, settings, splits ? wanted : 1)) {
    if (part.tile) {
      Box& tile = *part.tile;
      for (double* side : {&tile.min_x, &tile.min_y, &tile.max_x, &tile.max_y}) *side = on_cell(*side, farthest);
      if (!(tile.min_x < tile.max_x && tile.min_y < tile.max_y)) continue;  // the neighbouring tile has its cells
    }
    part.number = parts.size() + 1;
    parts.push_back(std::move(part));
  }
  double cost = 0;
  for (const PartSpec& part : parts) cost += part.cost;
  for (PartSpec& part : parts) part.cost /= cost;
  return parts;
}

}  // namespace spatial
