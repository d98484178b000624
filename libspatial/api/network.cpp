// SPDX-License-Identifier: MIT
/// Commands on the networks of a config: network, corridors and select; and `network metrics`, which needs no map.
#include "libspatial/county/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/api/network_results.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/county/corridors.hpp"
#include "libspatial/county/input_files.hpp"
#include "libspatial/county/select.hpp"

namespace spatial::api {
namespace {

struct NetworkOptions : NetworkRunOptions {
  ConfigOptions config;
  RunOutputOptions output;
  std::string distance_word;
  std::vector<std::string> resistance_words;
  bool exact = false, no_importance = false;
};

const std::map<std::string, LinkDistance> distances{{"edge", LinkDistance::edge},
                                                    {"least_cost", LinkDistance::least_cost}};
const std::map<std::string, ResistanceSet> resistances{
    {"low", ResistanceSet::low}, {"mid", ResistanceSet::mid}, {"high", ResistanceSet::high}};

template <class Value>
Value word_of(const std::map<std::string, Value>& words, const std::string& option, const std::string& word) {
  if (word == "centroid")
    throw Error(ErrorKind::usage,
                option +
                    " cannot be centroid: with distances between centroids the connector part of importance is 0 by "
                    "the triangle inequality, whatever the map",
                "Use edge or least_cost.");
  const auto found = words.find(word);
  std::vector<std::string> known;
  for (const auto& [name, value] : words) known.push_back(name);
  if (found == words.end())
    throw Error(ErrorKind::usage, fmt::format("{} is '{}'", option, word),
                fmt::format("It is one of {}.", fmt::join(known, ", ")));
  return found->second;
}

std::string network_plan(const Config& config, const NetworkOptions& options, const Outputs& outputs,
                         std::vector<std::string>& warnings) {
  warnings = rehearse_network(config, options, outputs);
  std::string text = config.name + "\n\nWould build\n";
  for (NetworkProfile profile : config.networks.empty() ? preset_networks() : config.networks) {
    apply(options, profile);
    check_topology(profile);
    text += fmt::format("  {:<22} dispersal {} m, links up to {} m{}\n", profile.id, profile.dispersal_m,
                        profile.link_limit_m(), config.networks.empty() ? ", if its core habitat occurs" : "");
  }
  return text + fmt::format("\nWould write {}\n",
                            outputs.geopackage.empty() ? "nothing: no -o is given" : outputs.geopackage.string());
}

/// The options as the run takes them, from the words that were given.
NetworkOptions& settled(NetworkOptions& options) {
  if (options.config.file.empty())
    throw Error(ErrorKind::usage, "no config is named",
                "Write lnrs network CONFIG -o FILE.gpkg, or lnrs network metrics --nodes FILE --links FILE.");
  if (!options.distance_word.empty()) options.distance = word_of(distances, "--distance", options.distance_word);
  options.resistance.clear();
  for (const std::string& word : options.resistance_words)
    options.resistance.push_back(word_of(resistances, "--resistance", word));
  if (options.exact) options.p_min = 0;
  options.importance = !options.no_importance;
  return options;
}

int run_network_command(NetworkOptions& options, Session& session) {
  settled(options);
  const ConfigRun job{
      .plan = [&](const Config& config, const Outputs& outputs,
                  std::vector<std::string>& warnings) { return network_plan(config, options, outputs, warnings); },
      .run = [&](const Config& config, const Outputs& outputs,
                 const Executor& executor) { return run_network(config, options, outputs, executor); }};
  run_on_config(options.config, options.output, job, session);
  return 0;
}

Parameters network_rows(NetworkOptions& o) {
  return {{.name = "network",
           .target = &o.networks,
           .many = Many::repeated,
           .shown = "ID",
           .sentence = "Only this network of the config; may be repeated"},
          {.name = "distance",
           .kind = Kind::choice,
           .target = &o.distance_word,
           .choices = {{"edge", "straight, from edge to edge"}, {"least_cost", "along the way of least resistance"}},
           .judged_by_run = true,
           .sentence = "How distances are measured, instead of the config's: edge or least_cost"},
          {.name = "resistance",
           .kind = Kind::choice,
           .target = &o.resistance_words,
           .choices = {{"low"}, {"mid"}, {"high"}},
           .judged_by_run = true,
           .many = Many::list,
           .shown = "SETS",
           .sentence = "Resistance sets for least cost, e.g. low,mid,high: each network once per set"},
          {.name = "p-min",
           .kind = Kind::number,
           .target = &o.p_min,
           .shown = "P",
           .sentence = "Leave out paths less likely than this, instead of the config's p_min"},
          {.name = "exact", .kind = Kind::flag, .target = &o.exact, .sentence = "Leave out no path (p_min = 0)"},
          {.name = "no-importance",
           .kind = Kind::flag,
           .target = &o.no_importance,
           .sentence = "Leave out the importance of patches (faster)"},
          {.name = "zones",
           .kind = Kind::flag,
           .target = &o.zones,
           .sentence = "Also write zones in Natural England's classes, as [zones] in the config says"},
          {.name = "edge-depth",
           .kind = Kind::number,
           .target = &o.edge_depth_m,
           .unit = "m",
           .range = at_least(0),
           .sentence = "Depth of the edge that does not count as interior, in m"}};
}

/// Dry run of the commands that print the complete config.
template <class Rehearse>
auto rehearsed(Rehearse rehearse) {
  return [rehearse](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
    warnings = rehearse(config, outputs);
    return to_toml(config);
  };
}

}  // namespace

Command network_command() {
  const auto options = std::make_shared<NetworkOptions>();
  NetworkOptions& o = *options;
  return {.name = "network",
          .sentence = "Show how habitat connects: patches, links, components, importance of each patch.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file, "GeoPackage with patches, links, components and networks") +
                        network_rows(o) + network_memory_rows(o.max_memory_mb) + run_output_rows(o.output),
          .examples = {"lnrs network county.toml -o network.gpkg",
                       "lnrs network county.toml --network woodland --distance least_cost --resistance low,mid,high -o "
                       "woodland.gpkg",
                       "lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --p-ref 0.5"},
          .tables = "network",
          .run = [options](Session& session) { return run_network_command(*options, session); },
          .parting = {.step = &o.step,
                      .parts =
                          [options](std::size_t wanted, const Executor&) {
                            return parts_of_network(read_config(options->config), settled(*options), wanted);
                          },
                      .more_files = [options] { return map_files(read_config(options->config)); },
                      .seconds_a_mb = 0.007}};
}

Command corridors_command() {
  struct Options : CorridorRunOptions {
    bool limits_in_cost = false;
    ConfigOptions config;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "corridors",
      .sentence =
          "Find least-cost paths between patches, what they cross, and the critical links whose loss would split the "
          "network.",
      .parameters =
          config_rows(o.config) + output_rows(o.output.file, "GeoPackage with corridors, pinch points and patches") +
          Parameters{{.name = "network",
                      .target = &o.network.networks,
                      .many = Many::repeated,
                      .shown = "ID",
                      .sentence = "Only this network of the config; may be repeated"},
                     {.name = "limits-in-cost",
                      .kind = Kind::flag,
                      .target = &o.limits_in_cost,
                      .sentence = "Take dispersal_m and max_link_m as cost units (metres x resistance), not as "
                                  "metres over ordinary land"},
                     {.name = "slack",
                      .kind = Kind::number,
                      .target = &o.slack,
                      .shown = "COST",
                      .sentence = "Width of corridors in the raster: cells within this cost of a best path"},
                     {.name = "raster",
                      .kind = Kind::output_raster,
                      .target = &o.output.raster,
                      .sentence = "Also write the corridor raster (cloud-optimised GeoTIFF): how much more than "
                                  "the least cost the best way through each cell costs"},
                     {.name = "pinch-points",
                      .kind = Kind::integer,
                      .target = &o.pinch_points,
                      .sentence = "Number of pinch points per network"}} +
          network_memory_rows(o.network.max_memory_mb) + run_output_rows(o.output),
      .examples = {"lnrs corridors county.toml --network woodland -o corridors.gpkg",
                   "lnrs corridors county.toml --network woodland --raster corridors.tif --slack 500 -o "
                   "corridors.gpkg"},
      .tables = "corridors",
      .run = [options](Session& session) {
        options->metric_limits = !options->limits_in_cost;
        const ConfigRun job{.plan = rehearsed([&](const Config& config, const Outputs& outputs) {
                              return rehearse_corridors(config, *options, outputs);
                            }),
                            .run = [&](const Config& config, const Outputs& outputs, const Executor& executor) {
                              return run_corridors(config, *options, outputs, executor);
                            }};
        run_on_config(options->config, options->output, job, session);
        return 0;
      }};
}

Command select_command() {
  struct Options : SelectRunOptions {
    ConfigOptions config;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "select",
          .sentence = "Choose the candidates that join habitat best under a budget of area.",
          .parameters = config_rows(o.config) +
                        output_rows(o.output.file, "GeoPackage with the chosen candidates in order") +
                        Parameters{{.name = "budget-ha",
                                    .kind = Kind::number,
                                    .target = &o.budget_ha,
                                    .unit = "ha",
                                    .required = true,
                                    .sentence = "Area that may be spent, in ha"},
                                   {.name = "network",
                                    .target = &o.network,
                                    .shown = "ID",
                                    .sentence = "The network to choose for; needed if the config has several"},
                                   {.name = "pairs",
                                    .kind = Kind::flag,
                                    .target = &o.pairs,
                                    .sentence = "Also choose two linked candidates together where they gain more per "
                                                "ha than any single one, and say by how much that improves the set"}} +
                        run_output_rows(o.output),
          .examples = {"lnrs select county.toml --network woodland --budget-ha 500 -o chosen.gpkg"},
          .tables = "select",
          .run = [options](Session& session) {
            const ConfigRun job{.plan = rehearsed([&](const Config& config, const Outputs& outputs) {
                                  return rehearse_select(config, *options, outputs);
                                }),
                                .run = [&](const Config& config, const Outputs& outputs, const Executor& executor) {
                                  return run_select(config, *options, outputs, executor);
                                }};
            run_on_config(options->config, options->output, job, session);
            return 0;
          }};
}

namespace {

struct MetricsOptions : NetworkMetricsOptions {
  std::optional<double> area;
  bool json = false;
};

Parameters metrics_rows(MetricsOptions& o) {
  return {{.name = "nodes",
           .kind = Kind::file,
           .target = &o.nodes,
           .required = true,
           .sentence = "Node file: id, attribute (area), and 0 for a candidate or 1 for a patch"},
          {.name = "links",
           .kind = Kind::file,
           .target = &o.links,
           .required = true,
           .sentence = "Link file: id, id, distance"},
          {.name = "dispersal",
           .kind = Kind::number,
           .target = &o.dispersal,
           .required = true,
           .shown = "D",
           .sentence = "Distance at which the probability of dispersal is --p-ref"},
          {.name = "p-ref",
           .kind = Kind::number,
           .target = &o.p_ref,
           .shown = "P",
           .sentence = "Probability of dispersal at that distance"},
          {.name = "link-threshold",
           .kind = Kind::number,
           .target = &o.link_threshold,
           .shown = "T",
           .sentence = "Longest link that counts for IIC, components and the older indices; all count without it"},
          {.name = "landscape-area",
           .kind = Kind::number,
           .target = &o.area,
           .shown = "A",
           .sentence = "Area of the landscape, in the unit of the attributes; the sum of all patches without it"},
          {.name = "p-min",
           .kind = Kind::number,
           .target = &o.p_min,
           .shown = "P",
           .sentence = "Leave out paths less likely than this (a bound on what that costs is printed); 0 is exact"},
          {.name = "pc-only",
           .kind = Kind::flag,
           .target = &o.pc_only,
           .sentence = "Leave out IIC and the Harary index, which take long in large networks"},
          {.name = "link-removal",
           .kind = Kind::flag,
           .target = &o.link_removal,
           .sentence = "Also the loss of connectivity without each link"},
          {.name = "link-improvement",
           .kind = Kind::flag,
           .target = &o.link_improvement,
           .sentence = "Also the gain of connectivity by a link with probability 1 between each pair of patches"},
          json_row(o.json, "Print JSON with all digits instead of tables")};
}

}  // namespace

Command network_metrics_command() {
  const auto options = std::make_shared<MetricsOptions>();
  return {.name = "network metrics",
          .sentence = "Compute the metrics of a network given as Conefor's text files, without a map.",
          .parameters = metrics_rows(*options),
          .examples = {"lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --p-ref 0.5 "
                       "--link-threshold 500 --landscape-area 50",
                       "lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --link-removal --json"},
          .run = [options](Session& session) {
            options->landscape_area = options->area.value_or(0);
            const NetworkMetricsResult result = run_network_metrics(*options, session.executor());
            session.print(options->json ? metrics_json(result, *options) : metrics_text(result, *options));
            return 0;
          }};
}

}  // namespace spatial::api
