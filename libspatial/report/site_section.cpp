// SPDX-License-Identifier: MIT
#include "libspatial/report/site_section.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/report/html_text.hpp"
#include "libspatial/report/site_look.hpp"
#include "libspatial/report/unit_html.hpp"

namespace spatial {
namespace {

const ReportFeature& feature_of(const SiteReport& report, const ReportRelation& row) {
  if (row.feature >= report.features.size() || report.features[row.feature].role >= report.roles.size())
    throw Error(ErrorKind::internal, "a row of the site report names a feature that is not there");
  return report.features[row.feature];
}

std::string relation_words(const ReportRelation& row) {
  switch (row.relation) {
    case Relation::inside:
      return "inside";
    case Relation::overlaps:
      return "overlaps";
    case Relation::adjoins:
      return "adjoins";
    case Relation::within_buffer:
      return "in buffer";
    case Relation::near:
      return "near";
    case Relation::beyond:
      return "nearest";
  }
  return {};
}

TargetKey key_of(const ReportTarget& target) {
  return {target.boa, target.action, target.habitat, target.quantity_ha, target.text};
}

/// The sentence without its topic. In tables and on the console it starts with the topic ("Designated sites: none …"),
/// which is a heading here.
std::string without_topic(const ReportLine& line) {
  const std::string_view text = line.text;
  if (line.topic.empty() || !text.starts_with(line.topic) || !text.substr(line.topic.size()).starts_with(": "))
    return line.text;
  std::string rest(text.substr(line.topic.size() + 2));
  if (!rest.empty() && rest[0] >= 'a' && rest[0] <= 'z') rest[0] = static_cast<char>(rest[0] - 'a' + 'A');
  return rest;
}

/// Writes the section of one site. Optional closing tags are omitted: for a thousand sites they would be a fifth of the
/// page.
class Section {
 public:
  Section(const SiteReport& report, std::size_t number, const SectionStyle& style)
      : report_(report), site_(report.sites[number - 1]), number_(number), style_(style) {}

  std::string write() {
    add("<article class=site id=s{0}><h2>{1}", number_, escaped_html(site_.id));
    if (!site_.name.empty() && site_.name != site_.id) add(" <span>{}</span>", escaped_html(site_.name));
    add("</h2>{}", style_.folded ? "<noscript>" : "");
    if (!site_.problem.empty()) add("<p class=alert><strong>Not checked.</strong> {}</p>", escaped_html(site_.problem));
    reservations();
    actions();
    flags();
    facts();
    const std::string features = feature_table();  // also collects the features for the map
    const std::string opportunities = opportunity_table();
    add("<div class=look>");
    map();
    summary();
    add("</div><div class=scroll>");
    text_ += features;
    targets();
    habitats();
    around();
    text_ += opportunities;
    networks();
    findings();
    add("</div>");
    if (site_.units) text_ += unit_html(*site_.units, {3, style_.map});
    add("{}</article>\n", style_.folded ? "</noscript>" : "");
    return std::move(text_);
  }

 private:
  template <class... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
  }

  void open_table(std::string_view caption, std::string_view head, bool grouped = false) {
    add("<table><caption>{}</caption><thead><tr>{}{}", caption, head, grouped ? "" : "<tbody>");
  }
  void close_table() { add("</table>"); }

