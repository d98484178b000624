// SPDX-License-Identifier: MIT
// Times the parts of connectivity that have no file format of their own: cost searches against a plain binary heap, and
// circuits; and makes inputs for those that have one. benchmarks/README.md, "Connectivity", has the numbers.
//   bench_connectivity cost SIDE SOURCES     the first search's costs as a raster: … cost SIDE SOURCES COSTS.tif
//   bench_connectivity circuit SIDE          the landscape of both: bench_connectivity landscape SIDE FILE.tif
//   bench_connectivity points SIDE COUNT     all pairs of so many squares of 20 × 20 cells, and the map of current
//   bench_connectivity discs COUNT NAME      writes NAME.nodes and NAME.links, as Conefor reads them
//   bench_connectivity gain PATCHES CANDIDATES
#include <fmt/format.h>

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <limits>
#include <numbers>
#include <queue>
#include <random>
#include <string>

#include "libspatial/io/raster.hpp"
#include "libspatial/network/cost_search.hpp"
#include "libspatial/network/gain.hpp"
#include "libspatial/network/grid_flows.hpp"
#include "libspatial/network/raster_circuit.hpp"
#include "libspatial/run/stages.hpp"

namespace {

using namespace spatial;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

/// Fields of 16 × 16 cells with resistance 1 to 50.
Raster landscape(std::uint32_t side) {
  std::mt19937 random(1);
  Raster raster{{0, side * 10.0, 10, 10, side, side}, std::vector<float>(std::size_t{side} * side)};
  std::vector<float> fields((side / 16 + 1) * (side / 16 + 1));
  for (float& field : fields) field = 1 + static_cast<float>(random() % 50);
  for (std::uint32_t row = 0; row < side; ++row)
    for (std::uint32_t column = 0; column < side; ++column)
      raster.values[raster.grid.index(row, column)] = fields[row / 16 * (side / 16 + 1) + column / 16];
  return raster;
}

std::vector<double> plain_costs(const Raster& surface, std::size_t source) {
  const auto side = static_cast<long>(surface.grid.columns);
  std::vector<double> cost(surface.values.size(), std::numeric_limits<double>::infinity());
  using Entry = std::pair<double, std::size_t>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap;
  const double half[] = {5, std::hypot(10, 10) / 2};
  cost[source] = 0;
  heap.emplace(0, source);
  while (!heap.empty()) {
    const auto [d, cell] = heap.top();
    heap.pop();
    if (d > cost[cell]) continue;
    const long row = static_cast<long>(cell) / side, column = static_cast<long>(cell) % side;
    const double resistance = surface.values[cell];
    for (long r = std::max(0L, row - 1); r <= std::min(side - 1, row + 1); ++r)
      for (long c = std::max(0L, column - 1); c <= std::min(side - 1, column + 1); ++c) {
        const auto other = static_cast<std::size_t>(r * side + c);
        const double through = d + (resistance + surface.values[other]) * half[r != row && c != column];
        if (!(through < cost[other])) continue;
        cost[other] = through;
        heap.emplace(through, other);
      }
  }
  return cost;
}

constexpr double link_limit_m = 1500;

struct Disc {
  double x, y, radius, area_ha;
};

double gap_m(const Disc& a, const Disc& b) {
  return std::max(0.0, std::hypot(a.x - b.x, a.y - b.y) - a.radius - b.radius);
}

/// Discs with lognormal areas (median 1 ha), sorted by x, in a square as wide as gives `patches` of them some 28 others
/// within the limit.
std::vector<Disc> discs(std::uint32_t count, std::uint32_t patches, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> areas(0, 1);
  std::uniform_real_distribution<double> place(
      0, std::sqrt(patches * std::numbers::pi * link_limit_m * link_limit_m / 24));
  std::vector<Disc> all(count);
  for (Disc& disc : all) {
    disc.area_ha = areas(random);
    disc.x = place(random);
    disc.y = place(random);
    disc.radius = std::sqrt(disc.area_ha * 1e4 / std::numbers::pi);
  }
  std::sort(all.begin(), all.end(), [](const Disc& a, const Disc& b) { return a.x < b.x; });
  return all;
}

double widest(const std::vector<Disc>& all) {
  double radius = 0;
  for (const Disc& disc : all) radius = std::max(radius, disc.radius);
  return radius;
}

std::vector<Link> links_between(const std::vector<Disc>& all) {
  std::vector<Link> links;
  const double wide = widest(all);
  for (std::uint32_t i = 0; i < all.size(); ++i)
    for (std::uint32_t j = i + 1; j < all.size() && all[j].x - all[i].x <= link_limit_m + 2 * wide; ++j)
      if (const double gap = gap_m(all[i], all[j]); gap <= link_limit_m) links.push_back({i, j, gap});
  return links;
}

int write_discs(std::uint32_t count, const std::string& name) {
  const std::vector<Disc> all = discs(count, count, 1);
  const std::vector<Link> links = links_between(all);
  std::ofstream nodes(name + ".nodes"), pairs(name + ".links");
  for (std::uint32_t i = 0; i < count; ++i) nodes << fmt::format("{}\t{:.6f}\n", i + 1, all[i].area_ha);
  for (const Link& link : links) pairs << fmt::format("{}\t{}\t{:.6f}\n", link.a + 1, link.b + 1, link.distance_m);
  fmt::print("{} discs, {} links\n", count, links.size());
  return nodes && pairs ? 0 : 1;
}

/// Gain of every candidate at a dispersal of 500 m and p_min 1e-4, all candidates against all patches.
int time_gain(std::uint32_t count, std::uint32_t number) {
  const std::vector<Disc> patches = discs(count, count, 1), places = discs(number, count, 2);
  std::vector<double> areas;
  for (const Disc& disc : patches) areas.push_back(disc.area_ha * 1e4);
  const PatchGraph graph(areas, links_between(patches));
  const DispersalKernel kernel(500, 0.5);
  constexpr double p_min = 1e-4;
  double start = now();
  std::vector<CandidateNode> candidates(number);
  const double wide = widest(patches) + widest(places);
  std::size_t first = 0, near = 0;
  for (std::uint32_t c = 0; c < number; ++c) {
    candidates[c].area_m2 = places[c].area_ha * 1e4;
    while (first < patches.size() && patches[first].x < places[c].x - link_limit_m - wide) ++first;
    for (std::size_t k = first; k < patches.size() && patches[k].x <= places[c].x + link_limit_m + wide; ++k)
      if (const double gap = gap_m(patches[k], places[c]); gap <= link_limit_m)
        candidates[c].near.push_back({static_cast<std::uint32_t>(k), gap});
    near += candidates[c].near.size();
  }
  const double found_s = now() - start;
  start = now();
  double numerator = 0;
  const auto reached = reached_areas(graph, kernel, p_min, 0, {});
  for (std::size_t i = 0; i < areas.size(); ++i) numerator += areas[i] * (reached[i].first + reached[i].second);
  const double reached_s = now() - start;
  start = now();
  double sum = 0;
  for (const Gain& gain : gains_of(graph, kernel, numerator, p_min, candidates, {})) sum += gain.eca_gain_m2;
  fmt::print(
      "{} candidates with {:.1f} patches within reach each, {} patches, {} links: neighbours {:.1f} s, reach of "
      "patches {:.1f} s, gains {:.1f} s; ECA {:.2f} ha, mean gain {:.6f} ha\n",
      number, static_cast<double>(near) / number, count, graph.links().size(), found_s, reached_s, now() - start,
      std::sqrt(numerator) / 1e4, sum / number / 1e4);
  return 0;
}

int time_costs(std::uint32_t side, int sources, const std::string& costs_file) {
  const Raster surface = landscape(side);
  const CostSearch::Steps steps = CostSearch::steps_of(surface);
  CostSearch search;
  std::mt19937 random(2);
  double bucket_s = 0, heap_s = 0;
  std::size_t different = 0;
  for (int k = 0; k < sources; ++k) {
    const std::size_t source = random() % surface.values.size();
    double start = now();
    search.run(surface, steps, {&source, 1}, 1e9);
    bucket_s += now() - start;
    if (k == 0 && !costs_file.empty()) {
      Raster costs = surface;
      for (std::size_t cell = 0; cell < costs.values.size(); ++cell)
        costs.values[cell] = static_cast<float>(search.cost(cell));
      write_raster(costs_file, costs, "EPSG:27700", {.overwrite = true});
      fmt::print("first source: column {}, row {} from the north-west\n", source % side, source / side);
    }
    start = now();
    const std::vector<double> expected = plain_costs(surface, source);
    heap_s += now() - start;
    for (std::size_t cell = 0; cell < expected.size(); ++cell) different += search.cost(cell) != expected[cell] ? 1 : 0;
  }
  fmt::print(
      "{0} x {0} cells, {1} sources: {2:.3f} s a source, binary heap {3:.3f} s ({4:.1f} times), {5} cells differ\n",
      side, sources, bucket_s / sources, heap_s / sources, heap_s / bucket_s, different);
  return different == 0 ? 0 : 1;
}

/// The same pair with Eigen's classes as they come: the last node grounded, 1 A into the first.
void time_plain_eigen(const Circuit& circuit, std::uint32_t last) {
  using Matrix = Eigen::SparseMatrix<double>;
  std::vector<Eigen::Triplet<double>> entries;
  for (const Branch& branch : circuit.branches) {
    for (const std::uint32_t node : {branch.a, branch.b})
      if (node != last) entries.emplace_back(static_cast<int>(node), static_cast<int>(node), branch.conductance);
    if (branch.a == last || branch.b == last) continue;
    entries.emplace_back(static_cast<int>(branch.a), static_cast<int>(branch.b), -branch.conductance);
    entries.emplace_back(static_cast<int>(branch.b), static_cast<int>(branch.a), -branch.conductance);
  }
  Matrix laplacian(last, last);
  laplacian.setFromTriplets(entries.begin(), entries.end());
  const Eigen::VectorXd current = Eigen::VectorXd::Unit(last, 0);
  const auto time = [&](const char* name, auto& solver) {
    const double start = now();
    solver.compute(laplacian);
    const double prepared = now();
    const Eigen::VectorXd volts = solver.solve(current);
    fmt::print("plain Eigen, {}: prepared in {:.2f} s, pair in {:.2f} s, resistance {:.9f}, residual {:.1e}\n", name,
               prepared - start, now() - prepared, volts[0], (laplacian * volts - current).norm());
  };
  Eigen::SimplicialLDLT<Matrix> direct;
  time("SimplicialLDLT", direct);
  Eigen::ConjugateGradient<Matrix, Eigen::Lower | Eigen::Upper> iterative;
  iterative.setTolerance(1e-10);
  iterative.setMaxIterations(20000);
  time("ConjugateGradient", iterative);
}

int time_circuit(std::uint32_t side) {
  const RasterCircuit raster = raster_circuit(landscape(side), 8, Conductance::average_resistance);
  const auto last = static_cast<std::uint32_t>(raster.circuit.nodes - 1);
  for (const bool direct : {true, false}) {
    double start = now();
    const CircuitSolver solver(raster.circuit, {.direct_limit = direct ? raster.circuit.nodes : 0});
    const double prepared_s = now() - start;
    start = now();
    const CircuitFlow flow = solver.between(0, last);
    fmt::print("{} cells, {}: prepared in {:.2f} s, pair in {:.2f} s, resistance {:.9f}, residual {:.1e}\n",
               raster.circuit.nodes, direct ? "Cholesky" : "conjugate gradients", prepared_s, now() - start,
               flow.resistance, flow.residual);
  }
  time_plain_eigen(raster.circuit, last);
  return 0;
}

int time_points(std::uint32_t side, unsigned count) {
  constexpr std::uint32_t square = 20;
  const Raster land = landscape(side);
  std::vector<std::uint32_t> regions(land.values.size(), 0);
  std::mt19937 random(2);
  for (unsigned point = 1; point <= count; ++point) {
    const std::uint32_t row = random() % (side - square), column = random() % (side - square);
    for (std::uint32_t cell = 0; cell < square * square; ++cell)
      regions[land.grid.index(row + cell / square, column + cell % square)] = point;
  }
  const RasterNodes nodes = raster_nodes(land, 8, regions);
  std::vector<std::uint32_t> points;
  std::vector<char> known(count + 1, 0);
  for (std::size_t cell = 0; cell < regions.size(); ++cell)
    if (regions[cell] > 0 && known[regions[cell]]++ == 0) points.push_back(nodes.node_at[cell]);
  const GridCircuit circuit{land, 8, Conductance::average_resistance, nodes.node_at, nodes.count};
  const GridJob job = grid_job(circuit, points, false, 0, {});
  fmt::print("{} nodes, {} points: estimated {:.1f} s and {:.0f} MB\n", nodes.count, points.size(), job.seconds,
             job.memory_mb);
  const double start = now();
  const std::clock_t cpu = std::clock();
  const PairwiseCircuit found = pairwise(circuit, points, job);
  fmt::print("all pairs and currents in {:.1f} s, {:.1f} CPU s, {:.0f} MB at most, worst residual {:.1e}\n",
             now() - start, static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC, peak_memory_mb(),
             found.worst_residual);
  return 0;
}

}  // namespace

