// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>

#include "libspatial/io/arrow_bridge.hpp"

namespace spatial::arrow {
namespace {

std::string_view format_of(const ArrowSchema& schema) { return schema.format; }

bool is_text(std::string_view format) { return format == "u" || format == "U" || format == "vu"; }

bool bit(const std::uint8_t* bits, std::size_t i) { return (bits[i / 8] >> (i % 8) & 1) != 0; }

/// Calls `use` with a value of the C++ type of an Arrow integer format; returns false for other formats.
template <class Use>
bool with_whole_type(std::string_view format, const Use& use) {
  if (format == "c") return use(std::int8_t{}), true;
  if (format == "C") return use(std::uint8_t{}), true;
  if (format == "s") return use(std::int16_t{}), true;
  if (format == "S") return use(std::uint16_t{}), true;
  if (format == "i") return use(std::int32_t{}), true;
  if (format == "I") return use(std::uint32_t{}), true;
  if (format == "l") return use(std::int64_t{}), true;
  if (format == "L") return use(std::uint64_t{}), true;
  return false;
}

std::int64_t whole_number(const Slice& slice, std::size_t i) {
  std::int64_t number = 0;
  with_whole_type(format_of(slice.schema), [&](auto zero) {
    number = static_cast<std::int64_t>(slice.buffer<decltype(zero)>(1)[slice.begin + i]);
  });
  return number;
}

std::string date_text(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

/// Date as text, from days ("tdD") or milliseconds ("tdm") since 1970.
std::string date_at(const Slice& slice, std::size_t i) {
  using namespace std::chrono;
  if (format_of(slice.schema) == "tdD")
    return date_text(sys_days(days(slice.buffer<std::int32_t>(1)[slice.begin + i])));
  return date_text(floor<days>(sys_time<milliseconds>(milliseconds(slice.buffer<std::int64_t>(1)[slice.begin + i]))));
}

/// Time stamp as text. "tsm:Europe/London" holds milliseconds since 1970 in UTC; "tsm:" without a zone holds local
/// clock time.
std::string time_at(const Slice& slice, std::size_t i) {
  using namespace std::chrono;
  const std::string_view format = format_of(slice.schema);
  const std::int64_t number = slice.buffer<std::int64_t>(1)[slice.begin + i];
  const sys_time<milliseconds> time = format[2] == 's'   ? sys_time<milliseconds>(seconds(number))
                                      : format[2] == 'm' ? sys_time<milliseconds>(milliseconds(number))
                                      : format[2] == 'u'
                                          ? floor<milliseconds>(sys_time<microseconds>(microseconds(number)))
                                          : floor<milliseconds>(sys_time<nanoseconds>(nanoseconds(number)));
  const sys_days day = floor<days>(time);
  const hh_mm_ss<milliseconds> clock(time - day);
  return fmt::format("{}T{:02}:{:02}:{:02}.{:03}{}", date_text(day), clock.hours().count(), clock.minutes().count(),
                     clock.seconds().count(), clock.subseconds().count(), format.size() > 4 ? "Z" : "");
}

std::optional<std::string> text_at(const Slice& slice, std::size_t i) {
  if (slice.missing(i)) return std::nullopt;
  const std::string_view format = format_of(slice.schema);
  if (is_text(format)) return std::string(bytes_at(slice, i));
  if (format.starts_with("td")) return date_at(slice, i);
  if (format.starts_with("ts")) return time_at(slice, i);
  if (format == "L") return std::to_string(slice.buffer<std::uint64_t>(1)[slice.begin + i]);
  if (format == "b") return bit(slice.buffer<std::uint8_t>(1), slice.begin + i) ? "1" : "0";
  return std::to_string(whole_number(slice, i));
}

double real_at(const Slice& slice, std::size_t i) {
  if (slice.missing(i)) return std::numeric_limits<double>::quiet_NaN();
  return format_of(slice.schema) == "f" ? static_cast<double>(slice.buffer<float>(1)[slice.begin + i])
                                        : slice.buffer<double>(1)[slice.begin + i];
}

std::optional<std::int64_t> integer_at(const Slice& slice, std::size_t i) {
  if (slice.missing(i)) return std::nullopt;
  if (format_of(slice.schema) == "b") return bit(slice.buffer<std::uint8_t>(1), slice.begin + i) ? 1 : 0;
  return whole_number(slice, i);
}

/// The values of a dictionary-encoded column's dictionary.
Slice dictionary_of(const Slice& slice) {
  const ArrowArray& values = *slice.array.dictionary;
  return {*slice.schema.dictionary, values, static_cast<std::size_t>(values.offset),
          static_cast<std::size_t>(values.length)};
}

/// Value of a string-view column: each view has 16 bytes and contains strings of up to 12 bytes itself.
std::string_view viewed(const Slice& slice, std::size_t i) {
  const std::uint8_t* const view = slice.buffer<std::uint8_t>(1) + 16 * (slice.begin + i);
  std::array<std::int32_t, 4> words{};
  std::memcpy(words.data(), view, sizeof words);
  const auto size = static_cast<std::size_t>(words[0]);
  if (size <= 12) return {reinterpret_cast<const char*>(view) + 4, size};
  return {slice.buffer<char>(2 + words[2]) + words[3], size};
}

template <class T>
std::string_view between_offsets(const Slice& slice, std::size_t i) {
  const T* const offsets = slice.buffer<T>(1) + slice.begin + i;
  return {slice.buffer<char>(2) + offsets[0], static_cast<std::size_t>(offsets[1] - offsets[0])};
}

/// Value of a key in Arrow metadata: little-endian 32-bit counts and lengths, followed by keys and values.
std::string metadata_value(const char* metadata, std::string_view key) {
  if (metadata == nullptr) return {};
  const auto number = [&] {
    std::int32_t value = 0;
    std::memcpy(&value, metadata, sizeof value);
    metadata += sizeof value;
    return value;
  };
  const auto text = [&] {
    const auto size = static_cast<std::size_t>(number());
    const std::string_view found(metadata, size);
    metadata += size;
    return found;
  };
  for (std::int32_t pairs = number(); pairs > 0; --pairs) {
    const std::string_view name = text(), value = text();
    if (name == key) return std::string(value);
  }
  return {};
}

}  // namespace

bool Slice::missing(std::size_t i) const {
  if (format_of(schema) == "n") return true;
  if (array.null_count == 0 || array.n_buffers == 0 || array.buffers[0] == nullptr) return false;
  return !bit(buffer<std::uint8_t>(0), begin + i);
}

Extension extension_of(const ArrowSchema& schema) {
  return {metadata_value(schema.metadata, "ARROW:extension:name"),
          metadata_value(schema.metadata, "ARROW:extension:metadata")};
}

std::optional<ColumnType> column_type(const ArrowSchema& schema) {
  if (schema.dictionary != nullptr) return column_type(*schema.dictionary);
  const std::string_view format = format_of(schema);
  if (is_text(format) || format == "n") return ColumnType::text;
  if (format == "b") return ColumnType::boolean;
  if (format == "f" || format == "g") return ColumnType::real;
  if (format == "tdD" || format == "tdm") return ColumnType::date;
  if (format.starts_with("ts")) return ColumnType::date_time;
  if (with_whole_type(format, [](auto) {})) return ColumnType::integer;
  return std::nullopt;
}

Cells no_cells(ColumnType type) {
  if (type == ColumnType::integer || type == ColumnType::boolean) return IntegerCells{};
  if (type == ColumnType::real) return RealCells{};
  return TextCells{};
}

bool has_large_numbers(const Slice& slice) {
  if (slice.schema.dictionary != nullptr) return has_large_numbers(dictionary_of(slice));
  if (format_of(slice.schema) != "L") return false;
  for (std::size_t i = 0; i < slice.rows; ++i)
    if (!slice.missing(i) && slice.buffer<std::uint64_t>(1)[slice.begin + i] >
                                 static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
      return true;
  return false;
}

void append_cells(const Slice& slice, Cells& cells) {
  const bool coded = slice.schema.dictionary != nullptr;
  const std::optional<Slice> dictionary = coded ? std::optional<Slice>(dictionary_of(slice)) : std::nullopt;
  std::visit(
      [&](auto& all) {
        using All = std::remove_reference_t<decltype(all)>;
        all.reserve(all.size() + slice.rows);
        const auto at = [](const Slice& from, std::size_t i) {
          if constexpr (std::is_same_v<All, TextCells>)
            return text_at(from, i);
          else if constexpr (std::is_same_v<All, IntegerCells>)
            return integer_at(from, i);
          else
            return real_at(from, i);
        };
        for (std::size_t i = 0; i < slice.rows; ++i) {
          if (!dictionary) {
            all.push_back(at(slice, i));
          } else if (!slice.missing(i)) {
            all.push_back(at(*dictionary, static_cast<std::size_t>(whole_number(slice, i))));
          } else if constexpr (std::is_same_v<All, RealCells>) {
            all.push_back(std::numeric_limits<double>::quiet_NaN());
          } else {
            all.push_back(std::nullopt);
          }
        }
      },
      cells);
}

bool is_binary(const ArrowSchema& schema) {
  const std::string_view format = format_of(schema);
  return schema.dictionary == nullptr && (format == "z" || format == "Z" || format == "vz");
}

std::string_view bytes_at(const Slice& slice, std::size_t i) {
  if (slice.missing(i)) return {};
  const std::string_view format = format_of(slice.schema);
  if (format.starts_with("v")) return viewed(slice, i);
  return format == "U" || format == "Z" ? between_offsets<std::int64_t>(slice, i)
                                        : between_offsets<std::int32_t>(slice, i);
}

}  // namespace spatial::arrow
