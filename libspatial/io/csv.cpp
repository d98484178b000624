// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <set>
#include <system_error>

#include "libspatial/core/error.hpp"
#include "libspatial/core/parallel.hpp"
#include "libspatial/core/sha256.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/table_files.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {
namespace {

constexpr std::string_view line_end = "\r\n";

/// Whether a spreadsheet reads the text as a number, not as a formula: "-32768", "+5", "-1.5e3".
bool is_signed_number(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-') ||
      text.find_first_not_of("0123456789.eE+-") != std::string_view::npos || text[1] == '-' || text[1] == '+')
    return false;
  double ignored = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data() + 1, end, ignored).ptr == end;
}

std::string cell(std::string_view text, char separator) {
  std::string value(text);
  if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos &&
      !is_signed_number(value))
    value.insert(value.begin(), '\'');
  if (value.find_first_of("\"\r\n") == std::string::npos && value.find(separator) == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string cell(const Cells& cells, std::size_t row, char separator) {
  if (const auto* texts = std::get_if<TextCells>(&cells))
    return (*texts)[row] ? cell(*(*texts)[row], separator) : std::string{};
  if (const auto* integers = std::get_if<IntegerCells>(&cells))
    return (*integers)[row] ? std::to_string(*(*integers)[row]) : std::string{};
  const double value = std::get<RealCells>(cells)[row];
  return std::isnan(value) ? std::string{} : number_text(value);
}

Sha256::Digest digest_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::vector<char> buffer(std::size_t{1} << 16);
  Sha256 read;
  while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
    read.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
  return read.digest();
}

void refuse_existing(const std::filesystem::path& file, const WriteOptions& options) {
  if (std::filesystem::is_directory(file))
    throw Error(ErrorKind::output, fmt::format("{} is a folder", file.string()), "Choose another name.");
  if (!options.overwrite && std::filesystem::exists(file))
    throw Error(ErrorKind::output, fmt::format("{} already exists", file.string()),
                "Choose another name, or allow it to be replaced by --overwrite.");
}

}  // namespace

void write_csv_table(const std::filesystem::path& file, const FeatureTable& layer, const CsvStyle& style) {
  const auto* points = std::get_if<PointColumn>(&layer.geometry);
  std::ofstream out(file, std::ios::binary);
  Sha256 written;
  std::vector<std::string> cells;
  const auto write = [&](const std::string& text) {
    out << text;
    written.add(text);
  };
  const std::string separator(1, style.separator);
  const auto end_line = [&] {
    write(joined(cells, separator).append(line_end));
    cells.clear();
  };
  if (style.byte_order_mark) write("\xEF\xBB\xBF");
  if (points != nullptr) cells = {"x", "y"};
  for (const Column& column : layer.table.columns) cells.push_back(cell(column.spec.name, style.separator));
  end_line();
  const std::size_t rows = points != nullptr ? points->size() : layer.table.rows();
  for (std::size_t row = 0; row < rows && out; ++row) {
    if (row % 4096 == 0) throw_if_cancelled();
    if (points != nullptr) {
      const std::optional<Point>& point = (*points)[row];
      cells = {point ? number_text(point->x) : "", point ? number_text(point->y) : ""};
    }
    for (const Column& column : layer.table.columns) cells.push_back(cell(column.cells, row, style.separator));
    end_line();
  }
  errno = 0;
  if (!out.flush())
    throw Error(ErrorKind::output,
                fmt::format("writing {} failed{}", file.string(),
                            errno != 0 ? ": " + std::generic_category().message(errno) : ""),
                "The disk may be full: free some space or choose another folder.");
  out.close();
  if (digest_of(file) != written.digest())
    throw Error(ErrorKind::output, fmt::format("{} does not hold what was written", file.string()),
                "The disk did not keep what was written; check it and try again.");
}

std::string file_name_of(const std::string& layer) {
  std::string name;
  for (const char c : layer)
    name += std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20
                ? '_'
                : c;
  return name;
}

std::filesystem::path csv_name(const std::filesystem::path& folder, const std::string& table) {
  return folder / (file_name_of(table) + ".csv");
}

void add_csv(PendingFiles& files, const std::filesystem::path& folder, const Dataset& dataset,
             const WriteOptions& options) {
  files.make_folder(folder);
  std::set<std::string> names;
  for (const FeatureTable& layer : dataset.layers) {
    const std::filesystem::path file = csv_name(folder, layer.table.name);
    if (!names.insert(lower(file.filename().string())).second)
      throw Error(ErrorKind::output, fmt::format("two layers would both be written as {}", file.filename().string()));
    refuse_existing(file, options);
  }
  for (const FeatureTable& layer : dataset.layers)
    write_csv_table(files.add(csv_name(folder, layer.table.name), options.overwrite), layer, options.csv);
}

void write_csv(const std::filesystem::path& folder, const Dataset& dataset, const WriteOptions& options) {
  PendingFiles files;
  add_csv(files, folder, dataset, options);
  files.commit();
}

}  // namespace spatial
