// SPDX-License-Identifier: MIT
#include "libspatial/report/site_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "libspatial/core/sha256.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/report/html_assets.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_look.hpp"
#include "libspatial/report/site_section.hpp"

namespace spatial {
namespace {

std::string source_hash(std::string_view text) { return "'sha256-" + base64_of(sha256(text)) + "'"; }

/// The page's own sheet, the colours of its roles included.
std::string sheet() {
  std::string text(html_assets::style());
  const auto looks = role_looks();
  for (std::size_t k = 0; k < looks.size(); ++k) {
    fmt::format_to(std::back_inserter(text), ".k{0}{{--c:{1};--w:{1}2e;--b:{2}}}path.k{0}{{fill:url(#p{0})}}", k, looks[k].colour, looks[k].background);
  }
  return text;
}

std::string settings(const SiteReport& report) {
  std::string text = "{\"looks\":[";
  const auto looks = role_looks();
  for (std::size_t k = 0; k < looks.size(); ++k) fmt::format_to(std::back_inserter(text), "{}{{\"colour\":{},\"pattern\":{}}}", k == 0 ? "" : ",", json_text(looks[k].colour), json_text(looks[k].pattern_name));
  text += "],\"roles\":[";
  for (std::size_t r = 0; r < report.roles.size(); ++r) fmt::format_to(std::back_inserter(text), "{}{}", r == 0 ? "" : ",", json_text(report.roles[r].title));
  return text + "]}";
}

void head(std::string& page, const SiteReport& report, const std::string& title) {
  const std::string style = sheet();
  std::string scripts = source_hash(html_assets::script());
  if (has_interactive_map()) scripts += " " + source_hash(html_assets::map_script());
  fmt::format_to(std::back_inserter(page),
                 "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">"
                 "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {}; style-src {}; img-src data:; base-uri 'none'; form-action 'none'\">"
                 "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"referrer\" content=\"no-referrer\"><meta name=\"generator\" content=\"lnrs {}\">"
                 "<title>{}</title><link rel=\"icon\" href=\"data:,\"><style>{}</style></head>\n",
                 scripts, source_hash(style), escaped_html(report.version), title, style);
}

void list(std::string& page, const SiteReport& report) {
  page += "<section id=\"list\" aria-labelledby=\"list-title\"><h2 id=\"list-title\" tabindex=\"-1\">All sites</h2>"
          "<div class=\"scroll\" role=\"region\" aria-labelledby=\"list-title\" tabindex=\"0\"><table id=\"sites\"><caption>How each site lies to the closest feature of each kind</caption>"
          "<thead><tr><th scope=\"col\">Site<th scope=\"col\">Area (ha)<th scope=\"col\">Authority";
  for (const ReportRole& role : report.roles) fmt::format_to(std::back_inserter(page), "<th scope=\"col\">{}", escaped_html(role.title));
  page += "<th scope=\"col\">Consult</thead><tbody>\n";
  for (std::size_t s = 0; s < report.sites.size(); ++s) {
    const ReportSite& site = report.sites[s];
    fmt::format_to(std::back_inserter(page), "<tr><th scope=\"row\"><a href=\"#s{}\">{}</a>", s + 1, escaped_html(site.id));
    if (!site.name.empty() && site.name != site.id) fmt::format_to(std::back_inserter(page), " <span>{}</span>", escaped_html(site.name));
    if (!site.problem.empty()) {
      fmt::format_to(std::back_inserter(page), "<td colspan=\"{}\">not checked: {}\n", report.roles.size() + 3, escaped_html(site.problem));
      continue;
    }
    fmt::format_to(std::back_inserter(page), "<td>{}<td>{}", hectares_text(site.area_m2), site.authorities.empty() ? "" : escaped_html(site.authorities[0].name));
    if (site.authorities.size() > 1) fmt::format_to(std::back_inserter(page), " +{}", site.authorities.size() - 1);
    for (std::uint32_t r = 0; r < report.roles.size(); ++r) {
      const Relation relation = closest_relation(report, site, r);
      if (relation < Relation::near) fmt::format_to(std::back_inserter(page), "<td class=\"r{}\">{}", static_cast<int>(relation), closest_text(report, site, r));
      else fmt::format_to(std::back_inserter(page), "<td>{}", closest_text(report, site, r));
    }
    fmt::format_to(std::back_inserter(page), "<td>{}\n", site.flags.size());
  }
  page += "</table></div></section>\n";
}

void pairs(std::string& page, std::string_view title, const std::vector<std::pair<std::string, std::string>>& rows) {
  if (rows.empty()) return;
  fmt::format_to(std::back_inserter(page), "<section class=\"notes\"><h2>{}</h2><dl>", title);
  for (const auto& [name, text] : rows) fmt::format_to(std::back_inserter(page), "<dt>{}<dd>{}", escaped_html(name), escaped_html(text));
  page += "</dl></section>\n";
}

SectionStyle section_style(const SiteReport& report) {
  SectionStyle style;
  style.map.detail = report.sites.size() <= 60 ? 4 : 1;
  style.map.tolerance = report.sites.size() <= 60 ? 0.5 : report.sites.size() <= 300 ? 1 : 2;
  if (report.sites.size() > 300) style.near_rows = 5;
  return style;
}

}  // namespace

bool has_interactive_map() noexcept { return !html_assets::map_script().empty(); }

std::string html_report(const SiteReport& report) {
  std::string page;
  const std::string title = escaped_html(report.project.empty() ? "Site check" : "Site check: " + report.project);
  const SectionStyle style = section_style(report);
  head(page, report, title);
  fmt::format_to(std::back_inserter(page), "<body>{}<a class=\"skip\" href=\"#{}\">Skip to the sites</a><header><h1>{}</h1><p>", svg_definitions(style.map), report.sites.size() == 1 ? "s1" : "list", title);
  fmt::format_to(std::back_inserter(page), "{} site{}", with_commas(static_cast<long long>(report.sites.size())), report.sites.size() == 1 ? "" : "s");
  if (!report.sites_source.empty()) fmt::format_to(std::back_inserter(page), " of {}", escaped_html(report.sites_source));
  if (!report.date.empty()) fmt::format_to(std::back_inserter(page), " \xC2\xB7 {}", escaped_html(report.date));
  page += "</p><p>This page says what is mapped and what may be needed. It does not decide whether a proposal is acceptable.</p></header>\n<main>\n";
  if (report.sites.size() != 1) list(page, report);
  for (std::size_t s = 0; s < report.sites.size(); ++s) page += site_section(report, s + 1, style);
  page += "</main>\n<footer>";
  pairs(page, "Rules applied", report.rules);
  pairs(page, "What was read", report.inputs);
  pairs(page, "Versions", report.versions);
  if (has_interactive_map()) fmt::format_to(std::back_inserter(page), "<details class=\"notes\"><summary>Licences of the software in this page</summary><pre>{}</pre></details>", escaped_html(html_assets::licences()));
  fmt::format_to(std::back_inserter(page), "<p>Made by lnrs {}.</p></footer>\n<script type=\"application/json\" id=\"settings\">{}</script>", escaped_html(report.version), settings(report));
  if (has_interactive_map()) fmt::format_to(std::back_inserter(page), "<script>{}</script>", html_assets::map_script());
  fmt::format_to(std::back_inserter(page), "<script>{}</script></body></html>\n", html_assets::script());
  return page;
}

}  // namespace spatial
