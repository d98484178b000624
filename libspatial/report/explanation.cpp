// SPDX-License-Identifier: MIT
#include "libspatial/report/explanation.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

std::string cell(const RowText& row, std::string_view column) {
  const auto found = row.find(std::string(column));
  return found == row.end() ? "" : found->second;
}

double number(const RowText& row, std::string_view column) { return std::strtod(cell(row, column).c_str(), nullptr); }

std::string rounded(const RowText& row, std::string_view column, int digits) {
  return cell(row, column).empty() ? "–" : fmt::format("{:.{}f}", number(row, column), digits);
}

std::string named(const RowText& evidence) {
  const std::string name = cell(evidence, "feature_name");
  return name.empty() ? cell(evidence, "feature_id") : name;
}

/// "A, B and C". The table has at most five features.
std::string as_list(const std::vector<std::string>& names) {
  if (names.size() < 2) return joined(names, "");
  return joined({names.begin(), names.end() - 1}, ", ") + " and " + names.back();
}

std::string rounded_percent(double share) { return fmt::format("{:.0f} %", 100 * share); }

/// Explains a candidate's indicators, one sentence each.
class Sentences {
 public:
  explicit Sentences(const Explanation& one) : one_(one) {}

  std::vector<std::string> all() {
    land();
    sites();
    patches();
    cover();
    boas();
    constraint();
    return std::move(said_);
  }

 private:
  std::vector<const RowText*> behind(std::string_view indicator) const {
    std::vector<const RowText*> rows;
    for (const RowText& row : one_.evidence)
      if (cell(row, "indicator") == indicator) rows.push_back(&row);
    return rows;
  }
  std::string names_behind(std::string_view indicator) const {
    std::vector<std::string> names;
    for (const RowText* row : behind(indicator)) {
      std::string name = named(*row);
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(std::move(name));
    }
    return as_list(names);
  }

  void land() {
    const double suitability = number(one_.candidate, "potential");
    const std::string habitat = cell(one_.candidate, "habitat");
    said_.push_back(fmt::format("The land is {} today; its suitability for {} is {:.2f} of 1.",
                                habitat.empty() ? "of a habitat that the map does not name" : lower(habitat),
                                one_.network, suitability));
    if (number(one_.candidate, "in_site_share") > 0 && !cell(one_.candidate, "site_name").empty())
      said_.push_back(fmt::format("{} of it lies in {}.", rounded_percent(number(one_.candidate, "in_site_share")),
                                  cell(one_.candidate, "site_name")));
  }
  void sites() {
    if (cell(one_.candidate, "better").empty()) return;
    const double share = number(one_.candidate, "better");
    if (share > 0)
      said_.push_back(fmt::format("{} of it lies in or near a site that it would buffer: {}.", rounded_percent(share),
                                  names_behind("better")));
    else
      said_.push_back("No designated site, Local Wildlife Site or irreplaceable habitat is near.");
  }
  void patches() {
    const auto adjoining = static_cast<long long>(number(one_.candidate, "adjoining_patches"));
    const auto linked = static_cast<long long>(number(one_.candidate, "linked_patches"));
    const std::string& network = one_.network;
    if (adjoining > 0)
      said_.push_back(fmt::format("It adjoins {} patch{} of {} habitat and would make {} larger ({}).",
                                  with_commas(adjoining), adjoining == 1 ? "" : "es", network,
                                  adjoining == 1 ? "it" : "them", names_behind("bigger")));
    if (linked == 0)
      said_.push_back(fmt::format("No patch of {} habitat is within reach, so it joins nothing.", network));
    else
      said_.push_back(fmt::format(
          "{} patch{} of {} habitat {} within reach, the nearest {}; creating habitat here adds {} ha of connected "
          "habitat.",
          with_commas(linked), linked == 1 ? "" : "es", network, linked == 1 ? "is" : "are",
          adjoining > 0 ? "beside it" : rounded(one_.candidate, "nearest_patch_m", 0) + " m away",
          rounded(one_.candidate, "gain_ha", 2)));
  }
  void cover() {
    if (!cell(one_.candidate, "more_raw").empty())
      said_.push_back(fmt::format("{:.1f} % of the land around it is core habitat of the network.",
                                  100 * number(one_.candidate, "more_raw")));
  }
  void boas() {
    if (cell(one_.candidate, "boa").empty()) return;
    const double share = number(one_.candidate, "boa");
    if (share > 0)
      said_.push_back(fmt::format("{} of it lies in a Biodiversity Opportunity Area: {}.", rounded_percent(share),
                                  names_behind("boa")));
    if (number(one_.candidate, "boa_target") > 0)
      said_.push_back(fmt::format("A target there asks for this habitat: {}.", names_behind("boa_target")));
  }
  void constraint() {
    const double share = number(one_.candidate, "constraint");
    if (share > 0)
      said_.push_back(fmt::format("{} of it is under a constraint ({}), which takes {} off the score.",
                                  rounded_percent(share), names_behind("constraint"),
                                  rounded_percent(1 - one_.factors.constraint)));
  }

