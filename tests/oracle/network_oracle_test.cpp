// SPDX-License-Identifier: MIT
// Numbers from elsewhere for network metrics and gains: Conefor 2.7.3 (Saura & Torné 2009) as it prints them, and a
// brute force that shares no code with the library. The second case is written out here, so that it always runs; the
// others are read from the shared folder.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "libspatial/network/gain.hpp"
#include "libspatial/network/metrics.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

struct Case {
  std::string name;
  double dispersal_m;
  double link_limit_m;
  double landscape_m2;
};
const Case cases[] = {{"v1", 1000, 1000, 100}, {"v2", 500, 500, 50}, {"v2add", 500, 500, 50}, {"v3", 1000, 1000, 6400}};

struct Network {
  std::vector<std::string> ids;  ///< of the patches; candidates are not patches
  PatchGraph graph;
  std::vector<std::string> candidate_ids;
  std::vector<CandidateNode> candidates;
};

Network read_network(const std::filesystem::path& prefix) {
  Network network;
  std::vector<double> areas;
  std::map<std::string, std::uint32_t> patch, candidate;
  std::istringstream nodes(read_file(prefix.string() + ".nodes")), links(read_file(prefix.string() + ".links"));
  for (std::string line; std::getline(nodes, line);) {
    std::istringstream words(line);
    std::string id, kind;
    double area = 0;
    words >> id >> area >> kind;
    if (kind == "0") {
      candidate[id] = static_cast<std::uint32_t>(network.candidates.size());
      network.candidate_ids.push_back(id);
      network.candidates.push_back({area, {}});
    } else {
      patch[id] = static_cast<std::uint32_t>(areas.size());
      network.ids.push_back(id);
      areas.push_back(area);
    }
  }
  std::vector<Link> between;
  std::string a, b;
  for (double d = 0; links >> a >> b >> d;) {
    if (candidate.contains(b)) std::swap(a, b);
    if (!candidate.contains(a))
      between.push_back({patch.at(a), patch.at(b), d});
    else if (!candidate.contains(b))
      network.candidates[candidate.at(a)].near.push_back({patch.at(b), d});
  }
  network.graph = PatchGraph(areas, between);
  return network;
}

NetworkMetrics exact_metrics(const PatchGraph& graph, const Case& c) {
  MetricOptions options;
  options.landscape_m2 = c.landscape_m2;
  options.p_min = 0;
  options.node_importance = true;
  options.iic_link_limit_m = c.link_limit_m;
  return metrics_of(graph, DispersalKernel(c.dispersal_m, 0.5), options, {});
}

class Oracle : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    folder_ = shared_dir() / "oracle";
    if (shared_dir().empty() || !std::filesystem::exists(folder_))
      GTEST_SKIP() << "the shared folder with numbers from other tools is not here";
  }
  std::filesystem::path folder_;
};

void expect_share(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * std::max(1.0, std::abs(expected))) << what;
}

TEST_P(Oracle, MetricsEqualTheBruteForce) {
  const Network network = read_network(folder_ / GetParam().name);
  const NetworkMetrics m = exact_metrics(network.graph, GetParam());
  const nlohmann::json expected = nlohmann::json::parse(read_file(folder_ / (GetParam().name + ".expected.json")));
  const nlohmann::json& pc = expected["PC"];
  const nlohmann::json& iic = expected["IIC"];
  expect_share(m.pc_numerator / pc["num"].get<double>(), 1, "PC numerator");
  expect_share(m.eca_m2 / pc["EC"].get<double>(), 1, "ECA");
  expect_share(m.pc / pc["index"].get<double>(), 1, "PC");
  expect_share(m.iic_numerator / iic["num"].get<double>(), 1, "IIC numerator");
  expect_share(m.iic / iic["index"].get<double>(), 1, "IIC");
  expect_share(m.intra_percent, pc["intra_pct"], "intra");
  expect_share(m.direct_percent, pc["direct_pct"], "direct");
  expect_share(m.step_percent, pc["step_pct"], "step");
  for (std::size_t k = 0; k < network.ids.size(); ++k) {
    for (const bool is_pc : {true, false}) {
      const nlohmann::json& node = expected[is_pc ? "PC" : "IIC"]["nodes"][network.ids[k]];
      const NodeImportance& mine = is_pc ? m.dpc[k] : m.diic[k];
      const std::string who = " of patch " + network.ids[k] + (is_pc ? " (PC)" : " (IIC)");
      expect_share(mine.d, node["d"], "d" + who);
      expect_share(mine.intra, node["intra"], "intra" + who);
      expect_share(mine.flux, node["flux"], "flux" + who);
      expect_share(mine.connector, node["connector"], "connector" + who);
      expect_share((is_pc ? m.bc_pc : m.bc_iic)[k], node["BC"], "betweenness" + who);
    }
  }
}

