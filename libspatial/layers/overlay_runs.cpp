// SPDX-License-Identifier: MIT
#include "libspatial/layers/overlay_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <map>
#include <optional>
#include <set>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/spilled_layer.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/overlay_tiles.hpp"
#include "libspatial/layers/tabulate_lines.hpp"
#include "libspatial/layers/zone_names.hpp"
#include "libspatial/overlay/tabulate.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// The source's cells for every piece; NULL where a piece has no feature of the layer.
Cells spread(const Cells& cells, const std::vector<std::uint32_t>& source) {
  return std::visit(
      [&](const auto& own) -> Cells {
        auto column = own;
        column.clear();
        for (const std::uint32_t feature : source) {
          if (feature != no_feature)
            column.push_back(own[feature]);
          else if constexpr (std::is_same_v<std::decay_t<decltype(own)>, RealCells>)
            column.push_back(std::numeric_limits<double>::quiet_NaN());
          else
            column.push_back(std::nullopt);
        }
        return column;
      },
      cells);
}

/// The column with the number of a layer's features.
std::string feature_column(const std::string& title) { return title + "_fid"; }

FeatureTable pieces_table(Combined pieces, const std::vector<AttributedLayer>& layers,
                          const std::vector<std::string>& titles) {
  std::map<std::string, int> seen;
  for (const AttributedLayer& layer : layers) {
    std::set<std::string> own;
    for (const LayerField& field : layer.fields) own.insert(lower(field.name));
    for (const std::string& name : own) ++seen[name];
  }
  std::set<std::string> clashing{"fid", "geom", "area_ha"};
  for (const auto& [name, count] : seen)
    if (count > 1) clashing.insert(name);
  ColumnNames names(clashing);
  std::vector<PieceSource> sources;
  for (std::size_t l = 0; l < layers.size(); ++l) {
    if (l >= pieces.source.size()) break;  // the blade of clip and difference leaves no trace
    PieceSource& source = sources.emplace_back();
    source.title = titles[l];
    source.source = layers[l].layer.source;
    source.feature = {names.given(titles[l], feature_column(titles[l])),
                      spread(typed_cells(layers[l].layer.id, ColumnType::integer), pieces.source[l]),
                      ColumnType::integer};
    for (std::size_t f = 0; f < layers[l].fields.size(); ++f) {
      const LayerField& field = layers[l].fields[f];
      const TypedColumn column = typed_column(layers[l].layer.extra[f].values, field.type);
      source.attributes.emplace_back(field.name, NamedCells{names.given(titles[l], field.name),
                                                            spread(column.cells, pieces.source[l]), column.type});
    }
  }
  return overlay_table(pieces.areas_m2, std::move(sources), std::move(pieces.geometry));
}

/// Layer names as prefixes, made distinct.
std::vector<std::string> distinct_titles(const std::vector<AttributedLayer>& layers) {
  std::vector<std::string> titles;
  std::set<std::string> taken;
  for (const AttributedLayer& layer : layers) {
    std::string title = layer.title;
    for (int number = 2; !taken.insert(lower(title)).second; ++number) title = fmt::format("{}{}", layer.title, number);
    titles.push_back(title);
  }
  return titles;
}

/// Fields of each layer that are to be kept. Every name must be one of some layer.
std::vector<std::vector<std::string>> kept_fields(const std::vector<OverlayInput>& inputs,
                                                  const OverlaySettings& settings) {
  std::vector<std::vector<std::string>> kept(inputs.size());
  std::set<std::string> found;
  std::vector<std::string> known;
  for (std::size_t l = 0; l < inputs.size(); ++l)
    for (const LayerField& field : layer_fields(parse_layer_name(inputs[l].layer), settings.allow_network).fields) {
      known.push_back(field.name);
      const auto same = [&](const std::string& name) { return lower(name) == lower(field.name); };
      if (std::none_of(settings.keep.begin(), settings.keep.end(), same)) continue;
      kept[l].push_back(field.name);
      found.insert(lower(field.name));
    }
  for (const std::string& name : settings.keep) {
    if (found.contains(lower(name))) continue;
    const std::string nearest = nearest_word(name, known);
    throw Error(ErrorKind::input,
                fmt::format("no layer has a field '{}' to keep{}", name,
                            nearest.empty() ? "" : fmt::format("; did you mean '{}'?", nearest)),
                fmt::format("Fields: {}.", joined(known, ", ")));
  }
  return kept;
}

