// SPDX-License-Identifier: MIT
#include "libspatial/report/site_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <numeric>

#include "libspatial/core/text.hpp"
#include "libspatial/planning/site_list.hpp"
#include "libspatial/report/html_assets.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_look.hpp"
#include "libspatial/report/site_section.hpp"
#include "libspatial/report/unit_html.hpp"

namespace spatial {
namespace {

/// Up to this many sites, sections are always unfolded. Longer lists use less detail and sections that unfold when
/// opened.
constexpr std::size_t short_list = 60;

/// Text for a quoted string in CSS: only letters, digits and blanks are kept.
std::string css_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == ' ' || c == '(' || c == ')';
    result += plain ? c : ' ';
  }
  return result;
}

/// Whether the list of sites has a column for the role; surroundings (context) have none.
bool is_listed(const ReportRole& role) { return role.key != "context"; }

/// FILE#LAYER without the folder, which says nothing to readers on other machines.
std::string file_in(const std::string& source) {
  const std::size_t folder =
      source.find('#') == std::string::npos ? source.rfind('/') : source.rfind('/', source.find('#'));
  return folder == std::string::npos ? source : source.substr(folder + 1);
}

/// Style rules of this page, including the colours of its roles.
std::string site_style(const SiteReport& report, const MapStyle& map) {
  std::string text;
  fmt::format_to(std::back_inserter(text), "svg text{{font-size:{:g}px}}", 26 * map.scale());
  const auto looks = role_looks();
  for (std::size_t k = 0; k < looks.size(); ++k) {
    fmt::format_to(std::back_inserter(text), ".k{0}{{--c:{1};--w:{1}2e;--b:{2}}}path.k{0}{{fill:url(#p{0})}}", k,
                   looks[k].colour, looks[k].background);
  }
  // Surroundings are drawn faintly.
  fmt::format_to(std::back_inserter(text), "path.k{}{{opacity:.45}}", role_look("context"));
  // On a phone, each row of the list becomes a card whose lines are labelled.
  text += "@media(max-width:40rem){";
  std::vector<std::string> heads{"Grid reference", "Area (ha)", "Authority"};
  for (const ReportRole& role : report.roles)
    if (is_listed(role)) heads.push_back(role.title);
  heads.emplace_back("Consult");
  for (std::size_t k = 0; k < heads.size(); ++k)
    fmt::format_to(std::back_inserter(text), "#sites td:nth-child({}):not([colspan])::after{{content:\"{}\"}}", k + 2,
                   css_text(heads[k]));
  text += "}";
  if (std::any_of(report.sites.begin(), report.sites.end(), [](const ReportSite& site) { return site.units; }))
    text += unit_style(map);
  return text;
}

std::string settings(const SiteReport& report) {
  std::string text = "{\"looks\":[";
  const auto looks = role_looks();
  for (std::size_t k = 0; k < looks.size(); ++k)
    fmt::format_to(std::back_inserter(text), "{}{{\"colour\":{},\"pattern\":{}}}", k == 0 ? "" : ",",
                   json_text(looks[k].colour), json_text(looks[k].pattern_name));
  text += "],\"roles\":[";
  for (std::size_t r = 0; r < report.roles.size(); ++r)
    fmt::format_to(std::back_inserter(text), "{}{}", r == 0 ? "" : ",", json_text(report.roles[r].title));
  return text + "]}";
}

void head(std::string& page, const SiteReport& report, const std::string& title, const MapStyle& map) {
  HtmlPage frame{title, report.version, site_style(report, map), {html_assets::script()}};
  if (has_interactive_map()) frame.scripts.push_back(html_assets::map_script());
  page += html_head(frame);
}

