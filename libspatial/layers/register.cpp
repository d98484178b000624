// SPDX-License-Identifier: MIT
#include "libspatial/layers/register.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/layer_delivery.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/register_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {
namespace {

/// Areas for the map: land gained and lost where a site's boundary changed, and whole sites that are new or deleted.
RegisterPieces pieces_of(const RegisterReview& review, const RegisterEdition& before, const RegisterEdition& after,
                         const Executor& executor) {
  struct Wanted {
    std::uint32_t row;
    const char* piece;
    std::uint32_t old_site, new_site;
  };
  constexpr std::uint32_t none = 0xFFFFFFFF;
  std::vector<Wanted> wanted;
  for (std::uint32_t r = 0; r < review.rows.size(); ++r) {
    const ReviewRow& row = review.rows[r];
    if (row.pair) {
      const SiteChange first = row.changes.front();
      if (first != SiteChange::boundary && first != SiteChange::moved) continue;
      wanted.push_back({r, "gained", row.before.front(), row.after.front()});
      wanted.push_back({r, "lost", row.before.front(), row.after.front()});
      continue;
    }
    for (const std::uint32_t site : row.before) wanted.push_back({r, "deleted", site, none});
    for (const std::uint32_t site : row.after) wanted.push_back({r, "new", none, site});
  }
  const std::vector<MultiPolygon> made = parallel_map<MultiPolygon, GeosContext>(
      executor, wanted.size(), [&](GeosContext& geos, std::size_t k) -> MultiPolygon {
        const Wanted& one = wanted[k];
        if (one.new_site == none) return MultiPolygon(before.sites[one.old_site]);
        if (one.old_site == none) return MultiPolygon(after.sites[one.new_site]);
        const bool gained = std::string_view(one.piece) == "gained";
        return gained ? difference(geos, after.sites[one.new_site], before.sites[one.old_site])
                      : difference(geos, before.sites[one.old_site], after.sites[one.new_site]);
      });
  RegisterPieces pieces;
  for (std::size_t k = 0; k < wanted.size(); ++k) {
    if (made[k].empty()) continue;
    pieces.row.push_back(wanted[k].row);
    pieces.piece.emplace_back(wanted[k].piece);
    pieces.geometry.append(made[k]);
  }
  return pieces;
}

std::vector<std::string> authority_of_rows(const RegisterReview& review, const RegisterEdition& before,
                                           const RegisterEdition& after, const Authorities& authorities,
                                           double contact_m2, const Executor& executor) {
  const auto old_in = authorities_of(before.sites, authorities.geometry, authorities.codes, contact_m2, executor);
  const auto new_in = authorities_of(after.sites, authorities.geometry, authorities.codes, contact_m2, executor);
  std::vector<std::string> codes;
  for (const ReviewRow& row : review.rows) {
    const std::vector<std::uint32_t>& in = row.after.empty() ? old_in[row.before.front()] : new_in[row.after.front()];
    codes.push_back(in.empty() ? std::string() : authorities.codes[in.front()]);
  }
  return codes;
}

void tell_reused(const RegisterReview& review, const RegisterEdition& before, const RegisterEdition& after,
                 const std::string& source, Issues& issues) {
  for (const auto& [o, n] : review.id_reused) {
    const Point at = box_of(after.sites[n]).centre();
    issues.push_back(
        {IssueRule::register_id_reused, "layer", source, after.id[n],
         fmt::format("'{}' was '{}' and is now '{}', on other land", after.id[n], before.name[o], after.name[n]),
         Place{at.x, at.y}});
  }
}

/// Adds the indicators of the review rows `of` under the name of an authority.
void add_indicators(IndicatorRows& rows, const std::string& authority, const std::vector<const ReviewRow*>& of,
                    const std::string& period) {
  const auto rows_with = [&](SiteChange change) {
    return static_cast<double>(std::count_if(of.begin(), of.end(), [&](const ReviewRow* row) {
      return std::find(row->changes.begin(), row->changes.end(), change) != row->changes.end();
    }));
  };
  std::size_t sites = 0;
  StableSum before, after;
  for (const ReviewRow* row : of) {
    sites += row->after.size();
    before.add(row->before_m2);
    after.add(row->after_m2);
  }
  const auto add = [&](const char* what, double value, const char* unit, GoodDirection good) {
    rows.push_back({authority, what, period, value, unit, good, "register_review"});
  };
  add("Sites of the register", static_cast<double>(sites), "sites", GoodDirection::up);
  add("Land of the register, site by site", after.value() / 1e4, "ha", GoodDirection::up);
  add("Change of land since the old edition", (after.value() - before.value()) / 1e4, "ha", GoodDirection::up);
  add("New sites", rows_with(SiteChange::fresh), "sites", GoodDirection::up);
  add("Deleted sites", rows_with(SiteChange::deleted), "sites", GoodDirection::down);
  add("Sites with a changed boundary", rows_with(SiteChange::boundary), "sites", GoodDirection::none);
}

/// Indicators per authority, for sites outside all authorities ("beyond") and for the whole register. `authority`: code
/// of each review row, "" if outside; `codes`: all authorities.
IndicatorRows indicators_of(const RegisterReview& review, const std::vector<std::string>& authority,
                            const std::vector<std::string>& codes, const std::string& period) {
  IndicatorRows rows;
  std::vector<const ReviewRow*> all, beyond;
  for (const ReviewRow& row : review.rows) all.push_back(&row);
  for (const std::string& code : codes) {
    std::vector<const ReviewRow*> own;
    for (std::size_t r = 0; r < authority.size(); ++r)
      if (authority[r] == code) own.push_back(all[r]);
    add_indicators(rows, code, own, period);
  }
  for (std::size_t r = 0; r < authority.size(); ++r)
    if (authority[r].empty()) beyond.push_back(all[r]);
  if (!beyond.empty()) add_indicators(rows, "beyond", beyond, period);
  add_indicators(rows, "all", all, period);
  return rows;
}

std::string said(const RegisterReview& review, const RegisterEdition& before, const RegisterEdition& after,
                 const std::string& read) {
  std::string text = fmt::format(
      "Read\n{}\n{} sites before, {} after; {:.4f} ha + {:.4f} ha new - {:.4f} ha gone + "
      "{:.4f} ha gained - {:.4f} ha lost = {:.4f} ha\n",
      read, with_commas(before.sites.size()), with_commas(after.sites.size()), review.before_m2 / 1e4,
      review.unmatched_after_m2 / 1e4, review.unmatched_before_m2 / 1e4, review.gained_m2 / 1e4, review.lost_m2 / 1e4,
      review.after_m2 / 1e4);
  for (const SiteChangeInfo& change : site_changes()) {
    const auto count = std::count_if(review.rows.begin(), review.rows.end(), [&](const ReviewRow& row) {
      return std::find(row.changes.begin(), row.changes.end(), change.change) != row.changes.end();
    });
    if (count > 0) text += fmt::format("  {:>6} {}\n", with_commas(count), change.word);
  }
  return text;
}

}  // namespace

