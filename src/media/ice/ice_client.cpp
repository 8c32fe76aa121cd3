#include "media/ice/ice_client.hpp"

#include <algorithm>

#include "base/random.hpp"

namespace parley::media {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kMaxCandidates = 16;
constexpr milliseconds kPace{50};       // Ta, RFC 8445 section 14.2
constexpr milliseconds kFirstRto{500};  // RFC 8445 section 14.3
constexpr milliseconds kMaxRto{2000};
constexpr milliseconds kTcpRetry{5000};  // TCP itself retransmits
constexpr milliseconds kTcpGrace{700};   // how long a UDP candidate may still overtake
constexpr milliseconds kFirstConsent{4000};
constexpr seconds kConsent{30};  // RFC 7675 section 5.1
constexpr std::size_t kMaxConsentOpen = 16;

}  // namespace

IceClient::IceClient(Time now, Config config)
    : config_(std::move(config)), tie_breaker_(random_u64()), consent_deadline_(now + kConsent) {
  if (config_.candidates.size() > kMaxCandidates) config_.candidates.resize(kMaxCandidates);
  checks_.resize(config_.candidates.size());
  milliseconds delay{0};
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    if (config_.candidates[i].tcp) continue;
    checks_[i].usable = true;
    checks_[i].due = now + delay;
    delay += kPace;
  }
  on_timeout(now);
}

std::optional<std::size_t> IceClient::find_candidate(const Address& from, bool tcp) const {
  for (std::size_t i = 0; i < config_.candidates.size(); ++i) {
    if (config_.candidates[i].tcp == tcp && config_.candidates[i].address == from) return i;
  }
  return std::nullopt;
}

void IceClient::set_usable(Time now, std::size_t candidate, bool usable) {
  if (candidate >= checks_.size() || state_ == State::failed || checks_[candidate].usable == usable) return;
  checks_[candidate] = Check{};
  checks_[candidate].usable = usable;
  if (usable && !selected_) checks_[candidate].due = now;
  if (selected_ == candidate) {
    // Look for another way, from the start; the consent time goes on and ends the search.
    selected_.reset();
    state_ = State::checking;
    consent_due_.reset();
    consent_transactions_.clear();
    for (Check& check : checks_) {
      check.succeeded = false;
      if (check.usable) check.due = now;
    }
  }
  consider_nomination(now);
  on_timeout(now);
}

StunBuilder IceClient::build_request(const TransactionId& transaction, std::size_t candidate) const {
  StunBuilder request(StunClass::request, transaction);
  request.username(config_.remote_ufrag + ":" + config_.ufrag);
  // RFC 8445 section 5.1.2.1: peer-reflexive preference 110, local preference high, component 1; TCP below UDP.
  request.priority(110u << 24 | (config_.candidates[candidate].tcp ? 0x3FFFu : 0xFFFFu) << 8 | 255u);
  request.ice_controlling(tie_breaker_);
  return request;
}

void IceClient::begin(Time now, std::size_t candidate, bool nominate) {
  Check& check = checks_[candidate];
  random_bytes(check.transaction);
  check.open = true;
  check.nominating = nominate;
  check.sent = 0;
  check.rto = config_.candidates[candidate].tcp ? kTcpRetry : kFirstRto;
  StunBuilder request = build_request(check.transaction, candidate);
  if (nominate) request.use_candidate();
  check.request = request.finish(config_.remote_password);
  retransmit(now, candidate);
}

void IceClient::retransmit(Time now, std::size_t candidate) {
  Check& check = checks_[candidate];
  outgoing_.push_back({candidate, check.request});
  ++check.sent;
  check.due = now + check.rto;
  check.rto = std::min(check.rto * 2, std::max(kMaxRto, check.rto));
}