  const Explanation& one_;
  std::vector<std::string> said_;
};

IndicatorTable::Row scaled_row(const RowText& candidate) {
  IndicatorTable::Row row{};
  for (const IndicatorInfo& indicator : indicators())
    row[static_cast<std::size_t>(indicator.indicator)] = number(candidate, indicator.name);
  return row;
}

std::string header(const Explanation& one) {
  const RowText& c = one.candidate;
  std::string text = fmt::format(
      "{}  score {}  rank {}{}  class {}\n", cell(c, "candidate_id"), rounded(c, "score", 2), cell(c, "rank"),
      one.ranked == 0 ? ""
                      : fmt::format(" of {} to {}", with_commas(static_cast<long long>(one.ranked)), cell(c, "action")),
      cell(c, "class"));
  if (!cell(c, "place").empty()) text += fmt::format("\n  where           {}\n", cell(c, "place"));
  text += fmt::format(
      "  what            {} {}\n  area            {} ha, of which {} ha suitable, {} ha after weighting by potential\n",
      cell(c, "action").empty() ? "create" : cell(c, "action"), one.network, rounded(c, "area_ha", 4),
      rounded(c, "suitable_ha", 4), rounded(c, "restored_ha", 4));
  text += fmt::format("  habitat now     {}\n  from            {}, feature {}\n", cell(c, "habitat"),
                      cell(c, "source_layer"), cell(c, "source_id"));
  if (!cell(c, "boa_id").empty())
    text += fmt::format("  BOA             {} {} ({} of the candidate)\n", cell(c, "boa_id"), cell(c, "boa_name"),
                        rounded(c, "boa_share", 3));
  if (!cell(c, "authority").empty()) text += fmt::format("  authority       {}\n", cell(c, "authority"));
  text += fmt::format(
      "  connectivity    ECA + {} ha; own area {} %, flux {} %, connector {} %; {} patches linked, {} adjoining\n",
      rounded(c, "gain_ha", 4), rounded(c, "gain_intra", 1), rounded(c, "gain_flux", 1),
      rounded(c, "gain_connector", 1), cell(c, "linked_patches"), cell(c, "adjoining_patches"));
  if (!cell(c, "rank_p50").empty())
    text += fmt::format(
        "  ranking         5 % {}, median {}, 95 % {} under varied weights; in the top tenth in {} of the runs\n",
        cell(c, "rank_p05"), cell(c, "rank_p50"), cell(c, "rank_p95"), rounded(c, "share_top10", 3));
  return text;
}

}  // namespace

ScoreFactors factors_of_row(const RowText& candidate, const ScoringRecord& record) {
  return factors_of(scaled_row(candidate), record.weights, record.suitability);
}

Explanation explained(RowText candidate, std::vector<RowText> evidence, const ScoringRecord& record) {
  Explanation one;
  one.candidate = std::move(candidate);
  one.evidence = std::move(evidence);
  one.factors = factors_of_row(one.candidate, record);
  double total = 0;
  for (const IndicatorInfo& indicator : indicators())
    if (indicator.indicator != Indicator::constraint)
      total += record.weights[static_cast<std::size_t>(indicator.indicator)];
  for (const IndicatorInfo& indicator : indicators()) {
    const std::string name(indicator.name);
    IndicatorPoints points;
    points.indicator = &indicator;
    points.counts = !cell(one.candidate, name).empty();
    points.raw = number(one.candidate, name + "_raw");
    points.scaled = number(one.candidate, name);
    points.weight = record.weights[static_cast<std::size_t>(indicator.indicator)];
    if (points.counts && indicator.indicator != Indicator::constraint && total > 0)
      points.points = 100 * points.weight * points.scaled / total;
    one.indicators.push_back(points);
  }
  const auto ranked = record.ranked.find(cell(one.candidate, "action"));
  if (ranked != record.ranked.end()) one.ranked = ranked->second;
  one.network = cell(one.candidate, "best_network");
  if (const auto title = record.networks.find(one.network); title != record.networks.end() && !title->second.empty())
    one.network = within_sentence(title->second);
  one.sentences = Sentences(one).all();
  return one;
}

