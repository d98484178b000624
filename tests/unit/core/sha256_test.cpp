// SPDX-License-Identifier: MIT
#include "libspatial/core/sha256.hpp"

#include <gtest/gtest.h>

namespace spatial {
namespace {

// Examples of FIPS 180-4; base64 of the same bytes by Python's base64 module.
TEST(Sha256, AgreesWithTheStandard) {
  EXPECT_EQ(hex_of(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex_of(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(base64_of(sha256("abc")), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
  EXPECT_EQ(base64_of(sha256("")), "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
}

TEST(Sha256, TakesItsTextInPieces) {
  Sha256 sum;
  sum.add("a");
  sum.add("");
  sum.add("bc");
  EXPECT_EQ(sum.digest(), sha256("abc"));
}

}  // namespace
}  // namespace spatial
