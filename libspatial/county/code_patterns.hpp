// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spatial {

/// Habitat codes that a config lists: "g3c" matches that code, "g3*" every code that begins with g3. Case does not
/// matter. Thread-safe; throws nothing.
///
///   CodePatterns({"g3*"}).fits("g3c, u1");   // true: one of the feature's codes fits
class CodePatterns {
 public:
  explicit CodePatterns(const std::vector<std::string>& patterns);
  bool fits(std::string_view codes) const;

 private:
  std::vector<std::string> patterns_;
};

}  // namespace spatial
