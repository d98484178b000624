// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/run/part_bytes.hpp"
#include "libspatial/run/part_file.hpp"

namespace spatial {

/// Private to county/: values that the parts of one round have written, by name (run/part_file.hpp).
///
///     save_item(account, "patches woodland", patches);                          // a part
///     PartItems items(step.earlier.at(0));                                      // a later part, or the merge
///     const auto patches = items.take<PatchSet>("patches woodland");
///
/// Types need `fields` (county/state_bytes.hpp). One thread.
template <class T>
void save_item(PartAccount& account, const std::string& name, const T& value) {
  BytesOut out;
  out(value);
  account[name] = std::move(out).bytes();
}

class PartItems {
 public:
  /// Of the accounts called `table`. Each value is read from the files when it is asked for, and not kept.
  explicit PartItems(std::vector<std::filesystem::path> files, std::string table = "part");

  bool has(const std::string& name) const { return count(name) > 0; }
  std::size_t count(const std::string& name) const;  ///< parts that have the value
  /// The value that exactly one part has. Throws Error(input) if none or several have it.
  template <class T>
  T take(const std::string& name) const {
    T value{};
    with_only(name, [&](std::string_view bytes) { value = read<T>(bytes); });
    return value;
  }
  /// Calls use(in) with the value of every part that has it, in the order of parts; one at a time is in memory.
  template <class Use>
  void for_each(const std::string& name, const Use& use) const {
    for (const std::filesystem::path& file : files_)
      with_value(file, name, table_, [&](std::string_view bytes) {
        BytesIn in(bytes);
        use(in);
      });
  }
  /// The values of all parts that have it, in the order of parts.
  template <class T>
  std::vector<T> take_all(const std::string& name) const {
    std::vector<T> values;
    for_each(name, [&](BytesIn& in) { in(values.emplace_back()); });
    return values;
  }

 private:
  template <class T>
  static T read(std::string_view bytes) {
    BytesIn in(bytes);
    T value{};
    in(value);
    return value;
  }
  void with_only(const std::string& name, const std::function<void(std::string_view)>& use) const;
  std::vector<std::filesystem::path> files_;
  std::string table_;
};

}  // namespace spatial
