// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "county/county.hpp"
#include "county/layer_tables.hpp"
#include "county/names.hpp"
#include "libspatial/geometry/measures.hpp"

namespace spatial::county {

FeatureTable district_layer(const County& county) {
  const Random warp(county.options.seed, "district borders"), random(county.options.seed, "district names");
  const std::size_t count = std::min<std::size_t>(std::clamp<std::size_t>(county.options.polygons / 7700, 3, 60),
                                                  county.land.settlements().size());
  // The seats are the largest towns that are far enough apart.
  const double apart =
      0.75 * std::sqrt(static_cast<double>(county.options.polygons) * mean_polygon_m2 / static_cast<double>(count));
  std::vector<Point> seats;
  for (double least = apart; seats.size() < count; least *= 0.8)
    for (const Settlement& s : county.land.settlements())
      if (seats.size() < count && std::all_of(seats.begin(), seats.end(), [&](Point p) {
            return std::hypot(p.x - s.centre.x, p.y - s.centre.y) > least;
          }))
        seats.push_back(s.centre);
  std::vector<std::int32_t> labels(county.coverage.size(), -1);
  for (std::uint32_t cell = 0; cell < labels.size(); ++cell) {
    if (county.habitat.cell_polygon[cell] < 0) continue;
    Point p = county.coverage.sites()[cell];
    p = {p.x + 0.2 * apart * warp.noise(p, apart, 3), p.y + 0.2 * apart * warp.noise({p.y, p.x}, apart, 3)};
    double nearest = 1e12;
    for (std::size_t i = 0; i < seats.size(); ++i) {
      const double d = std::hypot(p.x - seats[i].x, p.y - seats[i].y);
      if (d < nearest) {
        nearest = d;
        labels[cell] = static_cast<std::int32_t>(i);
      }
    }
  }
  FeatureTable layer = layer_of("district", "Districts", "One local authority; together they cover the county",
                                county.coverage.polygons(labels, seats.size(), county.habitat.styles));
  TextCells codes, names;
  for (std::size_t i = 0; i < seats.size(); ++i) {
    codes.emplace_back(fmt::format("E079990{:02}", i + 1));
    names.emplace_back(village_name(random, i));
  }
  add_text(layer, "lad_code", "Code", "Code of the authority", std::move(codes));
  add_text(layer, "lad_name", "Name", "Name of the authority", std::move(names));
  return layer;
}

FeatureTable alc_layer(const County& county) {
  static constexpr std::array grades{"Grade 1", "Grade 2", "Grade 3", "Grade 4", "Grade 5", "Urban"};
  const Random random(county.options.seed, "soil");
  std::vector<double> urban(county.regions.size(), 0), all(county.regions.size(), 0);
  for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell) {
    if (county.habitat.cell_polygon[cell] < 0) continue;
    all[county.region_of_cell[cell]] += county.habitat.cell_m2[cell];
    if (cover(county.habitat.cell_cover[cell]).code.front() == 'u')
      urban[county.region_of_cell[cell]] += county.habitat.cell_m2[cell];
  }
  std::vector<std::int32_t> grade(county.regions.size(), -1);
  for (std::uint32_t region = 0; region < grade.size(); ++region) {
    const Point p = county.regions.sites()[region];
    // National maps extend beyond the county: by one more region on every side.
    if (!county.regions.bounded(region) || (all[region] == 0 && county.land.depth_m(p) < -county.region_m)) continue;
    const Ground g = county.land.ground(p);
    const double worth = 0.25 * g.chalk * (1 - g.scarp) - 0.25 * g.scarp + 0.05 * g.sand - 0.22 * g.clay -
                         0.25 * g.marsh + 0.55 * random.noise(p, 7 * county.region_m, 3);
    grade[region] = urban[region] > 0.5 * all[region] && all[region] > 0 ? 5
                    : worth > 0.33                                       ? 0
                    : worth > 0.12                                       ? 1
                    : worth > -0.22                                      ? 2
                    : worth > -0.45                                      ? 3
                                                                         : 4;
  }
  const std::vector<std::uint32_t> piece = county.regions.pieces(grade);
  std::vector<std::int32_t> labels(grade.size(), -1);
  std::vector<std::int32_t> label_of_piece(grade.size(), -1);
  TextCells ids, names;
  for (std::size_t i = 0; i < grade.size(); ++i) {
    if (piece[i] == Coverage::none) continue;
    std::int32_t& label = label_of_piece[piece[i]];
    if (label < 0) {
      label = static_cast<std::int32_t>(ids.size());
      ids.emplace_back(fmt::format("ALC{:05}", ids.size() + 1));
      names.emplace_back(grades[static_cast<std::size_t>(grade[i])]);
    }
    labels[i] = label;
  }
  const std::vector<BorderStyle> styles(county.regions.size(), BorderStyle{0.18F, 40});
  FeatureTable layer = layer_of("alc", "Agricultural land classification", "One area of one grade",
                                county.regions.polygons(labels, ids.size(), styles));
  add_text(layer, "alc_id", "Id", "Identifier of the area", std::move(ids));
  add_text(layer, "alc_grade", "Grade", "Grade 1 to Grade 5, or Urban", std::move(names));
  return layer;
}

