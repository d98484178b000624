// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/candidates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/landscape/repair.hpp"
#include "libspatial/opportunity/grid.hpp"
#include "libspatial/opportunity/split.hpp"

namespace spatial {
namespace {

struct Worker {
  KnifeWorker knife;
  AreaScratch areas;
};

constexpr double most_units = 5e6;

/// Side of the cells that larger candidates are split on: whole metres, so that cells are the same in every run.
double unit_side_m(const CandidateOptions& options) {
  return std::floor(std::sqrt(options.max_unit_ha * 1e4) * (1 + 1e-12));
}

/// Refuses a split that has no grid, or more cells than anybody could use.
void check_units(const HabitatMap& habitat, const std::vector<std::uint32_t>& sources,
                 const CandidateOptions& options) {
  const double side = unit_side_m(options);
  if (!(side >= 1))
    throw Error(ErrorKind::config,
                fmt::format("candidates.max_unit_ha is {}, and no grid of whole metres has such small cells",
                            options.max_unit_ha),
                "give at least 0.0001 ha, a cell of 1 m");
  double cells = 0;
  for (const std::uint32_t f : sources)
    if (habitat.areas_m2[f] > options.max_unit_ha * 1e4) cells += habitat.areas_m2[f] / (side * side);
  if (cells > most_units)
    throw Error(ErrorKind::config,
                fmt::format("candidates.max_unit_ha = {} splits the habitat into some {:.0f} million candidates",
                            options.max_unit_ha, cells / 1e6),
                "choose a larger candidates.max_unit_ha, or map a smaller area");
}

Place place_of(const Box& box) { return {box.centre().x, box.centre().y}; }

/// What became of one source feature.
struct Cut {
  std::vector<MultiPolygon> units;
  Issues issues;
  bool outside = false;  ///< not in the study area at all
};

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

  bool is_source(std::size_t feature) const {
    return habitat_.excluded[feature] == 0 && habitat_.core_of_any[feature] == 0 && habitat_.has_potential(feature);
  }

  Cut cut(Worker& worker, std::uint32_t feature) const {
    Cut result;
    const MultiPolygonView source = habitat_.geometry[feature];
    MultiPolygon left(source);
    double area = habitat_.areas_m2[feature];
    const double whole = area;
    const auto settle = [&](MultiPolygon next) {
      const double next_area = area_m2(next);
      if (next_area == area) return;
      // Cutting leaves corners off the grid and hair-thin parts: the same repair as at load.
      left = next.empty() ? std::move(next) : repaired(worker.knife.geos, next, cleaning_).geometry;
      area = area_m2(left);
    };
    const double tolerance = cleaning_.overlap_tolerance_m2;
    if (inputs_.study_area != nullptr) {
      settle(inputs_.study_area->inside(worker.knife, left, box_of(left.view()), area, tolerance));
      if (left.empty()) {
        result.outside = true;
        return result;
      }
    }
    if (!core_over_[feature].empty()) {
      std::vector<MultiPolygonView> core;
      for (const std::uint32_t other : core_over_[feature]) core.push_back(habitat_.geometry[other]);
      settle(difference(worker.knife.geos, left, union_of(worker.knife.geos, core)));
    }
    if (inputs_.exclusions != nullptr && !left.empty())
      settle(inputs_.exclusions->outside(worker.knife, left, box_of(left.view()), area, tolerance));
    const auto report = [&](IssueRule rule, std::string message, const Box& box) {
      result.issues.push_back({rule, "habitat", habitat_.sources[habitat_.source_of[feature]], habitat_.id[feature],
                               std::move(message), place_of(box)});
    };
    if (left.empty()) {
      report(IssueRule::candidate_excluded,
             fmt::format("all {:.2f} ha lie under exclusions or core habitat", whole / 1e4), habitat_.boxes[feature]);
      return result;
    }
    std::vector<MultiPolygon> parts;
    if (area > options_.max_unit_ha * 1e4) {
      for (CellPart& part : split_on_grid(worker.knife.geos, left, unit_side_m(options_)))
        parts.push_back(std::move(part.geometry));
    } else {
      parts.push_back(std::move(left));
    }
    for (MultiPolygon& part : parts) {
      const double size = area_m2(part);
      if (size < options_.min_unit_ha * 1e4)
        report(IssueRule::candidate_below_minimum,
               fmt::format("{:.0f} m² {} under {} ha", size, parts.size() > 1 ? "in one grid cell are" : "are",
                           options_.min_unit_ha),
               box_of(part.view()));
      else
        result.units.push_back(std::move(part));
    }
    return result;
  }

