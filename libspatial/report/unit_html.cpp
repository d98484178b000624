// SPDX-License-Identifier: MIT
#include "libspatial/report/unit_html.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"

namespace spatial {
namespace {

/// How features are drawn by what becomes of them: areas by pattern, lines by dashes, so they can be told apart without
/// colour.
struct FateLook {
  std::string_view colour, fill;
  std::string_view marks;  ///< marks of the pattern, on a tile of 16 × 16
  std::string_view dashes;
  double width = 3;  ///< width of a line, in pixels
};
constexpr std::array<FateLook, unit_fate_count> fate_looks{{
    {"#5a6b64", "#eef2f0", "", "none", 3},
    {"#14573b", "#dcebe1", "", "none", 3},
    {"#0a4fb5", "#dde8f8", "<path d=\"M0,16L16,0M-4,4L4,-4M12,20L20,12\"/>", "14 4", 5},
    {"#8a5a00", "#fbf0d2", "<path d=\"M0,0L16,16M-4,12L4,20M12,-4L20,4\"/>", "7 4", 4},
    {"#a30f26", "#f9e3e6", "<path d=\"M0,16L16,0M0,0L16,16\"/>", "2 4", 3},
}};

class Writer {
 public:
  Writer(const UnitSection& section, const UnitHtmlStyle& style) : section_(section), style_(style) {}