bool IceClient::handle(Time now, std::size_t candidate, std::span<const std::uint8_t> packet) {
  if (candidate >= checks_.size() || state_ == State::failed) return false;
  const auto message = StunMessage::parse(packet);
  if (!message || message->method() != kStunBinding) return false;
  if (message->message_class() != StunClass::success && message->message_class() != StunClass::error) return false;
  const TransactionId transaction = message->transaction();
  Check& check = checks_[candidate];
  const bool is_check = check.open && check.transaction == transaction;
  const auto consent = std::find(consent_transactions_.begin(), consent_transactions_.end(), transaction);
  const bool is_consent = selected_ == candidate && consent != consent_transactions_.end();
  if ((!is_check && !is_consent) || !message->verify_integrity(config_.remote_password)) return false;

  if (message->message_class() == StunClass::error) {
    // Authenticated refusal: this way leads nowhere right now. Asked again as if the answer had been lost.
    return true;
  }
  if (is_consent) {
    consent_transactions_.clear();  // any answer renews consent; older ones are worth nothing now
    consent_deadline_ = now + kConsent;
    return true;
  }
  check.open = false;
  check.due.reset();
  check.request.clear();
  check.succeeded = true;
  if (check.nominating) {
    nominated(now, candidate);
  } else {
    consider_nomination(now);
  }
  return true;
}

bool IceClient::nominating() const {
  return std::any_of(checks_.begin(), checks_.end(), [](const Check& check) { return check.nominating; });
}

void IceClient::consider_nomination(Time now) {
  if (selected_ || nominating()) return;
  std::optional<std::size_t> best;
  bool udp_pending = false;
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    const bool tcp = config_.candidates[i].tcp;
    if (!checks_[i].usable) continue;
    if (!checks_[i].succeeded) {
      udp_pending |= !tcp;
    } else if (!best || (config_.candidates[*best].tcp && !tcp)) {
      best = i;
    }
  }
  if (!best) return;
  // UDP is nominated as soon as it answers. TCP waits a little, as UDP would be much better for media.
  if (config_.candidates[*best].tcp && udp_pending) {
    if (!tcp_nomination_) tcp_nomination_ = now + kTcpGrace;
    if (now < *tcp_nomination_) return;
  }
  tcp_nomination_.reset();
  begin(now, *best, true);
}

void IceClient::nominated(Time now, std::size_t candidate) {
  checks_[candidate].nominating = false;
  selected_ = candidate;
  state_ = State::connected;
  tcp_nomination_.reset();
  consent_transactions_.clear();
  consent_deadline_ = now + kConsent;
  consent_due_ = now + kFirstConsent;
  // The others are left alone: their checks end here.
  for (Check& check : checks_) {
    check.open = false;
    check.due.reset();
    check.request.clear();
  }
}

void IceClient::fail() {
  state_ = State::failed;
  selected_.reset();
  outgoing_.clear();
  for (Check& check : checks_) check.due.reset();
  consent_due_.reset();
  tcp_nomination_.reset();
}

std::optional<Time> IceClient::next_timeout() const {
  if (state_ == State::failed) return std::nullopt;
  Time next = consent_deadline_;
  if (consent_due_) next = std::min(next, *consent_due_);
  if (tcp_nomination_) next = std::min(next, *tcp_nomination_);
  for (const Check& check : checks_) {
    if (check.due) next = std::min(next, *check.due);
  }
  return next;
}

void IceClient::on_timeout(Time now) {
  if (state_ == State::failed) return;
  if (now >= consent_deadline_) return fail();
  if (tcp_nomination_ && now >= *tcp_nomination_) consider_nomination(now);
  for (std::size_t i = 0; i < checks_.size(); ++i) {
    Check& check = checks_[i];
    if (!check.due || now < *check.due) continue;
    if (check.open) {
      retransmit(now, i);
    } else {
      begin(now, i, false);
    }
  }
  if (consent_due_ && now >= *consent_due_) send_consent_check(now);
}

void IceClient::send_consent_check(Time now) {
  TransactionId transaction;
  random_bytes(transaction);
  if (consent_transactions_.size() >= kMaxConsentOpen) consent_transactions_.erase(consent_transactions_.begin());
  consent_transactions_.push_back(transaction);
  StunBuilder request = build_request(transaction, *selected_);
  outgoing_.push_back({*selected_, request.use_candidate().finish(config_.remote_password)});
  // RFC 7675 section 5.1: 5 s, randomised; sooner while answers are missing, or six lost packets would end a call.
  consent_due_ =
      now + milliseconds(consent_transactions_.size() > 1 ? random_between(1500, 2500) : random_between(4000, 6000));
}

std::optional<IceClient::Outgoing> IceClient::poll() {
  if (outgoing_.empty()) return std::nullopt;
  Outgoing next = std::move(outgoing_.front());
  outgoing_.pop_front();
  return next;
}

}  // namespace parley::media
