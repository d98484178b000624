// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/needles.hpp"
#include "libspatial/geometry/same_outline.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/opportunity/candidate_sources.hpp"
#include "libspatial/opportunity/grid.hpp"
#include "libspatial/opportunity/split.hpp"

namespace spatial {
namespace {

struct CuttingWorker {
  KnifeWorker knife;
  AreaScratch areas;
};

Place place_of(const Box& box) { return {box.centre().x, box.centre().y}; }

/// Part of a source feature that becomes a candidate.
struct Unit {
  std::string suffix;  ///< suffix of the id: grid cell, and side of the site boundary
  LandAction action = LandAction::create;
  MultiPolygon geometry;
  bool whole = false;  ///< all of a feature of a shared column; then `geometry` is empty
};

/// Result of cutting one source feature.
struct Cut {
  std::vector<Unit> units;
  Issues issues;
  bool outside = false;  ///< entirely outside the study area
};

/// Cleans the result of a cut: on the grid, without small parts and needles. What is dropped is added to `findings`.
MultiPolygon tidy(CuttingWorker& worker, MultiPolygon cut, const CleanOptions& cleaning,
                  std::vector<Finding>& findings) {
  if (cut.empty()) return cut;
  RepairedFeature rest = repaired_cut(worker.knife.geos, cut, cleaning);
  for (Finding& finding : rest.findings)
    if (finding.rule != IssueRule::empty_geometry) findings.push_back(std::move(finding));
  return std::move(rest.geometry);
}

/// An outline of the layer without needles; otherwise the candidate would count as near to whatever their tips reach.
MultiPolygon without_file_needles(CuttingWorker& worker, MultiPolygonView outline, const CleanOptions& cleaning,
                                  std::vector<Finding>& findings) {
  return without_needles(worker.knife.geos, outline, cleaning.snap_m)
             ? tidy(worker, MultiPolygon(outline), cleaning, findings)
             : MultiPolygon(outline);
}

/// Splits land at the boundary of sites. A piece inside a site gets a suffix only if there is also a piece outside,
/// whatever is cut away or dropped later, so that a candidate keeps its id as long as its land does.
std::vector<Unit> at_sites(CuttingWorker& worker, const CandidateInputs& inputs, const CandidateOptions& options,
                           Unit land, const CleanOptions& cleaning, std::vector<Finding>& findings) {
  std::vector<Unit> pieces;
  if (inputs.sites == nullptr || options.inside_sites == InsideSites::together) {
    pieces.push_back(std::move(land));
    return pieces;
  }
  const double whole = area_m2(land.geometry), tolerance = cleaning.overlap_tolerance_m2;
  const Box box = box_of(land.geometry.view());
  const double covered = inputs.sites->covered_m2(worker.knife, land.geometry, box, whole);
  if (covered <= tolerance || covered >= whole - tolerance) {
    land.action = covered <= tolerance ? LandAction::create : LandAction::restore;
    pieces.push_back(std::move(land));
    return pieces;
  }
  MultiPolygon outside =
      tidy(worker, inputs.sites->outside(worker.knife, land.geometry, box, whole, 0), cleaning, findings);
  MultiPolygon inside =
      tidy(worker, inputs.sites->inside(worker.knife, land.geometry, box, whole, 0), cleaning, findings);
  const std::string suffix = outside.empty() ? "" : "/site";
  if (!outside.empty()) pieces.push_back({land.suffix, LandAction::create, std::move(outside)});
  if (!inside.empty()) pieces.push_back({land.suffix + suffix, LandAction::restore, std::move(inside)});
  return pieces;
}

std::string left_out_message(double area_m2) {
  return fmt::format("{:.2f} ha lie in a designated site, Local Wildlife Site or irreplaceable habitat", area_m2 / 1e4);
}

class FromHabitat {
 public:
  FromHabitat(const CandidateInputs& inputs, const CandidateOptions& options, const CleanOptions& cleaning)
      : inputs_(inputs),
        habitat_(*inputs.habitat),
        options_(options),
        cleaning_(cleaning),
        core_over_(habitat_.size()) {
    for (const OverlapPair& pair : habitat_.overlaps) {
      if (habitat_.core_of_any[pair.a] != 0) core_over_[pair.b].push_back(pair.a);
      if (habitat_.core_of_any[pair.b] != 0) core_over_[pair.a].push_back(pair.b);
    }
  }

