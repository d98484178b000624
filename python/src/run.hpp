// SPDX-License-Identifier: MIT
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <optional>
#include <string>

#include "libspatial/core/cancel.hpp"

namespace spatial::python {

/// Runs a command on a thread of its own while the calling thread waits without the GIL. The calling thread hands over
/// what is told about progress (`progress(stage, part, fraction)`, at most ten times a second), and looks at Python's
/// signals: Ctrl-C asks the run to stop, waits until it has left nothing behind, and raises KeyboardInterrupt, as does
/// any exception of `progress`. `caller->request()` from another thread ends the run with Error(interrupted). Several
/// runs may go on at once.
///
/// With `memory`, what the run would write to that file is kept as `result` (frames.hpp) where the command allows it.
/// Returns a dict: exit_code, printed, messages, warnings, timings, peak_memory_mb, issues, files, result (or None).
/// Needs the GIL. Throws what fill() and the command throw.
pybind11::dict run_command(const std::string& name, const pybind11::dict& values, unsigned threads,
                           const std::shared_ptr<CancelToken>& caller, const pybind11::object& progress,
                           const std::optional<std::string>& memory);

}  // namespace spatial::python
