// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include "libspatial/config/section_reader.hpp"

namespace spatial {

/// One table [[sites.consult]] of a config, or [[consult]] of a set of rules. Private to config/. A rule with an id may
/// leave out what the rule of that id in the set states. Throws Error(config).
ConsultRule read_consult_rule(const SectionReader& reader, const toml::table& table, const std::string& where);

}  // namespace spatial
