// SPDX-License-Identifier: MIT
/// Work in parts: plan, run-part and merge (docs/scale.md).
#include "libspatial/run/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "libspatial/api/all_commands.hpp"
#include "libspatial/api/groups.hpp"
#include "libspatial/api/option_values.hpp"
#include "libspatial/api/planned.hpp"
#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"

namespace spatial::api {
namespace {

/// Changes to the folder of the plan while it exists, because file names in a plan are relative to that folder.
class WorkingFolder {
 public:
  explicit WorkingFolder(const Plan& plan) : before_(std::filesystem::current_path()) {
    std::error_code error;
    std::filesystem::current_path(plan.folder, error);
    if (error)
      throw Error(ErrorKind::input,
                  fmt::format("cannot open the folder {}, from which the plan {} names its files: {}",
                              plan.folder.string(), plan.file.string(), error.message()),
                  "Make the folder reachable under that name, or make a new plan.");
  }
  ~WorkingFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
  }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  std::filesystem::path before_;
};

/// Forwards warnings, progress and timings of a part, but not its messages about results.
class PartSession : public Session {
 public:
  explicit PartSession(Session& outer) : outer_(outer) {}
  const Executor& executor() const override { return outer_.executor(); }
  void print(std::string_view) override {}
  void inform(std::string_view) override {}
  void warn(std::string_view message) override { outer_.warn(message); }
  void timings(const std::vector<StageTime>& stages, double peak_memory_mb, bool asked) override {
    outer_.timings(stages, peak_memory_mb, asked);
  }
  void issues(const std::vector<IssueCount>&) override {}
  void wrote(const std::vector<std::filesystem::path>&) override {}