  Cut cut(CuttingWorker& worker, std::uint32_t feature) const {
    Cut result;
    std::vector<Finding> findings;
    MultiPolygon land = without_file_needles(worker, habitat_.geometry[feature], cleaning_, findings);
    const double whole = habitat_.areas_m2[feature];
    if (inputs_.study_area != nullptr)
      land = settled(worker, std::move(land), whole, findings, [&](const MultiPolygon& all) {
        return inputs_.study_area->inside(worker.knife, all, box_of(all.view()), whole, cleaning_.overlap_tolerance_m2);
      });
    if (land.empty()) {
      result.outside = true;
      return result;
    }
    const MultiPolygon core = core_over(worker, feature);
    bool anything_left = false;
    const std::vector<Unit> cells = cells_of(worker, feature, std::move(land), findings);
    for (const Unit& cell : cells)
      for (Unit& piece : at_sites(worker, inputs_, options_, cell, cleaning_, findings)) {
        piece.geometry = open_land(worker, std::move(piece.geometry), core, findings);
        if (piece.geometry.empty()) continue;
        anything_left = true;
        keep(result, feature, std::move(piece), cells.size() > 1);
      }
    if (!anything_left)
      report(result, IssueRule::candidate_excluded, feature,
             fmt::format("all {:.2f} ha lie under exclusions or core habitat", whole / 1e4), habitat_.boxes[feature]);
    for (Finding& finding : findings)
      result.issues.push_back({finding.rule, "habitat", habitat_.sources[habitat_.source_of[feature]],
                               habitat_.id[feature], std::move(finding.message), finding.place});
    return result;
  }

 private:
  void report(Cut& result, IssueRule rule, std::uint32_t feature, std::string message, const Box& box) const {
    result.issues.push_back({rule, "habitat", habitat_.sources[habitat_.source_of[feature]], habitat_.id[feature],
                             std::move(message), place_of(box)});
  }

  /// Applies an operation to some land and cleans the result: cutting leaves vertices off the grid, small parts and
  /// needles.
  template <class Operation>
  MultiPolygon settled(CuttingWorker& worker, MultiPolygon land, double land_m2, std::vector<Finding>& findings,
                       const Operation& operation) const {
    MultiPolygon next = operation(land);
    if (area_m2(next) == land_m2) return land;
    return tidy(worker, std::move(next), cleaning_, findings);
  }

  MultiPolygon core_over(CuttingWorker& worker, std::uint32_t feature) const {
    if (core_over_[feature].empty()) return {};
    std::vector<MultiPolygonView> core;
    for (const std::uint32_t other : core_over_[feature]) core.push_back(habitat_.geometry[other]);
    return union_of(worker.knife.geos, core);
  }

  /// Splits a large feature on the grid. The area of the whole feature decides, not that of the remaining land, so that
  /// ids do not depend on what is cut away.
  std::vector<Unit> cells_of(CuttingWorker& worker, std::uint32_t feature, MultiPolygon land,
                             std::vector<Finding>& findings) const {
    std::vector<Unit> cells;
    if (habitat_.areas_m2[feature] <= options_.max_unit_ha * 1e4) {
      cells.push_back({"", LandAction::create, std::move(land)});
      return cells;
    }
    const double side = unit_side_m(options_);
    for (CellPart& part : split_on_grid(worker.knife.geos, land, side)) {
      MultiPolygon own = tidy(worker, std::move(part.geometry), cleaning_, findings);
      if (own.empty()) continue;
      cells.push_back({fmt::format("/E{:.0f}N{:.0f}", side * static_cast<double>(part.cell.column),
                                   side * static_cast<double>(part.cell.row)),
                       LandAction::create, std::move(own)});
    }
    return cells;
  }

