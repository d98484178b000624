// SPDX-License-Identifier: MIT
#include "libspatial/layers/network_metrics.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "tools/network.hpp"

namespace spatial::tool {
namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(); }

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
  return {{"d", number(node.d)},
          {"intra", number(node.intra)},
          {"flux", number(node.flux)},
          {"connector", number(node.connector)}};
}

Json json_of(const std::vector<LinkImportance>& links, const std::vector<std::string>& ids) {
  Json json = Json::array();
  for (const LinkImportance& link : links) {
    Json row{{"a", ids[link.a]}, {"b", ids[link.b]}};
    for (const auto& [name, member] : link_columns) row[name] = number(link.*member);
    json.push_back(std::move(row));
  }
  return json;
}

Json json_of(const NetworkMetricsResult& r, const NetworkMetricsOptions& options) {
  const NetworkMetrics& m = r.metrics;
  Json json;
  json["overall"] = Json::object();
  for (const Overall& row : overall(r)) json["overall"][row.key] = number(row.value);
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

std::string text_of(const NetworkMetricsResult& r, const NetworkMetricsOptions& options) {
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

}  // namespace

Action set_up_network_metrics(CLI::App& app, const RunOptions& run) {
  struct Options : NetworkMetricsOptions {
    bool json = false;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("--nodes", options->nodes, "Node file: id, attribute (area), and 0 for a candidate or 1 for a patch")
      ->required()
      ->type_name("FILE");
  app.add_option("--links", options->links, "Link file: id, id, distance")->required()->type_name("FILE");
  app.add_option("--dispersal", options->dispersal, "Distance at which the probability of dispersal is --p-ref")
      ->required()
      ->type_name("D");
  app.add_option("--p-ref", options->p_ref, "Probability of dispersal at that distance")
      ->capture_default_str()
      ->type_name("P");
  app.add_option("--link-threshold", options->link_threshold,
                 "Longest link that counts for IIC, components and the older indices; all count without it")
      ->type_name("T");
  app.add_option("--landscape-area", options->landscape_area,
                 "Area of the landscape, in the unit of the attributes; the sum of all patches without it")
      ->type_name("A");
  app.add_option("--p-min", options->p_min,
                 "Leave out paths less likely than this (a bound on what that costs is printed); 0 is exact")
      ->capture_default_str()
      ->type_name("P");
  app.add_flag("--pc-only", options->pc_only, "Leave out IIC and the Harary index, which take long in large networks");
  app.add_flag("--link-removal", options->link_removal, "Also what the loss of each link would cost");
  app.add_flag("--link-improvement", options->link_improvement,
               "Also what a certain link between each pair of patches would add");
  app.add_flag("--json", options->json, "Print JSON with all digits instead of tables");
  add_examples(app, {"lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --p-ref 0.5 "
                     "--link-threshold 500 --landscape-area 50",
                     "lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --link-removal --json"});
  return [options, &run]() -> int {
    NetworkMetricsResult result;
    {
      const Session session(run);
      result = run_network_metrics(*options, session.executor());
    }
    print(options->json ? json_of(result, *options).dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
                        : text_of(result, *options));
    return 0;
  };
}

}  // namespace spatial::tool
