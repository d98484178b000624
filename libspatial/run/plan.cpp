// SPDX-License-Identifier: MIT
#include "libspatial/run/plan.hpp"

#include <fmt/format.h>
#include <sys/utsname.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/sha256.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/commit_journal.hpp"
#include "libspatial/io/write.hpp"
#include "libspatial/run/seen_files.hpp"
#include "libspatial/run/versions.hpp"

namespace spatial {
namespace {

using Json = nlohmann::ordered_json;
using Numbers = std::pair<std::int64_t, std::int64_t>;

constexpr int format_of_plans = 1;

std::filesystem::path folder_of_parts(const Plan& plan) { return plan.file.parent_path() / "parts"; }
std::string stem_of_part(std::size_t number) { return fmt::format("part-{:05}", number); }
std::filesystem::path mark_of_part(const Plan& plan, std::size_t number) {
  return folder_of_parts(plan) / (stem_of_part(number) + ".json");
}

std::string text_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in)
    throw Error(ErrorKind::input, fmt::format("{} cannot be read", file.string()),
                "Name a plan.json that `lnrs plan` wrote.");
  return text.str();
}

Json json_of(const PartSpec& part) {
  Json json{{"part", part.number}, {"cost", part.cost}, {"memory_mb", part.memory_mb}};
  if (part.round > 1) json["round"] = part.round;
  if (!part.names.empty()) json["names"] = part.names;
  if (part.features) json["features"] = {part.features->first, part.features->second};
  if (part.groups) json["groups"] = {part.groups->first, part.groups->second};
  if (part.tile) json["tile"] = {part.tile->min_x, part.tile->min_y, part.tile->max_x, part.tile->max_y};
  return json;
}

PartSpec part_of(const Json& json) {
  PartSpec part;
  part.number = json.at("part");
  part.cost = json.at("cost");
  part.memory_mb = json.at("memory_mb");
  part.round = json.value("round", std::size_t{1});
  part.names = json.value("names", std::vector<std::string>());
  const auto numbers = [&](const char* key) -> std::optional<Numbers> {
    if (!json.contains(key)) return std::nullopt;
    return Numbers{json.at(key).at(0), json.at(key).at(1)};
  };
  part.features = numbers("features");
  part.groups = numbers("groups");
  if (json.contains("tile")) {
    const Json& box = json.at("tile");
    part.tile = Box{box.at(0), box.at(1), box.at(2), box.at(3)};
  }
  return part;
}

std::string text_of(const Plan& plan) {
  Json software{{"lnrs", plan.maker.version}};
  for (const auto& [name, number] : plan.maker.libraries) software[name] = number;
  Json inputs = Json::array(), parts = Json::array();
  for (const InputFile& input : plan.inputs)
    inputs.push_back({{"file", input.path}, {"size_bytes", input.size_bytes}, {"sha256", input.sha256}});
  for (const PartSpec& part : plan.parts) parts.push_back(json_of(part));
  const Json json{{"lnrs_plan", format_of_plans},
                  {"command", plan.command},
                  {"options", Json::parse(plan.options)},
                  {"folder", plan.folder.string()},
                  {"software", software},
                  {"machine", plan.maker.machine},
                  {"inputs", inputs},
                  {"parts", parts}};
  return json.dump(1) + "\n";
}

/// The command line of a part, for messages.
std::string run_part_words(const Plan& plan, std::size_t number) {
  return fmt::format("lnrs run-part {} {}", plan.file.string(), number);
}

Error no_plan(const std::filesystem::path& file, const std::string& why) {
  return {ErrorKind::input, fmt::format("{} is not a plan of lnrs: {}", file.string(), why),
          "Name a plan.json that `lnrs plan` wrote and that was not edited."};
}

/// The process mark in the name of a temporary file of this part, as a stopped attempt leaves it; "" for other files.
std::string attempt_mark(const std::string& name, const std::string& stem) {
  const std::string from = stem + ".try-", to = ".gpkg";
  const std::size_t begin = name.find(from);
  if (begin > 1) return {};
  const std::size_t end = name.find(to, begin);
  if (end == std::string::npos) return {};
  const std::string words = name.substr(begin + from.size(), end - begin - from.size());  // JOB.RESTART.HOST-PROCESS
  const std::size_t restart = words.find('.');
  const std::size_t process = restart == std::string::npos ? restart : words.find('.', restart + 1);
  return process == std::string::npos ? std::string() : words.substr(process + 1);
}

