#include "storage/sqlite/sqlite.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <atomic>
#include <fstream>
#include <future>
#include <thread>

#include "storage/sqlite/testing.hpp"

namespace parley::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class SqliteTest : public ::testing::Test {
 protected:
  SqliteTest() {
    database->write_and_wait([](Transaction& t) {
      t.execute("CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, data BLOB, size REAL) STRICT");
    });
  }
  std::vector<std::string> names() {
    std::vector<std::string> found;
    database->read_and_wait([&](Reader& reader) {
      const auto rows = reader.query("SELECT name FROM things ORDER BY id");
      while (rows->next()) found.push_back(rows->string(0));
    });
    return found;
  }
  static void add(Transaction& t, std::string_view name) { t.execute("INSERT INTO things (name) VALUES ($1)", {name}); }
  /// Posts all bodies while the writer is held, so that they share one batch; returns what happened in order.
  using Body = std::function<void(Transaction&, std::vector<std::string>&)>;
  std::vector<std::string> in_one_batch(const std::vector<std::pair<std::string, Body>>& bodies) {
    std::promise<void> held;
    std::promise<void> gate;
    std::promise<void> end;
    std::shared_future<void> open = gate.get_future().share();
    std::vector<std::string> log;  // touched on the writer thread only, read after the end
    database->write(
        [open, &held](Transaction&) {
          held.set_value();
          open.wait();
        },
        [](std::exception_ptr) {});
    held.get_future().wait();  // from here on all wait for the next batch
    for (const auto& [name, body] : bodies) {
      database->write(
          [&log, name = name, body = body](Transaction& t) {
            log.push_back(name);
            body(t, log);
          },
          [&log, name = name](std::exception_ptr e) { log.push_back(name + (e ? " failed" : " done")); });
    }
    database->write([](Transaction&) {}, [&end](std::exception_ptr) { end.set_value(); });
    gate.set_value();
    end.get_future().wait();
    return log;
  }

  testing::TemporaryDatabase database;
};

TEST_F(SqliteTest, KeepsEveryKindOfValue) {
  const std::uint8_t bytes[] = {0, 1, 255};
  database->write_and_wait([&](Transaction& t) {
    EXPECT_EQ(t.execute("INSERT INTO things (id, name, data, size) VALUES ($1, $2, $3, $4)",
                        {std::int64_t{1} << 60, std::string_view("a\0b", 3), Blob{bytes}, 1.5}),
              1);
    EXPECT_EQ(t.execute("INSERT INTO things (id, name, data) VALUES ($2, $1, $3)",
                        {std::string_view(), std::int64_t{-5}, Blob{}}),
              1);
    add(t, "plain");
  });
  database->read_and_wait([&](Reader& reader) {
    const auto rows = reader.query("SELECT id, name, data, size FROM things ORDER BY id DESC");
    EXPECT_THROW((void)rows->integer(0), StorageError);  // before next()
    ASSERT_TRUE(rows->next());
    EXPECT_EQ(rows->text(1), "plain");
    EXPECT_TRUE(rows->is_null(2));
    EXPECT_EQ(rows->optional_string(2), std::nullopt);
    EXPECT_THROW((void)rows->text(4), StorageError);
    ASSERT_TRUE(rows->next());
    ASSERT_TRUE(rows->next());
    EXPECT_EQ(rows->integer(0), -5);
    EXPECT_EQ(rows->text(1), "");
    EXPECT_FALSE(rows->is_null(1));
    EXPECT_FALSE(rows->is_null(2));
    EXPECT_TRUE(rows->blob(2).empty());
    EXPECT_FALSE(rows->next());
    EXPECT_FALSE(rows->next());
    const auto big = reader.query("SELECT id, name, data, size FROM things WHERE id > $1", {std::int64_t{1} << 59});
    ASSERT_TRUE(big->next());
    EXPECT_EQ(big->integer(0), std::int64_t{1} << 60);
    EXPECT_EQ(big->text(1), std::string_view("a\0b", 3));
    EXPECT_EQ(big->blob(2)[2], 255);
    EXPECT_EQ(big->real(3), 1.5);
  });
}

