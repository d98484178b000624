// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/network_zones.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/geometry/rings.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/overlay/tile_seams.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

constexpr double tile_m = 2000;
constexpr int quadrant_segments = 16;

constexpr std::array<ZoneClassInfo, zone_class_count> classes{{
    {ZoneClass::primary, "primary", "Primary habitat", "Core habitat of the network."},
    {ZoneClass::associated, "associated", "Associated habitat",
     "Core habitat of other networks within nez_m of a patch."},
    {ZoneClass::restorable, "restorable", "Restorable habitat",
     "Land within nez_m of a patch with a potential of at least restorable_potential."},
    {ZoneClass::fragmentation_action, "fragmentation_action", "Fragmentation Action Zone",
     "Zone 1 land within nez_m of two or more patches that are small or ragged."},
    {ZoneClass::enhancement_1, "enhancement_1", "Network Enhancement Zone 1",
     "Other land within nez_m of a patch that has potential."},
    {ZoneClass::enhancement_2, "enhancement_2", "Network Enhancement Zone 2",
     "Land within nez_m of a patch without potential."},
    {ZoneClass::expansion, "expansion", "Network Expansion Zone",
     "Land with potential further out, within expansion_m of suitable land within nez_m of a patch."},
}};

/// Areas cut into tiles: for each tile, the part of each area in it.
class Land {
 public:
  /// Halves areas until each part lies in one tile, so that a large area is not processed once for each of its tiles.
  Land(const MultiPolygonColumn& areas, const TileGrid& grid, const Executor& executor)
      : by_tile_(std::size_t{grid.columns()} * grid.rows()) {
    struct Part {
      std::uint32_t area, left, right, bottom, top;  ///< columns and rows of tiles, ends included
      MultiPolygon geometry;
      bool in_one_tile() const noexcept { return left == right && bottom == top; }
    };
    std::vector<std::vector<std::pair<std::uint32_t, MultiPolygon>>> found(by_tile_.size());
    std::vector<Part> open;
    const auto add = [&](Part part) {
      if (part.geometry.empty()) return;
      const Box box = box_of(part.geometry);
      part.left = std::max(part.left, grid.column_of(box.min_x)),
      part.right = std::min(part.right, grid.column_of(box.max_x));
      part.bottom = std::max(part.bottom, grid.row_of(box.min_y)),
      part.top = std::min(part.top, grid.row_of(box.max_y));
      if (part.in_one_tile())
        found[std::size_t{part.bottom} * grid.columns() + part.left].emplace_back(part.area, std::move(part.geometry));
      else
        open.push_back(std::move(part));
    };
    for (std::uint32_t k = 0; k < areas.size(); ++k)
      add({k, 0, grid.columns() - 1, 0, grid.rows() - 1, MultiPolygon(areas[k])});
    while (!open.empty()) {
      std::vector<std::array<Part, 2>> halves =
          parallel_map<std::array<Part, 2>, GeosContext>(executor, open.size(), [&](GeosContext& geos, std::size_t k) {
            const Part& part = open[k];
            std::array<Part, 2> half{Part{part.area, part.left, part.right, part.bottom, part.top, {}},
                                     Part{part.area, part.left, part.right, part.bottom, part.top, {}}};
            if (part.right - part.left >= part.top - part.bottom)
              half[1].left = (half[0].right = (part.left + part.right) / 2) + 1;
            else
              half[1].bottom = (half[0].top = (part.bottom + part.top) / 2) + 1;
            for (Part& one : half)
              one.geometry = clip(geos, part.geometry,
                                  {grid.x(one.left), grid.y(one.bottom), grid.x(one.right + 1), grid.y(one.top + 1)});
            return half;
          });
      open.clear();
      for (std::array<Part, 2>& both : halves)
        for (Part& half : both) add(std::move(half));
    }
    for (std::size_t t = 0; t < found.size(); ++t) {
      std::sort(found[t].begin(), found[t].end(), [](const auto& a, const auto& b) { return a.first < b.first; });
      for (auto& [area, part] : found[t]) by_tile_[t].push_back(std::move(part));
    }
  }

