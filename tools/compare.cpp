// SPDX-License-Identifier: MIT
#include "libspatial/county/compare.hpp"

#include "tools/command.hpp"

namespace spatial::tool {

Action set_up_compare(CLI::App& app, const RunOptions& run) {
  struct Options {
    std::string old_map, new_map, csv;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  app.add_option("OLD", options->old_map, "GeoPackage written by lnrs opportunities")->required();
  app.add_option("NEW", options->new_map, "A later one, of the same county")->required();
  add_output_options(app, options->output, "GeoPackage with the changes; without it only the summary is printed");
  app.add_option("--csv", options->csv, "Also write each table as CSV into this folder")->type_name("DIR");
  add_examples(app,
               {"lnrs compare may.gpkg june.gpkg", "lnrs compare may.gpkg june.gpkg -o changes.gpkg --csv changes"});
  return [options, &run]() -> int {
    Outputs outputs;
    outputs.geopackage = options->output.file;
    outputs.csv_folder = options->csv;
    outputs.overwrite = options->output.overwrite;
    RunOutcome outcome;
    {
      const Session session(run);
      outcome = run_compare(options->old_map, options->new_map, outputs, session.executor());
    }
    print(outcome.summary);
    tell_files(outcome);
    return 0;
  };
}

}  // namespace spatial::tool
