// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
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
  account[name] = out.text();
}

class PartItems {
 public:
  /// Reads the accounts called `table`. Throws Error(input).
  explicit PartItems(const std::vector<std::filesystem::path>& files, const std::string& table = "part");

  bool has(const std::string& name) const;
  /// The value that exactly one part has; its text is freed. Throws Error(input) if none has it.
  template <class T>
  T take(const std::string& name) {
    return read<T>(text_of(name));
  }
  /// The values of all parts that have it, in the order of parts.
  template <class T>
  std::vector<T> take_all(const std::string& name) {
    std::vector<T> values;
    for (const std::string& text : take_texts(name)) values.push_back(read<T>(text));
    return values;
  }
  std::vector<std::string> take_texts(const std::string& name);

 private:
  template <class T>
  static T read(const std::string& text) {
    BytesIn in(text);
    T value;
    in(value);
    return value;
  }
  std::string text_of(const std::string& name);
  std::vector<PartAccount> accounts_;
};

}  // namespace spatial
