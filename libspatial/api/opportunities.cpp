// SPDX-License-Identifier: MIT
#include "libspatial/county/opportunities.hpp"

#include <fmt/format.h>

#include <memory>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/county/compare.hpp"
#include "libspatial/county/explain.hpp"
#include "libspatial/county/input_files.hpp"

namespace spatial::api {

Command opportunities_command() {
  struct Options {
    ConfigOptions config;
    RunOutputOptions output;
    OpportunityRunOptions run;
    std::vector<std::string> networks;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "opportunities",
      .sentence = "Score where nature recovery should happen: from county layers to an opportunity map.",
      .parameters = config_rows(o.config) + output_rows(o.output.file, "GeoPackage with the opportunity map") +
                    Parameters{{.name = "html",
                                .kind = Kind::output_report,
                                .target = &o.output.html,
                                .sentence = "Report of the map for people, one file that needs no network"},
                               {.name = "network",
                                .target = &o.networks,
                                .many = Many::repeated,
                                .shown = "ID",
                                .sentence = "Score only this network of the config, or of the shipped ones where the "
                                            "config names none; may be repeated"}} +
                    network_memory_rows(o.run.max_memory_mb) + run_output_rows(o.output),
      .examples = {"lnrs opportunities county.toml -o opportunities.gpkg",
                   "lnrs opportunities county.toml -o out.gpkg --set scoring.weights.joined=4 --overwrite",
                   "lnrs opportunities county.toml --network woodland -o woodland.gpkg",
                   "lnrs opportunities county.toml --dry-run"},
      .tables = "opportunities",
      .run =
          [options](Session& session) {
            const ConfigRun job{
                .plan =
                    [&](const Config& config, const Outputs& outputs, std::vector<std::string>& warnings) {
                      return opportunity_plan(with_networks(config, options->networks), outputs, warnings);
                    },
                .run =
                    [&](const Config& config, const Outputs& outputs, const Executor& executor) {
                      return run_opportunities(with_networks(config, options->networks), options->run, outputs,
                                               executor);
                    }};
            const RunOutcome outcome = run_on_config(options->config, options->output, job, session);
            const std::string& map = options->output.file.file;
            if (!outcome.files.empty())
              session.inform(
                  fmt::format("The map is in {}; open it in QGIS. lnrs explain {} --top 10 tells how the best ten got "
                              "their scores.",
                              map, map));
            return 0;
          },
      .parting = {
          .step = &o.run.step,
          .parts =
              [options](std::size_t wanted, const Executor&) {
                return parts_of_opportunities(with_networks(read_config(options->config), options->networks), wanted);
              },
          .more_files = [options] { return map_files(with_networks(read_config(options->config), options->networks)); },
          .seconds_a_mb = 0.05}};
}

Command explain_command() {
  struct Options {
    std::string file;
    ExplainQuestion question;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "explain",
      .sentence = "Tell how candidates of an opportunity map got their scores, by id, by place or by rank.",
      .parameters = {{.name = "MAP",
                      .kind = Kind::file,
                      .target = &o.file,
                      .place = Place::positional,
                      .required = true,
                      .sentence = "GeoPackage written by lnrs opportunities"},
                     {.name = "CANDIDATE",
                      .target = &o.question.candidates,
                      .many = Many::words,
                      .fewest = 0,
                      .place = Place::positional,
                      .shown = "ID",
                      .sentence = "Candidate ids, e.g. H01890/E375408N163372"},
                     {.name = "at",
                      .target = &o.question.at,
                      .shown = "PLACE",
                      .sentence = "Candidates at a place: a grid reference, e.g. \"ST 774 645\", or easting and "
                                  "northing"},
                     {.name = "top",
                      .kind = Kind::integer,
                      .target = &o.question.top,
                      .range = at_least(1),
                      .sentence = "The first N candidates by rank"},
                     {.name = "action",
                      .kind = Kind::choice,
                      .target = &o.question.action,
                      .choices = {{"create"}, {"restore"}},
                      .depends_on = {"top"},
                      .sentence = "The ranking that --top uses: create or restore"},
                     json_row(o.question.json, "Print a list of JSON objects")},
      .examples = {"lnrs explain opportunities.gpkg H01890/E375408N163372", "lnrs explain opportunities.gpkg --top 10",
                   "lnrs explain opportunities.gpkg --at \"ST 774 645\" --json"},
      .run = [options](Session& session) {
        session.print(explain_candidates(options->file, options->question));
        return 0;
      }};
}

Command compare_command() {
  struct Options {
    std::string old_map, new_map;
    RunOutputOptions output;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {
      .name = "compare",
      .sentence = "Compare two opportunity maps: what came, went or moved, and which indicators account for it.",
      .parameters = Parameters{{.name = "OLD",
                                .kind = Kind::file,
                                .target = &o.old_map,
                                .place = Place::positional,
                                .required = true,
                                .sentence = "GeoPackage written by lnrs opportunities"},
                               {.name = "NEW",
                                .kind = Kind::file,
                                .target = &o.new_map,
                                .place = Place::positional,
                                .required = true,
                                .sentence = "A later one, of the same county"}} +
                    output_rows(o.output.file, "GeoPackage with the changes; without it only the summary is printed") +
                    Parameters{{.name = "html",
                                .kind = Kind::output_report,
                                .target = &o.output.html,
                                .sentence = "Page that shows what moved, came and went, and why, one file that needs "
                                            "no network"}} +
                    csv_rows(o.output),
      .examples = {"lnrs compare may.gpkg june.gpkg", "lnrs compare may.gpkg june.gpkg --html changes.html",
                   "lnrs compare may.gpkg june.gpkg -o changes.gpkg --csv changes"},
      .tables = "compare",
      .run = [options](Session& session) {
        const RunOutcome outcome =
            run_compare(options->old_map, options->new_map, outputs_of(options->output), session.executor());
        session.print(outcome.summary);
        session.wrote(outcome.files);
        return 0;
      }};
}

}  // namespace spatial::api
