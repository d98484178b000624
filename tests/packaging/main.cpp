// SPDX-License-Identifier: MIT
#include <cstdio>
#include <libspatial/config/config.hpp>
#include <libspatial/run/versions.hpp>

int main() {
  std::printf("spatial %s, %zu networks, %zu libraries\n", spatial::version().c_str(),
              spatial::preset_networks().size(), spatial::library_versions().size());
}
