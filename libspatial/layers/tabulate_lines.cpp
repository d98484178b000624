// SPDX-License-Identifier: MIT
#include "libspatial/layers/tabulate_lines.hpp"

#include <fmt/format.h>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/layer_kind.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/grouping.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/layers/zone_names.hpp"
#include "libspatial/overlay/tabulate_lines.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
/// The steps of the run in their order; each uses what the one before has made.
std::optional<OverlaySummary> run_tabulate_lines(const OverlayInput& zones, const std::string& zone_id,
                                                 const OverlayInput& features, const std::string& by,
                                                 const std::filesystem::path& output, const OverlaySettings& asked,
                                                 const Executor& executor) {
  if (!holds_lines_or_points(parse_layer_name(features.layer), features.where, asked.allow_network))
    return std::nullopt;
  if (asked.step.is_merge()) return passed_on(output, asked, "tabulation");
  const OverlaySettings settings = with_memory_plan({zones, features}, output, asked);
  const WriteOptions writing{.overwrite = settings.overwrite, .csv = settings.csv};
  StageClock clock(executor.progress);
  const auto fields = [](const std::string& field) {
    return field.empty() ? std::vector<std::string>{} : std::vector<std::string>{field};
  };
  const std::vector<std::string> zone_fields = fields(zone_id), class_fields = fields(by);
  const AttributedLayer zone_layer = read_attributed(zones, &zone_fields, settings, true, executor, clock);
  const MixedLayer layer = read_mixed(features, &class_fields, settings, executor, clock);
  const Grouping classes = grouped_by(layer.extra, layer.size());

  TabulationRows cells;
  IntegerCells points;
  RealCells each, once;
  const auto row = [&](std::uint32_t zone, std::uint32_t one, std::size_t count) {
    cells.zone.push_back(zone_name(zone_layer, zone_id, zone));
    cells.feature_class.push_back(by.empty() ? std::optional<std::string>("all") : classes.values[one][0]);
    cells.features.push_back(static_cast<std::int64_t>(count));
  };
  const bool lines = layer.lines.point_count() > 0;
  Issues issues = zone_layer.issues;
  issues.insert(issues.end(), layer.issues.begin(), layer.issues.end());
  tell_unclear_zones(zone_layer, zone_id, issues);
  for (std::uint32_t i = 0; lines && i < layer.size(); ++i)
    if (!layer.points[i].empty() && layer.lines[i].empty())
      issues.push_back({IssueRule::wrong_geometry_type, "layer", features.layer, layer.id[i],
                        "a point in a layer of lines has no length; it was left out",
                        Place{layer.points[i].front().x, layer.points[i].front().y}});
  const double on_edge = on_edge_m(settings.clean.snap_m);
  clock.begin(lines ? "lengths" : "counts");
  if (lines)
    for (const ZoneClassLength& found :
         lengths_by_zone_and_class(layer.lines, classes.group_of, zone_layer.layer.geometry, executor, on_edge)) {
      row(found.zone, found.feature_class, found.features);
      each.push_back(found.length_m);
      once.push_back(found.once_m);
    }
  else
    for (const ZoneClassCount& found :
         points_by_zone_and_class(layer.points, classes.group_of, zone_layer.layer.geometry, executor, on_edge)) {
      row(found.zone, found.feature_class, found.features);
      points.push_back(static_cast<std::int64_t>(found.points));
    }
  const std::size_t rows = cells.features.size();
  clock.end(rows);
  FeatureTable table = lines ? length_tabulation(std::move(cells), std::move(each), std::move(once))
                             : point_tabulation(std::move(cells), std::move(points));
  issues = distinct(std::move(issues));
  const std::size_t found = issues.size();
  std::vector<IssueCount> by_rule = counts_of(issues, settings.notes);
  const std::string text =
      fmt::format("Read\n{}{}\n{} rows, {} issues", read_lines({&zone_layer}), read_line(layer),
                  with_commas(static_cast<long long>(rows)), with_commas(static_cast<long long>(found)));
  clock.begin("write");
  const std::vector<std::string> warnings =
      write_dataset(output, dataset_of_step(std::move(table), std::move(issues), settings, {{"text", text}}), writing);
  clock.end(rows);
  return OverlaySummary{text + warning_lines(warnings), clock.stages(), said_at_once(settings.notes),
                        std::move(by_rule)};
}

}  // namespace spatial
