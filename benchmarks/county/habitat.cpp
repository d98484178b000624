// SPDX-License-Identifier: MIT
#include "county/habitat.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>

#include "libspatial/core/error.hpp"

namespace spatial::county {
namespace {

constexpr double never = -1e9;

constexpr std::array<Cover, 44> cover_table{{
    {"r2b", true, 0.06, 6.8, 40000, 50},  {"r1a", true, 0.10, 3, 60, 50},       {"r1g", true, 0.16, 3, 3, 30},
    {"r1f,40", true, 0.16, 3, 3, 30},     {"t2d", true, 0.30, 3.4, 400, 30},    {"t2a", true, 0.30, 3, 300, 20},
    {"s3b", true, 0.20, 3.4, 60, 20},     {"u1b", false, 0.04, 7.6, 900, 9},    {"u1d", false, 0.05, 7.6, 3000, 12},
    {"u1", false, 0.05, 7.6, 40, 6},      {"g4", false, 0.05, 10.5, 6, 2},      {"u1f", false, 0.06, 7.6, 12, 2},
    {"u1a", true, 0.08, 4.2, 20, 4},      {"w1f", true, 0.20, 3.4, 3000, 11.2}, {"w1c", true, 0.20, 3.4, 1200, 11.2},
    {"w1g", true, 0.18, 3.4, 900, 9.6},   {"w1h", true, 0.16, 3.8, 720, 9.6},   {"w2c", false, 0.08, 7.6, 960, 6},
    {"w1d", true, 0.22, 3, 360, 9.6},     {"g3c8,19", true, 0.09, 4.2, 360, 8}, {"g4,19", false, 0.08, 7.6, 180, 4},
    {"f2e", true, 0.25, 3, 180, 12.8},    {"f2a", true, 0.25, 3, 120, 12.8},    {"f2b", true, 0.18, 3.4, 12, 4.8},
    {"g2a", true, 0.18, 3.4, 360, 8},     {"h1a", true, 0.22, 3, 900, 14.4},    {"g1a", true, 0.20, 3, 180, 8},
    {"g1d", true, 0.16, 3.4, 90, 4.8},    {"g1c", true, 0.20, 3.4, 20, 4.8},    {"h3h", true, 0.20, 3, 36, 4.8},
    {"h3a", true, 0.18, 3.4, 8, 4.8},     {"h3e", true, 0.20, 3.4, 8, 4.8},     {"g3c,26", true, 0.12, 4.2, 100, 8},
    {"g3c,27", true, 0.06, 3.8, 4, 1.6},  {"c1e", false, 0.03, 10.5, 10, 2},    {"g3a", true, 0.07, 4.2, 18, 2.4},
    {"g3c", true, 0.08, 4.2, 24, 2.4},    {"g3c8", true, 0.09, 4.2, 24, 2.4},   {"g3c6", false, 0.06, 10.5, 8, 1.5},
    {"c1c", false, 0.035, 10.5, 30, 1.2}, {"c1d", false, 0.035, 10.5, 8, 1},    {"c1b", false, 0.035, 10.5, 6, 1},
    {"c1f", false, 0.03, 10.5, 5, 1},     {"g4", false, 0.05, 10.5, 9, 1},
}};

std::uint32_t root_of(std::vector<std::uint32_t>& parent, std::uint32_t i) {
  while (parent[i] != i) i = parent[i] = parent[parent[i]];
  return i;
}

/// Assigns covers cell by cell and keeps track of the free cells.
class Chooser {
 public:
  Chooser(const Coverage& coverage, const Sites& sites, const Land& land, std::uint64_t seed)
      : coverage_(coverage),
        sites_(sites),
        land_(land),
        seed_(seed),
        cover_(coverage.size(), CoverId::unset),
        area_(coverage.size(), 0),
        ground_(coverage.size()),
        depth_(coverage.size(), 0),
        river_m_(coverage.size(), 1e6),
        town_(coverage.size(), 0) {
    find_county();
    measure_rivers();
    measure_towns();
  }

  const std::vector<std::uint32_t>& county() const { return county_; }
  std::vector<CoverId> choose();
  /// The neighbour to which a cell is attached, for cells that are not parcels of their own; otherwise `none`.
  const std::vector<std::uint32_t>& attached() const { return attached_; }
  std::vector<double> areas() const { return area_; }

