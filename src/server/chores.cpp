#include "server/chores.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace parley::server {
namespace {

constexpr auto kSweepPeriod = std::chrono::hours(24);

}  // namespace

std::vector<Housekeeping::Chore> chores(Parts& p) {
  return {
      [&p](storage::Transaction& transaction) {
        p.sessions.expire(transaction, [&p](const std::string& token_hash) { return p.live.in_use(token_hash); });
      },
      [&p](storage::Transaction& transaction) { p.registrations->expire(transaction); },
      [&p](storage::Transaction& transaction) { p.resets->expire(transaction); },
      [&p](storage::Transaction& transaction) { p.checks->expire(transaction); },
      [&p](storage::Transaction& transaction) { p.mails->expire(transaction); },
      [&p](storage::Transaction& transaction) { p.spaces->expire_invites(transaction); },
      [&p](storage::Transaction& transaction) {
        p.journal_trimmed = p.messages->trim_journal(transaction, p.journal_trimmed);
      },
      [&p](storage::Transaction&) { p.icons->icons().tickets().expire(); },
      [&p](storage::Transaction& transaction) {
        for (const auto& upload : p.uploads->expire()) p.messages->drop_upload(transaction, *upload);
      },
      [&p, last = std::make_shared<std::chrono::steady_clock::time_point>(p.clock.steady())](storage::Transaction&) {
        if (p.clock.steady() - *last < kSweepPeriod) return;
        *last = p.clock.steady();
        p.collector->sweep();
      },
  };
}

std::vector<Housekeeping::Chore> example_chores(Parts& p) {
  return {[&p](storage::Transaction& transaction) {
    for (const std::string& user : p.examples.expire(transaction, p.connected)) {
      transaction.after_commit([&p, user] { p.live.end_user(user, "The account was removed"); });
    }
  }};
}

}  // namespace parley::server
