// SPDX-License-Identifier: MIT
// Plans as values: lists of parts, scripts for Slurm.
#include "libspatial/run/plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "libspatial/core/error.hpp"
#include "libspatial/run/slurm.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(Plan, ListsPartsAsArraysTakeThem) {
  EXPECT_EQ(as_ranges({}), "");
  EXPECT_EQ(as_ranges({7}), "7");
  EXPECT_EQ(as_ranges({3, 9, 40, 41, 42}), "3,9,40-42");
  EXPECT_EQ(as_ranges({1, 2, 4, 5}), "1-2,4-5");
}

Plan plan_of_three() {
  Plan plan;
  plan.command = "near";
  plan.options = R"({"LAYER":"a b.gpkg"})";
  plan.folder = "/data/it's here";
  plan.maker = this_maker();
  for (std::size_t k = 1; k <= 3; ++k)
    plan.parts.push_back({.number = k, .cost = 1 / 3.0, .memory_mb = 1000, .tile = Box{0.1, -2e8, 1 / 3.0, 7}});
  plan.parts[1].features = std::pair<std::int64_t, std::int64_t>(-9223372036854775807, 9223372036854775807);
  return plan;
}

TEST(Plan, ComesBackFromItsFileToTheLastBit) {
  const TempDir dir;
  const Plan written = write_plan(dir / "run", plan_of_three(), false), read = read_plan(dir / "run" / "plan.json");
  EXPECT_EQ(read.id, written.id);
  EXPECT_EQ(read.command, "near");
  EXPECT_EQ(read.options, written.options);
  EXPECT_EQ(read.folder, written.folder);
  ASSERT_EQ(read.parts.size(), 3u);
  EXPECT_EQ(read.parts[2].tile, written.parts[2].tile);
  EXPECT_EQ(read.parts[1].features, written.parts[1].features);
  EXPECT_NO_THROW(check_maker(read));
  EXPECT_EQ(missing_parts(read), (std::vector<std::size_t>{1, 2, 3}));
}

TEST(Plan, RefusesOtherSoftwareWithAllThatDiffers) {
  Plan plan = plan_of_three();
  plan.maker.version = "0.0.1";
  plan.maker.libraries[0].second = "1.2.3";
  plan.maker.machine = "aarch64";
  try {
    check_maker(plan);
    FAIL() << "nothing was refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::input);
    EXPECT_THAT(error.message(), AllOf(HasSubstr("0.0.1"), HasSubstr("1.2.3"), HasSubstr("aarch64")));
  }
}

TEST(Slurm, WritesAnArrayOfTheMissingPartsAndAMergeThatChecksThem) {
  Plan plan = plan_of_three();
  plan.file = "/data/run 1/plan.json";
  const SlurmOptions options{.program = "/opt/lnrs",
                             .output = "/data/out.gpkg",
                             .overwrite = true,
                             .partition = "short",
                             .time = "30",
                             .threads = 2,
                             .more = {"--qos=x"}};
  const SlurmJobs jobs = slurm_jobs(plan, options, {1, 3});
  ASSERT_EQ(jobs.arrays.size(), 1u);
  EXPECT_THAT(
      jobs.arrays[0],
      AllOf(HasSubstr("#SBATCH --array=1,3\n"), HasSubstr("#SBATCH --partition=short\n"),
            HasSubstr("#SBATCH --time=30\n"), HasSubstr("#SBATCH --qos=x\n"), HasSubstr("#SBATCH --mem=1500M\n"),
            HasSubstr("#SBATCH --chdir='/data/it'\\''s here'\n"), HasSubstr("#SBATCH --cpus-per-task=2\n"),
            HasSubstr("/opt/lnrs run-part '/data/run 1/plan.json' \"$SLURM_ARRAY_TASK_ID\" --threads 2")));
  EXPECT_THAT(jobs.merge, AllOf(HasSubstr("/opt/lnrs merge '/data/run 1/plan.json' -o /data/out.gpkg --overwrite"),
                                Not(HasSubstr("--array"))));
  EXPECT_TRUE(slurm_jobs(plan, options, {}).arrays.empty());
}

