// SPDX-License-Identifier: MIT
#include "libspatial/report/target_tables.hpp"

#include <fmt/format.h>

#include <cmath>

#include "libspatial/core/date.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/geometry/grid_reference.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/report/columns.hpp"

namespace spatial {
namespace {

std::optional<std::string> day(const std::optional<std::chrono::sys_days>& date) {
  return date ? std::optional(date_text(*date)) : std::nullopt;
}

void add_targets(TableBuilder& table, const TargetInput& input, std::size_t n) {
  const auto text = [&](const char* name, const char* title, const char* meaning, std::string HabitatTarget::*member) {
    table.text(name, title, meaning, cells_of<TextCells>(n, [&](std::size_t i) -> std::optional<std::string> {
                 return i < input.targets.size() ? text_or_null(input.targets[i].*member) : std::nullopt;
               }));
  };
  table.text("target_id", "Target", "Id of the target; all: every target together, with overlaps counted once.",
             cells_of<TextCells>(n, [&](std::size_t i) -> std::optional<std::string> {
               return i < input.targets.size() ? input.targets[i].id : std::string("all");
             }));
  text("boa_id", "Area", "Biodiversity Opportunity Area; empty: all of them, united.", &HabitatTarget::boa_id);
  text("boa_name", "Name of the area", "As in the layer of areas.", &HabitatTarget::boa_name);
  text("habitat", "Habitat", "As the target names it.", &HabitatTarget::habitat);
  text("action", "Action", "maintain, restore, create or link.", &HabitatTarget::action);
  const auto stated = [&](const char* name, const char* title, const char* meaning,
                          std::optional<double> HabitatTarget::*member) {
    table.real(name, title, meaning, "ha", cells_of<RealCells>(n, [&](std::size_t i) {
                 return i < input.targets.size() ? (input.targets[i].*member).value_or(no_number) : no_number;
               }));
  };
  stated("target_ha", "Target (ha)", "The quantity that the target states.", &HabitatTarget::quantity_ha);
  stated("baseline_ha", "Baseline (ha)", "What there was when the target was set, as stated.",
         &HabitatTarget::baseline_ha);
}

}  // namespace

FeatureTable target_progress_table(const TargetInput& input, const TargetReport& report) {
  const std::size_t n = report.targets.size() + 1;
  const auto row = [&](std::size_t i) -> const TargetProgress& {
    return i < report.targets.size() ? report.targets[i] : report.total;
  };
  const auto target = [&](std::size_t i) { return i < report.targets.size() ? &input.targets[i] : nullptr; };
  TableBuilder table("target_progress", "Progress towards targets",
                     "One row per target with its Biodiversity Opportunity Area, and a last row for all together.");
  add_targets(table, input, n);
  const auto real = [&](const char* name, const char* title, const char* meaning, const char* unit, auto value) {
    table.real(name, title, meaning, unit, cells_of<RealCells>(n, [&](std::size_t i) { return value(row(i)); }));
  };
  real("need_ha", "Needed (ha)", "Target, less the baseline where the target is a total to reach.", "ha",
       [](const TargetProgress& r) { return r.rating.need_ha; });
  real("delivered_ha", "Delivered (ha)",
       "Land of completed projects that counts, with overlaps counted once and losses subtracted.", "ha",
       [](const TargetProgress& r) { return r.delivered_m2 / 1e4; });
  real("underway_ha", "Underway (ha)", "Land of projects underway that is not delivered.", "ha",
       [](const TargetProgress& r) { return r.underway_m2 / 1e4; });
  real("planned_ha", "Planned (ha)", "Land of planned projects that is neither delivered nor underway.", "ha",
       [](const TargetProgress& r) { return r.planned_m2 / 1e4; });
  real("lost_ha", "Lost (ha)", "Delivered land that was lost again.", "ha",
       [](const TargetProgress& r) { return r.lost_m2 / 1e4; });
  real("unmapped_ha", "Without a map (ha)",
       "Hectares that completed projects without a polygon state; never part of delivered.", "ha",
       [](const TargetProgress& r) { return r.unmapped_ha; });
  real("expected_share", "Expected by now", "Share of the days from start to end of the target that have passed.",
       "0-1", [](const TargetProgress& r) { return r.rating.expected_share; });
  real("progress", "Progress", "Delivered / needed.", "0-1", [](const TargetProgress& r) { return r.rating.progress; });
  real("expected_ha", "Expected by now (ha)", "Expected share x needed.", "ha",
       [](const TargetProgress& r) { return r.rating.expected_ha(); });
  table.text("rag", "Rating", "Green, amber or red, or blank where nothing is rated.",
             cells_of<TextCells>(n,
                                 [&](std::size_t i) -> std::optional<std::string> {
                                   return target(i) ? std::optional(word_of(row(i).rating.rag)) : std::nullopt;
                                 }),
             "rag");
  table.text("rag_reason", "Reason for the rating", "Why the target has this rating.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(row(i).rating.reason); }));
  real("quarter_ha", "This quarter (ha)",
       "Delivered less lost in the quarter of the report's date; empty in the total.", "ha",
       [&](const TargetProgress& r) { return &r == &report.total ? no_number : r.quarter_m2 / 1e4; });
  table.text("start", "Start", "First day of the target.",
             cells_of<TextCells>(n, [&](std::size_t i) { return target(i) ? day(target(i)->start) : std::nullopt; }));
  table.text("by", "By", "Day by which the target is to be met.",
             cells_of<TextCells>(n, [&](std::size_t i) { return target(i) ? day(target(i)->by) : std::nullopt; }));
  MultiPolygonColumn geometry;
  for (std::size_t i = 0; i < n; ++i) {
    const std::uint32_t boa = target(i) ? input.boa_of[i] : all_boas;
    if (boa < unknown_boa)
      geometry.append(input.boas[boa]);
    else
      geometry.end_feature();
  }
  return {table.done(), std::move(geometry)};
}

FeatureTable target_project_table(const TargetInput& input, const TargetReport& report) {
  const std::vector<ProjectShare>& rows = report.shares;
  const std::size_t n = rows.size();
  TableBuilder table("target_project", "Projects by target", "What each project does for each target that it serves.");
  table.text("target_id", "Target", "Id of the target.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(input.targets[rows[i].target].id); }));
  table.text("project_id", "Project", "Id of the project.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(input.projects[rows[i].project].id); }));
  table.text("status", "Status", "completed, underway or planned on the date of the report, or loss.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(word_of(rows[i].part)); }));
  table.real("area_ha", "Area (ha)", "Land of the project that counts for the target.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  table.real("new_ha", "New (ha)", "Land that it delivered and that was not delivered before.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return rows[i].part == ProjectPart::delivered ? rows[i].new_m2 / 1e4 : no_number;
             }));
  table.real("lost_ha", "Lost (ha)", "Delivered land that it took away.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) {
               return rows[i].part == ProjectPart::lost ? rows[i].lost_m2 / 1e4 : no_number;
             }));
  return {table.done(), std::monostate{}};
}

FeatureTable target_land_table(const TargetInput& input, TargetReport& report) {
  const std::size_t n = report.land.size();
  TableBuilder table("target_land", "Land of the targets",
                     "Land by what is done there for a target; land that serves several targets occurs for each.");
  table.text("target_id", "Target", "Id of the target.", cells_of<TextCells>(n, [&](std::size_t i) {
               return text_or_null(input.targets[report.land[i].target].id);
             }));
  table.text("status", "Status", "completed, underway, planned, or loss where delivered land was lost.",
             cells_of<TextCells>(n, [&](std::size_t i) { return std::optional(word_of(report.land[i].part)); }));
  table.real("area_ha", "Area (ha)", "Area of the geometry.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return report.land[i].area_m2 / 1e4; }));
  return {table.done(), std::move(report.land_geometry)};
}

FeatureTable untargeted_table(const TargetInput& input, const TargetReport& report) {
  const std::vector<UntargetedLand>& rows = report.untargeted;
  const std::size_t n = rows.size();
  TableBuilder table("untargeted", "Land that no target counts", "Projects with land that serves no target, and why.");
  const auto hectares = [&](const char* name, const char* title, const char* meaning, double UntargetedLand::*member) {
    table.real(name, title, meaning, "ha",
               cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].*member / 1e4; }));
  };
  table.text("project_id", "Project", "Id of the project.",
             cells_of<TextCells>(n, [&](std::size_t i) { return text_or_null(input.projects[rows[i].project].id); }));
  hectares("area_ha", "Area (ha)", "Area of the project.", &UntargetedLand::area_m2);
  hectares("used_ha", "Counted (ha)", "Land that counts for some target; overlaps are counted once.",
           &UntargetedLand::used_m2);
  hectares("unused_ha", "Not counted (ha)", "Area - counted.", &UntargetedLand::unused_m2);
  hectares("unused_in_boa_ha", "Not counted, in an area (ha)", "Of that, land in a Biodiversity Opportunity Area.",
           &UntargetedLand::in_boa_m2);
  hectares("unused_outside_ha", "Not counted, outside (ha)", "Of that, land in no Biodiversity Opportunity Area.",
           &UntargetedLand::outside_m2);
  table.text("reason", "Reason", "Why no target counts the land.", cells_of<TextCells>(n, [&](std::size_t i) {
               const UntargetedLand& row = rows[i];
               if (!row.serves) return std::optional<std::string>("no target fits its habitat and action");
               std::string reason;
               if (row.outside_m2 > 0.5) reason = "outside the areas";
               if (row.in_boa_m2 > 0.5)
                 reason += std::string(reason.empty() ? "" : "; ") +
                           "in an area without such a target, habitat already there, or protected";
               return std::optional(reason);
             }));
  return {table.done(), std::monostate{}};
}

