// SPDX-License-Identifier: MIT
#include "tools/network.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

#include "libspatial/core/error.hpp"
#include "libspatial/county/network.hpp"

namespace spatial::tool {
namespace {

struct NetworkOptions : NetworkRunOptions {
  ConfigOptions config;
  NetworkOutputOptions output;
  std::string distance_word;
  std::vector<std::string> resistance_words;
  double p_min_value = 0;
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

int survey(NetworkOptions& options, const CLI::App& app, const RunOptions& run) {
  if (options.config.file.empty())
    throw Error(ErrorKind::usage, "no config is named",
                "lnrs network CONFIG -o FILE.gpkg, or lnrs network metrics --nodes FILE --links FILE");
  Config config = read_config(options.config);
  if (!options.distance_word.empty()) options.distance = word_of(distances, "--distance", options.distance_word);
  options.resistance.clear();
  for (const std::string& word : options.resistance_words)
    options.resistance.push_back(word_of(resistances, "--resistance", word));
  if (app.count("--p-min") > 0) options.p_min = options.p_min_value;
  if (options.exact) options.p_min = 0;
  options.importance = !options.no_importance;
  if (options.config.print_config) {
    print(to_toml(config));
    return 0;
  }
  if (options.config.dry_run) {
    warn_of(rehearse_network(config, options,
                             {.geopackage = options.output.file.file,
                              .csv_folder = options.output.csv,
                              .overwrite = options.output.file.overwrite}));
    std::string text = config.name + "\n\nWould build\n";
    for (NetworkProfile profile : config.networks.empty() ? preset_networks() : config.networks) {
      apply(options, profile);
      check_topology(profile);
      text += fmt::format("  {:<22} dispersal {} m, links up to {} m{}\n", profile.id, profile.dispersal_m,
                          profile.link_limit_m(), config.networks.empty() ? ", if its core habitat occurs" : "");
    }
    print(text + fmt::format("\nWould write {}\n",
                             options.output.file.file.empty() ? "nothing: no -o is given" : options.output.file.file));
    return 0;
  }
  const RunOutcome report = run_on_networks(options.output, run, [&](const Outputs& outputs, const Executor& executor) {
    return run_network(config, options, outputs, executor);
  });
  std::string times = fmt::format("{:<36} {:>10} {:>9} {:>9}\n", "stage", "items", "wall s", "CPU s");
  for (const StageTime& stage : report.stages)
    times += fmt::format("{:<36} {:>10} {:>9.2f} {:>9.2f}\n", stage.name, stage.items, stage.wall_s, stage.cpu_s);
  inform(times + fmt::format("peak memory {:.0f} MB", peak_memory_mb()));
  return 0;
}

}  // namespace

Action set_up_network(CLI::App& app, const RunOptions& run) {
  const auto options = std::make_shared<NetworkOptions>();
  add_config_options(app, options->config);
  app.get_option("--config")->required(false);  // `lnrs network metrics` needs none
  add_output_options(app, options->output.file, "GeoPackage with patches, links, components and networks");
  app.add_option("--network", options->networks, "Only this network of the config; may be repeated")
      ->allow_extra_args(false)
      ->type_name("ID");
  app.add_option("--distance", options->distance_word,
                 "How distances are measured, instead of the config's: edge or least_cost")
      ->type_name("edge|least_cost");
  app.add_option("--resistance", options->resistance_words,
                 "Resistance sets for least cost, e.g. low,mid,high: each network once per set")
      ->delimiter(',')
      ->type_name("SETS");
  app.add_option("--p-min", options->p_min_value,
                 "Leave out paths less likely than this, instead of the config's p_min")
      ->type_name("P");
  app.add_flag("--exact", options->exact, "Leave out no path (p_min = 0)");
  app.add_flag("--no-importance", options->no_importance, "Leave out the importance of patches (faster)");
  app.add_flag("--zones", options->zones,
               "Also write zones in Natural England's classes, as [zones] in the config says");
  app.add_option("--edge-depth", options->edge_depth_m, "Depth of the edge that does not count as interior, in m")
      ->capture_default_str()
      ->check(at_least_zero())
      ->type_name("M");
  add_network_memory_option(app, options->max_memory_mb);
  add_network_output_options(app, options->output);
  add_examples(
      app,
      {"lnrs network county.toml -o network.gpkg",
       "lnrs network county.toml --network woodland --distance least_cost --resistance low,mid,high -o woodland.gpkg",
       "lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --p-ref 0.5"});
  CLI::App* metrics =
      app.add_subcommand("metrics", "Metrics of a network given as Conefor's text files, no map involved.");
  metrics->fallthrough();
  const Action metrics_action = set_up_network_metrics(*metrics, run);
  return [options, metrics, metrics_action, &app, &run]() -> int {
    return metrics->parsed() ? metrics_action() : survey(*options, app, run);
  };
}

}  // namespace spatial::tool
