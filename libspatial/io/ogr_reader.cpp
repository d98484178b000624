// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <ogr_feature.h>

#include <algorithm>

#include "libspatial/core/error.hpp"
#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/csv_geometry_bridge.hpp"
#include "libspatial/io/gdal_bridge.hpp"

namespace spatial::gdal {
namespace {

constexpr std::size_t rows_per_block = 5000;

/// Two rows that have the same feature number, or the first row without a number. Positions in the layer start at 1.
struct Repeated {
  std::int64_t number = 0;
  std::size_t first = 0, second = 0;  ///< 0: row `first` has no number
};

std::optional<Repeated> repeated(const std::vector<std::int64_t>& numbers) {
  if (const auto none = std::find(numbers.begin(), numbers.end(), OGRNullFID); none != numbers.end())
    return Repeated{OGRNullFID, static_cast<std::size_t>(none - numbers.begin()) + 1, 0};
  if (std::adjacent_find(numbers.begin(), numbers.end(), [](auto a, auto b) { return a >= b; }) == numbers.end())
    return std::nullopt;
  std::vector<std::pair<std::int64_t, std::size_t>> order;
  for (std::size_t i = 0; i < numbers.size(); ++i) order.emplace_back(numbers[i], i + 1);
  std::sort(order.begin(), order.end());
  const auto twice =
      std::adjacent_find(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice == order.end()) return std::nullopt;
  return Repeated{twice->first, twice->second, std::next(twice)->second};
}

std::string said_of(const Repeated& found) {
  if (found.second == 0)
    return fmt::format("feature {} of the file has no number; all are numbered by their position in it, from 1",
                       found.first);
  return fmt::format(
      "features {} and {} of the file have the number {}; all are numbered by their position in it, from 1",
      found.first, found.second, found.number);
}

/// One pass over the rows of a layer.
class Rows {
 public:
  explicit Rows(const RowReading& reading)
      : reading_(reading), failed_(fmt::format("reading {} failed", reading.name.text())) {
    start_block();
    if (!reading.options.where.empty())
      where_ = reading.own != nullptr ? reading.own->filter(reading.options.where) : reading.options.where;
  }

  std::vector<RowBlock> blocks;
  std::vector<std::int64_t> numbers;

  /// Reads the rows that pass the filters, under their numbers in the file.
  void by_number() {
    set_filters(true);
    // Drivers count rows whose boxes meet the window but return rows whose shapes do, so these counts cannot be
    // compared.
    const GIntBig stated =
        !reading_.options.window.empty() || reading_.options.bbox ? -1 : OGR_L_GetFeatureCount(reading_.layer, TRUE);
    errors_.check(failed_);
    std::size_t rows = 0;
    each([&](OGRFeatureH feature) {
      numbers.push_back(OGR_F_GetFID(feature));
      add(feature, numbers.back());
      ++rows;
    });
    if (stated >= 0 && rows != static_cast<std::size_t>(stated))
      throw Error(ErrorKind::input,
                  fmt::format("{} states {} features but {} could be read", reading_.name.text(), stated, rows),
                  "The file is damaged; fetch or export it again.");
  }

  /// Reads the rows that pass the filter, numbered by their position among all rows.
  void by_place() {
    set_filters(false);
    OGRFeatureQuery query;
    if (!where_.empty() &&
        query.Compile(OGRFeatureDefn::FromHandle(OGR_L_GetLayerDefn(reading_.layer)), where_.c_str()) != OGRERR_NONE)
      refuse();
    std::int64_t place = 0;
    each([&](OGRFeatureH feature) {
      ++place;
      if (where_.empty() || query.Evaluate(OGRFeature::FromHandle(feature)) != 0) add(feature, place);
    });
  }

  /// Numbers of all rows, regardless of filters.
  std::vector<std::int64_t> all_numbers() {
    set_filters(true);  // throws if the filter is invalid
    set_filters(false);
    std::vector<std::int64_t> all;
    each([&](OGRFeatureH feature) { all.push_back(OGR_F_GetFID(feature)); });
    return all;
  }

  /// Numbers of the rows that pass the filters.
  std::vector<std::int64_t> met_numbers() {
    set_filters(true);
    std::vector<std::int64_t> met;
    each([&](OGRFeatureH feature) { met.push_back(OGR_F_GetFID(feature)); });
    return met;
  }

  void note(const Repeated& found) {
    RawLayer& layer = blocks.front().layer;
    layer.issues.push_back({IssueRule::feature_number_repeated,
                            std::string(info(layer.role).name),
                            layer.source,
                            {},
                            said_of(found),
                            std::nullopt});
    layer.issue_row.push_back(RawLayer::no_row);
  }