  const std::vector<MultiPolygon>& parts_in(std::size_t tile) const { return by_tile_[tile]; }
  /// The parts in a tile as one area, for areas that do not touch (see `whole`).
  MultiPolygon in(std::size_t tile) const {
    MultiPolygonColumn all;
    for (const MultiPolygon& part : by_tile_[tile]) all.append_parts(part);
    all.end_feature();
    return normalised(all[0]);
  }

 private:
  std::vector<std::vector<MultiPolygon>> by_tile_;
};

/// The parts of all areas as separate features.
MultiPolygonColumn parts_of(const MultiPolygonColumn& areas) {
  MultiPolygonColumn parts;
  for (std::size_t i = 0; i < areas.size(); ++i) append_each_part(parts, areas[i]);
  return parts;
}

/// Removes parts and holes that are only rounding errors between boundaries that run along each other.
MultiPolygon without_slivers(MultiPolygonView area) {
  return with_edited_rings(area, [](RingView ring, std::vector<Point>& kept) {
    if (std::abs(signed_area_m2(ring)) > same_area_m2) kept.assign(ring.begin(), ring.end());
  });
}

MultiPolygon joined_areas(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) {
  return a.empty() ? b : b.empty() ? a : union_of(geos, a, b);
}
MultiPolygon shared(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) {
  return a.empty() || b.empty() ? MultiPolygon() : intersection(geos, a, b);
}
MultiPolygon without(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) {
  return a.empty() || b.empty() ? a : difference(geos, a, b);
}

using ByClass = std::array<MultiPolygon, zone_class_count>;

/// The zones and land of a network in one tile.
struct Tile {
  ByClass zones;
  MultiPolygon covered;   ///< all classes up to Zone 2
  MultiPolygon suitable;  ///< land with potential, without excluded land and core habitat
  MultiPolygon source;    ///< suitable land within nez_m, from which the expansion zone starts
};

class Zoning {
 public:
  Zoning(const HabitatMap& habitat, std::span<const ZonedNetwork> networks, const MultiPolygonColumn* exclusions,
         const MultiPolygonColumn* study_area, const ZoneOptions& options, const Executor& executor)
      : habitat_(habitat), networks_(networks), options_(options), executor_(executor) {
    Box reach;
    for (const ZonedNetwork& one : networks)
      for (const Box& box : one.network->patches.boxes) reach.add(box.grown(options_.nez_m + options_.expansion_m));
    for (const ZonedNetwork& one : networks)
      for (const std::uint32_t f : habitat_.core_features(one.number)) reach.add(habitat_.boxes[f]);
    // Without an extent there is neither a patch nor core habitat, so there are no zones.
    if (reach.empty()) return;
    grid_ =
        TileGrid({std::floor(reach.min_x / tile_m) * tile_m, std::floor(reach.min_y / tile_m) * tile_m}, reach, tile_m);
    if (exclusions != nullptr && !exclusions->empty()) exclusions_.emplace(whole(*exclusions), grid_, executor_);
    if (study_area != nullptr && !study_area->empty()) study_.emplace(whole(*study_area), grid_, executor_);
  }

  ZonesResult zones() {
    ZonesResult result;
    std::vector<std::vector<ByClass>> by_network;
    for (const ZonedNetwork& one : networks_) {
      by_network.push_back(tiles_of(one));
      result.networks.push_back(dissolved(by_network.back()));
    }
    if (networks_.size() > 1) result.combined = dissolved(combined(by_network));
    return result;
  }

 private:
  std::size_t tiles() const { return std::size_t{grid_.columns()} * grid_.rows(); }

  MultiPolygon in_study_area(GeosContext& geos, const MultiPolygon& land, std::size_t tile) const {
    return !study_ || land.empty() ? land : shared(geos, land, study_->in(tile));
  }

