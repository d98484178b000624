// SPDX-License-Identifier: MIT
#include "libspatial/report/plain_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_map.hpp"

namespace spatial {
namespace {

constexpr std::string_view plain_style =
    "header p{overflow-wrap:anywhere}td.n,th.n{text-align:right}.big dd{font-size:1.4rem}.maps{display:grid;gap:1rem;"
    "grid-template-columns:repeat(auto-fit,minmax(min(20rem,100%),1fr))}figcaption p{font-weight:600}"
    "@media(max-width:40rem){.w{display:none}td:not(.n),th[scope=row]{overflow-wrap:anywhere}}";

template <class... Args>
void add(std::string& text, fmt::format_string<Args...> format, Args&&... args) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Args>(args)...);
}

/// The class attribute of the cells in a column.
std::string_view class_of(const PlainPage::Head& head) {
  if (head.number && head.wide) return " class=\"n w\"";
  return head.number ? " class=n" : head.wide ? " class=w" : "";
}

}  // namespace

void PlainPage::begin(std::string_view id, std::string_view heading) {
  add(body_, "<section class=notes aria-labelledby={0}><h2 id={0} tabindex=-1>{1}</h2>", id, escaped_html(heading));
}

void PlainPage::paragraph(std::string_view text) { add(body_, "<p>{}</p>", escaped_html(text)); }
void PlainPage::alert(std::string_view text) { add(body_, "<p class=alert>{}</p>", escaped_html(text)); }

void PlainPage::facts(const std::vector<std::pair<std::string, std::string>>& facts) {
  body_ += "<dl class=\"facts big\">";
  for (const auto& [name, value] : facts)
    add(body_, "<div><dt>{}</dt><dd>{}</dd></div>", escaped_html(name), escaped_html(value));
  body_ += "</dl>";
}

void PlainPage::table(std::string_view caption, const std::vector<Head>& heads,
                      const std::vector<std::vector<std::string>>& rows) {
  add(body_, "<div class=scroll role=region aria-label=\"{0}\" tabindex=0><table><caption>{0}</caption><thead><tr>",
      escaped_html(caption));
  for (const Head& head : heads) add(body_, "<th scope=col{}>{}</th>", class_of(head), escaped_html(head.title));
  body_ += "</tr></thead><tbody>\n";
  for (const std::vector<std::string>& row : rows) {
    body_ += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      if (c == 0)
        add(body_, "<th scope=row>{}</th>", escaped_html(row[c]));
      else
        add(body_, "<td{}>{}</td>", class_of(heads[c]), escaped_html(row[c]));
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>";
}

void PlainPage::map(std::string_view label, const Box& window, const std::vector<Layer>& layers,
                    std::string_view title) {
  const MapStyle look{2400, 1};
  const Box frame = map_frame(window);
  const double smallest = frame.width() / 2400;
  add(body_, "<figure><svg viewBox=\"0 0 {} {}\" role=img aria-label=\"{}\">", look.units, look.height(),
      escaped_html(label));
  std::string key;
  for (const Layer& layer : layers) {
    const std::string name = fmt::format("m{}", maps_++);
    if (layer.outline)
      add(style_, "path.{0}{{fill:none;stroke:{1};stroke-width:2}}", name, layer.colour);
    else
      add(style_, "path.{0}{{fill:{1};stroke:{2};stroke-width:.4}}", name, layer.colour,
          layer.edges ? "#1c2a26" : layer.colour);
    add(style_, ".key .{0}{{--c:{1};--b:{2}}}", name, layer.colour, layer.outline ? "none" : layer.colour);
    add(key, "<li class={}>{}</li>", name, escaped_html(layer.label));
    add(body_, "<path class={} d=\"", name);
    // If there are many areas, those too small to see are not drawn; the table lists them.
    for (const MultiPolygonView area : layer.areas) {
      const Box box = box_of(area);
      if (layer.areas.size() < 5000 || box.width() + box.height() > smallest) body_ += path_data(area, frame, look);
    }
    body_ += "\"/>";
  }
  const double bar_m = scale_bar_m(frame), bar = bar_m / frame.width() * look.units;
  add(body_, "<path class=bar d=\"M60,{0}h{1:.0f}\"/><text class=len x=60 y={2} font-size=52>{3} {4}</text>",
      look.height() - 60, bar, look.height() - 90, bar_m < 1000 ? bar_m : bar_m / 1000, bar_m < 1000 ? "m" : "km");
  add(body_, "</svg><figcaption>{}<ul class=key>{}</ul></figcaption></figure>",
      title.empty() ? std::string() : fmt::format("<p>{}</p>", escaped_html(title)), key);
}

void PlainPage::notes(const std::vector<std::pair<std::string, std::string>>& notes) {
  body_ += "<dl>";
  for (const auto& [term, meaning] : notes) add(body_, "<dt>{}<dd>{}", escaped_html(term), escaped_html(meaning));
  body_ += "</dl>";
}

std::string PlainPage::done() const {
  std::string page = html_head({title_, version_, std::string(plain_style) + style_});
  add(page,
      "<body class=single><a class=skip href=#main>Skip to the content</a><header><h1>{}</h1><p>{}</p></header>\n"
      "<main id=main>\n{}</main>\n<footer><p>Made by lnrs {}.</p></footer></body></html>\n",
      escaped_html(title_), escaped_html(subtitle_), body_, escaped_html(version_));
  return ascii_html(page);
}

}  // namespace spatial
