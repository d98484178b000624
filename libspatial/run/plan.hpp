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

/// A command's work split into parts that can run on any machine with access to the files (docs/scale.md). The folder
/// contains plan.json, and the parts' files as they are finished.
///
///     FOLDER/plan.json                     the plan; parts identify it by its SHA-256
///     FOLDER/parts/part-00017.gpkg         the results of part 17 (run/part_file.hpp)
///     FOLDER/parts/part-00017.json         written last: says that the part is complete, with its plan and SHA-256
///     FOLDER/parts/part-00017.try-….gpkg   a running attempt, named by job, restart count, machine and process
///
/// A part is either complete or absent: attempts write under their own names and are renamed once they are on disk. Two
/// attempts at the same time do no harm, because equal work gives equal bytes. The merge takes only parts that
/// certainly belong to it: for another version, another plan, or a changed or truncated file it throws Error(input),
/// which says what to run.
///
///     const Plan plan = read_plan("/data/near.plan/plan.json");
///     check_maker(plan);
///     const std::string left = as_ranges(missing_parts(plan));   // "3,9,40-42"; empty once every part is complete

/// Software and hardware that the numbers depend on.
struct PlanMaker {
  std::string version;                                         ///< of lnrs
  std::vector<std::pair<std::string, std::string>> libraries;  ///< name and version
  std::string machine;                                         ///< architecture, e.g. "x86_64"
};
PlanMaker this_maker();

struct Plan {
  std::string command;
  std::string options;           ///< JSON object: the command's own options by name
  std::filesystem::path folder;  ///< relative file names are relative to this folder
  PlanMaker maker;
  std::vector<InputFile> inputs;  ///< every file that the command reads
  std::vector<PartSpec> parts;
  /// Not stored in the file: its path, and the SHA-256 of its text.
  std::filesystem::path file;
  std::string id;
};

/// Writes FOLDER/plan.json, complete or not at all, and returns the plan with `file` and `id`. Writing the same plan
/// again is allowed. If the folder has another plan, its parts are removed with `overwrite`; without it, this throws
/// Error(output).
Plan write_plan(const std::filesystem::path& folder, Plan plan, bool overwrite);
/// Throws Error(input) for a file that is not a plan.
Plan read_plan(const std::filesystem::path& file);

/// Throws Error(input), saying what differs, if the plan was made by another version of lnrs or a library, or on
/// another type of machine.
void check_maker(const Plan& plan);

/// All files that make up a layer or raster: for a Shapefile or MapInfo file, its companion files too; for a folder,
/// such as a File Geodatabase, every file in it.
std::vector<std::filesystem::path> files_of_input(const std::filesystem::path& file);
enum class InputCheck {
  every_byte,   ///< reads all files
  unless_seen,  ///< skips files that this machine has already read, unless the file system shows a change since then
};
/// Throws Error(input) if a file listed in the plan is missing or has changed. Call it with plan.folder as the working
/// directory. Files that were read are noted beside the plan, in inputs-MACHINE.json, for later parts on this machine;
/// the merge reads every byte again. Defined in plan_inputs.cpp, with files_of_input.
void check_inputs(const Plan& plan, InputCheck how);
/// Notes in the same file what checks of whole input files have found (io/file_checks.hpp), so that later parts on this
/// machine need not read them again. check_inputs with `unless_seen` recalls it.
void note_checks_of_inputs(const Plan& plan);

/// The path of a part's file, whether or not it exists.
std::filesystem::path file_of_part(const Plan& plan, std::size_t number);
/// What is wrong with a part; "" if it is complete and belongs to this plan. Reads the file: O(bytes).
std::string fault_of_part(const Plan& plan, std::size_t number);
/// The parts that are missing or incomplete, ascending.
std::vector<std::size_t> missing_parts(const Plan& plan);

/// Some plans have several rounds: a part of a later round reads the files of all parts of the earlier ones, so it can
/// be run only when they are complete. Parts are numbered round after round.
std::size_t rounds_of(const Plan& plan);
std::vector<std::size_t> parts_in_round(const Plan& plan, std::size_t round);
/// The parts of `missing` that can be run now: those of the first round that is incomplete.
std::vector<std::size_t> first_round_of(const Plan& plan, const std::vector<std::size_t>& missing);
/// The missing parts of earlier rounds, for which part `number` must wait. Files that this machine has read before, and
/// that the file system has not seen touched since, are not read again.
std::vector<std::size_t> missing_before(const Plan& plan, std::size_t number);
/// The part files of all rounds before `round`, one list per round.
std::vector<std::vector<std::filesystem::path>> files_before(const Plan& plan, std::size_t round);
/// "3,9,40-42", in Slurm's notation.
std::string as_ranges(const std::vector<std::size_t>& numbers);

/// One attempt to make a part. The destructor removes its file unless commit() was called. The constructor removes
/// files left on this machine by attempts whose processes have ended.
class PartAttempt {
 public:
  PartAttempt(const Plan& plan, std::size_t number);
  ~PartAttempt();
  PartAttempt(const PartAttempt&) = delete;
  PartAttempt& operator=(const PartAttempt&) = delete;
  const std::filesystem::path& file() const noexcept { return file_; }  ///< to be written
  /// Puts the file in place and marks the part as complete. Throws Error(output).
  void commit();

 private:
  const Plan& plan_;
  std::size_t number_;
  std::filesystem::path file_;
};

}  // namespace spatial
