// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace spatial::test {

struct ToolRun {
  int exit_code = 0;  ///< as a shell sees it: 128 + the signal if one ended the tool
  std::string out;
  std::string err;
};

/// Runs the built lnrs with these words in this folder (the current one if empty) and waits for it.
ToolRun run_tool(const std::vector<std::string>& words, const std::filesystem::path& folder = {});

}  // namespace spatial::test
