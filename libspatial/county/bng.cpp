// SPDX-License-Identifier: MIT
#include "libspatial/county/bng.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/bng_form.hpp"
#include "libspatial/county/bng_source.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/county/site_inputs.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/planning/site_list.hpp"
#include "libspatial/report/bng_report.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/unit_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"

namespace spatial {
namespace {

const std::vector<std::string> bng_tables{"site_units", "bng_totals", "bng_trading", "issues", "run"};
constexpr double window_m = 1000;

/// Whether the finding means that the file cannot be read as a template.
bool ends_reading(IssueRule rule) {
  using enum IssueRule;
  return rule == bng_file_invalid || rule == bng_system_table_missing || rule == bng_required_layer_missing ||
         rule == bng_geometry_columns || rule == bng_geometry_unregistered || rule == bng_geometry_unreadable;
}

/// Whether the finding is about how a layer is built and explains why its reader failed.
bool explains(IssueRule rule) {
  using enum IssueRule;
  return rule == bng_geometry_columns || rule == bng_geometry_unregistered || rule == bng_geometry_unreadable;
}

/// Appends the parcels of a second template, marking all of them as off-site.
void append_off_site(ParcelList& list, const ParcelList& other) {
  for (Parcel parcel : other.parcels) {
    parcel.text[ParcelField::location] = "Off-site";
    parcel.source = other.source;
    list.parcels.push_back(std::move(parcel));
  }
  list.areas.append(other.areas);
  list.lines.append(other.lines);
  list.points.append(other.points);
  list.ring_m2.insert(list.ring_m2.end(), other.ring_m2.begin(), other.ring_m2.end());
  list.rows_without_geometry += other.rows_without_geometry;
  for (const std::string& layer : other.unread_layers)
    list.unread_layers.push_back(fmt::format("{} ({})", layer, other.source));
  list.measured_m2.insert(list.measured_m2.end(), other.measured_m2.begin(), other.measured_m2.end());
}

class BngJob {
 public:
  BngJob(const std::optional<Config>& config, const BngRunOptions& options, const Executor& executor)
      : config_(config ? *config : Config{}),
        has_config_(config.has_value()),
        options_(options),
        executor_(executor),
        clock_(executor.progress),
        tables_(read_bng_tables(options.tables)) {
    std::erase_if(config_.layers, [](const LayerSource& source) { return source.role == Role::candidate; });
  }

  void run() {
    clock_.begin("read the template");
    bool readable = look_at(options_.file);
    if (!options_.off_site.empty()) readable = look_at(options_.off_site) && readable;
    if (!readable && options_.check_only) {
      sort_issues(issues_);
      return clock_.end();
    }
    try {
      parcels_ = read_or_explain(options_.file, true);
      if (!options_.off_site.empty()) append_off_site(parcels_, read_or_explain(options_.off_site, false));
    } catch (const Error& error) {
      // With --check, a reading error is not raised when a finding for which Defra rejects the file already explains
      // it.
      if (!options_.check_only || error.kind() != ErrorKind::input || !rejected()) throw;
      sort_issues(issues_);
      return clock_.end();
    }
    clock_.end(parcels_.parcels.size());
    read_layers();
    clock_.begin("biodiversity units");
    result_ = bng_units(std::move(parcels_), inputs(), config_.sites, executor_);
    add(result_.issues);
    clock_.end(result_.pieces.size());
    sort_issues(issues_);
  }

  const BngTables& tables() const noexcept { return tables_; }
  const BngResult& result() const noexcept { return result_; }
  const Issues& issues() const noexcept { return issues_; }
  const Config& config() const noexcept { return config_; }
  const std::string& name() const noexcept { return name_; }
  MultiPolygonView red_line() const { return red_line_; }
  StageClock& clock() noexcept { return clock_; }
  std::string significance() const { return rule_text(result_.significance, config_.sites.lnrs_published); }

  RunRecord manifest(bool with_timings) const {
    RunRecord record;
    if (has_config_) {
      record = project_rows(project_, "lnrs bng");
    } else {
      record.push_back({"run", "", "command", "lnrs bng"});
      record.push_back({"software", "lnrs", "version", project_version()});
    }
    for (const InputFile& file : files_) {
      record.push_back({"input", file.path, "size_bytes", std::to_string(file.size_bytes)});
      record.push_back({"input", file.path, "sha256", file.sha256});
    }
    for (const char* key : {"metric", "template", "service"})
      record.push_back({"edition", "", key, tables_.edition(key)});
    record.push_back({"rule", "", "strategic significance", significance()});
    record.push_back({"count", "", "features", std::to_string(result_.features())});
    record.push_back({"count", "", "left_out", std::to_string(result_.left_out)});
    record.push_back({"count", "", "issues", std::to_string(issues_.size())});
    add_stage_rows(record, clock_.stages(), with_timings);
    return record;
  }

 private:
  void add(const Issues& issues) { issues_.insert(issues_.end(), issues.begin(), issues.end()); }

  bool rejected() const {
    return std::any_of(issues_.begin(), issues_.end(), [&](const Issue& issue) { return tables_.rejects(issue); });
  }

  bool look_at(const std::string& file) {
    const Issues found = bng_form_checks(parse_layer_name(file).file, file, tables_);
    add(found);
    return std::none_of(found.begin(), found.end(), [](const Issue& issue) { return ends_reading(issue.rule); });
  }

