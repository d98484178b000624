// SPDX-License-Identifier: MIT
#include "libspatial/io/coordinate_text.hpp"

#include <fmt/format.h>

#include <cmath>

namespace spatial {

std::string lonlat_text(Point lonlat) {
  return fmt::format("{:.3f}° {} {:.3f}° {}", std::abs(lonlat.y), lonlat.y < 0 ? "S" : "N", std::abs(lonlat.x),
                     lonlat.x < 0 ? "W" : "E");
}

std::string coordinate_text(double value) {
  if (!std::isfinite(value)) return fmt::format("{}", value);
  std::string text = fmt::format("{:.{}f}", value, std::abs(value) <= 360 ? 6 : 3);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

}  // namespace spatial
