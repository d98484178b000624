// SPDX-License-Identifier: MIT
#include "libspatial/county/strategy.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/section_layers.hpp"
#include "libspatial/county/strategy_source.hpp"
#include "libspatial/county/target_source.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/strategy_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> strategy_tables{"apib",
                                               "apib_flat",
                                               "measures",
                                               "measures_flat",
                                               "acib",
                                               "measure_unmapped",
                                               "measure_priority",
                                               "measure_species",
                                               "strategy_totals",
                                               "strategy_review",
                                               "indicators",
                                               "issues",
                                               "run"};

std::optional<Delivery> delivery_of(const Config& config, const StrategyRunOptions& options, const Outputs& outputs,
                                    const ProductNames& names) {
  if (!names_any(outputs) && !options.check.empty()) return std::nullopt;
  std::vector<std::filesystem::path> inputs = input_files(config);
  for (const std::string& file : {options.check, options.previous})
    if (!file.empty()) inputs.push_back(file);
  std::vector<std::string> tables;
  for (const std::string& table : strategy_tables) tables.push_back(names.table(table));
  Outputs any = outputs;
  any.any_format = true;
  return std::optional<Delivery>(std::in_place, std::move(any), std::move(tables), std::move(inputs));
}

/// Renames tables and columns to the names in the alias file.
void rename(Dataset& dataset, const ProductNames& names) {
  for (FeatureTable& layer : dataset.layers) {
    for (Column& column : layer.table.columns) column.spec.name = names.column(layer.table.name, column.spec.name);
    layer.table.name = names.table(layer.table.name);
  }
  for (LayerStyle& style : dataset.styles) style.layer = names.table(style.layer);
}

class StrategyRun {
 public:
  StrategyRun(const Config& config, const StrategyRunOptions& options, const Outputs& outputs, const Executor& executor)
      : options_(options),
        outputs_(outputs),
        executor_(executor),
        clock_(executor.progress),
        names_(config),
        delivery_(delivery_of(config, options, outputs, names_)),
        sources_(strategy_sources(config)) {}

  RunOutcome run() {
    read();
    clock_.begin("strategy");
    products_ = strategy_products(input_, executor_);
    share_among_authorities();
    clock_.end(products_.flat.size());
    validate();
    if (!options_.previous.empty()) review();
    sort_issues(issues_);
    RunOutcome outcome;
    outcome.summary = strategy_summary(project_.config.name, input_, products_, review_);
    for (const Issue& issue : findings_)
      if (!options_.check.empty() && info(issue.rule).severity == Severity::error)
        outcome.found.push_back(
            fmt::format("{}: {} {}: {}", info(issue.rule).code, issue.role, issue.feature_id, issue.message));
    if (delivery_) {
      clock_.begin("write");
      outcome.files = delivery_->deliver(dataset());
      clock_.end();
    }
    outcome.stages = clock_.stages();
    outcome.notes = said_at_once(project_.issues);
    if (delivery_) outcome.notes.insert(outcome.notes.end(), delivery_->lost().begin(), delivery_->lost().end());
    tell_errors(issues_, outcome.notes);
    outcome.issues = counts_of(issues_);
    return outcome;
  }

 private:
  void read() {
    std::vector<Role> roles{Role::strategy_area, Role::study_area, Role::designated, Role::lws,
                            Role::irreplaceable, Role::measure,    Role::authority};
    Config config = sources_.config;
    ask_for_authorities(config);
    if (!options_.previous.empty()) {
      roles.push_back(Role::project);
      projects_ = ask_for_projects(config);
    }
    project_ = load_project(config, roles, executor_, clock_);
    issues_ = project_.issues;
    name_duplicate_measures(issues_, "measure");
    tables_ = read_strategy_tables(sources_.config, input_, issues_);
    for (const ProjectLayer& layer : project_.layers)
      if (layer.source.role == Role::measure && tables_.measure_source.empty())
        tables_.measure_source = layer.source.layer;
    add_strategy_layers(project_, sources_, input_);
  }

  void share_among_authorities() {
    const AccountAreas areas = project_authorities(project_, issues_, executor_);
    if (areas.code.empty()) return;
    const std::vector<double> apib = land_by_area(areas, products_.flat_sites_land, executor_),
                              acib = land_by_area(areas, products_.acib, executor_),
                              measures = land_by_area(areas, products_.flat_land, executor_);
    const std::vector<double> land =
        input_.area.empty() ? areas.areas_m2 : land_by_area(areas, seamless(input_.area, executor_), executor_);
    for (std::size_t a = 0; a < areas.code.size(); ++a)
      shares_.push_back({areas.code[a], land[a], apib[a], acib[a], measures[a]});
  }

  void add(const Issues& found) {
    findings_.insert(findings_.end(), found.begin(), found.end());
    issues_.insert(issues_.end(), found.begin(), found.end());
  }