std::string environment(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  std::string text = value != nullptr ? value : otherwise;
  std::erase_if(text, [](char c) { return c == '.' || c == '/' || c == ' '; });
  return text;
}

}  // namespace

PlanMaker this_maker() {
  utsname names{};
  return {version(), library_versions(), uname(&names) == 0 ? names.machine : "unknown"};
}

Plan write_plan(const std::filesystem::path& folder, Plan plan, bool overwrite) {
  std::error_code error;
  std::filesystem::create_directories(folder / "parts", error);
  if (error)
    throw Error(ErrorKind::output, fmt::format("the folder {} cannot be made: {}", folder.string(), error.message()),
                "Choose a folder that you may write to.");
  plan.file = folder / "plan.json";
  const std::string text = text_of(plan);
  plan.id = hex_of(sha256(text));
  if (std::filesystem::exists(plan.file)) {
    if (text_of(plan.file) == text) return plan;
    if (!overwrite)
      throw Error(ErrorKind::output, fmt::format("there is already another plan, {}", plan.file.string()),
                  "Choose another folder, or replace the plan and its parts by --overwrite.");
    for (const auto& entry : std::filesystem::directory_iterator(folder / "parts"))
      if (entry.path().filename().string().find("part-") <= 1) std::filesystem::remove_all(entry.path(), error);
  }
  write_text(plan.file, text, {.overwrite = overwrite});
  return plan;
}

Plan read_plan(const std::filesystem::path& file) {
  const std::string text = text_of(file);
  Plan plan;
  try {
    const Json json = Json::parse(text);
    if (json.at("lnrs_plan") != format_of_plans) throw no_plan(file, "it has a different format");
    plan.command = json.at("command");
    plan.options = json.at("options").dump();
    plan.folder = json.at("folder").get<std::string>();
    plan.maker.machine = json.at("machine");
    for (const auto& [name, number] : json.at("software").items()) {
      if (name == "lnrs")
        plan.maker.version = number;
      else
        plan.maker.libraries.emplace_back(name, number);
    }
    for (const Json& input : json.at("inputs"))
      plan.inputs.push_back({input.at("file"), input.at("size_bytes"), input.at("sha256")});
    for (const Json& part : json.at("parts")) plan.parts.push_back(part_of(part));
  } catch (const Json::exception& wrong) {
    throw no_plan(file, wrong.what());
  }
  for (std::size_t k = 0; k < plan.parts.size(); ++k)
    if (plan.parts[k].number != k + 1) throw no_plan(file, "its parts are not numbered from 1 on");
  for (std::size_t k = 0, round = 1; k < plan.parts.size(); round = plan.parts[k++].round)
    if (plan.parts[k].round != round && (k == 0 || plan.parts[k].round != round + 1))
      throw no_plan(file, "its rounds do not follow one another");
  if (plan.parts.empty()) throw no_plan(file, "it has no parts");
  plan.file = std::filesystem::absolute(file);
  plan.id = hex_of(sha256(text));
  return plan;
}

void check_maker(const Plan& plan) {
  const PlanMaker here = this_maker();
  std::vector<std::string> differences;
  const auto compare = [&](const std::string& what, const std::string& planned, const std::string& found) {
    if (planned != found) differences.push_back(fmt::format("{} is {} here and was {}", what, found, planned));
  };
  compare("lnrs", plan.maker.version, here.version);
  compare("the kind of machine", plan.maker.machine, here.machine);
  for (const auto& [name, number] : here.libraries) {
    std::string planned = "not listed";
    for (const auto& [other, version] : plan.maker.libraries)
      if (other == name) planned = version;
    compare(name, planned, number);
  }
  if (differences.empty()) return;
  throw Error(ErrorKind::input,
              fmt::format("the plan {} was made by other software, which may give other numbers: {}",
                          plan.file.string(), joined(differences, "; ")),
              "Run all parts and the merge with the software that made the plan, or make a new plan.");
}

std::filesystem::path file_of_part(const Plan& plan, std::size_t number) {
  return folder_of_parts(plan) / (stem_of_part(number) + ".gpkg");
}

namespace {

std::string fault_of_part(const Plan& plan, std::size_t number, SeenFiles& seen, InputCheck how) {
  const std::filesystem::path file = file_of_part(plan, number), mark = mark_of_part(plan, number);
  std::error_code ignored;
  if (!std::filesystem::exists(mark, ignored)) return "it has not been completed";
  Json json;
  try {
    json = Json::parse(text_of(mark));
    if (json.at("plan") != plan.id) return "it belongs to another plan";
    if (json.at("part") != number) return "its file is that of another part";
    if (!std::filesystem::exists(file, ignored)) return "its file is gone";
    if (!seen.fits({file.string(), 0, json.at("sha256").get<std::string>()}, how))
      return "its file has changed since it was written";
  } catch (const Json::exception&) {
    return "its record is damaged";
  } catch (const Error& error) {
    return error.message();
  }
  return {};
}

}  // namespace

