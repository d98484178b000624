// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "libspatial/report/columns.hpp"
#include "libspatial/report/opportunity_tables.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_rows = 5;  // per candidate and indicator; those with the largest shares

class EvidenceRows {
 public:
  /// A map of a million candidates has four million rows, and growing step by step would take twice their memory.
  explicit EvidenceRows(std::size_t most) {
    for (TextCells* cells : {&candidate_, &indicator_, &role_, &id_, &name_, &unit_, &note_}) cells->reserve(most);
    amount_.reserve(most);
  }
  void add(const std::string& candidate, Indicator indicator, std::string role, std::string id, std::string name,
           double amount, const char* unit, std::string note = {}) {
    candidate_.push_back(candidate);
    indicator_.push_back(std::string(indicators()[static_cast<std::size_t>(indicator)].name));
    role_.push_back(std::move(role));
    id_.push_back(std::move(id));
    name_.push_back(text_or_null(name));
    amount_.push_back(amount);
    unit_.push_back(unit);
    note_.push_back(text_or_null(note));
  }
  FeatureTable done() {
    TableBuilder table("evidence", "Evidence",
                       "What stands behind each indicator of a candidate's best network: up to five features per "
                       "indicator, the largest shares or the nearest patches.");
    table.text("candidate_id", "Candidate", "As in opportunity_areas.", std::move(candidate_));
    table.text("indicator", "Indicator", "The indicator the feature counts for.", std::move(indicator_));
    table.text("role", "Role", "Role of the feature's layer; patch for a core patch.", std::move(role_));
    table.text("feature_id", "Feature", "Id of the feature.", std::move(id_));
    table.text("feature_name", "Name", "Its name.", std::move(name_));
    table.real("amount", "Amount", "How much of the candidate it touches, or how far away it is.", "see unit",
               std::move(amount_));
    table.text("unit", "Unit", "Unit of the amount: ha of the candidate, or m to the patch.", std::move(unit_));
    table.text("note", "Note", "What else matters.", std::move(note_));
    return {table.done(), std::monostate{}};
  }

 private:
  TextCells candidate_, indicator_, role_, id_, name_, unit_, note_;
  RealCells amount_;
};

/// At most so many: a BOA may count for two indicators.
std::size_t most_evidence(const OpportunityResult& result) {
  const PlaceFacts& places = result.facts.places;
  std::size_t most = 0;
  for (std::size_t c = 0; c < result.candidates.size(); ++c) {
    const NetworkFact& fact = result.facts.networks[result.scores.best_network[c]][c];
    most +=
        std::min(most_rows, places.site_shares[c].size()) + std::min(most_rows, places.constraint_shares[c].size()) +
        2 * std::min(most_rows, places.boa_shares[c].size()) + std::min<std::size_t>(fact.linked, NetworkFact::kept);
  }
  return most;
}

std::vector<ZoneShare> largest(std::span<const ZoneShare> shares) {
  std::vector<ZoneShare> sorted(shares.begin(), shares.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const ZoneShare& a, const ZoneShare& b) { return a.area_m2 > b.area_m2; });
  if (sorted.size() > most_rows) sorted.resize(most_rows);
  return sorted;
}

}  // namespace

FeatureTable evidence_table(const OpportunityResult& result) {
  EvidenceRows evidence(most_evidence(result));
  const CandidateSet& set = result.candidates;
  for (std::size_t c = 0; c < set.size(); ++c) {
    const std::uint32_t n = result.scores.best_network[c];
    const HabitatNetwork& network = result.networks[n];
    const std::string& id = set.id[c];
    const auto add_sites = [&](Indicator indicator, const Sites& sites, const AreaTable& shares) {
      for (const ZoneShare& share : largest(shares[c]))
        evidence.add(id, indicator, std::string(info(sites.role[share.zone]).name), sites.id[share.zone],
                     sites.name[share.zone], share.area_m2 / 1e4, "ha", sites.source[share.zone]);
    };
    add_sites(Indicator::better, result.sites, result.facts.places.site_shares);
    const NetworkFact& fact = result.facts.networks[n][c];
    const DispersalKernel kernel = kernel_of(network.profile);
    for (std::size_t k = 0; k < std::min<std::size_t>(fact.linked, NetworkFact::kept); ++k) {
      const std::uint32_t patch = fact.nearest[k].patch;
      const double distance = fact.nearest[k].distance_m;
      const bool adjoins = distance <= network.profile.join_m;
      evidence.add(id, adjoins ? Indicator::bigger : Indicator::joined, "patch", patch_id(network, patch), "", distance,
                   "m",
                   fmt::format("{:.2f} ha, dispersal probability {:.3f}", network.patches.areas_m2[patch] / 1e4,
                               adjoins ? 1.0 : kernel.probability(distance)));
    }
    for (const ZoneShare& share : largest(result.facts.places.boa_shares[c])) {
      evidence.add(id, Indicator::boa, "boa", result.boas.id[share.zone], result.boas.name[share.zone],
                   share.area_m2 / 1e4, "ha");
      if (!result.targeted.empty() &&
          std::binary_search(result.targeted[n].begin(), result.targeted[n].end(), share.zone))
        evidence.add(id, Indicator::boa_target, "boa", result.boas.id[share.zone], result.boas.name[share.zone],
                     share.area_m2 / 1e4, "ha", "has a target for " + network.profile.title);
    }
    add_sites(Indicator::constraint, result.constraints, result.facts.places.constraint_shares);
  }
  return evidence.done();
}

}  // namespace spatial