/// Everything of an overlay but reading and writing, by its settings.
struct Overlaid {
  std::vector<AttributedLayer> layers;
  Combined pieces;
  Issues issues;
};

class OverlayRun {
 public:
  OverlayRun(OverlayOperation operation, const std::vector<OverlayInput>& inputs, const std::filesystem::path& output,
             const OverlaySettings& settings, const Executor& executor)
      : operation_(operation),
        inputs_(inputs),
        output_(output),
        settings_(settings),
        executor_(executor),
        clock_(executor.progress) {
    if (!settings.keep.empty()) kept_ = kept_fields(inputs, settings);
    // An order of the layers that does not depend on how they are listed, nor on a tile: the one with most features
    // first, then from the fewest on, which is fastest.
    std::vector<std::pair<std::int64_t, std::string>> keys;
    for (const OverlayInput& input : inputs)
      keys.emplace_back(layer_rows(parse_layer_name(input.layer), settings.allow_network), input.layer);
    const auto largest = *std::max_element(keys.begin(), keys.end());
    for (auto& key : keys)
      if (key == largest) key.first = -1;
    for (const auto& key : keys)
      rank_.push_back(static_cast<std::uint32_t>(
          std::count_if(keys.begin(), keys.end(), [&](const auto& other) { return other < key; })));
  }

  OverlaySummary whole() {
    Overlaid all = overlaid(settings_.bbox, clock_);
    const Counts counts = counted(all.pieces);
    clock_.begin("write");
    const std::vector<std::string> titles = distinct_titles(all.layers);
    all.issues = distinct(std::move(all.issues));
    const std::size_t issues = all.issues.size();
    std::vector<IssueCount> by_rule = counts_of(all.issues, settings_.notes);
    const std::vector<std::string> warnings = write_dataset(
        output_, dataset_of(pieces_table(std::move(all.pieces), all.layers, titles), std::move(all.issues), settings_),
        writing());
    clock_.end(counts.pieces);
    std::vector<const AttributedLayer*> read;
    for (const AttributedLayer& layer : all.layers) read.push_back(&layer);
    return {said(read_lines(read), counts, issues) + warning_lines(warnings), clock_.stages(), {}, std::move(by_rule)};
  }

