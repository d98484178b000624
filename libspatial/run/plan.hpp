// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "libspatial/io/read.hpp"
#include "libspatial/run/run_step.hpp"

namespace spatial {

/// A command's work in parts that any machine can run that sees the files (docs/scale.md): plan.json in a folder, and
/// beside it the parts' files as they come.
///
///     FOLDER/plan.json                     the plan; its SHA-256 is its name, by which a part knows it
///     FOLDER/parts/part-00017.gpkg         what part 17 found (run/part_file.hpp)
///     FOLDER/parts/part-00017.json         written last: the part is whole, of this plan, with this SHA-256
///     FOLDER/parts/part-00017.try-….gpkg   an attempt under way, by job, restart count, machine and process
///
/// A part is there or it is not: attempts write under names of their own and are renamed when they are on the disk.
/// Two attempts at once do no harm, because equal work gives equal bytes. Nothing here is merged by guess: another
/// version, another plan, a file that changed or is cut short is an Error(input) that says what to run.

/// Software and hardware that numbers depend on.
struct PlanMaker {
  std::string version;                                         ///< of lnrs
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name and version
  std::string machine;                                         ///< architecture, e.g. "x86_64"
};
PlanMaker this_maker();

struct Plan {
  std::string command;
  std::string options;           ///< JSON object: the command's own options by name
  std::filesystem::path folder;  ///< in which relative names of files are meant
  PlanMaker maker;
  std::vector<InputFile> inputs;  ///< every file that the command reads
  std::vector<PartSpec> parts;
  /// Not in the file: where it lies, and the SHA-256 of its text.
  std::filesystem::path file;
  std::string id;
};

/// Writes FOLDER/plan.json, complete or not at all, and returns the plan with `file` and `id`. The same plan may be
/// written again. Throws Error(output) if another plan stands there and overwrite is off. With it, parts of the other
/// plan are removed.
Plan write_plan(const std::filesystem::path& folder, Plan plan, bool overwrite);
/// Throws Error(input) for a file that is no plan.
Plan read_plan(const std::filesystem::path& file);

/// Throws Error(input) with what differs if the plan was made by another version of lnrs or a library, or on machines
/// of another kind.
void check_maker(const Plan& plan);

/// Files that a layer's or raster's file consists of: a Shapefile or MapInfo file with its companions.
std::vector<std::filesystem::path> files_of_input(const std::filesystem::path& file);
enum class InputCheck {
  every_byte,   ///< reads all files
  unless_seen,  ///< but for those this machine has read before, if the file system says that nobody touched them since
};
/// Throws Error(input) if a file that the plan lists is gone or has another content. Call it in plan.folder. What was
/// read is noted beside the plan, in inputs-MACHINE.json, for the parts that this machine makes later; the merge reads
/// every byte once more. In plan_inputs.cpp, as files_of_input.
void check_inputs(const Plan& plan, InputCheck how);

/// The file of a part, whether it is there or not.
std::filesystem::path file_of_part(const Plan& plan, std::size_t number);
/// What is wrong with a part; "" if it is whole and of this plan. Reads the file: O(bytes).
std::string fault_of_part(const Plan& plan, std::size_t number);
/// The parts that are not whole, ascending.
std::vector<std::size_t> missing_parts(const Plan& plan);
/// "3,9,40-42", as Slurm takes it.
std::string as_ranges(const std::vector<std::size_t>& numbers);

/// One try to make a part. Without `commit` its file is removed again. Removes what attempts on this machine left whose
/// processes are gone.
class PartAttempt {
 public:
  PartAttempt(const Plan& plan, std::size_t number);
  ~PartAttempt();
  PartAttempt(const PartAttempt&) = delete;
  PartAttempt& operator=(const PartAttempt&) = delete;
  const std::filesystem::path& file() const noexcept { return file_; }  ///< to be written
  /// Puts the file in place and says that the part is whole. Throws Error(output).
  void commit();

 private:
  const Plan& plan_;
  std::size_t number_;
  std::filesystem::path file_;
};

}  // namespace spatial
