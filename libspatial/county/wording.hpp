// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/planning/site_wording.hpp"

namespace spatial {

/// The shipped wording of site summaries, with the lines of the config's own file (sites.wording) in their places.
/// Throws Error(config) for a file that cannot be read, a topic or key the shipped one does not have (naming the
/// nearest), and words in braces that mean nothing.
SiteWording read_wording(const Config& config);
std::filesystem::path wording_file(const Config& config);

}  // namespace spatial