namespace {

std::vector<std::pair<std::string, std::string>> options_text(const RegisterRunOptions& options) {
  return {{"old_id", options.before_fields.id},
          {"new_id", options.after_fields.id},
          {"least_iou", shortest(options.review.least_iou)},
          {"boundary_m2", shortest(options.review.boundary_m2)},
          {"boundary_move_m", shortest(options.review.boundary_move_m)},
          {"inside_share", shortest(options.review.inside_share)},
          {"by_name", options.review.by_name ? "yes" : "no"}};
}

}  // namespace

/// The steps of the run in their order; each uses what the one before has made.
RunOutcome run_register(const RegisterRunOptions& options, const Outputs& outputs, const OverlaySettings& asked,
                        const Executor& executor) {
  std::vector<OverlayInput> inputs{options.before, options.after};
  if (!options.authorities.layer.empty()) inputs.push_back(options.authorities);
  Delivery delivery = layer_delivery(
      outputs, {"register_review", "register_pieces", "register_totals", "indicators", "issues", "run"}, inputs, {});
  const OverlaySettings settings = with_memory_plan(inputs, outputs.geopackage, checked_layers(inputs, asked));
  StageClock clock(executor.progress);
  Issues issues;
  LayerRunFacts facts;
  std::string read;
  const auto layer = [&](const OverlayInput& input, const std::vector<std::string>& fields) {
    AttributedLayer one = read_attributed(input, &fields, settings, true, executor, clock);
    issues.insert(issues.end(), one.issues.begin(), one.issues.end());
    facts.counts.emplace_back(one.layer.source, one.layer.counts);
    facts.files.push_back(input.layer);
    read += read_lines({&one});
    return one;
  };
  const RegisterEdition before =
      edition_of(layer(options.before, wanted_fields(options.before_fields)), options.before_fields, issues, executor);
  const RegisterEdition after =
      edition_of(layer(options.after, wanted_fields(options.after_fields)), options.after_fields, issues, executor);
  clock.begin("review");
  const RegisterReview review = review_register(before, after, options.review, executor);
  clock.end(review.rows.size());
  tell_reused(review, before, after, options.after.layer, issues);
  std::vector<std::string> authority, codes;
  if (!options.authorities.layer.empty()) {
    std::vector<std::string> fields;
    if (!options.authority_code.empty()) fields.push_back(options.authority_code);
    const Authorities authorities =
        authorities_from(layer(options.authorities, fields), options.authority_code, issues, executor);
    authority = authority_of_rows(review, before, after, authorities, options.review.contact_m2, executor);
    codes = authorities.codes;
  }
  clock.begin("write");
  facts.command = "lnrs register";
  facts.options = options_text(options);
  facts.sums = review.sums;
  issues = distinct(std::move(issues));
  issues.insert(issues.begin(), settings.notes.begin(), settings.notes.end());
  std::vector<FeatureTable> tables;
  RegisterPieces pieces = pieces_of(review, before, after, executor);
  std::string page;
  if (!outputs.html.empty())
    page = register_html({&review, &before, &after, &pieces, authority, options.before.layer, options.after.layer,
                          options.period, version(), issues.size()});
  tables.push_back(register_review_table(review, before, after, authority));
  tables.push_back(register_pieces_table(std::move(pieces), review, before, after));
  tables.push_back(register_totals_table(review));
  tables.push_back(indicators_table(indicators_of(review, authority, codes, options.period)));
  tables.push_back(issues_table(issues));
  tables.push_back(run_table(layer_run_record(facts, settings)));
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  RunOutcome outcome;
  outcome.summary = said(review, before, after, read) + fmt::format("{} issues", issues.size());
  outcome.files = delivery.deliver(with_project(dataset_of_run(settings.crs, "", std::move(tables), std::move(domains)),
                                                outputs.geopackage, "Review of the register", ""),
                                   [&] { return page; });
  clock.end(review.rows.size());
  outcome.notes = said_at_once(settings.notes);
  outcome.notes.insert(outcome.notes.end(), delivery.lost().begin(), delivery.lost().end());
  if (!review.id_reused.empty())
    outcome.notes.push_back(
        fmt::format("{} ids belong to a different place than in the old edition; see issues "
                    "(register_id_reused)",
                    review.id_reused.size()));
  tell_errors(issues, outcome.notes);
  outcome.issues = counts_of(issues);
  outcome.stages = clock.stages();
  return outcome;
}

}  // namespace spatial
