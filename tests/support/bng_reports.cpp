// SPDX-License-Identifier: MIT
#include "tests/support/bng_reports.hpp"

#include "libspatial/county/bng_form.hpp"
#include "libspatial/county/bng_source.hpp"
#include "libspatial/report/bng_report.hpp"
#include "tests/support/bng_file.hpp"
#include "tests/support/site_reports.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

/// A template with its units computed, and what its page needs.
class Counted {
 public:
  explicit Counted(const BngSite& site) : tables_(read_bng_tables(source_dir() / "data/presets/bng")) {
    const TempDir folder;
    write_bng_file(folder / "template.gpkg", site);
    SiteRunOptions options;
    options.sites = (folder / "template.gpkg").string();
    options.bng = true;
    issues_ = bng_form_checks(folder / "template.gpkg", options.sites, tables_);
    BngSource source = read_bng_source(Config{}, options, {1, Backend::serial});
    repair_parcels(source.parcels);
    red_line_ = MultiPolygon(source.site.raw.layer.geometry[0]);
    add(source.parcels.issues);
    add(bng_geometry_checks(source.parcels, red_line_.view(), tables_));
    result_ = bng_units(std::move(source.parcels), {.tables = &tables_}, {});
    add(result_.issues);
    sort_issues(issues_);
  }

  std::string page(const std::string& name, bool check_only) const {
    BngReport report;
    report.site = report.file = name;
    report.date = "2026-03-31";
    report.version = "0.1.0";
    report.significance = rule_text(result_.significance, true);
    report.check_only = check_only;
    report.result = &result_;
    report.issues = &issues_;
    report.tables = &tables_;
    report.red_line = MultiPolygon(red_line_.view());
    return bng_html(report);
  }
  UnitSection section() const { return unit_section_of(result_, issues_, tables_, red_line_.view(), false); }

 private:
  void add(const Issues& issues) { issues_.insert(issues_.end(), issues.begin(), issues.end()); }

  BngTables tables_;
  BngResult result_;
  Issues issues_;
  MultiPolygon red_line_;
};

}  // namespace

std::string drawn_bng_page(bool check_only) { return Counted(busy_site()).page("Long Field", check_only); }

SiteReport report_with_units() {
  SiteReport report = drawn_report(1);
  report.sites[0].units = Counted(busy_site()).section();
  return report;
}

std::string hostile_bng_page() {
  BngSite site = busy_site();
  for (BngFileRow& row : site)
    for (auto& [column, text] : row.cells)
      if (column != "Retention Category" && column != "Baseline Tree Size") text += hostile_text;
  return Counted(site).page(hostile_text, false);
}

}  // namespace spatial::test