 private:
  Session& outer_;
};

/// The plan's command with its options filled in.
Command command_of(const Plan& plan) {
  for (Command& command : commands()) {
    if (command.name != plan.command || command.parting.step == nullptr) continue;
    fill_options(command, plan.options);
    return std::move(command);
  }
  throw Error(ErrorKind::input, fmt::format("lnrs has no command '{}' that can be split into parts", plan.command),
              "Was the plan made by another version?");
}

/// Every file or folder that the command reads, without duplicates.
std::vector<std::string> all_files_of(const Command& command) {
  std::vector<std::string> files = files_read(command);
  if (!command.parting.more_files) return files;
  for (const std::filesystem::path& file : command.parting.more_files())
    if (std::find(files.begin(), files.end(), file.string()) == files.end()) files.push_back(file.string());
  return files;
}

std::vector<InputFile> fingerprints_of(const Command& command) {
  std::vector<InputFile> inputs;
  for (const std::string& named : all_files_of(command)) {
    if (is_network_path(named))
      throw Error(ErrorKind::usage, "a plan cannot read over the network: no part would know whether the data changed",
                  "Copy the layer into a file first.");
    for (const std::filesystem::path& file : files_of_input(named)) inputs.push_back(fingerprint(file, file.string()));
  }
  return inputs;
}

std::string expected(const Plan& plan, const Command& command) {
  double largest = 0, memory_mb = 0, all_mb = 0;
  for (const PartSpec& part : plan.parts) {
    largest = std::max(largest, part.cost);
    memory_mb = std::max(memory_mb, part.memory_mb);
    all_mb += part.memory_mb;
  }
  std::vector<std::string> sizes;
  for (std::size_t round = 1; round <= rounds_of(plan); ++round)
    sizes.push_back(std::to_string(parts_in_round(plan, round).size()));
  return fmt::format(
      "Planned {} in {} part{}{}; the largest has {:.1f} % of the work and is expected to take {} MB; all parts "
      "together about {:.2g} processor hours",
      plan.command, plan.parts.size(), plan.parts.size() == 1 ? "" : "s",
      sizes.size() < 2 ? "" : fmt::format(" of {} rounds ({})", sizes.size(), joined(sizes, ", then ")), 100 * largest,
      with_commas(static_cast<long long>(memory_mb)), command.parting.seconds_a_mb * all_mb / 3600);
}

/// What is not split by land or otherwise: the names of parts that have nothing but names; "" if there are none.
std::string built_whole(const Plan& plan) {
  std::vector<std::string> whole;
  std::set<std::string> split;
  for (const PartSpec& part : plan.parts) {
    if (part.tile)
      split.insert(part.names.begin(), part.names.end());
    else if (!part.groups && !part.features)
      whole.insert(whole.end(), part.names.begin(), part.names.end());
  }
  std::erase_if(whole, [&](const std::string& name) { return split.contains(name); });
  return whole.empty() ? ""
                       : "Built as a whole, each in a part that reads everything: " + joined(whole, ", ") +
                             " (docs/scale.md says why)";
}

struct PlanOptions {
  std::size_t parts = 0;
  OutputOptions output;
};

int make_plan(const Command& wrapped, Command (*make)(), const PlanOptions& options, Session& session) {
  Plan plan;
  plan.command = wrapped.name;
  plan.options = option_values(wrapped, make());
  plan.folder = std::filesystem::current_path();
  plan.maker = this_maker();
  plan.parts = wrapped.parting.parts(options.parts, session.executor());
  plan.inputs = fingerprints_of(wrapped);
  plan = write_plan(output_file(options.output), std::move(plan), options.output.overwrite);
  std::size_t most = 0;
  for (std::size_t round = 1; round <= rounds_of(plan); ++round)
    most = std::max(most, parts_in_round(plan, round).size());
  if (most < options.parts)
    session.warn(fmt::format("{} part{} instead of {}: the work cannot be split further (docs/scale.md)", most,
                             most == 1 ? "" : "s", options.parts));
  session.inform(expected(plan, wrapped));
  if (const std::string whole = built_whole(plan); options.parts > 1 && !whole.empty()) session.inform(whole);
  session.wrote({plan.file});
  const std::string file = plan.file.string();
  session.inform(rounds_of(plan) < 2
                     ? fmt::format("Next: lnrs run-part {0} K for each K from 1 to {1}, then lnrs merge {0} -o FILE",
                                   file, plan.parts.size())
                     : fmt::format("Next, {1} times: lnrs run-part {0} K for each K that lnrs plan --missing {0} "
                                   "prints; then lnrs merge {0} -o FILE",
                                   file, rounds_of(plan)));
  return 0;
}

/// Refuses a part of a later round while parts of the earlier rounds, whose files it reads, are missing.
void refuse_too_early(const Plan& plan, std::size_t number) {
  const std::vector<std::size_t> missing = missing_before(plan, number);
  if (missing.empty()) return;
  throw Error(ErrorKind::input,
              fmt::format("part {} belongs to round {} and reads what earlier parts have written; {} of them {} "
                          "missing or incomplete: {}; part {}: {}",
                          number, plan.parts[number - 1].round, missing.size(), missing.size() == 1 ? "is" : "are",
                          as_ranges(missing), missing.front(), fault_of_part(plan, missing.front())),
              fmt::format("Run them first, each with lnrs run-part {0} K. `lnrs plan --missing {0}` lists the parts "
                          "that can be run now.",
                          plan.file.string()));
}

/// Makes the part unless it exists already.
int run_part(const std::filesystem::path& file, std::size_t number, Session& session) {
  const Plan plan = read_plan(file);
  check_maker(plan);
  if (number < 1 || number > plan.parts.size())
    throw Error(ErrorKind::usage, fmt::format("the plan {} has no part {}", file.string(), number),
                fmt::format("Its parts are 1 to {}.", plan.parts.size()));
  const std::string part = fmt::format("part {} of {}", number, plan.parts.size());
  if (fault_of_part(plan, number).empty()) {
    session.inform(part + " is already done");
    return 0;
  }
  Command command = command_of(plan);
  const WorkingFolder there(plan);
  check_inputs(plan, InputCheck::unless_seen);
  refuse_too_early(plan, number);
  PartAttempt attempt(plan, number);
  const PartSpec& spec = plan.parts[number - 1];
  *command.parting.step = {.kind = RunStep::Kind::part, .part = spec, .earlier = files_before(plan, spec.round)};
  set_option(command, "output", attempt.file().string());
  PartSession within(session);
  command.run(within);
  note_checks_of_inputs(plan);
  attempt.commit();
  session.inform(part + " is done");
  session.wrote({file_of_part(plan, number)});
  return 0;
}

void refuse_missing(const Plan& plan) {
  const std::vector<std::size_t> missing = missing_parts(plan);
  if (missing.empty()) return;
  throw Error(ErrorKind::input,
              fmt::format("{} of {} parts are missing or incomplete: {}; part {}: {}", missing.size(),
                          plan.parts.size(), as_ranges(missing), missing.front(), fault_of_part(plan, missing.front())),
              fmt::format("Run them, each with lnrs run-part {0} K, then merge again. `lnrs plan --missing {0}` lists "
                          "those that can be run now.",
                          plan.file.string()));
}

/// Outputs of a merge. Only some commands write HTML and CSV besides the first output.
struct MergeOptions {
  std::string plan, html, csv;
  OutputOptions output;
};

void set_outputs(Command& command, const MergeOptions& options, const std::filesystem::path& first_folder) {
  const auto absolute = [&](const std::string& file) { return (first_folder / file).string(); };
  set_option(command, "output", absolute(output_file(options.output)));
  set_option(command, "overwrite", options.output.overwrite);
  for (const auto& [name, file] : {std::pair("html", options.html), std::pair("csv", options.csv)}) {
    if (file.empty()) continue;
    if (!has_option(command, name))
      throw Error(ErrorKind::usage, fmt::format("lnrs {} has no --{}", command.name, name), "Leave it out.");
    set_option(command, name, absolute(file));
  }
}

int merge(const MergeOptions& options, Session& session) {
  const std::filesystem::path file = options.plan, here = std::filesystem::current_path();
  output_file(options.output);
  const Plan plan = read_plan(file);
  check_maker(plan);
  refuse_missing(plan);
  Command command = command_of(plan);
  set_outputs(command, options, here);
  const WorkingFolder there(plan);
  check_inputs(plan, InputCheck::every_byte);
  command.parting.step->kind = RunStep::Kind::merge;
  const std::size_t last = rounds_of(plan);
  for (const std::size_t number : parts_in_round(plan, last))
    command.parting.step->files.push_back(file_of_part(plan, number));
  command.parting.step->earlier = files_before(plan, last);
  return command.run(session);
}

Parameter plan_row(std::string& file) {
  return {.name = "PLAN",
          .kind = Kind::file,
          .target = &file,
          .place = Place::positional,
          .required = true,
          .sentence = "The plan.json that `lnrs plan` wrote"};
}

}  // namespace

