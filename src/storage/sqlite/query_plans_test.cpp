#include "storage/sqlite/query_plans.hpp"

#include <gmock/gmock.h>

#include "storage/sqlite/testing.hpp"

namespace parley::storage::testing {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class QueryPlans : public ::testing::Test {
 protected:
  QueryPlans() {
    database_->write_and_wait([](Transaction& t) {
      t.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT, kind TEXT)");
      t.execute("CREATE INDEX things_by_name ON things (name)");
    });
    recorder_.take();
  }
  std::vector<std::string> growing(const std::string& sql) { return growing_steps(query_plan(database_.path(), sql)); }

  StatementRecorder recorder_;
  TemporaryDatabase database_;
};

TEST_F(QueryPlans, StatementsAreRememberedAsTheyAreWritten) {
  database_->write_and_wait(
      [](Transaction& t) { t.execute("INSERT INTO things (name) VALUES ($1)", {std::string_view("one")}); });
  database_->read_and_wait(
      [](Reader& r) { r.query("SELECT id FROM things WHERE name = $1", {std::string_view("one")}); });
  const auto statements = recorder_.take();
  EXPECT_THAT(statements, Contains("INSERT INTO things (name) VALUES ($1)"));
  EXPECT_THAT(statements, Contains("SELECT id FROM things WHERE name = $1"));
  EXPECT_THAT(recorder_.take(), IsEmpty());
}

TEST_F(QueryPlans, WhatGrowsIsNamed) {
  EXPECT_THAT(growing("SELECT kind FROM things WHERE name = $1"), IsEmpty());
  EXPECT_THAT(growing("SELECT kind FROM things WHERE name > $1 ORDER BY name LIMIT 1"), IsEmpty());
  EXPECT_THAT(growing("SELECT id FROM things WHERE kind = $1"), ElementsAre("SCAN things"));
  EXPECT_THAT(growing("SELECT COUNT(*) FROM things WHERE name LIKE $1"),
              ElementsAre("SCAN things USING COVERING INDEX things_by_name"));
  EXPECT_THAT(growing("SELECT id FROM things WHERE name = $1 ORDER BY kind"),
              ElementsAre("USE TEMP B-TREE FOR ORDER BY"));
  EXPECT_THAT(growing("UPDATE things SET kind = $1 WHERE kind = $2"), ElementsAre("SCAN things"));
}

}  // namespace
}  // namespace parley::storage::testing
