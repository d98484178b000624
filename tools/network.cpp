// SPDX-License-Identifier: MIT
#include "tools/network.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_network(CLI::App& app, const RunOptions& run) {
  app.require_subcommand(1);
  CLI::App* metrics = app.add_subcommand("metrics", "Metrics of a network given as Conefor's text files, no map involved.");
  metrics->fallthrough();
  const Action metrics_action = set_up_network_metrics(*metrics, run);
  add_examples(app, {"lnrs network metrics --nodes v2.nodes --links v2.links --dispersal 500 --p-ref 0.5"});
  return metrics_action;
}

}  // namespace spatial::tool
