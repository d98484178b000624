// SPDX-License-Identifier: MIT
#include "libspatial/api/parameter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <type_traits>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial::api {

Range at_least(double least) { return {.least = least}; }
Range above(double least, double most) { return {.least = least, .most = most, .above = true}; }
Range between(double least, double most, std::string_view words) {
  return {.least = least, .most = most, .words = words};
}

bool holds(const Range& range, double value) {
  return std::isfinite(value) && value <= range.most && (range.above ? value > range.least : value >= range.least);
}

std::string in_words(const Range& range, Kind kind) {
  if (!range.words.empty()) return std::string(range.words);
  const std::string what = kind == Kind::integer ? "a whole number" : "a number";
  const bool has_least = std::isfinite(range.least), has_most = std::isfinite(range.most);
  if (!has_least && !has_most) return {};
  if (!has_least) return fmt::format("{} up to {}", what, range.most);
  if (range.above)
    return fmt::format("{} above {}{}", what, range.least, has_most ? fmt::format(" and up to {}", range.most) : "");
  return has_most ? fmt::format("{} from {} to {}", what, range.least, range.most)
                  : fmt::format("{} of at least {}", what, range.least);
}

Parameters operator+(Parameters first, Parameters more) {
  first.insert(first.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return first;
}

namespace {

struct KindInfo {
  Kind kind;
  std::string_view word, placeholder;
};
constexpr std::array kinds{KindInfo{Kind::flag, "flag", ""},
                           KindInfo{Kind::text, "text", "TEXT"},
                           KindInfo{Kind::integer, "integer", "N"},
                           KindInfo{Kind::number, "number", "NUMBER"},
                           KindInfo{Kind::choice, "choice", ""},
                           KindInfo{Kind::setting, "setting", "KEY=VALUE"},
                           KindInfo{Kind::config, "config", "FILE"},
                           KindInfo{Kind::layer, "layer", "FILE[#LAYER]"},
                           KindInfo{Kind::raster, "raster", "FILE[#BAND]"},
                           KindInfo{Kind::file, "file", "FILE"},
                           KindInfo{Kind::output, "output", "FILE"},
                           KindInfo{Kind::output_raster, "output_raster", "FILE.tif"},
                           KindInfo{Kind::output_report, "output_report", "FILE"},
                           KindInfo{Kind::folder, "folder", "DIR"},
                           KindInfo{Kind::field, "field", "FIELD"},
                           KindInfo{Kind::filter, "filter", "SQL"},
                           KindInfo{Kind::crs, "crs", "CRS"},
                           KindInfo{Kind::box, "box", "XMIN YMIN XMAX YMAX"}};

}  // namespace

std::string_view to_string(Kind kind) noexcept { return kinds[static_cast<std::size_t>(kind)].word; }

std::string_view to_string(Many many) noexcept {
  constexpr std::array<std::string_view, 4> words{"once", "repeated", "list", "words"};
  return words[static_cast<std::size_t>(many)];
}

std::string_view to_string(Holds holds) noexcept {
  constexpr std::array<std::string_view, 3> words{"rows", "shapes", "areas"};
  return words[static_cast<std::size_t>(holds)];
}

std::vector<std::string> formats(const Parameter& parameter) {
  if (!parameter.formats.empty()) return parameter.formats;
  switch (parameter.kind) {
    case Kind::config:
      return {"toml"};
    case Kind::output_raster:
      return {"tif"};
    case Kind::output_report:
      return {"html"};
    default:
      return {};
  }
}

std::string placeholder(const Parameter& parameter) {
  std::string text = parameter.shown;
  if (text.empty() && parameter.kind == Kind::choice)
    for (const Choice& choice : parameter.choices) text += (text.empty() ? "" : "|") + choice.word;
  if (text.empty() && parameter.kind == Kind::number && !parameter.unit.empty()) {
    text = parameter.unit;
    std::transform(text.begin(), text.end(), text.begin(), [](char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  }
  if (text.empty()) text = kinds[static_cast<std::size_t>(parameter.kind)].placeholder;
  if (parameter.many == Many::list && !text.ends_with('S')) text += ",…";
  return text;
}

std::string default_text(const Parameter& parameter) {
  if (parameter.required) return {};
  return std::visit(
      [&](const auto* target) -> std::string {
        using Value = std::remove_cv_t<std::remove_pointer_t<decltype(target)>>;
        if constexpr (std::is_same_v<Value, bool>)
          return {};
        else if constexpr (std::is_same_v<Value, std::string>)
          return *target;
        else if constexpr (std::is_same_v<Value, std::filesystem::path>)
          return target->string();
        else if constexpr (std::is_arithmetic_v<Value>)
          return holds(parameter.range, static_cast<double>(*target)) ? fmt::format("{}", *target) : std::string();
        else if constexpr (std::is_same_v<Value, std::vector<std::string>>)
          return list_text(*target);
        else
          return {};
      },
      parameter.target);
}

std::string meaning(const Parameter& parameter) {
  std::string text = parameter.sentence;
  if (parameter.many == Many::list && parameter.kind == Kind::field)
    text += R"(. A name that contains a comma goes in double quotes: '"area, ha",class')";
  return text;
}

std::vector<std::string> list_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    std::string word;
    if (at < text.size() && text[at] == '"') {
      for (++at; at < text.size() && (text[at] != '"' || text.substr(at, 2) == "\"\""); ++at) {
        at += text[at] == '"' ? 1 : 0;
        word += text[at];
      }
      if (at == text.size())
        throw Error(ErrorKind::usage, fmt::format("'{}' has a double quote that is not closed", text),
                    "Close it; a part such as \"area, ha\" begins and ends with a double quote.");
      ++at;
    }
    for (; at < text.size() && text[at] != ','; ++at) word += text[at];
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

std::string list_text(const std::vector<std::string>& words) {
  std::vector<std::string> parts = words;
  for (std::string& part : parts) {
    if (part.find(',') == std::string::npos && !part.starts_with('"')) continue;
    std::string quoted = "\"";
    for (const char c : part) quoted += c == '"' ? "\"\"" : std::string(1, c);
    part = quoted + '"';
  }
  return joined(parts, ",");
}

std::string shown_name(const Parameter& parameter) {
  return parameter.place == Place::positional ? parameter.name : "--" + parameter.name;
}

}  // namespace spatial::api
