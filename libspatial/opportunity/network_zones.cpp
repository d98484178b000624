// SPDX-License-Identifier: MIT
#include "libspatial/opportunity/network_zones.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/geometry/box_index.hpp"
#include "libspatial/geometry/measures.hpp"
#include "libspatial/geometry/neighbourhood.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/overlay/dissolve.hpp"
#include "libspatial/overlay/knife.hpp"
#include "libspatial/overlay/union_tiles.hpp"

namespace spatial {
namespace {

constexpr double tile_m = 2000;
constexpr int quadrant_segments = 16;

constexpr std::array<ZoneClassInfo, zone_class_count> classes{{
    {ZoneClass::primary, "primary", "Primary habitat", "Core habitat of the network."},
    {ZoneClass::associated, "associated", "Associated habitat", "Core habitat of other networks within nez_m of a patch."},
    {ZoneClass::restorable, "restorable", "Restorable habitat", "Land within nez_m of a patch with a potential of at least restorable_potential."},
    {ZoneClass::fragmentation_action, "fragmentation_action", "Fragmentation Action Zone", "Zone 1 land within nez_m of two or more patches that are small or ragged."},
    {ZoneClass::enhancement_1, "enhancement_1", "Network Enhancement Zone 1", "Other land within nez_m of a patch that has potential."},
    {ZoneClass::enhancement_2, "enhancement_2", "Network Enhancement Zone 2", "Land within nez_m of a patch without potential."},
    {ZoneClass::expansion, "expansion", "Network Expansion Zone", "Land with potential further out, within expansion_m of suitable land within nez_m of a patch."},
}};

/// Areas with an index of their boxes.
struct Land {
  MultiPolygonColumn areas;
  std::vector<Box> boxes;
  std::optional<BoxIndex> index;

  explicit Land(MultiPolygonColumn column) : areas(std::move(column)), boxes(boxes_of(areas)), index(boxes) {}

  /// Each area's part in the box, where there is one; `found` is scratch.
  std::vector<MultiPolygon> parts_in(GeosContext& geos, const Box& box, std::vector<std::uint32_t>& found) const {
    index->query(box, found);
    std::vector<MultiPolygon> parts;
    for (const std::uint32_t k : found) {
      MultiPolygon part = box.contains(boxes[k]) ? MultiPolygon(areas[k]) : clip(geos, areas[k], box);
      if (!part.empty()) parts.push_back(std::move(part));
    }
    return parts;
  }
  /// The same as one area, for land whose areas do not meet (see `whole`).
  MultiPolygon in(GeosContext& geos, const Box& box, std::vector<std::uint32_t>& found) const {
    MultiPolygonColumn all;
    for (const MultiPolygon& part : parts_in(geos, box, found)) all.append_parts(part);
    all.end_feature();
    return normalised(all[0]);
  }
};

/// The parts of areas, each on its own.
MultiPolygonColumn parts_of(const MultiPolygonColumn& areas) {
  MultiPolygonColumn parts;
  for (std::size_t i = 0; i < areas.size(); ++i) {
    for (std::size_t p = 0; p < areas[i].part_count(); ++p) {
      for (std::size_t r = 0; r < areas[i].part(p).ring_count(); ++r) parts.add_ring(areas[i].part(p).ring(r));
      parts.end_part();
      parts.end_feature();
    }
  }
  return parts;
}

MultiPolygon joined_areas(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) { return a.empty() ? b : b.empty() ? a : union_of(geos, a, b); }
MultiPolygon shared(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) { return a.empty() || b.empty() ? MultiPolygon() : intersection(geos, a, b); }
MultiPolygon without(GeosContext& geos, const MultiPolygon& a, const MultiPolygon& b) { return a.empty() || b.empty() ? a : difference(geos, a, b); }

struct Worker {
  GeosContext geos;
  std::vector<std::uint32_t> found;
};

using ByClass = std::array<MultiPolygon, zone_class_count>;

/// What a network is made of on a tile.
struct Tile {
  ByClass zones;
  MultiPolygon covered;    ///< all classes up to Zone 2
  MultiPolygon suitable;   ///< land with potential, excluded land and core habitat left out
  MultiPolygon source;     ///< suitable land within nez_m: what the expansion zone starts from
};

class Zoning {
 public:
  Zoning(const HabitatMap& habitat, const MultiPolygonColumn* exclusions, const MultiPolygonColumn* study_area, const ZoneOptions& options, const Executor& executor)
      : habitat_(habitat), options_(options), executor_(executor) {
    if (exclusions != nullptr && !exclusions->empty()) exclusions_.emplace(whole(*exclusions));
    if (study_area != nullptr && !study_area->empty()) study_.emplace(whole(*study_area));
  }

