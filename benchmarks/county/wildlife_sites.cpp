// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <numbers>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "county/names.hpp"
#include "libspatial/geometry/operations.hpp"
#include "libspatial/landscape/repair.hpp"

namespace spatial::county {
namespace {

/// Finds clusters of semi-natural cells. No cell belongs to two sites.
class SiteFinder {
 public:
  explicit SiteFinder(const County& county) : county_(county), taken_(county.coverage.size(), 0) {
    for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell)
      if (county.habitat.cell_polygon[cell] >= 0 && fit(cell)) starts_.push_back(cell);
  }

  /// Cells of a site of about `wanted_m2`, grown outwards from a start; empty if no start is left.
  std::vector<std::uint32_t> grow(double wanted_m2, const Random& random, std::uint64_t item) {
    std::vector<std::uint32_t> best;
    double best_m2 = 0;
    for (std::uint64_t attempt = 0; attempt < 12 && best_m2 < 0.7 * wanted_m2; ++attempt) {
      const std::uint32_t start = starts_[random.below(starts_.size(), item, attempt)];
      if (taken_[start] != 0) continue;
      std::vector<std::uint32_t> cells{start};
      std::vector<std::uint8_t>& seen = taken_;
      seen[start] = 1;
      double m2 = county_.habitat.cell_m2[start];
      for (std::size_t next = 0; next < cells.size() && m2 < wanted_m2; ++next)
        for (const Coverage::Neighbour& n : county_.coverage.neighbours(cells[next])) {
          const double size = county_.habitat.cell_polygon[n.cell] < 0 ? 0 : county_.habitat.cell_m2[n.cell];
          // Occasionally a site includes an improved field.
          if (seen[n.cell] != 0 || size == 0 || m2 + size > 1.3 * wanted_m2 ||
              (!fit(n.cell) && random.uniform(n.cell, 77) > 0.06))
            continue;
          if (county_.habitat.cell_cover[n.cell] == CoverId::gardens ||
              county_.habitat.cell_cover[n.cell] == CoverId::sealed)
            continue;
          seen[n.cell] = 1;
          cells.push_back(n.cell);
          m2 += size;
        }
      for (const std::uint32_t cell : cells) seen[cell] = 0;
      if (m2 > best_m2) {
        best_m2 = m2;
        best = std::move(cells);
      }
    }
    for (const std::uint32_t cell : best) taken_[cell] = 1;
    return best;
  }

 private:
  bool fit(std::uint32_t cell) const { return cover(county_.habitat.cell_cover[cell]).semi_natural; }
  const County& county_;
  std::vector<std::uint8_t> taken_;
  std::vector<std::uint32_t> starts_;
};

/// Outline of a small site as a surveyor would pace it out: an irregular ring.
MultiPolygon paced_out(Point centre, double m2, const Random& random, std::uint64_t item) {
  std::vector<Point> ring;
  constexpr int corners = 26;
  const double radius = std::sqrt(m2 / std::numbers::pi);
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners,
                 r = radius * random.between(0.78, 1.22, item, 600 + static_cast<std::uint64_t>(i));
    ring.push_back(on_grid({centre.x + r * std::cos(angle), centre.y + 0.8 * r * std::sin(angle)}));
  }
  return polygon_of(ring);
}

struct Drawn {
  MultiPolygonColumn geometry;
  TextCells names;
};

/// Most sites are digitised anew along habitat borders, a quarter are drawn across them, and the smallest are paced
/// out.
Drawn drawn_sites(const County& county, const std::vector<std::vector<std::uint32_t>>& sites,
                  const std::vector<double>& wanted_m2, const Random& random, std::uint64_t drawing) {
  std::vector<std::int32_t> labels(county.coverage.size(), -1);
  for (std::size_t i = 0; i < sites.size(); ++i)
    for (const std::uint32_t cell : sites[i]) labels[cell] = static_cast<std::int32_t>(i);
  const MultiPolygonColumn along = county.coverage.polygons(labels, sites.size(), county.habitat.styles, drawing);
  GeosContext geos;
  Drawn drawn;
  for (std::size_t i = 0; i < sites.size(); ++i) {
    const std::uint32_t start = sites[i].front();
    drawn.names.emplace_back(wild_place_name(random, start, cover(county.habitat.cell_cover[start]).code.front()));
    if (wanted_m2[i] < 0.5 * county.habitat.cell_m2[start]) {
      drawn.geometry.append(paced_out(county.coverage.sites()[start], wanted_m2[i], random, i));
    } else if (random.uniform(i, 700) < 0.25) {
      const MultiPolygon across = buffer(geos, buffer(geos, along[i], random.between(15, 40, i, 701), 3), -12, 3);
      drawn.geometry.append(repaired(geos, across, {}).geometry);
    } else {
      drawn.geometry.append(along[i]);
    }
  }
  return drawn;
}

struct SitePlan {
  std::vector<double> wanted_m2;
  std::vector<std::vector<std::uint32_t>> cells;
};