  MultiPolygon open_land(CuttingWorker& worker, MultiPolygon land, const MultiPolygon& core,
                         std::vector<Finding>& findings) const {
    if (!core.empty()) {
      const double before = area_m2(land);
      land = settled(worker, std::move(land), before, findings,
                     [&](const MultiPolygon& all) { return difference(worker.knife.geos, all, core); });
    }
    if (inputs_.exclusions == nullptr || land.empty()) return land;
    const double before = area_m2(land);
    return settled(worker, std::move(land), before, findings, [&](const MultiPolygon& all) {
      return inputs_.exclusions->outside(worker.knife, all, box_of(all.view()), before, cleaning_.overlap_tolerance_m2);
    });
  }

  void keep(Cut& result, std::uint32_t feature, Unit piece, bool several) const {
    const double size = area_m2(piece.geometry);
    const Box box = box_of(piece.geometry.view());
    if (piece.action == LandAction::restore && options_.inside_sites == InsideSites::leave_out)
      report(result, IssueRule::candidate_in_site, feature, left_out_message(size), box);
    else if (size < options_.min_unit_ha * 1e4)
      report(
          result, IssueRule::candidate_below_minimum, feature,
          fmt::format("{:.0f} m² {} under {} ha", size, several ? "in one grid cell are" : "are", options_.min_unit_ha),
          box);
    else
      result.units.push_back(std::move(piece));
  }

