// SPDX-License-Identifier: MIT
#include "libspatial/county/sites.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/bng_form.hpp"
#include "libspatial/county/bng_source.hpp"
#include "libspatial/county/credits.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/opportunity_map.hpp"
#include "libspatial/county/site_evidence.hpp"
#include "libspatial/county/site_inputs.hpp"
#include "libspatial/county/site_networks.hpp"
#include "libspatial/county/site_parts.hpp"
#include "libspatial/county/site_project.hpp"
#include "libspatial/county/site_source.hpp"
#include "libspatial/county/wording.hpp"
#include "libspatial/planning/fail_rules.hpp"
#include "libspatial/planning/site_summary.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/site_tables.hpp"
#include "libspatial/report/unit_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {
namespace {

constexpr double least_window_m = habitat_radii_m[habitat_radius_count - 1], widest_list_m = 2e4;
constexpr std::size_t most_sites_in_window = 50;

/// Runs the steps of a site check in order.
class SiteJob {
 public:
  SiteJob(const Config& config, const SiteRunOptions& options, const Executor& executor)
      : options_(options), executor_(executor), clock_(executor.progress) {
    all_.options = config.sites;
    all_.options.consult = consult_rules(config);
    if (options.radius_m) all_.options.radius_m = *options.radius_m;
    wording_ = read_wording(config);
    config_ = config;
    std::erase_if(config_.layers, [](const LayerSource& source) {
      return source.role == Role::candidate || (info(source.role).asked_for && source.role != Role::context);
    });
  }

  void run() {
    outdated_ = outdated_layers(config_, date_of(config_));
    if (!config_.date.empty()) add(outdated_);  // otherwise the file would depend on the day it was made
    read_sites();
    look_at_layers();
    read_layers_and_check();
    count_units();
    connect();
    if (options_.step.is_part()) return;
    judge();
    write_summaries();
    sort_issues(all_.issues);
  }

  /// Divides the work into parts. Reads only the list of sites.
  std::vector<PartSpec> parts(std::size_t wanted) {
    read_sites();
    const double memory_mb = expected_memory_of_files_mb(files_of_sites(config_, options_));
    return ranges_of_sites(all_.sites.size(), window_.empty() ? wanted : 1, memory_mb);
  }

  /// Results of this part, for the merge.
  const PartAccount& account() const noexcept { return account_; }

  /// Reads only what is needed to find errors in the inputs; checks no site.
  void rehearse() {
    const bool has_sites = !options_.sites.empty() || !options_.wkt.empty();
    if (has_sites) read_sites();
    look_at_layers();
    const Box around = has_sites ? window_ : Box{};
    if (around.empty())
      project_ = rehearse_project(config_, ProjectFor::site_check);
    else
      read_around(around, false);
    take_layers();
    read_opportunities();
  }

  const SiteAssessment& assessment() const noexcept { return all_; }
  const Project& project() const noexcept { return nearby_ ? nearby_->project() : project_; }
  const BngTables& bng_tables() const noexcept { return bng_tables_; }
  StageClock& clock() noexcept { return clock_; }
  /// Messages that the user must see at once.
  std::vector<std::string> notes() const {
    std::vector<std::string> lines = said_at_once(project().issues), old = said_at_once(outdated_);
    lines.insert(lines.end(), old.begin(), old.end());
    return lines;
  }

  RunRecord manifest(bool with_timings) const {
    RunRecord record = project_rows(project(), "lnrs sites");
    const auto add_file = [&](const InputFile& file) {
      record.push_back({"input", file.path, "size_bytes", std::to_string(file.size_bytes)});
      record.push_back({"input", file.path, "sha256", file.sha256});
    };
    if (source_.file) add_file(*source_.file);
    if (opportunities_) add_file(opportunities_->file);
    const auto count = [&](const char* key, std::size_t value) {
      record.push_back({"count", "", key, std::to_string(value)});
    };
    count("sites", all_.sites.size());
    count("sites_not_checked",
          static_cast<std::size_t>(std::count_if(all_.sites.problem.begin(), all_.sites.problem.end(),
                                                 [](const std::string& text) { return !text.empty(); })));
    count("issues", all_.issues.size());
    add_stage_rows(record, clock_.stages(), with_timings);
    return record;
  }

