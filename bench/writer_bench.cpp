// What the storage writer spends on a message, and what of it is the journal's and the word index's: the server's own
// code on a durable database, without sockets.
#include <time.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "bench/archive.hpp"
#include "bench/domain_parts.hpp"
#include "bench/machine.hpp"
#include "bench/options.hpp"
#include "bench/organisation.hpp"
#include "bench/samples.hpp"
#include "domain/messages/journal_store.hpp"
#include "domain/messages/message_store.hpp"
#include "tests/harness/server_process.hpp"

namespace parley::bench {
namespace {

using std::chrono::steady_clock;
using storage::Transaction;
using Body = std::function<void(Transaction&, int)>;

double own_cpu_seconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Bodies come in groups, as they do from many connections: each group shares a commit.
std::vector<double> measure(DomainParts& parts, int count, int group, const Body& body) {
  const double cpu_before = own_cpu_seconds();
  const Time began = steady_clock::now();
  for (int done = 0; done < count; done += group) {
    std::atomic<int> left = group;
    for (int i = done; i < done + group; ++i) {
      parts.database().write([&body, i](Transaction& transaction) { body(transaction, i); },
                             [&left](const std::exception_ptr& failure) {
                               if (failure) std::terminate();
                               if (--left == 0) left.notify_one();
                             });
    }
    for (int now = left; now != 0; now = left) left.wait(now);
  }
  const double cpu = own_cpu_seconds() - cpu_before;
  const double wall = milliseconds_between(began, steady_clock::now()) / 1000;
  const double operations = (count + group - 1) / group * group;
  return {cpu / operations * 1e6, operations / cpu, operations / wall};
}

int run(const Options& options) {
  const std::string machine = describe_machine();
  const int messages = options.number("messages"), group = options.number("group"), members = options.number("members");
  const test::TemporaryFolder folder;
  const SystemClock clock;
  const Organisation organisation = found_organisation(folder.path(), members, Acquaintance::strangers);
  DomainParts parts(folder.path(), clock, true, DomainParts::Outbox::local);
  const std::string chat = make_channel(parts, organisation.users);
  const domain::Caller caller{.user = organisation.users.front()};

  std::string text = "w";  // 100 bytes of 14 words
  for (unsigned i = 0; text.size() < 94; ++i) text += ' ' + archive_word(1'000 + 7 * i);
  std::vector<std::string> ids;
  const Body send = [&](Transaction& transaction, int i) {
    const auto sent = parts.messages().send(transaction, caller, text_message(chat, text + std::to_string(i)));
    if (!sent) throw std::runtime_error(sent.error().text);
    ids.push_back(sent->status.id);
  };
  const auto index_all = [&](Transaction& transaction) {
    for (std::int64_t after = 0; (after = parts.messages().index_messages(transaction, after)) != 0;) {
    }
  };
  const auto react = [&](Transaction& transaction, int i) {
    protocol::calls::AddReactionOnMessage call;
    call.messageId = ids.at(static_cast<std::size_t>(i));
    call.targetEntityType = protocol::MessageTargetEntityType::CHAT;
    call.targetEntityId = protocol::MessageTargetEntityId{.chatId = chat};
    call.reaction = "+";
    const auto added = parts.messages().add_reaction(transaction, caller, call);
    if (!added) throw std::runtime_error(added.error().text);
  };

  std::int64_t target = 0;
  Table table("", {{"CPU-µs each", 1}, {"per CPU-second", 0}, {"per second", 0}});
  for (int round = 1; round <= options.number("rounds"); ++round) {
    std::fprintf(stderr, "writer: round %d\n", round);
    ids.clear();
    table.add("a message, its words not indexed yet", measure(parts, messages, group, send));
    parts.database().write_and_wait(index_all);
    table.add("a message, its words indexed after each group",
              measure(parts, messages, group, [&](Transaction& t, int i) {
                send(t, i);
                if (i % group == group - 1) index_all(t);
              }));
    table.add("a reaction, with its number and row in the journal", measure(parts, messages, group, react));
    parts.database().read_and_wait(
        [&](storage::Reader& reader) { target = domain::message_store::find_target(reader, "CHAT", chat)->id; });
    table.add("a number and a row in the journal, alone", measure(parts, messages, group, [&](Transaction& t, int) {
                const auto position = domain::journal_store::take_numbers(t, target, 1);
                domain::journal_store::add_change(t, target, position.cursor, clock.now(), 1);
              }));
  }
  std::printf(
      "## The storage writer\n\n%s.\nMedians of %d rounds of %d; groups of %d share a commit, synced to the disk; a "
      "channel "
      "of %d members, messages of 100 bytes in 14 words. Processor time of the whole process.\n\n%s\n",
      machine.c_str(), options.number("rounds"), messages, group, members, table.text().c_str());
  return 0;
}

}  // namespace
}  // namespace parley::bench

int main(int count, char** words) {
  const parley::bench::Options options(count, words,
                                       {{"messages", "4096"}, {"group", "64"}, {"members", "10"}, {"rounds", "3"}});
  return options.run(parley::bench::run);
}