  /// A piece belongs to the tile that holds its leftmost vertex, the lowest of them. It is made from the features that
  /// meet the tile and cut by what meets the box around those, all of them whole, so it comes out as it would without
  /// tiles.
  OverlaySummary in_tiles(const std::vector<Box>& tiles) {
    Counts counts;
    Issues issues;
    FeatureTable layout;  // the layer without rows
    std::optional<SpilledLayer> spilled;
    std::vector<std::set<std::int64_t>> features(inputs_.size());
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      clock_.begin(fmt::format("tile {} of {}", t + 1, tiles.size()));
      std::size_t found = 0;
      if (const Box around = box_of_features(inputs_, tiles[t], settings_, executor_); !around.empty()) {
        StageClock unseen(nullptr);
        Overlaid tile = overlaid(around, unseen);
        for (std::size_t l = 0; l < inputs_.size(); ++l)
          for (const std::string& id : tile.layers[l].layer.id)
            features[l].insert(std::strtoll(id.c_str(), nullptr, 10));
        make_notes_alike(tile.issues);
        std::move(tile.issues.begin(), tile.issues.end(), std::back_inserter(issues));
        const std::vector<std::string> titles = distinct_titles(tile.layers);
        Combined own = owned(std::move(tile.pieces), tiles[t]);
        found = own.size();
        const Counts here = counted(own);
        counts.pieces += here.pieces;
        counts.area.add(here.area.value());
        if (!spilled) {
          std::vector<std::string> order;
          for (std::size_t l = 0; l < own.source.size(); ++l) order.push_back(feature_column(titles[l]));
          spilled.emplace(output_, std::move(order));
          layout = pieces_table(without_rows(own), tile.layers, titles);
        }
        spilled->add(pieces_table(std::move(own), tile.layers, titles), settings_.crs);
      }
      clock_.end(found);
    }
    if (!spilled) return whole();  // nothing lies anywhere
    for (const OverlayInput& input : inputs_) {
      Issues more = issues_without_place(input, settings_, executor_);
      make_notes_alike(more);
      std::move(more.begin(), more.end(), std::back_inserter(issues));
    }
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      if (!features[l].empty()) continue;
      read_attributed(inputs_[l], nullptr, settings_, false, executor_, clock_);  // refuses a layer without any area
      issues.push_back(
          {IssueRule::empty_layer, "layer", inputs_[l].layer, {}, "no tile holds a feature of it", std::nullopt});
    }
    clock_.begin("write");
    issues = distinct(std::move(issues));
    std::vector<IssueCount> by_rule = counts_of(issues, settings_.notes);
    Dataset dataset = dataset_of(std::move(layout), std::move(issues), settings_);
    const std::size_t found = std::get<PointColumn>(dataset.layers[1].geometry).size();
    spilled->write(std::move(dataset), writing());
    clock_.end(counts.pieces);
    std::string read;
    for (std::size_t l = 0; l < inputs_.size(); ++l)
      read += fmt::format("  {:>9} features  {}\n", with_commas(static_cast<long long>(features[l].size())),
                          inputs_[l].layer);
    return {said(read, counts, found) + fmt::format("; worked through in {} tiles", tiles.size()),
            clock_.stages(),
            {},
            std::move(by_rule)};
  }

 private:
  struct Counts {
    std::size_t pieces = 0;
    StableSum area;
  };

  WriteOptions writing() const { return {.overwrite = settings_.overwrite}; }

  bool leaves_no_trace(std::size_t l) const {
    return l > 0 && (operation_ == OverlayOperation::clip || operation_ == OverlayOperation::difference);
  }

  Overlaid overlaid(const std::optional<Box>& bbox, StageClock& clock) const {
    Overlaid result;
    OverlaySettings settings = settings_;
    settings.bbox = bbox;
    settings.tile = bbox && !settings_.bbox;
    const std::vector<std::string> none;
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      result.layers.push_back(read_attributed(inputs_[l],
                                              leaves_no_trace(l) ? &none
                                              : kept_.empty()    ? nullptr
                                                                 : &kept_[l],
                                              settings, true, executor_, clock));
      const Issues& issues = result.layers.back().issues;
      result.issues.insert(result.issues.end(), issues.begin(), issues.end());
    }
    std::vector<OverlayLayer> cut;
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      const AttributedLayer& layer = result.layers[l];
      cut.push_back({&layer.layer.geometry,
                     settings.clean.resolve_overlaps == OverlapRule::keep ? &layer.all_overlaps : nullptr, rank_[l]});
    }
    clock.begin("overlay");
    result.pieces = combine(cut, operation_, settings.min_area_m2, executor_, smallest_piece_m2(settings.clean.snap_m));
    clock.end(result.pieces.size());
    if (leaves_no_trace(1)) result.pieces.source.resize(1);
    return result;
  }

  static Counts counted(const Combined& pieces) {
    Counts counts{pieces.size(), {}};
    for (const double one : pieces.areas_m2) counts.area.add(one);
    return counts;
  }

  static Combined without_rows(const Combined& pieces) {
    Combined none;
    none.source.resize(pieces.source.size());
    return none;
  }

  static Combined owned(Combined pieces, const Box& tile) {
    Combined own = without_rows(pieces);
    own.traced = pieces.traced;
    own.by_engine = pieces.by_engine;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      const auto points = pieces.geometry[p].points();
      const Point at = *std::min_element(points.begin(), points.end(),
                                         [](Point a, Point b) { return std::pair(a.x, a.y) < std::pair(b.x, b.y); });
      if (!(at.x >= tile.min_x && at.x < tile.max_x && at.y >= tile.min_y && at.y < tile.max_y)) continue;
      own.geometry.append(pieces.geometry[p]);
      own.areas_m2.push_back(pieces.areas_m2[p]);
      for (std::size_t l = 0; l < own.source.size(); ++l) own.source[l].push_back(pieces.source[l][p]);
    }
    return own;
  }

  std::string said(const std::string& read, const Counts& counts, std::size_t issues) const {
    const auto number = [](std::size_t n) { return with_commas(static_cast<long long>(n)); };
    return fmt::format("Read\n{}\n{} pieces, {:.4f} ha; {} issues", read, number(counts.pieces),
                       counts.area.value() / 1e4, number(issues));
  }

  OverlayOperation operation_;
  const std::vector<OverlayInput>& inputs_;
  const std::filesystem::path& output_;
  const OverlaySettings& settings_;
  const Executor& executor_;
  StageClock clock_;
  std::vector<std::vector<std::string>> kept_;
  std::vector<std::uint32_t> rank_;  ///< of the layers
};

}  // namespace

