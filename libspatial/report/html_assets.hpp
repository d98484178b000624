// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace spatial {

/// What reports carry besides their data, put into the library when it is built; private to report/.
/// The project's own sheet and script are always there. The map script and the licences of the libraries in it are
/// empty in a build without npm.
namespace html_assets {
std::string_view style() noexcept;       ///< html/report.css
std::string_view script() noexcept;      ///< html/report.js
std::string_view map_script() noexcept;  ///< html/map.js with its libraries
std::string_view licences() noexcept;
}  // namespace html_assets

}  // namespace spatial