 private:
  [[noreturn]] void refuse() const {
    const std::string why = errors_.text();
    // Every field of a CSV file is read as text.
    const char* const remedy = why.find("Type mismatch") != std::string::npos
                                   ? "A field of text is compared with a number: write it as CAST(field AS float) > "
                                     "0.3, with the field's name."
                                   : "Write it as SQL over the layer's fields, e.g. status = 'current'.";
    throw Error(ErrorKind::input,
                fmt::format("the filter \"{}\" does not fit {}: {}", reading_.options.where, reading_.name.text(), why),
                remedy);
  }

  void set_filters(bool on) {
    if (OGR_L_SetAttributeFilter(reading_.layer, where_.empty() || !on ? nullptr : where_.c_str()) != OGRERR_NONE)
      refuse();
    const std::optional<Box>& box = reading_.window;
    if (box && on)
      OGR_L_SetSpatialFilterRect(reading_.layer, box->min_x, box->min_y, box->max_x, box->max_y);
    else
      OGR_L_SetSpatialFilter(reading_.layer, nullptr);
  }

  void start_block() { blocks.emplace_back(reading_.role, reading_.name.text(), reading_.extra, reading_.wanted); }

  template <class Use>
  void each(const Use& use) {
    std::size_t rows = 0;
    OGR_L_ResetReading(reading_.layer);
    for (Feature feature(OGR_L_GetNextFeature(reading_.layer)); feature;
         feature.reset(OGR_L_GetNextFeature(reading_.layer))) {
      if (++rows % rows_per_block == 0) throw_if_cancelled();
      use(feature.get());
      errors_.take_misread();
    }
    errors_.check(failed_);
  }

  void add(OGRFeatureH feature, std::int64_t number) {
    if (reading_.csv != nullptr && reading_.csv->is_blank(feature)) return;
    if (blocks.back().layer.features_in_file >= rows_per_block) start_block();
    misread_ = errors_.take_misread();
    RowLabels row;
    const auto text = [&](int field) {
      return field == RowFields::absent ? std::string{} : cell(feature, field, row.unreadable);
    };
    row.id = text(reading_.fields.id);
    row.name = text(reading_.fields.name);
    row.code = text(reading_.fields.code);
    for (std::size_t c = 0; c < reading_.fields.extra.size(); ++c) {
      const int field = reading_.fields.extra[c];
      std::string value = text(field);
      const bool is_null = value.empty() && (field < 0 || !is_text(feature, field));
      row.extra.push_back(is_null ? AttributeValue() : value_of(std::move(value), reading_.extra[c].type));
    }
    const PartsSink sink = blocks.back().sink();
    const GeometryFinding geometry = reading_.csv != nullptr ? reading_.csv->append(feature, sink)
                                                             : append_parts(OGR_F_GetGeometryRef(feature), sink);
    blocks.back().add(number, std::move(row), geometry);
  }

  static bool is_text(OGRFeatureH feature, int field) {
    return OGR_F_IsFieldSetAndNotNull(feature, field) != 0 &&
           OGR_Fld_GetType(OGR_F_GetFieldDefnRef(feature, field)) == OFTString;
  }

  /// Text of a cell. If GDAL read only the beginning of a number, the cell's original text.
  std::string cell(OGRFeatureH feature, int field, std::string& unreadable) const {
    if (field >= 0 && !misread_.empty()) {
      const std::string name = fmt::format("{}.{}", OGR_L_GetName(reading_.layer),
                                           OGR_Fld_GetNameRef(OGR_F_GetFieldDefnRef(feature, field)));
      for (const ErrorScope::Misread& one : misread_)
        if (one.field == name) return trimmed(one.text);
    }
    return text_of(feature, field, reading_.own, &unreadable);
  }

  const RowReading& reading_;
  const std::string failed_;
  std::string where_;
  std::vector<ErrorScope::Misread> misread_;  ///< of the row being read
  ErrorScope errors_;
};

}  // namespace

std::vector<std::int64_t> numbers_of_rows(const RowReading& reading) { return Rows(reading).met_numbers(); }

std::vector<RowBlock> read_rows(const RowReading& reading) {
  // If only some of the rows are read, they cannot show whether another row has the same number, so all numbers are
  // read first.
  const bool partly = reading.window || !reading.options.where.empty();
  std::optional<Repeated> found;
  if (partly && !reading.unique_numbers) found = repeated(Rows(reading).all_numbers());
  if (!found) {
    Rows rows(reading);
    rows.by_number();
    found = repeated(rows.numbers);
    if (!found) return std::move(rows.blocks);
  }
  Rows rows(reading);
  rows.note(*found);
  rows.by_place();
  return std::move(rows.blocks);
}

}  // namespace spatial::gdal
