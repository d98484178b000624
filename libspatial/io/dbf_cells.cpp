// SPDX-License-Identifier: MIT
#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <limits>

#include "libspatial/core/issue_rule.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/encoding.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/fields.hpp"
#include "libspatial/io/own_cells_bridge.hpp"
#include "libspatial/io/vsi_bridge.hpp"

namespace spatial::gdal {
namespace {

constexpr std::size_t head_size = 32;  // bytes of the file header, and of each field descriptor
constexpr std::size_t records_together = 256;

std::size_t number_at(const unsigned char* bytes, int count) {
  std::size_t value = 0;
  for (int i = count; i-- > 0;) value = value << 8 | bytes[i];
  return value;
}

/// Reads a .dbf file's field descriptors, and its records block by block.
class DbfFile {
 public:
  struct Field {
    std::string name;  ///< as in the file, not decoded
    char type = 'C';
    std::size_t offset = 0, width = 0;
  };

  static std::unique_ptr<DbfFile> opened(const std::string& path) {
    File file(VSIFOpenL(path.c_str(), "rb"));
    std::array<unsigned char, head_size> head{};
    if (!file || VSIFReadL(head.data(), 1, head.size(), file.get()) != head.size()) return nullptr;
    auto dbf = std::make_unique<DbfFile>();
    dbf->language_ = head[29];
    dbf->first_ = number_at(&head[8], 2);
    dbf->record_ = number_at(&head[10], 2);
    std::array<unsigned char, head_size> one{};
    std::size_t offset = 1;  // after the deletion flag
    for (std::size_t at = head_size; at + head_size <= dbf->first_; at += head_size) {
      if (VSIFReadL(one.data(), 1, one.size(), file.get()) != one.size()) return nullptr;
      if (one[0] == 0x0D) break;
      const char* name = reinterpret_cast<const char*>(one.data());
      const char type = static_cast<char>(one[11]);
      // Widths above 255 of text fields continue in the byte for decimals.
      const std::size_t width = type == 'N' || type == 'F' ? one[16] : one[16] + (type == 'C' ? 256u * one[17] : 0u);
      dbf->fields_.push_back({std::string(name, strnlen(name, 11)), type, offset, width});
      offset += width;
    }
    if (dbf->record_ == 0 || offset > dbf->record_) return nullptr;
    dbf->file_ = std::move(file);
    return dbf;
  }

  const std::vector<Field>& fields() const noexcept { return fields_; }
  std::uint8_t language() const noexcept { return language_; }

  /// A cell without surrounding blanks; "" past the end of the file.
  std::string cell(std::int64_t record, const Field& field) {
    const auto wanted = static_cast<std::size_t>(record);
    if (wanted < begin_ || wanted >= begin_ + block_.size() / record_) load(wanted);
    if ((wanted - begin_ + 1) * record_ > block_.size()) return {};
    std::string_view raw(block_.data() + (wanted - begin_) * record_ + field.offset, field.width);
    const auto blank = [](char c) { return c == ' ' || c == '\0' || c == '\t'; };
    while (!raw.empty() && blank(raw.back())) raw.remove_suffix(1);
    while (!raw.empty() && blank(raw.front())) raw.remove_prefix(1);
    return std::string(raw);
  }

 private:
  void load(std::size_t record) {
    begin_ = record;
    block_.resize(records_together * record_);
    const bool there = VSIFSeekL(file_.get(), first_ + record * record_, SEEK_SET) == 0;
    block_.resize(there ? VSIFReadL(block_.data(), 1, block_.size(), file_.get()) : 0);
  }

  File file_;
  std::uint8_t language_ = 0;
  std::size_t first_ = 0, record_ = 0, begin_ = 0;
  std::vector<Field> fields_;
  std::string block_;
};

/// Content of the .cpg file beside a .dbf, whose extension may be in capitals; "" if there is none.
std::string cpg_beside(const std::string& dbf) {
  for (const char* ending : {".cpg", ".CPG", ".cst", ".CST"}) {
    const File file(VSIFOpenL((dbf.substr(0, dbf.size() - 4) + ending).c_str(), "rb"));
    if (!file) continue;
    std::string text(64, '\0');
    text.resize(VSIFReadL(text.data(), 1, text.size(), file.get()));
    return text;
  }
  return {};
}

/// The number in a cell, as text, if GDAL would change it; nullopt if GDAL reads it correctly.
std::optional<std::string> odd_number(std::string text, bool whole) {
  if (text.empty() || text.find_first_not_of('*') == std::string::npos) return std::nullopt;  // no value
  if (text.starts_with('+')) text.erase(0, 1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value != value) return text;
  if (text.find_first_not_of("-0123456789") == std::string::npos) {  // remove leading zeros
    const std::size_t sign = text.starts_with('-') ? 1 : 0;
    text.erase(sign, std::min(text.find_first_not_of('0', sign), text.size() - 1) - sign);
    return fits(text, whole ? ColumnType::integer : ColumnType::real) ? std::nullopt : std::optional(text);
  }
  if (!whole) return std::nullopt;
  std::string shortened = number_text(value);
  return fits(shortened, ColumnType::integer) ? std::nullopt : std::optional(std::move(shortened));
}

std::optional<std::string> odd_date(const std::string& text) {
  if (text.size() != 8 || text.find_first_not_of("0123456789") != std::string::npos)
    return text.empty() || text.find_first_not_of("0*") == std::string::npos ? std::nullopt : std::optional(text);
  if (text == "00000000") return std::nullopt;
  return is_date(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)))
             ? std::nullopt
             : std::optional(text);
}

