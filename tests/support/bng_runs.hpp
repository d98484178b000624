// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "libspatial/county/bng.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// One run of `lnrs bng` without a config, as a program sees it.
struct BngRun {
  nlohmann::json json;
  std::string summary;
  std::size_t rejections = 0;

  double figure(const std::string& module, const std::string& field) const {
    for (const nlohmann::json& account : json.at("accounts"))
      if (account.at("module") == module) return account.at(field).get<double>();
    return -1;
  }
  /// "code feature" of every finding that is told on the console.
  std::set<std::string> found() const {
    std::set<std::string> found;
    for (const nlohmann::json& one : json.at("findings"))
      if (one.at("severity") != "info" || !one.at("key").get<std::string>().empty())
        found.insert(one.at("code").get<std::string>() + " " + one.at("feature").get<std::string>());
    return found;
  }
  /// Keys of Defra's checks, each with its severity and whether Defra rejects the file for it.
  std::map<std::string, std::string> checks() const {
    std::map<std::string, std::string> checks;
    for (const nlohmann::json& one : json.at("findings"))
      checks[one.at("key").get<std::string>()] =
          one.at("severity").get<std::string>() + (one.at("rejected_by_defra").get<bool>() ? ", rejected" : "");
    return checks;
  }
  std::string message(const std::string& code) const {
    for (const nlohmann::json& one : json.at("findings"))
      if (one.at("code") == code) return one.at("message").get<std::string>();
    return {};
  }
};

inline BngRun bng_run(const std::filesystem::path& file, bool check_only = false,
                      const std::filesystem::path& tables = source_dir() / "data/presets/bng",
                      const Executor& executor = {1, Backend::serial}) {
  BngRunOptions options;
  options.file = file.string();
  options.check_only = check_only;
  options.tables = tables;
  const BngRunOutcome outcome = run_bng(std::nullopt, options, {}, executor);
  return {nlohmann::json::parse(outcome.json), outcome.summary, outcome.rejections};
}

}  // namespace spatial::test
