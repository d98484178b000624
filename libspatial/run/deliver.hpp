// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "libspatial/geometry/feature_table.hpp"
#include "libspatial/geometry/raster.hpp"
#include "libspatial/io/pending_file.hpp"
#include "libspatial/run/outputs.hpp"

namespace spatial {

/// The files of one run, from the first check to the last rename. Every command that writes files uses one.
///
/// 1. Outputs are declared before the work. The constructor checks that no output is an input, that no two outputs are
///    the same file, that everything can be written, and that nothing is replaced without --overwrite.
/// 2. Outputs are written to temporary files beside their targets and read back.
/// 3. All files are put in place together (io/pending_file.hpp): after a failure, an interrupt or a kill there are
///    either only old files or only new ones. CSV tables of an earlier result that this run does not write are removed
///    with the old files, because they would seem to belong to the new result.
///
///     Delivery delivery(outputs, {"areas", "issues", "run"}, input_files(config));   // throws before any work
///     ...
///     outcome.files = delivery.deliver(dataset, html);
///
/// One thread. Throws Error(usage) for outputs that are inputs or the same file, Error(output) for files that cannot be
/// written.
class Delivery {
 public:
  /// `tables`: every table that the run can write. `inputs`: every file that it reads.
  Delivery(Outputs outputs, std::vector<std::string> tables, std::vector<std::filesystem::path> inputs);

  /// Declares another file whose name became known only during the run.
  void declare(const std::filesystem::path& file);

  /// Writes a raster, which must have been declared, under its temporary name; `make` passes the parts (io/raster.hpp).
  void write_raster(const std::filesystem::path& file, const RasterGrid& grid, const std::string& crs,
                    const std::function<void(const std::function<void(const RasterPart&)>&)>& make);

  void write_raster(const std::filesystem::path& file, const Raster& raster, const std::string& crs);

  /// Writes the remaining files, puts all files in place and returns their names in the order of Outputs. `html` is
  /// called only if a report was requested. Throws Error(internal) for a table that was not declared.
  std::vector<std::filesystem::path> deliver(const Dataset& dataset, const std::function<std::string()>& html = {});

  const Outputs& outputs() const noexcept { return outputs_; }
  /// Parts of the dataset that the format of the first file could not store (write_dataset), one sentence each. Filled
  /// by `deliver`.
  const std::vector<std::string>& lost() const noexcept { return lost_; }

 private:
  void remove_stale_tables(const Dataset& dataset);
  void check_first_and_further();

  Outputs outputs_;
  std::vector<std::string> tables_;
  std::vector<std::filesystem::path> inputs_, declared_;
  PendingFiles files_;
  std::vector<std::string> lost_;
};

/// Throws Error(usage) if the output is one of the input files, even under another name: sources are never changed.
void check_replaces_none(const std::filesystem::path& output, std::span<const std::filesystem::path> inputs);

/// Lists the files for use in a sentence: "a.gpkg, tables/ (8 files) and a.html".
std::string files_in_words(const std::vector<std::filesystem::path>& files);

}  // namespace spatial
