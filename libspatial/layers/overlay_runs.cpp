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
#include "libspatial/core/move_append.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/spilled_layer.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/layers/attributed_layer.hpp"
#include "libspatial/layers/layer_check.hpp"
#include "libspatial/layers/mixed_layer.hpp"
#include "libspatial/layers/overlay_tiles.hpp"
#include "libspatial/layers/parted_output.hpp"
#include "libspatial/report/area_tables.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// An attribute column for the pieces: the value of each piece's source feature, NULL if the layer has no feature
/// there.
Cells spread(const Cells& cells, const std::vector<std::uint32_t>& source) {
  return std::visit(
      [&](const auto& own) -> Cells {
        std::decay_t<decltype(own)> column;
        column.reserve(source.size());
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

/// Name of the output column with the feature number of a layer.
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
    if (l >= pieces.source.size()) break;  // clip and difference keep no columns of the second layer
    PieceSource& source = sources.emplace_back();
    source.title = titles[l];
    source.source = layers[l].layer.source;
    source.feature = {names.given(titles[l], feature_column(titles[l])),
                      spread(typed_cells(layers[l].layer.id, ColumnType::integer), pieces.source[l]),
                      ColumnType::integer};
    for (std::size_t f = 0; f < layers[l].fields.size(); ++f) {
      const LayerField& field = layers[l].fields[f];
      const TypedColumn column = typed_column(layers[l].layer.extra[f]);
      source.attributes.emplace_back(field.name, NamedCells{names.given(titles[l], field.name),
                                                            spread(column.cells, pieces.source[l]), column.type});
    }
  }
  return overlay_table(pieces.areas_m2, std::move(sources), std::move(pieces.geometry));
}

/// Titles of the layers, made distinct; used as prefixes of column names.
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

/// Fields to keep, per layer. Throws if a name is not a field of any layer.
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
    throw Error(ErrorKind::input, fmt::format("no layer has a field '{}' to keep{}", name, did_you_mean(name, known)),
                fmt::format("Fields: {}.", joined(known, ", ")));
  }
  return kept;
}

