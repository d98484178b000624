// SPDX-License-Identifier: MIT
#include "libspatial/config/config_value.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>
#include <type_traits>

#include "libspatial/core/text.hpp"

namespace spatial {
namespace {
std::string quoted(const std::string& text) {
  std::string result = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') result += '\\';
    if (byte < 0x20 || byte == 0x7f)
      result += fmt::format("\\u{:04X}", byte);
    else
      result += c;
  }
  return result + '"';
}

/// A number without exponent where possible: 0.0001, not 1e-04.
std::string plain(double value) {
  std::array<char, 32> text{};
  if (!(std::abs(value) >= 1e-7 && std::abs(value) < 1e9)) return shortest(value);
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  return {text.data(), end.ptr};
}
}  // namespace

std::optional<std::string> range_problem(double value, const Range& range) {
  const bool low = range.above_low ? value > range.low : value >= range.low;
  const bool high = range.below_high ? value < range.high : value <= range.high;
  if (std::isfinite(value) && low && high) return std::nullopt;
  const std::string from =
      range.above_low ? fmt::format("more than {}", plain(range.low)) : fmt::format("{} or more", plain(range.low));
  const std::string to = std::isinf(range.high) ? ""
                         : range.below_high     ? fmt::format(" and less than {}", plain(range.high))
                                                : fmt::format(" and at most {}", plain(range.high));
  return fmt::format("must be {}{}, not {}", from, to, std::isnan(value) ? "nan" : plain(value));
}

std::optional<double> number_of(const ConfigValue& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  return std::nullopt;
}

std::string type_of(const ConfigValue& value) {
  if (const auto* other = std::get_if<OtherValue>(&value)) return other->type;
  constexpr std::array<std::string_view, 7> names{
      "text", "a whole number", "a number", "true or false", "a list of texts", "", "a list of numbers"};
  return std::string(names[value.index()]);
}

std::string toml_text(const ConfigValue& value) {
  return std::visit(
      [](const auto& v) -> std::string {
        using V = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<V, std::string>)
          return quoted(v);
        else if constexpr (std::is_same_v<V, std::int64_t>)
          return std::to_string(v);
        else if constexpr (std::is_same_v<V, double>)
          return shortest(v);
        else if constexpr (std::is_same_v<V, bool>)
          return v ? "true" : "false";
        else if constexpr (std::is_same_v<V, OtherValue>)
          return {};
        else if constexpr (std::is_same_v<V, std::vector<double>>) {
          std::vector<std::string> texts;
          for (const double number : v) texts.push_back(shortest(number));
          return fmt::format("[{}]", joined(texts, ", "));
        } else {
          std::vector<std::string> texts;
          for (const std::string& text : v) texts.push_back(quoted(text));
          return fmt::format("[{}]", joined(texts, ", "));
        }
      },
      value);
}

}  // namespace spatial
