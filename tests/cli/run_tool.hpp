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

/// A signal to send after some seconds; 0 = none.
struct Interruption {
  int signal = 0;
  double after_s = 0;
};

/// Runs the built lnrs with these words in this folder (the current one if empty) and waits for it.
ToolRun run_tool(const std::vector<std::string>& words, const std::filesystem::path& folder = {}, Interruption interruption = {});

}  // namespace spatial::test