std::string fault_of_part(const Plan& plan, std::size_t number) {
  SeenFiles seen(plan);
  return fault_of_part(plan, number, seen, InputCheck::every_byte);
}

std::vector<std::size_t> missing_parts(const Plan& plan) {
  std::vector<std::size_t> missing;
  for (const PartSpec& part : plan.parts)
    if (!fault_of_part(plan, part.number).empty()) missing.push_back(part.number);
  return missing;
}

std::size_t rounds_of(const Plan& plan) { return plan.parts.empty() ? 0 : plan.parts.back().round; }

std::vector<std::size_t> parts_in_round(const Plan& plan, std::size_t round) {
  std::vector<std::size_t> numbers;
  for (const PartSpec& part : plan.parts)
    if (part.round == round) numbers.push_back(part.number);
  return numbers;
}

std::vector<std::size_t> first_round_of(const Plan& plan, const std::vector<std::size_t>& missing) {
  std::vector<std::size_t> first;
  for (const std::size_t number : missing)
    if (plan.parts[number - 1].round == plan.parts[missing.front() - 1].round) first.push_back(number);
  return first;
}

std::vector<std::size_t> missing_before(const Plan& plan, std::size_t number) {
  SeenFiles seen(plan);
  std::vector<std::size_t> missing;
  for (const PartSpec& part : plan.parts)
    if (part.round < plan.parts[number - 1].round &&
        !fault_of_part(plan, part.number, seen, InputCheck::unless_seen).empty())
      missing.push_back(part.number);
  seen.save();
  return missing;
}

std::vector<std::vector<std::filesystem::path>> files_before(const Plan& plan, std::size_t round) {
  std::vector<std::vector<std::filesystem::path>> files(round - 1);
  for (const PartSpec& part : plan.parts)
    if (part.round < round) files[part.round - 1].push_back(file_of_part(plan, part.number));
  return files;
}

std::string as_ranges(const std::vector<std::size_t>& numbers) {
  std::string text;
  for (std::size_t k = 0; k < numbers.size();) {
    std::size_t end = k;
    while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1) ++end;
    text += (text.empty() ? "" : ",") + std::to_string(numbers[k]);
    if (end > k) text += "-" + std::to_string(numbers[end]);
    k = end + 1;
  }
  return text;
}

PartAttempt::PartAttempt(const Plan& plan, std::size_t number) : plan_(plan), number_(number) {
  const std::filesystem::path folder = folder_of_parts(plan);
  const std::string stem = stem_of_part(number);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  std::vector<std::filesystem::path> left;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (const std::string mark = attempt_mark(entry.path().filename().string(), stem); !mark.empty() && is_gone(mark))
      left.push_back(entry.path());
  for (const std::filesystem::path& path : left) std::filesystem::remove_all(path, error);
  // The mark of machine and process is not unique on its own: containers may share host names and process numbers.
  const std::string job = environment("SLURM_JOB_ID", "0"), restart = environment("SLURM_RESTART_COUNT", "0");
  file_ = folder / fmt::format("{}.try-{}.{}.{}.gpkg", stem, job, restart, process_mark());
  std::filesystem::remove(file_, error);
}

PartAttempt::~PartAttempt() {
  std::error_code ignored;
  std::filesystem::remove(file_, ignored);
}

void PartAttempt::commit() {
  const InputFile made = fingerprint(file_, file_.string());
  const std::filesystem::path file = file_of_part(plan_, number_);
  std::error_code error;
  std::filesystem::rename(file_, file, error);
  if (error)
    throw Error(ErrorKind::output, fmt::format("{} cannot be put in place: {}", file.string(), error.message()),
                fmt::format("Check the folder, then run the part again: {}", run_part_words(plan_, number_)));
  const Json json{{"plan", plan_.id},
                  {"part", number_},
                  {"lnrs", plan_.maker.version},
                  {"size_bytes", made.size_bytes},
                  {"sha256", made.sha256}};
  write_text(mark_of_part(plan_, number_), json.dump(1) + "\n", {.overwrite = true});
}

}  // namespace spatial