/// What a patch adds is what its loss takes away: each patch of the case, taken out and offered as a candidate.
TEST_P(Oracle, GainsOfPatchesTakenOutEqualTheirImportance) {
  const Network network = read_network(folder_ / GetParam().name);
  const nlohmann::json expected =
      nlohmann::json::parse(read_file(folder_ / (GetParam().name + ".expected.json")))["PC"];
  const DispersalKernel kernel(GetParam().dispersal_m, 0.5);
  for (std::uint32_t k = 0; k < network.ids.size(); ++k) {
    const auto moved = [k](std::uint32_t i) { return i > k ? i - 1 : i; };
    std::vector<double> areas = network.graph.areas();
    areas.erase(areas.begin() + k);
    std::vector<Link> links;
    CandidateNode candidate{network.graph.areas()[k], {}};
    for (const Link& link : network.graph.links()) {
      if (link.a == k || link.b == k)
        candidate.near.push_back({moved(link.a == k ? link.b : link.a), link.distance_m});
      else
        links.push_back({moved(link.a), moved(link.b), link.distance_m});
    }
    const PatchGraph rest(areas, links);
    MetricOptions options;
    options.p_min = 0;
    const double numerator = metrics_of(rest, kernel, options, {}).pc_numerator;
    const Gain gain = gains_of(rest, kernel, numerator, 0, {&candidate, 1}, {})[0];
    const nlohmann::json& node = expected["nodes"][network.ids[k]];
    const double percent = 100 / expected["num"].get<double>();
    expect_share(percent * gain.intra, node["intra"], "intra of " + network.ids[k]);
    expect_share(percent * gain.flux, node["flux"], "flux of " + network.ids[k]);
    expect_share(percent * gain.connector, node["connector"], "connector of " + network.ids[k]);
  }
}

TEST_P(Oracle, GainsOfCandidatesEqualTheBruteForce) {
  const Network network = read_network(folder_ / GetParam().name);
  EXPECT_EQ(network.candidates.size(), GetParam().name == "v2add" ? 2u : 0u);
  const nlohmann::json expected =
      nlohmann::json::parse(read_file(folder_ / (GetParam().name + ".expected.json")))["PC"];
  const double numerator = expected["num"];
  const std::vector<Gain> gains =
      gains_of(network.graph, DispersalKernel(GetParam().dispersal_m, 0.5), numerator, 0, network.candidates, {});
  for (std::size_t c = 0; c < gains.size(); ++c) {
    const nlohmann::json& node = expected["nodes"][network.candidate_ids[c]];
    expect_share(100 * gains[c].intra / numerator, node["intra"], "intra");
    expect_share(100 * gains[c].flux / numerator, node["flux"], "flux");
    expect_share(100 * gains[c].connector / numerator, node["connector"], "connector");
    const double more = node["d"].get<double>() / 100 * numerator;
    expect_share(gains[c].eca_gain_m2, std::sqrt(numerator + more) - std::sqrt(numerator), "ECA gain");
  }
}

TEST_P(Oracle, MetricsEqualWhatConeforPrints) {
  const Network network = read_network(folder_ / GetParam().name);
  const NetworkMetrics m = exact_metrics(network.graph, GetParam());
  std::istringstream table(read_file(folder_ / (GetParam().name + ".conefor_node_importances.tsv")));
  const auto cells = [](const std::string& line) {
    std::vector<std::string> words;
    std::istringstream in(line);
    for (std::string word; std::getline(in, word, '\t');) words.push_back(word);
    return words;
  };
  std::string line;
  std::getline(table, line);
  const std::vector<std::string> names = cells(line);
  std::size_t compared = 0;
  while (std::getline(table, line)) {
    const std::vector<std::string> values = cells(line);
    const auto patch = std::find(network.ids.begin(), network.ids.end(), values.at(0));
    if (patch == network.ids.end()) continue;
    const auto k = static_cast<std::size_t>(patch - network.ids.begin());
    const std::map<std::string, double> mine{{"dPC", m.dpc[k].d},          {"dPCintra", m.dpc[k].intra},
                                             {"dPCflux", m.dpc[k].flux},   {"dPCconnector", m.dpc[k].connector},
                                             {"dIIC", m.diic[k].d},        {"dIICintra", m.diic[k].intra},
                                             {"dIICflux", m.diic[k].flux}, {"dIICconnector", m.diic[k].connector},
                                             {"varBC_PC", m.bc_pc[k]},     {"varBC_IIC", m.bc_iic[k]}};
    for (std::size_t n = 0; n < std::min(names.size(), values.size()); ++n) {
      const auto found = mine.find(names[n]);
      if (found == mine.end() || values[n].empty()) continue;
      // Six digits are printed, and Conefor's own noise is about 1e-6 %.
      const double printed = std::stod(values[n]);
      EXPECT_NEAR(found->second, printed, 1e-5 * std::abs(printed) + 1e-6) << names[n] << " of patch " << values[0];
      ++compared;
    }
  }
  EXPECT_GE(compared, 8 * network.ids.size());
}

