// SPDX-License-Identifier: MIT
#include "libspatial/io/encoding.hpp"

#include <iconv.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <charconv>
#include <utility>

#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"

namespace spatial {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

/// Encoding names that do not contain a code page number.
constexpr std::array<std::pair<std::string_view, std::string_view>, 24> named{{
    {"utf8", "UTF-8"},         {"unicode", "UTF-8"},       {"ansi", ""},
    {"ascii", "CP1252"},       {"usascii", "CP1252"},      {"latin1", "CP1252"},
    {"latin2", "ISO-8859-2"},  {"latin3", "ISO-8859-3"},   {"latin4", "ISO-8859-4"},
    {"latin5", "CP1254"},      {"latin9", "ISO-8859-15"},  {"big5", "BIG5"},
    {"sjis", "CP932"},         {"shiftjis", "CP932"},      {"gbk", "CP936"},
    {"gb2312", "CP936"},       {"gb18030", "GB18030"},     {"euckr", "CP949"},
    {"eucjp", "EUC-JP"},       {"koi8r", "KOI8-R"},        {"koi8u", "KOI8-U"},
    {"macroman", "MACINTOSH"}, {"macintosh", "MACINTOSH"}, {"tis620", "CP874"},
}};

/// Code page numbers for which iconv uses another name.
constexpr std::array<std::pair<int, std::string_view>, 16> numbered{{
    {65001, "UTF-8"},
    {20127, "CP1252"},
    {10000, "MACINTOSH"},
    {10006, "MACGREEK"},
    {10007, "MAC-CYRILLIC"},
    {10029, "MACCENTRALEUROPE"},
    {20866, "KOI8-R"},
    {21866, "KOI8-U"},
    {54936, "GB18030"},
    {51949, "CP949"},
    {51932, "EUC-JP"},
    {20932, "EUC-JP"},
    {950, "BIG5"},
    {28591, "CP1252"},
    {28599, "CP1254"},
    {1200, "UTF-16LE"},
}};

/// First line of a .cpg file in lower case, without blanks, hyphens and underscores.
std::string code_page_key(std::string_view cpg) {
  if (cpg.starts_with("\xEF\xBB\xBF")) cpg.remove_prefix(3);
  std::string word;
  for (const char c : cpg) {
    if ((c == '\n' || c == '\r') && !word.empty()) break;
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return word;
}

bool is_known(const std::string& name) {
  iconv_t converter = iconv_open("UTF-8", name.c_str());
  if (converter == iconv_t(-1)) return false;
  iconv_close(converter);
  return true;
}

std::optional<std::string> iso_8859(std::string_view digits) {
  int part = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), part);
  if (error != std::errc{} || end != digits.data() + digits.size() || part < 1 || part > 16 || part == 12)
    return std::nullopt;
  if (part == 1 || part == 9) return part == 1 ? "CP1252" : "CP1254";
  return "ISO-8859-" + std::to_string(part);
}

}  // namespace

std::optional<std::string> encoding_named(std::string_view cpg) {
  std::string word = code_page_key(cpg);
  if (word.empty()) return std::string();
  for (const auto& [name, encoding] : named)
    if (word == name) return std::string(encoding);
  const auto strip = [&](std::string_view prefix) {
    if (!word.starts_with(prefix) || word.size() == prefix.size()) return false;
    word.erase(0, prefix.size());
    return true;
  };
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view prefix :
         {"ansi", "windows", "win", "codepage", "cp", "oem", "ibm", "msdos", "dos", "ms", "iso", "xmac", "x"})
      more = strip(prefix) || more;
  }
  for (const auto& [name, encoding] : named)
    if (word == name) return std::string(encoding);
  if (word.starts_with("8859")) return iso_8859(std::string_view(word).substr(4));
  int number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc{} || end != word.data() + word.size()) return std::nullopt;
  for (const auto& [page, encoding] : numbered)
    if (number == page) return std::string(encoding);
  if (number > 28590 && number <= 28606) return iso_8859(std::to_string(number - 28590));
  std::string name = "CP" + std::to_string(number);
  return is_known(name) ? std::optional(std::move(name)) : std::nullopt;
}

