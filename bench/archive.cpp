#include "bench/archive.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>

#include "bench/domain_parts.hpp"
#include "domain/messages/message_index.hpp"

namespace parley::bench {
namespace {

constexpr double vocabulary = 20'000;

/// Each message comes a second after the one before; the last one now.
class ArchiveClock final : public Clock {
 public:
  explicit ArchiveClock(std::int64_t messages) : now_(SystemClock().now() - messages * 1'000) {}
  Millis now() const override { return now_; }
  std::chrono::steady_clock::time_point steady() const override { return std::chrono::steady_clock::now(); }
  void tick() { now_ += 1'000; }

 private:
  Millis now_;
};

/// Marsaglia's xorshift64: fast, and the same everywhere.
class Dice {
 public:
  double throw_one() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }

 private:
  std::uint64_t state_ = 0x9E3779B97F4A7C15;
};

}  // namespace

std::string archive_word(std::uint64_t n) {
  constexpr std::string_view consonants = "bdfgklmnprst", vowels = "aeiou";
  std::string word;
  do {
    word += consonants[n % consonants.size()];
    n /= consonants.size();
    word += vowels[n % vowels.size()];
    n /= vowels.size();
  } while (n > 0);
  return word;
}

Archive write_archive(const std::filesystem::path& data, const Organisation& organisation, const ArchivePlan& plan) {
  ArchiveClock clock(plan.messages);
  DomainParts parts(data, clock, false, DomainParts::Outbox::none);
  Archive archive;
  const std::vector<std::string> members(organisation.users.begin(), organisation.users.begin() + plan.members);
  for (int i = 0; i < plan.chats; ++i) archive.chats.push_back(make_channel(parts, members));
  Dice dice;
  const auto below = [&](std::size_t limit) {
    return static_cast<std::size_t>(dice.throw_one() * static_cast<double>(limit));
  };
  const auto send_one = [&](storage::Transaction& transaction) {
    const bool to_first = archive.chats.size() == 1 || dice.throw_one() < 0.1;
    const std::string& chat = to_first ? archive.chats[0] : archive.chats[1 + below(archive.chats.size() - 1)];
    std::string body;
    for (int i = 0; i < plan.words; ++i) {
      // With this, the n-th word is chosen about 1/n times as often as the first.
      const auto word = static_cast<std::uint64_t>(std::pow(vocabulary, dice.throw_one())) - 1;
      body += (i == 0 ? "" : " ") + archive_word(word);
    }
    clock.tick();
    const auto sent = parts.messages().send(transaction, {.user = members[below(members.size())]},
                                            text_message(chat, std::move(body)));
    if (!sent) throw std::runtime_error(sent.error().text);
  };
  constexpr std::int64_t lot = 5'000;
  std::int64_t indexed_up_to = 0;
  for (std::int64_t written = 0; written < plan.messages; written += lot) {
    parts.database().write_and_wait([&](storage::Transaction& transaction) {
      for (std::int64_t i = written; i < std::min(written + lot, plan.messages); ++i) send_one(transaction);
    });
    // As a server does that runs while they come.
    parts.database().write_and_wait([&](storage::Transaction& transaction) {
      while (domain::message_index::next_work(transaction, 0)) {
        indexed_up_to = parts.messages().index_messages(transaction, indexed_up_to);
      }
    });
    if (written % 500'000 == 0) std::fprintf(stderr, "archive: %lld messages\n", static_cast<long long>(written));
  }
  return archive;
}

}  // namespace parley::bench
