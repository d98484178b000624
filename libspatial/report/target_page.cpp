// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <map>

#include "libspatial/core/date.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_map.hpp"
#include "libspatial/report/target_tables.hpp"

namespace spatial {
namespace {

// The page of `lnrs targets`: current state, map, ratings, changes in this quarter, and land that does not count.
// Declared in target_tables.hpp. It has no scripts; a Content-Security-Policy allows only its own style sheet.

constexpr std::string_view target_style =
    "td.n,th.n{text-align:right}.big dd{font-size:1.4rem}.rag{font-weight:700;white-space:nowrap}"
    ".rag::before{content:\"\";display:inline-block;width:.9em;height:.9em;margin-right:.4em;border:1.5px solid "
    "#1c2a26;vertical-align:-.1em;print-color-adjust:exact;-webkit-print-color-adjust:exact}"
    ".green::before{background:#2e8b57}.amber::before{background:#f2a900}.red::before{background:#c8102e}"
    ".blank::before{background:#fff}path.boa{stroke:#1c2a26;stroke-width:1.2}path.green{fill:#a9d8bd}"
    "path.amber{fill:#fbdc8f}path.red{fill:#f0a6ad}path.blank{fill:#fff}path.completed{fill:#14573b}"
    "path.underway{fill:none;stroke:#0a4fb5;stroke-width:2}path.planned{fill:none;stroke:#0a4fb5;stroke-width:2;"
    "stroke-dasharray:6 4}path.loss{fill:#1c2a26}";

std::string day_text(std::chrono::sys_days day) {
  constexpr std::array months{"January", "February", "March",     "April",   "May",      "June",
                              "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date(day);
  return fmt::format("{} {} {}", static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()));
}

std::string one_digit(double hectares) {
  return std::isnan(hectares) ? std::string(dash) : fmt::format("{:.1f}", hectares + 0.0);
}
std::string whole_percent(double share) {
  return std::isnan(share) ? std::string(dash) : fmt::format("{:.0f} %", 100 * share);
}
/// Severity of a rating: an area is shown with its most severe rating.
int badness(Rag rag) { return rag == Rag::red ? 3 : rag == Rag::amber ? 2 : rag == Rag::green ? 1 : 0; }

/// Map window around all areas with a small margin, in the ratio 4 : 3.
Box window_of(const Box& areas) {
  Box window = areas.grown(0.04 * std::max(areas.width(), areas.height()));
  const Point middle = window.centre();
  const double width = std::max(window.width(), window.height() / 3 * 4);
  return {middle.x - width / 2, middle.y - width * 3 / 8, middle.x + width / 2, middle.y + width * 3 / 8};
}

class PageOfTargets {
 public:
  explicit PageOfTargets(const TargetPage& page) : all_(page), input_(*page.input), report_(*page.report) {}

  std::string written() {
    head();
    standing();
    map();
    ratings();
    quarter();
    projects();
    notes();
    return ascii_html(page_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(page_), format, std::forward<Args>(args)...);
  }
  std::size_t count(Rag rag) const {
    std::size_t n = 0;
    for (const TargetProgress& one : report_.targets) n += one.rating.rag == rag ? 1 : 0;
    return n;
  }
  std::string area(const HabitatTarget& target) const {
    if (target.boa_id.empty()) return "all areas";
    return escaped_html(target.boa_name.empty() ? target.boa_id : target.boa_name);
  }

  void head() {
    const std::string title = "Progress towards habitat targets: " + all_.name;
    page_ += html_head({title, all_.version, std::string(target_style)});
    add("<body class=single><a class=skip href=#ratings>Skip to the ratings</a><header><h1>{}</h1><p>As of {}. "
        "Overlapping "
        "projects are counted once.</p></header>\n<main>\n",
        escaped_html(title), day_text(input_.date));
  }

