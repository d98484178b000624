// SPDX-License-Identifier: MIT
#include "libspatial/network/circuit.hpp"

#include <Eigen/IterativeLinearSolvers>
#include <Eigen/SparseCholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>

#include "libspatial/core/error.hpp"
#include "libspatial/core/numbers.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

using Matrix = Eigen::SparseMatrix<double>;
using Vector = Eigen::VectorXd;
using Factor = Eigen::SimplicialLDLT<Matrix, Eigen::Lower, Eigen::AMDOrdering<int>>;

/// Two-level additive Schwarz preconditioner (Toselli & Widlund 2005, ch. 3): the sum of an incomplete Cholesky factor
/// in the order of the nodes, which handles differences between neighbours, and the exact solution between connected
/// aggregates of up to 64 nodes, which handles differences over long distances. Symmetric and positive definite.
class Preconditioner {
 public:
  explicit Preconditioner(const Matrix& matrix) : fine_(matrix) {
    aggregate_of_.assign(static_cast<std::size_t>(matrix.rows()), -1);
    std::vector<int> queue;
    for (int seed = 0; seed < matrix.rows(); ++seed) {
      if (aggregate_of_[static_cast<std::size_t>(seed)] >= 0) continue;
      queue.assign(1, seed);
      aggregate_of_[static_cast<std::size_t>(seed)] = aggregates_;
      for (std::size_t k = 0; k < queue.size() && queue.size() < largest; ++k)
        for (Matrix::InnerIterator entry(matrix, queue[k]); entry && queue.size() < largest; ++entry) {
          int& aggregate = aggregate_of_[static_cast<std::size_t>(entry.row())];
          if (aggregate >= 0) continue;
          aggregate = aggregates_;
          queue.push_back(static_cast<int>(entry.row()));
        }
      ++aggregates_;
    }
    std::vector<Eigen::Triplet<double>> entries;
    entries.reserve(static_cast<std::size_t>(matrix.nonZeros()));
    for (int column = 0; column < matrix.outerSize(); ++column)
      for (Matrix::InnerIterator entry(matrix, column); entry; ++entry)
        entries.emplace_back(aggregate_of_[static_cast<std::size_t>(entry.row())],
                             aggregate_of_[static_cast<std::size_t>(column)], entry.value());
    Matrix coarse(aggregates_, aggregates_);
    coarse.setFromTriplets(entries.begin(), entries.end());
    coarse_.compute(coarse);
  }
  bool made() const { return fine_.info() == Eigen::Success && coarse_.info() == Eigen::Success; }
  Vector solve(const Vector& right) const {
    Vector sums = Vector::Zero(aggregates_);
    for (Eigen::Index row = 0; row < right.size(); ++row)
      sums[aggregate_of_[static_cast<std::size_t>(row)]] += right[row];
    const Vector shared = coarse_.solve(sums);
    Vector result = fine_.solve(right);
    for (Eigen::Index row = 0; row < right.size(); ++row)
      result[row] += shared[aggregate_of_[static_cast<std::size_t>(row)]];
    return result;
  }

 private:
  static constexpr std::size_t largest = 64;  // nodes in an aggregate

  Eigen::IncompleteCholesky<double, Eigen::Lower, Eigen::NaturalOrdering<int>> fine_;
  std::vector<int> aggregate_of_;
  int aggregates_ = 0;
  Factor coarse_;
};

}  // namespace

std::vector<std::uint32_t> circuit_parts(const Circuit& circuit) {
  std::vector<Link> links;
  for (const Branch& branch : circuit.branches)
    if (branch.a != branch.b) links.push_back({branch.a, branch.b, 0});
  return PatchGraph(std::vector<double>(circuit.nodes, 0), std::move(links)).components();
}

Circuit graph_circuit(const PatchGraph& graph, double shortest_m) {
  if (!(shortest_m > 0)) throw Error(ErrorKind::config, "the shortest resistance of a link must be more than 0");
  Circuit circuit{graph.size(), {}};
  for (const Link& link : graph.links())
    circuit.branches.push_back({link.a, link.b, 1 / std::max(link.distance_m, shortest_m)});
  return circuit;
}

struct CircuitSolver::Impl {
  Circuit circuit;
  std::vector<std::uint32_t> part;
  std::vector<int> row;  ///< row in the reduced system; -1 for the grounded (lowest) node of each part
  Matrix laplacian;
  std::unique_ptr<Factor> factor;
  std::unique_ptr<Preconditioner> preconditioner;  ///< used in place of the factor for large circuits
  double tolerance = 0;

  Vector solve(const Vector& currents) const {
    if (laplacian.rows() == 0) return {};
    return factor ? Vector(factor->solve(currents)) : by_gradients(currents);
  }

  // Eigen's own class counts iterations in a member and so cannot be shared between threads.
  Vector by_gradients(const Vector& currents) const {
    Vector voltages = Vector::Zero(currents.size()), residual = currents, direction = preconditioner->solve(residual);
    const double enough = tolerance * currents.norm();
    double energy = residual.dot(direction);
    for (Eigen::Index step = 0; residual.norm() > enough && step < 2 * currents.size(); ++step) {
      throw_if_cancelled();
      const Vector image = laplacian * direction;
      const double along = energy / direction.dot(image);
      voltages += along * direction;
      residual -= along * image;
      const Vector better = preconditioner->solve(residual);
      const double next = residual.dot(better);
      direction = better + (next / energy) * direction;
      energy = next;
    }
    return voltages;
  }
};

CircuitSolver::CircuitSolver(const Circuit& circuit, const CircuitOptions& options)
    : CircuitSolver(circuit, {}, options) {}