  void validate() {
    clock_.begin("validate");
    for (const Issue& issue : issues_)
      if (issue.rule == IssueRule::measure_id_duplicate) findings_.push_back(issue);
    add(check_tables(input_, tables_));
    add(check_places(input_, products_, tables_.measure_source));
    if (lower(outputs_.geopackage.extension().string()) == ".shp") add(check_texts(input_, tables_));
    if (!options_.check.empty()) {
      Issues read;
      SuppliedProducts supplied = read_supplied(sources_.config, options_.check, names_, read, executor_);
      name_duplicate_measures(read, "measures");
      // The supplied file may be the measures layer of the config, which was already checked.
      const bool same = std::any_of(project_.layers.begin(), project_.layers.end(), [&](const ProjectLayer& layer) {
        return layer.source.role == Role::measure && same_layer(layer.source.layer, supplied.measures.source);
      });
      if (same) {
        supplied.measures.given = false;
        std::erase_if(read, [](const Issue& issue) { return issue.role == "measures"; });
      }
      add(read);
      add(check_supplied(supplied, input_, products_, executor_));
    }
    clock_.end(findings_.size());
  }

  bool same_layer(const std::string& a, const std::string& b) const {
    const std::filesystem::path base = base_folder(sources_.config);
    const LayerName one = parse_layer_name(a, base), two = parse_layer_name(b);
    std::error_code ignored;
    return one.layer == two.layer && std::filesystem::equivalent(one.file, two.file, ignored);
  }

  void review() {
    clock_.begin("review");
    Issues read;
    const SuppliedProducts before = read_supplied(sources_.config, options_.previous, names_, read, executor_);
    if (!before.acib.given)
      throw Error(ErrorKind::input,
                  fmt::format("{} has no layer {}, so its areas cannot be compared with this edition",
                              options_.previous, names_.table("acib")),
                  "Name the GeoPackage that lnrs strategy wrote for the previous edition. If its layer has another "
                  "name, put that into the file of aliases ([strategy]).");
    MultiPolygonColumn delivered;
    if (!projects_.empty()) delivered = delivered_land(project_, projects_, issues_);
    review_ = review_strategy(before.acib.land, products_.apib, products_.acib, delivered, executor_);
    clock_.end(review_->rows.size());
  }

  Dataset dataset() {
    RunRecord record = project_rows(project_, "lnrs strategy");
    for (const std::string& file : {options_.check, options_.previous})
      if (!file.empty()) add_file_rows(record, fingerprint(file, file));
    record.push_back({"count", "", "issues", std::to_string(issues_.size())});
    add_closing_rows(record, products_.sums);
    if (review_) add_closing_rows(record, review_->sums);
    add_stage_rows(record, clock_.stages(), outputs_.timings);
    std::vector<FeatureTable> tables;
    tables.push_back(measures_table(input_));
    tables.push_back(issues_table(issues_));
    tables.push_back(measures_flat_table(input_, products_));
    tables.push_back(acib_table(input_, products_));
    tables.push_back(apib_table(input_, products_));
    tables.push_back(apib_flat_table(input_, products_));
    tables.push_back(measure_unmapped_table(input_));
    tables.push_back(measure_links_table(tables_.priority, false));
    tables.push_back(measure_links_table(tables_.species, true));
    tables.push_back(strategy_totals_table(input_, products_));
    if (review_) tables.push_back(strategy_review_table(*review_));
    tables.push_back(indicators_table(strategy_indicators(products_, shares_, project_.config.date)));
    tables.push_back(run_table(record));
    std::vector<Domain> domains = opportunity_domains({});
    domains.push_back(good_direction_domain());
    Dataset dataset = dataset_of_run(project_.config.crs, project_.config.date, std::move(tables), std::move(domains));
    rename(dataset, names_);
    return with_project(std::move(dataset), outputs_.geopackage, project_.config.name, project_.config.date);
  }

  const StrategyRunOptions& options_;
  const Outputs& outputs_;
  const Executor& executor_;
  StageClock clock_;
  ProductNames names_;
  std::optional<Delivery> delivery_;
  StrategySources sources_;
  std::vector<std::map<std::string, std::string>> projects_;
  Project project_;
  Issues issues_, findings_;
  StrategyInput input_;
  StrategyTables tables_;
  StrategyProducts products_;
  std::vector<StrategyShare> shares_;
  std::optional<StrategyReview> review_;
};

}  // namespace

std::vector<std::string> rehearse_strategy(const Config& config, const StrategyRunOptions& options,
                                           const Outputs& outputs) {
  const ProductNames names(config);
  if (names_any(outputs)) delivery_of(config, options, outputs, names);
  const StrategySources sources = strategy_sources(config);
  StrategyInput input;
  Issues issues;
  read_strategy_tables(sources.config, input, issues);
  return said_at_once(issues);
}

RunOutcome run_strategy(const Config& config, const StrategyRunOptions& options, const Outputs& outputs,
                        const Executor& executor) {
  return StrategyRun(config, options, outputs, executor).run();
}

}  // namespace spatial
