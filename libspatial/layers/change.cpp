// SPDX-License-Identifier: MIT
#include "libspatial/layers/change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <map>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/layers/class_legend.hpp"
#include "libspatial/layers/class_raster.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/layer_delivery.hpp"
#include "libspatial/layers/zone_names.hpp"
#include "libspatial/overlay/combine.hpp"
#include "libspatial/overlay/disjoint.hpp"
#include "libspatial/report/change_tables.hpp"
#include "libspatial/report/indicator_table.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/place_findings.hpp"
#include "libspatial/run/told_errors.hpp"

namespace spatial {
namespace {

const std::vector<std::string> tables{"change_matrix", "extent_account", "change_summary",    "changed_areas",
                                      "indicators",    "issues",         "condition_account", "run"};

/// Everything the output tables need, whether the matrix was computed from maps, rasters or a table.
struct Found {
  ChangeMatrix matrix;
  std::vector<ConditionSum> opening, closing;  ///< condition sums, if a score field was given
  ChangeNames names;
  std::uint32_t classes = 0;  ///< number of classes in the matrix, including double-mapped and unmapped
  std::uint32_t legend = 0;   ///< number of classes without these two
  Issues issues;
  std::vector<std::string> notes;
  LayerRunFacts facts;
  std::string read;  ///< lines about the inputs, for the summary
};

/// Removes the classes for double-mapped and unmapped land if no land has them, and renumbers the matrix.
void drop_empty_classes(Found& found) {
  std::set<std::uint32_t> used;
  for (const ChangeCell& cell : found.matrix.cells) used.insert({cell.from, cell.to});
  std::vector<std::uint32_t> number(found.classes, 0);
  std::vector<std::string> names;
  const std::size_t legend = found.names.classes.size();
  found.legend = static_cast<std::uint32_t>(legend);
  found.names.classes.push_back(double_class_name);
  found.names.classes.push_back(unmapped_class_name);
  for (std::uint32_t c = 0; c < found.classes; ++c) {
    if (c >= legend && !used.contains(c)) continue;
    number[c] = static_cast<std::uint32_t>(names.size());
    names.push_back(found.names.classes[c]);
  }
  for (ChangeCell& cell : found.matrix.cells) {
    cell.from = number[cell.from];
    cell.to = number[cell.to];
  }
  found.names.classes = std::move(names);
  found.classes = static_cast<std::uint32_t>(found.names.classes.size());
}

/// The zones with their names, cut to the mask; without zones, the mask as the only zone.
struct Zones {
  MultiPolygonColumn geometry;
  std::vector<std::string> names;
  bool given = false;
};

class MapChange {
 public:
  MapChange(const ChangeRunOptions& options, const OverlaySettings& settings, const Executor& executor,
            StageClock& clock)
      : options_(options), settings_(settings), executor_(executor), clock_(clock) {}

  Found found() {
    const AttributedLayer before = map_of(options_.before, {options_.before_class, options_.before_condition});
    const AttributedLayer after =
        map_of(options_.after, {options_.after_class, options_.after_condition, options_.reappraised});
    check_grids();
    const Legend legend = legend_of({classes(before, options_.before_crosswalk, options_.before_class),
                                     classes(after, options_.after_crosswalk, options_.after_class)},
                                    {before.layer.source, after.layer.source},
                                    !options_.before_crosswalk.empty() && !options_.after_crosswalk.empty());
    const Zones zones = zones_wanted();
    std::optional<AttributedLayer> projects;
    if (!options_.projects.layer.empty()) projects = layer(options_.projects, {});

    clock_.begin("change");
    ChangeInput input;
    input.before = {&before.layer.geometry, legend.class_of[0], before.all_overlaps, {}};
    input.after = {&after.layer.geometry, legend.class_of[1], after.all_overlaps, marked(after)};
    input.classes = static_cast<std::uint32_t>(legend.classes.size());
    if (zones.given) input.zones = &zones.geometry;
    if (projects) input.projects = &projects->layer.geometry;
    const ChangeOptions how{options_.sliver_width_m, smallest_piece_m2(settings_.clean.snap_m)};
    input.together = zones.geometry.size() > 1;
    result_.matrix = change_matrix(input, how, executor_);
    result_.names.zones = zones.given ? zones.names : std::vector<std::string>{"all"};
    if (input.together) result_.names.zones.emplace_back("all");
    result_.opening = conditions(before, input.before, options_.before_condition, zones);
    result_.closing = conditions(after, input.after, options_.after_condition, zones);
    clock_.end(result_.matrix.cells.size());
    result_.names.classes = legend.classes;
    result_.classes = input.classes + 2;
    tell(before, after);
    return std::move(result_);
  }

