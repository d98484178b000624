// SPDX-License-Identifier: MIT
#include "libspatial/report/coverage_tables.hpp"

#include <fmt/format.h>

#include "libspatial/core/text.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

const CoverageFaultInfo& info_of(const CoverageProblem& problem) {
  return coverage_faults()[static_cast<std::size_t>(problem.finding.fault)];
}

std::string message_of(const CoverageProblem& problem) {
  const CoverageFinding& finding = problem.finding;
  switch (finding.fault) {
    case CoverageFault::invalid:
      return std::string(finding.reason);
    case CoverageFault::spike:
      return fmt::format("a corner of {:.2f}°", finding.measure);
    case CoverageFault::sliver:
      return fmt::format("a part of {:.3f} m², {:.3f} m wide on average", finding.area_m2, finding.measure);
    case CoverageFault::duplicate:
      return fmt::format("the same outline as {}", problem.other);
    case CoverageFault::overlap:
      return fmt::format("shares {:.3f} m² with {}", finding.measure, problem.other);
    case CoverageFault::gap:
      return fmt::format("{:.3f} m² that nothing covers, {:.3f} m wide at the widest", finding.area_m2,
                         finding.measure);
    case CoverageFault::open_gap:
      return fmt::format("{:.3f} m² between {} and {} that nothing covers, open at an end, {:.3f} m wide at the widest",
                         finding.area_m2, problem.feature, problem.other, finding.measure);
    case CoverageFault::unmatched_vertex:
      return fmt::format("a vertex {:.4f} m from an edge of {}, which has none there", finding.measure, problem.other);
  }
  return {};
}

/// Adds the columns that both layers of problems have.
void describe(TableBuilder& table, const std::vector<const CoverageProblem*>& rows) {
  const std::size_t n = rows.size();
  table.text("problem", "Problem", "Kind of problem.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::string(info_of(*rows[i]).code); }));
  table.text("feature", "Feature", "The feature concerned, by the id field or its number; empty for gaps.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(rows[i]->feature); }));
  table.text("other", "Other feature", "The second feature of a pair, or that on the other side of an open gap.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(rows[i]->other); }));
  table.real("area_m2", "Area (m²)", "Area of the land concerned; for an invalid outline that of the feature.", "m2",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i]->finding.area_m2; }));
  table.text("message", "Message", "What was found, with numbers.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(message_of(*rows[i])); }));
}

}  // namespace

FeatureTable problems_table(const std::vector<CoverageProblem>& problems) {
  TableBuilder table("problems", "Coverage problems", "One point per problem of the layer.");
  std::vector<const CoverageProblem*> rows;
  PointColumn places;
  for (const CoverageProblem& problem : problems) {
    rows.push_back(&problem);
    places.emplace_back(problem.finding.place);
  }
  describe(table, rows);
  return {table.done(), std::move(places)};
}

FeatureTable problem_areas_table(const std::vector<CoverageProblem>& problems) {
  TableBuilder table("problem_areas", "Land concerned",
                     "The land of each problem that has any: gaps, open gaps, overlaps, slivers, duplicates, spikes.");
  std::vector<const CoverageProblem*> rows;
  MultiPolygonColumn areas;
  for (const CoverageProblem& problem : problems)
    if (!problem.finding.geometry.empty()) {
      rows.push_back(&problem);
      areas.append(problem.finding.geometry);
    }
  describe(table, rows);
  return {table.done(), std::move(areas)};
}

std::string problem_counts(const std::vector<CoverageProblem>& problems) {
  std::vector<std::string> words;
  for (const CoverageFaultInfo& row : coverage_faults()) {
    long long count = 0;
    for (const CoverageProblem& problem : problems) count += problem.finding.fault == row.fault ? 1 : 0;
    if (count > 0) words.push_back(fmt::format("{} {}", row.code, with_commas(count)));
  }
  return words.empty() ? "none" : joined(words, ", ");
}

}  // namespace spatial
