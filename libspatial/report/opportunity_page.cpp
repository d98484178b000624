// SPDX-License-Identifier: MIT
#include "libspatial/report/opportunity_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/explanation.hpp"
#include "libspatial/report/html_page.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/report/site_map.hpp"
#include "libspatial/report/site_report.hpp"
#include "libspatial/report/styles.hpp"

namespace spatial {
namespace {

constexpr std::size_t best_to_create = 50, best_to_restore = 10, told_at_once = 10, issues_listed = 20;

constexpr std::string_view map_page_style =
    "td.n,th.n{text-align:right}.big dd{font-size:1.4rem}figure>svg{aspect-ratio:auto}figcaption "
    "p{max-width:none}.boa{fill:none;stroke:#5a2878;"
    "stroke-width:1.6;stroke-dasharray:6 3}.core{fill:#c3c9c5}.study{fill:#fff;stroke:#52605b;stroke-width:1.4}svg "
    "text{font-size:52px}.restore{fill-opacity:.3;stroke-width:1.8}.why "
    "li{margin:0 0 .9rem;max-width:60rem}.why "
    "b{color:#14573b}.swatch{width:1.6em;height:1em;margin-right:.45em;vertical-align:-.12em;print-color-adjust:exact;-"
    "webkit-print-color-adjust:exact}"
    ".legend "
    "span{display:inline-block;margin-right:1.2rem}"
    "@media print{.notes>p{break-after:avoid}}"
    // On a phone, the table of findings only shows the columns that fit; the sentences below it have the rest.
    "@media(max-width:40rem){.boa,.study{stroke-width:.7}figure text.len{font-size:110px}.best "
    ":is(td,th):is(:nth-child(3),:nth-child(4)),.best "
    ":is(td,th):nth-child(n+7),"
    ".groups :is(td,th):is(:nth-child(3),:nth-child(4),:nth-child(6)){display:none}}";

const FeatureTable* layer_of(const Dataset& dataset, std::string_view name) {
  for (const FeatureTable& layer : dataset.layers)
    if (layer.table.name == name) return &layer;
  return nullptr;
}

/// What an indicator means, for people who will not look up a formula.
std::string_view plain_words(Indicator indicator) {
  switch (indicator) {
    case Indicator::better:
      return "How much of the land lies in or near a wildlife site or irreplaceable habitat, which it would buffer.";
    case Indicator::bigger:
      return "How far it would bring the patches of habitat beside it towards a size that can sustain wildlife.";
    case Indicator::more:
      return "How little habitat there is around it: the less, the more it is needed.";
    case Indicator::joined:
      return "How much better connected the habitat of the county would be, for each hectare of this land.";
    case Indicator::boa:
      return "How much of it lies in a Biodiversity Opportunity Area.";
    case Indicator::boa_target:
      return "How much of it lies in a Biodiversity Opportunity Area that has a target for this habitat.";
    case Indicator::potential:
      return "Suitability: how well the land of today could become this habitat.";
    case Indicator::constraint:
      return "How much of it lies under a constraint, such as the best farmland. It lowers the score.";
  }
  return {};
}

/// One row by column name, as `lnrs explain` reads it from a written file.
RowText row_text(const Table& table, std::size_t row) {
  RowText text;
  for (const Column& column : table.columns)
    std::visit(
        [&](const auto& cells) {
          using Cell = std::decay_t<decltype(cells[row])>;
          std::string& value = text[column.spec.name];
          if constexpr (std::is_same_v<Cell, double>)
            value = std::isnan(cells[row]) ? "" : shortest(cells[row]);
          else if constexpr (std::is_same_v<Cell, std::optional<std::string>>)
            value = cells[row].value_or("");
          else
            value = cells[row] ? std::to_string(*cells[row]) : "";
        },
        column.cells);
  return text;
}

class PageOfMap {
 public:
  explicit PageOfMap(const OpportunityPage& page) : page_(page), result_(*page.result) {}