TEST_F(SqliteTest, BodiesShareACommitInOrder) {
  const auto body = [](const std::string& name) {
    return std::pair<std::string, Body>(name, [name](Transaction& t, std::vector<std::string>& log) {
      add(t, name);
      t.after_commit([&log, name] { log.push_back(name + " after 1"); });
      t.after_commit([&log, name] { log.push_back(name + " after 2"); });
    });
  };
  // All bodies run before the first is told of its end: they share the commit.
  EXPECT_THAT(in_one_batch({body("a"), body("b"), body("c")}),
              ElementsAre("a", "b", "c", "a after 1", "a after 2", "a done", "b after 1", "b after 2", "b done",
                          "c after 1", "c after 2", "c done"));
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
}

TEST_F(SqliteTest, FailingBodyLeavesItsNeighbours) {
  const auto log = in_one_batch({{"a", [](Transaction& t, auto&) { add(t, "a"); }},
                                 {"b",
                                  [](Transaction& t, auto& seen) {
                                    add(t, "b");
                                    t.after_commit([&seen] { seen.push_back("never"); });
                                    throw std::runtime_error("no");
                                  }},
                                 {"c",
                                  [](Transaction& t, auto&) {
                                    add(t, "c");
                                    add(t, "a");
                                  }},  // not unique
                                 {"d",
                                  [](Transaction& t, auto& seen) {
                                    add(t, "d");
                                    t.after_commit([&seen] { seen.push_back("never"); });
                                    t.abandon();
                                  }},
                                 {"e", [](Transaction& t, auto&) { add(t, "b"); }}});
  EXPECT_THAT(log, ElementsAre("a", "b", "c", "d", "e", "a done", "b failed", "c failed", "d done", "e done"));
  EXPECT_THAT(names(), ElementsAre("a", "b"));
}

TEST_F(SqliteTest, ASingleBodyIsUndoneToo) {
  EXPECT_THROW(database->write_and_wait([](Transaction& t) {
    add(t, "a");
    throw std::logic_error("no");
  }),
               std::logic_error);
  bool ran = false;
  database->write_and_wait([&](Transaction& t) {
    add(t, "b");
    t.abandon();
    t.after_commit([&] { ran = true; });
  });
  EXPECT_FALSE(ran);
  EXPECT_TRUE(names().empty());
}

TEST_F(SqliteTest, FailingActionsStopNobody) {
  bool ran = false;
  database->write_and_wait([&](Transaction& t) {
    add(t, "a");
    t.after_commit([] { throw std::runtime_error("no"); });
    t.after_commit([&] { ran = true; });
  });
  EXPECT_TRUE(ran);
  EXPECT_THAT(names(), ElementsAre("a"));
}

TEST_F(SqliteTest, ReadersSeeEveryWriteTheyWereToldOf) {
  std::atomic<int> wrong = 0;
  std::atomic<int> left = 300;
  std::promise<void> end;
  for (int i = 0; i < 300; ++i) {
    const std::string name = std::to_string(i);
    database->write([name](Transaction& t) { add(t, name); },
                    [&, name](std::exception_ptr) {
                      database->read(
                          [&wrong, name](Reader& reader) {
                            if (!reader.query("SELECT 1 FROM things WHERE name = $1", {std::string_view(name)})->next())
                              ++wrong;
                          },
                          [&](std::exception_ptr failure) {
                            if (failure) ++wrong;
                            if (--left == 0) end.set_value();
                          });
                    });
  }
  end.get_future().wait();
  EXPECT_EQ(wrong, 0);
}

TEST_F(SqliteTest, AReaderKeepsItsSnapshot) {
  database->write_and_wait([](Transaction& t) { add(t, "a"); });
  database->read_and_wait([&](Reader& reader) {
    const auto count = [&] {
      const auto rows = reader.query("SELECT count(*) FROM things");
      rows->next();
      return rows->integer(0);
    };
    EXPECT_EQ(count(), 1);
    database->write_and_wait([](Transaction& t) { add(t, "b"); });
    EXPECT_EQ(count(), 1);
  });
  EXPECT_EQ(names().size(), 2u);
}

