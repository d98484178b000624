// SPDX-License-Identifier: MIT
#include "libspatial/county/circuit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/county/candidate_stage.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/manifest.hpp"
#include "libspatial/io/raster.hpp"
#include "libspatial/network/circuit_flows.hpp"
#include "libspatial/network/grid_flows.hpp"
#include "libspatial/network/raster_circuit.hpp"
#include "libspatial/report/circuit_tables.hpp"
#include "libspatial/report/opportunity_tables.hpp"
#include "libspatial/run/dataset.hpp"
#include "libspatial/run/deliver.hpp"
#include "libspatial/run/place_findings.hpp"

namespace spatial {
namespace {

/// Effective resistances and currents of a circuit in which some nodes are the points (focal nodes).
struct Flows {
  std::vector<CircuitSurvey::Resistance> resistances;  ///< by position of the points
  std::vector<double> current;                         ///< per node
  std::vector<std::uint32_t> part;                     ///< per point, numbered by the lowest point
  double worst_residual = 0;
};

std::vector<std::uint32_t> renumbered(const std::vector<std::uint32_t>& parts, std::span<const std::uint32_t> points) {
  std::map<std::uint32_t, std::uint32_t> numbers;
  std::vector<std::uint32_t> result;
  for (const std::uint32_t point : points)
    result.push_back(numbers.emplace(parts[point], static_cast<std::uint32_t>(numbers.size())).first->second);
  return result;
}

struct FlowOptions {
  CircuitMode mode{};
  const std::vector<PointPair>* pairs = nullptr;  ///< null: all
  CircuitOptions solver;
  double max_memory_mb = 0;
};

Flows flows_of(const Circuit& circuit, std::span<const std::uint32_t> points, const FlowOptions& options,
               const Executor& executor) {
  Flows flows;
  if (options.mode == CircuitMode::one_to_all) {
    OneToAllCircuit found = one_to_all(circuit, points, options.solver, executor);
    flows.part = renumbered(circuit_parts(circuit), points);
    for (std::uint32_t p = 0; p < points.size(); ++p)
      flows.resistances.push_back({p, std::nullopt, found.resistance[p]});
    flows.current = std::move(found.current);
    flows.worst_residual = found.worst_residual;
    return flows;
  }
  const double needed_mb = pairwise_memory_mb(points.size(), circuit.nodes);
  if (options.pairs == nullptr && needed_mb > options.max_memory_mb)
    throw Error(
        ErrorKind::config,
        fmt::format("all pairs of {} points on {} nodes would need about {:.0f} MB, more than the {:.0f} MB allowed",
                    points.size(), circuit.nodes, needed_mb, options.max_memory_mb),
        "Use --pairs linked or --mode one-to-all, larger cells, fewer points, or allow more with --max-memory.");
  const CircuitSolver solver(circuit, options.solver);
  flows.part = renumbered(solver.parts(), points);
  if (options.pairs != nullptr) {
    ListedCircuit found = pairwise(solver, points, *options.pairs, executor);
    for (std::size_t k = 0; k < options.pairs->size(); ++k)
      flows.resistances.push_back({(*options.pairs)[k].first, (*options.pairs)[k].second, found.resistance[k]});
    flows.current = std::move(found.current);
    flows.worst_residual = found.worst_residual;
    return flows;
  }
  PairwiseCircuit found = pairwise(solver, points, executor);
  for (std::uint32_t i = 0; i < points.size(); ++i)
    for (std::uint32_t j = i + 1; j < points.size(); ++j)
      flows.resistances.push_back({i, j, found.resistance[i * points.size() + j]});
  flows.current = std::move(found.current);
  flows.worst_residual = found.worst_residual;
  return flows;
}

/// Expected waiting time in words: "about 30 s".
std::string duration_text(double seconds) {
  if (seconds < 1) return "less than a second";
  if (seconds < 100) return fmt::format("about {:.0f} s", std::ceil(seconds));
  if (seconds < 7200) return fmt::format("about {:.0f} minutes", std::ceil(seconds / 60));
  return fmt::format("about {:.0f} hours", std::ceil(seconds / 3600));
}

std::string size_text(const GridCircuit& circuit, std::size_t points, const GridJob& job, double max_memory_mb) {
  const unsigned threads = job.executor.worker_count();
  return fmt::format(
      "the circuit has {} nodes and {} points: it needs about {:.0f} MB of the {:.0f} MB allowed and {} on {} thread{}",
      circuit.nodes, points, std::ceil(job.memory_mb), max_memory_mb, duration_text(job.seconds), threads,
      threads == 1 ? "" : "s");
}

/// Like flows_of, for a circuit made from a raster.
Flows raster_flows(const GridCircuit& circuit, std::span<const std::uint32_t> points, const FlowOptions& options,
                   const std::function<void(const std::string&)>& tell, const Executor& executor) {
  const bool to_all = options.mode == CircuitMode::one_to_all;
  const GridJob job = grid_job(circuit, points, to_all, options.max_memory_mb, executor);
  if (tell && points.size() > 1) tell(size_text(circuit, points.size(), job, options.max_memory_mb));
  Flows flows;
  flows.part = renumbered(grid_parts(circuit), points);
  const auto take = [&](auto&& found) {
    flows.current = std::move(found.current);
    flows.worst_residual = found.worst_residual;
    return std::move(found.resistance);
  };
  if (to_all) {
    const std::vector<double> resistance = take(one_to_all(circuit, points, job));
    for (std::uint32_t p = 0; p < points.size(); ++p) flows.resistances.push_back({p, std::nullopt, resistance[p]});
  } else if (options.pairs != nullptr) {
    const std::vector<double> resistance = take(pairwise(circuit, points, *options.pairs, job));
    for (std::size_t k = 0; k < options.pairs->size(); ++k)
      flows.resistances.push_back({(*options.pairs)[k].first, (*options.pairs)[k].second, resistance[k]});
  } else {
    const std::vector<double> resistance = take(pairwise(circuit, points, job));
    for (std::uint32_t i = 0; i < points.size(); ++i)
      for (std::uint32_t j = i + 1; j < points.size(); ++j)
        flows.resistances.push_back({i, j, resistance[i * points.size() + j]});
  }
  return flows;
}

std::pair<std::size_t, NetworkProfile> the_network(const Project& project, const NetworkRunOptions& options) {
  const auto chosen = chosen_networks(project, options);
  if (chosen.size() == 1) return chosen.front();
  std::vector<std::string> ids;
  for (const auto& [number, profile] : chosen) ids.push_back(profile.id);
  throw Error(ErrorKind::usage, "a circuit needs one network, and the config has several",
              "Add --network with one of " + joined(ids, ", ") + ", and one resistance set.");
}

/// The circuit and the node of each patch. A patch whose cells all belong to other patches uses the node of its first
/// cell.
struct PatchCircuit {
  Circuit graph;                       ///< empty for a raster circuit
  RasterNodes raster;                  ///< empty for a graph circuit
  std::vector<std::uint32_t> patches;  ///< patches that are points of the circuit
  std::vector<std::uint32_t> points;   ///< node of each of these patches

