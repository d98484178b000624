// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/layers/coverage.hpp"
#include "tools/command.hpp"
#include "tools/layer_options.hpp"

namespace spatial::tool {

Action set_up_check_coverage(CLI::App& app, const RunOptions& run) {
  struct Options {
    OverlayInput input;
    std::string id;
    bool fail = false;
    CoverageOptions check;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  const auto number = [&](const char* name, double& value, const char* meaning, const char* unit) {
    app.add_option(name, value, meaning)->capture_default_str()->check(at_least_zero())->type_name(unit);
  };
  app.add_option("LAYER", options->input.layer, "Areas as FILE[#LAYER]")->required();
  app.add_option("--id", options->id, "Field that names a feature; its number in the file if not given")
      ->type_name("FIELD");
  number("--max-gap-width", options->check.max_gap_width_m,
         "Enclosed gaps in which a circle wider than this has room are taken for land that is not mapped on purpose",
         "M");
  number("--open-gap-width", options->check.open_gap_width_m,
         "Also report land between two features that is open at an end and no wider than this, such as a digitising "
         "gap at the edge of a survey; 0 does not look for it",
         "M");
  number("--min-overlap", options->check.min_overlap_m2, "Overlaps up to this area are not reported", "M2");
  number("--sliver-width", options->check.sliver_width_m,
         "Parts narrower than this on average (2 area / perimeter) are slivers, as are parts under 1 m2", "M");
  number("--spike-angle", options->check.spike_degrees, "Corners up to this angle are spikes", "DEGREES");
  number("--tolerance", options->check.tolerance_m,
         "A vertex this near to a neighbour's edge should be a vertex of the neighbour", "M");
  app.add_flag("--fail", options->fail, "Exit with code 5 if there is any problem, for scripts");
  app.add_option("--where", options->input.where, "Attribute filter")->type_name("SQL");
  add_layer_settings(app, options->settings);
  add_output_options(app, options->output, "GeoPackage with the layers `problems` and `problem_areas`, or CSV");
  add_examples(app, {"lnrs check-coverage habitat.gpkg --id hab_id -o problems.gpkg",
                     "lnrs check-coverage habitat.gpkg --max-gap-width 50 --fail -o problems.gpkg",
                     "lnrs check-coverage parcels.gpkg --open-gap-width 0.5 -o problems.gpkg"});
  return [options, &run]() -> int {
    options->settings.overwrite = options->output.overwrite;
    CoverageSummary summary;
    {
      const Session session(run);
      summary = run_check_coverage(options->input, options->id, options->check, output_file(options->output),
                                   options->settings, session.executor());
    }
    report_run(summary.run, options->output.file);
    if (options->fail && summary.problems > 0)
      throw Error(ErrorKind::found,
                  fmt::format("{} problems were found in {}", with_commas(static_cast<long long>(summary.problems)),
                              options->input.layer),
                  "they are in " + options->output.file);
    return 0;
  };
}

}  // namespace spatial::tool