/// Its branches check the branches of the circuit before its parts are numbered and solved.
CircuitSolver::CircuitSolver(const Circuit& circuit, std::span<const std::uint32_t> grounds,
                             const CircuitOptions& options)
    : impl_(std::make_unique<Impl>()) {
  Impl& it = *impl_;
  it.circuit = circuit;
  it.tolerance = options.tolerance;
  for (const Branch& branch : circuit.branches) {
    if (branch.a >= circuit.nodes || branch.b >= circuit.nodes)
      throw Error(ErrorKind::input, "a branch names a node that does not exist");
    if (!(branch.conductance > 0) || !std::isfinite(branch.conductance))
      throw Error(ErrorKind::input, "a conductance must be more than 0, not " + shortest(branch.conductance));
  }
  it.part = circuit_parts(circuit);
  std::vector<char> grounded(circuit.nodes, 0), has_ground(circuit.nodes, 0);
  for (const std::uint32_t node : grounds) {
    if (node >= circuit.nodes) throw Error(ErrorKind::config, "a ground is not a node of the circuit");
    grounded[node] = has_ground[it.part[node]] = 1;
  }
  int rows = 0;
  for (std::size_t node = 0; node < circuit.nodes; ++node) {
    if (has_ground[it.part[node]] == 0) grounded[node] = has_ground[it.part[node]] = 1;
    it.row.push_back(grounded[node] != 0 ? -1 : rows++);
  }
  std::vector<Eigen::Triplet<double>> entries;
  entries.reserve(4 * circuit.branches.size());
  for (const Branch& branch : circuit.branches) {
    if (branch.a == branch.b) continue;
    const int a = it.row[branch.a], b = it.row[branch.b];
    if (a >= 0) entries.emplace_back(a, a, branch.conductance);
    if (b >= 0) entries.emplace_back(b, b, branch.conductance);
    if (a < 0 || b < 0) continue;
    entries.emplace_back(a, b, -branch.conductance);
    entries.emplace_back(b, a, -branch.conductance);
  }
  it.laplacian.resize(rows, rows);
  it.laplacian.setFromTriplets(entries.begin(), entries.end());
  if (rows == 0) return;
  if (static_cast<std::size_t>(rows) > options.direct_limit) {
    it.preconditioner = std::make_unique<Preconditioner>(it.laplacian);
    if (!it.preconditioner->made()) throw Error(ErrorKind::internal, "a circuit could not be preconditioned");
    return;
  }
  it.factor = std::make_unique<Factor>(it.laplacian);
  if (it.factor->info() != Eigen::Success) throw Error(ErrorKind::internal, "a circuit could not be factorised");
}

CircuitSolver::~CircuitSolver() = default;
CircuitSolver::CircuitSolver(CircuitSolver&&) noexcept = default;
CircuitSolver& CircuitSolver::operator=(CircuitSolver&&) noexcept = default;

const std::vector<std::uint32_t>& CircuitSolver::parts() const noexcept { return impl_->part; }

const Circuit& CircuitSolver::circuit() const noexcept { return impl_->circuit; }

CircuitVoltages CircuitSolver::voltages(std::span<const double> injected) const {
  const Impl& it = *impl_;
  if (injected.size() != it.circuit.nodes) throw Error(ErrorKind::input, "currents and nodes differ in number");
  Vector currents = Vector::Zero(it.laplacian.rows());
  for (std::size_t node = 0; node < injected.size(); ++node)
    if (it.row[node] >= 0) currents[it.row[node]] = injected[node];
  const Vector solution = it.solve(currents);
  CircuitVoltages result;
  const double norm = currents.norm();
  if (norm > 0) result.residual = (it.laplacian * solution - currents).norm() / norm;
  result.volts.reserve(injected.size());
  for (const int row : it.row) result.volts.push_back(row >= 0 ? solution[row] : 0.0);
  return result;
}

CircuitFlow CircuitSolver::between(std::uint32_t from, std::uint32_t to) const { return into_ground({&from, 1}, to); }

CircuitFlow CircuitSolver::into_ground(std::span<const std::uint32_t> sources, std::uint32_t ground) const {
  const Impl& it = *impl_;
  for (const std::uint32_t source : sources)
    if (source >= it.circuit.nodes) throw Error(ErrorKind::config, "a source is not a node of the circuit");
  if (ground >= it.circuit.nodes) throw Error(ErrorKind::config, "the ground is not a node of the circuit");
  CircuitFlow flow;
  flow.current.assign(it.circuit.nodes, 0);
  std::vector<double> injected(it.circuit.nodes, 0);
  for (const std::uint32_t source : sources) {
    if (source == ground || it.part[source] != it.part[ground]) continue;
    injected[source] += 1;
    injected[ground] -= 1;
  }
  const bool apart = !sources.empty() && it.part[sources.front()] != it.part[ground];
  if (injected[ground] == 0) {
    flow.resistance = apart ? infinity : 0;
    return flow;
  }
  const CircuitVoltages solved = voltages(injected);
  flow.residual = solved.residual;
  flow.resistance = apart ? infinity : solved.volts[sources.front()] - solved.volts[ground];
  for (const Branch& branch : it.circuit.branches) {
    const double amperes = std::abs(solved.volts[branch.a] - solved.volts[branch.b]) * branch.conductance / 2;
    flow.current[branch.a] += amperes;
    flow.current[branch.b] += amperes;
  }
  for (std::size_t node = 0; node < injected.size(); ++node) flow.current[node] += std::abs(injected[node]) / 2;
  return flow;
}

}  // namespace spatial
