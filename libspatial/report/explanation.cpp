// SPDX-License-Identifier: MIT
#include "libspatial/report/explanation.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "libspatial/opportunity/options.hpp"

namespace spatial {
namespace {

std::string cell(const RowText& row, const std::string& column) {
  const auto found = row.find(column);
  return found == row.end() ? "" : found->second;
}

double number(const RowText& row, const std::string& column) { return std::strtod(cell(row, column).c_str(), nullptr); }

std::string rounded(const RowText& row, const std::string& column, int digits) {
  return cell(row, column).empty() ? "–" : fmt::format("{:.{}f}", number(row, column), digits);
}

}  // namespace

std::string explanation(const RowText& candidate, const std::vector<RowText>& evidence,
                        const std::map<std::string, double>& weights) {
  const std::string network = cell(candidate, "best_network");
  std::string text = fmt::format("{}  score {}  rank {}  class {}\n", cell(candidate, "candidate_id"),
                                 rounded(candidate, "score", 2), cell(candidate, "rank"), cell(candidate, "class"));
  text += fmt::format(
      "\n  best network    {}\n  area            {} ha, of which {} ha suitable, {} ha after weighting by potential\n",
      network, rounded(candidate, "area_ha", 4), rounded(candidate, "suitable_ha", 4),
      rounded(candidate, "restored_ha", 4));
  text += fmt::format("  habitat now     {}\n  from            {}, feature {}\n", cell(candidate, "habitat"),
                      cell(candidate, "source_layer"), cell(candidate, "source_id"));
  if (!cell(candidate, "boa_id").empty())
    text += fmt::format("  BOA             {} {} ({} of the candidate)\n", cell(candidate, "boa_id"),
                        cell(candidate, "boa_name"), rounded(candidate, "boa_share", 3));
  if (!cell(candidate, "authority").empty())
    text += fmt::format("  authority       {}\n", cell(candidate, "authority"));
  text += fmt::format(
      "  connectivity    ECA + {} ha; own area {} %, flux {} %, connector {} %; {} patches linked, {} adjoining\n",
      rounded(candidate, "gain_ha", 4), rounded(candidate, "gain_intra", 1), rounded(candidate, "gain_flux", 1),
      rounded(candidate, "gain_connector", 1), cell(candidate, "linked_patches"), cell(candidate, "adjoining_patches"));
  if (!cell(candidate, "rank_p50").empty())
    text += fmt::format(
        "  ranking         5 % {}, median {}, 95 % {} under varied weights; in the top tenth in {} of the runs\n",
        cell(candidate, "rank_p05"), cell(candidate, "rank_p50"), cell(candidate, "rank_p95"),
        rounded(candidate, "share_top10", 3));

  const auto weight_of = [&](std::string_view name) {
    const auto found = weights.find(std::string(name));
    return found == weights.end() ? 0.0 : found->second;
  };
  double total = 0, points = 0;
  for (const IndicatorInfo& indicator : indicators())
    if (indicator.indicator != Indicator::constraint) total += weight_of(indicator.name);
  text += "\n  indicator        raw               scaled  weight   points\n";
  for (const IndicatorInfo& indicator : indicators()) {
    const std::string name(indicator.name);
    const bool counts = !cell(candidate, name).empty();
    const double weight = weight_of(name), scaled = number(candidate, name);
    if (indicator.indicator == Indicator::constraint) {
      const double factor = 1 - weight * scaled;
      if (counts)
        text += fmt::format("  {:<16} {:>10} {:<6} {:>7.4f} {:>7.2f}   × {:.4f}\n", name,
                            rounded(candidate, name + "_raw", 4), indicator.raw_unit, scaled, weight, factor);
      text += fmt::format("  {:<16} {:>42.2f}\n", "score", points * (counts ? factor : 1));
    } else if (!counts) {
      text += fmt::format("  {:<16} not scored: its layers are not configured\n", name);
      continue;
    } else {
      const double own = total > 0 ? 100 * weight * scaled / total : 0;
      points += own;
      text += fmt::format("  {:<16} {:>10} {:<6} {:>7.4f} {:>7.2f} {:>8.2f}\n", name,
                          rounded(candidate, name + "_raw", 4), indicator.raw_unit, scaled, weight, own);
    }
  }
  text += "\n  behind it\n";
  for (const IndicatorInfo& indicator : indicators())
    for (const RowText& row : evidence) {
      if (cell(row, "indicator") != indicator.name) continue;
      const std::string name = cell(row, "feature_name"), note = cell(row, "note");
      text += fmt::format("    {:<12} {:>12} {:<3} {} {}{}{}\n", indicator.name, rounded(row, "amount", 4),
                          cell(row, "unit"), cell(row, "role"), cell(row, "feature_id"), name.empty() ? "" : " " + name,
                          note.empty() ? "" : " (" + note + ")");
    }
  if (evidence.empty()) text += "    no site, BOA or patch within reach\n";
  return text;
}

}  // namespace spatial
