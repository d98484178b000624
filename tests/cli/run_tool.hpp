// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace spatial::test {

struct ToolRun {
  int exit_code = 0;  ///< as a shell sees it: 128 + the signal if one ended the tool
  std::string out;
  std::string err;
};

/// What befalls the tool.
struct Interruption {
  int signal = 0;  ///< sent after some seconds; 0 = none
  double after_s = 0;
  std::uint64_t largest_file = 0;  ///< bytes that a file may reach, as if the disk were full then; 0 = no limit
};

/// The program under test: LNRS_TOOL of the environment, or the one built beside the tests.
std::string tool_path();

/// Runs the built lnrs with these words in this folder (the current one if empty) and waits for it.
ToolRun run_tool(const std::vector<std::string>& words, const std::filesystem::path& folder = {},
                 Interruption interruption = {});

}  // namespace spatial::test