TEST_F(SqliteTest, OneStatementMayBeUsedTwiceAtOnce) {
  database->write_and_wait([](Transaction& t) {
    for (const char* name : {"a", "b", "c"}) add(t, name);
    int pairs = 0;
    constexpr std::string_view sql = "SELECT id FROM things WHERE id > $1 ORDER BY id";
    const auto outer = t.query(sql, {std::int64_t{0}});
    while (outer->next()) {
      const auto inner = t.query(sql, {outer->integer(0)});
      while (inner->next()) ++pairs;
    }
    EXPECT_EQ(pairs, 3);
  });
}

TEST_F(SqliteTest, ReturningHappensEvenWhenNobodyReads) {
  database->write_and_wait([](Transaction& t) {
    t.query("INSERT INTO things (name) VALUES ($1) RETURNING id", {std::string_view("a")});
    const auto open = t.query("INSERT INTO things (name) VALUES ($1), ($2) RETURNING name",
                              {std::string_view("b"), std::string_view("c")});
    EXPECT_TRUE(open->next());
    EXPECT_EQ(open->text(0), "b");
  });
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
}

TEST_F(SqliteTest, RowsLeftOpenDoNotHinderTheCommit) {
  std::unique_ptr<Rows> kept;
  database->write_and_wait([&](Transaction& t) {
    add(t, "a");
    kept = t.query("INSERT INTO things (name) VALUES ('b'), ('c') RETURNING id");
  });
  kept.reset();
  EXPECT_THAT(names(), ElementsAre("a", "b", "c"));
}

TEST_F(SqliteTest, BorrowedValuesMayGoOnceTheQueryIsMade) {
  database->write_and_wait([](Transaction& t) {
    for (const char* name : {"a", "b", "c"}) add(t, name);
    auto limit = std::make_unique<std::string>("c, and long enough to live on the heap");
    const auto rows = t.query("SELECT name FROM things WHERE name < $1", {std::string_view(*limit)});
    limit.reset();
    int count = 0;
    while (rows->next()) ++count;
    EXPECT_EQ(count, 3);
  });
}

TEST_F(SqliteTest, WrongSqlThrows) {
  const auto refused = [&](std::string_view sql, std::initializer_list<Param> params = {}) {
    EXPECT_THROW(database->write_and_wait([&](Transaction& t) { t.execute(sql, params); }), StorageError) << sql;
    EXPECT_THROW(database->read_and_wait([&](Reader& r) { r.query(sql, params); }), StorageError) << sql;
  };
  refused("SELEC 1");
  refused("");
  refused("SELECT \"no_such_column\" FROM things");
  refused("SELECT $1");                          // no value
  refused("SELECT $1", {std::int64_t{1}, 2.0});  // one too many
  refused("SELECT ?", {std::int64_t{1}});
  refused("SELECT :name", {std::int64_t{1}});
  refused("INSERT INTO things (name, size) VALUES ('x', 'not a number')");
  refused("SELECT 1; SELECT $1", {std::int64_t{1}});
  EXPECT_THROW(database->read_and_wait([](Reader& r) { r.query("INSERT INTO things (name) VALUES ('x')"); }),
               StorageError);
  EXPECT_TRUE(names().empty());
}

TEST_F(SqliteTest, ForeignKeysHold) {
  database->write_and_wait([](Transaction& t) {
    t.execute(
        "CREATE TABLE parts (thing INTEGER NOT NULL REFERENCES things (id) ON DELETE CASCADE) STRICT;"
        "CREATE INDEX parts_of ON parts (thing); -- the end\n");
  });
  EXPECT_THROW(database->write_and_wait([](Transaction& t) { t.execute("INSERT INTO parts VALUES (7)"); }),
               StorageError);
}

TEST_F(SqliteTest, TheEndFinishesAcceptedJobsAndWhatTheyAskFor) {
  const std::string path = database.path();
  std::atomic<int> ends = 0;
  {
    auto second = open_sqlite({.path = path, .durable = false});
    ASSERT_TRUE(second);
    Database* db = second->get();
    for (int i = 0; i < 50; ++i) {
      db->write([i](Transaction& t) { add(t, "job " + std::to_string(i)); },
                [db, &ends](std::exception_ptr) {
                  db->read([](Reader&) {},
                           [db, &ends](std::exception_ptr) {
                             db->write([](Transaction&) {}, [&ends](std::exception_ptr) { ++ends; });
                           });
                });
    }
  }
  EXPECT_EQ(ends, 50);
  EXPECT_EQ(names().size(), 50u);
}