  /// Long because the steps share one set of columns: what each class is made of, tile by tile.
  std::vector<ByClass> tiles_of(const ZonedNetwork& one) {
    const PatchSet& patches = one.network->patches;
    MultiPolygonColumn core, associated, restorable, suitable, fragments;
    for (std::uint32_t f = 0; f < habitat_.size(); ++f) {
      const MultiPolygonView feature = habitat_.geometry[f];
      if (habitat_.is_core(f, one.number)) {
        core.append(feature);
        continue;
      }
      if (habitat_.core_of_any[f] != 0) associated.append(feature);
      if (habitat_.excluded[f] != 0 || !(habitat_.potential_of(f, one.number) > 0)) continue;
      suitable.append(feature);
      if (habitat_.potential_of(f, one.number) >= options_.restorable_potential) restorable.append(feature);
    }
    for (std::uint32_t p = 0; p < patches.size(); ++p)
      // Patches read from a raster; others consist of features.
      if (patches.members[p].empty()) core.append(patches.geometry[p]);
    const MultiPolygonColumn near = grown_column(patches.geometry, options_.nez_m);
    for (std::uint32_t p = 0; p < patches.size(); ++p)
      if (patches.areas_m2[p] < options_.faz_patch_ha * 1e4 || shape_index(patches.geometry[p]) > options_.faz_shape)
        fragments.append(near[p]);
    const auto land_of = [&](const MultiPolygonColumn& areas) { return Land(areas, grid_, executor_); };
    const Land near_land = land_of(much_overlapping(near)), fragment_land = land_of(fragments),
               core_land = land_of(whole(core)), associated_land = land_of(whole(associated)),
               restorable_land = land_of(whole(restorable)), suitable_land = land_of(whole(suitable));

    const std::vector<Tile> inner =
        parallel_map<Tile, GeosContext>(executor_, tiles(), [&](GeosContext& geos, std::size_t t) {
          Tile result;
          result.zones[0] = in_study_area(geos, core_land.in(t), t);
          const MultiPolygon excluded = exclusions_ ? exclusions_->in(t) : MultiPolygon();
          const auto usable = [&](const Land& some) {
            return without(geos, without(geos, in_study_area(geos, some.in(t), t), result.zones[0]), excluded);
          };
          result.suitable = usable(suitable_land);
          const MultiPolygon reach = in_study_area(geos, near_land.in(t), t);
          MultiPolygon rest = without(geos, reach, result.zones[0]);
          result.covered = joined_areas(geos, result.zones[0], reach);
          if (rest.empty()) return result;
          result.source = shared(geos, result.suitable, rest);
          const auto take = [&](ZoneClass zone, const MultiPolygon& wanted) {
            result.zones[static_cast<std::size_t>(zone)] = shared(geos, rest, wanted);
            rest = without(geos, rest, wanted);
          };
          take(ZoneClass::associated, associated_land.in(t));
          take(ZoneClass::restorable, usable(restorable_land));
          MultiPolygon once, twice;
          for (const MultiPolygon& part : fragment_land.parts_in(t)) {
            twice = joined_areas(geos, twice, shared(geos, once, part));
            once = joined_areas(geos, once, part);
          }
          take(ZoneClass::fragmentation_action, shared(geos, result.suitable, twice));
          take(ZoneClass::enhancement_1, result.suitable);
          result.zones[static_cast<std::size_t>(ZoneClass::enhancement_2)] = rest;
          return result;
        });

    std::vector<TilePiece> sources;
    for (std::uint32_t t = 0; t < inner.size(); ++t)
      if (!inner[t].source.empty()) sources.push_back({0, t % grid_.columns(), t / grid_.columns(), inner[t].source});
    const MultiPolygonColumn source = parts_of(joined_across_seams(std::move(sources), {&grid_, 1}, 1, executor_));
    const Land wide_land = land_of(
        options_.expansion_m > 0 ? much_overlapping(grown_column(source, options_.expansion_m)) : MultiPolygonColumn());
    return parallel_map<ByClass, GeosContext>(executor_, tiles(), [&](GeosContext& geos, std::size_t t) {
      ByClass zones = inner[t].zones;
      if (inner[t].suitable.empty()) return zones;
      const MultiPolygon open = without(geos, inner[t].suitable, inner[t].covered);
      if (!open.empty()) zones[static_cast<std::size_t>(ZoneClass::expansion)] = shared(geos, open, wide_land.in(t));
      return zones;
    });
  }

