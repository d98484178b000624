// SPDX-License-Identifier: MIT
#include <algorithm>
#include <map>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial::county {
namespace {

std::vector<Point> shell_of(MultiPolygonView feature) {
  const RingView ring = feature.part(0).shell();
  return {ring.begin(), ring.end()};
}

/// The feature with its first shell replaced.
MultiPolygon with_shell(MultiPolygonView feature, RingView shell) {
  MultiPolygonColumn column;
  for (std::size_t p = 0; p < feature.part_count(); ++p) {
    for (std::size_t r = 0; r < feature.part(p).ring_count(); ++r)
      column.add_ring(p + r == 0 ? shell : feature.part(p).ring(r));
    column.end_part();
  }
  column.end_feature();
  return MultiPolygon(std::move(column));
}

std::vector<Point> square(Point lower_left, double side_m) {
  return {lower_left,
          {lower_left.x + side_m, lower_left.y},
          {lower_left.x + side_m, lower_left.y + side_m},
          {lower_left.x, lower_left.y + side_m},
          lower_left};
}

/// Reverses a stretch of vertices so that the outline crosses itself.
MultiPolygon bow_tie(MultiPolygonView feature) {
  GeosContext geos;
  for (std::ptrdiff_t at = 2;; ++at) {
    std::vector<Point> shell = shell_of(feature);
    if (at + 8 > static_cast<std::ptrdiff_t>(shell.size()))
      throw Error(ErrorKind::internal, "no stretch of the outline can be made to cross itself");
    std::reverse(shell.begin() + at, shell.begin() + at + 4);
    MultiPolygon crossed = with_shell(feature, shell);
    if (validity(geos, crossed)) return crossed;
  }
}

/// Adds a spike: out and back along the same line.
MultiPolygon spike(MultiPolygonView feature) {
  std::vector<Point> shell = shell_of(feature);
  const auto at = static_cast<std::ptrdiff_t>(shell.size() / 2);
  const Point p = shell[static_cast<std::size_t>(at)];
  shell.insert(shell.begin() + at + 1, {Point{p.x + 90, p.y + 55}, p});
  return with_shell(feature, shell);
}

MultiPolygon repeated_corners(MultiPolygonView feature) {
  std::vector<Point> shell = shell_of(feature);
  const auto at = static_cast<std::ptrdiff_t>(shell.size() / 2);
  shell.insert(shell.begin() + at, 2, shell[static_cast<std::size_t>(at)]);
  return with_shell(feature, shell);
}

MultiPolygon hole_outside(MultiPolygonView feature) {
  MultiPolygonColumn column;
  column.add_ring(feature.part(0).shell());
  const Box box = box_of(feature);
  column.add_ring(square({box.max_x + 20, box.max_y + 20}, 6));
  column.end_part();
  column.end_feature();
  return MultiPolygon(std::move(column));
}

/// Adds a separate part of half a square metre beside the feature.
MultiPolygon crumb(MultiPolygonView feature) {
  MultiPolygonColumn column;
  column.append_parts(feature);
  const Box box = box_of(feature);
  column.add_ring(square({box.max_x + 10, box.max_y + 10}, 0.7));
  column.end_part();
  column.end_feature();
  return MultiPolygon(std::move(column));
}

class Planter {
 public:
  Planter(std::vector<FeatureTable>& layers, std::string name, std::uint64_t seed)
      : name_(std::move(name)), random_(seed, "defects " + name_) {
    const auto found =
        std::find_if(layers.begin(), layers.end(), [&](const FeatureTable& l) { return l.table.name == name_; });
    if (found == layers.end()) throw Error(ErrorKind::internal, "no layer '" + name_ + "' to plant defects in");
    layer_ = &*found;
    used_.assign(geometry().size(), false);
  }
  const MultiPolygonColumn& geometry() const { return std::get<MultiPolygonColumn>(layer_->geometry); }
  TextCells& cells(std::size_t column) { return std::get<TextCells>(layer_->table.columns[column].cells); }
  std::string id(std::size_t feature) { return cells(0)[feature].value_or(""); }