TEST_P(Oracle, OverallIndicesEqualWhatConeforPrints) {
  const Network network = read_network(folder_ / GetParam().name);
  const NetworkMetrics m = exact_metrics(network.graph, GetParam());
  const std::map<std::string, double> mine{{"PCnum", m.pc_numerator},
                                           {"EC(PC)", m.eca_m2},
                                           {"PC", m.pc},
                                           {"IICnum", m.iic_numerator},
                                           {"IIC", m.iic},
                                           {"PCintra(%)", m.intra_percent},
                                           {"PCdirect(%)", m.direct_percent},
                                           {"PCstep(%)", m.step_percent}};
  std::istringstream table(read_file(folder_ / "conefor_overall_all.tsv"));
  std::size_t compared = 0;
  for (std::string line; std::getline(table, line);) {
    std::istringstream words(line);
    std::string name, distance, p, index;
    double printed = 0;
    words >> name >> distance >> p >> index >> printed;
    if (name != GetParam().name || !mine.contains(index)) continue;
    EXPECT_NEAR(mine.at(index), printed, 5.1e-6 * std::abs(printed) + 1e-9) << index;
    ++compared;
  }
  EXPECT_EQ(compared, 8u);
}

INSTANTIATE_TEST_SUITE_P(Conefor, Oracle, testing::ValuesIn(cases), [](const auto& c) { return c.param.name; });

TEST(ConeforWrittenOut, RingWithAPendantAndAnIsolate) {
  const PatchGraph graph({2, 3, 5, 7, 1.5, 4}, {{0, 1, 500}, {1, 2, 500}, {2, 3, 500}, {3, 0, 500}, {2, 4, 250}});
  const NetworkMetrics m = exact_metrics(graph, cases[1]);
  EXPECT_NEAR(m.pc_numerator, 213.024, 5e-4);
  EXPECT_NEAR(m.eca_m2, 14.5953, 5e-5);
  EXPECT_NEAR(m.pc, 0.0852095, 5e-8);
  EXPECT_NEAR(m.iic_numerator, 214.917, 5e-4);
  EXPECT_NEAR(m.iic, 0.0859667, 5e-8);
  EXPECT_NEAR(m.intra_percent, 49.4076, 5e-5);
  EXPECT_NEAR(m.direct_percent, 37.8392, 5e-5);
  EXPECT_NEAR(m.step_percent, 12.7532, 5e-5);
  EXPECT_EQ(m.components, 2u);
  const double d_pc[] = {14.1114, 20.5057, 48.0105, 54.4186, 11.5123, 7.5109};
  const double d_iic[] = {14.967, 21.8689, 46.8399, 55.3703, 9.88755, 7.44475};
  const double bc_pc[] = {5.25, 3.03033, 16.9173, 3.03033, 0, 0};
  const double bc_iic[] = {7, 4.08333, 18.5, 4.08333, 0, 0};
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(m.dpc[k].d, d_pc[k], 6e-5) << k;
    EXPECT_NEAR(m.diic[k].d, d_iic[k], 6e-5) << k;
    EXPECT_NEAR(m.bc_pc[k], bc_pc[k], 6e-5) << k;
    EXPECT_NEAR(m.bc_iic[k], bc_iic[k], 6e-5) << k;
  }
  EXPECT_NEAR(m.dpc[2].connector, 5.47697, 6e-6);
  EXPECT_NEAR(m.diic[2].connector, 5.35091, 6e-6);
  EXPECT_NEAR(m.dpc[3].flux, 31.4165, 6e-5);
}

}  // namespace
}  // namespace spatial::test