 private:
  void add(const Issues& issues) { all_.issues.insert(all_.issues.end(), issues.begin(), issues.end()); }

  void read_sites() {
    clock_.begin("read sites");
    if (options_.bng) {
      bng_tables_ = read_bng_tables();
      add(bng_form_checks(parse_layer_name(options_.sites).file, options_.sites, bng_tables_));
      BngSource read = read_bng_source(config_, options_, executor_);
      source_ = std::move(read.site);
      parcels_ = std::move(read.parcels);
    } else {
      source_ = read_site_source(config_, options_, executor_);
    }
    clock_.end(source_.raw.layer.features_in_file);
    clock_.begin("clean sites");
    SiteListResult list = site_list(source_.raw, all_.options.radius_m, config_.clean, executor_);
    all_.sites = std::move(list.sites);
    add(list.issues);
    window_ = window_of_sites();
    if (options_.step.is_part()) all_.sites = sites_of_part(all_.sites, options_.step.part);
    clock_.end(all_.sites.size());
  }

  void look_at_layers() {
    clock_.begin("look at the layers");
    places_ = places_of_layers(config_);
    check_place_of_sites(config_, source_.look, places_.around);
    clock_.end(places_.looks.size());
  }

  /// If the sites are few and close together, reads only what is near: each role as far as its nearest feature.
  void read_layers_and_check() {
    const Box around = window_;
    if (around.empty()) {
      project_ = load_project(config_, executor_, clock_, ProjectFor::site_check);
      take_layers();
      read_opportunities();
      return check();
    }
    const Issues before = all_.issues;
    read_around(around, options_.connectivity);
    take_layers();
    check();
    while (widened()) {
      all_.issues = before;
      nearby_->rate();
      take_layers();
      check();
    }
  }

  void read_around(const Box& sites, bool networks) {
    double first_m = std::max(least_window_m, all_.options.search_m);
    for (const ConsultRule& rule : all_.options.consult) first_m = std::max(first_m, rule.distance_m);
    nearby_.emplace(config_, places_, sites, SiteProject::Options{.first_m = first_m, .networks = networks}, executor_,
                    clock_);
  }

  /// Reads a wider window for roles whose nearest feature is not certain yet. Returns false if all are certain.
  bool widened() {
    bool wider = false;
    for (std::uint32_t r = 0; r < all_.inputs.roles.size(); ++r) {
      if (all_.inputs.roles[r].none_checked) continue;
      const Role role = site_roles()[all_.inputs.roles[r].role].role.value_or(Role::habitat);
      if (role != Role::context && nearby_->widen(role, nearest_m(r))) wider = true;
    }
    return wider;
  }

  /// Largest distance (m) from any site to its nearest feature of the role; infinite if some site has none yet.
  double nearest_m(std::uint32_t role) const {
    double furthest = 0;
    for (std::size_t s = 0; s < all_.sites.size(); ++s) {
      double nearest = all_.sites.problem[s].empty() ? std::numeric_limits<double>::infinity() : 0;
      for (const SiteFeature& row : all_.findings[s].features)
        if (row.role == role) nearest = std::min(nearest, row.distance_m);
      furthest = std::max(furthest, nearest);
    }
    return furthest;
  }

  Box window_of_sites() const {
    Box box;
    for (const Box& one : all_.sites.boxes) box.add(one);
    return options_.opportunities.empty() && all_.sites.size() <= most_sites_in_window && box.width() < widest_list_m &&
                   box.height() < widest_list_m
               ? box
               : Box{};
  }

  void take_layers() {
    layers_ = {};
    site_layers_of(project(), layers_);
    if (nearby_) layers_.mapped.add(nearby_->extent());
    all_.inputs = std::move(layers_.inputs);
    all_.targets = project().boa_targets;
    all_.networks = project().networks;
    add(project().issues);
  }