  /// Picks an ordinary feature that has no defect yet.
  std::size_t pick() {
    for (std::uint64_t attempt = 0;; ++attempt) {
      if (attempt > 100'000) throw Error(ErrorKind::internal, "no feature of '" + name_ + "' suits a defect");
      const std::size_t i = random_.below(used_.size(), picks_, attempt);
      if (used_[i] || geometry()[i].part_count() != 1 || geometry()[i].part(0).shell().size() < 25) continue;
      used_[i] = true;
      ++picks_;
      return i;
    }
  }
  void note(const std::string& feature_id, std::string defect, std::optional<IssueRule> rule) {
    layers_.emplace_back(name_);
    ids_.emplace_back(feature_id);
    defects_.emplace_back(std::move(defect));
    rules_.push_back(rule ? std::optional<std::string>(info(*rule).code) : std::nullopt);
  }
  void change(std::string defect, std::optional<IssueRule> rule, MultiPolygon (*spoil)(MultiPolygonView)) {
    const std::size_t i = pick();
    changed_.insert_or_assign(i, spoil(geometry()[i]));
    note(id(i), std::move(defect), rule);
  }
  /// Adds a feature with the attributes of `like` except the id.
  void add(const std::string& new_id, MultiPolygon feature, std::size_t like) {
    added_.push_back(std::move(feature));
    for (std::size_t c = 0; c < layer_->table.columns.size(); ++c) {
      std::optional<std::string> value = c == 0 ? new_id : cells(c)[like];
      cells(c).push_back(std::move(value));
    }
  }
  void finish(FeatureTable& planted) {
    MultiPolygonColumn column;
    for (std::size_t i = 0; i < geometry().size(); ++i) {
      const auto spoilt = changed_.find(i);
      column.append(spoilt == changed_.end() ? geometry()[i] : spoilt->second.view());
    }
    for (const MultiPolygon& feature : added_) column.append(feature);
    layer_->geometry = std::move(column);
    const TextCells* found[] = {&layers_, &ids_, &defects_, &rules_};
    for (std::size_t c = 0; c < 4; ++c) {
      TextCells& to = std::get<TextCells>(planted.table.columns[c].cells);
      to.insert(to.end(), found[c]->begin(), found[c]->end());
    }
  }

 private:
  std::string name_;
  Random random_;
  FeatureTable* layer_ = nullptr;
  std::vector<bool> used_;
  std::uint64_t picks_ = 0;
  std::map<std::size_t, MultiPolygon> changed_;
  std::vector<MultiPolygon> added_;
  TextCells layers_, ids_, defects_, rules_;
};

}  // namespace

FeatureTable plant_defects(std::vector<FeatureTable>& layers, const County& county) {
  FeatureTable planted =
      layer_of("planted_defect", "Planted defects", "One fault that was planted on purpose", std::monostate{});
  add_text(planted, "layer", "Layer", "Layer of the faulty feature", {});
  add_text(planted, "feature_id", "Feature id", "Identifier of the faulty feature", {});
  add_text(planted, "defect", "Defect", "What is wrong with it", {});
  add_text(planted, "rule", "Issue", "Code of the issue that cleaning raises; empty if the fault is harmless", {});
  GeosContext geos;

  Planter habitat(layers, "habitat", county.options.seed);
  habitat.change("outline crosses itself", IssueRule::invalid_repaired, bow_tie);
  habitat.change("outline crosses itself", IssueRule::invalid_repaired, bow_tie);
  habitat.change("spike", IssueRule::invalid_repaired, spike);
  habitat.change("hole outside the shell", IssueRule::invalid_repaired, hole_outside);
  habitat.change("part under 1 m²", IssueRule::small_part_dropped, crumb);
  habitat.change("repeated corners", std::nullopt, repeated_corners);
  const std::size_t twice = habitat.pick();
  habitat.note("H-900001", "the same field digitised twice", IssueRule::self_overlap);
  habitat.add("H-900001", MultiPolygon(habitat.geometry()[twice]), twice);
  const std::size_t grown = habitat.pick();
  habitat.note("H-900002", "reaches 6 m over its neighbours", IssueRule::self_overlap);
  habitat.add("H-900002", repaired(geos, buffer(geos, habitat.geometry()[grown], 6, 2), {}).geometry, grown);
  habitat.note("H-900003", "no geometry", IssueRule::empty_geometry);
  habitat.add("H-900003", {}, habitat.pick());
  habitat.note("H-900004", "nothing but a sliver under 1 m²", IssueRule::small_part_dropped);
  habitat.add("H-900004", polygon_of(square(shell_of(habitat.geometry()[habitat.pick()]).front(), 0.8)), grown);
  const std::size_t first = habitat.pick(), second = habitat.pick();
  habitat.cells(0)[second] = habitat.cells(0)[first];
  habitat.note(habitat.id(first), "id used twice", IssueRule::duplicate_id);
  for (const char* code : {"x9z", "field"}) {
    const std::size_t unknown = habitat.pick();
    habitat.cells(1)[unknown] = code;
    habitat.note(habitat.id(unknown), "unknown habitat code", IssueRule::unknown_habitat_code);
  }
  const std::size_t missing = habitat.pick();
  habitat.cells(1)[missing] = std::nullopt;
  habitat.note(habitat.id(missing), "no habitat code", IssueRule::missing_habitat_code);
  habitat.finish(planted);

  Planter lws(layers, "lws", county.options.seed);
  lws.change("outline crosses itself", IssueRule::invalid_repaired, bow_tie);
  lws.change("spike", IssueRule::invalid_repaired, spike);
  const std::size_t nameless = lws.pick();
  lws.cells(0)[nameless] = std::nullopt;
  lws.note("", "no id", IssueRule::missing_id);
  const std::size_t site = lws.pick();
  lws.note("SA900", "an older version of a site left in", IssueRule::self_overlap);
  lws.add("SA900", repaired(geos, buffer(geos, lws.geometry()[site], 9, 2), {}).geometry, site);
  lws.note("SA901", "no geometry", IssueRule::empty_geometry);
  lws.add("SA901", {}, site);
  lws.finish(planted);

  Planter sssi(layers, "sssi", county.options.seed);
  sssi.change("spike", IssueRule::invalid_repaired, spike);
  sssi.change("repeated corners", std::nullopt, repeated_corners);
  sssi.finish(planted);
  return planted;
}

}  // namespace spatial::county
