// SPDX-License-Identifier: MIT
// Writes a report of invented sites for the browser tests: make_report COUNT|hostile|bng|check|units|hostile_units FILE
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>

#include "tests/support/bng_reports.hpp"
#include "tests/support/site_reports.hpp"

namespace {

std::string page_of(const std::string& what) {
  using namespace spatial::test;
  if (what == "bng" || what == "check") return drawn_bng_page(what == "check");
  if (what == "units") return spatial::html_report(report_with_units());
  if (what == "hostile_units") return hostile_bng_page();
  if (what == "hostile") return spatial::html_report(hostile_report());
  return spatial::html_report(drawn_report(std::strtoul(what.c_str(), nullptr, 10)));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "make_report COUNT|hostile|bng|check|units|hostile_units FILE.html\n");
    return 2;
  }
  std::ofstream file(argv[2], std::ios::binary);
  file << page_of(argv[1]);
  file.close();
  return file ? 0 : 4;
}