std::string encoding_of_language_byte(std::uint8_t byte) {
  struct Driver {
    std::uint8_t byte;
    int page;
  };
  // Language driver bytes of dBASE IV, Visual FoxPro and ArcGIS.
  constexpr std::array<Driver, 59> drivers{{
      {0x01, 437},  {0x02, 850},  {0x03, 1252}, {0x04, 10000}, {0x08, 865}, {0x09, 437},  {0x0A, 850},  {0x0B, 437},
      {0x0D, 437},  {0x0E, 850},  {0x0F, 437},  {0x10, 850},   {0x11, 437}, {0x12, 850},  {0x13, 932},  {0x14, 850},
      {0x15, 437},  {0x16, 850},  {0x17, 865},  {0x18, 437},   {0x19, 437}, {0x1A, 850},  {0x1B, 437},  {0x1C, 863},
      {0x1D, 850},  {0x1F, 852},  {0x22, 852},  {0x23, 852},   {0x24, 860}, {0x25, 850},  {0x26, 866},  {0x37, 850},
      {0x40, 852},  {0x4D, 936},  {0x4E, 949},  {0x4F, 950},   {0x50, 874}, {0x58, 1252}, {0x59, 1252}, {0x64, 852},
      {0x65, 866},  {0x66, 865},  {0x67, 861},  {0x6A, 737},   {0x6B, 857}, {0x6C, 863},  {0x78, 950},  {0x79, 949},
      {0x7A, 936},  {0x7B, 932},  {0x7C, 874},  {0x86, 737},   {0x87, 852}, {0x88, 857},  {0xC8, 1250}, {0xC9, 1251},
      {0xCA, 1254}, {0xCB, 1253}, {0xCC, 1257},
  }};
  const auto found = std::find_if(drivers.begin(), drivers.end(), [&](const Driver& one) { return one.byte == byte; });
  return found == drivers.end() ? std::string() : encoding_named(std::to_string(found->page)).value_or("");
}

struct TextEncoding::Converters {
  iconv_t from, to;
  bool one_byte_letters;
  explicit Converters(const std::string& name)
      : from(iconv_open("UTF-8", name.c_str())),
        to(iconv_open(name.c_str(), "UTF-8")),
        one_byte_letters(name != "BIG5" && name != "GB18030" && name != "EUC-JP" && name != "CP932" &&
                         name != "CP936" && name != "CP949") {}
  ~Converters() {
    if (from != iconv_t(-1)) iconv_close(from);
    if (to != iconv_t(-1)) iconv_close(to);
  }
  Converters(const Converters&) = delete;
  Converters& operator=(const Converters&) = delete;
};

TextEncoding::TextEncoding(std::string name)
    : name_(std::move(name)),
      converters_(name_.empty() || name_ == "UTF-8" ? nullptr : std::make_unique<Converters>(name_)) {}

TextEncoding::~TextEncoding() = default;

namespace {

/// Converts the whole text, including bytes that the converter holds back at the end. `lost` counts bytes that cannot
/// be converted.
std::string converted(iconv_t converter, std::string_view bytes, std::size_t& lost) {
  iconv(converter, nullptr, nullptr, nullptr, nullptr);
  std::string from(bytes), result;
  char* in = from.data();
  std::size_t left = from.size();
  std::array<char, 256> buffer;
  for (bool flushing = false;;) {
    char* out = buffer.data();
    std::size_t room = buffer.size();
    const std::size_t done =
        flushing ? iconv(converter, nullptr, nullptr, &out, &room) : iconv(converter, &in, &left, &out, &room);
    const int why = done == static_cast<std::size_t>(-1) ? errno : 0;
    result.append(buffer.data(), static_cast<std::size_t>(out - buffer.data()));
    if (why == E2BIG) continue;
    if (why == 0) {
      if (flushing) return result;
      flushing = true;
    } else {
      if (left == 0) return result;
      result += replacement;
      ++lost;
      ++in;
      --left;
    }
  }
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

TextEncoding::Decoded TextEncoding::decoded(std::string_view bytes) const {
  if (is_ascii(bytes)) return {std::string(bytes)};
  if (is_utf8(bytes) && (!converters_ || converters_->one_byte_letters))
    return {std::string(bytes), 0, !name_.empty() && name_ != "UTF-8", false};
  if (!converters_) {
    Decoded result{from_windows_1252(bytes), 0, false, true};
    for (std::size_t at = result.text.find(replacement); at != std::string::npos;
         at = result.text.find(replacement, at + replacement.size()))
      ++result.lost;
    return result;
  }
  Decoded result;
  result.text = converted(converters_->from, bytes, result.lost);
  return result;
}

std::optional<std::string> TextEncoding::encoded(std::string_view text) const {
  if (!converters_) return std::string(text);
  std::size_t lost = 0;
  std::string bytes = converted(converters_->to, text, lost);
  return lost == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

}  // namespace spatial
