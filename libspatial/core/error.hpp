// SPDX-License-Identifier: MIT
#pragma once

#include <stdexcept>
#include <string>

namespace spatial {

/// What went wrong, as far as a script needs to know: each kind has one exit code.
enum class ErrorKind { usage, config, input, geometry, output, internal, interrupted, found };

/// The one exception type of the library. A message says what is wrong and names file, layer and feature;
/// the remedy says what the user can do. Context is added on the way up:
///   "overlay failed: side location conflict — habitat 'H-00123' × BOA 'BOA 07' (habitats.gpkg#phase1)".
class Error : public std::runtime_error {
 public:
  Error(ErrorKind kind, std::string message, std::string remedy = {});

  ErrorKind kind() const noexcept { return kind_; }
  const std::string& message() const noexcept { return message_; }
  const std::string& remedy() const noexcept { return remedy_; }
  const char* what() const noexcept override { return text_.c_str(); }

  /// Appends " — <context>" to the message; call in a catch block, then rethrow with `throw;`.
  void add_context(const std::string& context);

 private:
  void compose();
  ErrorKind kind_;
  std::string message_;
  std::string remedy_;
  std::string text_;
};

/// 0 done; 1 failed; 2 wrong command line or config; 3 input rejected; 4 output not written;
/// 5 a check found something; 130 interrupted.
int exit_code(ErrorKind kind) noexcept;

}  // namespace spatial