  void read_opportunities() {
    if (options_.opportunities.empty()) return;
    clock_.begin("read opportunity map");
    opportunities_ = read_opportunity_map(options_.opportunities, project().config, layers_.mapped, executor_);
    all_.inputs.opportunities = &opportunities_->areas;
    all_.opportunity_areas = opportunities_->scores;
    add(opportunities_->issues);
    clock_.end(opportunities_->areas.size());
  }

  void check() {
    clock_.begin("check sites");
    ++rounds_;
    all_.findings = options_.step.is_merge() ? findings_of_parts(options_.step.files, rounds_, all_.sites.size())
                                             : check_sites(all_.sites, all_.inputs, all_.options, executor_);
    if (options_.step.is_part()) save_findings(account_, rounds_, all_.findings);
    clock_.end(all_.sites.size());
  }

  const RoleFeatures* role(std::string_view name) const {
    for (const RoleFeatures& features : all_.inputs.roles)
      if (site_roles()[features.role].name == name) return &features;
    return nullptr;
  }

  void count_units() {
    if (!options_.bng) return;
    clock_.begin("biodiversity units");
    repair_parcels(parcels_, executor_);
    add(parcels_.issues);
    add(bng_red_line_checks(all_.sites, parcels_, bng_tables_, executor_));
    const RoleFeatures *measures = role("measure"), *boas = role("boa");
    const SignificanceRule rule =
        measures != nullptr || boas != nullptr ? SignificanceRule::mapped : SignificanceRule::stated;
    all_.units = bng_units(std::move(parcels_), {&bng_tables_, measures, boas, all_.inputs.authorities, rule},
                           all_.options, executor_);
    add(all_.units->issues);
    clock_.end(all_.units->pieces.size());
  }

  /// Per network, the union of parcels with proposed or retained habitat that the network lists.
  std::vector<MultiPolygon> proposed_habitat() const {
    if (!all_.units || !all_.units->proposes) return {};
    std::vector<MultiPolygon> result;
    GeosContext geos;
    for (const NetworkProfile& profile : project().networks) {
      std::vector<MultiPolygonView> pieces;
      for (const UnitPiece& piece : all_.units->pieces) {
        const auto names = [&](const std::string& habitat) { return lower(habitat) == lower(piece.habitat); };
        if (piece.proposed() && piece.area >= 0 &&
            std::any_of(profile.target_habitats.begin(), profile.target_habitats.end(), names))
          pieces.push_back(all_.units->areas[static_cast<std::size_t>(piece.area)]);
      }
      result.push_back(union_of(geos, pieces));
    }
    return result;
  }

  void connect() {
    if (!options_.connectivity) return;
    CoreHabitat core_of;
    if (nearby_)
      core_of = [this](const std::vector<NetworkProfile>& networks, Issues& issues) {
        return nearby_->core_habitat(networks, issues);
      };
    EffectInputs inputs{project(), all_.sites, proposed_habitat(), core_of, all_.options.overlap_tolerance_m2};
    std::vector<NetworkEffects> known;
    if (options_.step.is_merge()) {
      known = effects_of_parts(options_.step.files, project().networks.size());
      inputs.known = &known;
    }
    const std::vector<NetworkEffects> effects = site_effects(inputs, executor_, clock_, all_.issues);
    if (options_.step.is_part()) {
      const auto& range = options_.step.part.features;
      save_effects(account_, effects, range ? static_cast<std::size_t>(range->first) : 0);
    }
    all_.effects = by_site(effects, all_.sites.size());
  }

  void judge() {
    clock_.begin("targets, consultations");
    for (const SiteFinding& finding : all_.findings) {
      all_.site_targets.push_back(targets_of(finding, all_.inputs, all_.options, all_.targets, all_.networks));
      all_.consultations.push_back(consultations_of(finding, all_.inputs, all_.options));
    }
    add(place_issues(all_, layers_.mapped));
    clock_.end(all_.sites.size());
  }

  void write_summaries() {
    clock_.begin("summaries");
    std::vector<FeatureGroups> groups;
    for (const RoleFeatures& role : all_.inputs.roles) groups.emplace_back(role);
    for (std::size_t s = 0; s < all_.sites.size(); ++s) all_.summaries.push_back(summary_of(all_, s, wording_, groups));
    clock_.end(all_.sites.size());
  }

