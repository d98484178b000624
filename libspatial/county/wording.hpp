// SPDX-License-Identifier: MIT
#pragma once

#include "libspatial/config/config.hpp"
#include "libspatial/planning/site_wording.hpp"

namespace spatial {

/// The shipped wording of site summaries, with texts replaced by those of the config's own file (sites.wording). Throws
/// Error(config) for a file that cannot be read, for an unknown topic or key (naming the most similar one), and for
/// unknown words in braces.
SiteWording read_wording(const Config& config);
std::filesystem::path wording_file(const Config& config);

}  // namespace spatial
