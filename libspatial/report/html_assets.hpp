// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace spatial {

/// Private to report/: style sheet and scripts that are built into the library. The project's own sheet and script are
/// always present. The map script and the licences of its libraries are empty in a build without npm.
namespace html_assets {
std::string_view style() noexcept;       ///< html/report.css
std::string_view script() noexcept;      ///< html/report.js
std::string_view map_script() noexcept;  ///< html/map.js with its libraries
std::string_view licences() noexcept;
}  // namespace html_assets

}  // namespace spatial
