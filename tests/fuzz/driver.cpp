// SPDX-License-Identifier: MIT
// Runs a fuzz target without libFuzzer: the same inputs every time, from a counter, so that it cannot flake. Words are
// files to be tried, or the number of inputs to make. With LNRS_FUZZ_BLOBS inputs are damaged geometry blobs, otherwise
// bytes.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "libspatial/io/gpkg_blob.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

/// SplitMix64 of a counter (Steele et al. 2014).
std::uint64_t random_number(std::uint64_t input, std::uint64_t draw) {
  std::uint64_t z = (input * 1000003 + draw + 1) * 0x9e3779b97f4a7c15u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

[[maybe_unused]] std::vector<std::uint8_t> random_bytes(std::uint64_t input) {
  std::vector<std::uint8_t> bytes(1 + random_number(input, 0) % 96);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(random_number(input, i + 1));
  return bytes;
}

/// A real blob of one to three rings with some bytes changed, cut off or doubled.
[[maybe_unused]] std::vector<std::uint8_t> damaged_blob(std::uint64_t input) {
  std::uint64_t draw = 0;
  const auto next = [&](std::uint64_t below) { return random_number(input, draw++) % below; };
  spatial::MultiPolygonColumn column;
  std::vector<spatial::Point> line;
  for (std::uint64_t ring = 0, rings = 1 + next(3); ring < rings; ++ring) {
    for (std::uint64_t k = 0, corners = 3 + next(5); k < corners; ++k) {
      line.push_back({static_cast<double>(next(1000)), static_cast<double>(next(1000))});
      column.add_point(line.back());
    }
    column.end_ring();
    if (next(2) == 0) column.end_part();
  }
  column.end_part();
  column.end_feature();
  spatial::Bytes blob;
  if (next(4) == 0)
    spatial::encode_line(line, 27700, blob);
  else
    spatial::encode_polygons(column[0], 27700, blob);
  for (std::uint64_t k = 0, changes = next(6); k < changes; ++k) {
    const std::size_t at =
        next(next(2) == 0 ? std::min<std::size_t>(blob.size(), 64) : blob.size());  // heads matter most
    switch (next(4)) {
      case 0:
        blob[at] = static_cast<std::uint8_t>(next(256));
        break;
      case 1:
        blob[at] ^= static_cast<std::uint8_t>(1u << next(8));
        break;
      case 2:
        blob.resize(at + 1);
        break;
      default:
        blob.insert(blob.begin() + static_cast<std::ptrdiff_t>(at), blob[at]);
        break;
    }
  }
  return blob;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t inputs = 1000;
  bool files = false;
  for (int i = 1; i < argc; ++i) {
    char* end = nullptr;
    const unsigned long long number = std::strtoull(argv[i], &end, 10);
    if (*argv[i] != '\0' && *end == '\0') {
      inputs = number;
      continue;
    }
    std::ifstream in(argv[i], std::ios::binary);
    if (!in) {
      std::fprintf(stderr, "cannot read %s\n", argv[i]);
      return 2;
    }
    const std::vector<char> text{std::istreambuf_iterator<char>(in), {}};
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    files = true;
  }
  if (files) return 0;
  for (std::uint64_t k = 0; k < inputs; ++k) {
#ifdef LNRS_FUZZ_BLOBS
    const std::vector<std::uint8_t> bytes = damaged_blob(k);
#else
    const std::vector<std::uint8_t> bytes = random_bytes(k);
#endif
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  }
  std::printf("%llu inputs\n", static_cast<unsigned long long>(inputs));
  return 0;
}
