// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "libspatial/run/plan.hpp"

namespace spatial {

/// Private to run/: the files that this machine has read in full and found as they should be: the state of each by
/// SHA-256 and name, and what checks of the whole file found, kept beside the plan in inputs-MACHINE.json. If that file
/// cannot be read or written, files are simply read again. One thread.
///
///     SeenFiles seen(plan);
///     if (!seen.fits(input, InputCheck::unless_seen)) …       // has changed
///     seen.save();                                            // for the next process
class SeenFiles {
 public:
  explicit SeenFiles(const Plan& plan);
  /// Whether the file has the recorded SHA-256. `unless_seen`: it is not read if its state is known. Errors as
  /// fingerprint.
  bool fits(const InputFile& recorded, InputCheck how);
  /// Spares this process the checks of the whole file (io/file_checks.hpp) that another one has noted. Call it when the
  /// file fits.
  void recall_checks(const InputFile& input) const;
  /// Notes the checks that this process has made.
  void note_checks(const InputFile& input);
  void save() const;

 private:
  std::filesystem::path file_;
  nlohmann::ordered_json json_;
  bool news_ = false;
};

}  // namespace spatial