 private:
  AttributedLayer layer(const OverlayInput& input, const std::vector<std::string>& fields) {
    AttributedLayer read = read_attributed(input, &fields, settings_, true, executor_, clock_);
    result_.issues.insert(result_.issues.end(), read.issues.begin(), read.issues.end());
    result_.read += read_lines({&read});
    layer_rows_.push_back({read.layer.source, read.layer.counts});
    return read;
  }

  /// Reads a map with the named fields. From a class raster, areas of equal cells are made and their value takes the
  /// place of the fields.
  AttributedLayer map_of(const OverlayInput& input, const std::vector<std::string>& fields) {
    if (is_class_raster(input.layer)) {
      clock_.begin("read " + input.layer);
      ClassRaster raster = read_class_raster(input, settings_);
      clock_.end(raster.layer.layer.size());
      result_.read +=
          fmt::format("  {:>9} areas of equal cells  {}\n", with_commas(raster.layer.layer.size()), input.layer);
      grids_.emplace_back(input.layer, raster.grid);
      return std::move(raster.layer);
    }
    std::vector<std::string> named;
    for (const std::string& field : fields)
      if (!field.empty()) named.push_back(field);
    return layer(input, named);
  }

  void check_grids() const {
    if (grids_.size() == 2) check_one_grid(grids_[0].second, grids_[1].second, grids_[0].first, grids_[1].first);
  }

  /// Area of each class at each condition score, per zone; empty if `field` is empty. A score that is not a number
  /// becomes an issue.
  std::vector<ConditionSum> conditions(const AttributedLayer& map, const ClassMap& classes, const std::string& field,
                                       const Zones& zones) {
    if (field.empty()) return {};
    std::vector<double> score;
    for (std::size_t i = 0; i < map.layer.size(); ++i) {
      const std::string text = trimmed(map.layer.extra[1].text(i));
      const auto value = decimal_number(text, false);
      score.push_back(value.value_or(std::nan("")));
      const Point at = map.layer.boxes[i].centre();
      if (!value && !text.empty())
        result_.issues.push_back({IssueRule::number_unreadable, "layer", map.layer.source, map.layer.id[i],
                                  fmt::format("'{}' in {} is not a number, so the land has no score", text, field),
                                  Place{at.x, at.y}});
    }
    std::vector<ConditionSum> sums = condition_sums(classes, score, zones.given ? &zones.geometry : nullptr, executor_);
    if (zones.geometry.size() < 2) return sums;
    const MultiPolygonColumn land = dissolved_into_one(zones.geometry);
    for (ConditionSum one : condition_sums(classes, score, &land, executor_)) {
      one.zone = static_cast<std::uint32_t>(zones.geometry.size());
      sums.push_back(one);
    }
    return sums;
  }

  std::vector<std::string> classes(const AttributedLayer& layer, const std::string& crosswalk,
                                   const std::string& field) {
    std::map<std::string, std::string> known;
    if (!crosswalk.empty()) known = read_class_names(crosswalk);
    std::vector<std::string> names =
        classes_of(layer.layer.extra[0].texts(), crosswalk.empty() ? nullptr : &known, layer.layer.source, crosswalk);
    for (std::size_t i = 0; i < names.size(); ++i)
      if (names[i] == no_class_name) {
        const Point at = layer.layer.boxes[i].centre();
        result_.issues.push_back({IssueRule::missing_habitat_code, "layer", layer.layer.source, layer.layer.id[i],
                                  fmt::format("the field '{}' is empty; the land counts as '{}'", field, no_class_name),
                                  Place{at.x, at.y}});
      }
    return names;
  }

