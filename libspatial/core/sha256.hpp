// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace spatial {

/// SHA-256 (FIPS 180-4) of bytes that are added in pieces. Do not share an object between threads. Throws
/// Error(internal) if the cryptography library has no SHA-256.
///
///     hex_of(sha256("abc"));   // "ba7816bf…"
class Sha256 {
 public:
  using Digest = std::array<std::uint8_t, 32>;

  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  void add(const void* bytes, std::size_t size);
  void add(std::string_view text) { add(text.data(), text.size()); }
  Digest digest();  ///< finishes the hash; nothing may be added afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string hex_of(const Sha256::Digest& digest);     ///< lower case
std::string base64_of(const Sha256::Digest& digest);  ///< with padding, as in a Content-Security-Policy
Sha256::Digest sha256(std::string_view text);

}  // namespace spatial