 private:
  using Score = std::function<double(std::uint32_t, Point)>;
  using Pick = std::function<CoverId(std::uint32_t, Point)>;
  /// Finds the largest connected part of the county.
  void find_county();
  void measure_rivers();
  void measure_towns();
  void attach();
  /// Gives a cover to the free cells with the best scores until they make up `share` of the county.
  void take(double share, const Score& score, const Pick& pick);
  void take(double share, CoverId id, const Score& score) {
    take(share, score, [id](std::uint32_t, Point) { return id; });
  }
  double smooth(std::string_view name, Point p, double wavelength_m, int octaves = 3) const {
    return Random(seed_, name).noise(p, wavelength_m, octaves);
  }

  const Coverage& coverage_;
  const Sites& sites_;
  const Land& land_;
  std::uint64_t seed_;
  std::vector<CoverId> cover_;
  std::vector<double> area_;
  std::vector<Ground> ground_;
  std::vector<double> depth_, river_m_, town_;
  std::vector<std::uint32_t> county_, attached_;
  double county_m2_ = 0;
};

void Chooser::find_county() {
  std::vector<std::int32_t> inside(coverage_.size());
  for (std::uint32_t cell = 0; cell < inside.size(); ++cell)
    inside[cell] = coverage_.bounded(cell) && land_.inside(coverage_.sites()[cell]) ? 0 : -1;
  const std::vector<std::uint32_t> piece = coverage_.pieces(inside);
  std::vector<std::uint32_t> cells_of(coverage_.size(), 0);
  for (const std::uint32_t p : piece)
    if (p != Coverage::none) ++cells_of[p];
  const auto largest =
      static_cast<std::uint32_t>(std::max_element(cells_of.begin(), cells_of.end()) - cells_of.begin());
  for (std::uint32_t cell = 0; cell < piece.size(); ++cell) {
    if (piece[cell] != largest) continue;
    county_.push_back(cell);
    area_[cell] = coverage_.cell_area_m2(cell);
    county_m2_ += area_[cell];
    ground_[cell] = land_.ground(coverage_.sites()[cell]);
    depth_[cell] = land_.depth_m(coverage_.sites()[cell]);
  }
}

void Chooser::measure_rivers() {
  // Distances may be approximate: a breadth-first search from the river's cells, adding up metres between sites.
  std::vector<std::uint32_t> front;
  for (const std::uint32_t cell : county_)
    if (sites_.kinds[cell] == SiteKind::river) {
      river_m_[cell] = 0;
      front.push_back(cell);
    }
  while (!front.empty()) {
    std::vector<std::uint32_t> next;
    for (const std::uint32_t cell : front)
      for (const Coverage::Neighbour& n : coverage_.neighbours(cell)) {
        const Point a = coverage_.sites()[cell], b = coverage_.sites()[n.cell];
        const double d = river_m_[cell] + std::hypot(a.x - b.x, a.y - b.y);
        if (area_[n.cell] > 0 && d < river_m_[n.cell] - 1e-6 && d < 1500) {
          river_m_[n.cell] = d;
          next.push_back(n.cell);
        }
      }
    front = std::move(next);
  }
}

void Chooser::measure_towns() {
  // A town has influence up to eight times its radius; towns are looked up by grid square.
  const double square = 8 * largest_town_m;
  const Box& extent = land_.extent();
  const auto columns = static_cast<std::size_t>(extent.width() / square) + 1,
             rows = static_cast<std::size_t>(extent.height() / square) + 1;
  std::vector<std::vector<Settlement>> near(columns * rows);
  const auto square_of = [&](Point p) {
    return std::pair{static_cast<std::size_t>((p.x - extent.min_x) / square),
                     static_cast<std::size_t>((p.y - extent.min_y) / square)};
  };
  for (const Settlement& s : land_.settlements()) {
    const auto [c, r] = square_of(s.centre);
    for (std::size_t i = r == 0 ? 0 : r - 1; i <= std::min(r + 1, rows - 1); ++i)
      for (std::size_t j = c == 0 ? 0 : c - 1; j <= std::min(c + 1, columns - 1); ++j)
        near[i * columns + j].push_back(s);
  }
  for (const std::uint32_t cell : county_) {
    const Point p = coverage_.sites()[cell];
    const auto [c, r] = square_of(p);
    for (const Settlement& s : near[r * columns + c])
      town_[cell] = std::max(town_[cell], s.radius_m / (60 + std::hypot(p.x - s.centre.x, p.y - s.centre.y)));
  }
}

void Chooser::take(double share, const Score& score, const Pick& pick) {
  std::vector<std::pair<double, std::uint32_t>> ranked;
  for (const std::uint32_t cell : county_) {
    if (cover_[cell] != CoverId::unset) continue;
    const double s = score(cell, coverage_.sites()[cell]);
    if (s > never) ranked.emplace_back(-s, cell);
  }
  std::sort(ranked.begin(), ranked.end());
  double taken = 0;
  for (const auto& [s, cell] : ranked) {
    if (taken >= share * county_m2_) return;
    cover_[cell] = pick(cell, coverage_.sites()[cell]);
    taken += area_[cell];
  }
}

void Chooser::attach() {
  // Cells around ponds and copses and along rivers are attached to the field with which they share the longest border.
  // Cells behind them follow in the next round.
  attached_.assign(coverage_.size(), Coverage::none);
  const auto appendage = [&](std::uint32_t c) {
    return sites_.kinds[c] == SiteKind::around || sites_.kinds[c] == SiteKind::bank;
  };
  for (bool again = true; again;) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
    for (const std::uint32_t cell : county_) {
      if (!appendage(cell) || attached_[cell] != Coverage::none) continue;
      float longest = 0;
      std::uint32_t best = Coverage::none;
      for (const Coverage::Neighbour& n : coverage_.neighbours(cell)) {
        const bool firm = sites_.kinds[n.cell] == SiteKind::field || attached_[n.cell] != Coverage::none;
        if (area_[n.cell] > 0 && firm && n.border_m > longest) {
          longest = n.border_m;
          best = n.cell;
        }
      }
      if (best != Coverage::none) found.emplace_back(cell, best);
    }
    for (const auto& [cell, to] : found) {
      attached_[cell] = to;
      cover_[cell] = cover_[to];
    }
    again = !found.empty();
  }
}

std::vector<CoverId> Chooser::choose() {
  const Random dice(seed_, "cover");
  const auto ground = [&](std::uint32_t c) -> const Ground& { return ground_[c]; };
  for (const std::uint32_t cell : county_) {
    const double roll = dice.uniform(cell);
    if (sites_.kinds[cell] == SiteKind::river) cover_[cell] = CoverId::river;
    if (sites_.kinds[cell] == SiteKind::pond) cover_[cell] = roll < 0.25 ? CoverId::pond_priority : CoverId::pond;
    if (sites_.kinds[cell] == SiteKind::copse)
      cover_[cell] = roll < 0.6 ? CoverId::other_broadleaved : roll < 0.85 ? CoverId::oakwood : CoverId::scrub;
  }
  const auto shore = [&](std::uint32_t c, Point p) {
    return land_.coastal(p) && ground(c).marsh > 0.3 ? -depth_[c] + 260 * smooth("shore", p, 900) : never;
  };
  take(0.007, CoverId::mudflat, shore);
  take(0.007, CoverId::saltmarsh, shore);
  take(0.001, CoverId::shingle, [&](std::uint32_t c, Point p) {
    return land_.coastal(p) && depth_[c] < 600 ? smooth("shingle", p, 3000) - depth_[c] / 300 : never;
  });
  take(0.003, CoverId::lake,
       [&](std::uint32_t c, Point p) { return river_m_[c] < 900 ? smooth("lakes", p, 900, 2) : never; });

  take(
      0.088,
      [&](std::uint32_t c, Point p) {
        return town_[c] * (1 + 0.55 * smooth("town edge", p, 500)) * (1 - 0.6 * ground(c).marsh) -
               (river_m_[c] < 120 ? 0.2 : 0.0);
      },
      [&](std::uint32_t c, Point p) {
        const double n = smooth("town use", p, 350) + 0.4 * (dice.uniform(c, 1) - 0.5);
        if (n < -0.42) return CoverId::park;
        if (n > 0.40) return dice.uniform(c, 2) < 0.1 ? CoverId::open_mosaic : CoverId::sealed;
        return n > 0.37 ? CoverId::vacant : CoverId::gardens;
      });
  take(0.007, CoverId::buildings, [&](std::uint32_t c, Point p) {
    return dice.uniform(c, 3) + 0.2 * smooth("hamlets", p, 700) - ground(c).marsh;
  });

  take(
      0.118,
      [&](std::uint32_t c, Point p) {
        const Ground& g = ground(c);
        return smooth("woods", p, 1700, 5) + 0.22 * g.scarp + 0.20 * g.sand + 0.10 * g.clay + 0.02 * g.chalk -
               0.9 * g.marsh - (river_m_[c] < 150 ? 0.15 : 0.0);
      },
      [&](std::uint32_t c, Point p) {
        const Ground& g = ground(c);
        const double n = smooth("stands", p, 700) + 0.25 * (dice.uniform(c, 4) - 0.5);
        if (river_m_[c] < 160) return CoverId::wet_wood;
        if (g.scarp + 0.5 * g.chalk > 0.5 && n > -0.15) return CoverId::beech;
        if (g.sand > 0.5) return n > 0.15 ? CoverId::conifer : n > -0.1 ? CoverId::mixed : CoverId::other_broadleaved;
        return n > 0.38 ? CoverId::conifer : n < -0.30 ? CoverId::other_broadleaved : CoverId::oakwood;
      });

  const auto wetness = [&](std::uint32_t c) {
    return std::max(0.9 * ground(c).marsh, river_m_[c] < 1500 ? 1 - river_m_[c] / 450 : -1.0);
  };
  take(
      0.006,
      [&](std::uint32_t c, Point p) { return wetness(c) > 0.2 ? wetness(c) + 1.4 * smooth("fens", p, 800) : never; },
      [&](std::uint32_t c, Point p) {
        return ground(c).marsh > 0.5 || smooth("reeds", p, 500) > 0.1 ? CoverId::reedbed : CoverId::fen;
      });
  take(
      0.042,
      [&](std::uint32_t c, Point p) {
        return wetness(c) > 0.1 ? wetness(c) + 0.7 * smooth("grazing", p, 1500) : never;
      },
      [&](std::uint32_t, Point p) {
        return smooth("ditches", p, 900) > -0.1 ? CoverId::grazing_marsh : CoverId::grazing_marsh_poor;
      });
  take(0.016, CoverId::chalk_grass, [&](std::uint32_t c, Point p) {
    return ground(c).chalk > 0.3 ? 0.35 * ground(c).scarp + smooth("downs", p, 1000, 4) : never;
  });
  take(0.008, CoverId::heath, [&](std::uint32_t c, Point p) {
    return ground(c).sand > 0.4 ? smooth("heaths", p, 1500) + 0.2 * ground(c).sand : never;
  });
  take(
      0.014,
      [&](std::uint32_t c, Point p) {
        return ground(c).sand > 0.3 ? smooth("heaths", p, 1500) + 0.5 * smooth("commons", p, 600) : never;
      },
      [&](std::uint32_t c, Point) {
        const double roll = dice.uniform(c, 5);
        return roll < 0.35   ? CoverId::dry_acid_grass
               : roll < 0.75 ? CoverId::other_acid_grass
               : roll < 0.9  ? CoverId::bracken
                             : CoverId::gorse;
      });
  take(
      0.012,
      [&](std::uint32_t c, Point p) {
        return smooth("scrub", p, 600) + 0.4 * dice.uniform(c, 6) + 0.2 * ground(c).scarp;
      },
      [&](std::uint32_t c, Point) { return dice.uniform(c, 7) < 0.7 ? CoverId::scrub : CoverId::thorn; });
  take(0.010, CoverId::parkland, [&](std::uint32_t, Point p) { return smooth("parks", p, 1800, 2); });
  const auto fruit = [&](std::uint32_t c, Point p) {
    return smooth("fruit", p, 2200) + (ground(c).band > -0.1 && ground(c).band < 0.5 ? 0.4 : 0.0) - ground(c).marsh +
           0.3 * dice.uniform(c, 8);
  };
  take(0.016, CoverId::orchard_intensive, fruit);
  take(0.005, CoverId::orchard_traditional,
       [&](std::uint32_t c, Point p) { return fruit(c, p) + 0.8 * dice.uniform(c, 9); });
  take(0.006, CoverId::meadow,
       [&](std::uint32_t c, Point p) { return smooth("meadows", p, 1000) + 0.3 * ground(c).clay; });
  take(
      0.070,
      [&](std::uint32_t c, Point p) {
        return smooth("pastures", p, 900) + 0.3 * ground(c).clay + 0.5 * dice.uniform(c, 10);
      },
      [&](std::uint32_t c, Point) {
        const double roll = dice.uniform(c, 11);
        return river_m_[c] < 350 && roll < 0.5 ? CoverId::neutral_damp
               : roll < 0.05                   ? CoverId::rush_pasture
               : roll < 0.45                   ? CoverId::neutral_grass
                                               : CoverId::neutral_poor;
      });
  take(
      0.36,
      [&](std::uint32_t c, Point p) {
        const Ground& g = ground(c);
        return smooth("ploughland", p, 1800) + 0.5 * (dice.uniform(sites_.farms[c], 12) - 0.5) +
               0.35 * dice.uniform(c, 12) + 0.35 * g.chalk - 0.25 * g.clay - 0.2 * g.marsh -
               (river_m_[c] < 200 ? 0.4 : 0.0);
      },
      [&](std::uint32_t c, Point) {
        const double roll = 0.55 * dice.uniform(sites_.farms[c], 13) + 0.45 * dice.uniform(c, 13);
        return roll < 0.58                              ? CoverId::cereals
               : roll < 0.74                            ? CoverId::crops
               : roll < 0.86                            ? CoverId::ley
               : ground(c).chalk + ground(c).sand > 0.5 ? CoverId::horticulture
                                                        : CoverId::cereals;
      });
  for (const std::uint32_t cell : county_)
    if (cover_[cell] == CoverId::unset) cover_[cell] = CoverId::improved;
  attach();
  return cover_;
}

}  // namespace

