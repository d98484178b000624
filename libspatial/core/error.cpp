// SPDX-License-Identifier: MIT
#include "libspatial/core/error.hpp"

#include <utility>

namespace spatial {

Error::Error(ErrorKind kind, std::string message, std::string remedy)
    : std::runtime_error(message), kind_(kind), message_(std::move(message)), remedy_(std::move(remedy)) {
  compose();
}

void Error::add_context(const std::string& context) {
  message_ += " — " + context;
  compose();
}

void Error::compose() {
  text_ = message_;
  if (!remedy_.empty()) text_ += "\n  " + remedy_;
}

int exit_code(ErrorKind kind) noexcept {
  switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::config:
      return 2;
    case ErrorKind::input:
      return 3;
    case ErrorKind::output:
      return 4;
    case ErrorKind::found:
      return 5;
    case ErrorKind::interrupted:
      return 130;
    case ErrorKind::geometry:
    case ErrorKind::internal:
      return 1;
  }
  return 1;
}

}  // namespace spatial
