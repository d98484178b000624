// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace spatial::tool {

/// Writes one event of --log-format json to stderr as one line: {"time": …, "event": name, …fields}. Nothing is written
/// with --log-format text. Thread-safe; a reader that has gone does no harm.
void tell_event(const std::string& name, nlohmann::ordered_json fields);
/// The last line of every run.
void tell_done(int exit_code);

}  // namespace spatial::tool
