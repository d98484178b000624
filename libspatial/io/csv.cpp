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
#include "libspatial/core/text.hpp"
#include "libspatial/io/field_text.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/io/table_files.hpp"
#include "libspatial/io/write.hpp"

namespace spatial {
namespace {

constexpr std::string_view line_end = "\r\n";

/// "-32768", "+5", "-1.5e3": a spreadsheet reads a number, no formula.
bool is_signed_number(std::string_view text) {
  if (text.size() < 2 || (text[0] != '+' && text[0] != '-') || text.find_first_not_of("0123456789.eE+-") != std::string_view::npos || text[1] == '-' || text[1] == '+') return false;
  double ignored = 0;
  const char* const end = text.data() + text.size();
  return std::from_chars(text.data() + 1, end, ignored).ptr == end;
}

std::string cell(std::string_view text) {
  std::string value(text);
  if (!value.empty() && std::string_view("=+-@\t\r").find(value.front()) != std::string_view::npos && !is_signed_number(value)) value.insert(value.begin(), '\'');
  if (value.find_first_of(",\"\r\n") == std::string::npos) return value;
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::string cell(const Cells& cells, std::size_t row) {
  if (const auto* texts = std::get_if<TextCells>(&cells)) return (*texts)[row] ? cell(*(*texts)[row]) : std::string{};
  if (const auto* integers = std::get_if<IntegerCells>(&cells)) return (*integers)[row] ? std::to_string(*(*integers)[row]) : std::string{};
  const double value = std::get<RealCells>(cells)[row];
  return std::isnan(value) ? std::string{} : number_text(value);
}

void refuse_existing(const std::filesystem::path& file, const WriteOptions& options) {
  if (std::filesystem::is_directory(file)) throw Error(ErrorKind::output, fmt::format("{} is a folder", file.string()), "Choose another name.");
  if (!options.overwrite && std::filesystem::exists(file)) throw Error(ErrorKind::output, fmt::format("{} exists already", file.string()), "Choose another name, or allow it to be replaced by --overwrite.");
}

}  // namespace

void write_csv_table(const std::filesystem::path& file, const FeatureTable& layer) {
  const auto* points = std::get_if<PointColumn>(&layer.geometry);
  std::ofstream out(file, std::ios::binary);
  std::vector<std::string> cells;
  const auto end_line = [&] {
    out << joined(cells, ",") << line_end;
    cells.clear();
  };
  if (points != nullptr) cells = {"x", "y"};
  for (const Column& column : layer.table.columns) cells.push_back(cell(column.spec.name));
  end_line();
  const std::size_t rows = points != nullptr ? points->size() : layer.table.rows();
  for (std::size_t row = 0; row < rows && out; ++row) {
    if (row % 4096 == 0) throw_if_cancelled();
    if (points != nullptr) {
      const std::optional<Point>& point = (*points)[row];
      cells = {point ? number_text(point->x) : "", point ? number_text(point->y) : ""};
    }
    for (const Column& column : layer.table.columns) cells.push_back(cell(column.cells, row));
    end_line();
  }
  errno = 0;
  if (!out.flush())
    throw Error(ErrorKind::output, fmt::format("writing {} failed{}", file.string(), errno != 0 ? ": " + std::generic_category().message(errno) : ""),
                "The disk may be full: free some space or choose another folder.");
}

std::string file_name_of(const std::string& layer) {
  std::string name;
  for (const char c : layer) name += std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos || static_cast<unsigned char>(c) < 0x20 ? '_' : c;
  return name;
}

void write_csv(const std::filesystem::path& folder, const Dataset& dataset, const WriteOptions& options) {
  std::error_code error;
  const bool made = std::filesystem::create_directory(folder, error);
  if (!std::filesystem::is_directory(folder)) throw Error(ErrorKind::output, fmt::format("the folder {} cannot be made", folder.string()), "Create it first, or choose another one.");
  try {
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw Error(ErrorKind::output, fmt::format("the folder {} is read-only", folder.string()), "Choose a folder that you may write to.");
    std::set<std::string> names;
    for (const FeatureTable& layer : dataset.layers) {
      const std::string name = file_name_of(layer.table.name) + ".csv";
      if (!names.insert(lower(name)).second) throw Error(ErrorKind::output, fmt::format("two layers would both be written as {}", name));
      refuse_existing(folder / name, options);
    }
    PendingFiles pending;
    for (const FeatureTable& layer : dataset.layers) write_csv_table(pending.add(folder / (file_name_of(layer.table.name) + ".csv")), layer);
    pending.commit();
  } catch (...) {
    if (made) std::filesystem::remove(folder, error);  // only if it is empty
    throw;
  }
}

}  // namespace spatial
