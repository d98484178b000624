// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/bng_report.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_map.hpp"
#include "libspatial/report/site_report.hpp"

namespace spatial {
namespace {

// The page of a template: headline, what fails, map, accounts, trading, features. Declared in bng_report.hpp.

constexpr std::string_view own_style =
    "header "
    "p{overflow-wrap:anywhere}.ok{color:#14573b;font-weight:700}.no{color:#a30f26;font-weight:700}td.n,th.n{text-align:"
    "right}"
    ".big dd{font-size:1.4rem}.units{font-size:.82rem}path.parcel{fill:#e6f0ea;stroke:#14573b;stroke-width:1}"
    "path.edge{fill:none;stroke:#14573b;stroke-width:2.5}path.red{fill:none;stroke:#c8102e;stroke-width:3}"
    "path.made{fill:#f3e3b3}@media print{.units{font-size:8px}}";
constexpr std::size_t most_features = 2000;  // that the page lists one by one; the table `site_units` has all

class Page {
 public:
  explicit Page(const BngReport& report) : report_(report), result_(*report.result) {}

  std::string written() {
    head();
    headline();
    findings();
    map();
    if (!report_.check_only) {
      accounts();
      trading();
      features();
    }
    notes();
    return ascii_html(page_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(page_), format, std::forward<Args>(args)...);
  }

  void head() {
    const std::string title = "Biodiversity Net Gain" + (report_.site.empty() ? std::string() : ": " + report_.site);
    page_ += html_head({title, report_.version, std::string(own_style)});
    add("<body class=single><a class=skip href=#findings>Skip to the findings</a><header><h1>{}</h1><p>{}{}{}</p>"
        "<p>Units by the statutory biodiversity metric. Defra's statutory calculation tool stays the document of "
        "record.</p></header>\n<main>\n",
        escaped_html(title), escaped_html(report_.file), report_.date.empty() ? "" : " \xC2\xB7 ",
        escaped_html(report_.date));
  }

  void headline() {
    if (report_.check_only) return;
    page_ += "<section class=notes aria-labelledby=headline><h2 id=headline>Headline</h2><dl class=\"facts big\">";
    for (const BngModuleInfo& module : bng_modules()) {
      const BngTotals& t = totals(module);
      if (t.before == 0 && t.after() == 0 && t.off_before == 0 && t.off_after == 0) continue;
      if (!result_.proposes) {
        add("<div><dt>{}</dt><dd>{:.2f} units at baseline</dd></div>", module.title, t.before);
        continue;
      }
      const bool met = t.needed() <= 1e-9;
      add("<div><dt>{}</dt><dd>{} <small>{:+.2f} units</small> <small class={}>{}</small></dd></div>", module.title,
          percent(t.total_percent()), t.total_net(), met ? "ok" : "no",
          met ? std::string("10 % is reached") : fmt::format("{:.2f} units are missing to 10 %", t.needed()));
    }
    page_ += "</dl>";
    if (!result_.proposes)
      page_ +=
          "<p>No feature has a retention category: this is a baseline file, and there is no net change to state.</p>";
    if (result_.left_out > 0)
      add("<p class=alert>{} of {} features are left out of these units, before or after, because of the findings "
          "below.</p>",
          result_.left_out, result_.features());
    page_ += "</section>\n";
  }

  void findings() {
    page_ += "<section class=notes aria-labelledby=findings><h2 id=findings tabindex=-1>What to put right</h2>";
    const std::size_t rejected = bng_rejections(report_);
    if (rejected > 0)
      add("<p class=alert>Defra's service would reject this file for {} of these findings.</p>", rejected);
    else
      page_ +=
          "<p>None of these findings is one for which Defra's service rejects an upload. An error still takes units "
          "away.</p>";
    if (!report_.check_only && result_.proposes)
      for (const BngTrade& trade : result_.account.trading)
        if (!trade.met)
          add("<p class=alert>Trading rules are not met for {}, band {}: {} would make up for the loss.</p>",
              lower(info(trade.module).title), band_name(trade.band), escaped_html(trade.mended_by));
    if (!report_.issues->empty()) {
      page_ +=
          "<div class=scroll role=region aria-label=Findings tabindex=0><table><caption>Findings</caption><thead><tr>"
          "<th scope=col>Severity<th scope=col>Layer<th scope=col>Feature<th scope=col>What<th scope=col>Rule<th "
          "scope=col>Defra's code</thead><tbody>";
      for (const Severity severity : {Severity::error, Severity::warning, Severity::info})
        for (const Issue& issue : *report_.issues)
          if (info(issue.rule).severity == severity) finding(issue);
      page_ += "</table></div>";
    }
    page_ += "</section>\n";
  }

