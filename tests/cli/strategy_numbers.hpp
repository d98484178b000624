// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// A command whose numbers were found independently (../shared/strategy); skipped where that folder is absent.
class StrategyNumbers : public testing::Test {
 protected:
  explicit StrategyNumbers(std::string command) : command_(std::move(command)) {}
  void SetUp() override {
    if (shared_dir().empty() || !std::filesystem::exists(shared_dir() / "strategy" / "expected.csv"))
      GTEST_SKIP() << "no folder of shared layers (LNRS_SHARED)";
    shared_ = shared_dir() / "strategy";
  }
  /// Runs the command into out.gpkg.
  void run(std::vector<std::string> words) {
    words.insert(words.begin(), command_);
    words.insert(words.end(), {"-o", (folder_ / "out.gpkg").string(), "--overwrite"});
    const ToolRun run = run_tool(words);
    ASSERT_EQ(run.exit_code, 0) << run.err;
  }
  std::string layer(const std::string& name) const { return (shared_ / "data" / name).string(); }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  double number(const std::string& sql) const {
    const std::string text = ask(sql);
    EXPECT_FALSE(text.empty()) << "no row: " << sql;
    return std::atof(text.c_str());
  }

  std::filesystem::path shared_;
  TempDir folder_;

 private:
  std::string command_;
};

}  // namespace spatial::test
