// SPDX-License-Identifier: MIT
#include "libspatial/report/unit_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/planning/bng_units.hpp"
#include "libspatial/report/html_text.hpp"

namespace spatial {
namespace {

constexpr std::size_t most_features = 2000;  // rows of pieces on the page; the table `site_units` has all of them

bool is_linear(ParcelKind kind) { return kind == ParcelKind::hedgerow || kind == ParcelKind::river; }

std::string figure(double value) { return std::isfinite(value) ? shortest(value) : std::string(dash); }
std::string units(double value) { return number_text(value, 4); }

bool is_empty(const BngTotals& t) { return t.before == 0 && t.after() == 0 && t.off_before == 0 && t.off_after == 0; }

class SectionMaker {
 public:
  SectionMaker(const BngResult& result, const BngTables& tables) : result_(result), tables_(tables) {}

  UnitSection made(const Issues& issues, MultiPolygonView red_line, bool check_only) {
    section_.check_only = check_only;
    section_.proposes = result_.proposes;
    find(issues);
    draw(red_line);
    if (check_only) return std::move(section_);
    section_.left_out = left_out_sentences(result_);
    headline();
    accounts();
    if (result_.proposes) trading();
    features();
    return std::move(section_);
  }

 private:
  const BngTotals& totals(const BngModuleInfo& module) const {
    return result_.account.modules[static_cast<std::size_t>(module.module)];
  }

  void headline() {
    for (const BngModuleInfo& module : bng_modules()) {
      const BngTotals& t = totals(module);
      if (is_empty(t)) continue;
      if (!result_.proposes) {
        section_.facts.push_back({std::string(module.title), fmt::format("{:.2f} units", t.before), {}, {}, false});
        continue;
      }
      const bool met = t.needed() <= 1e-9;
      section_.facts.push_back(
          {std::string(module.title), gain_text(t.total_percent()), fmt::format("{:+.2f} units", t.total_net()),
           met ? std::string("10 % is reached") : fmt::format("{:.2f} more units are needed to reach 10 %", t.needed()),
           met});
    }
  }

  void find(const Issues& issues) {
    std::size_t rejections = 0;
    for (const Severity severity : {Severity::error, Severity::warning, Severity::info})
      for (const Issue& issue : issues) {
        const IssueRuleInfo& rule = info(issue.rule);
        if (rule.severity != severity) continue;
        const BngCheck* check = tables_.check(rule.code, issue.role);
        rejections += tables_.rejects(issue) ? 1 : 0;
        section_.findings.push_back({std::string(to_string(severity)), issue.role, issue.feature_id, issue.message,
                                     std::string(rule.meaning), std::string(rule.code),
                                     check == nullptr ? std::string() : check->code_for(issue)});
      }
    section_.rejected = rejections > 0;
    section_.verdict = verdict_sentence(rejections);
  }

  void accounts() {
    UnitTable& table = section_.accounts;
    table.caption = "Units by account";
    table.heads = {"Account",  "#Before",   "#Retained",
                   "#Created", "#Enhanced", "#After",
                   "#Net",     "#Net %",    "#Off-site, at its risk",
                   "#Total",   "#Total %"};
    for (const BngModuleInfo& module : bng_modules()) {
      const BngTotals& t = totals(module);
      std::vector<std::string> row{std::string(module.title), units(t.before)};
      if (result_.proposes)
        row.insert(row.end(), {units(t.retained), units(t.created), units(t.enhanced), units(t.after()),
                               signed_units(t.net()), gain_text(t.net_percent()), signed_units(t.off_net_at_risk()),
                               signed_units(t.total_net()), gain_text(t.total_percent())});
      row.resize(table.heads.size(), std::string(dash));
      table.rows.push_back(std::move(row));
    }
  }

  void trading() {
    UnitTable& table = section_.trading;
    table.caption = "Whether losses are made up, by band of distinctiveness";
    table.heads = {"Account and band", "Met", "#Surplus", "#Deficit", "#Net", "#Cumulative", "Losses", "Made up by"};
    table.judged = 1;
    for (const BngTrade& trade : result_.account.trading) {
      if (!trade.met) section_.unmet.push_back(trade_sentence(trade));
      std::string losses;
      for (const BngChange& loss : trade.losses)
        losses += fmt::format("{}{} ({})", losses.empty() ? "" : "; ", loss.label, signed_units(loss.units));
      table.rows.push_back({fmt::format("{}, {}", info(trade.module).title, band_name(trade.band)),
                            trade.met ? "yes" : "no", units(trade.surplus), units(trade.deficit), units(trade.net),
                            units(trade.cumulative), losses, trade.met ? std::string() : trade.mended_by});
    }
  }