  void finding(const Issue& issue) {
    const BngCheck* check = report_.tables->check(info(issue.rule).code, issue.role);
    add("<tr><td>{}<td>{}<th scope=row>{}<td>{} <small>{}</small><td>{}<td>{}\n", to_string(info(issue.rule).severity),
        escaped_html(issue.role), escaped_html(issue.feature_id), escaped_html(issue.message),
        escaped_html(info(issue.rule).meaning), info(issue.rule).code,
        check == nullptr ? std::string() : escaped_html(check->defra_code));
  }

  void map() {
    if (report_.red_line.empty()) return;
    const MapStyle style{2400, 0.5};
    const Box window = map_window(box_of(report_.red_line.view()));
    page_ += "<section class=notes aria-labelledby=map><h2 id=map>Map</h2><figure>";
    add("<svg viewBox=\"0 0 {} {}\" role=img aria-label=\"Red line and parcels; created and enhanced parcels are "
        "yellow\">",
        style.units, style.height());
    for (std::size_t p = 0; p < result_.list.parcels.size() && p < result_.rows.size(); ++p) {
      if (result_.list.areas[p].empty()) continue;
      const bool made = result_.rows[p].after.has_value();
      add("<path class=\"parcel{}\" d=\"{}\"><title>{}</title></path>", made ? " made" : "",
          path_data(result_.list.areas[p], window, style), escaped_html(result_.list.parcels[p].reference));
    }
    add("<path class=red d=\"{}\"/></svg><figcaption><p>Red: the red line. Yellow: created or enhanced. Green: "
        "retained "
        "or not stated. Every parcel is a row of the table below.</p></figcaption></figure></section>\n",
        path_data(report_.red_line, window, style));
  }

  void accounts() {
    page_ +=
        "<section class=notes aria-labelledby=accounts><h2 id=accounts>Accounts</h2><p>The three accounts are never "
        "added together.</p><div class=scroll role=region aria-label=Accounts tabindex=0><table><caption>Units by "
        "account</caption><thead><tr><th scope=col>Account<th scope=col class=n>Before<th scope=col "
        "class=n>Retained<th "
        "scope=col class=n>Created<th scope=col class=n>Enhanced<th scope=col class=n>After<th scope=col "
        "class=n>Net<th "
        "scope=col class=n>Net %<th scope=col class=n>Off-site, at its risk<th scope=col class=n>Total net<th "
        "scope=col "
        "class=n>Total %</thead><tbody>";
    for (const BngModuleInfo& module : bng_modules()) {
      const BngTotals& t = totals(module);
      add("<tr><th scope=row>{}<td class=n>{:.4f}", module.title, t.before);
      if (!result_.proposes) {
        for (int i = 0; i < 9; ++i) page_ += "<td class=n>\xE2\x80\x93";
        continue;
      }
      add("<td class=n>{:.4f}<td class=n>{:.4f}<td class=n>{:.4f}<td class=n>{:.4f}<td class=n>{:+.4f}<td class=n>{}",
          t.retained, t.created, t.enhanced, t.after(), t.net(), percent(t.net_percent()));
      add("<td class=n>{:+.4f}<td class=n>{:+.4f}<td class=n>{}\n", t.off_net_at_risk(), t.total_net(),
          percent(t.total_percent()));
    }
    page_ += "</table></div></section>\n";
  }

