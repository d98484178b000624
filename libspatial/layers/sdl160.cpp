// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "libspatial/core/blank_word.hpp"
#include "libspatial/core/date.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/layer_delivery.hpp"
#include "libspatial/layers/register.hpp"
#include "libspatial/overlay/contact.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/register_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

void check_options(const SdlRunOptions& options) {
  const auto refuse = [](const std::string& message, const std::string& remedy) {
    throw Error(ErrorKind::usage, message, remedy);
  };
  if (options.evidence.empty() == options.positive.empty())
    refuse(options.evidence.empty() ? "neither --evidence nor --positive says which sites are managed"
                                    : "--evidence and --positive both say which sites are managed",
           "Name one of them.");
  if (!options.evidence.empty() && options.fields.id.empty())
    refuse("evidence names sites by reference, but no field of references is named", "Add --id FIELD.");
  if (options.year < 1990 || options.year > 2200)
    refuse(options.year == 0 ? std::string("the year of the return is not stated")
                             : fmt::format("--year {} is not the year of a return", options.year),
           "Add --year 2026 for the year to 31 March 2026.");
  if (options.attribution == "field" && options.authority_field.empty())
    refuse("--attribution field needs the field of the sites that names their authority",
           "Add --authority-field FIELD.");
  if (options.attribution != "field" && options.authorities.layer.empty())
    refuse("no layer of authorities is named", "Add --authority FILE[#LAYER].");
}

EvidenceKind kind_of(const std::string& text, std::size_t row, const std::string& table) {
  std::vector<std::string> words;
  for (const EvidenceKindInfo& one : evidence_kinds()) {
    if (lower(trimmed(text)) == one.word) return one.kind;
    words.emplace_back(one.word);
  }
  throw Error(
      ErrorKind::usage,
      fmt::format("row {} of {} has the kind of evidence '{}'{}", row + 1, table, text, did_you_mean(text, words)),
      "Kinds: " + joined(words, ", ") + ".");
}

/// The column of this name, without regard to case; throws Error(usage) that suggests the closest name.
const TextColumn& column_of(const std::vector<TextColumn>& all, const std::string& name, const std::string& table) {
  std::vector<std::string> names;
  for (const TextColumn& column : all) {
    if (lower(trimmed(column.name)) == name) return column;
    names.push_back(column.name);
  }
  const std::string nearest = nearest_word(name, names);
  throw Error(ErrorKind::usage,
              fmt::format("{} has no column '{}'{}", table, name,
                          nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest)),
              fmt::format("Columns needed: site_ref, kind, date, and end_date if there is one; it has {}.",
                          joined(names, ", ")));
}

/// A register of sites with its authorities and the management evidence of each site.
class Return {
 public:
  Return(const SdlRunOptions& options, const OverlaySettings& settings, const Executor& executor, StageClock& clock)
      : options_(options), settings_(settings), executor_(executor), clock_(clock) {
    std::vector<std::string> fields = wanted_fields(options.fields);
    for (const std::string& more : {options.positive, options.authority_field})
      if (!more.empty()) fields.push_back(more);
    const AttributedLayer layer = read(options.sites, fields);
    edition_ = edition_of(layer, options.fields, issues, executor);
    std::size_t column = wanted_fields(options.fields).size();
    if (!options.positive.empty()) stated_ = by_site(layer, column++);
    if (!options.authority_field.empty()) authority_ = by_site(layer, column);
    authorities_alike();
  }

  void attribute() {
    sites.ref = edition_.id;
    sites.sites.resize(edition_.sites.size());
    for (std::size_t s = 0; s < sites.sites.size(); ++s)
      sites.sites[s].geological = lower(edition_.kind[s]).find("geo") != std::string::npos;
    if (options_.attribution == "field") return attribute_by_field();
    std::vector<std::string> fields;
    if (!options_.authority_code.empty()) fields.push_back(options_.authority_code);
    const Authorities authorities =
        authorities_from(read(options_.authorities, fields), options_.authority_code, issues, executor_);
    codes = authorities.codes;
    const auto in = authorities_of(edition_.sites, authorities.geometry, codes, contact_m2, executor_);
    for (std::size_t s = 0; s < in.size(); ++s) {
      ReturnSite& site = sites.sites[s];
      site.straddling = in[s].size() > 1;
      const bool largest = options_.attribution == "largest" && !in[s].empty();
      site.authorities.assign(in[s].begin(), largest ? in[s].begin() + 1 : in[s].end());
      if (in[s].empty()) tell(IssueRule::site_without_authority, s, "it shares no land with any authority");
    }
  }

