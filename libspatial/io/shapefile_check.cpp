// SPDX-License-Identifier: MIT
#include "libspatial/io/shapefile_check.hpp"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "libspatial/core/error.hpp"
#include "libspatial/core/network_path.hpp"
#include "libspatial/core/text.hpp"
#include "libspatial/io/vsi_bridge.hpp"

namespace spatial {
namespace {

constexpr std::uint64_t shp_header = 100, shx_record = 8, record_header = 8;
constexpr std::size_t records_at_a_time = 8192;

[[noreturn]] void damaged(const std::string& file, const std::string& why) {
  throw Error(ErrorKind::input, fmt::format("{} is damaged: {}", redacted(file), why),
              "Fetch or export the Shapefile again, with all of its files (.shp, .shx, .dbf).");
}

/// A file that is read at given offsets.
class FileBytes {
 public:
  explicit FileBytes(const std::string& name) : name_(name), file_(VSIFOpenL(name.c_str(), "rb")) {
    if (!file_)
      throw Error(ErrorKind::input, fmt::format("{} cannot be read", redacted(name)), "Check that you may read it.");
    VSIFSeekL(file_.get(), 0, SEEK_END);
    size_ = VSIFTellL(file_.get());
  }
  std::uint64_t size() const { return size_; }
  void read(std::uint64_t at, std::uint8_t* to, std::size_t bytes) {
    if (at > size_ || bytes > size_ - at || VSIFSeekL(file_.get(), at, SEEK_SET) != 0 ||
        VSIFReadL(to, 1, bytes, file_.get()) != bytes)
      damaged(name_, fmt::format("it ends after {} bytes", size_));
  }

 private:
  std::string name_;
  gdal::File file_;
  std::uint64_t size_ = 0;
};

std::uint64_t big_endian(const std::uint8_t* b) {
  return std::uint64_t{b[0]} << 24 | std::uint64_t{b[1]} << 16 | std::uint64_t{b[2]} << 8 | b[3];
}
std::uint64_t number_at(const std::uint8_t* b, int bytes) {
  return bytes == 0 ? 0 : *b | number_at(b + 1, bytes - 1) << 8;
}

/// Size stated in the header of a .shp or .shx; throws if the file has another size.
std::uint64_t stated_size(FileBytes& file, const std::string& name) {
  std::array<std::uint8_t, shp_header> header{};
  file.read(0, header.data(), header.size());
  if (big_endian(header.data()) != 9994) damaged(name, "it does not begin as a Shapefile does");
  const std::uint64_t stated = 2 * big_endian(&header[24]);
  if (file.size() < stated)
    damaged(name, fmt::format("it has {} bytes and states {}", with_commas(static_cast<long long>(file.size())),
                              with_commas(static_cast<long long>(stated))));
  return stated;
}

void check_shapes(FileBytes& shx, const std::string& shp_name, std::uint64_t shp_size, std::uint64_t shapes) {
  std::vector<std::uint8_t> records;
  for (std::uint64_t first = 0; first < shapes; first += records_at_a_time) {
    const std::uint64_t count = std::min<std::uint64_t>(records_at_a_time, shapes - first);
    records.resize(count * shx_record);
    shx.read(shp_header + first * shx_record, records.data(), records.size());
    for (std::uint64_t r = 0; r < count; ++r) {
      const std::uint64_t at = 2 * big_endian(&records[r * shx_record]),
                          size = 2 * big_endian(&records[r * shx_record + 4]);
      if (at == 0 && size == 0) continue;  // a deleted shape
      if (at < shp_header || at + record_header + size > shp_size)
        damaged(shp_name, fmt::format("shape {} of the .shx lies outside it", first + r + 1));
    }
  }
}

void check_table(const std::string& name, std::uint64_t shapes) {
  FileBytes dbf(name);
  std::array<std::uint8_t, 32> header{};
  dbf.read(0, header.data(), header.size());
  const std::uint64_t rows = number_at(&header[4], 4), begin = number_at(&header[8], 2),
                      width = number_at(&header[10], 2);
  if (dbf.size() < begin + rows * width)
    damaged(name,
            fmt::format("it has {} bytes and states {} rows, which need {}",
                        with_commas(static_cast<long long>(dbf.size())), with_commas(static_cast<long long>(rows)),
                        with_commas(static_cast<long long>(begin + rows * width))));
  if (rows != shapes)
    damaged(name, fmt::format("it has {} rows, but the .shx {} shapes", with_commas(static_cast<long long>(rows)),
                              with_commas(static_cast<long long>(shapes))));
}

void check_shapefile(const std::string& shp_name, const std::vector<std::string>& files) {
  const std::string stem = lower(shp_name).substr(0, shp_name.size() - 4);
  const auto companion = [&](const char* ending) -> const std::string* {
    const auto found =
        std::find_if(files.begin(), files.end(), [&](const std::string& file) { return lower(file) == stem + ending; });
    return found == files.end() ? nullptr : &*found;
  };
  FileBytes shp(shp_name);
  stated_size(shp, shp_name);
  const std::string* const shx_name = companion(".shx");
  if (shx_name == nullptr) return;  // GDAL reports what is missing
  FileBytes shx(*shx_name);
  const std::uint64_t stated = stated_size(shx, *shx_name);
  if (stated < shp_header) damaged(*shx_name, "its header states less than a header");
  const std::uint64_t shapes = (stated - shp_header) / shx_record;
  check_shapes(shx, shp_name, shp.size(), shapes);
  if (const std::string* const dbf_name = companion(".dbf")) check_table(*dbf_name, shapes);
}

}  // namespace

void check_shapefiles(const std::vector<std::string>& files) {
  for (const std::string& file : files)
    if (lower(file).ends_with(".shp")) check_shapefile(file, files);
}

}  // namespace spatial