/// Two parts, then three, then one.
Plan plan_of_rounds() {
  Plan plan = plan_of_three();
  plan.parts.clear();
  for (const std::size_t round : std::vector<std::size_t>{1, 1, 2, 2, 2, 3})
    plan.parts.push_back({.number = plan.parts.size() + 1,
                          .round = round,
                          .cost = 1 / 6.0,
                          .memory_mb = 1000.0 * static_cast<double>(round),
                          .names = {"woodland", "fen"}});
  return plan;
}

TEST(Plan, KeepsItsRounds) {
  const TempDir dir;
  write_plan(dir / "run", plan_of_rounds(), false);
  const Plan plan = read_plan(dir / "run" / "plan.json");
  EXPECT_EQ(rounds_of(plan), 3u);
  EXPECT_THAT(parts_in_round(plan, 2), testing::ElementsAre(3, 4, 5));
  EXPECT_THAT(plan.parts[5].names, testing::ElementsAre("woodland", "fen"));
  EXPECT_FALSE(plan.parts[5].is_all());
  EXPECT_THAT(missing_parts(plan), testing::SizeIs(6));
  EXPECT_THAT(missing_before(plan, 2), testing::IsEmpty());
  EXPECT_THAT(missing_before(plan, 4), testing::ElementsAre(1, 2));
  EXPECT_THAT(missing_before(plan, 6), testing::ElementsAre(1, 2, 3, 4, 5));
  EXPECT_THAT(first_round_of(plan, {2, 3, 4, 6}), testing::ElementsAre(2));
  EXPECT_THAT(first_round_of(plan, {4, 5, 6}), testing::ElementsAre(4, 5));
  EXPECT_THAT(first_round_of(plan, {}), testing::IsEmpty());
  const auto before = files_before(plan, 3);
  ASSERT_EQ(before.size(), 2u);
  EXPECT_THAT(before[1], testing::ElementsAre(file_of_part(plan, 3), file_of_part(plan, 4), file_of_part(plan, 5)));
  EXPECT_TRUE(files_before(plan, 1).empty());
}

TEST(Plan, WhoseRoundsDoNotFollowOneAnotherIsNone) {
  for (const auto& [part, round] : std::vector<std::pair<std::size_t, std::size_t>>{{0, 2}, {3, 4}, {4, 1}, {5, 4}}) {
    const TempDir dir;
    Plan plan = plan_of_rounds();
    plan.parts[part].round = round;
    write_plan(dir / "run", plan, false);
    EXPECT_THROW(read_plan(dir / "run" / "plan.json"), Error) << part << " " << round;
  }
}

TEST(Slurm, RunsRoundAfterRound) {
  Plan plan = plan_of_rounds();
  plan.file = "/data/run/plan.json";
  const SlurmJobs jobs = slurm_jobs(plan, {.program = "/opt/lnrs", .output = "/data/out.gpkg"}, {2, 3, 5, 6});
  ASSERT_EQ(jobs.arrays.size(), 3u);
  EXPECT_THAT(jobs.arrays[0], AllOf(HasSubstr("--array=2\n"), HasSubstr("--mem=1500M")));
  EXPECT_THAT(jobs.arrays[1], AllOf(HasSubstr("--array=3,5\n"), HasSubstr("--mem=3000M")));
  EXPECT_THAT(jobs.arrays[2], AllOf(HasSubstr("--array=6\n"), HasSubstr("--mem=4500M")));
  EXPECT_THAT(jobs.parts, testing::ElementsAre(1, 2, 1));
}

TEST(Slurm, QuotesWordsForAShell) {
  EXPECT_EQ(shell_word("/a/b-1.gpkg"), "/a/b-1.gpkg");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("$(x)"), "'$(x)'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

}  // namespace
}  // namespace spatial
