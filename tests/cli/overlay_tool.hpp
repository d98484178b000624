// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {

/// Two layers that share a square of 50 m, with fields of the same names.
class OverlayTool : public testing::Test {
 protected:
  OverlayTool() {
    a_.name = "a";
    a_.fields = {"ref", "class"};
    a_.rows = {{square_wkt(500000, 100000, 100), {"a1", "oak"}}, {square_wkt(500300, 100000, 100), {"a2", "ash"}}};
    b_.name = "b";
    b_.fields = {"ref", "kind"};
    b_.rows = {{square_wkt(500050, 100050, 100), {"b1", "SSSI"}}};
  }
  void write() { write_fixture(folder_ / "in.gpkg", "GPKG", {a_, b_}); }
  ToolRun run(std::vector<std::string> words) const { return run_tool(words, folder_.path()); }
  ToolRun overlay(const std::string& operation, const std::string& output = "out.gpkg") const {
    return run({"overlay", operation, "in.gpkg#a", "in.gpkg#b", "-o", output, "--overwrite"});
  }
  std::string ask(const std::string& sql, const std::string& file = "out.gpkg") const {
    return query(folder_ / file, sql);
  }
  /// Rows and square metres of a result.
  std::string total(const std::string& operation) const {
    const ToolRun result = overlay(operation);
    if (result.exit_code != 0) return fmt::format("exit {}: {}", result.exit_code, result.err);
    return ask("SELECT count(*) || ' ' || coalesce(round(sum(area_ha) * 1e4, 6), 0.0) FROM overlay");
  }

  FixtureLayer a_, b_;
  TempDir folder_;
};

}  // namespace spatial::test
