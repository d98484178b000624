// SPDX-License-Identifier: MIT
#include "libspatial/core/plain_form.hpp"

#include <algorithm>

#include "libspatial/core/text.hpp"

namespace spatial {

std::string plain_form(std::string_view code) {
  std::string text = lower(code);
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t'; });
  const auto all_digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::size_t point = text.find('.');
  if (point != std::string::npos && point + 1 < text.size() && all_digits(std::string_view(text).substr(0, point)) &&
      text.find_first_not_of('0', point + 1) == std::string::npos)
    text.resize(point);
  if (all_digits(text)) text.erase(0, std::min(text.find_first_not_of('0'), text.size() - 1));
  return text;
}

}  // namespace spatial
