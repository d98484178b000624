// SPDX-License-Identifier: MIT
#include "libspatial/network/link_importance.hpp"

#include <cmath>
#include <limits>

#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/network/gain.hpp"
#include "libspatial/network/pair_sums.hpp"

namespace spatial {
namespace {

double iic_numerator_of(const PatchGraph& graph, double limit_m, const Executor& executor) {
  const PatchGraph counted = counted_links(graph, limit_m);
  return numerator_of(counted,
                      pair_sums(counted, PathValue{}, std::numeric_limits<double>::infinity(), false, executor));
}

/// Percentage lost; NaN for a loss from 0, which has no percentage.
double percent(double before, double after) {
  return before > 0 ? 100 * (before - after) / before : before == after ? 0 : no_number;
}

/// Compares the older indices before and after a change.
class Comparison {
 public:
  Comparison(const PatchGraph& graph, const DispersalKernel& kernel, const MetricOptions& options,
             const Executor& executor)
      : kernel_(kernel), options_(options), executor_(executor), before_(indices(graph)) {}

  void fill(LinkImportance& link, const PatchGraph& changed) const {
    const GraphIndices after = indices(changed);
    link.d_links = percent(static_cast<double>(before_.links), static_cast<double>(after.links));
    link.d_components = percent(static_cast<double>(before_.components), static_cast<double>(after.components));
    link.d_harary = percent(before_.harary, after.harary);
    link.d_ccp = percent(before_.ccp, after.ccp);
    link.d_lcp = percent(before_.lcp, after.lcp);
    link.d_flux = percent(before_.flux, after.flux);
    link.d_awf = percent(before_.awf, after.awf);
  }
  void leave_out(LinkImportance& link) const {
    link.d_links = link.d_components = link.d_harary = link.d_ccp = link.d_lcp = link.d_flux = link.d_awf = no_number;
  }

 private:
  GraphIndices indices(const PatchGraph& graph) const {
    return graph_indices(graph, kernel_, options_.iic_link_limit_m, options_.landscape_m2, executor_);
  }

  const DispersalKernel& kernel_;
  const MetricOptions& options_;
  const Executor& executor_;
  GraphIndices before_;
};

/// The graph with a patch without area in the middle of each link; link l gets patch number n + l.
PatchGraph with_middles(const PatchGraph& graph) {
  std::vector<double> areas = graph.areas();
  std::vector<Link> halves;
  for (const Link& link : graph.links()) {
    const auto middle = static_cast<std::uint32_t>(areas.size());
    areas.push_back(0);
    halves.push_back({link.a, middle, link.distance_m / 2});
    halves.push_back({link.b, middle, link.distance_m / 2});
  }
  return {std::move(areas), std::move(halves)};
}

/// Percentage of the numerator that is lost without each link.
std::vector<double> losses(const PatchGraph& graph, const PathValue& value, double limit_m, const Executor& executor) {
  const PatchGraph divided = with_middles(graph);
  const PairSums sums = pair_sums(divided, value, limit_m, true, executor);
  const double numerator = numerator_of(divided, sums);
  std::vector<double> result(graph.links().size(), 0);
  if (numerator > 0)
    for (std::size_t l = 0; l < result.size(); ++l) result[l] = 100 * sums.connector[graph.size() + l] / numerator;
  return result;
}

}  // namespace

std::vector<LinkImportance> link_removal(const PatchGraph& graph, const DispersalKernel& kernel,
                                         const MetricOptions& options, const Executor& executor) {
  const std::vector<double> pc = losses(graph, PathValue{kernel.rate()}, kernel.reach_m(options.p_min), executor);
  const bool all_indices = graph.size() <= most_patches_of_link_indices,
             with_iic = graph.size() <= options.iic_max_patches;
  const PatchGraph counted = counted_links(graph, options.iic_link_limit_m);
  const std::vector<double> iic = with_iic
                                      ? losses(counted, PathValue{}, std::numeric_limits<double>::infinity(), executor)
                                      : std::vector<double>{};
  const Comparison comparison(all_indices ? graph : PatchGraph{}, kernel, options, executor);
  std::vector<LinkImportance> result;
  std::size_t next_counted = 0;
  for (std::size_t l = 0; l < graph.links().size(); ++l) {
    const Link& link = graph.links()[l];
    LinkImportance& row = result.emplace_back();
    row.a = link.a;
    row.b = link.b;
    row.d_pc = pc[l];
    const bool counts = link.distance_m <= options.iic_link_limit_m;
    row.d_iic = !with_iic ? no_number : counts ? iic[next_counted] : 0;
    next_counted += counts ? 1 : 0;
    if (!all_indices) {
      comparison.leave_out(row);
      continue;
    }
    std::vector<Link> rest = graph.links();
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(l));
    comparison.fill(row, PatchGraph(graph.areas(), std::move(rest)));
  }
  return result;
}

std::vector<LinkImportance> link_improvement(const PatchGraph& graph, const DispersalKernel& kernel,
                                             const MetricOptions& options, const Executor& executor) {
  const bool all_indices = graph.size() <= most_patches_of_link_indices;
  MetricOptions plain = options;
  plain.node_importance = false;
  plain.iic_max_patches = 0;
  const double numerator = metrics_of(graph, kernel, plain, executor).pc_numerator;
  std::vector<LinkImportance> result;
  std::vector<CandidateNode> shortcuts;
  for (std::uint32_t a = 0; a < graph.size(); ++a)
    for (std::uint32_t b = a + 1; b < graph.size(); ++b) {
      result.push_back({a, b});
      shortcuts.push_back({0, {{a, 0}, {b, 0}}});
    }
  const std::vector<Gain> gains = gains_of(graph, kernel, numerator, options.p_min, shortcuts, executor);
  const Comparison comparison(all_indices ? graph : PatchGraph{}, kernel, options, executor);
  const double iic = all_indices ? iic_numerator_of(graph, options.iic_link_limit_m, executor) : 0;
  for (std::size_t k = 0; k < result.size(); ++k) {
    LinkImportance& row = result[k];
    row.d_pc = numerator > 0 ? -100 * gains[k].connector / numerator : 0;
    if (!all_indices) {
      comparison.leave_out(row);
      row.d_iic = no_number;
      continue;
    }
    std::vector<Link> links = graph.links();
    links.push_back({row.a, row.b, 0});  // of parallel links, the shortest counts
    const PatchGraph improved(graph.areas(), std::move(links));
    comparison.fill(row, improved);
    row.d_iic = percent(iic, iic_numerator_of(improved, options.iic_link_limit_m, executor));
  }
  return result;
}

}  // namespace spatial