  std::string written() {
    if (!section_.check_only) headline();
    findings();
    if (!section_.check_only) {
      begin("accounts", "Accounts");
      add("<p>The three accounts are never added together.</p>");
      table(section_.accounts);
      end();
    }
    map();
    if (!section_.check_only) {
      if (!section_.trading.rows.empty()) {
        begin("trading", "Trading summary");
        table(section_.trading);
        end();
      }
      features();
    }
    return std::move(text_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  void begin(std::string_view id, std::string_view heading) {
    add("<section class={3} aria-labelledby=bng-{0}><h{2} id=bng-{0} tabindex=-1>{1}</h{2}>", id, heading,
        style_.heading, style_.heading == 2 ? "notes" : "part");
  }
  void end() { add("</section>\n"); }

  void headline() {
    begin("headline", style_.heading == 2 ? "Headline" : "Biodiversity Net Gain");
    add("<dl class=\"facts big\">");
    for (const UnitFact& fact : section_.facts) {
      add("<div><dt>{}</dt><dd>{}", escaped_html(fact.title), escaped_html(fact.value));
      if (!fact.change.empty()) add(" <small>{}</small>", escaped_html(fact.change));
      if (!fact.judgement.empty())
        add(" <small class={}>{}</small>", fact.met ? "ok" : "no", escaped_html(fact.judgement));
      add("</dd></div>");
    }
    add("</dl>");
    if (section_.facts.empty()) add("<p>No feature has units.</p>");
    if (!section_.proposes)
      add("<p>No feature has a retention category: this is a baseline file, and there is no net change to state.</p>");
    for (const std::string& sentence : section_.left_out) add("<p class=alert>{}</p>", escaped_html(sentence));
    end();
  }

  void findings() {
    begin("findings", "What to put right");
    add("<p{}>{}</p>", section_.rejected ? " class=alert" : "", escaped_html(section_.verdict));
    for (const std::string& sentence : section_.unmet) add("<p class=alert>{}</p>", escaped_html(sentence));
    if (!section_.findings.empty()) {
      text_ += table_begin("Findings", {"Feature", "Severity", "Layer", "What", "Rule", "Defra\xE2\x80\x99s code"});
      for (const UnitFinding& one : section_.findings)
        add("<tr><th scope=row>{}<td>{}<td>{}<td>{} <small>{}</small><td class=code>{}<td class=code>{}\n",
            one.feature.empty() ? "the file" : escaped_html(one.feature), escaped_html(one.severity),
            escaped_html(one.layer), escaped_html(one.text), escaped_html(one.meaning), escaped_html(one.rule),
            escaped_html(one.defra_code));
      text_ += table_end;
    }
    end();
  }

  void table(const UnitTable& table) {
    text_ += table_begin(table.caption, table.heads);
    for (const std::vector<std::string>& row : table.rows) {
      add("<tr>");
      for (std::size_t c = 0; c < row.size(); ++c) {
        const std::string cell = escaped_html(row[c]);
        if (c == 0)
          add("<th scope=row>{}", cell);
        else if (c == table.judged)
          add("<td class={}>{}", row[c] == "yes" ? "ok" : "no", cell);
        else
          add("<td{}>{}", c < table.heads.size() && table.heads[c].starts_with('#') ? " class=n" : "", cell);
      }
      add("\n");
    }
    text_ += table_end;
  }

  void features() {
    if (section_.features.empty()) return;
    begin("features", "Features");
    add("<div class=units>");
    for (const UnitTable& one : section_.features) table(one);
    add("</div>");
    if (!section_.more_features.empty()) add("<p>{}</p>", escaped_html(section_.more_features));
    end();
  }

  /// Extent of the map.
  Box place() const {
    Box box;
    if (section_.red_line.size() > 0) box = box_of(section_.red_line[0]);
    for (std::size_t k = 0; k < section_.marks.size(); ++k) {
      box.add(box_of(section_.areas[k]));
      for (const Point& at : section_.lines[k].points()) box.add(at);
      for (const Point& at : section_.points[k]) box.add(at);
    }
    return box;
  }

  void map() {
    const Box land = place();
    if (land.empty()) return;
    // Leave room for the scale bar and the north arrow.
    const Box window = map_frame(land.grown(0.04 * std::max(land.width(), land.height())));
    begin("map", "Map");
    add("<figure><svg class=parcels viewBox=\"0 0 {} {}\" role=img aria-label=\"Red line, parcels, hedgerows, "
        "watercourses and trees by what becomes of them; the tables name every one\"><defs>",
        style_.map.units, style_.map.height());
    for (std::size_t k = 0; k < fate_looks.size(); ++k)
      add("<pattern id=bng-p{0} width=16 height=16 patternUnits=userSpaceOnUse patternTransform=\"scale({1})\" "
          "stroke=\"{2}\" stroke-width=1.5 stroke-opacity=.6><rect width=16 height=16 stroke=none "
          "fill=\"{3}\"/>{4}</pattern>",
          k, style_.map.scale(), fate_looks[k].colour, fate_looks[k].fill, fate_looks[k].marks);
    add("</defs>");
    std::vector<MapLabel> labels;
    for (std::size_t k = 0; k < section_.marks.size(); ++k) area(k, window, labels);
    if (section_.red_line.size() > 0) {
      const std::string outline = path_data(section_.red_line[0], window, style_.map);
      add("<path class=case d=\"{0}\"/><path class=line d=\"{0}\"/>", outline);
    }
    for (std::size_t k = 0; k < section_.marks.size(); ++k) line(k, window);
    for (std::size_t k = 0; k < section_.marks.size(); ++k) tree(k, window);
    std::vector<Point> trees;
    for (std::size_t k = 0; k < section_.marks.size(); ++k)
      trees.insert(trees.end(), section_.points[k].begin(), section_.points[k].end());
    text_ += label_texts(labels, trees, window, style_.map) + scale_and_north(window, style_.map);
    add("</svg><figcaption>");
    key();
    add("</figcaption></figure>");
    end();
  }

  void area(std::size_t k, const Box& window, std::vector<MapLabel>& labels) {
    if (section_.areas[k].empty()) return;
    const UnitMark& mark = section_.marks[k];
    shown(0, mark.fate);
    add("<path class=f{} d=\"{}\"><title>{}: {}</title></path>", static_cast<int>(mark.fate),
        path_data(section_.areas[k], window, style_.map), escaped_html(mark.name), title_of(mark.fate));
    labels.push_back({section_.areas[k], mark.name});
  }

  void line(std::size_t k, const Box& window) {
    if (section_.lines[k].empty()) return;
    const UnitMark& mark = section_.marks[k];
    shown(mark.water ? 2 : 1, mark.fate);
    add("<path class=\"{} l{}\" d=\"{}\"><title>{}: {}</title></path>", mark.water ? "water" : "hedge",
        static_cast<int>(mark.fate), line_data(section_.lines[k], window, style_.map), escaped_html(mark.name),
        title_of(mark.fate));
  }

  void tree(std::size_t k, const Box& window) {
    const UnitMark& mark = section_.marks[k];
    for (const Point& at : section_.points[k]) {
      const GridPoint place = grid_point(at, window, style_.map);
      shown(3, mark.fate);
      add("<circle class=\"tree t{}\" cx={} cy={} r={:g}><title>{}: {}</title></circle>", static_cast<int>(mark.fate),
          place.x, place.y, 9 * style_.map.scale(), escaped_html(mark.name), title_of(mark.fate));
    }
  }

  std::string_view title_of(UnitFate fate) const {
    return fate == UnitFate::as_it_is && section_.proposes ? "not stated" : fate_title(fate);
  }
  void shown(std::size_t kind, UnitFate fate) { shown_[kind][static_cast<std::size_t>(fate)] = true; }

  /// Legend of what occurs on the map.
  void key() {
    constexpr std::array<std::string_view, 4> titles{"Habitat", "Hedgerow", "Watercourse", "Tree"};
    add("<ul class=key>");
    if (section_.red_line.size() > 0) add("<li class=site-key>Red line");
    for (std::size_t kind = 0; kind < titles.size(); ++kind)
      for (std::size_t fate = 0; fate < unit_fate_count; ++fate)
        if (shown_[kind][fate]) {
          add("<li class=\"bng-key\"><svg viewBox=\"0 0 32 16\" aria-hidden=true>");
          if (kind == 0)
            add("<rect class=f{} x=1 y=1 width=30 height=14 />", fate);
          else if (kind == 3)
            add("<circle class=\"tree t{}\" cx=16 cy=8 r=6 />", fate);
          else
            add("<path class=\"{} l{}\" d=\"M0,8h32\"/>", kind == 1 ? "hedge" : "water", fate);
          add("</svg>{}, {}", titles[kind], title_of(static_cast<UnitFate>(fate)));
        }
    add("</ul>");
  }

  const UnitSection& section_;
  const UnitHtmlStyle& style_;
  std::string text_;
  std::array<std::array<bool, unit_fate_count>, 4> shown_{};
};

}  // namespace

std::string unit_html(const UnitSection& section, const UnitHtmlStyle& style) {
  return Writer(section, style).written();
}

std::string unit_style(const MapStyle& map) {
  std::string text =
      ".ok{color:#14573b;font-weight:700}.no{color:#a30f26;font-weight:700}td.n,th.n{text-align:right}"
      "td.n,td.code{white-space:nowrap}td.code{font-size:.85em}.big dd{font-size:1.4rem}.units{font-size:.95rem}"
      ".part{margin-top:1.5rem}svg.parcels{max-width:64rem}svg.parcels pattern path{vector-effect:none}"
      ".hedge,.water{fill:none}.hedge{stroke:#2f6b1f}.water{stroke:#0b6fb8}.tree{stroke:#2f6b1f;stroke-width:2}"
      ".tree,.bng-key rect{vector-effect:non-scaling-stroke}"
      ".bng-key::before{display:none!important}.bng-key svg{width:2rem;height:1rem;margin-right:.45em;flex:none}"
      "@media(max-width:40rem){[aria-labelledby^=bng-] table{min-width:46rem}"
      "[aria-labelledby=bng-findings] :is(table,tbody,tr,td,th[scope=row]){display:block;min-width:0;border:0;"
      "padding:0;white-space:normal}[aria-labelledby=bng-findings] thead{display:none}"
      "[aria-labelledby=bng-findings] .scroll tbody tr{padding:.6rem 0;border-bottom:1px solid #cdd6d1}"
      "[aria-labelledby=bng-findings] .scroll :is(th,td):nth-child(-n+3){display:inline;padding-right:.6em}}"
      "@media print{[aria-labelledby^=bng-] table{font-size:8px;min-width:0}td.code{white-space:normal;overflow-wrap:"
      "anywhere}}";
  fmt::format_to(std::back_inserter(text), "svg.parcels text{{font-size:{:g}px}}", 22 * map.scale());
  for (std::size_t k = 0; k < fate_looks.size(); ++k) {
    const FateLook& look = fate_looks[k];
    fmt::format_to(std::back_inserter(text),
                   ".f{0}{{fill:url(#bng-p{0});stroke:{1};stroke-width:1.4;vector-effect:non-scaling-stroke}}"
                   ".l{0}{{stroke-width:{2:g};stroke-dasharray:{3}}}",
                   k, look.colour, look.width, look.dashes);
  }
  // Retained trees are filled, new ones are circles, and lost ones are dotted circles.
  return text + ".t0,.t1{fill:#2f6b1f}.t2{fill:#8fc07c}.t3{fill:#fff}.t4{fill:#fff;stroke-dasharray:2 2}";
}

}  // namespace spatial
