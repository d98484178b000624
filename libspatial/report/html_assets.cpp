// SPDX-License-Identifier: MIT
#include "libspatial/report/html_assets.hpp"

// The assembler embeds the files, because compiling them as byte arrays takes many seconds. CMake sets the paths.
#define LNRS_EMBED(name, path)                                             \
  __asm__(                                                                 \
      ".section .rodata\n"                                                 \
      "lnrs_" #name                                                        \
      "_begin:\n"                                                          \
      ".incbin \"" path                                                    \
      "\"\n"                                                               \
      "lnrs_" #name                                                        \
      "_end:\n"                                                            \
      ".byte 0\n"                                                          \
      ".previous\n");                                                      \
  extern const char lnrs_##name##_begin[] __asm__("lnrs_" #name "_begin"); \
  extern const char lnrs_##name##_end[] __asm__("lnrs_" #name "_end")

LNRS_EMBED(style, LNRS_HTML_STYLE);
LNRS_EMBED(script, LNRS_HTML_SCRIPT);
LNRS_EMBED(map_script, LNRS_HTML_MAP_SCRIPT);
LNRS_EMBED(licences, LNRS_HTML_LICENCES);

namespace spatial::html_assets {
namespace {
std::string_view between(const char* begin, const char* end) noexcept {
  return {begin, static_cast<std::size_t>(end - begin)};
}
}  // namespace

std::string_view style() noexcept { return between(lnrs_style_begin, lnrs_style_end); }
std::string_view script() noexcept { return between(lnrs_script_begin, lnrs_script_end); }
std::string_view map_script() noexcept { return between(lnrs_map_script_begin, lnrs_map_script_end); }
std::string_view licences() noexcept { return between(lnrs_licences_begin, lnrs_licences_end); }

}  // namespace spatial::html_assets