FeatureTable bars_report_table(const TargetInput& input, const TargetReport& report, bool national_grid) {
  const std::vector<ProjectShare>& rows = report.shares;
  const std::size_t n = rows.size();
  const auto quarter = quarter_start(input.date);
  const auto project = [&](std::size_t i) -> const HabitatProject& { return input.projects[rows[i].project]; };
  const auto target = [&](std::size_t i) -> const HabitatTarget& { return input.targets[rows[i].target]; };
  const auto amount = [&](std::size_t i, bool this_quarter) {
    const double m2 = rows[i].new_m2 - rows[i].lost_m2;
    return m2 != 0 && (project(i).end && *project(i).end >= quarter) == this_quarter ? m2 / 1e4 : 0;
  };
  TableBuilder table("bars_report", "Report of actions",
                     "One row per project and target, as the Biodiversity Action Reporting System asks for them.");
  const auto text = [&](const char* name, const char* title, const char* meaning, auto value) {
    table.text(name, title, meaning, cells_of<TextCells>(n, [&](std::size_t i) -> std::optional<std::string> {
                 return text_or_null(value(i));
               }));
  };
  text("target_id", "Target", "Id of the target.", [&](std::size_t i) { return target(i).id; });
  text("project_id", "Project", "Id of the project.", [&](std::size_t i) { return project(i).id; });
  text("title", "Title", "Title of the project.", [&](std::size_t i) { return project(i).title; });
  text("action_type", "Type of action", "Action of the project, or loss.",
       [&](std::size_t i) { return rows[i].part == ProjectPart::lost ? std::string("loss") : project(i).action; });
  text("objective", "Objective", "Wording of the target; its action and habitat where it has none.",
       [&](std::size_t i) {
         return target(i).text.empty() ? target(i).action + " " + target(i).habitat : target(i).text;
       });
  text("feature", "Feature", "Habitat of the project.", [&](std::size_t i) { return project(i).habitat; });
  table.real("amount", "Amount", "Land of the project that counts for the target.", "ha",
             cells_of<RealCells>(n, [&](std::size_t i) { return rows[i].area_m2 / 1e4; }));
  text("unit", "Unit", "Unit of the amounts.", [](std::size_t) { return std::string("ha"); });
  text("status", "Status", "On the date of the report: completed, underway, planned or loss.",
       [&](std::size_t i) { return word_of(rows[i].part); });
  text("start", "Start", "First day of the project.",
       [&](std::size_t i) { return day(project(i).start).value_or(std::string()); });
  text("end", "End", "Last day of the project.",
       [&](std::size_t i) { return day(project(i).end).value_or(std::string()); });
  text("grid_ref", "Grid reference", "Square of 10 m in the middle of the project; empty beyond the National Grid.",
       [&](std::size_t i) {
         return national_grid ? grid_reference(centroid(input.land[rows[i].project])) : std::string();
       });
  text("boa_id", "Area", "Biodiversity Opportunity Area of the target.",
       [&](std::size_t i) { return target(i).boa_id; });
  text("organisation", "Organisation", "Who does it.", [&](std::size_t i) { return project(i).organisation; });
  text("quarter", "Quarter", "Quarter of the report's date.", [&](std::size_t) { return quarter_text(input.date); });
  table.real("amount_before", "Before the quarter", "Delivered (or, negative, lost) by the end of the last quarter.",
             "ha", cells_of<RealCells>(n, [&](std::size_t i) { return amount(i, false); }));
  table.real("amount_this_quarter", "This quarter", "Delivered (or, negative, lost) in the quarter, up to the date.",
             "ha", cells_of<RealCells>(n, [&](std::size_t i) { return amount(i, true); }));
  return {table.done(), std::monostate{}};
}