  const SiteRunOptions& options_;
  const Executor& executor_;
  StageClock clock_;
  SiteWording wording_;
  Config config_;
  Issues outdated_;
  SiteSource source_;
  ParcelList parcels_;
  BngTables bng_tables_;  ///< the units point into these tables
  LayerPlaces places_;
  Project project_;                    ///< the whole county …
  std::optional<SiteProject> nearby_;  ///< … or the part of it around the sites
  SiteLayers layers_;
  std::optional<OpportunityMap> opportunities_;
  Box window_;              ///< around all sites; empty: the whole county is read
  std::size_t rounds_ = 0;  ///< number of times the sites were checked
  PartAccount account_;
  SiteAssessment all_;
};

/// Every table that this run can write.
const std::vector<std::string> sites_tables{"sites",        "site_pieces",        "site_features",      "site_habitats",
                                            "site_targets", "site_consultations", "site_opportunities", "site_networks",
                                            "site_units",   "bng_totals",         "bng_trading",        "issues",
                                            "run"};

Dataset dataset_of(const SiteAssessment& all, const RunRecord& record, const Config& config) {
  std::vector<FeatureTable> tables;
  tables.push_back(sites_table(all));
  tables.push_back(site_pieces_table(all));
  tables.push_back(site_features_table(all));
  tables.push_back(site_habitats_table(all));
  tables.push_back(site_targets_table(all));
  tables.push_back(site_consultations_table(all));
  if (all.inputs.opportunities != nullptr) tables.push_back(site_opportunities_table(all));
  if (!all.effects.empty()) tables.push_back(site_networks_table(all));
  if (all.units) {
    tables.push_back(site_units_table(*all.units, all.sites.id[0]));
    tables.push_back({bng_totals_table(*all.units), {}});
    tables.push_back({bng_trading_table(*all.units), {}});
  }
  tables.push_back(issues_table(all.issues));
  tables.push_back(run_table(record));
  std::vector<Domain> domains = site_domains(all);
  if (all.units)
    for (Domain& domain : unit_domains()) domains.push_back(std::move(domain));
  for (Domain& domain : opportunity_domains({}))
    if (!domain.values.empty()) domains.push_back(std::move(domain));
  return dataset_of_run(config.crs, config.date, std::move(tables), std::move(domains));
}

std::string summary_text(const std::string& title, const SiteAssessment& all) {
  std::size_t bad = 0;
  for (const std::string& problem : all.sites.problem) bad += problem.empty() ? 0 : 1;
  std::string text = fmt::format("{}\n\n{} site{} {}{}\n", title, with_commas(static_cast<long long>(all.sites.size())),
                                 all.sites.size() == 1 ? "" : "s", said_source(all.sites.source),
                                 bad > 0 ? fmt::format("; {} could not be checked", with_commas(bad)) : "");
  if (all.sites.size() == 1)
    for (const SummarySentence& sentence : all.summaries[0]) text += "  " + sentence.text + "\n";
  if (all.sites.size() > 1) {
    text += "\n                                  on site  beside  buffer    near\n";
    for (std::uint32_t r = 0; r < all.inputs.roles.size(); ++r) {
      std::array<std::size_t, 4> counts{};
      for (const SiteFinding& finding : all.findings)
        for (const SiteFeature& row : finding.features)
          if (row.role == r) {
            if (row.relation < Relation::beyond)
              ++counts[row.relation <= Relation::overlaps ? 0 : static_cast<std::size_t>(row.relation) - 1];
            break;
          }
      text +=
          fmt::format("  {:<31} {:>8} {:>7} {:>7} {:>7}\n", site_roles()[all.inputs.roles[r].role].title,
                      with_commas(counts[0]), with_commas(counts[1]), with_commas(counts[2]), with_commas(counts[3]));
    }
    text += "  Sites by their closest feature of each role.\n";
  }
  std::map<IssueRule, std::size_t> rules;
  for (const Issue& issue : all.issues)
    if (issue.role == "site") ++rules[issue.rule];
  if (!rules.empty()) text += "\nAbout the sites (layer `issues` has more)\n";
  for (const auto& [rule, count] : rules)
    text += fmt::format("  {:>8}  {:<7}  {:<26}  {}\n", with_commas(count), to_string(info(rule).severity),
                        info(rule).code, info(rule).meaning);
  return text;
}

/// Delivers a part: its results for the merge, not the final tables.
SiteRunOutcome deliver_part(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                            const Executor& executor) {
  Delivery delivery(outputs, {"issues", "part"}, files_of_sites(config, options));
  SiteJob job(config, options, executor);
  job.run();
  SiteRunOutcome outcome;
  outcome.files =
      delivery.deliver(dataset_of_run(config.crs, config.date, {issues_table({}), account_table(job.account())}, {}));
  outcome.stages = job.clock().stages();
  return outcome;
}

}  // namespace