  /// A table of features per account. Columns that are empty in every row are left out.
  void features() {
    bool authority = false, rule = false;
    for (const UnitPiece& piece : result_.pieces) {
      authority = authority || !piece.authority.empty();
      rule = rule || (piece.rule != "as the template states it" && piece.rule != "low everywhere");
    }
    std::size_t told = 0;
    for (const BngModuleInfo& module : bng_modules()) {
      UnitTable table;
      table.caption = fmt::format("{}: units by feature, before and after", module.title);
      table.heads = {"Feature", "Stage", "Habitat", "#Size", "#Distinct\xC2\xADiveness", "#Condition"};
      if (module.module == BngModule::watercourse) table.heads.emplace_back("#Encroach\xC2\xADment");
      table.heads.emplace_back(
          "#Signifi\xC2\xAD"
          "cance");
      if (rule) table.heads.emplace_back("Why this significance");
      if (authority) table.heads.emplace_back("Authority");
      table.heads.insert(table.heads.end(), {"#Years", "#Time", "#Difficulty", "#Units"});
      for (const UnitPiece& piece : result_.pieces)
        if (result_.rows[piece.parcel].module == module.module && told < most_features) {
          ++told;
          table.rows.push_back(row_of(piece, rule, authority));
        }
      if (!table.rows.empty()) section_.features.push_back(std::move(table));
    }
    if (told < result_.pieces.size())
      section_.more_features =
          fmt::format("The first {} of {} rows are listed; the table site_units of the GeoPackage has all.", told,
                      result_.pieces.size());
  }

  std::vector<std::string> row_of(const UnitPiece& piece, bool rule, bool authority) const {
    const Parcel& parcel = result_.list.parcels[piece.parcel];
    const bool linear = is_linear(parcel.kind);
    constexpr std::array<std::string_view, 4> parts{"before", "retained", "created", "enhanced"};
    std::vector<std::string> row{
        parcel.reference,
        fmt::format("{}{}", parts[static_cast<std::size_t>(piece.part)], piece.off_site ? ", off-site" : ""),
        piece.habitat,
        fmt::format("{:.4f} {}", piece.size / (linear ? 1e3 : 1e4), linear ? "km" : "ha"),
        figure(piece.distinctiveness),
        figure(piece.condition)};
    if (result_.rows[piece.parcel].module == BngModule::watercourse) row.push_back(figure(piece.encroachment));
    row.push_back(fmt::format("{:.2f}", piece.significance));
    if (rule) row.push_back(piece.rule);
    if (authority) row.push_back(piece.authority.empty() ? std::string(dash) : piece.authority);
    row.insert(row.end(), {piece.years ? years_text(*piece.years) : std::string(dash), figure(piece.time),
                           figure(piece.difficulty), units(piece.units)});
    return row;
  }

  UnitFate fate_of(std::size_t parcel) const {
    switch (result_.rows[parcel].retention) {
      case BngRetention::retained:
        return UnitFate::retained;
      case BngRetention::enhanced:
        return UnitFate::enhanced;
      case BngRetention::created:
        return UnitFate::created;
      case BngRetention::lost:
        return result_.rows[parcel].after ? UnitFate::created : UnitFate::lost;
      case BngRetention::none:
      case BngRetention::unknown:
        break;
    }
    return UnitFate::as_it_is;
  }

  /// Draws the on-site parcels. Off-site land lies elsewhere and is only in the tables.
  void draw(MultiPolygonView red_line) {
    const ParcelList& list = result_.list;
    for (std::size_t p = 0; p < list.parcels.size() && p < result_.rows.size(); ++p) {
      if (result_.rows[p].off_site) continue;
      section_.marks.push_back({fate_of(p), list.parcels[p].kind == ParcelKind::river, list.parcels[p].reference});
      section_.areas.append(list.areas[p]);
      for (std::size_t l = 0; l < list.lines[p].line_count(); ++l) {
        for (const Point& at : list.lines[p].line(l)) section_.lines.add_point(at);
        section_.lines.end_line();
      }
      section_.lines.end_feature();
      for (const Point& at : list.points[p]) section_.points.add_point(at);
      section_.points.end_feature();
    }
    if (!red_line.empty()) section_.red_line.append(red_line);
  }

  const BngResult& result_;
  const BngTables& tables_;
  UnitSection section_;
};

}  // namespace

std::string_view fate_title(UnitFate fate) noexcept {
  constexpr std::array<std::string_view, unit_fate_count> titles{"as it is", "retained", "enhanced", "created", "lost"};
  return titles[static_cast<std::size_t>(fate)];
}

UnitSection unit_section_of(const BngResult& result, const Issues& issues, const BngTables& tables,
                            MultiPolygonView red_line, bool check_only) {
  return SectionMaker(result, tables).made(issues, red_line, check_only);
}

std::vector<std::string> left_out_sentences(const BngResult& result) {
  std::vector<std::string> sentences;
  if (result.left_out > 0)
    sentences.push_back(
        fmt::format("{} of {} features {} left out of these units, before or after, because of the findings below.",
                    result.left_out, result.features(), result.left_out == 1 ? "is" : "are"));
  if (!result.list.unread_layers.empty())
    sentences.push_back(
        fmt::format("Not counted: the rows of '{}'. The template has no such layer, or no figure comes from it.",
                    joined(result.list.unread_layers, "', '")));
  return sentences;
}

std::string trade_sentence(const BngTrade& trade) {
  return fmt::format("Trading rules are not met for {}, band {}: {} would make up for the loss.",
                     lower(info(trade.module).title), band_name(trade.band), trade.mended_by);
}

std::string verdict_sentence(std::size_t rejections) {
  if (rejections == 0)
    return "Defra's service would take this file. An error below still means that units are missing or wrong.";
  return fmt::format("Defra's service would reject this file for {} finding{}.", rejections,
                     rejections == 1 ? "" : "s");
}

std::string signed_units(double value) { return fmt::format("{:+.4f}", value); }
std::string gain_text(double percent) {
  return std::isfinite(percent) ? fmt::format("{:+.2f} %", percent) : std::string("no percentage (no baseline)");
}

}  // namespace spatial
