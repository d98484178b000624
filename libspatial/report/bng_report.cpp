// SPDX-License-Identifier: MIT
#include "libspatial/report/bng_report.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "libspatial/core/text.hpp"
#include "libspatial/report/unit_section.hpp"

namespace spatial {
namespace {

using Json = nlohmann::ordered_json;
constexpr std::size_t most_named = 50;  // features listed per rule on the console, as Defra's service does

const BngCheck* check_of(const BngReport& report, const Issue& issue) {
  return report.tables->check(info(issue.rule).code, issue.role);
}

std::string percent(double value) { return std::isfinite(value) ? fmt::format("{:+.2f} %", value) : "n/a"; }

void add_accounts(std::string& text, const BngReport& report) {
  const BngResult& result = *report.result;
  const auto add = [&]<class... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
  };
  add("\n  {:<32} {:>12} {:>12} {:>12} {:>11} {:>11}\n", "units", "before", "after", "net", "net %", "still needed");
  for (const BngModuleInfo& module : bng_modules()) {
    const BngTotals& t = result.account.modules[static_cast<std::size_t>(module.module)];
    if (!result.proposes) {
      add("  {:<32} {:>12.4f}\n", module.title, t.before);
      continue;
    }
    add("  {:<32} {:>12.4f} {:>12.4f} {:>12} {:>11} {:>11.4f}\n", module.title, t.before, t.after(),
        signed_units(t.net()), percent(t.net_percent()), t.needed());
    if (t.off_before != 0 || t.off_after != 0)
      add("  {:<32} {:>12.4f} {:>12.4f} {:>12} {:>11}\n", "  with off-site land, at its risk", t.off_before,
          t.off_after, signed_units(t.total_net()), percent(t.total_percent()));
  }
  if (!result.proposes) text += "  No row has a retention category: a baseline file, without net change.\n";
  for (const BngTrade& trade : result.account.trading)
    if (result.proposes && !trade.met) add("  {}\n", trade_sentence(trade));
  for (const std::string& sentence : left_out_sentences(result)) add("  {}\n", sentence);
  add("  Strategic significance: {}.\n", report.significance);
}

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json account_json(const BngReport& report) {
  Json list = Json::array();
  for (const BngModuleInfo& module : bng_modules()) {
    const BngTotals& t = report.result->account.modules[static_cast<std::size_t>(module.module)];
    Json one{{"module", module.name}, {"before", t.before}};
    if (report.result->proposes) {
      one["retained"] = t.retained;
      one["created"] = t.created;
      one["enhanced"] = t.enhanced;
      one["after"] = t.after();
      one["net"] = t.net();
      one["net_percent"] = number(t.net_percent());
      one["off_site_before"] = t.off_before;
      one["off_site_after"] = t.off_after;
      one["off_site_net"] = t.off_net();
      one["off_site_net_at_risk"] = t.off_net_at_risk();
      one["total_net"] = t.total_net();
      one["total_percent"] = number(t.total_percent());
      one["needed"] = t.needed();
    }
    list.push_back(std::move(one));
  }
  return list;
}

Json trading_json(const BngReport& report) {
  Json list = Json::array();
  for (const BngTrade& trade : report.result->account.trading)
    list.push_back({{"module", info(trade.module).name},
                    {"band", band_name(trade.band)},
                    {"met", trade.met},
                    {"surplus", number(trade.surplus)},
                    {"deficit", number(trade.deficit)},
                    {"net", number(trade.net)},
                    {"cumulative", number(trade.cumulative)}});
  return list;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> bng_notes(const BngTables& tables, const std::string& significance) {
  return {{"Biodiversity metric", tables.edition("metric")},
          {"Template", tables.edition("template")},
          {"Checks of templates", tables.edition("service")},
          {"Strategic significance", significance},
          {"Not part of the units",
           "Bespoke compensation for very high distinctiveness and irreplaceable habitat, and whether a gain is "
           "acceptable. The statutory calculation tool stays the document of record."},
          {"Licence of metric and checks",
           "Contains public sector information licensed under the Open Government Licence v3.0."}};
}

std::size_t bng_rejections(const BngReport& report) {
  std::size_t count = 0;
  for (const Issue& issue : *report.issues) count += report.tables->rejects(issue) ? 1 : 0;
  return count;
}

std::string bng_summary(const BngReport& report) {
  std::string text = fmt::format("Biodiversity Net Gain: {}\n", report.file);
  if (!report.check_only) add_accounts(text, report);
  text += fmt::format("\n{}\n", verdict_sentence(bng_rejections(report)));
  std::map<std::string_view, std::size_t> named;
  for (const Issue& issue : *report.issues) {
    const IssueRuleInfo& rule = info(issue.rule);
    if (rule.severity == Severity::info && check_of(report, issue) == nullptr) continue;
    if (++named[rule.code] > most_named) continue;
    const BngCheck* check = check_of(report, issue);
    const std::string code = check == nullptr || check->defra_code.empty() ? "" : " [" + check->code_for(issue) + "]";
    fmt::format_to(std::back_inserter(text), "  {:<7} {}{}: {}{}{}: {}\n", to_string(rule.severity), rule.code, code,
                   issue.role, issue.feature_id.empty() ? "" : " ", issue.feature_id, issue.message);
    if (named[rule.code] == 1) fmt::format_to(std::back_inserter(text), "          {}\n", rule.meaning);
  }
  for (const auto& [code, count] : named)
    if (count > most_named)
      fmt::format_to(std::back_inserter(text), "  {} has {} more findings; the table `issues` has all\n", code,
                     count - most_named);
  return text;
}

std::string bng_json(const BngReport& report) {
  Json json{{"file", report.file},
            {"site", report.site},
            {"metric", report.tables->edition("metric")},
            {"template", report.tables->edition("template")},
            {"checks", report.tables->edition("service")},
            {"rejected", bng_rejections(report) > 0}};
  if (!report.check_only) {
    json["significance"] = report.significance;
    json["baseline_only"] = !report.result->proposes;
    json["features"] = report.result->features();
    json["left_out"] = report.result->left_out;
    json["unread_layers"] = report.result->list.unread_layers;
    json["accounts"] = account_json(report);
    if (report.result->proposes) json["trading"] = trading_json(report);
  }
  json["findings"] = Json::array();
  for (const Issue& issue : *report.issues) {
    const BngCheck* check = check_of(report, issue);
    json["findings"].push_back({{"key", check == nullptr ? "" : check->key},
                                {"code", info(issue.rule).code},
                                {"defra_code", check == nullptr ? "" : check->code_for(issue)},
                                {"severity", to_string(info(issue.rule).severity)},
                                {"rejected_by_defra", report.tables->rejects(issue)},
                                {"layer", issue.role},
                                {"feature", issue.feature_id},
                                {"message", issue.message}});
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace spatial
