// SPDX-License-Identifier: MIT
#include "libspatial/county/site_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/credits.hpp"
#include "libspatial/report/bng_report.hpp"
#include "libspatial/report/site_report_of.hpp"
#include "libspatial/report/unit_section.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {
namespace {

/// The name of a reference system given as WKT; any other text unchanged.
std::string name_in(const std::string& crs) {
  const std::size_t open = crs.find('"'), close = crs.find('"', open == std::string::npos ? open : open + 1);
  return close == std::string::npos ? crs : crs.substr(open + 1, close - open - 1);
}

/// Lists for each layer what was read and what could not be checked. "None" in a report is only true of layers that
/// were checked.
void add_evidence(SiteReport& report, const Project& project) {
  const auto counted = [](std::size_t count, std::string_view what) {
    return fmt::format("{} {}{}", with_commas(static_cast<long long>(count)), what, count == 1 ? "" : "s");
  };
  std::size_t read = 0;
  for (std::size_t k = 0; k < project.config.layers.size(); ++k) {
    const LayerSource& source = project.config.layers[k];
    std::string text = std::string(info(source.role).title);
    if (!source.title.empty()) text += ", " + source.title;
    if (!source.source_date.empty()) text += ", edition " + source.source_date;
    for (std::size_t j = read; j < project.layers.size(); ++j)
      if (project.layers[j].source.layer == source.layer && project.layers[j].source.role == source.role) {
        text += fmt::format("; {} read for this check", counted(project.layers[j].layer.size(), "feature"));
        read = j + 1;
        break;
      }
    if (k < project.places.looks.size()) {
      const LayerLook& look = project.places.looks[k];
      if (look.all_rows) text += fmt::format("; {} in the layer", counted(look.rows, "row"));
      if (!look.extent.empty()) text += fmt::format("; extent {} ({})", box_text(look.extent), name_in(look.crs));
    }
    if (k < project.places.unchecked.size() && !project.places.unchecked[k].empty())
      text += "; NOT CHECKED: " + project.places.unchecked[k];
    report.inputs.emplace_back(source.layer, text);
  }
}

/// Lists every consultation rule with its distances and source, including rules that led to no consultation. A rule
/// whose layer is missing from the config is marked as not asked.
void add_consultations(SiteReport& report, const SiteAssessment& all, const Config& config) {
  const auto has_layer = [&](const ConsultRule& rule) {
    return std::any_of(config.layers.begin(), config.layers.end(), [&](const LayerSource& source) {
      const std::string wanted = lower(trimmed(rule.layer));
      return info(source.role).name == rule.role &&
             (wanted.empty() || wanted == lower(source.title) || wanted == lower(source.layer));
    });
  };
  for (const ConsultRule& rule : all.options.consult) {
    std::vector<std::string> words;
    if (!rule.relation.empty()) words.push_back(rule.relation + " or closer");
    if (rule.distance_m > 0) words.push_back(fmt::format("within {} m", shortest(rule.distance_m)));
    if (rule.least_on_site_ha > 0)
      words.push_back(fmt::format("at least {} ha of the site", shortest(rule.least_on_site_ha)));
    const std::string what = rule.layer.empty() ? rule.role : fmt::format("{} of the layer {}", rule.role, rule.layer);
    report.rules.emplace_back("Consultation: " + rule.who,
                              fmt::format("{}: {}.{}", what,
                                          !has_layer(rule) ? "NOT ASKED: the config has no such layer"
                                          : words.empty()  ? "no distance is set, so nothing is asked"
                                                           : joined(words, ", "),
                                          rule.source.empty() ? "" : " Source: " + rule.source + "."));
  }
}

/// Issues that belong to the biodiversity template, separated from those of the county's layers.
Issues template_issues(const SiteAssessment& all) {
  Issues issues;
  for (const Issue& issue : all.issues)
    if (info(issue.rule).code.starts_with("bng_") || issue.source.starts_with(all.units->list.source))
      issues.push_back(issue);
  return issues;
}

}  // namespace

SiteReport site_report(const SiteAssessment& all, const Project& project, const BngTables& tables,
                       const Executor& executor) {
  SiteReport report = site_report_of(all, executor);
  report.project = project.config.name;
  report.date = date_of(project.config);
  report.version = version();
  report.versions = library_versions();
  add_evidence(report, project);
  report.credits = credits_of(project.config);
  add_consultations(report, all, project.config);
  if (all.units) {
    report.sites[0].units = unit_section_of(*all.units, template_issues(all), tables, all.sites.geometry[0], false);
    for (auto& note : bng_notes(tables, rule_text(all.units->significance, all.options.lnrs_published)))
      report.rules.push_back(std::move(note));
  }
  report.rules.emplace_back(
      "Distances and areas",
      fmt::format("Distances are edge to edge. Features within {} m are listed, and the nearest of each kind wherever "
                  "it is. Contact up to {} m or {} m² is not overlap. Land that several features share counts once.",
                  shortest(all.options.search_m), shortest(all.options.adjoin_m),
                  shortest(all.options.overlap_tolerance_m2)));
  return report;
}

}  // namespace spatial