SitePlan planned(SiteFinder& finder, std::size_t count, double median_ha, double spread, double most_ha,
                 const Random& random) {
  SitePlan plan;
  for (std::size_t i = 0; i < count; ++i) {
    const double ha = std::clamp(median_ha * std::exp(spread * random.normal(i, 100)), 0.1, most_ha);
    std::vector<std::uint32_t> cells = finder.grow(ha * 10'000, random, i);
    if (cells.empty()) continue;
    plan.wanted_m2.push_back(ha * 10'000);
    plan.cells.push_back(std::move(cells));
  }
  return plan;
}

}  // namespace

std::vector<FeatureTable> wildlife_site_layers(const County& county) {
  const auto polygons = static_cast<double>(county.options.polygons);
  const double county_ha = polygons * mean_polygon_m2 / 10'000;
  SiteFinder finder(county);
  const Random sssi_random(county.options.seed, "sssi"), lws_random(county.options.seed, "lws");
  const SitePlan sssis = planned(finder, std::max<std::size_t>(5, static_cast<std::size_t>(polygons / 1000)), 90, 1.1,
                                 county_ha / 50, sssi_random);
  const SitePlan lwss = planned(finder, std::max<std::size_t>(24, static_cast<std::size_t>(polygons * 0.0049)), 14, 1.7,
                                std::min(1050.0, county_ha / 60), lws_random);

  Drawn sssi = drawn_sites(county, sssis.cells, sssis.wanted_m2, sssi_random, 3);
  FeatureTable sssi_layer =
      layer_of("sssi", "Sites of Special Scientific Interest", "One notified site", std::move(sssi.geometry));
  TextCells codes;
  for (std::size_t i = 0; i < sssis.cells.size(); ++i) codes.emplace_back(fmt::format("{}", 1'900'001 + i));
  add_text(sssi_layer, "ref_code", "Reference", "Reference code of the site", std::move(codes));
  add_text(sssi_layer, "sssi_name", "Name", "Name of the site", std::move(sssi.names));

  Drawn lws = drawn_sites(county, lwss.cells, lwss.wanted_m2, lws_random, 2);
  FeatureTable lws_layer = layer_of("lws", "Local Wildlife Sites", "One Local Wildlife Site", std::move(lws.geometry));
  TextCells refs;
  for (std::size_t i = 0; i < lwss.cells.size(); ++i) refs.emplace_back(fmt::format("SA{:03}", i + 1));
  add_text(lws_layer, "site_ref", "Site reference", "Reference of the site", std::move(refs));
  add_text(lws_layer, "site_name", "Name", "Name of the site", std::move(lws.names));

  std::vector<FeatureTable> layers;
  layers.push_back(std::move(lws_layer));
  layers.push_back(std::move(sssi_layer));
  return layers;
}

FeatureTable ancient_woodland_layer(const County& county) {
  const Random random(county.options.seed, "ancient woodland");
  // A stand is ancient as a whole or not at all; conifers on ancient sites are plantations (PAWS).
  std::vector<std::int32_t> labels(county.coverage.size(), -1);
  std::vector<std::int32_t> label_of_polygon(county.habitat.polygon_cover.size(), -1);
  TextCells ids, names, status;
  std::size_t count = 0;
  for (std::uint32_t cell = 0; cell < labels.size(); ++cell) {
    const std::int32_t polygon = county.habitat.cell_polygon[cell];
    if (polygon < 0 || !is_wood(county.habitat.cell_cover[cell]) || county.sites.kinds[cell] == SiteKind::copse)
      continue;
    std::int32_t& label = label_of_polygon[static_cast<std::size_t>(polygon)];
    const CoverId id = county.habitat.cell_cover[cell];
    const bool planted = id == CoverId::conifer || id == CoverId::mixed;
    const double chance = planted ? 0.35 : id == CoverId::wet_wood ? 0.2 : 0.62;
    if (random.uniform(static_cast<std::uint64_t>(polygon)) > chance) continue;
    if (label < 0) {
      label = static_cast<std::int32_t>(count++);
      ids.emplace_back(fmt::format("AW{:05}", count));
      names.emplace_back(wild_place_name(random, static_cast<std::uint64_t>(polygon), 'w'));
      status.emplace_back(planted ? "PAWS" : "ASNW");
    }
    // The old edge differs from today's edge in some places.
    if (random.uniform(cell, 1) > 0.04) labels[cell] = label;
  }
  MultiPolygonColumn drawn = county.coverage.polygons(labels, count, county.habitat.styles, 1), geometry;
  TextCells kept_ids, kept_names, kept_status;
  for (std::size_t i = 0; i < count; ++i) {
    if (drawn[i].empty()) continue;
    geometry.append(drawn[i]);
    kept_ids.push_back(ids[i]);
    kept_names.push_back(names[i]);
    kept_status.push_back(status[i]);
  }
  FeatureTable layer =
      layer_of("ancient_woodland", "Ancient woodland", "One ancient wood or stand of it", std::move(geometry));
  add_text(layer, "aw_id", "Id", "Identifier of the wood", std::move(kept_ids));
  add_text(layer, "themname", "Name", "Name of the wood", std::move(kept_names));
  add_text(layer, "status", "Status", "ASNW: ancient semi-natural; PAWS: plantation on an ancient site",
           std::move(kept_status));
  return layer;
}

}  // namespace spatial::county
