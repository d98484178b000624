// SPDX-License-Identifier: MIT
#include "libspatial/core/sha256.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <array>

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

std::string hex_of(const Sha256::Digest& digest) { return fmt::format("{:02x}", fmt::join(digest, "")); }

std::string base64_of(const Sha256::Digest& digest) {
  std::array<unsigned char, 4 * ((Sha256::Digest{}.size() + 2) / 3) + 1> text{};  // OpenSSL appends a zero byte
  const int size = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return {text.begin(), text.begin() + size};
}

Sha256::Digest sha256(std::string_view text) {
  Sha256 sum;
  sum.add(text);
  return sum.digest();
}

}  // namespace spatial