TEST_F(SqliteTest, WhatIsReadIsToldAfterAllThatLedToIt) {
  std::promise<void> read;
  std::promise<void> told;
  std::vector<std::string> order;  // touched by one thread at a time
  database->write(
      [&](Transaction& t) {
        add(t, "news");
        t.after_commit([&] {
          // The commit is visible already, and is read before anybody is told of it.
          database->read(
              [&](Reader& reader) {
                const auto rows = reader.query("SELECT 1 FROM things");
                EXPECT_TRUE(rows->next());
                read.set_value();
              },
              [&](std::exception_ptr) {
                order.push_back("what was read");
                told.set_value();
              });
          read.get_future().wait();
          order.push_back("the news");
        });
      },
      [&](std::exception_ptr) { order.push_back("the end of the write"); });
  told.get_future().wait();
  EXPECT_THAT(order, ElementsAre("the news", "the end of the write", "what was read"));
}

TEST_F(SqliteTest, TheLogStaysShort) {
  const std::string text(8'000, 'x');
  for (int i = 0; i < 3'000; ++i) {
    database->write_and_wait([&](Transaction& t) {
      t.execute("INSERT INTO things (id, name) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                {std::string_view(text)});
    });
  }
  EXPECT_LT(std::filesystem::file_size(database.path() + "-wal"), 70'000'000u);
}

TEST(OpenSqlite, WhatSeveralBodiesTellIsToldBetweenBeginAndEnd) {
  const testing::TemporaryFolder folder;
  std::vector<std::string> log;  // touched on the writer thread only, read after the end
  std::promise<void> gate;
  std::shared_future<void> open = gate.get_future().share();
  {
    auto database =
        open_sqlite({.path = folder.file("test.db"),
                     .durable = false,
                     .batch_time = std::chrono::seconds(30),
                     .telling = {.begin = [&] { log.push_back("begin"); }, .end = [&] { log.push_back("end"); }}});
    ASSERT_TRUE(database) << database.error().text;
    const auto write = [&](const std::string& name) {
      (*database)->write([&log, name](Transaction& t) { t.after_commit([&log, name] { log.push_back(name); }); },
                         [&log](std::exception_ptr) { log.push_back("done"); });
    };
    std::promise<void> held;
    (*database)->write(
        [&](Transaction&) {
          held.set_value();
          open.wait();
        },
        [&](std::exception_ptr) { log.push_back("alone"); });
    held.get_future().wait();  // from here on all wait for the next batch
    write("1");
    write("2");
    gate.set_value();
  }
  EXPECT_THAT(log, ElementsAre("alone", "begin", "1", "done", "2", "done", "end"));
}

TEST(OpenSqlite, RefusesWhatIsNoDatabase) {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.file("text")) << std::string(5'000, 'x');
  const auto text = open_sqlite({.path = folder.file("text")});
  ASSERT_FALSE(text);
  EXPECT_THAT(text.error().text, HasSubstr("not a database"));
  EXPECT_FALSE(open_sqlite({.path = folder.file("missing/parley.db")}));
  EXPECT_FALSE(open_sqlite({.path = folder.file("parley.db"), .readers = 0}));
}

TEST(OpenSqlite, TheFileIsForItsOwnerAlone) {
  testing::TemporaryDatabase database;
  database->write_and_wait([](Transaction& t) { t.execute("CREATE TABLE a (b INTEGER)"); });
  for (const char* suffix : {"", "-wal", "-shm"}) {
    struct stat status {};
    ASSERT_EQ(::stat((database.path() + suffix).c_str(), &status), 0) << suffix;
    EXPECT_EQ(status.st_mode & 077u, 0u) << suffix;
  }
}

}  // namespace
}  // namespace parley::storage