  /// Reads a template. If the layer itself is built wrongly, that finding becomes the error, not the reader's follow-up
  /// error.
  ParcelList read_or_explain(const std::string& file, bool main_file) {
    try {
      return read(file, main_file);
    } catch (const Error& error) {
      for (const Issue& issue : issues_)
        if (issue.source == file && explains(issue.rule))
          throw Error(error.kind(), fmt::format("{}: {}", file, issue.message),
                      "save the layer again with one geometry column, e.g. by QGIS: Export, Save Features As");
      throw;
    }
  }

  ParcelList read(const std::string& file, bool main_file) {
    SiteRunOptions reading;
    reading.sites = file;
    reading.bng = true;
    reading.assume_crs = options_.assume_crs;
    BngSource source = read_bng_source(config_, reading, executor_);
    if (source.site.file) files_.push_back(*source.site.file);
    SiteListResult sites = site_list(source.site.raw, 0, config_.clean, executor_);
    add(sites.issues);
    repair_parcels(source.parcels, executor_);
    add(source.parcels.issues);
    add(bng_red_line_checks(sites.sites, source.parcels, tables_, executor_));
    if (main_file) {
      name_ = sites.sites.name[0].empty() ? sites.sites.id[0] : sites.sites.name[0];
      red_line_ = MultiPolygon(sites.sites.geometry[0]);
    }
    return std::move(source.parcels);
  }

  void read_layers() {
    if (!has_config_) return;
    clock_.begin("read the config's layers");
    Box box = box_of(red_line_.view());
    for (const Box& one : boxes_of(parcels_.areas)) box.add(one);
    project_ = box.empty() ? load_project(config_, executor_, clock_)
                           : load_project(config_, ProjectWindow{box.grown(window_m)}, executor_, clock_);
    site_layers_of(project_, layers_);
    add(project_.issues);
    clock_.end(project_.layers.size());
  }

  const RoleFeatures* role(std::string_view name) const {
    for (const RoleFeatures& features : layers_.inputs.roles)
      if (site_roles()[features.role].name == name) return &features;
    return nullptr;
  }

  BngInputs inputs() {
    BngInputs inputs;
    inputs.tables = &tables_;
    inputs.measures = role("measure");
    inputs.boas = role("boa");
    inputs.authorities = layers_.inputs.authorities;
    const bool maps = inputs.measures != nullptr || inputs.boas != nullptr;
    const std::string& wish = options_.significance;
    if (wish == "mapped" && !maps)
      throw Error(ErrorKind::usage, "--significance mapped needs a layer of measures or Biodiversity Opportunity Areas",
                  "Name a config with [layers.measure] or [layers.boa] by --config.");
    if (!wish.empty() && wish != "mapped" && wish != "stated" && wish != "low")
      throw Error(ErrorKind::usage, fmt::format("there is no rule of significance '{}'", wish),
                  "Give stated, mapped or low.");
    inputs.significance = wish == "low"                                ? SignificanceRule::low
                          : wish == "mapped" || (wish.empty() && maps) ? SignificanceRule::mapped
                                                                       : SignificanceRule::stated;
    return inputs;
  }

  Config config_;
  bool has_config_;
  const BngRunOptions& options_;
  const Executor& executor_;
  StageClock clock_;
  BngTables tables_;
  Project project_;
  SiteLayers layers_;
  std::vector<InputFile> files_;
  MultiPolygon red_line_;
  std::string name_;
  ParcelList parcels_;
  BngResult result_;
  Issues issues_;
};

BngReport report_of(BngJob& job, const BngRunOptions& options) {
  BngReport report;
  report.site = job.name();
  report.file = options.file;
  report.date = job.config().date;
  report.version = project_version();
  report.significance = job.significance();
  report.check_only = options.check_only;
  report.result = &job.result();
  report.issues = &job.issues();
  report.tables = &job.tables();
  report.red_line = MultiPolygon(job.red_line());
  return report;
}

Dataset dataset_of(BngJob& job, bool with_timings) {
  std::vector<FeatureTable> tables;
  tables.push_back(site_units_table(job.result(), job.name()));
  tables.push_back({bng_totals_table(job.result()), {}});
  tables.push_back({bng_trading_table(job.result()), {}});
  tables.push_back(issues_table(job.issues()));
  tables.push_back(run_table(job.manifest(with_timings)));
  return dataset_of_run(job.config().crs, job.config().date, std::move(tables), unit_domains());
}

}  // namespace

BngRunOutcome run_bng(const std::optional<Config>& config, const BngRunOptions& options, const Outputs& outputs,
                      const Executor& executor) {
  std::error_code ignored;
  if (!options.off_site.empty() && std::filesystem::equivalent(parse_layer_name(options.file).file,
                                                               parse_layer_name(options.off_site).file, ignored))
    throw Error(ErrorKind::usage, fmt::format("--off-site names the template itself: {}", options.off_site),
                "Name the template of the off-site land; otherwise the land would count twice.");
  std::optional<Delivery> delivery;
  if (names_any(outputs)) {
    std::vector<std::filesystem::path> inputs;
    if (config) inputs = input_files(*config);
    for (const std::string& file : {options.file, options.off_site})
      if (!file.empty()) inputs.push_back(parse_layer_name(file).file);
    delivery.emplace(outputs, bng_tables, inputs);
  }
  BngJob job(config, options, executor);
  job.run();
  BngRunOutcome outcome;
  const BngReport report = report_of(job, options);
  outcome.rejections = bng_rejections(report);
  outcome.summary = bng_summary(report);
  outcome.json = bng_json(report);
  if (delivery) {
    job.clock().begin("write");
    outcome.files = delivery->deliver(dataset_of(job, outputs.timings), [&] { return bng_html(report); });
    job.clock().end();
  }
  outcome.stages = job.clock().stages();
  return outcome;
}

}  // namespace spatial