std::span<const Cover> covers() noexcept { return cover_table; }

bool is_wood(CoverId id) noexcept { return cover(id).code.front() == 'w'; }

HabitatMap habitat_map(const Coverage& coverage, const Sites& sites, const Land& land, std::size_t polygons,
                       std::uint64_t seed) {
  Chooser chooser(coverage, sites, land, seed);
  HabitatMap map;
  map.cell_cover = chooser.choose();
  map.cell_m2 = chooser.areas();
  map.styles.resize(coverage.size());
  for (std::uint32_t cell = 0; cell < coverage.size(); ++cell) {
    const CoverId id = map.cell_cover[cell];
    if (id == CoverId::unset) continue;
    map.styles[cell] = {static_cast<float>(cover(id).roughness), static_cast<float>(cover(id).spacing_m)};
    if (land.coastal(coverage.sites()[cell]) && land.depth_m(coverage.sites()[cell]) < 150)
      map.styles[cell].roughness = std::max(map.styles[cell].roughness, 0.2F);
  }

  struct Merge {
    float order;
    std::uint32_t a, b;
  };
  const Random random(seed, "merges");
  std::vector<Merge> merges;
  for (const std::uint32_t a : chooser.county())
    for (const Coverage::Neighbour& n : coverage.neighbours(a)) {
      if (n.cell < a || map.cell_cover[n.cell] != map.cell_cover[a]) continue;
      const bool one = chooser.attached()[a] == n.cell || chooser.attached()[n.cell] == a;
      const double weight = cover(map.cell_cover[a]).eagerness * std::clamp(n.border_m / 100.0, 0.05, 2.0);
      const double order = one ? -1 : random.uniform((static_cast<std::uint64_t>(a) << 32) | n.cell) / weight;
      merges.push_back({static_cast<float>(order), a, n.cell});
    }
  std::sort(merges.begin(), merges.end(), [](const Merge& a, const Merge& b) {
    return a.order != b.order ? a.order < b.order : a.a != b.a ? a.a < b.a : a.b < b.b;
  });

  std::vector<std::uint32_t> parent(coverage.size()), cells(coverage.size(), 1);
  std::iota(parent.begin(), parent.end(), 0U);
  std::size_t count = chooser.county().size();
  for (std::uint32_t generosity = 1; count > polygons && generosity <= 4096; generosity *= 2)
    for (const Merge& merge : merges) {
      if (count == polygons) break;
      const std::uint32_t a = root_of(parent, merge.a), b = root_of(parent, merge.b);
      if (a == b) continue;
      const double most = cover(map.cell_cover[a]).most_cells * random.between(0.2, 1.2, a) * generosity;
      if (merge.order >= 0 && cells[a] + cells[b] > most) continue;
      parent[std::max(a, b)] = std::min(a, b);
      cells[std::min(a, b)] = cells[a] + cells[b];
      --count;
    }
  if (count != polygons)
    throw Error(ErrorKind::usage, "the county cannot be cut into " + std::to_string(polygons) + " polygons",
                "ask for 1,000 or more");

  map.cell_polygon.assign(coverage.size(), -1);
  for (const std::uint32_t cell : chooser.county()) {
    const std::uint32_t root = root_of(parent, cell);
    if (root == cell) {
      map.cell_polygon[cell] = static_cast<std::int32_t>(map.polygon_cover.size());
      map.polygon_cover.push_back(map.cell_cover[cell]);
    } else {
      map.cell_polygon[cell] = map.cell_polygon[root];
    }
  }
  return map;
}

}  // namespace spatial::county
