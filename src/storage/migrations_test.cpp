#include "storage/migrations.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/sqlite/testing.hpp"

namespace parley::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Migration first{1, "0001_create", "CREATE TABLE a (x INTEGER) STRICT; INSERT INTO a VALUES (1);"};
const Migration second{2, "0002_grow", "ALTER TABLE a ADD COLUMN y TEXT; -- a note\nINSERT INTO a VALUES (2, 'y');\n"};

class MigrationsTest : public ::testing::Test {
 protected:
  std::vector<std::string> applied() {
    std::vector<std::string> found;
    database->read_and_wait([&](Reader& reader) {
      const auto rows = reader.query("SELECT domain, name, applied_at FROM migrations ORDER BY domain, version");
      while (rows->next()) {
        found.push_back(rows->string(0) + " " + rows->string(1));
        EXPECT_GT(rows->integer(2), 1'700'000'000'000);
      }
    });
    return found;
  }
  std::string refusal(const std::vector<Migrations>& all) {
    try {
      migrate(*database, all);
    } catch (const StorageError& failure) {
      return failure.what();
    }
    return "none";
  }
  std::int64_t rows_of_a() {
    std::int64_t count = 0;
    database->read_and_wait([&](Reader& reader) {
      const auto rows = reader.query("SELECT count(*) FROM a");
      rows->next();
      count = rows->integer(0);
    });
    return count;
  }
  testing::TemporaryDatabase database;
};

TEST_F(MigrationsTest, AppliesEachStepOnce) {
  migrate(*database, {{"users", {first}}});
  EXPECT_THAT(applied(), ElementsAre("users 0001_create"));
  migrate(*database, {{"users", {first}}});
  EXPECT_EQ(rows_of_a(), 1);
  database.reopen();
  migrate(*database, {{"users", {first, second}}, {"chats", {{1, "0001_create", "CREATE TABLE b (x INTEGER)"}}}});
  EXPECT_THAT(applied(), ElementsAre("chats 0001_create", "users 0001_create", "users 0002_grow"));
  EXPECT_EQ(rows_of_a(), 2);
}

TEST_F(MigrationsTest, RefusesADatabaseOfANewerProgram) {
  migrate(*database, {{"users", {first, second}}});
  EXPECT_THAT(refusal({{"chats", {{1, "0001_create", "CREATE TABLE b (x INTEGER)"}}}, {"users", {first}}}),
              HasSubstr("written by a newer Parley: users is at version 2, this program knows 1"));
  EXPECT_THAT(applied(), ElementsAre("users 0001_create", "users 0002_grow"));  // nothing was changed
}

TEST_F(MigrationsTest, AFailingStepLeavesTheStepsBefore) {
  const Migration broken{2, "0002_broken", "CREATE TABLE c (x INTEGER); INSERT INTO nowhere VALUES (1);"};
  EXPECT_THAT(refusal({{"users", {first, broken}}}), HasSubstr("nowhere"));
  EXPECT_THAT(applied(), ElementsAre("users 0001_create"));
  database->read_and_wait([](Reader& reader) { EXPECT_THROW(reader.query("SELECT 1 FROM c"), StorageError); });
  migrate(*database, {{"users", {first, second}}});
  EXPECT_EQ(rows_of_a(), 2);
}

TEST_F(MigrationsTest, RefusesStepsThatWereRenamedOrLeftOut) {
  EXPECT_THAT(refusal({{"users", {second}}}), HasSubstr("not numbered"));
  migrate(*database, {{"users", {first}}});
  EXPECT_THAT(refusal({{"users", {{1, "0001_other", "SELECT 1"}}}}), HasSubstr("0001_other"));
}

}  // namespace
}  // namespace parley::storage