  void facts() {
    add("<dl class=facts>");
    if (std::isfinite(site_.area_m2) && site_.outline_is.empty())
      add("<div><dt>Area<dd>{} ha</div>", hectares_text(site_.area_m2));
    if (!site_.outline_is.empty()) add("<div><dt>Outline<dd>{}</div>", escaped_html(site_.outline_is));
    if (std::isfinite(site_.stated_m2)) add("<div><dt>Stated area<dd>{} ha</div>", hectares_text(site_.stated_m2));
    if (!site_.grid_reference.empty()) add("<div><dt>Grid reference<dd>{}</div>", escaped_html(site_.grid_reference));
    if (!site_.authorities.empty()) {
      add("<div><dt>{}<dd>", site_.authorities.size() == 1 ? "Authority" : "Authorities");
      for (std::size_t k = 0; k < site_.authorities.size(); ++k) {
        add("{}{}", k == 0 ? "" : ", ", escaped_html(site_.authorities[k].name));
        if (site_.authorities.size() > 1 || site_.authorities[k].share < 0.9995)
          add(" ({} %)", percent_text(site_.authorities[k].share));
      }
      add("</div>");
    }
    if (std::isfinite(site_.in_study_area) && site_.in_study_area < 0.9995)
      add("<div><dt>In the study area<dd>{} %</div>", percent_text(site_.in_study_area));
    if (site_.status != "checked") add("<div><dt>Status<dd>{}</div>", escaped_html(site_.status));
    add("</dl>");
  }

  void reservations() {
    if (site_.reservations.empty()) return;
    add("<div class=alert><strong>Checked with reservations.</strong><ul>");
    for (const std::string& reason : site_.reservations) add("<li>{}", escaped_html(reason));
    add("</ul></div>");
  }

  void actions() {
    if (site_.actions.empty()) return;
    add("<div class=flags><h3>What may have to be done</h3><ul>");
    for (const std::string& action : site_.actions) add("<li>{}", escaped_html(action));
    add("</ul></div>");
  }

  void flags() {
    if (site_.flags.empty()) return;
    add("<div class=flags><h3>Consultations that may be needed</h3><ul>");
    for (const ReportFlag& flag : site_.flags) {
      add("<li><strong>{}</strong>", escaped_html(flag.who));
      if (!flag.why.empty()) add(": {}", escaped_html(flag.why));
      if (!flag.because.empty()) add(" <small>({})</small>", escaped_html(flag.because));
      if (!flag.source.empty()) add(" <small>Source: {}.</small>", escaped_html(flag.source));
    }
    add("</ul></div>");
  }

  void map() {
    const std::string svg = svg_map(site_, std::move(shapes_), number_, style_.map);
    if (svg.empty()) return;
    add("<figure>{}", svg);
    if (style_.key) {
      add("<figcaption><ul class=key><li class=site-key>Site");
      std::set<std::size_t> looks;
      for (const auto& [order, look, title] : drawn_)
        if (looks.insert(look).second) add("<li class=k{}>{}", look, escaped_html(title));
      add("</ul></figcaption>");
    }
    add("</figure>");
  }

  void summary() {
    if (site_.summary.empty()) return;
    add("<div class=summary><h3>Summary</h3><dl>");
    const std::string* topic = nullptr;
    for (const ReportLine& line : site_.summary) {
      if (style_.common != nullptr && std::find(style_.common->begin(), style_.common->end(),
                                                std::pair(line.topic, line.text)) != style_.common->end())
        continue;
      if (topic == nullptr || *topic != line.topic) add("<dt>{}", escaped_html(line.topic));
      add("<dd>{}", escaped_html(without_topic(line)));
      topic = &line.topic;
    }
    add("</dl></div>");
  }

  /// Draws the outline of a row and gives it the next number; "" if the row has none.
  std::string drawn(std::int32_t shape, std::string_view key, const std::string& title, std::uint32_t order) {
    if (shape < 0) return {};
    if (static_cast<std::size_t>(shape) >= site_.shapes.size())
      throw Error(ErrorKind::internal, "a row of the site report names an outline that is not there");
    const std::string number = std::to_string(++numbers_);
    shapes_.push_back({static_cast<std::uint32_t>(shape), role_look(key), order, number});
    drawn_.insert({order, role_look(key), title});
    return number;
  }