  std::string written() {
    text_ = html_head({page_.project + ": opportunity map", page_.version, std::string(map_page_style)});
    add("<body class=single><a class=skip href=#best>Skip to the best places</a><header><h1>{}</h1><p>{}Opportunity "
        "map "
        "for a Local Nature Recovery Strategy</p></header>\n<main>\n",
        escaped_html(page_.project), page_.date.empty() ? "" : escaped_html(page_.date) + " \xC2\xB7 ");
    headline();
    map();
    best(LandAction::create);
    best(LandAction::restore);
    habitats();
    authorities();
    boas();
    networks();
    how_it_is_scored();
    what_was_read();
    footer();
    return ascii_html(text_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }
  void section(std::string_view id, std::string_view title) {
    add("<section class=notes aria-labelledby={0}><h2 id={0} tabindex=-1>{1}</h2>\n", id, title);
  }

  bool apart() const { return result_.scores.ranked[1] > 0; }
  bool is(LandAction action, std::size_t c) const { return result_.candidates.action_of(c) == action; }

  void headline() {
    std::array<std::size_t, 2> count{};
    std::array<double, 2> area{};
    for (std::size_t c = 0; c < result_.candidates.size(); ++c) {
      const std::size_t k = is(LandAction::restore, c) ? 1 : 0;
      ++count[k];
      area[k] += result_.candidates.areas_m2[c];
    }
    section("headline", "What this map says");
    add("<dl class=\"facts big\"><div><dt>Land where habitat could be created<dd>{} ha <small>{} areas</small></div>",
        number_text(area[0] / hectare, 0), with_commas(count[0]));
    if (count[1] > 0)
      add("<div><dt>Land inside wildlife sites that could be restored<dd>{} ha <small>{} areas</small></div>",
          number_text(area[1] / hectare, 0), with_commas(count[1]));
    if (result_.boas.size() > 0)
      add("<div><dt>Biodiversity Opportunity Areas (BOA)<dd>{}</div>", with_commas(result_.boas.size()));
    text_ += "</dl>";
    text_ +=
        "<p>Each area is land that is not core habitat today and could become it. Areas are ranked by a score from 0 "
        "to 100, which multiplies how well the land suits the habitat by what creating it there would do: enlarge and "
        "join what exists, buffer wildlife sites, and add habitat where there is little. Rank 1 is the best.</p>"
        "<p>The map shows what the data says. It does not replace a survey or the agreement of whoever owns and farms "
        "the land.</p></section>\n";
  }

  void map() {
    const FeatureTable* layer = layer_of(*page_.dataset, "opportunity_map");
    if (layer == nullptr) return;
    const auto& areas = std::get<MultiPolygonColumn>(layer->geometry);
    Box box = extent_of(areas);
    box.add(extent_of(result_.boas.geometry));
    if (box.empty()) return;
    bool has_study_area = false;
    for (const MultiPolygonColumn* study : page_.study_area) {
      box.add(extent_of(*study));
      has_study_area = has_study_area || study->size() > 0;
    }
    std::map<std::string, std::string> colour, label;
    for (const auto& [entry, rgb] : legend_colours(*layer, page_.dataset->domains)) colour[entry] = rgb;
    for (const Domain& domain : page_.dataset->domains)
      if (domain.name == "map_legend")
        for (const auto& [code, words] : domain.values) label[code] = words;
    const MapStyle style{2400, 0.5};
    const Box window = map_window(box, 0.03);
    section("map", "The map");
    text_ += svg_definitions(style);
    add("<figure><svg viewBox=\"0 0 {} {}\" role=img aria-label=\"Opportunity areas by network and class, core habitat "
        "and Biodiversity Opportunity Areas\">",
        style.units, style.height());
    for (const MultiPolygonColumn* study : page_.study_area)
      for (std::size_t a = 0; a < study->size(); ++a)
        add("<path class=study d=\"{}\"/>", path_data((*study)[a], window, style));
    for (const HabitatNetwork& network : result_.networks)
      for (std::size_t p = 0; p < network.patches.size(); ++p)
        add("<path class=core d=\"{}\"/>", path_data(network.patches.geometry[p], window, style));
    std::vector<std::string> shown;
    for (std::size_t row = result_.map.rows.size(); row-- > 0;) {  // the best class is drawn last, on top
      const MapArea& area = result_.map.rows[row];
      if (area.action == LandAction::create && area.opportunity_class == OpportunityClass::other) continue;
      const std::string entry = map_legend_code(area, result_.networks[area.network].profile.id);
      const bool restore = area.action == LandAction::restore;
      add("<path fill=\"rgb({0})\"{1}{2} d=\"{3}\"><title>{4}</title></path>", colour[entry],
          restore ? " class=restore" : "", restore ? fmt::format(" stroke=\"rgb({})\"", colour[entry]) : "",
          path_data(areas[row], window, style), escaped_html(label[entry]));
      shown.push_back(entry);
    }
    for (std::size_t b = 0; b < result_.boas.size(); ++b)
      add("<path class=boa d=\"{}\"><title>{}</title></path>", path_data(result_.boas.geometry[b], window, style),
          escaped_html(result_.boas.name[b].empty() ? result_.boas.id[b] : result_.boas.name[b]));
    text_ += scale_and_north(window, style) + "</svg><figcaption><p class=legend>";
    std::reverse(shown.begin(), shown.end());
    std::vector<std::string> told;
    for (const std::string& entry : shown) {
      if (std::find(told.begin(), told.end(), entry) != told.end()) continue;
      told.push_back(entry);
      const bool restore = entry.ends_with(" restore");
      swatch(
          fmt::format("fill=\"rgb({0})\" {1} stroke=\"rgb({0})\"", colour[entry], restore ? "fill-opacity=\".3\"" : ""),
          label[entry]);
    }
    swatch("fill=\"#c3c9c5\" stroke=\"#c3c9c5\"", "Core habitat today");
    if (result_.boas.size() > 0)
      swatch("fill=\"none\" stroke=\"#5a2878\" stroke-width=\"2\" stroke-dasharray=\"4 2\"",
             "Biodiversity Opportunity Area");
    if (has_study_area) swatch("fill=\"#fff\" stroke=\"#52605b\"", "Study area");
    add("</p><p>Land below the top 25 % is not drawn. The picture is {} km wide.</p></figcaption></figure>"
        "</section>\n",
        number_text(window.width() / 1000, 1));
  }

  void swatch(const std::string& look, const std::string& words) {
    add("<span><svg class=swatch viewBox=\"0 0 16 10\" aria-hidden=true><rect x=1 y=1 width=14 height=8 "
        "{}></rect></svg>{}"
        "</span>",
        look, escaped_html(words));
  }

  /// The explanations that `lnrs explain` gives for rows of opportunity_areas.
  std::vector<Explanation> explanations(const Table& areas, const std::vector<std::size_t>& rows) const {
    std::map<std::string, std::vector<RowText>> evidence;
    std::vector<RowText> candidates;
    for (const std::size_t row : rows) {
      candidates.push_back(row_text(areas, row));
      evidence[candidates.back()["candidate_id"]];
    }
    if (const FeatureTable* layer = layer_of(*page_.dataset, "evidence")) {
      const Column* ids = layer->table.find("candidate_id");
      for (std::size_t e = 0; ids != nullptr && e < layer->table.rows(); ++e)
        if (const auto wanted = evidence.find(std::get<TextCells>(ids->cells)[e].value_or(""));
            wanted != evidence.end())
          wanted->second.push_back(row_text(layer->table, e));
    }
    ScoringRecord record;
    record.weights = result_.scores.weights;
    record.suitability = result_.scores.suitability;
    for (const HabitatNetwork& network : result_.networks) record.networks[network.profile.id] = network.profile.title;
    std::vector<Explanation> all;
    for (RowText& candidate : candidates) {
      std::vector<RowText> own = std::move(evidence[candidate["candidate_id"]]);
      all.push_back(explained(std::move(candidate), std::move(own), record));
    }
    return all;
  }

  void best(LandAction action) {
    const FeatureTable* layer = layer_of(*page_.dataset, "opportunity_areas");
    if (layer == nullptr || (action == LandAction::restore && !apart())) return;
    const Table& areas = layer->table;
    const auto& actions = std::get<TextCells>(areas.find("action")->cells);
    std::vector<std::size_t> rows;  // the table is in order of rank
    const std::size_t listed = action == LandAction::create ? best_to_create : best_to_restore;
    for (std::size_t r = 0; r < areas.rows() && rows.size() < listed; ++r)
      if (!apart() || actions[r] == action_code(action)) rows.push_back(r);
    if (rows.empty()) return;
    const bool create = action == LandAction::create;
    section(create ? "best" : "restore",
            create ? "The best places to create habitat" : "The best places to restore inside wildlife sites");
    if (!create)
      text_ +=
          "<p>These lie inside designated sites, Local Wildlife Sites or irreplaceable habitat. They have a ranking of "
          "their own: the task there is to restore, not to create.</p>";
    std::vector<Explanation> all = explanations(areas, rows);
    text_ +=
        "<div class=best>" + table_begin(fmt::format("The first {} of {}", rows.size(),
                                                     with_commas(result_.scores.ranked[!create && apart() ? 1 : 0])),
                                         {"#Rank", "Place", "#Area (ha)", "Habitat today", "For", "#Score",
                                          "#Suitability", "#Merit", "#Constraint", "#Rank in 90 % of trials"});
    for (Explanation& one : all) {
      RowText& cell = one.candidate;
      const auto real = [&](const char* name) { return std::strtod(cell[name].c_str(), nullptr); };
      add("<tr><td class=n>{}<th scope=row>{}<td class=n>{}<td>{}<td>{}<td class=n>{}<td class=n>{}<td class=n>{}<td "
          "class=n>{}<td class=n>{}\n",
          cell["rank"], escaped_html(cell["place"]), hectares_text(real("area_ha") * hectare),
          escaped_html(cell["habitat"]), escaped_html(network_title(cell["best_network"])),
          number_text(real("score"), 1), number_text(one.factors.suitability, 2), number_text(one.factors.merit, 2),
          number_text(one.factors.constraint, 2),
          cell["rank_p05"].empty() ? std::string("\xE2\x80\x93")
                                   : cell["rank_p05"] + "\xE2\x80\x93" + cell["rank_p95"]);
    }
    text_ += std::string(table_end) + "</div>";
    text_ +=
        "<p>Score = 100 \xC3\x97 suitability \xC3\x97 merit \xC3\x97 constraint. <em>Suitability</em>: how well the "
        "land "
        "suits the habitat. <em>Merit</em>: what habitat there would do for nature around it. <em>Constraint</em>: 1 "
        "where "
        "no constraint lies on the land, less where one does.</p><h3>Why these</h3><ol class=why>\n";
    for (std::size_t k = 0; k < all.size(); ++k) {
      if (k == told_at_once)
        add("</ol><details><summary>Why the next {}</summary><ol class=why>\n", all.size() - told_at_once);
      RowText& cell = all[k].candidate;
      add("<li value={}><b>{}</b> <small>({}, score {})</small>. {}\n", cell["rank"], escaped_html(cell["place"]),
          escaped_html(cell["candidate_id"]), number_text(std::strtod(cell["score"].c_str(), nullptr), 1),
          escaped_html(joined(all[k].sentences, " ")));
    }
    text_ += all.size() > told_at_once ? "</ol></details></section>\n" : "</ol></section>\n";
  }

  std::string network_title(const std::string& id) const {
    for (const HabitatNetwork& network : result_.networks)
      if (network.profile.id == id) return network.profile.title;
    return id;
  }

  /// Area to create and to restore for a group of candidates that share a property.
  struct Group {
    double best_m2 = 0, create_m2 = 0, restore_m2 = 0;
    std::size_t best = 0;  ///< 1 + the candidate to create with the best rank; 0: none
  };
  template <class KeyOf>
  auto grouped(KeyOf&& key_of) const {
    std::map<std::decay_t<decltype(key_of(0))>, Group> groups;
    for (std::size_t c = 0; c < result_.candidates.size(); ++c) {
      Group& group = groups[key_of(c)];
      const double area = result_.candidates.areas_m2[c];
      if (is(LandAction::restore, c)) {
        group.restore_m2 += area;
        continue;
      }
      group.create_m2 += area;
      if (result_.scores.classes[c] <= OpportunityClass::top_10) group.best_m2 += area;
      if (group.best == 0 || result_.scores.rank[c] < result_.scores.rank[group.best - 1]) group.best = c + 1;
    }
    return groups;
  }

  void group_row(const std::string& name, const Group& group) {
    add("<tr><th scope=row>{}<td class=n>{}<td class=n>{}<td class=n>{}<td>{}<td class=n>{}\n", escaped_html(name),
        hectares_text(group.best_m2), hectares_text(group.create_m2), hectares_text(group.restore_m2),
        group.best == 0 ? std::string("\xE2\x80\x93") : escaped_html(result_.places[group.best - 1].name),
        group.best == 0 ? std::string("\xE2\x80\x93") : with_commas(result_.scores.rank[group.best - 1]));
  }

  void habitats() {
    const auto groups = grouped([&](std::size_t c) { return result_.scores.best_network[c]; });
    section("habitats", "By habitat");
    text_ +=
        "<div class=groups>" + table_begin("Land by the habitat that it is best for",
                                           {"Habitat", "#Best 10 % of land to create (ha)", "#All land to create (ha)",
                                            "#To restore (ha)", "Best place to create", "#Its rank"});
    for (std::uint32_t n = 0; n < result_.networks.size(); ++n) {
      const auto group = groups.find(n);
      group_row(result_.networks[n].profile.title, group == groups.end() ? Group{} : group->second);
    }
    text_ += std::string(table_end) + "</div>";
    text_ += "<p>Each area counts for the one habitat for which it scores highest.</p></section>\n";
  }

  void authorities() {
    if (result_.authority.empty()) return;
    section("authorities", "By authority");
    text_ += "<div class=groups>" +
             table_begin("Land by the authority that has most of it",
                         {"Authority", "#Best 10 % of land to create (ha)", "#All land to create (ha)",
                          "#To restore (ha)", "Best place to create", "#Its rank"});
    for (const auto& [name, group] : grouped([&](std::size_t c) { return result_.authority[c]; }))
      group_row(name.empty() ? "in none of them" : name, group);
    text_ += std::string(table_end) + "</div>";
    text_ += "<p>An area on a boundary counts for the authority with the larger part of it.</p></section>\n";
  }

  void boas() {
    if (result_.boas.size() == 0) return;
    section("boas", "Biodiversity Opportunity Areas");
    text_ += table_begin("Habitat and opportunity in each Biodiversity Opportunity Area",
                         {"Area", "#Size (ha)", "#Core habitat today (ha)", "#In wildlife sites (ha)",
                          "#Best 10 % of land to create (ha)", "#All land to create (ha)", "#To restore (ha)"});
    for (std::size_t b = 0; b < result_.boas.size(); ++b) {
      const BoaRow& row = result_.boa_rows[b];
      double core = 0, all = 0;
      for (const double one : row.core_m2) core += one;
      for (const double one : row.opportunity_m2) all += one;
      const std::string name = result_.boas.name[b].empty() ? result_.boas.id[b] : result_.boas.name[b];
      add("<tr><th scope=row>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}\n",
          escaped_html(name), hectares_text(row.area_m2), hectares_text(core), hectares_text(row.designated_or_lws_m2),
          hectares_text(row.opportunity_m2[0] + row.opportunity_m2[1]), hectares_text(all),
          hectares_text(row.restore_m2));
    }
    text_ += table_end;
    text_ += "<p>Land in several sites is counted once. Core habitat is that of all networks together.</p></section>\n";
  }

  void networks() {
    section("networks", "Habitat networks today");
    text_ += table_begin("How each habitat connects today",
                         {"Network", "#Patches", "#Habitat (ha)", "#Separate groups", "#Connected habitat (ha)"});
    for (const HabitatNetwork& network : result_.networks)
      add("<tr><th scope=row>{}<td class=n>{}<td class=n>{}<td class=n>{}<td class=n>{}\n",
          escaped_html(network.profile.title), with_commas(network.metrics.patches),
          hectares_text(network.metrics.habitat_m2), with_commas(network.metrics.components),
          hectares_text(network.metrics.eca_m2));
    text_ += table_end;
    text_ +=
        "<p>Connected habitat is the size of one single patch that would be as well connected as all patches together: "
        "the less of the habitat it is, the more scattered the network.</p></section>\n";
  }

  void how_it_is_scored() {
    section("scoring", "How the score is made");
    text_ += table_begin("Indicators and weights", {"Indicator", "What it says", "#Weight"});
    for (const IndicatorInfo& indicator : indicators()) {
      const auto k = static_cast<std::size_t>(indicator.indicator);
      const bool factor =
          indicator.indicator == Indicator::potential && result_.scores.suitability == SuitabilityRule::multiply;
      add("<tr><th scope=row>{}<td>{}<td class=n>{}\n", escaped_html(indicator.title),
          escaped_html(plain_words(indicator.indicator)),
          !result_.indicators.available[k] ? std::string("not scored: no layer")
          : factor                         ? std::string("multiplies")
                                           : shortest(result_.scoring.weights[k]));
    }
    text_ += table_end;
    text_ +=
        "<p>The formulas are in docs/methods.md, section 9. Weights are a choice. The last column of the tables of "
        "best places says how far a rank moves when the "
        "weights are varied at random: a narrow range is a safe rank.</p></section>\n";
  }

  void what_was_read() {
    section("data", "What was read");
    text_ += table_begin("Layers", {"Layer", "Source", "Edition", "#Features used", "#Repaired", "#Left out"});
    for (const LayerLine& layer : page_.layers) {
      const auto role = role_named(layer.role);
      const auto number = [&](std::size_t n) { return layer.raster ? std::string("\xE2\x80\x93") : with_commas(n); };
      add("<tr><th scope=row>{}<td>{}<td>{}<td class=n>{}<td class=n>{}<td class=n>{}\n",
          escaped_html(role ? info(*role).title : std::string_view(layer.role)), escaped_html(layer.source),
          layer.edition.empty() ? std::string("not stated") : escaped_html(layer.edition),
          layer.raster ? "raster" : number(layer.counts.used), number(layer.counts.repaired),
          number(layer.counts.dropped));
    }
    text_ += table_end;
    if (!page_.absent.empty()) {
      text_ += "<div class=flags><ul>";
      for (const std::string& sentence : page_.absent) add("<li>{}", escaped_html(sentence));
      text_ += "</ul></div>";
    }
    std::map<IssueRule, std::size_t> rules;
    for (const Issue& issue : result_.issues) ++rules[issue.rule];
    if (rules.empty()) {
      text_ += "<p>Nothing in the data needed repair.</p></section>\n";
      return;
    }
    std::vector<std::pair<IssueRule, std::size_t>> order(rules.begin(), rules.end());
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return info(a.first).severity > info(b.first).severity; });
    text_ += table_begin("Findings in the data", {"Severity", "What", "#Features"});
    for (std::size_t k = 0; k < std::min(order.size(), issues_listed); ++k)
      add("<tr><td>{}<td>{}<td class=n>{}\n", to_string(info(order[k].first).severity),
          escaped_html(info(order[k].first).meaning), with_commas(order[k].second));
    text_ += table_end;
    text_ += "<p>The layer issues of the map has each of them with its place.</p></section>\n";
  }

  void footer() {
    text_ += "</main>\n<footer><section class=notes><h2>Credits and licences</h2><dl>";
    for (const auto& [source, credit] : page_.credits) add("<dt>{}<dd>{}", escaped_html(source), escaped_html(credit));
    add("</dl><p>The licences of these sources apply to the map: whoever passes it on must name "
        "them.</p></section><p>Made by "
        "lnrs {}.</p></footer></body></html>\n",
        escaped_html(page_.version));
  }

  const OpportunityPage& page_;
  const OpportunityResult& result_;
  std::string text_;
};

}  // namespace

std::string opportunity_html(const OpportunityPage& page) { return PageOfMap(page).written(); }

}  // namespace spatial
