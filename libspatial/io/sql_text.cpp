// SPDX-License-Identifier: MIT
#include "libspatial/io/sql_text.hpp"

#include <string_view>

namespace spatial {

std::size_t end_of_statement(const std::string& sql) {
  for (std::size_t i = 0; i < sql.size(); ++i) {
    const std::string_view rest = std::string_view(sql).substr(i);
    std::string_view close;
    if (rest.starts_with("--"))
      close = "\n";
    else if (rest.starts_with("/*"))
      close = "*/";
    else if (rest[0] == '\'' || rest[0] == '"' || rest[0] == '`')
      close = rest.substr(0, 1);
    else if (rest[0] == '[')
      close = "]";
    else if (rest[0] == ';')
      return i;
    if (close.empty()) continue;
    const std::size_t end = sql.find(close, i + (close == "*/" ? 2 : 1));
    if (end == std::string::npos) break;
    i = end + close.size() - 1;
  }
  return std::string::npos;
}

}  // namespace spatial