OverlaySummary run_overlay(OverlayOperation operation, const std::vector<OverlayInput>& inputs,
                           const std::filesystem::path& output, const OverlaySettings& asked,
                           const Executor& executor) {
  using enum OverlayOperation;
  if (inputs.size() < 2)
    throw Error(ErrorKind::usage, "an overlay needs at least two layers", "name them as FILE[#LAYER] FILE[#LAYER]");
  if (inputs.size() > 2 && operation != union_all && operation != identity && operation != intersection)
    throw Error(ErrorKind::usage, "this overlay takes two layers", "union, identity and intersection take any number");
  const OverlaySettings settings = check_layer_run(inputs, output, asked);
  const std::vector<Box> tiles = overlay_tiles(inputs, output, settings);
  OverlayRun run(operation, inputs, output, settings, executor);
  OverlaySummary summary = tiles.size() > 1 ? run.in_tiles(tiles) : run.whole();
  summary.warnings = said_at_once(settings.notes);
  return summary;
}

OverlaySummary run_tabulate(const OverlayInput& zones, const std::string& zone_id, const OverlayInput& features,
                            const std::string& by, const std::filesystem::path& output, const OverlaySettings& asked,
                            const Executor& executor) {
  const OverlaySettings checked = check_layer_run({zones, features}, output, asked);
  if (auto summary = run_tabulate_lines(zones, zone_id, features, by, output, checked, executor))
    return std::move(*summary);
  const OverlaySettings settings = with_memory_plan({zones, features}, output, checked);
  const WriteOptions writing{.overwrite = settings.overwrite};
  StageClock clock(executor.progress);
  const auto fields = [](const std::string& field) {
    return field.empty() ? std::vector<std::string>{} : std::vector<std::string>{field};
  };
  const std::vector<std::string> zone_fields = fields(zone_id), class_fields = fields(by);
  const AttributedLayer zone_layer = read_attributed(zones, &zone_fields, settings, true, executor, clock);
  const AttributedLayer layer = read_attributed(features, &class_fields, settings, true, executor, clock);

  clock.begin("areas");
  std::map<std::string, std::uint32_t, bool (*)(std::string_view, std::string_view)> number(natural_less);
  const auto class_text = [&](std::size_t f) {
    return by.empty() ? std::string("all") : layer.layer.extra[0].values[f];
  };
  for (std::size_t f = 0; f < layer.layer.size(); ++f) number.emplace(class_text(f), 0);
  std::vector<std::string> classes;
  for (auto& [text, index] : number) {
    index = static_cast<std::uint32_t>(classes.size());
    classes.push_back(text);
  }
  std::vector<std::uint32_t> class_of;
  for (std::size_t f = 0; f < layer.layer.size(); ++f) class_of.push_back(number.at(class_text(f)));
  const std::vector<ZoneClassArea> rows =
      areas_by_zone_and_class(layer.layer.geometry, class_of, layer.all_overlaps, zone_layer.layer.geometry, executor);
  clock.end(rows.size());

  TabulationRows cells;
  RealCells each, once, zone_area, share;
  for (const ZoneClassArea& row : rows) {
    cells.zone.push_back(zone_name(zone_layer, zone_id, row.zone));
    cells.feature_class.push_back(text_or_null(classes[row.feature_class]));
    cells.features.push_back(static_cast<std::int64_t>(row.features));
    each.push_back(row.area_m2 / 1e4);
    once.push_back(row.dissolved_m2 / 1e4);
    zone_area.push_back(zone_layer.layer.areas_m2[row.zone] / 1e4);
    share.push_back(row.dissolved_m2 / zone_layer.layer.areas_m2[row.zone]);
  }
  Issues issues = zone_layer.issues;
  issues.insert(issues.end(), layer.issues.begin(), layer.issues.end());
  tell_unclear_zones(zone_layer, zone_id, issues);
  issues = distinct(std::move(issues));
  const std::size_t found = issues.size();
  std::vector<IssueCount> by_rule = counts_of(issues, settings.notes);
  clock.begin("write");
  const std::vector<std::string> warnings = write_dataset(
      output,
      dataset_of(
          area_tabulation(std::move(cells), std::move(each), std::move(once), std::move(zone_area), std::move(share)),
          std::move(issues), settings),
      writing);
  clock.end(rows.size());
  return {fmt::format("Read\n{}\n{} rows, {} issues", read_lines({&zone_layer, &layer}),
                      with_commas(static_cast<long long>(rows.size())), with_commas(static_cast<long long>(found))) +
              warning_lines(warnings),
          clock.stages(), said_at_once(settings.notes), std::move(by_rule)};
}

}  // namespace spatial