  std::vector<char> marked(const AttributedLayer& after) const {
    std::vector<char> marks;
    if (options_.reappraised.empty()) return marks;
    static const std::set<std::string> yes{"yes", "y", "true", "1"}, no{"", "no", "n", "false", "0"};
    for (std::size_t i = 0; i < after.layer.size(); ++i) {
      const std::string word = lower(trimmed(after.layer.extra.back().text(i)));
      if (!yes.contains(word) && !no.contains(word))
        throw Error(ErrorKind::input,
                    fmt::format("feature {} of {} has '{}' in the field '{}'", after.layer.id[i], after.layer.source,
                                word, options_.reappraised),
                    "Write yes where land was mapped better and did not change, else no.");
      marks.push_back(yes.contains(word) ? 1 : 0);
    }
    return marks;
  }

  MultiPolygonColumn dissolved_into_one(const MultiPolygonColumn& areas) const {
    const DisjointAreas each_once = disjoint_areas(areas, executor_);
    MultiPolygonColumn one;
    for (std::size_t i = 0; i < each_once.geometry.size(); ++i) one.append_parts(each_once.geometry[i]);
    one.end_feature();
    return one;
  }

  Zones zones_wanted() {
    Zones zones;
    std::optional<AttributedLayer> mask;
    if (!options_.mask.layer.empty()) mask = layer(options_.mask, {});
    if (options_.zones.layer.empty()) {
      zones.given = mask.has_value();
      if (mask) zones.geometry = dissolved_into_one(mask->layer.geometry);
      zones.names = {"all"};
      return zones;
    }
    zones.given = true;
    std::vector<std::string> fields;
    if (!options_.zone_id.empty()) fields.push_back(options_.zone_id);
    const AttributedLayer read = layer(options_.zones, fields);
    tell_unclear_zones(read, options_.zone_id, result_.issues);
    std::vector<std::string> names;
    for (std::uint32_t z = 0; z < read.layer.size(); ++z)
      names.push_back(zone_name(read, options_.zone_id, z).value_or("no name"));
    if (!mask) {
      zones.geometry = read.layer.geometry;
      zones.names = std::move(names);
      return zones;
    }
    Combined cut = combine(read.layer.geometry, mask->layer.geometry, OverlayOperation::clip, 0, executor_);
    for (std::size_t p = 0; p < cut.size(); ++p) zones.names.push_back(names[cut.source[0][p]]);
    zones.geometry = std::move(cut.geometry);
    return zones;
  }

  void tell(const AttributedLayer& before, const AttributedLayer& after) {
    const auto outside = [&](double area_m2, const AttributedLayer& map) {
      if (area_m2 > 0.5)
        result_.notes.push_back(fmt::format("{:.4f} ha of {} lie outside the zones or the mask and are not counted",
                                            area_m2 / 1e4, map.layer.source));
    };
    outside(result_.matrix.before_outside_m2, before);
    outside(result_.matrix.after_outside_m2, after);
    result_.facts.sums = result_.matrix.sums;
    result_.facts.files = {options_.before.layer,   options_.after.layer,    options_.zones.layer,
                           options_.mask.layer,     options_.projects.layer, options_.before_crosswalk,
                           options_.after_crosswalk};
    result_.facts.counts = layer_rows_;
  }