class DbfCells : public OwnCells {
 public:
  DbfCells(std::unique_ptr<DbfFile> file, std::string encoding, std::string named_in_vain)
      : file_(std::move(file)), named_in_vain_(std::move(named_in_vain)), encoding_(std::move(encoding)) {}

  bool names_fields_of(OGRLayerH layer) const {
    OGRFeatureDefnH definition = OGR_L_GetLayerDefn(layer);
    if (static_cast<std::size_t>(OGR_FD_GetFieldCount(definition)) != file_->fields().size()) return false;
    for (int i = 0; i < OGR_FD_GetFieldCount(definition); ++i) {
      OGRFieldDefnH field = OGR_FD_GetFieldDefn(definition, i);
      const std::string given = OGR_Fld_GetNameRef(field), text = encoding_.decoded(given).text;
      if (given != text) OGR_Fld_SetName(field, text.c_str());
    }
    return true;
  }

  std::optional<std::string> cell(OGRFeatureH row, int field, std::string& unreadable) override {
    const DbfFile::Field& own = file_->fields()[static_cast<std::size_t>(field)];
    switch (OGR_Fld_GetType(OGR_F_GetFieldDefnRef(row, field))) {
      case OFTString:
        return text(row, field, own, unreadable);
      case OFTInteger:
      case OFTInteger64:
        return own.type == 'N' || own.type == 'F' ? odd_number(file_->cell(OGR_F_GetFID(row), own), true)
                                                  : std::nullopt;
      case OFTReal:
        return own.type == 'N' || own.type == 'F' ? odd_number(file_->cell(OGR_F_GetFID(row), own), false)
                                                  : std::nullopt;
      case OFTDate:
        return own.type == 'D' ? odd_date(file_->cell(OGR_F_GetFID(row), own)) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  /// Encodes the string constants of a filter (in single quotes) in the file's encoding. A character that the encoding
  /// lacks cannot occur in any row.
  std::string filter(const std::string& where) const override {
    std::string result, constant;
    char quote = 0;
    for (const char c : where) {
      if (quote == '\'' && c == '\'') result += encoding_.encoded(constant).value_or(constant);
      if (quote != 0)
        quote = c == quote ? '\0' : quote;
      else if (c == '\'' || c == '"')
        quote = c;
      if (quote == '\'' && c != '\'')
        constant += c;
      else
        result += c;
      if (c == '\'') constant.clear();
    }
    return result + constant;
  }

  void tell(const std::function<void(IssueRule, std::string)>& report) const override {
    if (!named_in_vain_.empty())
      report(IssueRule::text_encoding_doubtful,
             fmt::format("its .cpg says '{}', which is not a known encoding; text was "
                         "read as UTF-8 or, where it is not, as Windows-1252",
                         named_in_vain_));
    if (utf8_ > 0)
      report(IssueRule::text_encoding_doubtful,
             fmt::format("{} text values are UTF-8 although the file says {}; they were read as UTF-8",
                         with_commas(static_cast<long long>(utf8_)), encoding_.name()));
  }

 private:
  std::optional<std::string> text(OGRFeatureH row, int field, const DbfFile::Field& own, std::string& unreadable) {
    std::string bytes = OGR_F_GetFieldAsString(row, field);
    if (encoding_.name() == "UTF-8" && bytes.size() == own.width && cut_off(bytes))
      tell_once(unreadable, own, "its last letter is cut off by the field's width");
    if (encoding_.name().empty() || encoding_.name() == "UTF-8") {
      if (is_utf8(bytes)) return bytes;
      return std::nullopt;  // GDAL reads it as Windows-1252, like all such text
    }
    TextEncoding::Decoded decoded = encoding_.decoded(bytes);
    if (decoded.was_utf8) ++utf8_;
    if (decoded.lost > 0)
      tell_once(unreadable, own, fmt::format("{} bytes have no meaning in {}", decoded.lost, encoding_.name()));
    return std::move(decoded.text);
  }

  void tell_once(std::string& unreadable, const DbfFile::Field& own, const std::string& what) const {
    if (unreadable.empty()) unreadable = fmt::format("field '{}': {}", encoding_.decoded(own.name).text, what);
  }

  /// Removes an incomplete character from the end of UTF-8 text; false if there is none.
  static bool cut_off(std::string& bytes) {
    std::size_t end = bytes.size();
    while (end > 0 && bytes.size() - end < 3 && (static_cast<unsigned char>(bytes[end - 1]) & 0xC0) == 0x80) --end;
    if (end == 0 || static_cast<unsigned char>(bytes[end - 1]) < 0xC2 || is_utf8(bytes)) return false;
    if (!is_utf8(std::string_view(bytes).substr(0, end - 1))) return false;
    bytes.resize(end - 1);
    return true;
  }

  std::unique_ptr<DbfFile> file_;
  std::string named_in_vain_;
  TextEncoding encoding_;
  std::size_t utf8_ = 0;
};

}  // namespace

std::shared_ptr<OwnCells> cells_of_dbf(const std::string& dbf, OGRLayerH layer) {
  std::unique_ptr<DbfFile> file = DbfFile::opened(dbf);
  if (!file) return nullptr;
  const std::string cpg = cpg_beside(dbf);
  const std::optional<std::string> named = encoding_named(cpg);
  std::string encoding = named && !named->empty() ? *named : encoding_of_language_byte(file->language());
  auto cells = std::make_shared<DbfCells>(std::move(file), std::move(encoding),
                                          named ? std::string() : trimmed(cpg.substr(0, cpg.find_first_of("\r\n"))));
  return cells->names_fields_of(layer) ? cells : nullptr;
}

}  // namespace spatial::gdal