FeatureTable planning_site_layer(const County& county) {
  const Random random(county.options.seed, "planning");
  std::vector<std::uint32_t> starts;  // fields beside built-up land
  const auto built = [&](std::uint32_t c) {
    return county.habitat.cell_polygon[c] >= 0 && cover(county.habitat.cell_cover[c]).code.front() == 'u';
  };
  const auto field = [&](std::uint32_t c) {
    return county.habitat.cell_polygon[c] >= 0 && county.habitat.cell_cover[c] >= CoverId::neutral_grass;
  };
  for (std::uint32_t cell = 0; cell < county.coverage.size(); ++cell) {
    if (county.habitat.cell_polygon[cell] < 0 || !field(cell)) continue;
    const auto near = county.coverage.neighbours(cell);
    if (std::any_of(near.begin(), near.end(), [&](const Coverage::Neighbour& n) { return built(n.cell); }))
      starts.push_back(cell);
  }
  std::vector<std::int32_t> labels(county.coverage.size(), -1);
  const std::size_t wanted = std::max<std::size_t>(14, county.options.polygons / 1200);
  std::size_t count = 0;
  for (std::uint64_t attempt = 0; !starts.empty() && count < wanted && attempt < 20 * wanted; ++attempt) {
    const std::uint32_t start = starts[random.below(starts.size(), attempt)];
    if (labels[start] >= 0) continue;
    labels[start] = static_cast<std::int32_t>(count);
    std::size_t more = random.below(3, attempt, 1);
    for (const Coverage::Neighbour& n : county.coverage.neighbours(start))
      if (more > 0 && labels[n.cell] < 0 && county.habitat.cell_polygon[n.cell] >= 0 && field(n.cell)) {
        labels[n.cell] = static_cast<std::int32_t>(count);
        --more;
      }
    ++count;
  }
  FeatureTable layer = layer_of("planning_site", "Planning applications", "The site of one application",
                                county.coverage.polygons(labels, count, county.habitat.styles, 4));
  TextCells refs, texts;
  RealCells stated;
  const auto& geometry = std::get<MultiPolygonColumn>(layer.geometry);
  for (std::size_t i = 0; i < count; ++i) {
    const double ha = area_m2(geometry[i]) / 10'000;
    refs.emplace_back(fmt::format("26/{:05}/OUT", 100 + 7 * i));
    switch (random.below(4, i, 2)) {
      case 0:
        texts.emplace_back(
            fmt::format("Outline: {} dwellings with access and open space", 5 * static_cast<int>(1 + ha * 4)));
        break;
      case 1:
        texts.emplace_back("Solar farm with substation and fencing");
        break;
      case 2:
        texts.emplace_back("Commercial units with parking and drainage basin");
        break;
      default:
        texts.emplace_back("Change of use of agricultural land to leisure, with ten lodges");
        break;
    }
    // People fill in such forms: values are rounded, and one in six is clearly wrong.
    const double slip = random.uniform(i, 3) < 1.0 / 6 ? random.between(0.75, 1.3, i, 4) : 1;
    stated.push_back(std::round(ha * slip * 100) / 100);
  }
  add_text(layer, "ref", "Reference", "Reference of the application", std::move(refs));
  add_text(layer, "description", "Description", "What is proposed", std::move(texts));
  add_hectares(layer, "stated_area_ha", "Stated area (ha)", "Area as stated on the form", std::move(stated));
  return layer;
}

}  // namespace spatial::county
