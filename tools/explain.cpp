// SPDX-License-Identifier: MIT
#include "libspatial/county/explain.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_explain(CLI::App& app, const RunOptions&) {
  struct Options {
    std::string file;
    ExplainQuestion question;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("MAP", options->file, "GeoPackage written by lnrs opportunities")->required();
  app.add_option("CANDIDATE", options->question.candidates, "Candidate ids, e.g. H01890/E375408N163372");
  app.add_option("--at", options->question.at,
                 "Candidates at a place: a grid reference, e.g. \"ST 774 645\", or easting and northing")
      ->type_name("PLACE");
  app.add_option("--top", options->question.top, "The first N candidates by rank")->type_name("N");
  app.add_option("--action", options->question.action, "Whose ranking --top means: create or restore")
      ->check(CLI::IsMember(std::vector<std::string>{"create", "restore"}).description(""))
      ->capture_default_str()
      ->type_name("create|restore");
  app.add_flag("--json", options->question.json, "Print a list of JSON objects");
  add_examples(app,
               {"lnrs explain opportunities.gpkg H01890/E375408N163372", "lnrs explain opportunities.gpkg --top 10",
                "lnrs explain opportunities.gpkg --at \"ST 774 645\" --json"});
  return [options]() -> int {
    print(explain_candidates(options->file, options->question));
    return 0;
  };
}

}  // namespace spatial::tool