  ZonesResult zones(std::span<const ZonedNetwork> networks) {
    Box reach;
    for (const ZonedNetwork& one : networks)
      for (const Box& box : one.network->patches.boxes) reach.add(box.grown(options_.nez_m + options_.expansion_m));
    for (const ZonedNetwork& one : networks)
      for (const std::uint32_t f : habitat_.core_features(one.number)) reach.add(habitat_.boxes[f]);
    lay_tiles(reach);
    ZonesResult result;
    std::vector<std::vector<ByClass>> by_network;
    for (const ZonedNetwork& one : networks) {
      by_network.push_back(tiles_of(one));
      result.networks.push_back(dissolved(by_network.back()));
    }
    if (networks.size() > 1) result.combined = dissolved(combined(by_network));
    return result;
  }

 private:
  void lay_tiles(const Box& reach) {
    if (reach.empty()) return;
    left_ = static_cast<std::int64_t>(std::floor(reach.min_x / tile_m));
    bottom_ = static_cast<std::int64_t>(std::floor(reach.min_y / tile_m));
    columns_ = static_cast<std::size_t>(static_cast<std::int64_t>(std::floor(reach.max_x / tile_m)) - left_ + 1);
    rows_ = static_cast<std::size_t>(static_cast<std::int64_t>(std::floor(reach.max_y / tile_m)) - bottom_ + 1);
  }
  Box tile(std::size_t t) const {
    const double x = static_cast<double>(left_ + static_cast<std::int64_t>(t % columns_)) * tile_m, y = static_cast<double>(bottom_ + static_cast<std::int64_t>(t / columns_)) * tile_m;
    return {x, y, x + tile_m, y + tile_m};
  }
  std::size_t tiles() const { return columns_ * rows_; }

  MultiPolygon in_study_area(Worker& worker, const MultiPolygon& land, const Box& box) const {
    if (!study_ || land.empty()) return land;
    return shared(worker.geos, land, study_->in(worker.geos, box, worker.found));
  }

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
    core.append(patches.geometry);
    const MultiPolygonColumn near = grown_column(patches.geometry, options_.nez_m);
    for (std::uint32_t p = 0; p < patches.size(); ++p)
      if (patches.areas_m2[p] < options_.faz_patch_ha * 1e4 || shape_index(patches.geometry[p]) > options_.faz_shape) fragments.append(near[p]);
    const Land near_land(much_overlapping(near)), fragment_land(std::move(fragments)), core_land(whole(core)), associated_land(whole(associated)), restorable_land(whole(restorable)), suitable_land(whole(suitable));

    const std::vector<Tile> inner = parallel_map<Tile, Worker>(executor_, tiles(), [&](Worker& worker, std::size_t t) {
      GeosContext& geos = worker.geos;
      const Box box = tile(t);
      const auto land = [&](const Land& some) { return some.in(geos, box, worker.found); };
      Tile result;
      result.zones[0] = in_study_area(worker, land(core_land), box);
      MultiPolygon excluded;
      if (exclusions_) excluded = land(*exclusions_);
      const auto usable = [&](const Land& some) { return without(geos, without(geos, in_study_area(worker, land(some), box), result.zones[0]), excluded); };
      result.suitable = usable(suitable_land);
      const MultiPolygon reach = in_study_area(worker, land(near_land), box);
      MultiPolygon rest = without(geos, reach, result.zones[0]);
      result.covered = joined_areas(geos, result.zones[0], reach);
      if (rest.empty()) return result;
      result.source = shared(geos, result.suitable, rest);
      const auto take = [&](ZoneClass zone, const MultiPolygon& wanted) {
        result.zones[static_cast<std::size_t>(zone)] = shared(geos, rest, wanted);
        rest = without(geos, rest, wanted);
      };
      take(ZoneClass::associated, land(associated_land));
      take(ZoneClass::restorable, usable(restorable_land));
      MultiPolygon once, twice;
      for (const MultiPolygon& part : fragment_land.parts_in(geos, box, worker.found)) {
        twice = joined_areas(geos, twice, shared(geos, once, part));
        once = joined_areas(geos, once, part);
      }
      take(ZoneClass::fragmentation_action, shared(geos, result.suitable, twice));
      take(ZoneClass::enhancement_1, result.suitable);
      result.zones[static_cast<std::size_t>(ZoneClass::enhancement_2)] = rest;
      return result;
    });

