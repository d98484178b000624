// SPDX-License-Identifier: MIT
// Layers from a PostgreSQL server of the test's own: the password of the connection is in nothing that lnrs prints or
// writes. Skipped where no server is installed.
#include <gmock/gmock.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "tests/cli/run_tool.hpp"
#include "tests/support/files.hpp"
#include "tests/support/support.hpp"

namespace spatial::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* secret = "hush-hush-7";

/// The folder with initdb and pg_ctl; empty if there is none.
std::filesystem::path server_programs() {
  std::filesystem::path newest;
  std::error_code ignored;
  for (const auto& version : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored))
    if (std::filesystem::exists(version.path() / "bin" / "initdb")) newest = std::max(newest, version.path() / "bin");
  return newest;
}

/// A server that listens on a socket in its own folder, and nowhere else, and ends with the object.
class Server {
 public:
  explicit Server(std::filesystem::path programs) : programs_(std::move(programs)) {
    write_file(folder_ / "password", std::string(secret) + " 'x'\n");
    if (geteuid() == 0) {  // PostgreSQL refuses to run with all rights
      const passwd* nobody = getpwnam("nobody");
      if (nobody == nullptr || chown(folder_.path().c_str(), nobody->pw_uid, nobody->pw_gid) != 0 ||
          chown((folder_ / "password").c_str(), nobody->pw_uid, nobody->pw_gid) != 0)
        return;
      as_ = "setpriv --reuid=nobody --regid=" + std::to_string(nobody->pw_gid) + " --clear-groups ";
    }
    const std::string data = (folder_ / "data").string();
    started_ = shell(as_ + program("initdb") + " -D " + data +
                     " -U lnrs -A scram-sha-256 --no-sync --pwfile=" + (folder_ / "password").string()) &&
               shell(as_ + program("pg_ctl") + " -D " + data + " -w -l " + (folder_ / "log").string() +
                     " -o \"-c listen_addresses='' -c fsync=off -p 54329 -k " + folder_.path().string() + "\" start");
  }
  ~Server() {
    if (started_) shell(as_ + program("pg_ctl") + " -D " + (folder_ / "data").string() + " -m immediate stop");
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  bool started() const { return started_; }
  std::string place() const { return "host=" + folder_.path().string() + " port=54329 dbname=postgres user=lnrs"; }
  std::string folder() const { return folder_.path().string(); }
  bool sql(const std::string& text) const {
    write_file(folder_ / "script.sql", text);
    return shell("PGPASSWORD=\"" + std::string(secret) + " 'x'\" " + program("psql") + " -q -v ON_ERROR_STOP=1 -f " +
                 (folder_ / "script.sql").string() + " '" + place() + "'");
  }

 private:
  static bool shell(const std::string& words) { return std::system((words + " > /dev/null 2>&1").c_str()) == 0; }
  std::string program(const char* name) const { return (programs_ / name).string(); }
  std::filesystem::path programs_;
  TempDir folder_;
  std::string as_;
  bool started_ = false;
};

/// Names of files below a folder that hold the secret, but for the config, where the user wrote it.
std::string files_with_secret(const std::filesystem::path& folder) {
  std::string names;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().filename() != "county.toml" &&
        read_file(entry.path()).find(secret) != std::string::npos)
      names += entry.path().filename().string() + " ";
  return names;
}

class DatabasePassword : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const std::filesystem::path programs = server_programs();
    if (programs.empty()) return;
    server = new Server(programs);
    std::string sql =
        "CREATE EXTENSION postgis; CREATE TABLE habitat (fid serial PRIMARY KEY, ref text, class text, geom "
        "geometry(Polygon, 27700)); CREATE TABLE lws (fid serial PRIMARY KEY, ref text, geom geometry(Polygon, "
        "27700));";
    const char* codes[] = {"w1f", "g4", "g3a", "c1c"};
    for (int i = 0; i < 16; ++i)
      sql += "INSERT INTO habitat (ref, class, geom) VALUES ('H" + std::to_string(i) + "', '" + codes[i % 4] +
             "', ST_GeomFromText('" + square_wkt(400000 + 100 * (i % 4), 300000 + 100 * (i / 4), i == 5 ? 101 : 100) +
             "', 27700));";
    sql +=
        "INSERT INTO habitat (ref, class) VALUES ('nothing', 'g4'); INSERT INTO lws (ref, geom) VALUES ('L', "
        "ST_GeomFromText('" +
        square_wkt(400050, 300050, 60) + "', 27700));";
    ready = server->started() && server->sql(sql);
  }
  static void TearDownTestSuite() {
    delete server;
    server = nullptr;
  }
  void SetUp() override {
    if (server == nullptr) GTEST_SKIP() << "no PostgreSQL server is installed";
    if (!ready) GTEST_SKIP() << "the PostgreSQL server does not start, or has no PostGIS";
  }

  void write_config(const std::string& connection) const {
    write_file(
        folder_ / "county.toml",
        "[project]\nname = \"Test county\"\ndate = \"2026-03-31\"\nallow_network = true\n[layers.habitat]\nlayer = \"" +
            connection +
            "#habitat\"\nid = \"ref\"\nclass = \"class\"\ncrosswalk = \"ukhab\"\n[layers.lws]\nlayer = \"" +
            connection + "#lws\"\nid = \"ref\"\n");
  }
  ToolRun run(const std::vector<std::string>& words) const {
    const ToolRun done = run_tool(words, folder_.path());
    EXPECT_THAT(done.out + done.err, Not(HasSubstr(secret))) << words[0];
    EXPECT_EQ(files_with_secret(folder_.path()), "") << words[0];
    return done;
  }

  /// Every way of writing the connection that the driver takes.
  static std::vector<std::string> connections() {
    return {"PG:" + server->place() + " password='" + secret + " \\'x\\''",
            "PG:password = '" + std::string(secret) + " \\'x\\'' " + server->place(),
            "postgresql://lnrs:" + std::string(secret) + "%20'x'@/postgres?port=54329&host=" + server->folder(),
            "postgresql:///postgres?port=54329&user=lnrs&password=" + std::string(secret) +
                "%20'x'&host=" + server->folder()};
  }
  static std::string toml_escaped(std::string text) {
    for (std::size_t at = 0; (at = text.find('\\', at)) != std::string::npos; at += 2) text.insert(at, 1, '\\');
    return text;
  }

  static inline Server* server = nullptr;
  static inline bool ready = false;
  TempDir folder_;
};

