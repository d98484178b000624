// SPDX-License-Identifier: MIT
#include <cpl_vsi.h>

#include <cstring>
#include <map>
#include <nlohmann/json.hpp>

#include "libspatial/io/fields.hpp"
#include "libspatial/io/own_cells_bridge.hpp"

namespace spatial::gdal {
namespace {

using nlohmann::json;

/// The whole numbers among a feature's properties, with all their digits.
class Properties : public json::json_sax_t {
 public:
  std::map<std::string, std::string> numbers;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return keep(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return keep(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override {
    return text.find_first_not_of("-0123456789") != std::string::npos || keep(text);
  }
  bool string(string_t&) override { return true; }
  bool binary(binary_t&) override { return true; }
  bool start_object(std::size_t) override {
    ++depth_;
    inside_ = inside_ || (depth_ == 2 && key_ == "properties");
    return true;
  }
  bool end_object() override {
    inside_ = inside_ && depth_ > 2;
    --depth_;
    return true;
  }
  bool start_array(std::size_t) override {
    ++depth_;
    return true;
  }
  bool end_array() override {
    --depth_;
    return true;
  }
  bool key(string_t& name) override {
    if (depth_ <= 2) key_ = name;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const json::exception&) override { return false; }

 private:
  bool keep(std::string text) {
    if (inside_ && depth_ == 2) numbers[key_] = std::move(text);
    return true;
  }
  int depth_ = 0;
  bool inside_ = false;
  std::string key_;
};

class GeoJsonCells : public OwnCells {
 public:
  std::optional<std::string> cell(OGRFeatureH row, int field, std::string&) override {
    OGRFieldDefnH definition = OGR_F_GetFieldDefnRef(row, field);
    const OGRFieldType type = OGR_Fld_GetType(definition);
    if (type != OFTInteger && type != OFTInteger64 && type != OFTReal) return std::nullopt;
    const char* native = OGR_F_GetNativeData(row);
    if (native == nullptr) return std::nullopt;
    if (text_ != native) {
      text_ = native;
      properties_ = {};
      json::sax_parse(text_, &properties_);
    }
    const auto found = properties_.numbers.find(OGR_Fld_GetNameRef(definition));
    if (found == properties_.numbers.end()) return std::nullopt;
    return fits(found->second, type == OFTReal ? ColumnType::real : ColumnType::integer) ? std::nullopt
                                                                                         : std::optional(found->second);
  }

 private:
  std::string text_;
  Properties properties_;
};

}  // namespace

std::shared_ptr<OwnCells> cells_of_geojson() { return std::make_shared<GeoJsonCells>(); }

bool has_large_numbers(const std::string& file) {
  constexpr std::size_t fewest_digits = 16;
  VSILFILE* const in = VSIFOpenL(file.c_str(), "rb");
  if (in == nullptr) return false;
  std::string buffer(1u << 20, '\0');
  bool in_text = false, escaped = false, found = false;
  std::size_t digits = 0;  // digits of the present number; 0 outside of numbers and after a decimal point or exponent
  bool fraction = false;
  while (!found) {
    const std::size_t size = VSIFReadL(buffer.data(), 1, buffer.size(), in);
    if (size == 0) break;
    for (std::size_t i = 0; i < size && !found; ++i) {
      const char c = buffer[i];
      if (in_text) {
        if (escaped)
          escaped = false;
        else if (c == '\\')
          escaped = true;
        else
          in_text = c != '"';
      } else if (c >= '0' && c <= '9') {
        ++digits;
      } else if (c == '.' || c == 'e' || c == 'E') {
        fraction = true;
      } else {
        found = digits >= fewest_digits && !fraction;
        in_text = c == '"';
        digits = 0;
        fraction = false;
      }
    }
  }
  VSIFCloseL(in);
  return found;
}

}  // namespace spatial::gdal