  /// The union of the areas, in parts that touch in points at most.
  MultiPolygonColumn whole(const MultiPolygonColumn& areas) const {
    return parts_of(dissolve(areas, std::vector<std::uint32_t>(areas.size(), 0), 1, executor_).geometry);
  }
  MultiPolygonColumn much_overlapping(const MultiPolygonColumn& areas) const {
    return parts_of(united_by_group(areas, std::vector<std::uint32_t>(areas.size(), 0), 1, executor_));
  }

  MultiPolygonColumn grown_column(const MultiPolygonColumn& column, double by) const {
    const auto grown =
        parallel_map<MultiPolygon, GeosContext>(executor_, column.size(), [&](GeosContext& geos, std::size_t i) {
          return column[i].empty() ? MultiPolygon() : neighbourhood(geos, column[i], by, quadrant_segments);
        });
    MultiPolygonColumn result;
    for (const MultiPolygon& one : grown) result.append(one);
    return result;
  }

  std::vector<ByClass> combined(const std::vector<std::vector<ByClass>>& networks) const {
    return parallel_map<ByClass, GeosContext>(executor_, tiles(), [&](GeosContext& geos, std::size_t t) {
      ByClass zones;
      MultiPolygon covered;
      for (std::size_t c = 0; c < zone_class_count; ++c) {
        std::vector<MultiPolygonView> pieces;
        for (const auto& network : networks)
          if (!network[t][c].empty()) pieces.push_back(network[t][c]);
        const MultiPolygon all = pieces.size() == 1 ? MultiPolygon(pieces[0]) : union_of(geos, pieces);
        zones[c] = without(geos, all, covered);
        covered = joined_areas(geos, covered, zones[c]);
      }
      return zones;
    });
  }

  /// Joins pieces across tile edges.
  ZoneSet dissolved(const std::vector<ByClass>& by_tile) const {
    std::vector<TilePiece> pieces;
    for (std::uint32_t t = 0; t < by_tile.size(); ++t)
      for (std::uint32_t c = 0; c < zone_class_count; ++c)
        if (MultiPolygon piece = without_slivers(by_tile[t][c]); !piece.empty())
          pieces.push_back({c, t % grid_.columns(), t / grid_.columns(), std::move(piece)});
    const std::vector<TileGrid> grids(zone_class_count, grid_);
    const MultiPolygonColumn united = joined_across_seams(std::move(pieces), grids, zone_class_count, executor_);
    ZoneSet set;
    for (std::size_t c = 0; c < zone_class_count; ++c) {
      MultiPolygonColumn parts;
      append_each_part(parts, united[c]);
      StableSum total;
      for (std::size_t p = 0; p < parts.size(); ++p) {
        const double area = area_m2(parts[p]);
        if (area <= same_area_m2) continue;  // rounding errors between boundaries that run along each other
        set.geometry.append(parts[p]);
        set.zone.push_back(static_cast<ZoneClass>(c));
        set.areas_m2.push_back(area);
        total.add(area);
      }
      set.total_m2[c] = total.value();
    }
    return set;
  }

  const HabitatMap& habitat_;
  std::span<const ZonedNetwork> networks_;
  const ZoneOptions& options_;
  const Executor& executor_;
  TileGrid grid_;
  std::optional<Land> exclusions_, study_;
};

}  // namespace

std::span<const ZoneClassInfo> zone_classes() noexcept { return classes; }

ZonesResult network_zones(const HabitatMap& habitat, std::span<const ZonedNetwork> networks,
                          const MultiPolygonColumn* exclusions, const MultiPolygonColumn* study_area,
                          const ZoneOptions& options, const Executor& executor) {
  if (!(options.nez_m > 0) || !std::isfinite(options.nez_m))
    throw Error(ErrorKind::config, "enhancement zones must reach further than 0 m, not " + shortest(options.nez_m));
  if (!(options.expansion_m >= 0) || !std::isfinite(options.expansion_m))
    throw Error(ErrorKind::config, "the expansion zone must reach at least 0 m, not " + shortest(options.expansion_m));
  return Zoning(habitat, networks, exclusions, study_area, options, executor).zones();
}

}  // namespace spatial
