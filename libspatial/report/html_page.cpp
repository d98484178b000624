// SPDX-License-Identifier: MIT
#include "libspatial/report/html_page.hpp"

#include <fmt/format.h>

#include <iterator>

#include "libspatial/core/sha256.hpp"
#include "libspatial/report/html_assets.hpp"
#include "libspatial/report/html_text.hpp"

namespace spatial {

std::string source_hash(std::string_view text) { return fmt::format("'sha256-{}'", base64_of(sha256(text))); }

std::string html_head(const HtmlPage& page) {
  const std::string style = std::string(html_assets::style()) + page.style;
  std::string scripts;
  for (const std::string_view script : page.scripts) scripts += " " + source_hash(script);
  return fmt::format(
      "<!doctype html>\n<html lang=\"en-GB\"><head><meta charset=\"utf-8\">"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';{}{}{} style-src {}; img-src data:; "
      "base-uri 'none'; form-action 'none'\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
      "<meta name=\"referrer\" content=\"no-referrer\"><meta name=\"generator\" content=\"lnrs {}\">"
      "<title>{}</title><link rel=\"icon\" href=\"data:,\"><style>{}</style></head>\n",
      scripts.empty() ? "" : " script-src", scripts, scripts.empty() ? "" : ";", source_hash(style),
      escaped_html(page.version), escaped_html(page.title), style);
}

std::string table_begin(std::string_view caption, const std::vector<std::string>& heads) {
  std::string text = fmt::format(
      "<div class=scroll role=region aria-label=\"{0}\" tabindex=0><table><caption>{0}</caption><thead><tr>",
      escaped_html(caption));
  for (const std::string& head : heads) {
    const bool number = head.starts_with('#');
    fmt::format_to(std::back_inserter(text), "<th scope=col{}>{}", number ? " class=n" : "",
                   escaped_html(std::string_view(head).substr(number ? 1 : 0)));
  }
  return text + "</thead><tbody>\n";
}

}  // namespace spatial
