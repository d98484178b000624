// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <string_view>

#include "libspatial/geometry/multipolygon.hpp"

namespace spatial::county {

/// Random numbers from a counter: the value for (seed, stream, item, draw) does not depend on what was drawn before, so
/// the order of work and the number of threads do not matter. The mixing function is the finaliser of splitmix64
/// (Steele, Lea & Flood 2014). Pure functions, thread-safe.

constexpr std::uint64_t mixed(std::uint64_t v) noexcept {
  v += 0x9e3779b97f4a7c15ULL;
  v = (v ^ (v >> 30)) * 0xbf58476d1ce4e5b9ULL;
  v = (v ^ (v >> 27)) * 0x94d049bb133111ebULL;
  return v ^ (v >> 31);
}

/// One named stream of a seed, e.g. Random(seed, "towns").
class Random {
 public:
  Random(std::uint64_t seed, std::string_view stream) noexcept : key_(mixed(seed)) {
    for (const char c : stream) key_ = mixed(key_ ^ static_cast<unsigned char>(c));
  }
  std::uint64_t bits(std::uint64_t item, std::uint64_t draw = 0) const noexcept {
    return mixed(mixed(key_ ^ item) ^ draw);
  }
  /// [0, 1)
  double uniform(std::uint64_t item, std::uint64_t draw = 0) const noexcept {
    return static_cast<double>(bits(item, draw) >> 11) * 0x1p-53;
  }
  double between(double low, double high, std::uint64_t item, std::uint64_t draw = 0) const noexcept {
    return low + (high - low) * uniform(item, draw);
  }
  std::size_t below(std::size_t count, std::uint64_t item, std::uint64_t draw = 0) const noexcept {
    return static_cast<std::size_t>(bits(item, draw) % count);
  }
  /// Near enough to a standard normal: the sum of twelve uniforms less six (draws 12·draw … 12·draw + 11).
  double normal(std::uint64_t item, std::uint64_t draw = 0) const noexcept {
    double sum = -6;
    for (std::uint64_t i = 0; i < 12; ++i) sum += uniform(item, 12 * draw + i);
    return sum;
  }
  /// Smooth value noise in [-1, 1]: bumps about `wavelength_m` across, each octave half as large and half as high.
  double noise(Point p, double wavelength_m, int octaves) const noexcept {
    double sum = 0, weight = 0, height = 1;
    for (int octave = 0; octave < octaves; ++octave, height *= 0.5, wavelength_m *= 0.5) {
      sum += height * bump(p.x / wavelength_m, p.y / wavelength_m, static_cast<std::uint64_t>(octave));
      weight += height;
    }
    return sum / weight;
  }

 private:
  double lattice(std::int64_t x, std::int64_t y, std::uint64_t octave) const noexcept {
    return 2 * uniform(mixed(static_cast<std::uint64_t>(x)) ^ static_cast<std::uint64_t>(y), octave) - 1;
  }
  double bump(double x, double y, std::uint64_t octave) const noexcept {
    const double fx = std::floor(x), fy = std::floor(y);
    const auto ix = static_cast<std::int64_t>(fx), iy = static_cast<std::int64_t>(fy);
    const double u = eased(x - fx), v = eased(y - fy);
    const double south = lattice(ix, iy, octave) * (1 - u) + lattice(ix + 1, iy, octave) * u;
    const double north = lattice(ix, iy + 1, octave) * (1 - u) + lattice(ix + 1, iy + 1, octave) * u;
    return south * (1 - v) + north * v;
  }
  static double eased(double t) noexcept { return t * t * t * (t * (6 * t - 15) + 10); }

  std::uint64_t key_;
};

}  // namespace spatial::county