  std::string feature_table() {
    if (site_.relations.empty()) return {};
    std::string before = std::exchange(text_, {});
    open_table(
        "Features on, beside and near the site",
        "<th>No.<th>Feature<th>Relation<th>Overlap (ha)<th>% of site<th>% of feature<th>Distance (m)<th>Direction",
        true);
    for (std::uint32_t role = 0; role < report_.roles.size(); ++role) feature_rows(role);
    close_table();
    return std::exchange(text_, std::move(before));
  }

  void feature_rows(std::uint32_t role) {
    std::vector<const ReportRelation*> rows;
    for (const ReportRelation& row : site_.relations)
      if (feature_of(report_, row).role == role) rows.push_back(&row);
    if (rows.empty()) return;
    const ReportRole& what = report_.roles[role];
    add("<tbody><tr><th colspan=8 class=k{}>{}", role_look(what.key), escaped_html(what.title));
    for (const ReportAffected& affected : site_.affected)
      if (affected.role == role && affected.area_m2 > 0) add(": {} ha of the site", hectares_text(affected.area_m2));
    std::size_t near = 0;
    const ReportRelation* first_left_out = nullptr;
    std::size_t left_out = 0;
    for (const ReportRelation* row : rows) {
      if (row->relation < Relation::near || row->nearest || ++near <= style_.near_rows) {
        feature_row(*row, what, role);
        continue;
      }
      if (left_out++ == 0) first_left_out = row;
    }
    if (left_out > 0)
      add("<tr><td><td colspan=5>{} more within {} m, from<td>{}<td>{}", left_out, metres_text(report_.search_m),
          metres_text(first_left_out->distance_m), escaped_html(first_left_out->direction));
  }

  void feature_row(const ReportRelation& row, const ReportRole& role, std::uint32_t order) {
    const ReportFeature& feature = feature_of(report_, row);
    const bool named = !feature.name.empty() && feature.name != feature.id;
    add("<tr><td>{}<th>{}",
        drawn(row.relation < Relation::near || style_.near_on_map ? row.shape : -1, role.key, role.title, order),
        escaped_html(named ? feature.name : feature.id));
    if (!feature.kind.empty() || named)
      add(" <small>{}{}{}</small>", escaped_html(feature.kind), feature.kind.empty() || !named ? "" : " ",
          named ? escaped_html(feature.id) : "");
    const bool shares = row.relation <= Relation::overlaps;
    add("<td class=r{}>{}", static_cast<int>(row.relation), relation_words(row));
    if (shares) {
      add("<td>{}<td>{}<td>{}", hectares_text(row.overlap_m2), percent_text(row.share_of_site),
          percent_text(row.share_of_feature));
      if (std::isfinite(row.edge_m)) add("<td>edge {}", metres_text(row.edge_m));
      return;
    }
    add("<td><td><td><td>{}<td>{}", metres_text(row.distance_m), escaped_html(row.direction));
  }

  void targets() {
    if (site_.targets.empty()) return;
    open_table(
        "Targets of Biodiversity Opportunity Areas that apply",
        style_.targets == nullptr
            ? "<th>Area<th>Target<th>Quantity (ha)<th>Habitat on the site that could serve it<th>Already (ha)<th>Could "
              "become (ha)"
            : "<th>No.<th>Target<th>Habitat on the site that could serve it<th>Already (ha)<th>Could become (ha)");
    for (const ReportTarget& target : site_.targets) {
      const std::string wanted =
          escaped_html(target.action.empty() ? target.habitat : target.action + " " + target.habitat);
      if (style_.targets == nullptr) {
        add("<tr><th>{}<td>{}", escaped_html(target.boa), wanted);
        if (!target.text.empty()) add(" <small>{}</small>", escaped_html(target.text));
        add("<td>{}", escaped_html(target.quantity_ha));
      } else {
        add("<tr><td><a href=#t{0}>T{0}</a><th>{1}", style_.targets->at(key_of(target)), wanted);
      }
      add("<td>{}<td>{}<td>{}", target.on_site.empty() ? "none mapped" : escaped_html(target.on_site),
          hectares_text(target.existing_m2), hectares_text(target.suitable_m2));
    }
    close_table();
  }

