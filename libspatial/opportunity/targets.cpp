// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/targets.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {}  // namespace

TargetedBoas targeted_boas(const std::vector<BoaTarget>& targets, const Layer& boas,
                           const std::vector<NetworkProfile>& networks, const std::string& source) {
  std::map<std::string, std::uint32_t> boa_index;
  for (std::uint32_t b = 0; b < boas.size(); ++b) boa_index.emplace(boas.id[b], b);
  std::map<std::string, std::set<std::size_t>> meant;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    meant[lower(networks[n].id)].insert(n);
    meant[lower(networks[n].title)].insert(n);
    for (const std::string& habitat : networks[n].target_habitats) meant[lower(trimmed(habitat))].insert(n);
  }
  std::vector<std::string> habitats;
  for (const NetworkProfile& network : networks) {
    habitats.push_back(network.title);
    habitats.insert(habitats.end(), network.target_habitats.begin(), network.target_habitats.end());
  }
  std::vector<std::set<std::uint32_t>> found(networks.size());
  TargetedBoas result;
  for (const BoaTarget& target : targets) {
    const auto report = [&](std::string message) {
      result.issues.push_back(
          {IssueRule::boa_target_unmatched, "boa", source, target.boa_id, std::move(message), std::nullopt});
    };
    const auto boa = boa_index.find(trimmed(target.boa_id));
    if (boa == boa_index.end()) {
      report(fmt::format("target '{}' names BOA '{}', which the BOA layer does not have{}", target.habitat,
                         target.boa_id, did_you_mean(trimmed(target.boa_id), boas.id)));
      continue;
    }
    const auto habitat = meant.find(lower(trimmed(target.habitat)));
    if (habitat == meant.end()) {
      report(fmt::format("target habitat '{}' belongs to no network of this run{}", target.habitat,
                         did_you_mean(trimmed(target.habitat), habitats)));
      continue;
    }
    for (const std::size_t n : habitat->second) found[n].insert(boa->second);
  }
  for (const auto& boas_of_network : found)
    result.by_network.emplace_back(boas_of_network.begin(), boas_of_network.end());
  return result;
}

}  // namespace spatial