TEST_F(DatabasePassword, IsInNoResultOfAProject) {
  for (const std::string& connection : connections()) {
    write_config(toml_escaped(connection));
    for (const char* what : {"--dry-run", "--print-config"}) {
      EXPECT_EQ(run({"opportunities", "county.toml", what}).exit_code, 0) << connection;
      EXPECT_EQ(run({"sites", "county.toml", what, "--wkt", "POINT(400100 300100)", "--radius", "50"}).exit_code, 0)
          << connection;
    }
    EXPECT_THAT(run({"opportunities", "county.toml", "--dry-run"}).out, Not(HasSubstr("no such file")));
    const ToolRun map = run(
        {"opportunities", "county.toml", "-o", "o.gpkg", "--csv", "o", "--overwrite", "--timings", "--threads", "2"});
    ASSERT_EQ(map.exit_code, 0) << connection << map.err;
    EXPECT_THAT(query(folder_ / "o.gpkg", "SELECT value FROM run WHERE key = 'toml'"), HasSubstr("***"));
    const std::string candidate = query(folder_ / "o.gpkg", "SELECT candidate_id FROM opportunity_areas LIMIT 1");
    EXPECT_EQ(run({"explain", "o.gpkg", candidate}).exit_code, 0);
    EXPECT_EQ(run({"sites", "county.toml", "--wkt", "POINT(400100 300100)", "--radius", "50", "-o", "s.gpkg", "--html",
                   "s.html", "--csv", "s", "--overwrite"})
                  .exit_code,
              0);
    EXPECT_EQ(run({"network", "county.toml", "-o", "n.gpkg", "--overwrite"}).exit_code, 0);
    EXPECT_EQ(run({"opportunities", "county.toml", "-o", "o.gpkg", "--overwrite", "--log-format", "json", "--set",
                   "layers.lws.layer=" + connection + "#lws"})
                  .exit_code,
              0);
    EXPECT_EQ(run({"opportunities", "county.toml", "-o", "o.gpkg", "--overwrite", "--set",
                   "layers.lws.layer=" + connection + "#no_such_layer"})
                  .exit_code,
              3);
    EXPECT_EQ(
        run({"opportunities", "county.toml", "-o", "o.gpkg", "--set", "layers.nonsense.layer=" + connection}).exit_code,
        2);
  }
}

TEST_F(DatabasePassword, IsInNoResultOfACommandOnLayers) {
  for (const std::string& connection : connections()) {
    const std::string habitat = connection + "#habitat", lws = connection + "#lws";
    for (const char* file : {"o.gpkg", "o.geojson", "o.fgb", "o.shp", "o.csv"})
      EXPECT_EQ(run({"overlay", "union", habitat, lws, "--allow-network", "-o", file, "--overwrite"}).exit_code, 0)
          << connection << file;
    EXPECT_EQ(run({"dissolve", habitat, "--by", "class", "--allow-network", "-o", "d.gpkg", "--overwrite"}).exit_code,
              0);
    EXPECT_EQ(run({"near", habitat, lws, "--allow-network", "-o", "near.csv", "--overwrite"}).exit_code, 0);
    EXPECT_EQ(run({"check-coverage", habitat, "--allow-network", "-o", "c.gpkg", "--overwrite"}).exit_code, 0);
    EXPECT_EQ(run({"inspect", habitat, "--allow-network", "--json"}).exit_code, 0);
    EXPECT_EQ(run({"init", habitat, "--allow-network"}).exit_code, 0);
    EXPECT_EQ(run({"init", habitat, "--allow-network", "-o", "made.toml", "--overwrite"}).exit_code, 0);
    EXPECT_EQ(run({"dissolve", habitat, "-o", "x.gpkg"}).exit_code, 3) << "without --allow-network";
    EXPECT_EQ(run({"dissolve", habitat, "--wrong", connection}).exit_code, 2);
    EXPECT_EQ(run({"disolve", connection}).exit_code, 2);
  }
}

TEST_F(DatabasePassword, AWrongOneIsNamedAsThat) {
  const ToolRun wrong = run_tool(
      {"inspect", "PG:" + server->place() + " password=not-this-one#habitat", "--allow-network"}, folder_.path());
  EXPECT_EQ(wrong.exit_code, 3);
  EXPECT_THAT(wrong.err, testing::AllOf(HasSubstr("password authentication failed"),
                                        HasSubstr("Check the user and the password"), HasSubstr("password=***"),
                                        Not(HasSubstr("not-this-one")), Not(HasSubstr("PostGIS Raster"))));
  const ToolRun unquoted = run_tool(
      {"inspect", "PG:" + server->place() + " password=not this one#habitat", "--allow-network"}, folder_.path());
  EXPECT_EQ(unquoted.exit_code, 3);
  EXPECT_THAT(unquoted.err, testing::AllOf(Not(HasSubstr("not this")), Not(HasSubstr("this one"))));
}

}  // namespace
}  // namespace spatial::test
