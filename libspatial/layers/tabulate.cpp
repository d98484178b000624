// SPDX-License-Identifier: MIT
#include "libspatial/layers/tabulate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "libspatial/core/disjoint_sets.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/overlay_tiles.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/layers/tabulate_lines.hpp"
#include "libspatial/layers/zone_names.hpp"
#include "libspatial/overlay/tabulate.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

std::vector<std::string> field_list(const std::string& field) {
  return field.empty() ? std::vector<std::string>{} : std::vector<std::string>{field};
}

/// Classes in natural order, and that of each feature.
struct Classes {
  TextCells texts;
  std::vector<std::uint32_t> of;
};

Classes classes_of(const TextCells& text) {
  // No class comes before the empty one.
  const auto in_order = [](const std::optional<std::string>& a, const std::optional<std::string>& b) {
    return a && b ? natural_less(*a, *b) : !a && b;
  };
  std::map<std::optional<std::string>, std::uint32_t, decltype(in_order)> number(in_order);
  for (const auto& one : text) number.emplace(one, 0);
  Classes classes;
  for (auto& [one, index] : number) {
    index = static_cast<std::uint32_t>(classes.texts.size());
    classes.texts.push_back(one);
  }
  for (const auto& one : text) classes.of.push_back(number.at(one));
  return classes;
}

TextCells class_texts(const AttributedLayer& layer, const std::string& by) {
  return by.empty() ? TextCells(layer.layer.size(), "all") : layer.layer.extra[0].text_cells();
}

/// Shares of features in zones, by numbers in the files, as a part hands them to the merge. Their order in the merge is
/// that in which they are added up without parts: by zone, class, then single features before united ones, by number.
struct Shares {
  std::vector<std::int64_t> zone, feature;
  TextCells feature_class;
  std::vector<char> united, tangled;  ///< of several features; it also has a share in one that is
  std::vector<double> area_m2;
};

constexpr const char* shares_name = "shares";

FeatureTable table_of(Shares shares) {
  IntegerCells zone(shares.zone.begin(), shares.zone.end()), feature(shares.feature.begin(), shares.feature.end()),
      united(shares.united.begin(), shares.united.end()), tangled(shares.tangled.begin(), shares.tangled.end());
  FeatureTable table;
  table.table = {shares_name,
                 shares_name,
                 "Areas of features in zones, for the merge.",
                 {{{"zone", "Zone", "", "", ColumnType::integer, ""}, std::move(zone)},
                  {{"class", "Class", "", "", ColumnType::text, ""}, std::move(shares.feature_class)},
                  {{"united", "United", "", "", ColumnType::boolean, ""}, std::move(united)},
                  {{"tangled", "Tangled", "", "", ColumnType::boolean, ""}, std::move(tangled)},
                  {{"feature", "Feature", "", "", ColumnType::integer, ""}, std::move(feature)},
                  {{"area_m2", "Area", "", "", ColumnType::real, ""}, RealCells(std::move(shares.area_m2))}}};
  return table;
}

Shares shares_in(const FeatureTable& table) {
  Shares shares;
  const auto integers = [&](const char* name, auto& to) {
    for (const auto& cell : std::get<IntegerCells>(table.table.find(name)->cells))
      to.push_back(static_cast<typename std::decay_t<decltype(to)>::value_type>(cell.value_or(0)));
  };
  integers("zone", shares.zone);
  integers("feature", shares.feature);
  integers("united", shares.united);
  integers("tangled", shares.tangled);
  shares.feature_class = std::get<TextCells>(table.table.find("class")->cells);
  shares.area_m2 = std::get<RealCells>(table.table.find("area_m2")->cells);
  return shares;
}