std::string names_of_parted() {
  std::vector<std::string> names;
  for (const Command& command : commands())
    if (command.parting.step != nullptr) names.push_back(command.name);
  return joined(names, ", ");
}

Command planned(Command (*make)()) {
  const auto wrapped = std::make_shared<Command>(make());
  const auto options = std::make_shared<PlanOptions>();
  Parameters rows;
  for (const Parameter& row : wrapped->parameters)
    if (!is_about_output(row) && row.depends_on != std::vector<std::string>{"csv"}) rows.push_back(row);
  rows.push_back({.name = "parts",
                  .kind = Kind::integer,
                  .target = &options->parts,
                  .range = between(1, 10000),
                  .required = true,
                  .group = "Plan",
                  .sentence = "Number of parts, of a plan with several rounds in the largest; fewer where the work "
                              "cannot be split that far"});
  rows.push_back({.name = "output",
                  .kind = Kind::folder,
                  .target = &options->output.file,
                  .letter = 'o',
                  .required = true,
                  .group = "Plan",
                  .sentence = "Folder for the plan and its parts, which every machine sees under this name"});
  rows.push_back({.name = "overwrite",
                  .kind = Kind::flag,
                  .target = &options->output.overwrite,
                  .depends_on = {"output"},
                  .group = "Plan",
                  .sentence = "Replace another plan that is already there, with its parts"});
  return {.name = "plan " + wrapped->name,
          .sentence = "Split this work for several processes or machines: " + wrapped->sentence,
          .parameters = std::move(rows),
          .hidden = true,
          .run = [wrapped, make, options](Session& session) { return make_plan(*wrapped, make, *options, session); }};
}

Command plan_command() {
  const auto missing = std::make_shared<std::string>();
  return {.name = "plan",
          .sentence =
              "Split the work of a command for several processes or machines: lnrs plan COMMAND … --parts N -o DIR.",
          .parameters = {{.name = "missing",
                          .kind = Kind::file,
                          .target = missing.get(),
                          .shown = "PLAN",
                          .sentence = "Print the missing parts of this plan that can be run now, such as 3,9,40-42, as "
                                      "array jobs take them. Of a plan with several rounds these are the parts of the "
                                      "first incomplete round. Nothing is printed if all parts are complete"}},
          .examples = {"lnrs plan near sites.gpkg lws.gpkg --within 5000 --parts 64 -o run", "lnrs plan near --help",
                       "lnrs plan --missing run/plan.json"},
          .run = [missing](Session& session) {
            if (missing->empty())
              throw Error(ErrorKind::usage, "no command to plan was named",
                          "Write lnrs plan COMMAND … --parts N -o DIR, with one of the commands " + names_of_parted() +
                              ", or lnrs plan --missing DIR/plan.json.");
            const Plan plan = read_plan(*missing);
            const std::string ranges = as_ranges(first_round_of(plan, missing_parts(plan)));
            if (!ranges.empty()) session.print(ranges + "\n");
            return 0;
          }};
}

Command run_part_command() {
  struct Options {
    std::string plan;
    std::size_t part = 0;
  };
  const auto options = std::make_shared<Options>();
  Options& o = *options;
  return {.name = "run-part",
          .sentence = "Run one part of a plan, on any machine that can read its files; running it twice is safe.",
          .parameters = {plan_row(o.plan),
                         {.name = "PART",
                          .kind = Kind::integer,
                          .target = &o.part,
                          .range = between(1, 100000),
                          .place = Place::positional,
                          .required = true,
                          .sentence = "Number of the part, from 1"}},
          .examples = {"lnrs run-part run/plan.json 17"},
          .run = [options](Session& session) { return run_part(options->plan, options->part, session); }};
}

Command merge_command() {
  const auto options = std::make_shared<MergeOptions>();
  MergeOptions& o = *options;
  return {
      .name = "merge",
      .sentence = "Make the result of a plan from its parts: the same bytes as the command gives without parts.",
      .parameters = Parameters{plan_row(o.plan)} +
                    output_rows(o.output, "The result, in any format that the planned command writes") +
                    Parameters{{.name = "html",
                                .kind = Kind::output_report,
                                .target = &o.html,
                                .sentence = "Report for people, of a command that has one"},
                               csv_row(o.csv)},
      .examples = {"lnrs merge run/plan.json -o near.gpkg", "lnrs merge run/plan.json -o sites.gpkg --html sites.html"},
      .finds = true,
      .run = [options](Session& session) { return merge(*options, session); }};
}

}  // namespace spatial::api
