// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/layers/coverage.hpp"
#include "libspatial/layers/coverage_parts.hpp"
#include "libspatial/layers/part_plan.hpp"

namespace spatial::api {
namespace {

Parameter number(std::string name, double& value, std::string unit, std::string sentence) {
  return {.name = std::move(name),
          .kind = Kind::number,
          .target = &value,
          .unit = std::move(unit),
          .range = at_least(0),
          .sentence = std::move(sentence)};
}

}  // namespace

/// Long because each parameter is a row here.
Command check_coverage_command() {
  struct Options {
    OverlayInput input;
    std::string id;
    bool fail = false;
    CoverageOptions check;
    OverlaySettings settings;
    OutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "check-coverage",
      .sentence = "Find gaps, overlaps, slivers, duplicates and spikes in a layer that should cover its land once.",
      .parameters =
          Parameters{layer_row("LAYER", o.input.layer, "Areas as FILE[#LAYER]"),
                     {.name = "id",
                      .kind = Kind::field,
                      .target = &o.id,
                      .of = "LAYER",
                      .sentence = "Field that names a feature; its number in the file if not given"},
                     number("max-gap-width", o.check.max_gap_width_m, "m",
                            "Enclosed gaps with room for a circle wider than this are not reported: such land is taken "
                            "to be left unmapped on purpose"),
                     number("open-gap-width", o.check.open_gap_width_m, "m",
                            "Also report land between two features that is open at an end and no wider than this, "
                            "such as a digitising gap at the edge of a survey; 0 does not look for it"),
                     number("min-overlap", o.check.min_overlap_m2, "m2", "Overlaps up to this area are not reported"),
                     number("sliver-width", o.check.sliver_width_m, "m",
                            "Parts narrower than this on average (2 area / perimeter) are slivers, as are parts under "
                            "1 m2"),
                     number("spike-angle", o.check.spike_degrees, "degrees", "Corners up to this angle are spikes"),
                     number("tolerance", o.check.tolerance_m, "m",
                            "A vertex this near to a neighbour's edge should be a vertex of the neighbour"),
                     {.name = "fail",
                      .kind = Kind::flag,
                      .target = &o.fail,
                      .sentence = "Exit with code 5 if there is any problem, for scripts"},
                     where_row(o.input.where, "LAYER")} +
          layer_rows(o.settings) +
          output_rows(o.output, "GeoPackage with the layers `problems` and `problem_areas`, or CSV", {"gpkg", "csv"}),
      .examples = {"lnrs check-coverage habitat.gpkg --id hab_id -o problems.gpkg",
                   "lnrs check-coverage habitat.gpkg --max-gap-width 50 --fail -o problems.gpkg",
                   "lnrs check-coverage parcels.gpkg --open-gap-width 0.5 -o problems.gpkg"},
      .tables = "check-coverage",
      .finds = true,
      .run =
          [options](Session& session) {
            options->settings.overwrite = options->output.overwrite;
            options->settings.csv = csv_style(options->output);
            const CoverageSummary summary =
                run_check_coverage(options->input, options->id, options->check, output_file(options->output),
                                   options->settings, session.executor());
            tell(summary.run, options->output.file, session);
            if (options->fail && summary.problems > 0)
              throw Error(ErrorKind::found,
                          fmt::format("{} problems were found in {}",
                                      with_commas(static_cast<long long>(summary.problems)), options->input.layer),
                          "They are in " + options->output.file + ".");
            return 0;
          },
      .parting = {.step = &o.settings.step,
                  .parts =
                      [options](std::size_t wanted, const Executor&) {
                        refuse_memory_limit(options->settings, "a check");
                        return coverage_parts(options->input, options->check, options->settings, wanted);
                      },
                  .seconds_a_mb = 0.006}};
}

}  // namespace spatial::api