 private:
  const CandidateInputs& inputs_;
  const HabitatMap& habitat_;
  const CandidateOptions& options_;
  const CleanOptions& cleaning_;
  std::vector<std::vector<std::uint32_t>> core_over_;
};

std::string numbered(std::size_t number, std::size_t total) {
  const std::size_t width = std::max<std::size_t>(5, std::to_string(total).size());
  return fmt::format("C{:0{}}", number, width);
}

void add(CandidateSet& set, const MultiPolygon& geometry, std::string layer, std::string id, std::string habitat) {
  set.geometry.append(geometry);
  set.boxes.push_back(box_of(geometry.view()));
  set.areas_m2.push_back(area_m2(geometry));
  set.source_layer.push_back(std::move(layer));
  set.source_id.push_back(std::move(id));
  set.habitat.push_back(std::move(habitat));
}

CandidateResult from_habitat(const CandidateInputs& inputs, const CandidateOptions& options,
                             const CleanOptions& cleaning, const Executor& executor) {
  const HabitatMap& habitat = *inputs.habitat;
  const FromHabitat strategy(inputs, options, cleaning);
  std::vector<std::uint32_t> sources;
  std::vector<double> cost;
  for (std::uint32_t f = 0; f < habitat.size(); ++f) {
    if (!strategy.is_source(f)) continue;
    sources.push_back(f);
    cost.push_back(static_cast<double>(habitat.geometry[f].point_count()));
  }
  check_units(habitat, sources, options);
  const std::vector<Cut> cuts = parallel_map<Cut, Worker>(
      executor, sources.size(), [&](Worker& worker, std::size_t k) { return strategy.cut(worker, sources[k]); },
      by_falling_cost(cost));

  CandidateResult result;
  CandidateSet& set = result.candidates;
  set.networks = habitat.networks.size();
  std::size_t outside = 0;
  for (std::size_t k = 0; k < cuts.size(); ++k) {
    const std::uint32_t f = sources[k];
    outside += cuts[k].outside ? 1 : 0;
    result.issues.insert(result.issues.end(), cuts[k].issues.begin(), cuts[k].issues.end());
    for (const MultiPolygon& unit : cuts[k].units) {
      add(set, unit, habitat.sources[habitat.source_of[f]], habitat.id[f], habitat.label[f]);
      for (std::size_t n = 0; n < set.networks; ++n) {
        const double potential = habitat.potential_of(f, n);
        set.suitable_m2.push_back(potential > 0 ? set.areas_m2.back() : 0);
        set.restored_m2.push_back(potential * set.areas_m2.back());
      }
    }
  }
  if (outside > 0)
    result.issues.push_back(
        {IssueRule::outside_study_area, "habitat", "", "",
         fmt::format(
             "{} habitat features with potential lie outside the study area; they count as context, not as candidates",
             outside),
         std::nullopt});
  return result;
}

/// Shapes that keep their outline: parcels and grid cells.
struct Shape {
  std::string layer, id;
  MultiPolygon geometry;
};

struct Suitability {
  std::vector<double> suitable, restored;  ///< per network
  std::string habitat;
  bool outside = false;
};

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

  const auto found = parallel_map<Suitability, Worker>(executor, shapes.size(), [&](Worker& worker, std::size_t k) {
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
      // Where habitat features overlap each other the same ground would count twice.
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
        result.issues.push_back(
            {rule, "candidate", shapes[k].layer, shapes[k].id, text, place_of(box_of(shapes[k].geometry.view()))});
      }
      continue;
    }
    add(set, shapes[k].geometry, shapes[k].layer, shapes[k].id, s.habitat);
    set.suitable_m2.insert(set.suitable_m2.end(), s.suitable.begin(), s.suitable.end());
    set.restored_m2.insert(set.restored_m2.end(), s.restored.begin(), s.restored.end());
  }
  return result;
}

std::vector<Shape> shapes_of(const CandidateInputs& inputs, const CandidateOptions& options) {
  std::vector<Shape> shapes;
  if (options.source == CandidateSource::layer) {
    if (inputs.layer == nullptr)
      throw Error(ErrorKind::config, "candidates.source is \"layer\", but no [layers.candidate] is configured",
                  "name the layer, or set candidates.source = \"habitat\"");
    for (std::size_t i = 0; i < inputs.layer->size(); ++i)
      shapes.push_back({inputs.layer->source, inputs.layer->id[i], MultiPolygon(inputs.layer->geometry[i])});
    return shapes;
  }
  for (const CellShape& cell : options.source == CandidateSource::square
                                   ? square_cells(inputs.study_box, options.grid_m)
                                   : hexagon_cells(inputs.study_box, options.grid_m))
    shapes.push_back({"grid", cell.id, cell.geometry});
  return shapes;
}

}  // namespace

CandidateResult candidates_of(const CandidateInputs& inputs, const CandidateOptions& options,
                              const CleanOptions& cleaning, const Executor& executor) {
  CandidateResult result = options.source == CandidateSource::habitat
                               ? from_habitat(inputs, options, cleaning, executor)
                               : from_shapes(shapes_of(inputs, options), inputs, options, executor);
  CandidateSet& set = result.candidates;
  for (std::size_t c = 0; c < set.source_id.size(); ++c) set.id.push_back(numbered(c + 1, set.source_id.size()));
  return result;
}

}  // namespace spatial
