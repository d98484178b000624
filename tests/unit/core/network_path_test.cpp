// SPDX-License-Identifier: MIT
#include "libspatial/core/network_path.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace spatial {
namespace {

TEST(Secrets, AreHiddenInEverySpelling) {
  const std::vector<std::pair<const char*, const char*>> spellings{
      {"PG:host=db password=abc user=me", "PG:host=db password=*** user=me"},
      {"PG:host=db password=abc#habitat", "PG:host=db password=***#habitat"},
      {"PG:host=db password=a#b#habitat", "PG:host=db password=***#habitat"},
      {"PG:password=a#b host=db#habitat", "PG:password=*** host=db#habitat"},
      {"PG:password=a&b;c host=db", "PG:password=*** host=db"},
      {"PG:PASSWORD = abc host=db", "PG:PASSWORD = *** host=db"},
      {"PG:PassWord='two words' user=me", "PG:PassWord=*** user=me"},
      {"PG:password = 'it\\'s \\\\ \"x\" = y' user=me", "PG:password = *** user=me"},
      {"PG:password='it''s' user=me", "PG:password=*** user=me"},
      {"PG:password=\"a b\" user=me", "PG:password=*** user=me"},
      {"PG:password=a\\ b user=me", "PG:password=*** user=me"},
      {"PG:host=db password=my secret words user=me", "PG:host=db password=*** user=me"},
      {"PG:host=db password=my secret words", "PG:host=db password=***"},
      {"PG:host=db password='never closed", "PG:host=db password=***"},
      {"PG:host=db passwd=abc sslpassword=def service=gis passfile=/home/me/.pgpass",
       "PG:host=db passwd=*** sslpassword=*** service=gis passfile=/home/me/.pgpass"},
      {"PG:\tpassword\t=\tabc\nhost=db", "PG:\tpassword\t=\t***\nhost=db"},
      {"postgresql://me:abc@db:5432/county#habitat", "postgresql://me:***@db:5432/county#habitat"},
      {"postgresql://me:a@b:c@db/county", "postgresql://me:***@db/county"},
      {"postgres://me:a/b@db/county", "postgres://me:***@db/county"},
      {"postgresql://me@db/county?password=abc&sslmode=require#habitat",
       "postgresql://me@db/county?password=***&sslmode=require#habitat"},
      {"postgresql:///county?host=/run&user=me&password=a%20b", "postgresql:///county?host=/run&user=me&password=***"},
      {"postgresql://me:it's@db/county#habitat", "postgresql://me:***@db/county#habitat"},
      {"postgresql:///county?password=it's&user=me", "postgresql:///county?password=***&user=me"},
      {"PG:postgresql://me:abc@/county", "PG:postgresql://me:***@/county"},
      {"https://me:s@cret@example.org/a?sig=abc&x=1", "https://me:***@example.org/a?sig=***&x=1"},
      {"/vsicurl/https://example.org/a.gpkg?access_token=abc#land",
       "/vsicurl/https://example.org/a.gpkg?access_token=***#land"},
      {"the server said: password=abc is wrong", "the server said: password=*** is wrong"},
      {"layer = \"PG:host=db password='a b'\"  # two", "layer = \"PG:host=db password=***\"  # two"},
      {"postgresql://me:abc@db/x and postgresql://you:def@db/y",
       "postgresql://me:***@db/x and postgresql://you:***@db/y"},
  };
  for (const auto& [text, shown] : spellings) {
    EXPECT_EQ(redacted(text), shown);
    EXPECT_EQ(redacted(redacted(text)), shown) << "twice";
  }
}

TEST(Secrets, WhatHasNoneStaysAsItIs) {
  for (const char* text :
       {"C:/plain path/no secrets.gpkg", "design=modern", "PG:host=db service=gis", "postgresql://db:5432/county",
        "https://example.org:8080/a@b", "a token of thanks", "password", "https://example.org/@me:x", ""})
    EXPECT_EQ(redacted(text), text);
}

TEST(Secrets, ComeBackWhereTheConnectionIsOpened) {
  const std::string shown = without_secrets("PG:host=one password='a b'#habitat");
  EXPECT_EQ(shown, "PG:host=one password=***#habitat");
  EXPECT_EQ(with_secrets(shown), "PG:host=one password='a b'#habitat");
  EXPECT_EQ(with_secrets("PG:host=one password=***"), "PG:host=one password='a b'");
  EXPECT_EQ(with_secrets("PG:host=another password=***"), "PG:host=another password=***");
  const std::string other = without_secrets("PG:host=one password=other#habitat");
  EXPECT_NE(other, shown) << "the same but for the password";
  EXPECT_EQ(with_secrets(other), "PG:host=one password=other#habitat");
  EXPECT_EQ(without_secrets("PG:host=one password='a b'#habitat"), shown);
  EXPECT_EQ(without_secrets("note = 'password=x'"), "note = 'password=x'") << "no connection: a filter, say";
}

TEST(Secrets, ADriverMayRepeatAPart) {
  without_secrets("PG:host=db password=hush and more");
  EXPECT_EQ(redacted_driver_words("missing \"=\" after \"hush\" in connection info string"),
            "missing \"=\" after \"***\" in connection info string");
}

}  // namespace
}  // namespace spatial
