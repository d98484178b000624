// SPDX-License-Identifier: MIT
#include "libspatial/io/postcodes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <fstream>
#include <span>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

constexpr std::array<std::string_view, 6> postcode_names{"pcds", "pcd", "pcd2", "pcd7", "pcd8", "postcode"};
constexpr std::array<std::string_view, 5> easting_names{"oseast1m", "east1m", "easting", "eastings", "x"};
constexpr std::array<std::string_view, 5> northing_names{"osnrth1m", "north1m", "northing", "northings", "y"};
constexpr std::size_t lines_between_checks = 100000;

/// A postcode as a number: its letters (as capitals) and digits, at most seven, one byte each; 0 if it is no postcode.
std::uint64_t key_of(std::string_view text) {
  std::uint64_t key = 0;
  int letters = 0;
  for (const char c : text) {
    if (c == ' ') continue;
    if (std::isalnum(static_cast<unsigned char>(c)) == 0 || ++letters > 7) return 0;
    key = key << 8 | static_cast<std::uint64_t>(std::toupper(static_cast<unsigned char>(c)));
  }
  return letters >= 5 ? key : 0;
}

/// Splits a line into cells and removes quotation marks.
void split(std::string_view line, std::vector<std::string>& cells) {
  cells.assign(1, {});
  bool quoted = false;
  for (const char c : line) {
    if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      cells.emplace_back();
    else if (c != '\r')
      cells.back() += c;
  }
}

int column_of(const std::vector<std::string>& head, std::span<const std::string_view> names) {
  for (const std::string_view name : names)
    for (std::size_t c = 0; c < head.size(); ++c)
      if (lower(trimmed(head[c])) == name) return static_cast<int>(c);
  return -1;
}

/// A whole number of metres; -1 if the text is anything else.
std::int32_t metres(const std::string& text) {
  const std::string cell = trimmed(text);
  double value = 0;
  const auto [end, problem] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (problem != std::errc() || end != cell.data() + cell.size() || !(value > 0 && value < 2e6)) return -1;
  return static_cast<std::int32_t>(std::lround(value));
}

struct Columns {
  int postcode = -1, easting = -1, northing = -1;
  bool found() const { return postcode >= 0 && easting >= 0 && northing >= 0; }
};

}  // namespace

bool is_postcode(std::string_view text) {
  std::string plain;
  for (const char c : text)
    if (c != ' ') plain += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  const auto letter = [&](std::size_t i) { return std::isalpha(static_cast<unsigned char>(plain[i])) != 0; };
  const auto digit = [&](std::size_t i) { return std::isdigit(static_cast<unsigned char>(plain[i])) != 0; };
  const std::size_t n = plain.size();
  if (n < 5 || n > 7 || !letter(0) || !digit(n - 3) || !letter(n - 2) || !letter(n - 1)) return false;
  for (std::size_t i = 1; i < n - 3; ++i)
    if (!letter(i) && !digit(i)) return false;
  return digit(1) || (n > 5 && digit(2));
}

void PostcodeTable::read_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::input, fmt::format("the table of postcodes {} cannot be read", file.string()),
                "Check the path and ask for read access to the file.");
  std::string line;
  std::vector<std::string> cells;
  Columns columns;
  std::size_t lines = 0;
  while (std::getline(in, line)) {
    if (lines++ == 0) {
      if (line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
      split(line, cells);
      columns = {column_of(cells, postcode_names), column_of(cells, easting_names), column_of(cells, northing_names)};
      // Code-Point Open has no header; its columns are postcode, quality, easting, northing.
      const bool bare = !columns.found() && cells.size() >= 4 && is_postcode(cells[0]);
      if (bare) columns = {0, 2, 3};
      if (!columns.found())
        throw Error(ErrorKind::input,
                    fmt::format("{} is not a table of postcodes: its columns are {}", file.string(),
                                joined(std::span(cells).first(std::min<std::size_t>(cells.size(), 8)), ", ")),
                    "Give the ONS Postcode Directory (pcds, oseast1m, osnrth1m), Code-Point Open, or a CSV file with "
                    "the columns Postcode, Easting and Northing.");
      if (!bare) continue;
    } else {
      split(line, cells);
    }
    if (lines % lines_between_checks == 0) throw_if_cancelled();
    if (cells.size() <= static_cast<std::size_t>(std::max({columns.postcode, columns.easting, columns.northing})))
      continue;
    const auto cell = [&](int column) -> const std::string& { return cells[static_cast<std::size_t>(column)]; };
    if (const std::uint64_t key = key_of(cell(columns.postcode)); key != 0)
      rows_.push_back({key, metres(cell(columns.easting)), metres(cell(columns.northing))});
  }
}

PostcodeTable PostcodeTable::read(const std::filesystem::path& file_or_folder) {
  PostcodeTable table;
  table.name_ = file_or_folder.string();
  std::error_code ignored;
  if (std::filesystem::is_directory(file_or_folder, ignored)) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(file_or_folder))
      if (lower(entry.path().extension().string()) == ".csv") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) table.read_file(file);
  } else {
    table.read_file(file_or_folder);
  }
  std::stable_sort(table.rows_.begin(), table.rows_.end(), [](const Row& a, const Row& b) { return a.key < b.key; });
  const bool any = std::any_of(table.rows_.begin(), table.rows_.end(), [](const Row& row) { return row.northing > 0; });
  if (!any)
    throw Error(ErrorKind::input, fmt::format("{} holds no postcode with easting and northing", table.name_),
                "Give the ONS Postcode Directory, the CSV files of Code-Point Open, or a CSV file with the columns "
                "Postcode, Easting and Northing.");
  return table;
}

const PostcodeTable::Row* PostcodeTable::row_of(std::string_view postcode) const {
  const std::uint64_t key = key_of(postcode);
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), key, [](const Row& row, std::uint64_t k) { return row.key < k; });
  return key != 0 && found != rows_.end() && found->key == key ? &*found : nullptr;
}

bool PostcodeTable::has(std::string_view postcode) const { return row_of(postcode) != nullptr; }

std::optional<Point> PostcodeTable::place(std::string_view postcode) const {
  const Row* const row = row_of(postcode);
  if (row == nullptr || row->easting < 0 || row->northing < 0) return std::nullopt;
  return Point{static_cast<double>(row->easting), static_cast<double>(row->northing)};
}

}  // namespace spatial
