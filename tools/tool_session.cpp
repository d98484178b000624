// SPDX-License-Identifier: MIT
#include "tools/tool_session.hpp"

#include <fmt/format.h>

#include "libspatial/run/deliver.hpp"
#include "tools/events.hpp"

namespace spatial::tool {

void ToolSession::timings(const std::vector<StageTime>& stages, double peak_memory_mb, bool asked) {
  if (!asked && !run_.verbose) return;
  std::string text = fmt::format("{:<48} {:>10} {:>9} {:>9}\n", "stage", "items", "wall s", "CPU s");
  for (const StageTime& stage : stages)
    text += fmt::format("{:<48} {:>10} {:>9.2f} {:>9.2f}\n", stage.name, stage.items, stage.wall_s, stage.cpu_s);
  inform(text + fmt::format("peak memory {:.0f} MB", peak_memory_mb));
}

void ToolSession::issues(const std::vector<IssueCount>& counts) {
  auto list = nlohmann::ordered_json::array();
  for (const IssueCount& row : counts)
    list.push_back({{"code", info(row.rule).code},
                    {"severity", to_string(info(row.rule).severity)},
                    {"count", row.count},
                    {"meaning", info(row.rule).meaning}});
  tell_event("issues", {{"counts", list}});
}

void ToolSession::wrote(const std::vector<std::filesystem::path>& files) {
  if (files.empty()) return;
  inform("wrote " + files_in_words(files));
  for (const std::filesystem::path& file : files) tell_event("output", {{"file", file.string()}});
}

}  // namespace spatial::tool
