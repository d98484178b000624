// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/api/command.hpp"
#include "tools/common.hpp"

namespace spatial::tool {

/// Tells the person or program at the command line what a run says: data on stdout, messages and progress on stderr.
class ToolSession : public api::Session {
 public:
  explicit ToolSession(const RunOptions& run) : run_(run), progress_(run) {}
  const Executor& executor() const override { return progress_.executor(); }
  void print(std::string_view data) override { tool::print(data); }
  void inform(std::string_view message) override { tool::inform(message); }
  void warn(std::string_view message) override { tool::warn(message); }
  void timings(const std::vector<StageTime>& stages, double peak_memory_mb, bool asked) override;
  void issues(const std::vector<IssueCount>& counts) override;
  void wrote(const std::vector<std::filesystem::path>& files) override;

 private:
  const RunOptions& run_;
  tool::Session progress_;
};

}  // namespace spatial::tool