  void trading() {
    if (!result_.proposes) return;
    page_ +=
        "<section class=notes aria-labelledby=trading><h2 id=trading>Trading summary</h2><div class=scroll role=region "
        "aria-label=\"Trading summary\" tabindex=0><table><caption>Whether losses are made up, by band</caption><thead>"
        "<tr><th scope=col>Account<th scope=col>Band<th scope=col>Met<th scope=col class=n>Surplus<th scope=col "
        "class=n>Deficit<th scope=col class=n>Net<th scope=col class=n>Cumulative<th scope=col>Losses<th "
        "scope=col>Made "
        "up by</thead><tbody>";
    for (const BngTrade& trade : result_.account.trading) {
      std::string losses;
      for (const BngChange& loss : trade.losses)
        losses += fmt::format("{}{} ({:+.4f})", losses.empty() ? "" : "; ", loss.label, loss.units);
      add("<tr><td>{}<th scope=row>{}<td class={}>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td>{}<td>"
          "{}\n",
          escaped_html(info(trade.module).name), band_name(trade.band), trade.met ? "ok" : "no",
          trade.met ? "yes" : "no", number_text(trade.surplus, 4), number_text(trade.deficit, 4),
          number_text(trade.net, 4), number_text(trade.cumulative, 4), escaped_html(losses),
          trade.met ? std::string() : escaped_html(trade.mended_by));
    }
    page_ += "</table></div></section>\n";
  }

  void features() {
    page_ +=
        "<section class=notes aria-labelledby=features><h2 id=features>Features</h2><div class=scroll role=region "
        "aria-label=Features tabindex=0><table class=units><caption>Units by feature, before and after</caption><thead>"
        "<tr><th scope=col>Feature<th scope=col>Stage<th scope=col>Habitat<th scope=col class=n>Size<th scope=col "
        "class=n>Distinct&shy;iveness<th scope=col class=n>Condition<th scope=col class=n>Signifi&shy;cance<th "
        "scope=col class=n>Years<th scope=col class=n>Time<th scope=col class=n>Difficulty<th scope=col "
        "class=n>Units</thead><tbody>";
    std::size_t rows = 0;
    for (const UnitPiece& piece : result_.pieces) {
      if (++rows > most_features) break;
      feature(piece);
    }
    page_ += "</table></div>";
    if (rows > most_features)
      add("<p>The first {} of {} rows; the table site_units of the GeoPackage has all.</p>", most_features,
          result_.pieces.size());
    page_ += "</section>\n";
  }

  void feature(const UnitPiece& piece) {
    const Parcel& parcel = result_.list.parcels[piece.parcel];
    const bool linear = parcel.kind == ParcelKind::hedgerow || parcel.kind == ParcelKind::river;
    constexpr std::array<std::string_view, 4> parts{"before", "retained", "created", "enhanced"};
    const auto figure = [](double value) {
      return std::isfinite(value) ? shortest(value) : std::string("\xE2\x80\x93");
    };
    add("<tr><th scope=row>{}<td>{}{}<td>{}<td class=n>{:.4f} {}<td class=n>{}<td class=n>{}<td class=n>{:.2f}",
        escaped_html(parcel.reference), parts[static_cast<std::size_t>(piece.part)], piece.off_site ? ", off-site" : "",
        escaped_html(piece.habitat), piece.size / (linear ? 1e3 : 1e4), linear ? "km" : "ha",
        figure(piece.distinctiveness), figure(piece.condition), piece.significance);
    add("<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}\n",
        piece.years ? years_text(*piece.years) : std::string("\xE2\x80\x93"), figure(piece.time),
        figure(piece.difficulty), number_text(piece.units, 4));
  }

  void notes() {
    add("</main>\n<footer><section class=notes><h2>What this "
        "is</h2><dl><dt>Metric<dd>{}<dt>Template<dd>{}<dt>Checks<dd>{}"
        "<dt>Strategic significance<dd>{}<dt>Not part of it<dd>Bespoke compensation for very high distinctiveness and "
        "irreplaceable habitat, and whether a gain is acceptable. The statutory calculation tool stays the document of "
        "record.<dt>Licence<dd>Contains public sector information licensed under the Open Government Licence "
        "v3.0.</dl></section><p>Made by lnrs {}.</p></footer></body></html>\n",
        escaped_html(report_.tables->edition("metric")), escaped_html(report_.tables->edition("template")),
        escaped_html(report_.tables->edition("service")), escaped_html(report_.significance),
        escaped_html(report_.version));
  }

  const BngTotals& totals(const BngModuleInfo& module) const {
    return result_.account.modules[static_cast<std::size_t>(module.module)];
  }
  static std::string percent(double value) {
    return std::isfinite(value) ? fmt::format("{:+.2f} %", value) : std::string("no percentage (no baseline)");
  }

  const BngReport& report_;
  const BngResult& result_;
  std::string page_;
};

}  // namespace

std::string bng_html(const BngReport& report) { return Page(report).written(); }

}  // namespace spatial
