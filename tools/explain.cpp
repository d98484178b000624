// SPDX-License-Identifier: MIT
#include "libspatial/county/explain.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_explain(CLI::App& app, const RunOptions&) {
  struct Options {
    std::string file, candidate;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("MAP", options->file, "GeoPackage written by lnrs opportunities")->required();
  app.add_option("CANDIDATE", options->candidate, "Candidate id, e.g. C01234")->required();
  add_examples(app, {"lnrs explain opportunities.gpkg C01234"});
  return [options]() -> int {
    print(explain_candidate(options->file, options->candidate));
    return 0;
  };
}

}  // namespace spatial::tool