  void judge() {
    const std::vector<Management> states = options_.evidence.empty() ? stated() : from_evidence();
    for (std::size_t s = 0; s < states.size(); ++s) sites.sites[s].state = states[s];
  }

  SdlSites sites;
  std::vector<std::string> codes;
  Issues issues;
  LayerRunFacts facts;
  std::string told;

 private:
  AttributedLayer read(const OverlayInput& input, const std::vector<std::string>& fields) {
    AttributedLayer one = read_attributed(input, &fields, settings_, false, executor_, clock_);
    issues.insert(issues.end(), one.issues.begin(), one.issues.end());
    facts.counts.emplace_back(one.layer.source, one.layer.counts);
    facts.files.push_back(input.layer);
    told += read_lines({&one});
    return one;
  }

  /// What the rows of each site have in a column, every value once.
  using Values = std::set<std::string>;
  std::vector<Values> by_site(const AttributedLayer& layer, std::size_t column) {
    std::map<std::string, Values> by_id;
    std::vector<Values> values, without;
    for (std::size_t i = 0; i < layer.layer.size(); ++i) {
      const std::string id = options_.fields.id.empty() ? "" : trimmed(layer.layer.extra[0].text(i));
      const std::string value = trimmed(layer.layer.extra[column].text(i));
      if (is_blank_word(id))
        without.push_back({value});
      else
        by_id[id].insert(value);
    }
    std::size_t next = 0;
    for (const std::string& id : edition_.id) values.push_back(id.empty() ? without[next++] : by_id.at(id));
    return values;
  }

  /// Codes of authorities that differ in case alone are one: the spelling that comes first.
  void authorities_alike() {
    std::map<std::string, std::string> spelling;
    for (const Values& some : authority_)
      for (const std::string& code : some) {
        const auto [known, is_new] = spelling.emplace(lower(code), code);
        if (!is_new) known->second = std::min(known->second, code);
      }
    for (Values& some : authority_) {
      Values alike;
      for (const std::string& code : some) alike.insert(is_blank_word(code) ? std::string() : spelling.at(lower(code)));
      some = std::move(alike);
    }
  }

  void tell_differ(std::size_t site, const Values& values, const std::string& field, const std::string& counts) {
    const std::vector<std::string> words(values.begin(), values.end());
    tell(IssueRule::register_rows_joined, site,
         fmt::format("its rows have '{}' in {}; {}", joined(words, "', '"), field, counts));
  }

  void tell(IssueRule rule, std::size_t site, const std::string& message) {
    const Point at = box_of(edition_.sites[site]).centre();
    issues.push_back({rule, "layer", options_.sites.layer, edition_.id[site], message, Place{at.x, at.y}});
  }

  void attribute_by_field() {
    Values all;
    for (const Values& some : authority_) all.insert(some.begin(), some.end());
    all.erase("");
    codes.assign(all.begin(), all.end());
    for (std::size_t s = 0; s < authority_.size(); ++s) {
      const Values& stated = authority_[s];
      const auto code = std::find_if(stated.begin(), stated.end(), [](const std::string& one) { return !one.empty(); });
      if (stated.size() > 1) tell_differ(s, stated, options_.authority_field, fmt::format("'{}' counts", *code));
      if (code == stated.end())
        tell(IssueRule::site_without_authority, s, fmt::format("the field '{}' names none", options_.authority_field));
      else
        sites.sites[s].authorities.push_back(
            static_cast<std::uint32_t>(std::lower_bound(codes.begin(), codes.end(), *code) - codes.begin()));
    }
  }