int main(int count, char** words) {
  const std::string what = count > 1 ? words[1] : "";
  const auto side = static_cast<std::uint32_t>(count > 2 ? std::atoi(words[2]) : 0);
  if (what == "cost" && side > 0 && (count == 4 || count == 5) && std::atoi(words[3]) > 0)
    return time_costs(side, std::atoi(words[3]), count == 5 ? words[4] : "");
  if (what == "discs" && side > 0 && count == 4) return write_discs(side, words[3]);
  if (what == "gain" && side > 0 && count == 4 && std::atoi(words[3]) > 0)
    return time_gain(side, static_cast<std::uint32_t>(std::atoi(words[3])));
  if (what == "landscape" && side > 0 && count == 4) {
    write_raster(words[3], landscape(side), "EPSG:27700", {.overwrite = true});
    return 0;
  }
  if (what == "circuit" && side > 1 && count == 3) return time_circuit(side);
  if (what == "points" && side > 20 && count == 4 && std::atoi(words[3]) > 1)
    return time_points(side, static_cast<unsigned>(std::atoi(words[3])));
  fmt::print(stderr,
             "bench_connectivity cost SIDE SOURCES [COSTS.tif] | circuit SIDE | points SIDE COUNT | landscape SIDE "
             "FILE.tif | discs COUNT NAME | gain PATCHES CANDIDATES\n");
  return 2;
}