std::vector<Domain> target_domains() {
  return {{"rag",
           "Rating of a target.",
           {{"green", "on course, or reached"},
            {"amber", "behind, within the tolerance"},
            {"red", "behind, or overdue"},
            {"blank", "not rated"}}}};
}

IndicatorRows target_indicators(const TargetInput& input, const TargetReport& report,
                                const std::vector<TargetShare>& authorities) {
  IndicatorRows rows;
  const std::string period = date_text(input.date);
  const auto add = [&](const std::string& where, std::string what, double value, const char* unit, GoodDirection good) {
    rows.push_back({where, std::move(what), period, value, unit, good, "target_progress"});
  };
  std::vector<TargetShare> shares = authorities;
  shares.push_back({"all", report.total.delivered_m2, report.total.lost_m2});
  for (const TargetShare& share : shares) {
    add(share.authority, "Habitat delivered for targets", share.delivered_m2 / 1e4, "ha", GoodDirection::up);
    add(share.authority, "Delivered habitat lost again", share.lost_m2 / 1e4, "ha", GoodDirection::down);
  }
  for (const Rag rag : {Rag::green, Rag::amber, Rag::red, Rag::blank}) {
    double count = 0;
    for (const TargetProgress& one : report.targets) count += one.rating.rag == rag ? 1 : 0;
    add("all", "Targets rated " + word_of(rag), count, "count",
        rag == Rag::green ? GoodDirection::up
        : rag == Rag::red ? GoodDirection::down
                          : GoodDirection::none);
  }
  for (const TargetProgress& one : report.targets) {
    const HabitatTarget& target = input.targets[one.target];
    const std::string where = target.boa_id.empty() ? "all" : target.boa_id;
    const std::string what = fmt::format("{} ({} {})", target.id, target.action, target.habitat);
    add(where, "Delivered for target " + what, one.delivered_m2 / 1e4, "ha", GoodDirection::up);
    add(where, "Progress of target " + what, 100 * one.rating.progress, "%", GoodDirection::up);
  }
  return rows;
}

}  // namespace spatial
