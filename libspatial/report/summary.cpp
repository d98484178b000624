// SPDX-License-Identifier: MIT
#include "libspatial/report/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

std::string clipped(const std::string& text, std::size_t width) {
  if (text.size() <= width) return text;
  std::size_t end = width - 1;
  // Do not cut inside a UTF-8 character.
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

/// A note if the best candidates of the main ranking are on poor land; "" otherwise.
std::string poor_land_note(const OpportunityResult& result, const std::vector<std::uint32_t>& order) {
  constexpr std::size_t best = 50;
  constexpr double poor = 0.5;
  std::size_t number = 0, looked = 0;
  for (const std::uint32_t c : order) {
    if (result.candidates.ranking_of(c) != 0 || looked == best) break;
    ++looked;
    const std::uint32_t n = result.scores.best_network[c];
    number += result.candidates.restored(c, n) < poor * result.candidates.areas_m2[c] ? 1 : 0;
  }
  if (number == 0) return {};
  return fmt::format(
      "{} of the first {} stand on land of a suitability under {:.1f}: no better land scores as high there.\n", number,
      looked, poor);
}

}  // namespace

std::string opportunity_summary(const std::string& title, const std::vector<LayerLine>& layers,
                                const OpportunityResult& result) {
  std::string text = title + "\n\nRead\n";
  for (const LayerLine& layer : layers) {
    std::vector<std::string> notes;
    if (layer.counts.repaired > 0) notes.push_back(with_commas(layer.counts.repaired) + " repaired");
    if (layer.counts.dropped > 0) notes.push_back(with_commas(layer.counts.dropped) + " dropped");
    text += fmt::format("  {:<13} {:>18}  {}{}\n", layer.role,
                        layer.raster ? std::string("raster") : with_commas(layer.counts.used) + " features",
                        layer.source, notes.empty() ? "" : "  (" + joined(notes, ", ") + ")");
  }
  text += "\nNetworks                      patches     links  components    habitat ha        ECA ha\n";
  for (const HabitatNetwork& network : result.networks)
    text += fmt::format("  {:<26} {:>8} {:>9} {:>11} {:>13.1f} {:>13.1f}\n", clipped(network.profile.title, 26),
                        with_commas(network.metrics.patches), with_commas(network.metrics.links),
                        with_commas(network.metrics.components), network.metrics.habitat_m2 / 1e4,
                        network.metrics.eca_m2 / 1e4);
  std::vector<std::string> left_out;
  for (const IndicatorInfo& indicator : indicators())
    if (!result.indicators.available[static_cast<std::size_t>(indicator.indicator)])
      left_out.push_back(std::string(indicator.name));
  if (!left_out.empty())
    text += fmt::format("\nNot scored, because their layers are not configured: {}\n", joined(left_out, ", "));

  const CandidateSet& set = result.candidates;
  double area = 0;
  for (const double one : set.areas_m2) area += one;
  text += fmt::format("\n{} candidates, {:.0f} ha{}. The best ten:\n", with_commas(set.size()), area / 1e4,
                      result.scores.ranked[1] > 0
                          ? fmt::format(": {} to create, {} to restore (inside designated "
                                        "sites, Local Wildlife Sites or irreplaceable habitat)",
                                        with_commas(result.scores.ranked[0]), with_commas(result.scores.ranked[1]))
                          : "");
  text += "  rank   score        ha  network                 habitat now                   where (candidate)\n";
  const std::vector<std::uint32_t> order = in_order_of_rank(set, result.scores);
  for (std::size_t k = 0; k < std::min<std::size_t>(10, order.size()); ++k) {
    const std::uint32_t c = order[k], n = result.scores.best_network[c];
    if (set.ranking_of(c) != 0) break;
    text += fmt::format("  {:>4}  {:>6.1f} {:>9.2f}  {:<22}  {:<28}  {} ({})\n", result.scores.rank[c],
                        result.scores.score[c], set.areas_m2[c] / 1e4, clipped(result.networks[n].profile.title, 22),
                        clipped(set.habitat[c], 28), result.places[c].name, set.id[c]);
  }
  text += poor_land_note(result, order);

  std::map<IssueRule, std::size_t> rules;
  for (const Issue& issue : result.issues) ++rules[issue.rule];
  if (rules.empty()) return text + "\nNo issues.\n";
  text += fmt::format("\n{} issues (layer `issues`):\n", with_commas(result.issues.size()));
  for (const auto& [rule, count] : rules)
    text += fmt::format("  {:>8}  {:<7}  {:<26}  {}\n", with_commas(count), to_string(info(rule).severity),
                        info(rule).code, info(rule).meaning);
  return text;
}

}  // namespace spatial
