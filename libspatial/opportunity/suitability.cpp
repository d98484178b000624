// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/suitability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

/// Factors of the features of a layer, [feature × networks + network].
std::vector<double> factors_of_features(const SuitabilitySource& source, const std::vector<std::string>& networks,
                                        Issues& issues) {
  const Layer& layer = *source.layer;
  std::vector<double> factors(layer.size() * networks.size(), 1);
  std::map<std::string, std::size_t> unknown;
  for (std::size_t f = 0; f < layer.size(); ++f) {
    if (!source.factors->has(layer.code[f])) {
      ++unknown[layer.code[f]];
      continue;
    }
    for (std::size_t n = 0; n < networks.size(); ++n)
      factors[f * networks.size() + n] = source.factors->factor(layer.code[f], networks[n]).value_or(1);
  }
  for (const auto& [name, count] : unknown)
    issues.push_back(
        {IssueRule::suitability_class_unknown, "suitability", layer.source, "",
         fmt::format("the table of factors has no class '{}' ({} features); they count with 1", name, count),
         std::nullopt});
  return factors;
}

void apply_layer(CandidateSet& candidates, const std::vector<std::string>& networks, const SuitabilitySource& source,
                 const Executor& executor, Issues& issues) {
  const Layer& layer = *source.layer;
  const std::vector<double> factors = factors_of_features(source, networks, issues);
  const AreaTable shares = areas_by_zone(candidates.geometry, candidates.boxes, candidates.areas_m2,
                                         ZoneIndex(layer.geometry, executor), executor);
  StableSum covered, land;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    double inside = 0;
    for (const ZoneShare& share : shares[c]) inside += share.area_m2;
    const double scale = inside > candidates.areas_m2[c] ? candidates.areas_m2[c] / inside : 1;
    covered.add(inside * scale);
    land.add(candidates.areas_m2[c]);
    for (std::size_t n = 0; n < networks.size(); ++n) {
      double lost = 0;
      for (const ZoneShare& share : shares[c])
        lost += (1 - factors[share.zone * networks.size() + n]) * share.area_m2 * scale / candidates.areas_m2[c];
      candidates.restored_m2[c * networks.size() + n] *= std::max(0.0, 1 - lost);
    }
  }
  if (land.value() > 0 && covered.value() < 0.999 * land.value())
    issues.push_back({IssueRule::suitability_in_part, "suitability", layer.source, "",
                      fmt::format("the layer covers {:.1f} % of the candidates' land; elsewhere the factor is 1",
                                  100 * covered.value() / land.value()),
                      std::nullopt});
}

}  // namespace

Issues apply_suitability(CandidateSet& candidates, const std::vector<std::string>& networks,
                         const std::vector<SuitabilitySource>& sources, const Executor& executor) {
  Issues issues;
  for (const SuitabilitySource& source : sources) apply_layer(candidates, networks, source, executor, issues);
  return issues;
}

}  // namespace spatial