    MultiPolygonColumn sources;
    for (const Tile& one_tile : inner) sources.append(one_tile.source);
    const Land wide_land(options_.expansion_m > 0 ? much_overlapping(grown_column(whole(sources), options_.expansion_m)) : MultiPolygonColumn());
    return parallel_map<ByClass, Worker>(executor_, tiles(), [&](Worker& worker, std::size_t t) {
      ByClass zones = inner[t].zones;
      if (inner[t].suitable.empty()) return zones;
      const MultiPolygon open = without(worker.geos, inner[t].suitable, inner[t].covered);
      if (open.empty()) return zones;
      zones[static_cast<std::size_t>(ZoneClass::expansion)] = shared(worker.geos, open, wide_land.in(worker.geos, tile(t), worker.found));
      return zones;
    });
  }

  /// Each place once, in areas that meet in points at most.
  MultiPolygonColumn whole(const MultiPolygonColumn& areas) const { return parts_of(dissolve(areas, std::vector<std::uint32_t>(areas.size(), 0), 1, executor_).geometry); }
  MultiPolygonColumn much_overlapping(const MultiPolygonColumn& areas) const { return parts_of(united_by_group(areas, std::vector<std::uint32_t>(areas.size(), 0), 1, executor_)); }

  MultiPolygonColumn grown_column(const MultiPolygonColumn& column, double by) const {
    const auto grown = parallel_map<MultiPolygon, GeosContext>(executor_, column.size(), [&](GeosContext& geos, std::size_t i) { return column[i].empty() ? MultiPolygon() : neighbourhood(geos, column[i], by, quadrant_segments); });
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

  /// Pieces across the edges of tiles are one.
  ZoneSet dissolved(const std::vector<ByClass>& by_tile) const {
    MultiPolygonColumn pieces;
    std::vector<std::uint32_t> class_of;
    for (const ByClass& zones : by_tile)
      for (std::uint32_t c = 0; c < zone_class_count; ++c) {
        if (zones[c].empty()) continue;
        pieces.append(zones[c]);
        class_of.push_back(c);
      }
    const MultiPolygonColumn united = dissolve(pieces, class_of, zone_class_count, executor_).geometry;
    ZoneSet set;
    for (std::size_t c = 0; c < zone_class_count; ++c) {
      MultiPolygonColumn one_class;
      one_class.append(united[c]);
      const MultiPolygonColumn parts = parts_of(one_class);
      StableSum total;
      for (std::size_t p = 0; p < parts.size(); ++p) {
        const double area = area_m2(parts[p]);
        if (area <= same_area_m2) continue;  // what rounding leaves between boundaries that follow each other
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
  const ZoneOptions& options_;
  const Executor& executor_;
  std::optional<Land> exclusions_, study_;
  std::int64_t left_ = 0, bottom_ = 0;
  std::size_t columns_ = 0, rows_ = 0;
};

}  // namespace

std::span<const ZoneClassInfo> zone_classes() noexcept { return classes; }

ZonesResult network_zones(const HabitatMap& habitat, std::span<const ZonedNetwork> networks, const MultiPolygonColumn* exclusions, const MultiPolygonColumn* study_area, const ZoneOptions& options,
                          const Executor& executor) {
  if (!(options.nez_m > 0) || !std::isfinite(options.nez_m)) throw Error(ErrorKind::config, "enhancement zones must reach further than 0 m, not " + shortest(options.nez_m));
  if (!(options.expansion_m >= 0) || !std::isfinite(options.expansion_m)) throw Error(ErrorKind::config, "the expansion zone must reach at least 0 m, not " + shortest(options.expansion_m));
  return Zoning(habitat, exclusions, study_area, options, executor).zones(networks);
}

}  // namespace spatial
