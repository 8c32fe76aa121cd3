// What survives the end of a process: these tests run the database in child processes.
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <future>
#include <set>

#include "base/log.hpp"
#include "storage/sqlite/testing.hpp"

namespace parley::storage {
namespace {

std::unique_ptr<Database> open(const std::string& path) {
  auto opened = open_sqlite({.path = path});
  if (!opened) throw std::runtime_error(opened.error().text);
  return std::move(opened).value();
}

void create_table(const std::string& path) {
  open(path)->write_and_wait([](Transaction& t) { t.execute("CREATE TABLE numbers (n INTEGER PRIMARY KEY) STRICT"); });
}

void add(Transaction& t, std::int64_t n) { t.execute("INSERT INTO numbers VALUES ($1)", {n}); }

std::set<std::int64_t> numbers(const std::string& path) {
  std::set<std::int64_t> found;
  open(path)->read_and_wait([&](Reader& reader) {
    const auto rows = reader.query("SELECT n FROM numbers");
    while (rows->next()) found.insert(rows->integer(0));
  });
  return found;
}

/// The test's own process must hold no threads of a database when it forks.
template <class Child>
pid_t start(const Child& child) {
  const pid_t pid = ::fork();
  if (pid != 0) return pid;
  child();
  ::_exit(0);
}

TEST(SqliteCrash, EveryAcknowledgedRowSurvivesSigkill) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("test.db");
  create_table(path);
  std::int64_t next = 0;
  std::set<std::int64_t> acknowledged;
  for (int round = 0; round < 5; ++round) {
    int pipe[2];
    ASSERT_EQ(::pipe(pipe), 0);
    const pid_t child = start([&] {
      const auto database = open(path);
      for (std::int64_t n = next;; ++n) {
        database->write([n](Transaction& t) { add(t, n); },
                        [n, &pipe](std::exception_ptr failure) {
                          if (!failure && ::write(pipe[1], &n, sizeof n) != sizeof n) ::_exit(1);
                        });
        if (n % 64 == 0) database->write_and_wait([](Transaction&) {});  // keeps the queue short
      }
    });
    ASSERT_GT(child, 0);
    ::close(pipe[1]);
    std::int64_t n = 0;
    const std::size_t enough = acknowledged.size() + 400;
    while (::read(pipe[0], &n, sizeof n) == sizeof n) {
      acknowledged.insert(n);
      if (acknowledged.size() == enough) ::kill(child, SIGKILL);
    }
    ::close(pipe[0]);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));
    const std::set<std::int64_t> kept = numbers(path);
    for (const std::int64_t wanted : acknowledged) ASSERT_TRUE(kept.contains(wanted)) << wanted;
    next = *kept.rbegin() + 1;
  }
}

TEST(SqliteCrash, TwoProcessesMayWrite) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("test.db");
  create_table(path);
  const auto write_all = [&](std::int64_t first) {
    const auto database = open(path);
    for (std::int64_t n = first; n < first + 200; ++n) {
      database->write_and_wait([n](Transaction& t) {
        const auto rows = t.query("SELECT count(*) FROM numbers");
        rows->next();
        add(t, n);
      });
    }
  };
  const pid_t child = start([&] { write_all(1'000); });
  ASSERT_GT(child, 0);
  write_all(0);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(numbers(path).size(), 400u);
}

TEST(SqliteCrash, AFailingCommitEndsTheProcess) {
  const testing::TemporaryFolder folder;
  const std::string path = folder.file("test.db");
  create_table(path);
  int pipe[2];
  ASSERT_EQ(::pipe(pipe), 0);
  const pid_t child = start([&] {
    log::set_level(log::Level::off);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit core{0, 0};
    ::setrlimit(RLIMIT_CORE, &core);
    const auto database = open(path);
    database->write_and_wait([](Transaction& t) { add(t, 1); });
    const rlimit small{100, 100};  // from here on files can't grow: the disk is full
    ::setrlimit(RLIMIT_FSIZE, &small);
    std::promise<void> told;
    database->write([](Transaction& t) { add(t, 2); },
                    [&](std::exception_ptr failure) {
                      const char mark = failure ? 'f' : 'd';
                      if (::write(pipe[1], &mark, 1) != 1) ::_exit(1);
                    });
    told.get_future().wait();
  });
  ASSERT_GT(child, 0);
  ::close(pipe[1]);
  char mark = 0;
  EXPECT_EQ(::read(pipe[0], &mark, 1), 1);
  EXPECT_EQ(mark, 'f');
  ::close(pipe[0]);
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT) << status;
  EXPECT_EQ(numbers(path), std::set<std::int64_t>{1});
}

}  // namespace
}  // namespace parley::storage