std::string explanation_text(const Explanation& one) {
  std::string text = header(one);
  text += "\n  indicator        raw               scaled  weight   points\n";
  for (const IndicatorPoints& row : one.indicators) {
    const std::string name(row.indicator->name);
    const bool factor = row.indicator->indicator == Indicator::constraint ||
                        (row.indicator->indicator == Indicator::potential && row.weight == 0);
    if (!row.counts) {
      if (!factor) text += fmt::format("  {:<16} not scored: its layers are not configured\n", name);
    } else if (!factor) {
      text += fmt::format("  {:<16} {:>10} {:<6} {:>7.4f} {:>7.2f} {:>8.2f}\n", name,
                          rounded(one.candidate, name + "_raw", 4), row.indicator->raw_unit, row.scaled, row.weight,
                          row.points);
    }
  }
  text += fmt::format("  {:<16} {:>42.2f}\n", "merit", 100 * one.factors.merit);
  text += fmt::format("\n  score = 100 x suitability {:.4f} x merit {:.4f} x constraint {:.4f} = {:.2f}\n",
                      one.factors.suitability, one.factors.merit, one.factors.constraint, one.factors.score());
  text += "\n  why here\n";
  for (const std::string& sentence : one.sentences) text += "    " + sentence + "\n";
  text += "\n  behind it\n";
  for (const IndicatorInfo& indicator : indicators())
    for (const RowText& row : one.evidence) {
      if (cell(row, "indicator") != indicator.name) continue;
      const std::string name = cell(row, "feature_name"), note = cell(row, "note");
      text += fmt::format("    {:<12} {:>12} {:<3} {} {}{}{}\n", indicator.name, rounded(row, "amount", 4),
                          cell(row, "unit"), cell(row, "role"), cell(row, "feature_id"), name.empty() ? "" : " " + name,
                          note.empty() ? "" : " (" + note + ")");
    }
  if (one.evidence.empty()) text += "    no site, BOA or patch within reach\n";
  return text;
}

std::string explanation_json(std::span<const Explanation> explanations) {
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  for (const Explanation& one : explanations) {
    const RowText& c = one.candidate;
    nlohmann::ordered_json json;
    for (const char* text : {"candidate_id", "action", "place", "grid_ref"}) json[text] = cell(c, text);
    json["centre"] = {number(c, "centre_x"), number(c, "centre_y")};
    json["rank"] = static_cast<long long>(number(c, "rank"));
    if (one.ranked > 0) json["ranked"] = one.ranked;
    json["score"] = number(c, "score");
    for (const char* text : {"class", "best_network"}) json[text] = cell(c, text);
    json["network"] = one.network;
    for (const char* text : {"habitat", "source_layer", "source_id"}) json[text] = cell(c, text);
    json["area_ha"] = number(c, "area_ha");
    json["factors"] = {
        {"suitability", one.factors.suitability}, {"merit", one.factors.merit}, {"constraint", one.factors.constraint}};
    json["indicators"] = nlohmann::ordered_json::array();
    for (const IndicatorPoints& row : one.indicators) {
      nlohmann::ordered_json entry{{"indicator", row.indicator->name}, {"counts", row.counts}};
      if (row.counts) {
        entry["raw"] = row.raw;
        entry["unit"] = row.indicator->raw_unit;
        entry["scaled"] = row.scaled;
        entry["weight"] = row.weight;
        entry["points"] = row.points;
      }
      json["indicators"].push_back(std::move(entry));
    }
    json["why"] = one.sentences;
    json["evidence"] = nlohmann::ordered_json::array();
    for (const RowText& row : one.evidence)
      json["evidence"].push_back({{"indicator", cell(row, "indicator")},
                                  {"role", cell(row, "role")},
                                  {"feature_id", cell(row, "feature_id")},
                                  {"feature_name", cell(row, "feature_name")},
                                  {"amount", number(row, "amount")},
                                  {"unit", cell(row, "unit")},
                                  {"note", cell(row, "note")}});
    list.push_back(std::move(json));
  }
  return list.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace spatial