/// Result of an overlay before it is turned into tables.
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
    // Rank the layers independently of the order in which they are listed and of the tile: the layer with the most
    // features first, then the others from the fewest features up. This order is also the fastest.
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

  /// Runs the whole overlay, one part of it, or the merge of its parts. With several `tiles`, the whole overlay is made
  /// tile by tile.
  OverlaySummary run(const std::vector<Box>& tiles) {
    if (settings_.step.is_merge()) return merged();
    if (settings_.step.is_part()) return part();
    return tiles.size() > 1 ? in_tiles(tiles) : whole();
  }

 private:
  struct Counts {
    std::size_t pieces = 0;
    StableSum area;
  };

  /// Result for one tile or for the whole area.
  struct Found {
    std::optional<FeatureTable> table;    ///< empty if no feature lies here
    std::vector<std::string> order;       ///< columns by which rows are sorted
    std::vector<std::size_t> features{};  ///< number of features that the tile owns, by layer
    Counts counts{};
    Issues issues{};
    std::string read{};  ///< summary lines about the layers
  };

  OverlaySummary whole() {
    Found all = everything();
    clock_.begin("write");
    const std::size_t issues = all.issues.size();
    std::vector<IssueCount> by_rule = counts_of(all.issues, settings_.notes);
    const std::vector<std::string> warnings =
        write_dataset(output_, dataset_of(std::move(*all.table), std::move(all.issues), settings_), writing());
    clock_.end(all.counts.pieces);
    return {said(all.read, all.counts, issues) + warning_lines(warnings), clock_.stages(), {}, std::move(by_rule)};
  }

  Found everything() {
    Overlaid all = overlaid(settings_.bbox, clock_);
    const std::vector<std::string> titles = distinct_titles(all.layers);
    Found found{{}, order_of(titles, all.pieces.source.size())};
    found.counts = counted(all.pieces);
    found.issues = distinct(std::move(all.issues));
    std::vector<const AttributedLayer*> read;
    for (const AttributedLayer& layer : all.layers) {
      read.push_back(&layer);
      found.features.push_back(layer.layer.size());
    }
    found.read = read_lines(read);
    found.table = pieces_table(std::move(all.pieces), all.layers, titles);
    return found;
  }

  /// Overlays the features of one tile. A piece belongs to the tile that contains its leftmost vertex (the lowest one,
  /// if several). Pieces are made from whole features that meet the tile, cut by everything that meets the box around
  /// those features, so they are the same as without tiles.
  Found in_tile(const Box& tile) {
    Found found;
    found.features.resize(inputs_.size());
    const Box around = box_of_features(inputs_, tile, settings_, executor_);
    if (around.empty()) return found;
    StageClock unseen(nullptr);
    Overlaid all = overlaid(around, unseen);
    for (std::size_t l = 0; l < inputs_.size(); ++l)
      for (std::size_t f = 0; f < all.layers[l].layer.size(); ++f)
        found.features[l] += owns(tile, all.layers[l].layer.geometry[f]) ? 1 : 0;
    found.issues = std::move(all.issues);
    drop_notes(found.issues);
    const std::vector<std::string> titles = distinct_titles(all.layers);
    Combined own = owned(std::move(all.pieces), tile);
    found.counts = counted(own);
    found.order = order_of(titles, own.source.size());
    found.table = pieces_table(std::move(own), all.layers, titles);
    return found;
  }

  OverlaySummary in_tiles(const std::vector<Box>& tiles) {
    Found all;
    all.features.resize(inputs_.size());
    std::optional<SpilledLayer> spilled;
    for (std::size_t t = 0; t < tiles.size(); ++t) {
      clock_.begin(fmt::format("tile {} of {}", t + 1, tiles.size()));
      Found tile = in_tile(tiles[t]);
      add(all, tile);
      if (tile.table && !spilled) {
        spilled.emplace(output_, tile.order);
        all.table = layout_of(*tile.table);
      }
      if (tile.table) spilled->add(std::move(*tile.table), settings_.crs);
      clock_.end(tile.counts.pieces);
    }
    if (!spilled) return whole();  // no tile has a feature
    add_what_no_tile_has(all);
    clock_.begin("write");
    std::vector<IssueCount> by_rule = counts_of(all.issues, settings_.notes);
    Dataset dataset = dataset_of(std::move(*all.table), std::move(all.issues), settings_);
    const std::size_t found = std::get<PointColumn>(dataset.layers[1].geometry).size();
    spilled->write(std::move(dataset), writing());
    clock_.end(all.counts.pieces);
    return {said(features_read(all), all.counts, found) + fmt::format("; processed in {} tiles", tiles.size()),
            clock_.stages(),
            {},
            std::move(by_rule)};
  }

  /// Makes one part and writes it to its file.
  OverlaySummary part() {
    clock_.begin("part");
    Found found = settings_.step.part.tile ? in_tile(*settings_.step.part.tile) : everything();
    clock_.end(found.counts.pieces);
    PartAccount account{{"pieces", std::to_string(found.counts.pieces)},
                        {"area_m2", shortest(found.counts.area.value())},
                        {"all", settings_.step.part.tile ? "0" : "1"},
                        {"table", found.table ? "overlay" : ""}};
    for (std::size_t l = 0; l < found.features.size(); ++l)
      account[fmt::format("features_{}", l)] = std::to_string(found.features[l]);
    for (std::size_t k = 0; k < found.order.size(); ++k) account[fmt::format("order_{}", k)] = found.order[k];
    FeatureTable table = found.table ? std::move(*found.table) : FeatureTable{{"overlay", "", "", {}}, {}};
    write_dataset(output_, dataset_of_step(std::move(table), distinct(std::move(found.issues)), settings_, account),
                  writing());
    return {};
  }

  OverlaySummary merged() {
    clock_.begin("parts");
    Found all;
    all.features.resize(inputs_.size());
    std::vector<std::filesystem::path> with_rows;
    bool whole_layers = false;
    for (const std::filesystem::path& file : settings_.step.files) {
      const PartAccount account = account_of(file);
      Found one;
      one.counts.pieces = static_cast<std::size_t>(number_of(account, "pieces"));
      one.counts.area.add(real_of(account, "area_m2"));
      for (std::size_t l = 0; l < inputs_.size(); ++l)
        one.features.push_back(static_cast<std::size_t>(number_of(account, fmt::format("features_{}", l))));
      one.issues = issues_of(file);
      add(all, one);
      whole_layers = whole_layers || number_of(account, "all") != 0;
      if (account.at("table").empty()) continue;
      with_rows.push_back(file);
      all.order.clear();
      for (std::size_t k = 0; account.contains(fmt::format("order_{}", k)); ++k)
        all.order.push_back(account.at(fmt::format("order_{}", k)));
    }
    if (with_rows.empty()) return whole();  // no part has a feature
    if (!whole_layers) add_what_no_tile_has(all);
    clock_.begin("write");
    all.issues = distinct(std::move(all.issues));
    std::vector<IssueCount> by_rule = counts_of(all.issues, settings_.notes);
    const std::size_t issues = all.issues.size();
    PartedOutput out(output_, settings_, all.order);
    out.merge("overlay", with_rows);
    const std::vector<std::string> warnings = out.write(std::move(all.issues));
    clock_.end(all.counts.pieces);
    return {said(features_read(all), all.counts, issues) + warning_lines(warnings),
            clock_.stages(),
            {},
            std::move(by_rule)};
  }

  static void add(Found& all, Found& one) {
    all.counts.pieces += one.counts.pieces;
    all.counts.area.add(one.counts.area.value());
    for (std::size_t l = 0; l < all.features.size(); ++l) all.features[l] += one.features[l];
    move_append(all.issues, one.issues);
  }

  /// Adds issues that belong to no tile: about layers as a whole and about features without a usable place.
  void add_what_no_tile_has(Found& all) {
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      Issues without_place = issues_without_place(inputs_[l], settings_, executor_);
      drop_notes(without_place);
      Issues notes = notes_on_areas(inputs_[l], fields_of(l), settings_, executor_);
      move_append(all.issues, without_place);
      move_append(all.issues, notes);
      if (all.features[l] > 0) continue;
      // Throws if the layer has no area at all.
      read_attributed(inputs_[l], nullptr, settings_, false, executor_, clock_);
      all.issues.push_back(
          {IssueRule::empty_layer, "layer", inputs_[l].layer, {}, "no tile has a feature of this layer", std::nullopt});
    }
    all.issues = distinct(std::move(all.issues));
  }

  std::string features_read(const Found& all) const {
    std::string read;
    for (std::size_t l = 0; l < inputs_.size(); ++l)
      read +=
          fmt::format("  {:>9} features  {}\n", with_commas(static_cast<long long>(all.features[l])), inputs_[l].layer);
    return read;
  }

  static std::vector<std::string> order_of(const std::vector<std::string>& titles, std::size_t layers) {
    std::vector<std::string> order;
    for (std::size_t l = 0; l < layers; ++l) order.push_back(feature_column(titles[l]));
    return order;
  }

  /// Fields of layer `l` to read; nullptr means all.
  const std::vector<std::string>* fields_of(std::size_t l) const {
    static const std::vector<std::string> none;
    return leaves_no_trace(l) ? &none : kept_.empty() ? nullptr : &kept_[l];
  }

  WriteOptions writing() const { return {.overwrite = settings_.overwrite, .csv = settings_.csv}; }

  bool leaves_no_trace(std::size_t l) const {
    return l > 0 && (operation_ == OverlayOperation::clip || operation_ == OverlayOperation::difference);
  }

  Overlaid overlaid(const std::optional<Box>& bbox, StageClock& clock) const {
    Overlaid result;
    OverlaySettings settings = settings_;
    settings.bbox = bbox;
    settings.tile = bbox && !settings_.bbox;
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      result.layers.push_back(read_attributed(inputs_[l], fields_of(l), settings, true, executor_, clock));
      const Issues& issues = result.layers.back().issues;
      result.issues.insert(result.issues.end(), issues.begin(), issues.end());
    }
    std::vector<OverlayLayer> cut;
    for (std::size_t l = 0; l < inputs_.size(); ++l) {
      const AttributedLayer& layer = result.layers[l];
      cut.push_back({&layer.layer.geometry,
                     settings.clean.resolve_overlaps == OverlapRule::keep ? &layer.all_overlaps : nullptr, rank_[l],
                     &layer.layer.boxes, &layer.layer.areas_m2});
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
      if (!owns(tile, pieces.geometry[p])) continue;
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
  std::vector<std::uint32_t> rank_;  ///< of each layer in the order of the overlay
};

}  // namespace

OverlaySummary run_overlay(OverlayOperation operation, const std::vector<OverlayInput>& inputs,
                           const std::filesystem::path& output, const OverlaySettings& asked,
                           const Executor& executor) {
  using enum OverlayOperation;
  if (inputs.size() < 2)
    throw Error(ErrorKind::usage, "an overlay needs at least two layers", "Name them as FILE[#LAYER] FILE[#LAYER].");
  if (inputs.size() > 2 && operation != union_all && operation != identity && operation != intersection)
    throw Error(ErrorKind::usage, "this overlay takes two layers",
                "Union, identity and intersection take any number of layers.");
  const OverlaySettings settings = check_layer_run(inputs, output, asked);
  const bool whole = settings.step.kind == RunStep::Kind::whole;
  const std::vector<Box> tiles = whole ? overlay_tiles(inputs, output, settings) : std::vector<Box>();
  OverlayRun run(operation, inputs, output, settings, executor);
  OverlaySummary summary = run.run(tiles);
  summary.warnings = said_at_once(settings.notes);
  return summary;
}

}  // namespace spatial
