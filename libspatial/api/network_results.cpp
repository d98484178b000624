// SPDX-License-Identifier: MIT
#include "libspatial/api/network_results.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

namespace spatial::api {
namespace {

using Json = nlohmann::ordered_json;

Json json_number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

struct Overall {
  const char* key;
  const char* title;
  double value;
};

std::vector<Overall> overall(const NetworkMetricsResult& r) {
  const NetworkMetrics& m = r.metrics;
  return {{"patches", "Patches", static_cast<double>(m.patches)},
          {"links", "Links (NL)", static_cast<double>(r.indices.links)},
          {"components", "Components (NC)", static_cast<double>(r.indices.components)},
          {"habitat", "Habitat", m.habitat_m2},
          {"pc_numerator", "PC numerator", m.pc_numerator},
          {"eca", "ECA = EC(PC)", m.eca_m2},
          {"pc", "PC", m.pc},
          {"pc_intra_percent", "PC intra (%)", m.intra_percent},
          {"pc_direct_percent", "PC direct (%)", m.direct_percent},
          {"pc_step_percent", "PC step (%)", m.step_percent},
          {"neglected_numerator_bound", "PC numerator left out, at most", m.neglected_numerator_bound},
          {"iic_numerator", "IIC numerator", m.iic_numerator},
          {"ec_iic", "EC(IIC)", std::sqrt(m.iic_numerator)},
          {"iic", "IIC", m.iic},
          {"harary", "Harary (H)", r.indices.harary},
          {"ccp", "Class coincidence (CCP)", r.indices.ccp},
          {"lcp", "Landscape coincidence (LCP)", r.indices.lcp},
          {"flux", "Flux (F)", r.indices.flux},
          {"awf", "Area-weighted flux (AWF)", r.indices.awf}};
}

constexpr std::array link_columns{
    std::pair{"dNL", &LinkImportance::d_links}, std::pair{"dNC", &LinkImportance::d_components},
    std::pair{"dH", &LinkImportance::d_harary}, std::pair{"dCCP", &LinkImportance::d_ccp},
    std::pair{"dLCP", &LinkImportance::d_lcp},  std::pair{"dIIC", &LinkImportance::d_iic},
    std::pair{"dF", &LinkImportance::d_flux},   std::pair{"dAWF", &LinkImportance::d_awf},
    std::pair{"dPC", &LinkImportance::d_pc}};

Json json_of(const NodeImportance& node) {
  return {{"d", json_number(node.d)},
          {"intra", json_number(node.intra)},
          {"flux", json_number(node.flux)},
          {"connector", json_number(node.connector)}};
}

Json json_of(const std::vector<LinkImportance>& links, const std::vector<std::string>& ids) {
  Json json = Json::array();
  for (const LinkImportance& link : links) {
    Json row{{"a", ids[link.a]}, {"b", ids[link.b]}};
    for (const auto& [name, member] : link_columns) row[name] = json_number(link.*member);
    json.push_back(std::move(row));
  }
  return json;
}

Json json_of_all(const NetworkMetricsResult& r, const NetworkMetricsOptions& options) {
  const NetworkMetrics& m = r.metrics;
  Json json;
  json["overall"] = Json::object();
  for (const Overall& row : overall(r)) json["overall"][row.key] = json_number(row.value);
  json["nodes"] = Json::array();
  for (std::size_t k = 0; k < r.network.ids.size(); ++k) {
    Json node{{"id", r.network.ids[k]},
              {"area", r.network.graph.areas()[k]},
              {"dPC", json_of(m.dpc[k])},
              {"BC_PC", m.bc_pc[k]}};
    node["dIIC"] = m.diic.empty() ? Json() : json_of(m.diic[k]);
    node["BC_IIC"] = m.diic.empty() ? Json() : Json(m.bc_iic[k]);
    json["nodes"].push_back(std::move(node));
  }
  json["candidates"] = Json::array();
  for (std::size_t c = 0; c < r.candidates.size(); ++c)
    json["candidates"].push_back({{"id", r.network.candidate_ids[c]},
                                  {"area", r.network.candidates[c].area_m2},
                                  {"eca_gain", r.candidates[c].eca_gain},
                                  {"dPC", json_of(r.candidates[c].pc)},
                                  {"dIIC", json_of(r.candidates[c].iic)}});
  if (options.link_removal) json["link_removal"] = json_of(r.removal, r.network.ids);
  if (options.link_improvement) json["link_improvement"] = json_of(r.improvement, r.network.ids);
  return json;
}

std::string cell(double value) { return std::isfinite(value) ? fmt::format("{:.6g}", value) : "-"; }

std::string line_of(const std::string& id, double area, const std::vector<double>& values) {
  std::string text = fmt::format("{:<12} {:>11}", id, cell(area));
  for (const double value : values) text += fmt::format(" {:>12}", cell(value));
  return text + "\n";
}

std::string head_of(const std::string& first, const std::vector<const char*>& names) {
  std::string text = fmt::format("\n{:<12} {:>11}", first, "area");
  for (const char* name : names) text += fmt::format(" {:>12}", name);
  return text + "\n";
}

std::string text_of(const std::string& title, const std::vector<LinkImportance>& links,
                    const std::vector<std::string>& ids) {
  std::string text = fmt::format("\n{}, change of each index in %\n{:<12} {:<12}", title, "from", "to");
  for (const auto& [name, member] : link_columns) text += fmt::format(" {:>11}", name);
  text += '\n';
  for (const LinkImportance& link : links) {
    text += fmt::format("{:<12} {:<12}", ids[link.a], ids[link.b]);
    for (const auto& [name, member] : link_columns) text += fmt::format(" {:>11}", cell(link.*member));
    text += '\n';
  }
  return text;
}

std::string number(double value) { return std::isinf(value) ? "none" : fmt::format("{:.10g}", value); }

}  // namespace

std::string metrics_text(const NetworkMetricsResult& r, const NetworkMetricsOptions& options) {
  std::string text;
  for (const Overall& row : overall(r)) text += fmt::format("{:<32} {:>14}\n", row.title, cell(row.value));
  const NetworkMetrics& m = r.metrics;
  text += head_of("patch",
                  {"dPC", "intra", "flux", "connector", "BC(PC)", "dIIC", "intra", "flux", "connector", "BC(IIC)"});
  for (std::size_t k = 0; k < r.network.ids.size(); ++k) {
    std::vector<double> values{m.dpc[k].d, m.dpc[k].intra, m.dpc[k].flux, m.dpc[k].connector, m.bc_pc[k]};
    if (!m.diic.empty())
      values.insert(values.end(), {m.diic[k].d, m.diic[k].intra, m.diic[k].flux, m.diic[k].connector, m.bc_iic[k]});
    text += line_of(r.network.ids[k], r.network.graph.areas()[k], values);
  }
  if (!r.candidates.empty())
    text +=
        head_of("candidate", {"dPC", "intra", "flux", "connector", "ECA gain", "dIIC", "intra", "flux", "connector"});
  for (std::size_t c = 0; c < r.candidates.size(); ++c) {
    const CandidateImportance& one = r.candidates[c];
    text += line_of(r.network.candidate_ids[c], r.network.candidates[c].area_m2,
                    {one.pc.d, one.pc.intra, one.pc.flux, one.pc.connector, one.eca_gain, one.iic.d, one.iic.intra,
                     one.iic.flux, one.iic.connector});
  }
  if (options.link_removal) text += text_of("Without the link", r.removal, r.network.ids);
  if (options.link_improvement) text += text_of("With a certain link (p = 1)", r.improvement, r.network.ids);
  return text;
}

std::string metrics_json(const NetworkMetricsResult& r, const NetworkMetricsOptions& options) {
  return json_of_all(r, options).dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string circuit_text(const RasterCircuitResult& result, CircuitMode mode) {
  const std::size_t count = result.points.size();
  std::string text = "point";
  if (mode == CircuitMode::one_to_all) {
    text += fmt::format(" {:>16}\n", "to all others");
    for (std::size_t i = 0; i < count; ++i)
      text += fmt::format("{:>5} {:>16}\n", result.points[i], number(result.resistance[i]));
  } else {
    for (const std::int64_t point : result.points) text += fmt::format(" {:>16}", point);
    for (std::size_t i = 0; i < count; ++i) {
      text += fmt::format("\n{:>5}", result.points[i]);
      for (std::size_t j = 0; j < count; ++j) text += fmt::format(" {:>16}", number(result.resistance[i * count + j]));
    }
    text += "\n";
  }
  return text;
}

std::string circuit_json(const RasterCircuitResult& result, CircuitMode mode) {
  nlohmann::ordered_json json;
  const std::size_t count = result.points.size();
  const auto value = [&](double r) { return std::isinf(r) ? nlohmann::ordered_json() : nlohmann::ordered_json(r); };
  json["mode"] = mode == CircuitMode::pairwise ? "pairwise" : "one-to-all";
  json["points"] = result.points;
  json["parts"] = nlohmann::ordered_json::array();
  for (const auto& part : result.part)
    json["parts"].push_back(part ? nlohmann::ordered_json(*part) : nlohmann::ordered_json());
  json["resistance"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < count; ++i) {
    if (mode == CircuitMode::one_to_all) {
      json["resistance"].push_back(value(result.resistance[i]));
      continue;
    }
    nlohmann::ordered_json row;
    for (std::size_t j = 0; j < count; ++j) row.push_back(value(result.resistance[i * count + j]));
    json["resistance"].push_back(row);
  }
  json["worst_residual"] = result.worst_residual;
  return json.dump(2) + "\n";
}

}  // namespace spatial::api
