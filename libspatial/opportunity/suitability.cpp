// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/suitability.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/cell_areas.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/overlay/zone_index.hpp"

namespace spatial {
namespace {

/// Factors of a layer's features, indexed [feature × networks + network].
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

/// How much of a candidate's land a source covers and, for each network, Σ (1 − factor) × area.
struct LandShare {
  double covered_m2 = 0;
  std::vector<double> lost_m2;
};

/// Multiplies the restored areas by the mean factors. If features overlap, their shares are scaled down to the land.
void lower(CandidateSet& candidates, std::size_t networks, const std::vector<LandShare>& shares,
           const std::string& source, const char* what, Issues& issues) {
  StableSum covered, land;
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    const double area = candidates.areas_m2[c], inside = shares[c].covered_m2;
    const double scale = inside > area ? area / inside : 1;
    covered.add(inside * scale);
    land.add(area);
    for (std::size_t n = 0; n < networks; ++n)
      candidates.restored_m2[c * networks + n] *= std::max(0.0, 1 - shares[c].lost_m2[n] * scale / area);
  }
  if (land.value() > 0 && covered.value() < 0.999 * land.value())
    issues.push_back({IssueRule::suitability_in_part, "suitability", source, "",
                      fmt::format("the {} covers {:.1f} % of the candidates' land; elsewhere the factor is 1", what,
                                  100 * covered.value() / land.value()),
                      std::nullopt});
}

void apply_layer(CandidateSet& candidates, const std::vector<std::string>& networks, const SuitabilitySource& source,
                 const Executor& executor, Issues& issues) {
  const Layer& layer = *source.layer;
  const std::vector<double> factors = factors_of_features(source, networks, issues);
  const AreaTable table = areas_by_zone(candidates.geometry, candidates.boxes, candidates.areas_m2,
                                        ZoneIndex(layer.geometry, executor), executor);
  std::vector<LandShare> shares(candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    shares[c].lost_m2.assign(networks.size(), 0);
    for (const ZoneShare& share : table[c]) {
      shares[c].covered_m2 += share.area_m2;
      for (std::size_t n = 0; n < networks.size(); ++n)
        shares[c].lost_m2[n] += (1 - factors[share.zone * networks.size() + n]) * share.area_m2;
    }
  }
  lower(candidates, networks.size(), shares, layer.source, "layer", issues);
}

/// Name of a raster class in a table of factors: "12" for the value 12.
std::string class_of_value(float value) { return shortest(static_cast<double>(value)); }

/// Factors of a raster's cells, by value.
class CellFactors {
 public:
  CellFactors(const SuitabilitySource& source, const std::vector<std::string>& networks)
      : source_(source), networks_(networks) {}

  /// Looks up the values that occur under candidates. Throws Error(input) if there are too many.
  void learn(const std::map<float, std::size_t>& candidates_by_value, Issues& issues) {
    constexpr std::size_t most_classes = 1000;
    if (source_.factors != nullptr && candidates_by_value.size() > most_classes)
      throw Error(ErrorKind::input,
                  fmt::format("{} has {} different values where candidates lie: these cannot be classes", source_.name,
                              candidates_by_value.size()),
                  "Leave out factors if the values are factors from 0 to 1, or make classes of them.");
    for (const auto& [value, number] : candidates_by_value) {
      std::vector<double>& factors = factors_[value];
      factors.assign(networks_.size(), 1);
      if (source_.factors == nullptr) {
        constexpr double rounding = 1e-6;
        if (!(value >= -rounding && value <= 1 + rounding))
          throw Error(ErrorKind::input,
                      fmt::format("{} has the value {} under {} candidates; without a table of factors its values are "
                                  "factors from 0 to 1",
                                  source_.name, class_of_value(value), with_commas(static_cast<long long>(number))),
                      "Add factors = \"FILE.csv\" if the values are classes, or state the no-data value in the file.");
        std::fill(factors.begin(), factors.end(), std::clamp(static_cast<double>(value), 0.0, 1.0));
      } else if (const std::string name = class_of_value(value); source_.factors->has(name)) {
        for (std::size_t n = 0; n < networks_.size(); ++n)
          factors[n] = source_.factors->factor(name, networks_[n]).value_or(1);
      } else {
        issues.push_back({IssueRule::suitability_class_unknown, "suitability", source_.name, "",
                          fmt::format("the table of factors has no class '{}' (under {} candidates); it counts with 1",
                                      name, with_commas(static_cast<long long>(number))),
                          std::nullopt});
      }
    }
  }

  const std::vector<double>& of(float value) const { return factors_.at(value); }

 private:
  const SuitabilitySource& source_;
  const std::vector<std::string>& networks_;
  std::map<float, std::vector<double>> factors_;
};

void apply_raster(CandidateSet& candidates, const std::vector<std::string>& networks, const SuitabilitySource& source,
                  const Executor& executor, Issues& issues) {
  const RasterView raster(*source.raster);
  struct ValueArea {
    float value;
    double area_m2;
  };
  // Sum areas by value first: a candidate has few values, and each is looked up once.
  const auto values =
      parallel_map<std::vector<ValueArea>, NoState>(executor, candidates.size(), [&](NoState&, std::size_t c) {
        std::map<float, StableSum> by_value;
        const GridWindow& window = raster.window();
        for (const CellArea& part : cell_areas(raster.grid(), candidates.geometry[c])) {
          const auto row = static_cast<std::uint32_t>(part.cell / raster.grid().columns);
          const auto column = static_cast<std::uint32_t>(part.cell % raster.grid().columns);
          if (!window.contains(row, column)) continue;
          if (const float value = raster[part.cell]; !std::isnan(value)) by_value[value].add(part.area_m2);
        }
        std::vector<ValueArea> found;
        for (const auto& [value, area] : by_value) found.push_back({value, area.value()});
        return found;
      });
  std::map<float, std::size_t> candidates_by_value;
  for (const std::vector<ValueArea>& own : values)
    for (const ValueArea& one : own) ++candidates_by_value[one.value];
  CellFactors factors(source, networks);
  factors.learn(candidates_by_value, issues);
  std::vector<LandShare> shares(candidates.size());
  for (std::size_t c = 0; c < candidates.size(); ++c) {
    shares[c].lost_m2.assign(networks.size(), 0);
    for (const ValueArea& one : values[c]) {
      shares[c].covered_m2 += one.area_m2;
      for (std::size_t n = 0; n < networks.size(); ++n)
        shares[c].lost_m2[n] += (1 - factors.of(one.value)[n]) * one.area_m2;
    }
  }
  lower(candidates, networks.size(), shares, source.name, "raster", issues);
}

}  // namespace

Issues apply_suitability(CandidateSet& candidates, const std::vector<std::string>& networks,
                         const std::vector<SuitabilitySource>& sources, const Executor& executor) {
  Issues issues;
  for (const SuitabilitySource& source : sources)
    (source.raster != nullptr ? apply_raster : apply_layer)(candidates, networks, source, executor, issues);
  return issues;
}

}  // namespace spatial