/// Order of sites by need for attention: not checked, then consultations, then possible actions, then reservations,
/// then the rest. Within each group, in the order of the list.
std::vector<std::size_t> by_attention(const SiteReport& report) {
  std::vector<std::size_t> order(report.sites.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto rank = [&](std::size_t s) {
    const ReportSite& site = report.sites[s];
    return !site.problem.empty()        ? 0
           : !site.flags.empty()        ? 1
           : !site.actions.empty()      ? 2
           : !site.reservations.empty() ? 3
                                        : 4;
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
  return order;
}

/// e.g. "35 sites: 33 checked, 1 with reservations, 1 not checked; 12 with something that may have to be done."
std::string status_line(const SiteReport& report) {
  std::size_t unchecked = 0, reserved = 0, to_do = 0;
  for (const ReportSite& site : report.sites) {
    unchecked += !site.problem.empty();
    reserved += site.problem.empty() && !site.reservations.empty();
    to_do += !site.actions.empty() || !site.flags.empty();
  }
  return fmt::format("{} sites: {} checked, {} of them with reservations; {} not checked. Action may be needed for {}.",
                     report.sites.size(), report.sites.size() - unchecked, reserved, unchecked, to_do);
}

void list(std::string& page, const SiteReport& report) {
  page += "<section id=\"list\" aria-labelledby=\"list-title\"><h2 id=\"list-title\" tabindex=\"-1\">All sites</h2>";
  fmt::format_to(std::back_inserter(page), "<p class=\"status\">{}</p>", status_line(report));
  page +=
      "<div class=\"scroll\" role=\"region\" aria-label=\"Table of all sites\" tabindex=\"0\"><table "
      "id=\"sites\"";
  // The widths of columns follow their words, which takes too long in a long list.
  if (report.sites.size() <= short_list) page += " class=short";
  page +=
      "><caption>Nearest feature of each type; sites that need attention first</caption>"
      "<thead><tr><th>Site<th>Grid reference<th>Area (ha)<th>Authority";
  std::size_t listed = 0;
  for (const ReportRole& role : report.roles) {
    if (!is_listed(role)) continue;
    ++listed;
    fmt::format_to(std::back_inserter(page), "<th>{}", escaped_html(role.title));
  }
  page += "<th>Consult</thead><tbody>\n";
  for (const std::size_t s : by_attention(report)) {
    const ReportSite& site = report.sites[s];
    page += "<tr";
    if (!site.window.empty())
      fmt::format_to(std::back_inserter(page), " data-x={:.0f} data-y={:.0f}", site.window.centre().x,
                     site.window.centre().y);
    fmt::format_to(std::back_inserter(page), "><th><a href=#s{}>{}</a>", s + 1, escaped_html(site.id));
    if (!site.name.empty() && site.name != site.id)
      fmt::format_to(std::back_inserter(page), " <span>{}</span>", escaped_html(site.name));
    if (!site.problem.empty()) {
      fmt::format_to(std::back_inserter(page), "<td colspan={}>not checked: {}\n", listed + 4,
                     escaped_html(site.problem));
      continue;
    }
    fmt::format_to(std::back_inserter(page), "<td>{}<td>{}<td>{}", escaped_html(site.grid_reference),
                   site.outline_is.empty() ? hectares_text(site.area_m2) : "point",
                   site.authorities.empty() ? "" : escaped_html(site.authorities[0].name));
    if (site.authorities.size() > 1) fmt::format_to(std::back_inserter(page), " +{}", site.authorities.size() - 1);
    for (std::uint32_t r = 0; r < report.roles.size(); ++r) {
      if (!is_listed(report.roles[r])) continue;
      const Relation relation = closest_relation(report, site, r);
      if (relation < Relation::near)
        fmt::format_to(std::back_inserter(page), "<td class=r{}>{}", static_cast<int>(relation),
                       closest_text(report, site, r));
      else
        fmt::format_to(std::back_inserter(page), "<td>{}", closest_text(report, site, r));
    }
    if (report.has_consult_rules)
      fmt::format_to(std::back_inserter(page), "<td>{}\n", site.flags.size());
    else
      page += "<td>no rules\n";
  }
  page += "</table></div></section>\n";
}

void pairs(std::string& page, std::string_view title, const std::vector<std::pair<std::string, std::string>>& rows) {
  if (rows.empty()) return;
  fmt::format_to(std::back_inserter(page), "<section class=\"notes\"><h2>{}</h2><dl>", title);
  for (const auto& [name, text] : rows)
    fmt::format_to(std::back_inserter(page), "<dt>{}<dd>{}", escaped_html(name), escaped_html(text));
  page += "</dl></section>\n";
}

/// Levels of detail, the most detailed first. The second level has the same facts with coarser outlines and targets by
/// number. From the third on, only the first few features that are merely near are listed, and the others are counted.
/// In the last they are not drawn, and the key to the maps appears once.
struct Detail {
  MapStyle map;
  std::size_t near_rows;
  bool near_on_map;
  bool targets_by_number;
};
constexpr std::size_t all_rows = static_cast<std::size_t>(-1);
constexpr std::array details{Detail{{4800, 0.5}, all_rows, true, false}, Detail{{1200, 1}, all_rows, true, true},
                             Detail{{600, 2}, 8, true, true}, Detail{{600, 4}, 3, true, true},
                             Detail{{400, 10}, 0, false, true}};

/// Size limit of a page (bytes): a thousand sites with scripts stay below five million bytes.
std::size_t room_for(std::size_t sites) { return std::max<std::size_t>(5'000'000, 5'000 * sites); }

std::string sections(const SiteReport& report, const Detail& detail, const TargetNumbers& targets,
                     const CommonLines& common) {
  const SectionStyle style{detail.map,
                           detail.near_rows,
                           detail.near_on_map,
                           detail.near_on_map,
                           report.sites.size() > short_list,
                           detail.targets_by_number ? &targets : nullptr,
                           &common};
  std::string text;
  for (std::size_t s = 0; s < report.sites.size(); ++s) text += site_section(report, s + 1, style);
  return ascii_html(text);
}

void target_list(std::string& page, const TargetNumbers& targets) {
  std::vector<const TargetKey*> by_number(targets.size());
  for (const auto& [key, number] : targets) by_number[number - 1] = &key;
  page +=
      "<section class=notes aria-labelledby=targets><h2 id=targets>Targets of Biodiversity Opportunity Areas</h2><div "
      "class=scroll><table><thead><tr><th>No.<th>Area<th>Target<th>Quantity (ha)<th>Wording<tbody>";
  for (std::size_t k = 0; k < by_number.size(); ++k) {
    const auto& [boa, action, habitat, quantity, text] = *by_number[k];
    fmt::format_to(std::back_inserter(page), "<tr id=t{0}><td>T{0}<th>{1}<td>{2}<td>{3}<td>{4}\n", k + 1,
                   escaped_html(boa), escaped_html(action.empty() ? habitat : action + " " + habitat),
                   escaped_html(quantity), escaped_html(text));
  }
  page += "</table></div></section>\n";
}

/// Head, title and list of sites.
std::string opening(const SiteReport& report, const Detail& detail, const CommonLines& common) {
  const std::string title = escaped_html(report.project.empty() ? "Site check" : "Site check: " + report.project);
  std::string page;
  const auto add = [&]<class... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(page), format, std::forward<Args>(args)...);
  };
  head(page, report, title, detail.map);
  add("<body{}>{}<a class=skip href=#{}>Skip to the sites</a><header><h1>{}</h1><p>",
      report.sites.size() == 1 ? " class=single" : "", svg_definitions(detail.map),
      report.sites.size() == 1 ? "s1" : "list", title);
  add("{} site{}", with_commas(static_cast<long long>(report.sites.size())), report.sites.size() == 1 ? "" : "s");
  if (!report.sites_source.empty()) add(" {}", escaped_html(said_source(file_in(report.sites_source))));
  if (!report.date.empty()) add(" \xC2\xB7 {}", escaped_html(report.date));
  page +=
      "</p><p>This page says what is mapped and what may be needed. It does not decide whether a proposal is "
      "acceptable. Map numbers match the tables. Overlapping areas are counted once.</p>";
  for (const auto& [topic, text] : common) add("<p>For every site: {}</p>", escaped_html(text));
  if (!detail.near_on_map) {
    page += "<ul class=key><li class=site-key>Site";
    for (const ReportRole& role : report.roles) add("<li class=k{}>{}", role_look(role.key), escaped_html(role.title));
    add("<li class=k{}>Opportunity areas</ul>", role_look(opportunity_key));
  }
  page += "</header>\n<main>\n";
  if (report.sites.size() != 1) list(page, report);
  return page;
}

/// Scripts come between the list and the sections, so the list works while the browser still reads the sections.
std::string scripts(const SiteReport& report) {
  std::string text = fmt::format("<script type=\"application/json\" id=\"settings\">{}</script>", settings(report));
  if (has_interactive_map()) fmt::format_to(std::back_inserter(text), "<script>{}</script>", html_assets::map_script());
  fmt::format_to(std::back_inserter(text), "<script>{}</script>\n", html_assets::script());
  return text;
}

std::string closing(const SiteReport& report, const TargetNumbers& targets) {
  std::string page = "</main>\n<footer>";
  if (!targets.empty()) target_list(page, targets);
  pairs(page, "Rules applied", report.rules);
  pairs(page, "Credits and licences", report.credits);
  pairs(page, "What was read", report.inputs);
  pairs(page, "Versions", report.versions);
  if (has_interactive_map())
    fmt::format_to(
        std::back_inserter(page),
        "<details class=notes><summary>Licences of the software in this page</summary><pre>{}</pre></details>",
        escaped_html(html_assets::licences()));
  fmt::format_to(std::back_inserter(page), "<p>Made by lnrs {}.</p></footer></body></html>\n",
                 escaped_html(report.version));
  return page;
}

}  // namespace

bool has_interactive_map() noexcept { return !html_assets::map_script().empty(); }

std::string html_report(const SiteReport& report) {
  const TargetNumbers targets = target_numbers(report);
  const CommonLines common = common_lines(report);
  const auto written = [&](const Detail& detail) {
    return ascii_html(opening(report, detail, common)) + scripts(report) + sections(report, detail, targets, common) +
           ascii_html(closing(report, detail.targets_by_number ? targets : TargetNumbers{}));
  };
  const Detail* detail = report.sites.size() <= short_list ? &details[0] : &details[1];
  std::string page = written(*detail);
  while (page.size() > room_for(report.sites.size()) && detail != &details.back()) page = written(*++detail);
  return page;
}

}  // namespace spatial
