// SPDX-License-Identifier: MIT
// Writes a report of invented sites for the browser tests: make_report COUNT|hostile FILE.html
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/site_reports.hpp"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "make_report COUNT|hostile FILE.html\n");
    return 2;
  }
  const std::string what = argv[1];
  const spatial::SiteReport report = what == "hostile"
                                         ? spatial::test::hostile_report()
                                         : spatial::test::drawn_report(std::strtoul(argv[1], nullptr, 10));
  std::ofstream file(argv[2], std::ios::binary);
  file << spatial::html_report(report);
  file.close();
  return file ? 0 : 4;
}
