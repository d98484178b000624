// SPDX-License-Identifier: MIT
#pragma once

#include <gmock/gmock.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// A folder with in.gpkg and county.toml, on which a command is run whose output is out.gpkg.
class InputTest : public testing::Test {
 protected:
  void write(const std::vector<FixtureLayer>& layers, const std::string& file = "in.gpkg") const {
    std::filesystem::remove(folder_ / file);
    write_fixture(folder_ / file, "GPKG", layers);
  }
  void config(const std::string& text) const { write_file(folder_ / "county.toml", text); }
  ToolRun run(std::vector<std::string> words) const {
    std::filesystem::remove(folder_ / "out.gpkg");
    words.insert(words.end(), {"-o", "out.gpkg", "--overwrite"});
    return run_tool(words, folder_.path());
  }
  void fails(std::vector<std::string> words, int exit_code, const std::string& message) const {
    const ToolRun tool = run(words);
    EXPECT_EQ(tool.exit_code, exit_code) << words[0] << ": " << tool.err;
    EXPECT_THAT(tool.err, testing::HasSubstr(message)) << words[0];
    EXPECT_FALSE(std::filesystem::exists(folder_ / "out.gpkg")) << words[0];
  }
  std::string ask(const std::string& sql) const { return query(folder_ / "out.gpkg", sql); }
  std::string features_with(const std::string& rule) const {
    return ask("SELECT group_concat(feature_id) FROM (SELECT feature_id FROM issues WHERE rule = '" + rule +
               "' ORDER BY feature_id)");
  }
  std::string said(const std::string& rule) const {
    return ask("SELECT group_concat(message, '; ') FROM issues WHERE rule = '" + rule + "'");
  }
  /// A square of 1 ha a row, one beside the other at a distance of 100 m.
  static FixtureLayer squares(const std::string& name, std::vector<std::string> fields,
                              const std::vector<std::vector<std::string>>& values) {
    FixtureLayer layer;
    layer.name = name;
    layer.fields = std::move(fields);
    for (std::size_t i = 0; i < values.size(); ++i)
      layer.rows.push_back({square_wkt(500000 + 200 * static_cast<double>(i), 100000, 100), values[i]});
    return layer;
  }
  static FixtureLayer one(const std::string& name, double x, double y, double side,
                          std::vector<std::string> fields = {"ref"}, std::vector<std::string> values = {"1"}) {
    FixtureLayer layer;
    layer.name = name;
    layer.fields = std::move(fields);
    layer.rows = {{square_wkt(x, y, side), std::move(values)}};
    return layer;
  }
  TempDir folder_;
};

}  // namespace spatial::test
