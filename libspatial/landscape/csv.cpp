// SPDX-License-Identifier: MIT
#include "libspatial/landscape/csv.hpp"

#include <fmt/format.h>

#include "libspatial/core/error.hpp"
#include "libspatial/core/text.hpp"

namespace spatial {
namespace {

class Reader {
 public:
  Reader(std::string_view text, const std::string& file) : text_(text), file_(file) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  CsvFile read() {
    CsvFile result;
    while (at_ < text_.size()) {
      if (result.rows.empty() && text_[at_] == '#') {
        result.comments.push_back(comment());
        continue;
      }
      CsvRow row = record();
      const bool blank = row.cells.size() == 1 && trimmed(row.cells.front().text).empty();
      if (!blank) result.rows.push_back(std::move(row));
    }
    return result;
  }

 private:
  bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  void step_over_line_end() {
    if (at_ >= text_.size()) return;
    at_ += text_.substr(at_).starts_with("\r\n") ? 2 : 1;
    ++line_;
    line_begin_ = at_;
  }

  std::string comment() {
    const std::size_t begin = at_ + 1;
    while (!at_line_end()) ++at_;
    std::string words(text_.substr(begin, at_ - begin));
    while (!words.empty() && (words.back() == ',' || words.back() == ' ')) words.pop_back();
    step_over_line_end();
    return trimmed(words);
  }

  CsvRow record() {
    CsvRow row;
    row.line = line_;
    for (;;) {
      row.cells.push_back(cell());
      if (!at_line_end() && text_[at_] == ',') {
        ++at_;
        continue;
      }
      step_over_line_end();
      return row;
    }
  }

  CsvCell cell() {
    CsvCell cell;
    cell.column = at_ - line_begin_ + 1;
    if (!at_line_end() && text_[at_] == '"') {
      cell.text = quoted(cell.column);
      return cell;
    }
    const std::size_t begin = at_;
    while (!at_line_end() && text_[at_] != ',') ++at_;
    cell.text = text_.substr(begin, at_ - begin);
    return cell;
  }

  std::string quoted(std::size_t column) {
    const std::size_t line = line_;
    std::string result;
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"' && text_.substr(at_).starts_with("\"\"")) {
        result += '"';
        at_ += 2;
      } else if (c == '"') {
        ++at_;
        while (!at_line_end() && text_[at_] == ' ') ++at_;
        if (!at_line_end() && text_[at_] != ',')
          throw Error(
              ErrorKind::config,
              fmt::format("{}, line {}, column {}: text after a closing quote", file_, line_, at_ - line_begin_ + 1),
              "Write quotes inside a cell twice.");
        return result;
      } else if (c == '\n' || c == '\r') {
        result += '\n';
        step_over_line_end();
      } else {
        result += c;
        ++at_;
      }
    }
    throw Error(ErrorKind::config, fmt::format("{}, line {}, column {}: a quote is never closed", file_, line, column),
                "Close the quote, or write quotes inside a cell twice.");
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_begin_ = 0;
};

}  // namespace

CsvFile parse_csv(std::string_view text, const std::string& file_name) { return Reader(text, file_name).read(); }

}  // namespace spatial