  /// Of several rows of one site the worst counts: no, then unknown.
  std::vector<Management> stated() {
    static const std::set<std::string> yes{"yes", "y", "true", "t", "1", "1.0"},
        no{"no", "n", "false", "f", "0", "0.0"};
    std::vector<Management> states;
    for (std::size_t s = 0; s < stated_.size(); ++s) {
      std::set<Management> found;
      for (const std::string& word : stated_[s]) {
        found.insert(yes.contains(lower(word))  ? Management::yes
                     : no.contains(lower(word)) ? Management::no
                                                : Management::unknown);
        if (!yes.contains(lower(word)) && !no.contains(lower(word)) && !is_blank_word(word))
          tell(IssueRule::value_misfit, s,
               fmt::format("'{}' in {} is neither yes nor no, so the site counts as unknown", word, options_.positive));
      }
      states.push_back(found.contains(Management::no)        ? Management::no
                       : found.contains(Management::unknown) ? Management::unknown
                                                             : Management::yes);
      if (found.size() > 1)
        tell_differ(s, stated_[s], options_.positive, states.back() == Management::no ? "no counts" : "it is unknown");
    }
    return states;
  }

  std::vector<Management> from_evidence() {
    const LayerName name = parse_layer_name(options_.evidence);
    facts.files.push_back(options_.evidence);
    const std::vector<TextColumn> all = read_table(name);
    const std::vector<std::string>&refs = column_of(all, "site_ref", options_.evidence).values,
          &kinds = column_of(all, "kind", options_.evidence).values,
          &dates = column_of(all, "date", options_.evidence).values;
    const auto end = std::find_if(all.begin(), all.end(),
                                  [](const TextColumn& column) { return lower(trimmed(column.name)) == "end_date"; });
    std::vector<std::string> known;
    for (const std::string& id : edition_.id)
      if (!id.empty()) known.push_back(id);
    std::map<std::string, std::uint32_t> site_of;
    for (std::uint32_t s = 0; s < edition_.id.size(); ++s)
      if (!edition_.id[s].empty()) site_of.emplace(edition_.id[s], s);
    const ReportingWindow window = reporting_window(options_.year);
    std::vector<Evidence> evidence;
    for (std::size_t i = 0; i < refs.size(); ++i) {
      const std::string ref = trimmed(refs[i]);
      Evidence one;
      one.kind = kind_of(kinds[i], i, options_.evidence);
      one.date = date_in(dates[i], ref, "date", i);
      if (end != all.end()) one.end = date_in(end->values[i], ref, "end_date", i);
      const auto site = site_of.find(ref);
      if (site == site_of.end()) {
        about_row(IssueRule::evidence_without_site, ref, i,
                  fmt::format("'{}' is not a site in {}{}", ref, options_.sites.layer, did_you_mean(ref, known)));
        continue;
      }
      one.site = site->second;
      if (one.kind != EvidenceKind::none && trimmed(dates[i]).empty())
        about_row(
            IssueRule::date_unreadable, ref, i,
            fmt::format("{} without a date does not count; the site counts as known but not managed by it", kinds[i]));
      if (one.date && one.end && *one.end < *one.date)
        about_row(IssueRule::date_unreadable, ref, i,
                  fmt::format("it ends on {}, before its start on {}", date_text(*one.end), date_text(*one.date)));
      if (one.kind != EvidenceKind::none && one.date && !counts(one, window))
        about_row(IssueRule::evidence_outside_window, ref, i,
                  fmt::format("{} of {} does not count between {} and {}", kinds[i], date_text(*one.date),
                              date_text(window.after), date_text(window.until)));
      evidence.push_back(one);
    }
    return positive_management(edition_.sites.size(), evidence, options_.year);
  }

  std::optional<std::chrono::sys_days> date_in(const std::string& text, const std::string& ref, const char* column,
                                               std::size_t row) {
    const auto date = date_of(text);
    if (!date && !trimmed(text).empty())
      about_row(IssueRule::date_unreadable, ref, row, fmt::format("'{}' in {} is not a date", text, column));
    return date;
  }