class TabulateRun {
 public:
  TabulateRun(const OverlayInput& zones, const std::string& zone_id, const OverlayInput& features,
              const std::string& by, const std::filesystem::path& output, const OverlaySettings& settings,
              const Executor& executor)
      : zones_(zones),
        zone_id_(zone_id),
        features_(features),
        by_(by),
        output_(output),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress),
        zone_fields_(field_list(zone_id)),
        class_fields_(field_list(by)) {}

  OverlaySummary run() {
    if (settings_.step.is_part()) return part();
    zone_layer_ = read_attributed(zones_, &zone_fields_, settings_, true, executor_, clock_);
    issues_ = zone_layer_.issues;
    std::vector<ZoneClassArea> rows;
    if (settings_.step.is_merge()) {
      rows = added_up(merged_shares());
    } else {
      layer_ = read_attributed(features_, &class_fields_, settings_, true, executor_, clock_);
      issues_.insert(issues_.end(), layer_.issues.begin(), layer_.issues.end());
      clock_.begin("areas");
      Classes classes = classes_of(class_texts(layer_, by_));
      rows = areas_by_zone_and_class(layer_.layer.geometry, classes.of, layer_.all_overlaps, zone_layer_.layer.geometry,
                                     executor_);
      classes_ = std::move(classes.texts);
      clock_.end(rows.size());
    }
    return written(rows);
  }

 private:
  OverlaySummary written(const std::vector<ZoneClassArea>& rows) {
    TabulationRows cells;
    RealCells each, once, zone_area, share;
    for (const ZoneClassArea& row : rows) {
      const double area_m2 = zone_layer_.layer.areas_m2[row.zone];
      cells.zone.push_back(zone_name(zone_layer_, zone_id_, row.zone));
      cells.feature_class.push_back(classes_[row.feature_class]);
      cells.features.push_back(static_cast<std::int64_t>(row.features));
      each.push_back(row.area_m2 / 1e4);
      once.push_back(row.dissolved_m2 / 1e4);
      zone_area.push_back(area_m2 / 1e4);
      share.push_back(row.dissolved_m2 / area_m2);
    }
    tell_unclear_zones(zone_layer_, zone_id_, issues_);
    issues_ = distinct(std::move(issues_));
    const std::size_t found = issues_.size();
    std::vector<IssueCount> by_rule = counts_of(issues_, settings_.notes);
    clock_.begin("write");
    const std::vector<std::string> warnings = write_dataset(
        output_,
        dataset_of(
            area_tabulation(std::move(cells), std::move(each), std::move(once), std::move(zone_area), std::move(share)),
            std::move(issues_), settings_),
        {.overwrite = settings_.overwrite, .csv = settings_.csv});
    clock_.end(rows.size());
    return {fmt::format("Read\n{}\n{} rows, {} issues", read_lines({&zone_layer_, &layer_}),
                        with_commas(static_cast<long long>(rows.size())), with_commas(static_cast<long long>(found))) +
                warning_lines(warnings),
            clock_.stages(), said_at_once(settings_.notes), std::move(by_rule)};
  }

  /// Shares of the features whose leftmost vertex is in the tile, and of united land whose lowest feature is.
  OverlaySummary part() {
    const std::optional<Box>& tile = settings_.step.part.tile;
    std::optional<Box> around;
    if (tile) around = box_of_features({features_}, *tile, settings_, executor_);
    Shares shares;
    PartAccount account{{"all", tile ? "0" : "1"}};
    if (!tile || !around->empty()) {
      read_whole_groups(around);
      OverlaySettings near = settings_;
      near.tile = tile.has_value();
      if (tile) near.bbox = around;
      zone_layer_ = read_attributed(zones_, &zone_fields_, near, false, executor_, clock_);
      const Classes classes = classes_of(class_texts(layer_, by_));
      const auto is_own = [&](std::uint32_t f) { return !tile || owns(*tile, layer_.layer.geometry[f]); };
      if (tile) {
        std::size_t own = 0;
        for (std::uint32_t f = 0; f < layer_.layer.size(); ++f) own += is_own(f) ? 1 : 0;
        layer_.layer.counts = {own, own, 0, 0};  // others are counted by their tiles
      }
      for (const FeatureShare& share : shares_in_zones(layer_.layer.geometry, classes.of, layer_.all_overlaps,
                                                       zone_layer_.layer.geometry, executor_)) {
        if (!is_own(share.feature)) continue;
        shares.zone.push_back(std::strtoll(zone_layer_.layer.id[share.zone].c_str(), nullptr, 10));
        shares.feature.push_back(std::strtoll(layer_.layer.id[share.feature].c_str(), nullptr, 10));
        shares.feature_class.push_back(classes.texts[classes.of[share.feature]]);
        shares.united.push_back(share.united ? 1 : 0);
        shares.tangled.push_back(share.tangled ? 1 : 0);
        shares.area_m2.push_back(share.area_m2);
      }
      issues_ = std::move(layer_.issues);
      if (tile) drop_notes(issues_);
      put_counts(account, "in", layer_.layer.counts);
    }
    write_dataset(output_,
                  dataset_of_step(table_of(std::move(shares)), distinct(std::move(issues_)), settings_, account),
                  {.overwrite = settings_.overwrite, .csv = settings_.csv});
    return {};
  }

  /// Reads the features of a box, which grows until those that hang together by overlaps within a class are there as a
  /// whole as far as the tile has one of them.
  void read_whole_groups(std::optional<Box>& around) {
    OverlaySettings settings = settings_;
    settings.tile = around.has_value();
    for (bool more = true; more;) {
      if (around) settings.bbox = around;
      layer_ = read_attributed(features_, &class_fields_, settings, true, executor_, clock_);
      more = false;
      if (!around) return;
      const std::vector<Box> boxes = boxes_of(layer_.layer.geometry);
      const TextCells texts = class_texts(layer_, by_);
      DisjointSets groups(boxes.size());
      for (const OverlapPair& pair : layer_.all_overlaps)
        if (texts[pair.a] == texts[pair.b]) groups.join(pair.a, pair.b);
      std::set<std::uint32_t> wanted;
      for (std::uint32_t f = 0; f < boxes.size(); ++f)
        if (owns(*settings_.step.part.tile, layer_.layer.geometry[f])) wanted.insert(groups.find(f));
      Box larger = *around;
      for (std::uint32_t f = 0; f < boxes.size(); ++f)
        if (wanted.contains(groups.find(f)) && !around->contains(boxes[f].grown(settings_.clean.snap_m)))
          larger.add(boxes[f].grown(1 + settings_.clean.snap_m));
      more = !(larger == *around);
      around = larger;
    }
  }

  Shares merged_shares() {
    clock_.begin("parts");
    bool whole = false;
    for (const std::filesystem::path& file : settings_.step.files) {
      const PartAccount account = account_of(file);
      whole = whole || number_of(account, "all") != 0;
      layer_.layer.counts = layer_.layer.counts + counts_in(account, "in");
      Issues issues = issues_of(file);
      move_append(issues_, issues);
    }
    layer_.layer.source = features_.layer;
    if (!whole) {
      Issues more = issues_without_place(features_, settings_, executor_);
      drop_notes(more);
      Issues notes = notes_on_areas(features_, &class_fields_, settings_, executor_);
      move_append(issues_, more);
      move_append(issues_, notes);
    }
    if (layer_.layer.counts.used == 0) {  // says why
      AttributedLayer why = read_attributed(features_, &class_fields_, settings_, true, executor_, clock_);
      move_append(issues_, why.issues);
    }
    Shares shares = shares_in(rows_of_parts(settings_.step.files, shares_name));
    clock_.end(shares.zone.size());
    return shares;
  }

  std::vector<ZoneClassArea> added_up(const Shares& shares) {
    Classes classes = classes_of(shares.feature_class);
    classes_ = std::move(classes.texts);
    std::map<std::int64_t, std::uint32_t> zone_of;
    for (std::uint32_t z = 0; z < zone_layer_.layer.size(); ++z)
      zone_of[std::strtoll(zone_layer_.layer.id[z].c_str(), nullptr, 10)] = z;
    std::vector<std::uint32_t> order(shares.zone.size());
    std::iota(order.begin(), order.end(), 0u);
    const auto key = [&](std::uint32_t k) { return std::tuple(shares.united[k], shares.feature[k]); };
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    std::vector<FeatureShare> sorted;
    std::vector<std::uint32_t> class_of;
    for (const std::uint32_t k : order) {
      sorted.push_back({zone_of.at(shares.zone[k]), static_cast<std::uint32_t>(class_of.size()), shares.united[k] != 0,
                        shares.tangled[k] != 0, shares.area_m2[k]});
      class_of.push_back(classes.of[k]);
    }
    return sums_of(sorted, class_of);
  }

  const OverlayInput& zones_;
  const std::string& zone_id_;
  const OverlayInput& features_;
  const std::string& by_;
  const std::filesystem::path& output_;
  const OverlaySettings settings_;
  const Executor& executor_;
  StageClock clock_;
  std::vector<std::string> zone_fields_, class_fields_;
  TextCells classes_;
  AttributedLayer zone_layer_, layer_;
  Issues issues_;
};

}  // namespace

OverlaySummary run_tabulate(const OverlayInput& zones, const std::string& zone_id, const OverlayInput& features,
                            const std::string& by, const std::filesystem::path& output, const OverlaySettings& asked,
                            const Executor& executor) {
  const OverlaySettings checked = check_layer_run({zones, features}, output, asked);
  if (auto summary = run_tabulate_lines(zones, zone_id, features, by, output, checked, executor))
    return std::move(*summary);
  const OverlaySettings settings = with_memory_plan({zones, features}, output, checked);
  return TabulateRun(zones, zone_id, features, by, output, settings, executor).run();
}

}  // namespace spatial