  void standing() {
    page_ +=
        "<section class=notes aria-labelledby=standing><h2 id=standing>Where we stand</h2><dl class=\"facts big\">";
    for (const auto& [rag, meaning] :
         std::array<std::pair<Rag, const char*>, 4>{{{Rag::green, "on course or reached"},
                                                     {Rag::amber, "behind, within the tolerance"},
                                                     {Rag::red, "behind or overdue"},
                                                     {Rag::blank, "not rated"}}})
      add("<div><dt>{}</dt><dd><span class=\"rag {}\">{} {}</span></dd></div>", meaning, word_of(rag), count(rag),
          word_of(rag));
    add("<div><dt>Delivered (overlaps counted once)</dt><dd>{} ha</dd></div></dl>",
        one_digit(report_.total.delivered_m2 / 1e4));
    add("<p>{} hectares of habitat have been delivered for {} targets. A further {} ha are underway and {} ha are "
        "planned.",
        one_digit(report_.total.delivered_m2 / 1e4), report_.targets.size(), one_digit(report_.total.underway_m2 / 1e4),
        one_digit(report_.total.planned_m2 / 1e4));
    if (report_.total.lost_m2 > 0)
      add(" {} ha that had been delivered were lost again.", one_digit(report_.total.lost_m2 / 1e4));
    if (report_.total.unmapped_ha > 0)
      add(" Projects without a map state {} ha more, which are not counted.", one_digit(report_.total.unmapped_ha));
    page_ += "</p>";
    attention();
    page_ += "</section>\n";
  }

  /// Lists the targets rated red, then those rated amber, with a sentence each.
  void attention() {
    std::string list;
    for (const Rag rag : {Rag::red, Rag::amber})
      for (const TargetProgress& one : report_.targets) {
        if (one.rating.rag != rag) continue;
        const HabitatTarget& target = input_.targets[one.target];
        list += fmt::format("<li><span class=\"rag {}\">{}</span> {}: {} {}", word_of(rag), word_of(rag), area(target),
                            escaped_html(target.action), escaped_html(target.habitat));
        if (target.quantity_ha)
          list += fmt::format(". {} of {} ha delivered ({})", one_digit(one.delivered_m2 / 1e4),
                              one_digit(one.rating.need_ha), whole_percent(one.rating.progress));
        if (target.by) list += fmt::format(", due by {}", day_text(*target.by));
        if (target.manual)
          list += fmt::format(". Rated by hand: {}", escaped_html(target.manual_reason));
        else if (!std::isnan(one.rating.expected_ha()))
          list += fmt::format("; {} ha were expected by now", one_digit(one.rating.expected_ha()));
        list += ".</li>";
      }
    if (!list.empty()) add("<div class=flags><h3>Targets that need attention</h3><ul>{}</ul></div>", list);
  }

  void map() {
    if (input_.boas.empty()) return;
    std::map<std::uint32_t, Rag> worst;
    for (const TargetProgress& one : report_.targets) {
      const std::uint32_t boa = input_.boa_of[one.target];
      if (boa >= unknown_boa) continue;
      const auto [at, fresh] = worst.emplace(boa, one.rating.rag);
      if (!fresh && badness(one.rating.rag) > badness(at->second)) at->second = one.rating.rag;
    }
    const MapStyle style{2400, 0.5};
    const Box window = window_of(extent_of(input_.boas));
    page_ += "<section class=notes aria-labelledby=map><h2 id=map>Map</h2><figure>";
    add("<svg viewBox=\"0 0 {} {}\" role=img aria-label=\"Biodiversity Opportunity Areas by the worst rating of their "
        "targets, with projects\">",
        style.units, style.height());
    for (std::uint32_t b = 0; b < input_.boas.size(); ++b) {
      const auto rag = worst.find(b);
      add("<path class=\"boa {}\" d=\"{}\"><title>{}{}</title></path>",
          rag == worst.end() ? "blank" : word_of(rag->second), path_data(input_.boas[b], window, style),
          escaped_html(all_.boa_names[b].empty() ? all_.boa_ids[b] : all_.boa_names[b]),
          rag == worst.end() ? std::string() : ": " + word_of(rag->second));
    }
    for (std::size_t i = 0; i < report_.land.size(); ++i)
      add("<path class={} d=\"{}\"/>", word_of(report_.land[i].part),
          path_data(report_.land_geometry[i], window, style));
    for (const auto& [boa, rag] : worst) {
      const Point at = centroid(input_.boas[boa]);
      add("<text x={:.0f} y={:.0f} font-size=34>{}: {}</text>", (at.x - window.min_x) / window.width() * style.units,
          (window.max_y - at.y) / window.height() * style.height(), escaped_html(all_.boa_ids[boa]), word_of(rag));
    }
    page_ +=
        "</svg><figcaption><p>Each area has the colour of the worst rating among its targets and is labelled with it; "
        "areas without a target are white. Dark green: delivered. Blue line: underway. Dashed blue line: planned. "
        "Black: lost. The table below has the same facts.</p></figcaption></figure></section>\n";
  }

