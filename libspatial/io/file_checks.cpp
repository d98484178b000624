// SPDX-License-Identifier: MIT
#include "libspatial/io/file_checks.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include "libspatial/io/sqlite_bridge.hpp"

namespace spatial {
namespace {

std::mutex mutex;

std::map<sqlite::FileMark, FileChecks>& all_checks() {
  static std::map<sqlite::FileMark, FileChecks> known;
  return known;
}

/// Call with the mutex held.
const LayerCheck* known_check(const FileChecks& file, const std::string& table, const std::string& column, bool whole) {
  const LayerCheck* found = nullptr;
  for (const LayerCheck& one : file.layers)
    if (one.table == table && one.column == column && (one.whole || !whole) && (found == nullptr || one.whole))
      found = &one;
  return found;
}

void add(FileChecks& to, const LayerCheck& one) {
  const bool known = std::any_of(to.layers.begin(), to.layers.end(), [&](const LayerCheck& other) {
    return other.table == one.table && other.column == one.column && other.whole == one.whole;
  });
  if (!known) to.layers.push_back(one);
}

}  // namespace

FileChecks checks_of(const std::filesystem::path& file) {
  const std::optional<sqlite::FileMark> mark = sqlite::mark_of(file);
  if (!mark) return {};
  const std::scoped_lock lock(mutex);
  const auto found = all_checks().find(*mark);
  return found == all_checks().end() ? FileChecks{} : found->second;
}

void add_checks(const std::filesystem::path& file, const FileChecks& found) {
  const std::optional<sqlite::FileMark> mark = sqlite::mark_of(file);
  if (!mark) return;
  const std::scoped_lock lock(mutex);
  FileChecks& known = all_checks()[*mark];
  known.in_order = known.in_order || found.in_order;
  for (const LayerCheck& one : found.layers) add(known, one);
}

void check_once(const std::filesystem::path& file, const std::function<void()>& check) {
  if (checks_of(file).in_order) return;
  const std::optional<sqlite::FileMark> mark = sqlite::mark_of(file);
  check();
  if (!mark) return;
  const std::scoped_lock lock(mutex);
  all_checks()[*mark].in_order = true;
}

LayerWitness witness_once(const std::filesystem::path& file, const std::string& table, const std::string& column,
                          bool whole, const std::function<LayerWitness()>& check) {
  const std::optional<sqlite::FileMark> mark = sqlite::mark_of(file);
  if (!mark) return check();
  {
    const std::scoped_lock lock(mutex);
    if (const LayerCheck* found = known_check(all_checks()[*mark], table, column, whole)) return found->witness;
  }
  LayerWitness witness = check();
  const std::scoped_lock lock(mutex);
  add(all_checks()[*mark], {table, column, whole, witness});
  return witness;
}

}  // namespace spatial