  const ChangeRunOptions& options_;
  const OverlaySettings& settings_;
  const Executor& executor_;
  StageClock& clock_;
  Found result_;
  std::vector<std::pair<std::string, LayerCounts>> layer_rows_;
  std::vector<std::pair<std::string, RasterGrid>> grids_;
};

/// Refuses a row of totals, which would count the land of the other rows again.
void refuse_totals(const std::string& from, const std::string& to, std::size_t row, const std::string& table) {
  static const std::set<std::string> words{"total", "totals", "grand total", "sum", "subtotal"};
  for (const std::string& name : {from, to})
    if (words.contains(lower(name)))
      throw Error(
          ErrorKind::input,
          fmt::format("row {} of {} is from '{}' to '{}': a row of totals counts land twice", row + 1, table, from, to),
          "Leave rows and columns of totals out of the table, or give a class of that name another one.");
}

/// Makes the change matrix from a table of transitions.
Found from_table(const ChangeRunOptions& options) {
  const std::vector<TextColumn> columns = read_table(parse_layer_name(options.matrix), options.matrix_fields);
  std::map<std::pair<std::string, std::string>, StableSum> sums;
  std::vector<std::vector<std::string>> maps(2);
  for (std::size_t i = 0; i < columns[0].values.size(); ++i) {
    const std::string from = trimmed(columns[0].values[i]), to = trimmed(columns[1].values[i]);
    const auto amount = decimal_number(columns[2].values[i], false);
    if (from.empty() || to.empty() || !amount || *amount < 0)
      throw Error(ErrorKind::input,
                  fmt::format("row {} of {} has '{}', '{}' and '{}' in the fields {}", i + 1, options.matrix, from, to,
                              columns[2].values[i], joined(options.matrix_fields, ", ")),
                  "Each row needs a class before, a class after and an amount of 0 or more.");
    refuse_totals(from, to, i, options.matrix);
    sums[{from, to}].add(*amount * options.ha_per_unit * 1e4);
    maps[0].push_back(from);
    maps[1].push_back(to);
  }
  if (sums.empty()) throw Error(ErrorKind::input, fmt::format("{} has no rows", options.matrix), "Name another table.");
  Found found;
  // A table of transitions has one legend, and may list nothing but changes.
  const Legend legend = legend_of(maps, {"the classes before in " + options.matrix, "those after"}, true);
  std::map<std::string, std::uint32_t> number;
  for (std::uint32_t c = 0; c < legend.classes.size(); ++c) number[legend.classes[c]] = c;
  StableSum total;
  std::map<std::pair<std::uint32_t, std::uint32_t>, double> cells;
  for (const auto& [key, sum] : sums) cells[{number.at(key.first), number.at(key.second)}] = sum.value();
  for (const auto& [key, area] : cells) {
    if (!(area > 0)) continue;
    ChangeCell cell;
    cell.from = key.first;
    cell.to = key.second;
    cell.area_m2 = area;
    found.matrix.cells.push_back(cell);
    total.add(area);
  }
  found.matrix.zones_m2 = {total.value()};
  found.names.zones = {"all"};
  found.names.classes = legend.classes;
  found.classes = static_cast<std::uint32_t>(legend.classes.size()) + 2;
  found.facts.files = {options.matrix};
  found.read = fmt::format("  {:>9} rows  {}\n", with_commas(columns[0].values.size()), options.matrix);
  return found;
}

IndicatorRows indicators_of(const ExtentAccount& account, const std::vector<ConditionRow>& conditions,
                            const ChangeNames& names, const ChangeRunOptions& options) {
  IndicatorRows rows;
  const std::string interval = options.before_date.empty() || options.after_date.empty()
                                   ? options.after_date
                                   : options.before_date + "/" + options.after_date;
  for (const ZoneChange& zone : account.zones) {
    const std::string& name = names.zones[zone.zone];
    rows.push_back(
        {name, "Land that changed class", interval, zone.changed / 1e4, "ha", GoodDirection::none, "change_summary"});
    rows.push_back({name, "Share of land that changed class", interval,
                    zone.total > 0 ? 100 * zone.changed / zone.total : std::nan(""), "%", GoodDirection::none,
                    "change_summary"});
  }
  for (const ExtentRow& row : account.rows)
    rows.push_back({names.zones[row.zone], "Extent of " + names.classes[row.feature_class], options.after_date,
                    row.closing / 1e4, "ha", GoodDirection::none, "extent_account"});
  for (const ConditionRow& row : conditions)
    if (row.closing && std::isnan(row.score))  // only one row per class and date
      rows.push_back({names.zones[row.zone], "Mean condition of " + names.classes[row.feature_class],
                      options.after_date, row.mean, "score", GoodDirection::none, "condition_account"});
  return rows;
}

std::string said(const Found& found, const ExtentAccount& account) {
  const ZoneChange& all = account.zones.back();
  return fmt::format(
      "Read\n{}\n{} zones, {} classes; {}: {:.4f} ha of {:.4f} ha changed class ({:.2f} %), {:.4f} ha of the change in "
      "pieces no wider than the sliver width; {} issues",
      found.read, with_commas(found.names.zones.size() - (found.names.zones.size() > 1 ? 1 : 0)),
      with_commas(found.names.classes.size()), found.names.zones.back(), all.changed / 1e4, all.total / 1e4,
      all.total > 0 ? 100 * all.changed / all.total : 0, all.boundary / 1e4, with_commas(found.issues.size()));
}

void check_options(const ChangeRunOptions& options) {
  const bool maps = !options.before.layer.empty() || !options.after.layer.empty();
  if (maps == !options.matrix.empty())
    throw Error(ErrorKind::usage,
                maps ? "both maps and a table of transitions are given" : "neither two maps nor --matrix are given",
                "Name the old and the new map, or --matrix FILE alone.");
  const bool old_raster = is_class_raster(options.before.layer), new_raster = is_class_raster(options.after.layer);
  const bool unnamed = (!old_raster && options.before_class.empty()) || (!new_raster && options.after_class.empty());
  if (options.matrix.empty() && (options.after.layer.empty() || unnamed))
    throw Error(ErrorKind::usage, options.after.layer.empty() ? "only one map is given" : "no class field is named",
                "For example: lnrs change old.gpkg new.gpkg --class code -o change.gpkg");
  if ((new_raster && !(options.reappraised.empty() && options.after_condition.empty())) ||
      (old_raster && !options.before_condition.empty()))
    throw Error(ErrorKind::usage, "a raster of classes has no fields for --condition or --reappraised",
                "Leave them out, or give the map as polygons.");
  if (options.before_condition.empty() != options.after_condition.empty())
    throw Error(ErrorKind::usage, "only one of the maps has a field of condition",
                "Name both: --condition FIELD, or --old-condition and --new-condition.");
  if (options.matrix_fields.size() != 3)
    throw Error(ErrorKind::usage, "--matrix-fields needs three names",
                "Write them with commas, e.g. --matrix-fields from,to,amount.");
  if (!options.zone_id.empty() && options.zones.layer.empty())
    throw Error(ErrorKind::usage, "--zone-id is given without --zones", "Name the layer of zones too.");
}

}  // namespace

double years_between(const std::string& from, const std::string& to) {
  if (from.empty() || to.empty()) return 0;
  const auto days = [](const std::string& text) {
    int year = 0, month = 1, day = 1;
    const auto number = [&](std::size_t at, std::size_t count, int& value) {
      const auto end = text.data() + at + count;
      return text.size() >= at + count && std::from_chars(text.data() + at, end, value).ptr == end;
    };
    const bool is_year = text.size() == 4 && number(0, 4, year);
    const bool is_day = text.size() == 10 && text[4] == '-' && text[7] == '-' && number(0, 4, year) &&
                        number(5, 2, month) && number(8, 2, day);
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!(is_year || is_day) || !date.ok())
      throw Error(ErrorKind::usage, fmt::format("'{}' is not a date", text), "Write a year or YYYY-MM-DD.");
    return std::chrono::sys_days(date).time_since_epoch().count();
  };
  const auto length = days(to) - days(from);
  if (length <= 0)
    throw Error(ErrorKind::usage, fmt::format("the new date {} is not after the old date {}", to, from),
                "Name the older map first.");
  // Whole years if both dates are years or fall on the same day of the year; otherwise days divided by 365.25.
  const auto year = [](const std::string& text) { return std::stoi(text.substr(0, 4)); };
  if (from.size() == to.size() && from.substr(4) == to.substr(4)) return year(to) - year(from);
  return static_cast<double>(length) / 365.25;
}