  void ratings() {
    page_ +=
        "<section class=notes aria-labelledby=ratings><h2 id=ratings tabindex=-1>Ratings by area</h2><div class=scroll "
        "role=region aria-label=\"Table of ratings by area\" tabindex=0><table><caption>Targets, in "
        "hectares</caption><thead><tr>"
        "<th scope=col>Target<th scope=col>Area<th scope=col>Action and habitat<th scope=col class=n>Needed<th "
        "scope=col class=n>Delivered<th scope=col class=n>Progress<th scope=col class=n>Expected by now<th scope=col "
        "class=n>Underway<th scope=col class=n>Planned<th scope=col class=n>Lost<th scope=col>Due<th scope=col>Rating"
        "</thead><tbody>";
    for (const TargetProgress& one : report_.targets) {
      const HabitatTarget& target = input_.targets[one.target];
      add("<tr><th scope=row>{}<td>{}<td>{} {}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}",
          escaped_html(target.id), area(target), escaped_html(target.action), escaped_html(target.habitat),
          one_digit(one.rating.need_ha), one_digit(one.delivered_m2 / 1e4), whole_percent(one.rating.progress),
          whole_percent(one.rating.expected_share));
      add("<td class=n>{}<td class=n>{}<td class=n>{}<td>{}<td><span class=\"rag {}\">{}</span> <small>{}</small>\n",
          one_digit(one.underway_m2 / 1e4), one_digit(one.planned_m2 / 1e4), one_digit(one.lost_m2 / 1e4),
          target.by ? day_text(*target.by) : std::string(dash), word_of(one.rating.rag), word_of(one.rating.rag),
          escaped_html(one.rating.reason));
    }
    add("</table></div><p>A target is green if it is reached or delivers as much as the time that has passed asks for, "
        "amber if it delivers at least {:.0f} % of that, and red if it delivers less or is overdue. Targets that have "
        "no quantity or no dates, or where no work has begun, are not rated.</p></section>\n",
        100 * input_.tolerance);
  }

  void quarter() {
    const auto begin = quarter_start(input_.date);
    add("<section class=notes aria-labelledby=quarter><h2 id=quarter>This quarter <span>{} to {}</span></h2>",
        day_text(begin), day_text(input_.date));
    std::string rows;
    for (const ProjectShare& share : report_.shares) {
      const HabitatProject& project = input_.projects[share.project];
      const double change = share.new_m2 - share.lost_m2;
      if (change == 0 || !project.end || *project.end < begin) continue;
      const HabitatTarget& target = input_.targets[share.target];
      rows += fmt::format("<tr><th scope=row>{}<td>{}<td>{}<td>{}<td class=n>{:+.1f}\n", escaped_html(project.id),
                          escaped_html(project.title), escaped_html(target.id), area(target), change / 1e4);
    }
    if (rows.empty())
      page_ += "<p>No project was completed and no delivered land was lost.</p>";
    else
      add("<div class=scroll role=region aria-label=\"Table of this quarter\" tabindex=0><table><caption>Completed and "
          "lost "
          "this "
          "quarter, in hectares</caption><thead><tr><th scope=col>Project<th scope=col>Title<th scope=col>Target<th "
          "scope=col>Area<th scope=col class=n>Change</thead><tbody>{}</table></div>",
          rows);
    page_ += "</section>\n";
  }

