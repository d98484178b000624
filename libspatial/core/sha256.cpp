// SPDX-License-Identifier: MIT
#include "libspatial/core/sha256.hpp"

#include <openssl/evp.h>

#include "libspatial/core/error.hpp"

namespace spatial {

struct Sha256::State {
  State() : context(EVP_MD_CTX_new()) {}
  ~State() { EVP_MD_CTX_free(context); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  EVP_MD_CTX* context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  if (state_->context == nullptr || EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) != 1)
    throw Error(ErrorKind::internal, "SHA-256 is not available");
}

Sha256::~Sha256() = default;

void Sha256::add(const void* bytes, std::size_t size) {
  if (EVP_DigestUpdate(state_->context, bytes, size) != 1) throw Error(ErrorKind::internal, "SHA-256 failed");
}

Sha256::Digest Sha256::digest() {
  Digest digest{};
  unsigned size = 0;
  if (EVP_DigestFinal_ex(state_->context, digest.data(), &size) != 1 || size != digest.size())
    throw Error(ErrorKind::internal, "SHA-256 failed");
  return digest;
}

std::string hex_of(const Sha256::Digest& digest) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t byte : digest) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string base64_of(const Sha256::Digest& digest) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < digest.size(); i += 3) {
    const auto byte = [&](std::size_t k) -> unsigned { return i + k < digest.size() ? digest[i + k] : 0; };
    const unsigned word = byte(0) << 16 | byte(1) << 8 | byte(2);
    for (std::size_t k = 0; k < 4; ++k) text += i + k <= digest.size() ? digits[word >> (18 - 6 * k) & 63] : '=';
  }
  return text;
}

Sha256::Digest sha256(std::string_view text) {
  Sha256 sum;
  sum.add(text);
  return sum.digest();
}

}  // namespace spatial
