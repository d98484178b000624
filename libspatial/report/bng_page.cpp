// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <iterator>

#include "libspatial/report/bng_report.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/unit_html.hpp"

namespace spatial {

// The web page of `lnrs bng`, declared in bng_report.hpp: a head, the section on units and notes on the page.
std::string bng_html(const BngReport& report) {
  const UnitHtmlStyle style;
  const std::string title = "Biodiversity Net Gain" + (report.site.empty() ? std::string() : ": " + report.site);
  std::string page = html_head({title, report.version, "header p{overflow-wrap:anywhere}" + unit_style(style.map)});
  const auto add = [&]<class... Args>(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(page), format, std::forward<Args>(args)...);
  };
  add("<body class=single>{}<a class=skip href=#bng-findings>Skip to the findings</a><header><h1>{}</h1><p>{}{}{}</p>"
      "<p>Units by the statutory biodiversity metric. Defra\xE2\x80\x99s statutory calculation tool stays the document "
      "of record.</p></header>\n<main>\n",
      svg_definitions(style.map), escaped_html(title), escaped_html(report.file),
      report.date.empty() ? "" : " \xC2\xB7 ", escaped_html(report.date));
  page += unit_html(unit_section_of(*report.result, *report.issues, *report.tables, report.red_line, report.check_only),
                    style);
  add("</main>\n<footer><section class=notes><h2>What this is</h2><dl>");
  for (const auto& [term, meaning] : bng_notes(*report.tables, report.significance))
    add("<dt>{}<dd>{}", escaped_html(term), escaped_html(meaning));
  add("</dl></section><p>Made by lnrs {}.</p></footer></body></html>\n", escaped_html(report.version));
  return ascii_html(page);
}

}  // namespace spatial