  void projects() {
    if (report_.untargeted.empty()) return;
    page_ +=
        "<section class=notes aria-labelledby=rest><h2 id=rest>Land that no target counts</h2><div class=scroll "
        "role=region aria-label=\"Table of land that no target counts\" tabindex=0><table><caption>Projects, in "
        "hectares</caption>"
        "<thead><tr><th scope=col>Project<th scope=col>Title<th scope=col class=n>Area<th scope=col class=n>Counted<th "
        "scope=col class=n>Not counted, in an area<th scope=col class=n>Not counted, outside</thead><tbody>";
    for (const UntargetedLand& row : report_.untargeted) {
      const HabitatProject& project = input_.projects[row.project];
      add("<tr><th scope=row>{}<td>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}\n",
          escaped_html(project.id), escaped_html(project.title), one_digit(row.area_m2 / 1e4),
          one_digit(row.used_m2 / 1e4), one_digit(row.in_boa_m2 / 1e4), one_digit(row.outside_m2 / 1e4));
    }
    page_ +=
        "</table></div><p>Land in an area does not count where the area has no such target, where the habitat is there "
        "already, or where the target asks for land outside designated sites.</p></section>\n";
  }

  void notes() {
    add("</main>\n<footer><section class=notes><h2>How it is counted</h2><p>Areas are measured on the map; stated "
        "areas "
        "are never trusted. {} Ratings set by hand say so.</p></section><p>Made by lnrs "
        "{}.</p></footer></body></html>\n",
        all_.issues == 0
            ? std::string("No problems were found in the data.")
            : fmt::format("Problems found in the data: {}. The table issues of the result lists them.", all_.issues),
        escaped_html(all_.version));
  }

  const TargetPage& all_;
  const TargetInput& input_;
  const TargetReport& report_;
  std::string page_;
};

}  // namespace

std::string target_html(const TargetPage& page) { return PageOfTargets(page).written(); }

std::string target_summary(const TargetPage& page) {
  const TargetInput& input = *page.input;
  std::string text =
      fmt::format("{}\n\nTargets on {}\n  {:<8} {:<8} {:<8} {:<34} {:>9} {:>10} {:>9}  rating\n", page.name,
                  date_text(input.date), "target", "area", "action", "habitat", "needed ha", "delivered", "progress");
  for (const TargetProgress& one : page.report->targets) {
    const HabitatTarget& target = input.targets[one.target];
    const auto number = [](double value) {
      return std::isnan(value) ? std::string("-") : fmt::format("{:.2f}", value);
    };
    text += fmt::format("  {:<8} {:<8} {:<8} {:<34} {:>9} {:>10.2f} {:>9}  {} ({})\n", target.id,
                        target.boa_id.empty() ? "all" : target.boa_id, target.action, target.habitat,
                        number(one.rating.need_ha), one.delivered_m2 / 1e4,
                        std::isnan(one.rating.progress) ? "-" : fmt::format("{:.1f} %", 100 * one.rating.progress),
                        word_of(one.rating.rag), one.rating.reason);
  }
  const TargetProgress& total = page.report->total;
  return text + fmt::format(
                    "\nOverlaps counted once: {:.2f} ha delivered, {:.2f} ha underway, {:.2f} ha planned, {:.2f} ha "
                    "lost again; {:.2f} ha stated without a map\n",
                    total.delivered_m2 / 1e4, total.underway_m2 / 1e4, total.planned_m2 / 1e4, total.lost_m2 / 1e4,
                    total.unmapped_ha);
}

}  // namespace spatial