  void habitats() {
    if (site_.habitats.empty()) return;
    open_table("Habitat mapped on the site", "<th>Habitat<th>Area (ha)<th>% of site<th>Distinctiveness<th>Note");
    for (const ReportHabitat& habitat : site_.habitats) {
      add("<tr><th>{}", escaped_html(habitat.habitat));
      if (!habitat.code.empty() && habitat.code != habitat.habitat)
        add(" <small>{}</small>", escaped_html(habitat.code));
      add("<td>{}<td>{}<td>{}<td>{}", hectares_text(habitat.area_m2), percent_text(habitat.area_m2 / site_.area_m2),
          std::isfinite(habitat.distinctiveness) ? fmt::format("{:g}", habitat.distinctiveness) : "\xE2\x80\x93",
          habitat.irreplaceable ? "irreplaceable"
          : habitat.priority    ? "priority habitat"
                                : "");
    }
    close_table();
  }

  void around() {
    if (site_.around.empty()) return;
    std::string head = "<th>Habitat";
    for (const double radius : habitat_radii_m) head += fmt::format("<th>{:g} km", radius / 1000);
    open_table("Priority habitat around the site (ha within)", head);
    for (const ReportAround& row : site_.around) {
      add("<tr><th>{}", escaped_html(row.habitat));
      for (const double area : row.area_m2) add("<td>{}", hectares_text(area));
    }
    close_table();
  }

  std::string opportunity_table() {
    if (site_.opportunities.empty()) return {};
    std::string before = std::exchange(text_, {});
    open_table("Opportunity areas on the site",
               "<th>No.<th>Area<th>Score<th>Class<th>Network<th>Habitat<th>On the site (ha)<th>% of area");
    for (const ReportOpportunity& area : site_.opportunities)
      add("<tr><td>{}<th>{}<td>{}<td>{}<td>{}<td>{}<td>{}<td>{}",
          drawn(area.shape, opportunity_key, "Opportunity areas", static_cast<std::uint32_t>(report_.roles.size())),
          escaped_html(area.id), number_text(area.score, 1), escaped_html(area.area_class), escaped_html(area.network),
          escaped_html(area.habitat), hectares_text(area.on_site_m2), percent_text(area.share_of_area));
    close_table();
    return std::exchange(text_, std::move(before));
  }

  void networks() {
    if (site_.networks.empty()) return;
    const bool proposed = std::any_of(site_.networks.begin(), site_.networks.end(),
                                      [](const ReportNetwork& row) { return std::isfinite(row.eca_proposed_m2); });
    const auto touched = [](const ReportNetwork& row) { return row.core_lost_m2 != 0 || row.core_gained_m2 != 0; };
    if (std::none_of(site_.networks.begin(), site_.networks.end(), touched)) {
      add("<p>Connectivity: no core habitat of the networks lies on the site.</p>");
      return;
    }
    open_table("Equivalent connected area of networks (ha)",
               proposed
                   ? "<th>Network<th>Today<th>Without the site\xE2\x80\x99s core habitat<th>Change<th>Core lost "
                     "(ha)<th>As proposed<th>Change<th>Core gained (ha)"
                   : "<th>Network<th>Today<th>Without the site\xE2\x80\x99s core habitat<th>Change<th>Core lost (ha)");
    std::size_t others = 0;
    for (const ReportNetwork& row : site_.networks) {
      if (!touched(row)) {
        ++others;
        continue;
      }
      add("<tr><th>{}<td>{}<td>{}<td>{}<td>{}", escaped_html(row.network), hectares_text(row.eca_before_m2),
          hectares_text(row.eca_without_m2), hectares_text(row.eca_without_m2 - row.eca_before_m2),
          hectares_text(row.core_lost_m2));
      if (proposed)
        add("<td>{}<td>{}<td>{}", hectares_text(row.eca_proposed_m2),
            hectares_text(row.eca_proposed_m2 - row.eca_before_m2), hectares_text(row.core_gained_m2));
    }
    if (others > 0)
      add("<tr><th>{} other{}<td colspan={}>no core habitat on the site", others, others == 1 ? "" : "s",
          proposed ? 7 : 4);
    close_table();
  }

