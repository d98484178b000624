// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace spatial {

/// Values of config keys and the ranges they may have. Private to config/; pure functions, any thread.
///   range_problem(-5, {0, 10});   // "must be 0 or more and at most 10, not -5"

/// What a TOML value can be, as far as configs go.
struct OtherValue {
  std::string type;  ///< "a table", "a time"
  bool operator==(const OtherValue&) const = default;
};
using ConfigValue =
    std::variant<std::string, std::int64_t, double, bool, std::vector<std::string>, OtherValue, std::vector<double>>;

/// Numbers a key accepts.
struct Range {
  double low = 0;
  double high = std::numeric_limits<double>::infinity();
  bool above_low = false;   ///< the low end itself is not accepted
  bool below_high = false;  ///< neither is the high end
};

/// The reason why a number is outside this range, e.g. "must be 0 or more, not -5".
std::optional<std::string> range_problem(double value, const Range& range);
/// The number in an integer or a float.
std::optional<double> number_of(const ConfigValue& value);
/// "text", "a number" …, for messages.
std::string type_of(const ConfigValue& value);
/// As TOML writes it.
std::string toml_text(const ConfigValue& value);

}  // namespace spatial