  const CandidateInputs& inputs_;
  const HabitatMap& habitat_;
  const CandidateOptions& options_;
  const CleanOptions& cleaning_;
  std::vector<std::vector<std::uint32_t>> core_over_;
};

/// All but its geometry.
void add(CandidateSet& set, MultiPolygonView geometry, std::string layer, std::string source_id, std::string id,
         LandAction action, std::string habitat) {
  set.id.push_back(std::move(id));
  set.action.push_back(action);
  set.boxes.push_back(box_of(geometry));
  set.areas_m2.push_back(area_m2(geometry));
  set.source_layer.push_back(std::move(layer));
  set.source_id.push_back(std::move(source_id));
  set.habitat.push_back(std::move(habitat));
}

constexpr std::uint32_t no_piece = 0xffffffff;

/// Land of candidates: the piece of each, or all of its feature.
MultiPolygonColumn candidate_land(const HabitatMap& habitat, const std::vector<std::uint32_t>& feature,
                                  MultiPolygonColumn pieces, const std::vector<std::uint32_t>& piece) {
  pieces.share();
  std::vector<const MultiPolygonColumn*> columns{&pieces};
  if (habitat.geometry.is_shared()) columns.push_back(&habitat.geometry);
  std::vector<MultiPolygonView> land;
  land.reserve(feature.size());
  for (std::size_t c = 0; c < feature.size(); ++c)
    land.push_back(piece[c] == no_piece ? habitat.geometry[feature[c]] : pieces[piece[c]]);
  return MultiPolygonColumn::of_shared(std::move(land), columns);
}

CandidateResult from_habitat(const CandidateInputs& inputs, const CandidateOptions& options,
                             const CleanOptions& cleaning, const Executor& executor) {
  const HabitatMap& habitat = *inputs.habitat;
  const FromHabitat strategy(inputs, options, cleaning);
  std::vector<std::uint32_t> sources;
  std::vector<double> cost;
  check_units(habitat, options);
  for (std::uint32_t f = 0; f < habitat.size(); ++f)
    if (is_candidate_source(habitat, f) && inputs.owns(habitat.boxes[f])) sources.push_back(f);
  for (const std::uint32_t f : sources) cost.push_back(static_cast<double>(habitat.geometry[f].point_count()));
  const bool shared = habitat.geometry.is_shared();
  std::vector<Cut> cuts = parallel_map<Cut, CuttingWorker>(
      executor, sources.size(),
      [&](CuttingWorker& worker, std::size_t k) {
        Cut cut = strategy.cut(worker, sources[k]);
        for (Unit& unit : cut.units)
          if (shared && same_outline(unit.geometry, habitat.geometry[sources[k]])) {
            unit.whole = true;
            unit.geometry = {};
          }
        return cut;
      },
      by_falling_cost(cost));

  CandidateResult result;
  CandidateSet& set = result.candidates;
  result.looked_at = sources.size();
  set.networks = habitat.networks.size();
  MultiPolygonColumn pieces;         // those that are not whole features
  std::vector<std::uint32_t> piece;  // its number, or no_piece
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const std::uint32_t f = sources[k];
    result.outside += cuts[k].outside ? 1 : 0;
    result.issues.insert(result.issues.end(), cuts[k].issues.begin(), cuts[k].issues.end());
    // Two habitat sources may use the same ids, so ids of the second get its number as a prefix.
    const std::uint32_t source = habitat.source_of[f];
    const std::string base = source == 0 ? habitat.id[f] : fmt::format("{}:{}", source + 1, habitat.id[f]);
    for (const Unit& unit : cuts[k].units) {
      piece.push_back(unit.whole ? no_piece : static_cast<std::uint32_t>(pieces.size()));
      if (!unit.whole) pieces.append(unit.geometry);
      const MultiPolygonView land = unit.whole ? habitat.geometry[f] : pieces[pieces.size() - 1];
      add(set, land, habitat.sources[source], habitat.id[f], base + unit.suffix, unit.action, habitat.label[f]);
      result.source.push_back(f);
      for (std::size_t n = 0; n < set.networks; ++n) {
        const double potential = habitat.potential_of(f, n);
        set.suitable_m2.push_back(potential > 0 ? set.areas_m2.back() : 0);
        set.restored_m2.push_back(potential * set.areas_m2.back());
      }
    }
    cuts[k] = {};  // frees memory: kept twice, it would take twice as much
  }
  set.geometry = candidate_land(habitat, result.source, std::move(pieces), piece);
  if (!inputs.own) report_outside(result.outside, result.issues);
  return result;
}

/// Shapes that are candidates as they are, except that they are split at site boundaries: parcels and grid cells.
struct Shape {
  std::string layer, source_id, id;
  LandAction action = LandAction::create;
  MultiPolygon geometry;
  std::uint32_t source = 0;  ///< number of the parcel or cell
};

struct Suitability {
  std::vector<double> suitable, restored;  ///< per network
  std::string habitat;
  bool outside = false;
};

/// Long: the masks and indexes made first are those that every cut below uses.
CandidateResult from_shapes(const std::vector<Shape>& shapes, const CandidateInputs& inputs,
                            const CandidateOptions& options, const Executor& executor) {
  const HabitatMap& habitat = *inputs.habitat;
  const std::size_t networks = habitat.networks.size();
  std::vector<std::uint32_t> core, restorable;
  for (std::uint32_t f = 0; f < habitat.size(); ++f) {
    if (habitat.core_of_any[f] != 0)
      core.push_back(f);
    else if (habitat.excluded[f] == 0 && habitat.has_potential(f))
      restorable.push_back(f);
  }
  const Mask core_mask(disjoint_areas(habitat.geometry, core, habitat.overlaps, executor), executor);
  MultiPolygonColumn restorable_areas;
  for (const std::uint32_t f : restorable) restorable_areas.append(habitat.geometry[f]);
  const ZoneIndex ground(restorable_areas, executor);

  const auto found =
      parallel_map<Suitability, CuttingWorker>(executor, shapes.size(), [&](CuttingWorker& worker, std::size_t k) {
        Suitability result{std::vector<double>(networks, 0), std::vector<double>(networks, 0), "", false};
        MultiPolygon open = shapes[k].geometry;
        const auto keep = [&](MultiPolygon next) { open = std::move(next); };
        if (inputs.study_area != nullptr) {
          keep(inputs.study_area->inside(worker.knife, open, box_of(open.view()), area_m2(open), 0));
          result.outside = open.empty();
        }
        if (inputs.exclusions != nullptr && !open.empty())
          keep(inputs.exclusions->outside(worker.knife, open, box_of(open.view()), area_m2(open), 0));
        if (!open.empty()) keep(core_mask.outside(worker.knife, open, box_of(open.view()), area_m2(open), 0));
        if (open.empty()) return result;
        const double area = area_m2(open);
        std::vector<StableSum> suitable(networks), restored(networks);
        double largest = 0;
        for (const ZoneShare& share : ground.shares(open, box_of(open.view()), area, worker.areas)) {
          const std::uint32_t f = restorable[share.zone];
          if (share.area_m2 > largest) {
            largest = share.area_m2;
            result.habitat = habitat.label[f];
          }
          for (std::size_t n = 0; n < networks; ++n) {
            const double potential = habitat.potential_of(f, n);
            if (potential <= 0) continue;
            suitable[n].add(share.area_m2);
            restored[n].add(potential * share.area_m2);
          }
        }
        for (std::size_t n = 0; n < networks; ++n) {
          // Where habitat features overlap, the same ground would count twice, so the sums are scaled down to the area.
          const double sum = suitable[n].value();
          const double scale = sum > area ? area / sum : 1;
          result.suitable[n] = sum * scale;
          result.restored[n] = restored[n].value() * scale;
        }
        return result;
      });

  CandidateResult result;
  CandidateSet& set = result.candidates;
  set.networks = networks;
  const bool users = options.source == CandidateSource::layer;
  for (std::size_t k = 0; k < shapes.size(); ++k) {
    const Suitability& s = found[k];
    const bool any = std::any_of(s.restored.begin(), s.restored.end(), [](double v) { return v > 0; });
    if (!any) {
      if (users) {
        const auto [rule, text] = s.outside ? std::pair{IssueRule::candidate_excluded, "lies outside the study area"}
                                            : std::pair{IssueRule::candidate_without_suitable_habitat,
                                                        "covers no ground with potential for any network"};
        result.issues.push_back({rule, "candidate", shapes[k].layer, shapes[k].source_id, text,
                                 place_of(box_of(shapes[k].geometry.view()))});
      }
      continue;
    }
    set.geometry.append(shapes[k].geometry);
    add(set, shapes[k].geometry, shapes[k].layer, shapes[k].source_id, shapes[k].id, shapes[k].action, s.habitat);
    result.source.push_back(shapes[k].source);
    set.suitable_m2.insert(set.suitable_m2.end(), s.suitable.begin(), s.suitable.end());
    set.restored_m2.insert(set.restored_m2.end(), s.restored.begin(), s.restored.end());
  }
  return result;
}

std::vector<Shape> own_of(std::vector<Shape> shapes, const CandidateInputs& inputs) {
  std::erase_if(shapes, [&](const Shape& shape) { return !inputs.owns(box_of(shape.geometry.view())); });
  return shapes;
}

std::vector<Shape> shapes_of(const CandidateInputs& inputs, const CandidateOptions& options) {
  std::vector<Shape> shapes;
  if (options.source == CandidateSource::layer) {
    if (inputs.layer == nullptr)
      throw Error(ErrorKind::config, "candidates.source is \"layer\", but no [layers.candidate] is configured",
                  "Name the layer, or set candidates.source = \"habitat\".");
    for (std::size_t i = 0; i < inputs.layer->size(); ++i)
      shapes.push_back({inputs.layer->source, inputs.layer->id[i], inputs.layer->id[i], LandAction::create,
                        MultiPolygon(inputs.layer->geometry[i]), static_cast<std::uint32_t>(i)});
    return own_of(std::move(shapes), inputs);
  }
  for (const CellShape& cell : options.source == CandidateSource::square
                                   ? square_cells(inputs.study_box, options.grid_m)
                                   : hexagon_cells(inputs.study_box, options.grid_m))
    shapes.push_back(
        {"grid", cell.id, cell.id, LandAction::create, cell.geometry, static_cast<std::uint32_t>(shapes.size())});
  return own_of(std::move(shapes), inputs);
}

/// Removes needles from the shapes and splits them at the boundary of sites. Parts of a split shape below the smallest
/// unit are dropped.
std::vector<Shape> split_at_sites(std::vector<Shape> shapes, const CandidateInputs& inputs,
                                  const CandidateOptions& options, const CleanOptions& cleaning,
                                  const Executor& executor, Issues& issues) {
  std::vector<std::vector<Finding>> findings(shapes.size());
  const auto pieces = parallel_map<std::vector<Unit>, CuttingWorker>(
      executor, shapes.size(), [&](CuttingWorker& worker, std::size_t k) {
        MultiPolygon outline = without_file_needles(worker, shapes[k].geometry, cleaning, findings[k]);
        return at_sites(worker, inputs, options, {"", LandAction::create, std::move(outline)}, cleaning, findings[k]);
      });
  std::vector<Shape> result;
  for (std::size_t k = 0; k < shapes.size(); ++k) {
    for (Finding& finding : findings[k])
      issues.push_back(
          {finding.rule, "candidate", shapes[k].layer, shapes[k].source_id, std::move(finding.message), finding.place});
    for (const Unit& piece : pieces[k]) {
      const double size = area_m2(piece.geometry);
      const auto report = [&](IssueRule rule, std::string message) {
        issues.push_back({rule, "candidate", shapes[k].layer, shapes[k].source_id, std::move(message),
                          place_of(box_of(piece.geometry.view()))});
      };
      if (piece.action == LandAction::restore && options.inside_sites == InsideSites::leave_out)
        report(IssueRule::candidate_in_site, left_out_message(size));
      else if (pieces[k].size() > 1 && size < options.min_unit_ha * 1e4)
        report(IssueRule::candidate_below_minimum, fmt::format("{:.0f} m² are under {} ha", size, options.min_unit_ha));
      else
        result.push_back({shapes[k].layer, shapes[k].source_id, shapes[k].id + piece.suffix, piece.action,
                          piece.geometry, shapes[k].source});
    }
  }
  return result;
}

/// Without a split, a candidate is for restoring if more than half of it lies in sites.
void take_action_of_most(CandidateSet& set, const Mask& sites, const Executor& executor) {
  std::vector<char> most(set.size(), 0);
  parallel_for<KnifeWorker>(executor, set.size(), [&](KnifeWorker& worker, std::size_t c) {
    const double inside = sites.covered_m2(worker, set.geometry[c], set.boxes[c], set.areas_m2[c]);
    most[c] = inside > set.areas_m2[c] / 2 ? 1 : 0;
  });
  for (std::size_t c = 0; c < set.size(); ++c) set.action[c] = most[c] != 0 ? LandAction::restore : LandAction::create;
}

}  // namespace

CandidateResult candidates_of(const CandidateInputs& inputs, const CandidateOptions& options,
                              const CleanOptions& cleaning, const Executor& executor) {
  CandidateResult result;
  if (options.source == CandidateSource::habitat) {
    result = from_habitat(inputs, options, cleaning, executor);
  } else {
    Issues issues;
    const std::vector<Shape> shapes =
        split_at_sites(shapes_of(inputs, options), inputs, options, cleaning, executor, issues);
    result = from_shapes(shapes, inputs, options, executor);
    result.issues.insert(result.issues.end(), issues.begin(), issues.end());
  }
  result.candidates.geometry.share();
  result.candidates.ranked_together = options.inside_sites == InsideSites::together;
  if (result.candidates.ranked_together && inputs.sites != nullptr)
    take_action_of_most(result.candidates, *inputs.sites, executor);
  return result;
}

}  // namespace spatial
