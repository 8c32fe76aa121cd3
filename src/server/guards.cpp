#include "server/guards.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "transport/address.hpp"

namespace parley::server {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds period = std::chrono::minutes(10);
/// Of each kind: some ten megabytes when full.
constexpr std::size_t keys = 50'000;
constexpr milliseconds familiar_for = std::chrono::hours(24 * 30);
/// What is allowed to the whole world, as a multiple of what is allowed to one address.
constexpr int anywhere = 10;

/// The longest name there is fits; what is longer is nobody's.
std::string key_of(const std::string& network, std::string_view account) {
  return network + ' ' + std::string(account.substr(0, 640));
}

/// Letter case of ASCII doesn't matter to mailboxes.
std::string lower(std::string_view text) {
  std::string out(text.substr(0, 640));
  for (char& letter : out) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter + ('a' - 'A'));
  }
  return out;
}

Result<void> refused_for(milliseconds wait) {
  if (wait.count() <= 0) return {};
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(wait).count();
  return Error{fmt::format("Too many attempts; try again in {} minute{}", minutes, minutes == 1 ? "" : "s")};
}

}  // namespace

Guards::Guards(const Clock& clock, GuardLimits limits)
    : clock_(clock),
      failures_here_(limits.login_failures_per_account, period, keys),
      failures_anywhere_(limits.login_failures_per_account * anywhere, period, keys),
      failures_by_address_(limits.login_failures_per_address, period, keys),
      resets_here_(limits.resets_per_account, period, keys),
      resets_anywhere_(limits.resets_per_account * anywhere, period, keys),
      resets_by_address_(limits.resets_per_address, period, keys),
      sign_ups_(limits.sign_ups_per_address, period, keys),
      sign_up_mails_(limits.sign_up_mails_per_recipient, period, keys),
      name_probes_(limits.name_probes_per_address, period, keys),
      wrong_links_(limits.wrong_links_per_address, period, keys),
      wrong_invites_(limits.wrong_invites_per_account, period, keys),
      wrong_invites_by_address_(limits.wrong_invites_per_address, period, keys),
      familiar_(1, familiar_for, keys) {}

milliseconds Guards::login_wait(const std::string& network, std::string_view account, Time now) const {
  const std::string here = key_of(network, account);
  const milliseconds wait = std::max(failures_here_.wait(here, now), failures_by_address_.wait(network, now));
  const bool familiar = familiar_.wait(here, now).count() > 0;  // it was counted when the account signed in
  return familiar ? wait : std::max(wait, failures_anywhere_.wait(account.substr(0, 640), now));
}

Result<void> Guards::may_try(std::string_view address, std::string_view account) {
  const std::lock_guard lock(mutex_);
  return refused_for(login_wait(transport::network_of(address), account, clock_.steady()));
}

Result<void> Guards::tried(std::string_view address, std::string_view account, bool fits) {
  const std::lock_guard lock(mutex_);
  const std::string network = transport::network_of(address);
  const Time now = clock_.steady();
  if (const Result<void> allowed = refused_for(login_wait(network, account, now)); !allowed) return allowed;
  if (fits) {
    familiar_.add(key_of(network, account), now);
  } else {
    failures_here_.add(key_of(network, account), now);
    failures_anywhere_.add(account.substr(0, 640), now);
    failures_by_address_.add(network, now);
  }
  return {};
}

Result<void> Guards::reset_request(std::string_view address, std::string_view email) {
  const std::lock_guard lock(mutex_);
  const std::string network = transport::network_of(address), account = lower(email), here = key_of(network, account);
  const Time now = clock_.steady();
  PARLEY_CHECK(refused_for(std::max(
      {resets_here_.wait(here, now), resets_anywhere_.wait(account, now), resets_by_address_.wait(network, now)})));
  resets_here_.add(here, now);
  resets_anywhere_.add(account, now);
  resets_by_address_.add(network, now);
  return {};
}

Result<void> Guards::sign_up(std::string_view address, std::string_view email, bool by_email) {
  const std::lock_guard lock(mutex_);
  const std::string network = transport::network_of(address), recipient = lower(email);
  const Time now = clock_.steady();
  PARLEY_CHECK(refused_for(
      std::max(sign_ups_.wait(network, now), by_email ? sign_up_mails_.wait(recipient, now) : milliseconds(0))));
  sign_ups_.add(network, now);
  if (by_email) sign_up_mails_.add(recipient, now);
  return {};
}

Result<void> Guards::name_probe(std::string_view address) {
  const std::lock_guard lock(mutex_);
  const std::string network = transport::network_of(address);
  PARLEY_CHECK(refused_for(name_probes_.wait(network, clock_.steady())));
  name_probes_.add(network, clock_.steady());
  return {};
}

Result<void> Guards::may_try_link(std::string_view address) {
  const std::lock_guard lock(mutex_);
  return refused_for(wrong_links_.wait(transport::network_of(address), clock_.steady()));
}

void Guards::wrong_link(std::string_view address) {
  const std::lock_guard lock(mutex_);
  wrong_links_.add(transport::network_of(address), clock_.steady());
}

Result<void> Guards::may_try_invite(std::string_view address, std::string_view account) {
  const std::lock_guard lock(mutex_);
  const Time now = clock_.steady();
  return refused_for(std::max(wrong_invites_.wait(account.substr(0, 640), now),
                              wrong_invites_by_address_.wait(transport::network_of(address), now)));
}

void Guards::wrong_invite(std::string_view address, std::string_view account) {
  const std::lock_guard lock(mutex_);
  const Time now = clock_.steady();
  wrong_invites_.add(account.substr(0, 640), now);
  wrong_invites_by_address_.add(transport::network_of(address), now);
}

}  // namespace parley::server
