// SPDX-License-Identifier: MIT
#include "libspatial/county/code_patterns.hpp"

#include <algorithm>

#include "libspatial/core/text.hpp"
#include "libspatial/landscape/habitat.hpp"

namespace spatial {

CodePatterns::CodePatterns(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) patterns_.push_back(lower(trimmed(pattern)));
}

bool CodePatterns::fits(std::string_view codes) const {
  const std::vector<std::string> own = split_codes(codes);
  return std::any_of(own.begin(), own.end(), [&](const std::string& code) {
    const std::string one = lower(trimmed(code));
    return std::any_of(patterns_.begin(), patterns_.end(), [&](const std::string& pattern) {
      return pattern.ends_with('*') ? one.starts_with(pattern.substr(0, pattern.size() - 1)) : one == pattern;
    });
  });
}

}  // namespace spatial
