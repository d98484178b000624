// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include "libspatial/config/section_reader.hpp"

namespace spatial {

/// Private to config/: reads one table [[sites.consult]] of a config, or [[consult]] of a set of rules. A rule with an
/// id can omit keys that the set's rule with that id states. Throws Error(config).
ConsultRule read_consult_rule(const SectionReader& reader, const toml::table& table, const std::string& where);

}  // namespace spatial
