// SPDX-License-Identifier: MIT
#include "libspatial/io/gpkg_projects.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>

#include "libspatial/io/field_text.hpp"

namespace spatial {
namespace {

/// CRC-32 (ISO 3309), which ZIP requires.
std::uint32_t crc_of(std::string_view bytes) {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value & 1) != 0 ? 0xEDB88320U ^ (value >> 1) : value >> 1;
    table[i] = value;
  }
  std::uint32_t crc = 0xFFFFFFFFU;
  for (const char c : bytes) crc = table[(crc ^ static_cast<unsigned char>(c)) & 0xFF] ^ (crc >> 8);
  return crc ^ 0xFFFFFFFFU;
}

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int k = 0; k < bytes; ++k) out += static_cast<char>((value >> (8 * k)) & 0xFF);
}

constexpr std::uint32_t version = 20, utf8_name = 0x0800, first_of_1980 = 0x0021;

/// Writes the fields that the local header and the central directory have in common.
void put_entry(std::string& out, std::string_view name, std::string_view content) {
  put(out, version, 2);
  put(out, utf8_name, 2);
  put(out, 0, 2);  // not compressed
  put(out, 0, 2);  // time: midnight
  put(out, first_of_1980, 2);
  put(out, crc_of(content), 4);
  put(out, static_cast<std::uint32_t>(content.size()), 4);
  put(out, static_cast<std::uint32_t>(content.size()), 4);
  put(out, static_cast<std::uint32_t>(name.size()), 2);
  put(out, 0, 2);  // no extra field
}

}  // namespace

std::string zipped(std::string_view name, std::string_view content) {
  std::string out;
  put(out, 0x04034b50, 4);
  put_entry(out, name, content);
  out.append(name).append(content);
  const auto directory = static_cast<std::uint32_t>(out.size());
  put(out, 0x02014b50, 4);
  put(out, version, 2);
  put_entry(out, name, content);
  put(out, 0, 2);  // no comment
  put(out, 0, 2);  // disk
  put(out, 0, 2);  // internal attributes
  put(out, 0, 4);  // external attributes
  put(out, 0, 4);  // offset of the local header
  out.append(name);
  const std::uint32_t directory_size = static_cast<std::uint32_t>(out.size()) - directory;
  put(out, 0x06054b50, 4);
  put(out, 0, 4);  // number of disks
  put(out, 1, 2);
  put(out, 1, 2);
  put(out, directory_size, 4);
  put(out, directory, 4);
  put(out, 0, 2);  // no comment
  return out;
}

void write_projects(sqlite::Database& database, std::span<const StoredProject> projects, const std::string& timestamp) {
  if (projects.empty()) return;
  database.run("CREATE TABLE qgis_projects (name TEXT PRIMARY KEY, metadata BLOB, content BLOB)");
  sqlite::Statement insert(database, "INSERT INTO qgis_projects VALUES (?, ?, ?)");
  const std::string metadata =
      fmt::format(R"({{"last_modified_time": "{}", "last_modified_user": "lnrs"}})", timestamp.substr(0, 19));
  for (const StoredProject& project : projects) {
    const std::string archive = zipped(project.name + ".qgs", project.qgs);
    // The archive's bytes as hexadecimal text.
    const std::string content = hex_text({reinterpret_cast<const std::uint8_t*>(archive.data()), archive.size()});
    insert.bind(1, std::string_view(project.name));
    insert.bind(2, std::string_view(metadata));
    insert.bind(3, std::string_view(content));
    insert.run();
  }
}

}  // namespace spatial
