#pragma once
// How often strangers may try.
#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "domain/users/login_guard.hpp"
#include "server/guard_limits.hpp"
#include "server/recent_counts.hpp"

namespace parley::server {

/// Rate limits, in memory: a restart forgets them. Successes cost nothing, so that a whole office behind one address
/// can work. Nobody can lock somebody else out: besides a limit per address and account there is only a much larger one
/// per account, which does not count for addresses the account has signed in from; tokens are never limited.
/// Thread-safe. Refusals say how long to wait.
class Guards final : public domain::LoginGuard {
 public:
  Guards(const Clock& clock, GuardLimits limits);

  Result<void> may_try(std::string_view address, std::string_view account) override;
  Result<void> tried(std::string_view address, std::string_view account, bool fits) override;

  /// Counts it, or refuses it. `email` as it was given: whether it belongs to somebody doesn't matter.
  Result<void> reset_request(std::string_view address, std::string_view email);
  /// `by_email`: it leads to a mail.
  Result<void> sign_up(std::string_view address, std::string_view email, bool by_email);
  Result<void> name_probe(std::string_view address);
  /// Before the secret of a link is looked up …
  Result<void> may_try_link(std::string_view address);
  /// … and when it was wrong.
  void wrong_link(std::string_view address);
  /// Before the code of an invite is looked up …
  Result<void> may_try_invite(std::string_view address, std::string_view account);
  /// … and when there was none.
  void wrong_invite(std::string_view address, std::string_view account);

 private:
  using Time = RecentCounts::Time;
  std::chrono::milliseconds login_wait(const std::string& network, std::string_view account, Time now) const;

  const Clock& clock_;
  std::mutex mutex_;
  RecentCounts failures_here_, failures_anywhere_, failures_by_address_;
  RecentCounts resets_here_, resets_anywhere_, resets_by_address_;
  RecentCounts sign_ups_, sign_up_mails_, name_probes_, wrong_links_, wrong_invites_, wrong_invites_by_address_;
  RecentCounts familiar_;  ///< a key in it: the account has signed in from that address
};

}  // namespace parley::server
