// SPDX-License-Identifier: MIT
#include "libspatial/run/deliver.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include "libspatial/core/error.hpp"
#include "libspatial/io/commit_journal.hpp"
#include "tests/support/support.hpp"

namespace spatial {
namespace {

using test::TempDir;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> files_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

Dataset one_table(const std::string& name) {
  Dataset dataset;
  dataset.layers.push_back(
      {{name, "", "", {{{"ref", "", "", "", ColumnType::text, ""}, TextCells{"a"}}}}, std::monostate{}});
  return dataset;
}

/// The kind and message of the Error that a call throws.
std::pair<ErrorKind, std::string> refusal(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return {error.kind(), error.message()};
  }
  return {ErrorKind::internal, "nothing was thrown"};
}

TEST(Delivery, WritesEveryFileOrNone) {
  const TempDir dir;
  Delivery delivery({.geopackage = dir / "a.gpkg", .csv_folder = dir / "tables", .html = dir / "a.html"}, {"t"}, {});
  EXPECT_THAT(files_in(dir.path()), ElementsAre()) << "nothing is written before the result is there";
  EXPECT_EQ(delivery.deliver(one_table("t"), [] { return std::string("<p>"); }),
            (std::vector<std::filesystem::path>{dir / "a.gpkg", dir / "tables" / "t.csv", dir / "a.html"}));
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a.gpkg", "a.html", "tables"));

  Delivery failing({.geopackage = dir / "b.gpkg", .csv_folder = dir / "more", .html = dir / "b.html"}, {"t"}, {});
  EXPECT_THROW(failing.deliver(one_table("t"), []() -> std::string { throw Error(ErrorKind::input, "no report"); }),
               Error);
  { Delivery gone = Delivery({.geopackage = dir / "c.gpkg", .csv_folder = dir / "rest"}, {"t"}, {}); }
  EXPECT_FALSE(std::filesystem::exists(dir / "b.gpkg"));
  EXPECT_FALSE(std::filesystem::exists(dir / "c.gpkg"));
  EXPECT_FALSE(std::filesystem::exists(dir / "rest"));
}

TEST(Delivery, RefusesATableThatWasNotDeclared) {
  const TempDir dir;
  Delivery delivery({.geopackage = dir / "a.gpkg"}, {"t"}, {});
  EXPECT_EQ(refusal([&] { delivery.deliver(one_table("u")); }),
            std::pair(ErrorKind::internal, std::string("the table 'u' was not declared before the run")));
}

TEST(Delivery, AFolderThatDisappearsIsAnError) {
  const TempDir dir;
  std::filesystem::create_directory(dir / "out");
  Delivery delivery({.geopackage = dir / "out" / "a.gpkg", .html = dir / "a.html"}, {"t"}, {});
  std::filesystem::remove_all(dir / "out");
  EXPECT_EQ(refusal([&] { delivery.deliver(one_table("t"), [] { return std::string(); }); }).first, ErrorKind::output);
  EXPECT_FALSE(std::filesystem::exists(dir / "a.html"));
}

TEST(Delivery, AFileThatAppearsDuringTheRunIsKept) {
  const TempDir dir;
  Delivery delivery({.html = dir / "a.html"}, {}, {});
  PendingFiles files;
  test::write_file(files.add(dir / "b.html", false), "ours");
  test::write_file(dir / "b.html", "theirs");
  const auto [kind, message] = refusal([&] { files.commit(); });
  EXPECT_EQ(kind, ErrorKind::output);
  EXPECT_THAT(message, HasSubstr("during this run"));
  EXPECT_EQ(test::read_file(dir / "b.html"), "theirs");
}

/// Runs a function in a process that then ends at once, as if it were killed.
void in_killed_process(const std::function<void()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    work();
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
}

TEST(CommitJournal, TheNextRunFinishesWhatAPowerCutStopped) {
  const TempDir dir;
  for (const char* name : {"a", "b", "stale"}) test::write_file(dir / name, "old");
  in_killed_process([&] {
    const std::string mark = process_mark();
    std::vector<CommitStep> steps;
    for (const std::string name : {"a", "b"}) {
      const std::filesystem::path temporary = dir / ("." + name + "." + mark + ".part");
      test::write_file(temporary, "new");
      steps.push_back({CommitStep::Kind::rename, temporary, dir / name, false});
    }
    steps.push_back({CommitStep::Kind::remove, dir / "stale", {}, true});
    write_journals({dir.path()}, steps);
    make_steps({steps.front()});  // and then the power fails
  });
  EXPECT_EQ(test::read_file(dir / "b"), "old");
  clear_leftovers(dir / "b");
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a", "b"));
  EXPECT_EQ(test::read_file(dir / "a"), "new");
  EXPECT_EQ(test::read_file(dir / "b"), "new");
}

TEST(CommitJournal, AHalfJournalIsNoCommit) {
  const TempDir dir;
  test::write_file(dir / "a", "old");
  in_killed_process([&] {
    const std::filesystem::path temporary = dir / (".a." + process_mark() + ".part");
    test::write_file(temporary, "new");
    write_journals({dir.path()}, {{CommitStep::Kind::rename, temporary, dir / "a", false}});
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
      if (entry.path().string().ends_with(".journal.part"))
        std::filesystem::resize_file(entry.path(), entry.file_size() - 2);
  });
  clear_leftovers(dir / "a");
  EXPECT_THAT(files_in(dir.path()), ElementsAre("a"));
  EXPECT_EQ(test::read_file(dir / "a"), "old");
}

}  // namespace
}  // namespace spatial