std::vector<std::filesystem::path> files_of_sites(const Config& config, const SiteRunOptions& options) {
  std::vector<std::filesystem::path> files = input_files(config);
  for (const std::string& layer : {options.sites, options.opportunities})
    if (!layer.empty()) files.push_back(parse_layer_name(layer).file);
  if (!options.postcodes.empty()) files.emplace_back(options.postcodes);
  if (!config.sites.postcodes.empty()) files.push_back(base_folder(config) / config.sites.postcodes);
  std::error_code ignored;
  const std::filesystem::path rules = base_folder(config) / config.sites.consultations;  // or the name of a preset
  if (std::filesystem::is_regular_file(rules, ignored)) files.push_back(rules);
  return files;
}

std::vector<PartSpec> parts_of_sites(const Config& config, const SiteRunOptions& options, std::size_t wanted,
                                     const Executor& executor) {
  const FailRules rules(options.fail_on, options.bng);
  return SiteJob(config, options, executor).parts(wanted);
}

SiteRunOutcome run_sites(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                         const Executor& executor) {
  if (options.step.is_part()) return deliver_part(config, options, outputs, executor);
  Delivery delivery(outputs, sites_tables, files_of_sites(config, options));
  const FailRules rules(options.fail_on, options.bng);
  SiteJob job(config, options, executor);
  job.run();
  const SiteAssessment& all = job.assessment();

  job.clock().begin("write");
  SiteRunOutcome outcome;
  outcome.sites = all.sites.size();
  for (const std::string& problem : all.sites.problem) outcome.unchecked += !problem.empty();
  outcome.files = delivery.deliver(dataset_of(all, job.manifest(outputs.timings), job.project().config), [&] {
    return html_report(site_report(all, job.project(), job.bng_tables(), executor));
  });
  job.clock().end(all.sites.size());
  outcome.summary = summary_text(job.project().config.name, all);
  outcome.found = rules.found_in(all, job.bng_tables());
  outcome.stages = job.clock().stages();
  outcome.notes = job.notes();
  outcome.issues = counts_of(all.issues);
  return outcome;
}

std::string site_plan(const Config& config, const SiteRunOptions& options, const Outputs& outputs,
                      std::vector<std::string>& warnings, const Executor& executor) {
  if (names_any(outputs)) Delivery(outputs, sites_tables, files_of_sites(config, options));
  const FailRules rules(options.fail_on, options.bng);
  SiteJob job(config, options, executor);
  job.rehearse();
  warnings = said_at_once(job.project().issues);
  std::string text = fmt::format("{}\n\nWould check\n  {}\nagainst\n", config.name,
                                 options.sites.empty() ? "the site typed in" : options.sites);
  for (const LayerSource& source : config.layers) {
    if (source.role == Role::candidate) continue;
    text += fmt::format("  {:<13} {}\n", info(source.role).name, source.layer);
  }
  std::vector<std::string> files;
  for (const std::filesystem::path& file : {outputs.geopackage, outputs.html, outputs.csv_folder})
    if (!file.empty()) files.push_back(file.string());
  return text + fmt::format("\nWould write {}\n", files.empty() ? "nothing: no output is named" : joined(files, ", "));
}

}  // namespace spatial