  std::size_t nodes() const noexcept { return graph.nodes + raster.count; }
};

PatchCircuit circuit_of(const HabitatNetwork& network, const CircuitRunOptions& options) {
  PatchCircuit result;
  if (options.ground == CircuitGround::graph) {
    result.graph = graph_circuit(network.graph);
    for (std::uint32_t p = 0; p < network.patches.size(); ++p) result.patches.push_back(p);
    result.points = result.patches;
    return result;
  }
  if (network.cost == nullptr) return result;  // there are no patches
  const CostTile& land = network.cost->whole("a circuit on the raster");
  std::vector<std::uint32_t> regions;
  for (const std::uint32_t patch : land.patch_at) regions.push_back(patch == CostTile::none ? 0 : patch + 1);
  result.raster = raster_nodes(land.surface, options.neighbours, regions);
  for (std::uint32_t p = 0; p < network.patches.size(); ++p) {
    const std::vector<std::size_t> cells = cells_of(network.cost->runs_of(p), land.surface.grid, land.core);
    if (cells.empty()) continue;
    const auto own =
        std::find_if(cells.begin(), cells.end(), [&](std::size_t cell) { return land.patch_at[cell] == p; });
    result.patches.push_back(p);
    result.points.push_back(result.raster.node_at[own != cells.end() ? *own : cells.front()]);
  }
  return result;
}

Raster current_map(const RasterGrid& grid, const std::vector<std::uint32_t>& node_at,
                   const std::vector<double>& current) {
  Raster map{grid, {}};
  for (const std::uint32_t node : node_at)
    map.values.push_back(node == RasterCircuit::none ? std::numeric_limits<float>::quiet_NaN()
                                                     : static_cast<float>(current[node]));
  return map;
}

void add_candidates(CircuitSurvey& survey, CandidateSet candidates, const RasterNodes& raster,
                    const std::vector<double>& current, const Executor& executor) {
  const CostTile& land = survey.network.cost->whole("a circuit on the raster");
  const auto sums =
      parallel_map<std::pair<double, std::size_t>, NoState>(executor, candidates.size(), [&](NoState&, std::size_t c) {
        double sum = 0;
        std::size_t count = 0;
        for (const std::size_t cell : cells_inside(land.surface.grid, candidates.geometry[c])) {
          if (raster.node_at[cell] == RasterCircuit::none || land.patch_at[cell] != CostTile::none) continue;
          sum += current[raster.node_at[cell]];
          ++count;
        }
        return std::pair(sum, count);
      });
  survey.candidates = std::move(candidates);
  for (const auto& [sum, count] : sums) {
    survey.candidate_current.push_back(sum);
    survey.candidate_cells.push_back(count);
  }
}

Issues cut_off(const CircuitSurvey& survey, const HabitatMap& habitat) {
  std::map<std::uint32_t, std::size_t> members;
  for (const auto& part : survey.part)
    if (part) ++members[*part];
  Issues issues;
  if (members.size() < 2) return issues;
  const PatchSet& patches = survey.network.patches;
  for (std::uint32_t p = 0; p < survey.part.size(); ++p) {
    if (!survey.part[p] || members[*survey.part[p]] > 1) continue;
    const bool drawn = !patches.members[p].empty();  // false for patches read from a raster, which have no geometry
    const std::uint32_t first = drawn ? patches.members[p].front() : 0;
    const Point at = patches.boxes[p].centre();
    issues.push_back({IssueRule::patch_cut_off, "habitat",
                      drawn ? habitat.sources[habitat.source_of[first]] : survey.network.profile.patches.raster,
                      drawn ? habitat.id[first] : "",
                      fmt::format("{}: patch {} of {:.2f} ha is not connected to the rest of the circuit",
                                  survey.network.profile.id, p + 1, patches.areas_m2[p] / 1e4),
                      Place{at.x, at.y}});
  }
  return issues;
}

std::string solver_text(const Circuit& graph, const CircuitRunOptions& options) {
  if (options.ground == CircuitGround::raster) return "sparse Cholesky, nested dissection of the raster";
  return graph.nodes > options.solver.direct_limit ? "conjugate gradients, incomplete Cholesky" : "sparse Cholesky";
}

constexpr std::size_t most_parts = 10;

std::string summary_of(const std::string& title, const CircuitSurvey& survey, const Issues& issues,
                       const CircuitRunOptions& options, std::size_t nodes, double residual) {
  const std::size_t patches = survey.network.patches.size();
  if (patches < 2)
    return fmt::format("{}\n\n{}: no current flows, because the network has {}\n", title, survey.network.profile.title,
                       patches == 0 ? "no patch" : "only one patch") +
           network_notes(issues);
  std::vector<double> finite;
  for (const auto& row : survey.resistances)
    if (!std::isinf(row.resistance)) finite.push_back(row.resistance);
  std::sort(finite.begin(), finite.end());
  const bool pairs = options.mode == CircuitMode::pairwise;
  std::string text = fmt::format("{}\n\n{}: {} patches on a circuit of {} nodes ({}), {}\n", title,
                                 survey.network.profile.title, with_commas(patches), with_commas(nodes),
                                 options.ground == CircuitGround::raster ? "raster" : "patch graph",
                                 pairs ? "1 A between each pair" : "1 A from each patch to all others");
  if (!finite.empty())
    text += fmt::format("  effective resistance {:.6g} to {:.6g}, median {:.6g}\n", finite.front(), finite.back(),
                        finite[finite.size() / 2]);
  text += fmt::format("  {} {} joined, {} in different parts; worst residual {:.1e}\n", finite.size(),
                      pairs ? "pairs" : "patches", survey.resistances.size() - finite.size(), residual);
  if (options.ground == CircuitGround::graph || options.linked_pairs) text += network_notes(issues);
  std::map<std::uint32_t, std::vector<std::uint32_t>> parts;
  for (std::uint32_t p = 0; p < survey.part.size(); ++p)
    if (survey.part[p]) parts[*survey.part[p]].push_back(p);
  if (parts.size() < 2) return text;
  text += fmt::format("  The circuit has {} parts, between which no current flows:\n", parts.size());
  for (const auto& [part, members] : parts) {
    if (part == most_parts)
      return text + fmt::format("    and {} more (layer `circuit_patches`)\n", parts.size() - most_parts);
    text += fmt::format("    {}-part-{}: {} patch{}, first {}\n", survey.network.profile.id, part + 1, members.size(),
                        members.size() == 1 ? "" : "es", patch_id(survey.network, members.front()));
  }
  return text;
}

}  // namespace

namespace {
const std::vector<std::string> circuit_tables{"circuit_patches", "resistances", "candidate_currents",
                                              "issues",          "networks",    "run"};
}

std::vector<std::string> rehearse_circuit(const Config& config, const CircuitRunOptions& options,
                                          const Outputs& outputs) {
  NetworkRunOptions network = options.network;
  if (options.ground == CircuitGround::raster) network.distance = LinkDistance::least_cost;
  return rehearse_network(config, network, outputs, circuit_tables, [&](const Project& project) {
    the_network(project, network);
    rehearse_suitability(config);
  });
}

/// The steps of the run in their order, for pairs or from one to all, with or without candidates.
RunOutcome run_circuit(const Config& config, const CircuitRunOptions& options, const Outputs& outputs,
                       const Executor& executor) {
  const bool on_raster = options.ground == CircuitGround::raster;
  if (!on_raster && !outputs.raster.empty())
    throw Error(ErrorKind::usage, "a current map needs --on raster",
                "The patch graph has no cells; the currents of patches are in the layer circuit_patches.");
  Delivery delivery(outputs, circuit_tables, input_files(config));
  StageClock clock(executor.progress);
  const Project project = load_project(config, executor, clock);
  NetworkRunOptions network_options = options.network;
  if (on_raster) network_options.distance = LinkDistance::least_cost;
  network_options.importance = false;
  network_options.networks = {the_network(project, network_options).second.id};
  NetworkSurvey built = survey_networks(project, network_options, executor, clock);

  CircuitSurvey survey;
  survey.network = built.networks.front();
  const HabitatNetwork& network = survey.network;
  clock.begin("circuit");
  const PatchCircuit made = circuit_of(network, options);
  std::vector<PointPair> pairs;
  std::map<std::uint32_t, std::uint32_t> position;
  for (std::uint32_t k = 0; k < made.patches.size(); ++k) position[made.patches[k]] = k;
  for (const Link& link : network.graph.links()) pairs.emplace_back(position.at(link.a), position.at(link.b));
  const FlowOptions how{options.mode, options.linked_pairs ? &pairs : nullptr, options.solver,
                        options.network.max_memory_mb};
  Flows flows;
  if (!on_raster)
    flows = flows_of(made.graph, made.points, how, executor);
  else if (network.cost != nullptr)
    flows = raster_flows({network.cost->whole("a circuit on the raster").surface, options.neighbours,
                          options.conductance, made.raster.node_at, made.raster.count},
                         made.points, how, options.tell, executor);
  survey.part.assign(network.patches.size(), std::nullopt);
  survey.current.assign(network.patches.size(), 0);
  for (std::size_t k = 0; k < made.patches.size(); ++k) {
    survey.part[made.patches[k]] = flows.part[k];
    survey.current[made.patches[k]] = flows.current[made.points[k]];
  }
  for (CircuitSurvey::Resistance row : flows.resistances) {
    row.from = made.patches[row.from];
    if (row.to) row.to = made.patches[*row.to];
    survey.resistances.push_back(row);
  }
  clock.end(made.nodes());
  if (on_raster && network.cost != nullptr) {
    clock.begin("currents of candidates");
    CandidateResult candidates = candidates_in_study_area(project, executor, false);
    built.issues.insert(built.issues.end(), candidates.issues.begin(), candidates.issues.end());
    add_candidates(survey, std::move(candidates.candidates), made.raster, flows.current, executor);
    clock.end(survey.candidate_current.size());
  }
  const Issues apart = cut_off(survey, project.habitat);
  built.issues.insert(built.issues.end(), apart.begin(), apart.end());
  sort_issues(built.issues);

  clock.begin("write");
  if (!outputs.raster.empty() && network.cost != nullptr)
    delivery.write_raster(outputs.raster, current_map(network.cost->grid(), made.raster.node_at, flows.current),
                          config.crs);
  RunRecord record = network_manifest(project, built, "lnrs circuit", clock.stages(), outputs.timings);
  const auto add = [&](const char* key, std::string value) {
    record.push_back({"network", network.profile.id, key, std::move(value)});
  };
  add("mode", options.mode == CircuitMode::pairwise
                  ? (options.linked_pairs ? "pairwise, linked pairs" : "pairwise, all pairs")
                  : "one-to-all");
  add("on", on_raster ? "raster" : "graph");
  if (on_raster) add("neighbours", std::to_string(options.neighbours));
  if (on_raster) add("average", options.conductance == Conductance::average_resistance ? "resistance" : "conductance");
  add("nodes", std::to_string(made.nodes()));
  add("solver", solver_text(made.graph, options));
  add("worst_residual", fmt::format("{:.1e}", flows.worst_residual));
  const OpportunityResult as_result = networks_only(built);
  std::vector<FeatureTable> tables;
  tables.push_back(issues_table(built.issues));  // points above areas: QGIS draws the first layer last
  tables.push_back(circuit_patches_table(survey));
  if (on_raster) tables.push_back(candidate_currents_table(survey));
  tables.push_back(resistances_table(survey));
  tables.push_back(networks_table(as_result));
  tables.push_back(run_table(record));
  RunOutcome outcome;
  outcome.files =
      delivery.deliver(dataset_of_run(config.crs, config.date, std::move(tables), opportunity_domains(built.networks)));
  clock.end();
  outcome.summary = summary_of(config.name, survey, built.issues, options, made.nodes(), flows.worst_residual);
  outcome.stages = clock.stages();
  outcome.notes = said_at_once(project.issues);
  outcome.issues = counts_of(built.issues);
  return outcome;
}

}  // namespace spatial