  void findings() {
    if (site_.findings.empty()) return;
    open_table("Findings about the data", "<th>Severity<th>Code<th>Finding");
    for (const ReportFinding& finding : site_.findings)
      add("<tr><td>{}<th>{}<td>{}", escaped_html(finding.severity), escaped_html(finding.code),
          escaped_html(finding.text));
    close_table();
  }

  const SiteReport& report_;
  const ReportSite& site_;
  std::size_t number_;
  const SectionStyle& style_;
  std::string text_;
  std::vector<MapShape> shapes_;
  std::set<std::tuple<std::uint32_t, std::size_t, std::string>> drawn_;
  std::size_t numbers_ = 0;
};

const ReportRelation* closest_row(const SiteReport& report, const ReportSite& site, std::uint32_t role) {
  const ReportRelation* closest = nullptr;
  for (const ReportRelation& row : site.relations)
    if (feature_of(report, row).role == role &&
        (closest == nullptr || row.relation < closest->relation ||
         (row.relation == closest->relation && row.distance_m < closest->distance_m)))
      closest = &row;
  return closest;
}

}  // namespace

CommonLines common_lines(const SiteReport& report) {
  constexpr std::size_t few = 20;
  CommonLines common;
  const auto first = std::find_if(report.sites.begin(), report.sites.end(),
                                  [](const ReportSite& site) { return site.problem.empty(); });
  if (report.sites.size() <= few || first == report.sites.end()) return common;
  for (const ReportLine& line : first->summary) {
    const auto says_it = [&](const ReportSite& site) {
      return !site.problem.empty() ||
             std::any_of(site.summary.begin(), site.summary.end(),
                         [&](const ReportLine& other) { return other.topic == line.topic && other.text == line.text; });
    };
    if (std::all_of(report.sites.begin(), report.sites.end(), says_it)) common.emplace_back(line.topic, line.text);
  }
  return common;
}

TargetNumbers target_numbers(const SiteReport& report) {
  TargetNumbers numbers;
  for (const ReportSite& site : report.sites)
    for (const ReportTarget& target : site.targets) numbers[key_of(target)] = 0;
  std::size_t number = 0;
  for (auto& [key, value] : numbers) value = ++number;
  return numbers;
}

std::string closest_text(const SiteReport& report, const ReportSite& site, std::uint32_t role) {
  const ReportRelation* row = closest_row(report, site, role);
  if (report.roles[role].none_checked) return "not checked";
  if (row == nullptr) return report.roles[role].unchecked.empty() ? "\xE2\x80\x93" : "not checked";
  if (row->relation == Relation::inside || row->relation == Relation::adjoins) return relation_words(*row);
  if (row->relation == Relation::overlaps) {
    for (const ReportAffected& affected : site.affected)
      if (affected.role == role) return fmt::format("overlaps {} ha", hectares_text(affected.area_m2));
    return "overlaps";
  }
  return fmt::format("{} m{}{}", metres_text(row->distance_m), row->direction.empty() ? "" : " ",
                     escaped_html(row->direction));
}

Relation closest_relation(const SiteReport& report, const ReportSite& site, std::uint32_t role) {
  const ReportRelation* row = closest_row(report, site, role);
  return row == nullptr ? Relation::beyond : row->relation;
}

std::string site_section(const SiteReport& report, std::size_t number, const SectionStyle& style) {
  return Section(report, number, style).write();
}

}  // namespace spatial