/// The steps of the run in their order; each uses what the one before has made.
RunOutcome run_change(const ChangeRunOptions& options, const Outputs& outputs, const OverlaySettings& asked,
                      const Executor& executor) {
  check_options(options);
  const double years = years_between(options.before_date, options.after_date);
  std::vector<OverlayInput> layers;
  for (const OverlayInput* input : {&options.before, &options.after, &options.zones, &options.mask, &options.projects})
    if (!input->layer.empty() && !is_class_raster(input->layer)) layers.push_back(*input);
  std::vector<std::string> files{options.before_crosswalk, options.after_crosswalk, options.matrix};
  for (const OverlayInput* input : {&options.before, &options.after})
    if (is_class_raster(input->layer)) files.push_back(parse_layer_name(input->layer).file.string());
  Delivery delivery = layer_delivery(outputs, tables, layers, files);
  const OverlaySettings settings =
      with_memory_plan(layers, outputs.geopackage, layers.empty() ? asked : checked_layers(layers, asked));
  StageClock clock(executor.progress);
  Found found = options.matrix.empty() ? MapChange(options, settings, executor, clock).found() : from_table(options);
  found.names.years = years;
  drop_empty_classes(found);
  const ExtentAccount account =
      extent_account(found.matrix, static_cast<std::uint32_t>(found.names.zones.size()), found.classes, found.legend);

  const std::vector<ConditionRow> conditions = condition_account(found.opening, found.closing, account);
  const bool scored = !options.after_condition.empty();

  clock.begin("write");
  found.issues = distinct(std::move(found.issues));
  found.issues.insert(found.issues.begin(), settings.notes.begin(), settings.notes.end());
  found.facts.command = "lnrs change";
  found.facts.options = {{"old_class", options.before_class},
                         {"new_class", options.after_class},
                         {"zone_id", options.zone_id},
                         {"reappraised", options.reappraised},
                         {"old_condition", options.before_condition},
                         {"new_condition", options.after_condition},
                         {"old_date", options.before_date},
                         {"new_date", options.after_date},
                         {"sliver_width_m", shortest(options.sliver_width_m)},
                         {"ha_per_unit", shortest(options.ha_per_unit)}};
  RunOutcome outcome;
  outcome.summary = said(found, account);
  std::vector<FeatureTable> result{change_matrix_table(found.matrix, found.names),
                                   extent_account_table(account, found.names),
                                   change_summary_table(account, found.names)};
  if (scored) result.push_back(condition_account_table(conditions, found.names));
  if (options.matrix.empty()) result.push_back(changed_areas_table(found.matrix, found.names));
  result.push_back(indicators_table(
      indicators_of(account, scored ? conditions : std::vector<ConditionRow>{}, found.names, options)));
  result.push_back(issues_table(found.issues));
  result.push_back(run_table(layer_run_record(found.facts, settings)));
  std::vector<Domain> domains = opportunity_domains({});
  domains.push_back(good_direction_domain());
  outcome.files = delivery.deliver(with_project(dataset_of_run(settings.crs, "", std::move(result), std::move(domains)),
                                                outputs.geopackage, "Change between classes", ""));
  clock.end(found.matrix.cells.size());
  outcome.notes = said_at_once(settings.notes);
  outcome.notes.insert(outcome.notes.end(), delivery.lost().begin(), delivery.lost().end());
  outcome.issues = counts_of(found.issues);
  tell_errors(found.issues, outcome.notes);
  if (const double unclear = account.zones.back().unclear; unclear > 0.5)
    outcome.notes.push_back(
        fmt::format("{:.4f} ha of the change are unmapped in one of the maps, or lie where several of its "
                    "classes overlap: see unmapped and double in change_matrix",
                    unclear / 1e4));
  outcome.notes.insert(outcome.notes.end(), found.notes.begin(), found.notes.end());
  outcome.stages = clock.stages();
  return outcome;
}

}  // namespace spatial