  void about_row(IssueRule rule, const std::string& ref, std::size_t row, const std::string& message) {
    issues.push_back(
        {rule, "table", options_.evidence, ref, fmt::format("row {}: {}", row + 1, message), std::nullopt});
  }

  const SdlRunOptions& options_;
  const OverlaySettings& settings_;
  const Executor& executor_;
  StageClock& clock_;
  RegisterEdition edition_;
  std::vector<Values> stated_, authority_;
};

IndicatorRows indicators_of(const std::vector<ReturnRow>& rows, const std::vector<std::string>& codes, int year) {
  IndicatorRows result;
  const std::string period = fmt::format("{:04}-03-31", year);
  for (const ReturnRow& row : rows) {
    result.push_back({codes[row.authority], "Local sites in positive conservation management (SDL 160-00)", period,
                      row.percent(), "%", GoodDirection::up, "sdl160"});
    result.push_back({codes[row.authority], "Local sites without evidence of management", period,
                      static_cast<double>(row.unknown), "sites", GoodDirection::down, "sdl160"});
  }
  return result;
}

}  // namespace

RunOutcome run_sdl160(const SdlRunOptions& options, const Outputs& outputs, const OverlaySettings& asked,
                      const Executor& executor) {
  check_options(options);
  std::vector<OverlayInput> inputs{options.sites};
  if (!options.authorities.layer.empty()) inputs.push_back(options.authorities);
  Delivery delivery =
      layer_delivery(outputs, {"sdl160", "sdl160_sites", "indicators", "issues", "run"}, inputs, {options.evidence});
  const OverlaySettings settings = with_memory_plan(inputs, outputs.geopackage, checked_layers(inputs, asked));
  StageClock clock(executor.progress);
  Return found(options, settings, executor, clock);
  found.attribute();
  found.judge();
  const std::vector<ReturnRow> rows =
      management_return(found.sites.sites, static_cast<std::uint32_t>(found.codes.size()));
  clock.begin("write");
  found.facts.command = "lnrs register sdl160";
  found.facts.options = {{"year", std::to_string(options.year)},
                         {"attribution", options.attribution},
                         {"id", options.fields.id},
                         {"positive", options.positive}};
  Issues issues = distinct(std::move(found.issues));
  issues.insert(issues.begin(), settings.notes.begin(), settings.notes.end());
  std::vector<FeatureTable> tables{sdl160_table(rows, found.codes, options.year, options.attribution),
                                   sdl160_sites_table(found.sites, found.codes),
                                   indicators_table(indicators_of(rows, found.codes, options.year)),
                                   issues_table(issues), run_table(layer_run_record(found.facts, settings))};
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  RunOutcome outcome;
  outcome.summary = "Read\n" + found.told + "\n";
  for (const ReturnRow& row : rows)
    outcome.summary +=
        fmt::format("  {}: {} of {} sites in positive management ({}), {} unknown\n", found.codes[row.authority],
                    with_commas(row.positive), with_commas(row.sites()),
                    row.sites() > 0 ? fmt::format("{:.2f} %", row.percent()) : "no sites", with_commas(row.unknown));
  outcome.summary += fmt::format("{} issues", with_commas(issues.size()));
  outcome.files = delivery.deliver(dataset_of_run(settings.crs, "", std::move(tables), std::move(domains)));
  clock.end(rows.size());
  outcome.notes = said_at_once(settings.notes);
  outcome.notes.insert(outcome.notes.end(), delivery.lost().begin(), delivery.lost().end());
  const auto no_site = std::count_if(issues.begin(), issues.end(), [](const Issue& issue) {
    return issue.rule == IssueRule::evidence_without_site || issue.rule == IssueRule::site_without_authority;
  });
  if (no_site > 0)
    outcome.notes.push_back(
        fmt::format("{} rows have no match (evidence without a site, sites without an authority); "
                    "see issues",
                    with_commas(no_site)));
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  outcome.stages = clock.stages();
  return outcome;
}

}  // namespace spatial
