// SPDX-License-Identifier: MIT
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>

#include "libspatial/core/error.hpp"

namespace spatial::sqlite {

/// SQLite's objection to a statement.
struct Fault {
  std::string text;  ///< SQLite's message; empty if only unknown functions are at fault
  bool unknown_functions = false;
};

/// Private to io/: the SQLite side of the bridge. One connection belongs to one thread at a time. Failures throw Error
/// of the kind the connection was opened with (input for reading, output for writing) in SQLite's own words.
class Database {
 public:
  enum class Mode { read, create };
  Database(const std::filesystem::path& file, Mode mode);

  sqlite3* handle() const noexcept { return handle_.get(); }
  void run(const std::string& sql);
  std::int64_t number(const std::string& sql);  ///< first column of the first row; 0 if there is none
  std::string text(const std::string& sql);
  /// Makes SQLite read a name in double quotes as a name, never as a text.
  void refuse_quoted_text();
  /// Prepares a statement as if SQLite knew all functions.
  Fault fault_of(const std::string& sql);
  void quick_check();       ///< throws unless SQLite finds every page in order
  void quick_check_once();  ///< the same, left out for a file that this process found in order and that has not changed
                            ///< since
  [[noreturn]] void fail(const std::string& doing) const;
  void close();  ///< closes the connection and reports failures; the destructor ignores them

 private:
  struct Close {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  std::filesystem::path file_;
  Mode mode_;
  std::unique_ptr<sqlite3, Close> handle_;
};

class Statement {
 public:
  Statement(Database& database, const std::string& sql);
  bool step();  ///< true while there is a row
  void run();   ///< step to the end and make ready for the next binding
  void bind(int index, std::int64_t value) { check(sqlite3_bind_int64(handle_.get(), index, value)); }
  void bind(int index, double value) { check(sqlite3_bind_double(handle_.get(), index, value)); }
  void bind_null(int index) { check(sqlite3_bind_null(handle_.get(), index)); }
  /// The bytes must outlive the next step.
  void bind(int index, std::string_view text) {
    check(sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8));
  }
  void bind(int index, std::span<const std::uint8_t> blob) {
    check(sqlite3_bind_blob64(handle_.get(), index, blob.data(), blob.size(), SQLITE_STATIC));
  }

  /// A cell of another statement's row, of any type.
  void copy(int index, const Statement& from, int column) {
    check(sqlite3_bind_value(handle_.get(), index, sqlite3_column_value(from.handle_.get(), column)));
  }

  bool is_integer(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_INTEGER; }
  bool is_real(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_FLOAT; }
  bool is_null(int column) const { return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL; }
  void reset() { check(sqlite3_reset(handle_.get())); }  ///< makes ready for the next binding
  double real(int column) const { return sqlite3_column_double(handle_.get(), column); }
  /// Whether a cell is a real number or bytes, which a text column would store in another form than text() gives.
  bool is_spelt(int column) const {
    const int type = sqlite3_column_type(handle_.get(), column);
    return type == SQLITE_FLOAT || type == SQLITE_BLOB;
  }
  std::int64_t integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
  std::span<const std::uint8_t> blob(int column) const;
  std::string text(int column) const;  ///< of any type, as field_text.hpp spells it; NULL is ""

 private:
  struct Finalise {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  void check(int code);
  Database& database_;
  std::unique_ptr<sqlite3_stmt, Finalise> handle_;
};

/// Identifies an unchanged file: device, inode, size, time of the last change.
using FileMark = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::int64_t, std::int64_t>;
/// nullopt if the file cannot be accessed.
std::optional<FileMark> mark_of(const std::filesystem::path& file);

/// "name" with quotes doubled.
std::string identifier(std::string_view name);

/// True if the file begins as an SQLite database does.
bool looks_like_database(const std::filesystem::path& file);

}  // namespace spatial::sqlite
