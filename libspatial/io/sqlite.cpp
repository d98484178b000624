// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <sys/stat.h>

#include <fstream>

#include "libspatial/io/field_text.hpp"
#include "libspatial/io/file_checks.hpp"
#include "libspatial/io/sqlite_bridge.hpp"
#include "libspatial/io/unpacked.hpp"

namespace spatial::sqlite {
namespace {

std::string remedy_for(int code, Database::Mode mode) {
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return "The file is damaged: fetch it again, or restore it from a copy.";
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return "Another program is writing to the file; close it there and try again.";
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return mode == Database::Mode::read
                 ? "Another program left unfinished work beside the file (-wal or -journal) that can only be settled "
                   "where the folder is writable; "
                   "close the file in that program, or copy it with its companions to a writable folder."
                 : "Choose a folder that you may write to.";
    case SQLITE_FULL:
      return "The disk is full: free some space or choose another folder.";
    case SQLITE_IOERR:
      return "The disk could not be read or written; check it and try again.";
    default:
      return {};
  }
}

}  // namespace

Database::Database(const std::filesystem::path& file, Mode mode) : file_(file), mode_(mode) {
  sqlite3* raw = nullptr;
  const int flags =
      SQLITE_OPEN_NOMUTEX | (mode == Mode::read ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  const int code = sqlite3_open_v2(file.c_str(), &raw, flags, nullptr);
  handle_.reset(raw);
  if (raw == nullptr || code != SQLITE_OK) fail("opening");
  sqlite3_extended_result_codes(raw, 1);
  sqlite3_busy_timeout(raw, 2000);
  run("PRAGMA trusted_schema = OFF");
}

void Database::fail(const std::string& doing) const {
  const int code = handle_ ? sqlite3_extended_errcode(handle_.get()) : SQLITE_NOMEM;
  const std::string words = handle_ ? sqlite3_errmsg(handle_.get()) : "out of memory";
  throw Error(mode_ == Mode::read ? ErrorKind::input : ErrorKind::output,
              fmt::format("{} {} failed: {}", doing, shown_name(file_), words), remedy_for(code, mode_));
}

void Database::run(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    fail(mode_ == Mode::read ? "reading" : "writing");
}

std::int64_t Database::number(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(const std::string& sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.text(0) : std::string{};
}

void Database::refuse_quoted_text() { sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DQS_DML, 0, nullptr); }

Fault Database::fault_of(const std::string& sql) {
  constexpr std::string_view unknown = "no such function: ";
  constexpr int most_functions = 100;
  Fault fault;
  for (int tries = 0; tries < most_functions; ++tries) {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int code =
        sqlite3_prepare_v2(handle_.get(), sql.c_str(), static_cast<int>(sql.size()) + 1, &statement, &rest);
    const std::string words = code == SQLITE_OK ? "" : sqlite3_errmsg(handle_.get());
    sqlite3_finalize(statement);
    if (code == SQLITE_OK) return fault;
    if (!words.starts_with(unknown)) return {words, fault.unknown_functions};
    fault.unknown_functions = true;
    const auto none = [](sqlite3_context* context, int, sqlite3_value**) { sqlite3_result_null(context); };
    if (sqlite3_create_function(handle_.get(), words.substr(unknown.size()).c_str(), -1, SQLITE_UTF8, nullptr, none,
                                nullptr, nullptr) != SQLITE_OK)
      return {words, true};
  }
  return {"it calls too many functions", true};
}

void Database::quick_check() {
  const std::string finding = text("PRAGMA quick_check(1)");
  if (finding != "ok")
    throw Error(mode_ == Mode::read ? ErrorKind::input : ErrorKind::output,
                fmt::format("{} is damaged: {}", shown_name(file_), finding), remedy_for(SQLITE_CORRUPT, Mode::read));
}

void Database::quick_check_once() {
  check_once(file_, [this] { quick_check(); });
}

void Database::close() {
  if (sqlite3_close(handle_.get()) != SQLITE_OK) fail("closing");
  (void)handle_.release();
}

Statement::Statement(Database& database, const std::string& sql) : database_(database) {
  sqlite3_stmt* raw = nullptr;
  const int code = sqlite3_prepare_v2(database.handle(), sql.c_str(), static_cast<int>(sql.size()) + 1, &raw, nullptr);
  handle_.reset(raw);
  check(code);
}

void Statement::check(int code) {
  if (code != SQLITE_OK) database_.fail("preparing a statement for");
}

bool Statement::step() {
  const int code = sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail("reading or writing");
  return false;
}

void Statement::run() {
  while (step()) {
  }
  check(sqlite3_reset(handle_.get()));
}

std::span<const std::uint8_t> Statement::blob(int column) const {
  const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(handle_.get(), column));
  return {bytes, bytes == nullptr ? 0 : static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column))};
}

std::string Statement::text(int column) const {
  sqlite3_stmt* const s = handle_.get();
  switch (sqlite3_column_type(s, column)) {
    case SQLITE_INTEGER:
      return std::to_string(sqlite3_column_int64(s, column));
    case SQLITE_FLOAT:
      return number_text(sqlite3_column_double(s, column));
    case SQLITE_BLOB:
      return hex_text(blob(column));
    case SQLITE_TEXT: {
      const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(s, column));
      if (bytes == nullptr) database_.fail("reading text of");
      return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(s, column))};
    }
    default:
      return {};
  }
}

std::optional<FileMark> mark_of(const std::filesystem::path& file) {
  struct stat now {};
  if (stat(file.c_str(), &now) != 0) return std::nullopt;
  return FileMark{now.st_dev, now.st_ino, now.st_size, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
}

std::string identifier(std::string_view name) {
  std::string text = "\"";
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  return text + '"';
}

bool looks_like_database(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string head(16, '\0');
  in.read(head.data(), 16);
  return in.gcount() == 16 && head == std::string_view("SQLite format 3\0", 16);
}

}  // namespace spatial::sqlite
